import os
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.executor import MigrationExecutor

from agreements.models import Regime, User
from compliance.management.commands import prepare as prepare_command
from tests.compliance.imports.case import write_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings, tmp_path):
    """A data folder and one case; accounts can act for its regime."""
    settings.DATA_DIR, settings.FIXTURES = tmp_path, tmp_path / "fixtures"
    settings.STATICFILES_DIRS, settings.DEMO, settings.DEMO_PASSWORD = [tmp_path / "own"], True, ""
    settings.LOCALE_PATHS = []
    settings.FIXTURES.mkdir()
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mark.svg").write_text("<svg/>")
    write_case(
        settings.FIXTURES / "border",
        ("regime.toml", 'slug = "border"', 'slug = "sosek-malindo"'),
        ("parties.toml", 'code = "A"', 'code = "ID"'),
        ("parties.toml", 'parent = "A"', 'parent = "ID"'),
        ("parties.toml", 'parent = "A"', 'parent = "ID"'),
        ("parties.toml", 'code = "B"', 'code = "MY"'),
        without="papers.toml",
    )
    records = ("obligations", "records", "offers", "approvals", "diagnosis")
    for name in (*records, "forums", "sites", "committees", "meetings"):
        (settings.FIXTURES / "border" / f"{name}.toml").unlink()
    return settings


def prepare():
    said = StringIO()
    call_command("prepare", stdout=said)
    return said.getvalue().splitlines()


def test_what_is_not_ready_is_made_ready_once(place, monkeypatch):
    monkeypatch.delenv("PORT", raising=False)

    first = prepare()

    assert "created: 1 regime" in first
    assert "assets collected" in first
    assert (place.STATIC_ROOT / "mark.svg").exists()
    assert User.objects.filter(username="official-id").exists()
    again = prepare()
    assert again[0] == "Sign in with:"
    assert again == first[first.index("Sign in with:") :]


def test_a_password_that_is_too_weak_is_said_before_anything_is_done(place):
    place.DEMO_PASSWORD = "short"
    said = StringIO()

    with pytest.raises(CommandError, match=r"^SOSEK_DEMO_PASSWORD: "):
        call_command("prepare", stdout=said)
    assert said.getvalue() == ""
    assert not Regime.objects.exists()


def test_migrations_that_were_due_are_counted(place, monkeypatch):
    class Due(MigrationExecutor):
        def migration_plan(self, targets, clean_start=False):
            return [(None, False)] * 2

    monkeypatch.setattr(prepare_command, "MigrationExecutor", Due)

    assert prepare()[0] == "database: 2 migrations applied"


def test_a_changed_asset_is_collected_again(place):
    prepare()
    mark = place.DATA_DIR / "own" / "mark.svg"
    mark.write_text("<svg></svg>")
    os.utime(mark, (time.time() + 5, time.time() + 5))

    assert "assets collected" in prepare()
    assert (place.STATIC_ROOT / "mark.svg").read_text() == "<svg></svg>"


def test_assets_that_were_thrown_away_are_collected_again(place):
    prepare()
    for path in place.STATIC_ROOT.iterdir():
        path.rename(place.DATA_DIR / f"away-{path.name}")

    assert "assets collected" in prepare()


def test_outside_a_demonstration_there_are_no_accounts(place):
    place.DEMO = False

    assert "Sign in with:" not in prepare()
    assert not User.objects.exists()


def test_the_address_is_said_where_the_port_is_known(place, monkeypatch):
    monkeypatch.setenv("PORT", "8123")

    assert prepare()[-1] == "Sosek answers at http://127.0.0.1:8123/ (Ctrl-C stops it)"
