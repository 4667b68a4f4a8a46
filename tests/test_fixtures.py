"""The cases in fixtures/: they load, load again, hold together, and give the study's figures."""

import json
import re
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from agreements import models as agreements
from agreements.models import (
    Agreement,
    Appointment,
    Citation,
    Milestone,
    Obligation,
    ObligationTerms,
    RegimeElement,
)
from compliance.imports.hush import hushed
from compliance.imports.seeding import seed
from compliance.models import (
    Approval,
    ApprovalDecision,
    Assessment,
    Impediment,
    Offer,
    ProgressReport,
)
from compliance.scoring.__main__ import main
from sosek.ledger.audit import audit
from sosek.ledger.models import Entry

pytestmark = pytest.mark.django_db

RECORDS = (ProgressReport, Offer, Approval, ApprovalDecision, Impediment, Assessment)

FOLDERS = sorted({path.parent for path in settings.FIXTURES.glob("*/*.toml")})

STUDY_LINES = 811  # of the text copy that the locators count
STUDY_DAY = "2010-11-10"  # of its interview, the latest dated item inside it


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
    kinds = ("source", "party", "forum", "committee", "appointment", "obligation", "report")
    for kind in (*kinds, "offer", "approval", "decision", "impediment", "assessment"):
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
    for model in (*models, *RECORDS):
        for row in model.objects.all():
            row.full_clean()


def test_record_and_ledger_fit():
    assert audit().fault is None


def test_every_record_says_where_it_was_found():
    for model in RECORDS:
        assert all(row.citations.exists() for row in model.objects.all())


def test_every_obligation_says_where_it_was_found():
    bare = Obligation.objects.filter(citations=None, terms__citations=None)
    assert list(bare.values_list("code", flat=True)) == []


def test_a_second_seed_says_that_it_did_nothing():
    assert said_by("seed") == "nothing to do\n"


def of_the_study(reports):
    return reports.filter(citations__source__key="S").distinct()


def test_the_study_is_cited_by_lines_that_it_has():
    for locator in Citation.objects.filter(source__key="S").values_list("locator", flat=True):
        lines = re.fullmatch(r"S (\d+)(?:-(\d+))?", locator)
        assert lines, locator
        first, last = int(lines[1]), int(lines[2] or lines[1])
        assert 1 <= first <= last <= STUDY_LINES, locator


def test_what_the_study_says_is_observed_on_the_day_of_its_interview():
    said = of_the_study(ProgressReport.objects.all())
    states = said.exclude(status="").values_list("obligation__code", "status")

    assert {str(report.observed_on) for report in said} == {STUDY_DAY}
    assert sorted(states) == [
        ("ks-1-id", "fulfilled"),
        ("ks-1-my", "not_started"),
        ("ks-2-id", "in_progress"),
        ("ks-2-my", "not_started"),
    ]


def test_the_study_tells_simanggaris_two_ways():
    stated = of_the_study(ProgressReport.objects.exclude(status=""))
    report = stated.get(obligation__code="ks-2-id")

    assert str(report.observed_on) == STUDY_DAY
    assert report.status == "in_progress"
    assert report.percent is None
    assert report.sources_differ
    passages = report.citations.exclude(quote="").values_list("locator", flat=True)
    assert sorted(passages) == ["S 503-507", "S 786-789"]
    assert not Milestone.objects.exists()


def test_after_the_study_a_status_is_by_the_same_measure_on_both_sides():
    """Works on the ground towards a post are in progress; nothing else has a state."""
    later = ProgressReport.objects.filter(observed_day__gt=STUDY_DAY)
    states = later.exclude(status="").values_list("obligation__code", "observed_on", "status")

    assert sorted((code, str(day), status) for code, day, status in states) == [
        ("ks-2-id", "2019-03-06", "in_progress"),
        ("ks-2-id", "2024-10-03", "in_progress"),
        ("ks-2-my", "2024-02-17", "in_progress"),
        ("ks-2-my", "2024-03-06", "in_progress"),
        ("ks-2-my", "2024-10-03", "in_progress"),
    ]


def test_the_ferry_terminal_is_never_fulfilment():
    terminal = ProgressReport.objects.get(narrative__startswith="Tawau Ferry Terminal")

    assert terminal.is_information


def test_of_papers_3_to_7_each_side_owes_one_thing_and_nothing_is_reported():
    for agreement in Agreement.objects.filter(paper__number__gte=3):
        terms = ObligationTerms.objects.filter(obligation__agreement=agreement)
        first = terms.filter(holds_from=None).values_list("owes__code", flat=True)
        assert sorted(first) == ["ID-KT", "MY-SB"]
    assert Agreement.objects.filter(paper__number__gte=3).count() == 5
    assert not ProgressReport.objects.filter(obligation__agreement__paper__number__gte=3).exists()


