"""Rows of the record as scoring reads them: what stands, since when, and what it costs."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.utils import timezone, translation

from agreements.models import AgreementTerms, PartialDate, RegimeSettings
from agreements.workflow import amend_agreement, change_settings
from compliance.models import Status, Verdict
from compliance.queries import Words, case_file, lineage, settings_in_force
from compliance.scoring import obligation_result
from compliance.workflow.reporting import Statement, submit_report
from tests.factories import (
    AgreementFactory,
    CitationFactory,
    ForumFactory,
    ObligationFactory,
    ObservationFactory,
    PartyFactory,
    ProgressReportFactory,
    SiteFactory,
    VerificationFactory,
)

MAY, JUNE, JULY = (datetime(2030, month, 1, tzinfo=UTC) for month in (5, 6, 7))
"""Later than now: the ledger never goes back."""
END_2010 = date(2010, 12, 31)


def result(obligation, *, as_of=END_2010, known_at=None):
    """What scoring makes of the rows of one obligation."""
    known_at = known_at or timezone.now()
    found = case_file([obligation.forum], known_at=known_at, obligation=obligation.code)
    (agreement,) = found.agreements
    (facts,) = agreement.obligations
    return obligation_result(
        facts, opened_on=agreement.forum_started_on, as_of=as_of, known_at=known_at
    )


def claimed(obligation, percent, observed_on="2010-03", **kwargs):
    return ProgressReportFactory(
        obligation=obligation, percent=percent, observed_on=observed_on, **kwargs
    )


def test_claims_are_not_established(obligation_of_id, official_my):
    claimed(obligation_of_id, 40)

    found = result(obligation_of_id)
    assert (found.claimed, found.established) == (Fraction(2, 5), None)


def test_silence_establishes_a_claim_once_it_is_over(obligation_of_id, official_my):
    report = claimed(obligation_of_id, 40)
    over = report.silence_until

    a_day_before = result(obligation_of_id, known_at=over - timedelta(days=1))
    assert a_day_before.established is None
    assert result(obligation_of_id, known_at=over).established == Fraction(2, 5)


def test_latest_accepted_report_by_the_day_and_the_moment(obligation_of_id, sabah):
    for month, percent, observed_on in ((MAY, 20, "2010-03"), (JUNE, 60, "2010-09")):
        with time_machine.travel(month, tick=False):
            VerificationFactory(report=claimed(obligation_of_id, percent, observed_on), party=sabah)

    assert result(obligation_of_id, known_at=JULY).established == Fraction(3, 5)
    assert result(obligation_of_id, known_at=MAY).established == Fraction(1, 5)
    early = result(obligation_of_id, as_of=date(2010, 6, 30), known_at=JULY)
    assert early.established == Fraction(1, 5)


def test_a_contested_report_leaves_the_last_accepted_one(obligation_of_id, sabah):
    VerificationFactory(report=claimed(obligation_of_id, 20), party=sabah)
    later = claimed(obligation_of_id, 60, "2010-09")
    VerificationFactory(report=later, party=sabah, verdict=Verdict.CONTESTED)

    found = result(obligation_of_id)
    assert found.established == Fraction(1, 5)
    assert found.contested


def test_an_answer_counts_from_the_moment_it_is_given(obligation_of_id, sabah):
    with time_machine.travel(MAY, tick=False):
        report = claimed(obligation_of_id, 20)
    with time_machine.travel(JULY, tick=False):
        VerificationFactory(report=report, party=sabah)

    assert result(obligation_of_id, known_at=JUNE).established is None
    assert result(obligation_of_id, known_at=JULY).established == Fraction(1, 5)


def test_a_correction_takes_the_place_of_what_it_corrects(obligation_of_id, sabah):
    wrong = claimed(obligation_of_id, 90)
    VerificationFactory(report=wrong, party=sabah)
    VerificationFactory(report=claimed(obligation_of_id, 30, corrects=wrong), party=sabah)

    assert result(obligation_of_id).established == Fraction(3, 10)


def test_observations_stand_at_once_and_information_counts_for_nothing(obligation_of_id):
    ObservationFactory(obligation=obligation_of_id, observed_on="2010", percent=50)
    ObservationFactory(obligation=obligation_of_id, observed_on="2010-11", status="")

    found = case_file([obligation_of_id.forum], known_at=timezone.now())
    (facts,) = found.agreements[0].obligations
    assert len(facts.reports) == 1
    assert result(obligation_of_id).established == Fraction(1, 2)


def test_milestones_come_with_the_version_that_has_them(agreement, kaltim):
    staged = ObligationFactory(
        agreement=agreement, owes=kaltim, milestones={"road": 3, "bridge": 1}
    )
    ObservationFactory(obligation=staged, milestone="road", status=Status.FULFILLED)

    assert result(staged).established == Fraction(3, 4)


def test_every_version_of_an_agreement_comes_in_its_order(forum, agreement):
    amend_agreement(AgreementTerms(agreement=agreement, weight=3))

    (found,) = case_file([forum], known_at=timezone.now()).agreements
    assert [terms.weight for terms in found.terms] == [1, 3]


def test_the_case_is_narrowed_to_an_agreement_or_an_obligation(
    forum, paper, obligation_of_id, obligation_of_my
):
    other = ObligationFactory(
        agreement=AgreementFactory(paper=paper, code="other"), site=SiteFactory(code="post")
    )

    def obligations(**narrow):
        found = case_file([forum], known_at=timezone.now(), **narrow)
        return {each.code for one in found.agreements for each in one.obligations}

    assert obligations() == {"post-nyamuk", "post-imam", other.code}
    assert obligations(agreement="other") == {other.code}
    assert obligations(obligation="post-imam") == {"post-imam"}
    labels = case_file([forum], known_at=timezone.now()).obligation_labels
    assert labels[other.code].site.code == "post"
    assert labels["post-imam"].site is None


@pytest.mark.parametrize("count", [1, 3])
def test_a_case_costs_the_same_for_every_row(forum, paper, sabah, count, django_assert_num_queries):
    for _ in range(count):
        obligation = ObligationFactory(
            agreement=AgreementFactory(paper=paper),
            owes=PartyFactory(),
            milestones={"road": 1},
            site=SiteFactory(),
        )
        for _ in range(count):
            VerificationFactory(report=ProgressReportFactory(obligation=obligation), party=sabah)

    with django_assert_num_queries(4):
        found = case_file([forum], known_at=timezone.now())

    assert len(found.agreements) == count


def test_what_differs_between_sources_is_named(obligation_of_id, analyst):
    ObservationFactory(obligation=obligation_of_id)
    both_ways = submit_report(
        obligation=obligation_of_id,
        statement=Statement(
            observed_on=PartialDate("2010"),
            narrative="Half or all.",
            sources_differ=True,
            status=Status.IN_PROGRESS,
        ),
        author=analyst,
        party=None,
        citations=[CitationFactory()],
    )

    found = case_file([obligation_of_id.forum], known_at=timezone.now())
    assert found.sources_differ == {str(both_ways.sequence)}


# Settings


def test_settings_hold_from_their_day_once_they_are_known(regime, django_assert_num_queries):
    first = regime.settings_versions.get()
    with time_machine.travel(MAY, tick=False):
        change_settings(
            RegimeSettings(
                regime=regime,
                holds_from=date(2020, 1, 1),
                silence_days=10,
                time_zone="Asia/Makassar",
                thresholds={"full": "0.9", "high": "0.7", "partial": "0.3"},
            )
        )

    def silence(as_of, known_at):
        with django_assert_num_queries(1):
            return settings_in_force(regime, as_of=as_of, known_at=known_at).silence_days

    assert silence(date(2020, 1, 1), JUNE) == 10
    assert silence(date(2019, 12, 31), JUNE) == 30
    assert silence(date(2020, 1, 1), first.recorded_at) == 30
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    assert silence(date(2020, 1, 1), long_ago) == 30  # before any was known, the first
    new = settings_in_force(regime, as_of=date(2021, 1, 1), known_at=JUNE)
    assert new.thresholds.full == Fraction(9, 10)
    assert new.time_zone == "Asia/Makassar"


# Names and forums


@pytest.mark.parametrize(
    ("words", "language", "shown"),
    [
        (Words("Post", "Pos", "Pos sempadan"), "ms", "Pos sempadan"),
        (Words("Post", "Pos", ""), "ms", "Pos"),  # falls back id, ms, en
        (Words("Post", "", "Pos sempadan"), "id", "Pos sempadan"),
        (Words("Post", "", ""), "id", "Post"),
        (Words("", "Pos", ""), "en", "Pos"),
        (Words("Post", "Pos", ""), "en-gb", "Post"),
        (Words("", "", ""), "en", ""),
    ],
)
def test_a_name_is_said_in_the_language_of_the_reader(words, language, shown):
    with translation.override(language):
        assert str(words) == shown


def test_without_a_language_a_name_is_english():
    with translation.override(None):
        assert str(Words("Post", "Pos", "Pos sempadan")) == "Post"


def test_a_forum_goes_on_from_those_it_succeeds(regime, forum, next_forum, other_forum):
    last = ForumFactory(regime=regime, predecessor=next_forum)
    forums = [forum, next_forum, other_forum, last]

    assert lineage(last, forums) == [last, next_forum, forum]
    assert lineage(forum, forums) == [forum]
    assert lineage(last, [last, forum]) == [last]  # one that the reader may not see


def test_forums_that_succeed_each_other_are_read_once(forum, next_forum):
    forum.predecessor_id = next_forum.pk

    assert lineage(next_forum, [forum, next_forum]) == [next_forum, forum]
