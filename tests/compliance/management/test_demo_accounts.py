import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agreements.models import Membership, User
from tests.factories import PartyFactory, RegimeFactory

pytestmark = pytest.mark.django_db
NAMES = ["official-id", "official-my", "secretariat", "analyst", "admin"]


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEMO, settings.DEMO_PASSWORD, settings.DATA_DIR = True, "", tmp_path
    return settings


@pytest.fixture
def regime():
    PartyFactory(code="ID")
    PartyFactory(code="MY")
    return RegimeFactory(slug="sosek-malindo")


def accounts():
    said = StringIO()
    call_command("demo_accounts", stdout=said)
    return dict(line.split(maxsplit=1) for line in said.getvalue().splitlines()[1:])


def test_there_is_one_account_for_each_role(demo, regime):
    said = accounts()

    assert list(said) == NAMES
    for username, password in said.items():
        user = User.objects.get(username=username)
        assert user.check_password(password)
        assert not user.is_superuser
    assert set(Membership.objects.values_list("user__username", "role", "party__code")) == {
        ("official-id", "official", "ID"),
        ("official-my", "official", "MY"),
        ("secretariat", "secretariat", None),
        ("analyst", "analyst", None),
        ("admin", "admin", None),
    }


def test_a_second_run_says_the_same_and_makes_nothing(demo, regime):
    first = accounts()

    assert accounts() == first
    assert User.objects.count() == Membership.objects.count() == 5


def test_passwords_are_kept_for_the_owner_alone(demo, regime):
    accounts()

    kept = demo.DATA_DIR / "demo-accounts.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_password_that_was_given_is_used_and_not_repeated(demo, regime):
    accounts()
    demo.DEMO_PASSWORD = "kerja sama sosek"

    accounts()
    said = accounts()

    assert set(said.values()) == {"the password in SOSEK_DEMO_PASSWORD"}
    assert all(user.check_password(demo.DEMO_PASSWORD) for user in User.objects.all())
    assert (demo.DATA_DIR / "demo-accounts.txt").read_text() == ""


def test_a_password_that_was_changed_is_left_alone(demo, regime):
    first = accounts()
    analyst = User.objects.get(username="analyst")
    analyst.set_password("something of my own")
    analyst.save()

    said = accounts()

    assert said["analyst"].startswith("a password that was set elsewhere")
    assert said["admin"] == first["admin"]


@pytest.mark.parametrize("password", ["short", "12345678901", "password"])
def test_a_weak_password_is_refused_in_one_sentence(demo, regime, password):
    demo.DEMO_PASSWORD = password

    said = StringIO()
    with pytest.raises(CommandError, match=r"^SOSEK_DEMO_PASSWORD: This password is [^.]*\."):
        call_command("demo_accounts", stdout=said)
    assert said.getvalue() == ""
    assert not User.objects.exists()
    assert not (demo.DATA_DIR / "demo-accounts.txt").exists()


def test_there_are_none_outside_a_demonstration(demo, regime):
    demo.DEMO = False

    with pytest.raises(CommandError, match="for demonstrations only"):
        accounts()
    assert not User.objects.exists()


def test_without_the_case_there_is_nobody_to_act_for(demo):
    with pytest.raises(CommandError, match=r"run `manage.py seed` first"):
        accounts()