@pytest.mark.parametrize("lines", ["S 413-415", "S 430-432"])
def test_the_yearly_meeting_and_the_report_to_the_centre_are_rules_and_owed_by_nobody(lines):
    assert RegimeElement.objects.filter(kind="rule", citations__locator=lines).count() == 1
    assert not Obligation.objects.filter(terms__citations__locator=lines).exists()
    assert not Obligation.objects.filter(citations__locator=lines).exists()


def test_the_four_posts_stand_where_they_are_about():
    places = Obligation.objects.exclude(site=None).values_list("site__code", "site__quality")

    assert sorted(places) == [
        (code, "approximate")
        for code in ("serudong", "simanggaris", "sungai-imam", "sungai-lamijung")
    ]


def test_where_claims_differ_each_is_cited():
    differing = ProgressReport.objects.filter(sources_differ=True)

    assert all(report.citations.count() > 1 for report in differing)
    kept = ProgressReport.objects.filter(narrative__iregex=r"(both|all)( passages)? are kept")
    assert set(kept) == set(differing)


def test_both_claims_to_the_chair_of_indonesias_gbc_stand():
    disputed = Appointment.objects.filter(disputed=True).values_list("post_en", flat=True)

    assert sorted(disputed) == [
        "Commander of the Indonesian National Armed Forces (TNI)",
        "Minister of Defence",
    ]


def test_no_term_of_office_is_dated_but_that_of_2005():
    dated = Appointment.objects.exclude(starts_on=None, ends_on=None)

    assert {str(a.starts_on or a.ends_on) for a in dated} == {"2005-08-25"}


def test_the_offer_of_tawau_is_open_and_has_no_date():
    offer = Offer.objects.open().get()

    assert (offer.obligation.code, offer.party.code, offer.offered_on) == ("ks-1-my", "MY", None)
    assert [str(each) for each in offer.citations.all()] == ["Sudiar, S 534-539"]


def test_what_authorities_decided_is_what_a_source_says():
    """When they were asked none says; Kuala Lumpur has decided nothing on Sungai Imam."""
    decided = ApprovalDecision.objects.order_by("decided_day").values_list(
        "approval__obligation__code", "approval__authority__code", "outcome", "decided_on"
    )

    assert not Approval.objects.exclude(asked_on=None).exists()
    assert [(*each, str(day)) for *each, day in decided] == [
        ("ks-2-my", "MY-KL", "approved", "2021-03-11"),
        ("ks-2-my", "MY-KL-MOF", "deferred", "2022-03-23"),
        ("ks-2-my", "MY-KL-EPU", "approved", "2022-04-04"),
    ]
    pending = Approval.objects.pending().values_list("obligation__code", "authority__code")
    assert sorted(pending) == [("ks-1-my", "MY-KL"), ("ks-2-my", "MY-KL-MOF")]


def test_the_reason_given_and_those_assessed_are_told_apart():
    told = {
        (
            *(each.obligation.code, each.cause, each.voice, each.party and each.party.code),
            *(each.assessor, *{citation.basis for citation in each.citations.all()}),
        )
        for each in Impediment.objects.all()
    }

    author = ("assessed", None, "Sonny Sudiar")
    assert told == {
        ("ks-1-my", "authority", *author, "stated"),
        ("ks-1-my", "authority", *author, "party_statement"),
        ("ks-1-my", "interest", *author, "inferred"),
        ("ks-2-my", "financial", "given", "MY", "", "party_statement"),
        ("ks-2-my", "interest", *author, "stated"),
        ("ks-2-my", "interest", *author, "inferred"),
        ("ks-2-my", "authority", *author, "stated"),
        ("ks-2-my", "authority", *author, "party_statement"),
    }
    assert {str(each.observed_on) for each in Impediment.objects.all()} == {STUDY_DAY}


def test_the_verdicts_are_their_authors():
    verdicts = Assessment.objects.values_list("party__code", "scale", "grade", "assessor")

    assert sorted(verdicts) == [
        ("ID", "verdict", "high", "Sonny Sudiar"),
        ("MY", "verdict", "low", "Sonny Sudiar"),
    ]


def test_what_has_a_record_of_its_own_is_not_information_too():
    quoted = Citation.objects.filter(quote__contains="Pelabuhan Tawau")
    assert not ProgressReport.objects.filter(status="", citations__in=quoted).exists()
    locators = ["S 550-553", "S 510-520", "S 742-743", "S 699-706"]
    cited = Citation.objects.filter(source__key="S", locator__in=locators)
    assert not ProgressReport.objects.filter(citations__in=cited).exists()


def test_no_record_blames():
    """What an author calls it is said to be his, in an assessment alone."""
    words = " ".join(
        [
            *ProgressReport.objects.values_list("narrative", flat=True),
            *Impediment.objects.values_list("text", flat=True),
            *Offer.objects.values_list("text", flat=True),
            *Approval.objects.values_list("text", flat=True),
            *ApprovalDecision.objects.values_list("reason", flat=True),
        ]
    )

    assert not re.findall(r"\b(?:fail|violat|breach|neglect|pretext)\w*", words, re.IGNORECASE)


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
