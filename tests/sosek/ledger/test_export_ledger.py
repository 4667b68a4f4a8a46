import json
import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agreements.models import Publishes, RegimeSettings
from agreements.workflow import change_settings
from sosek.ledger.__main__ import main
from sosek.ledger.chain import check
from sosek.ledger.models import Entry
from tests.factories import RegimeFactory

pytestmark = pytest.mark.django_db


def exported(**options):
    said = StringIO()
    call_command("export_ledger", stdout=said, **options)
    return said.getvalue()


def publish(regime, level):
    change_settings(RegimeSettings(regime=regime, publishes=level))


def open_kinds(text):
    lines = [json.loads(line) for line in text.splitlines()]
    return {line["kind"] for line in lines if "payload" in line}


def test_the_full_export_opens_every_entry(record):
    result = check(exported().splitlines(keepends=True))

    assert (result.entries, result.closed, result.fault) == (Entry.objects.count(), 0, None)


def test_a_file_is_whole_and_for_its_owner_alone(record, tmp_path, capsys):
    file = tmp_path / "ledger.jsonl"

    said = exported(output=str(file))

    assert said == f"{Entry.objects.count()} entries written to {file}\n"
    assert main([str(file)]) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("ledger*")] == ["ledger.jsonl"]


def test_the_public_export_is_closed_where_nothing_is_published(record):
    text = exported(public=True)

    result = check(text.splitlines(keepends=True))
    assert (result.closed, result.fault) == (Entry.objects.count(), None)
    assert "Sungai Nyamuk" not in text


def test_a_regime_that_publishes_scores_opens_what_was_promised_only(record, regime):
    publish(regime, Publishes.SCORES)

    text = exported(public=True)

    assert check(text.splitlines(keepends=True)).fault is None
    assert open_kinds(text) == {
        "agreement",
        "agreement_terms",
        "forum",
        "obligation",
        "obligation_terms",
        "party",
        "regime",
        "settings",
    }


def test_a_regime_that_publishes_everything_opens_all_of_its_own(record, regime):
    publish(regime, Publishes.EVERYTHING)
    other = RegimeFactory(slug="private")

    lines = [json.loads(line) for line in exported(public=True).splitlines()]

    assert {line["scope"] for line in lines if "payload" not in line} == {other.slug}
    assert "report" in {line["kind"] for line in lines if "payload" in line}


def test_what_was_published_once_is_closed_when_it_no_longer_is(record, regime):
    publish(regime, Publishes.EVERYTHING)
    publish(regime, Publishes.NOTHING)

    assert open_kinds(exported(public=True)) == set()


def test_a_place_that_cannot_be_written_is_named(record, tmp_path):
    with pytest.raises(CommandError, match=r"cannot be written: No such file or directory.$"):
        exported(output=str(tmp_path / "nowhere" / "ledger.jsonl"))
