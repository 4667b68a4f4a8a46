"""The cases in fixtures/: they load, load again, hold together, and give the study's figures."""

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from agreements import models as agreements
from agreements.models import Obligation
from compliance.imports.hush import hushed
from compliance.imports.seeding import seed
from compliance.models import ProgressReport
from compliance.scoring.__main__ import main
from sosek.ledger.audit import audit
from sosek.ledger.models import Entry

pytestmark = pytest.mark.django_db

FOLDERS = sorted({path.parent for path in settings.FIXTURES.glob("*/*.toml")})


@pytest.fixture(scope="module", autouse=True)
def seeded(django_db_setup, django_db_blocker):
    """All cases, seeded once for all tests of this file and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        with hushed():
            outcome = seed(FOLDERS)
        yield outcome
        transaction.set_rollback(True)


def said_by(command, *arguments, **options):
    said = StringIO()
    call_command(command, *arguments, stdout=said, **options)
    return said.getvalue()


def test_they_load(seeded):
    assert seeded.differences == []
    for kind in ("source", "party", "forum", "committee", "appointment", "obligation", "report"):
        assert seeded.created[kind], kind


def test_a_second_seed_changes_nothing():
    head = Entry.objects.order_by("-sequence").first().hash

    outcome = seed(FOLDERS)

    assert not outcome.created
    assert outcome.differences == []
    assert Entry.objects.order_by("-sequence").first().hash == head


def test_everything_passes_its_own_rules():
    found = [getattr(agreements, name) for name in agreements.__all__]
    models = [each for each in found if hasattr(each, "_meta") and not each._meta.abstract]
    for model in (*models, ProgressReport):
        for row in model.objects.all():
            row.full_clean()


def test_record_and_ledger_fit():
    assert audit().fault is None


def test_every_record_says_where_it_was_found():
    assert all(report.citations.exists() for report in ProgressReport.objects.all())


def test_every_obligation_says_where_it_was_found():
    bare = Obligation.objects.filter(citations=None, terms__citations=None)
    assert list(bare.values_list("code", flat=True)) == []


def test_the_study_tells_simanggaris_two_ways():
    report = ProgressReport.objects.get(sources_differ=True)

    assert str(report.observed_on) == "2010-11-10"
    assert report.status == "in_progress"
    assert report.percent is None
    assert report.citations.exclude(quote="").count() >= 2


WORKED_CASE = [
    {
        "side": "ID",
        "score": 0.75,
        "low": 0.214,
        "high": 0.929,
        "coverage": 0.286,
        "degree": "high",
    },
    {"side": "MY", "score": 0.0, "low": 0.0, "high": 0.714, "coverage": 0.286, "degree": "low"},
]
ASKED = ("--as-of", "2010-12-31", "--format", "json")


def test_the_worked_case_comes_out():
    report = json.loads(said_by("score", "kaltim-sabah", *ASKED))

    assert report["rows"] == WORKED_CASE


def test_by_paper_the_study_speaks_of_two_of_seven():
    rows = json.loads(said_by("score", "kaltim-sabah", *ASKED, "--by", "paper"))["rows"]

    assert [(row["side"], row["paper"], row["score"]) for row in rows] == [
        *(("ID", 1, 1.0), ("ID", 2, 0.5), *(("ID", paper, None) for paper in range(3, 8))),
        *(("MY", 1, 0.0), ("MY", 2, 0.0), *(("MY", paper, None) for paper in range(3, 8))),
    ]


@pytest.mark.parametrize("export", [{}, {"public": True}])
def test_anybody_computes_the_worked_case_again_from_the_ledger(tmp_path, capsys, export):
    file = tmp_path / "ledger.jsonl"
    said_by("export_ledger", output=str(file), **export)

    said = said_by("score", "kaltim-sabah", *ASKED)
    known_at = ("--known-at", json.loads(said)["known_at"])

    assert main([str(file), "--forum", "kaltim-sabah", *ASKED, *known_at]) == 0
    assert capsys.readouterr().out == said
