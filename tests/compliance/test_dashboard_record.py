"""The record of an obligation as its page shows it: what counts, what does not, and why."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import product
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from agreements.models import Cause, Obligation, ObligationTerms, PartialDate
from agreements.workflow import amend_obligation
from compliance.dashboard.reasons import worth
from compliance.dashboard.record import record_page
from compliance.models import Status, Verdict
from compliance.scoring import Considered, Reason
from compliance.scoring import Verdict as Worth
from compliance.views.obligations import obligation_or_404
from compliance.workflow.reporting import Statement, submit_report
from tests.factories import (
    AgreementFactory,
    CitationFactory,
    ObligationFactory,
    ObservationFactory,
    ProgressReportFactory,
    SiteFactory,
    VerificationFactory,
    photo,
)

ZONE = ZoneInfo("Asia/Makassar")


def page(obligation: Obligation, user=None, *, as_of=None, known_at=None):
    """The page as a member reads it today."""
    known_at = known_at or timezone.now()
    return record_page(
        obligation_or_404(user, obligation.code),
        user,
        as_of=as_of or known_at.astimezone(ZONE).date(),
        known_at=known_at,
        zone=ZONE,
    )


def said(found):
    """The entries in short: what each is worth, and whether the figure rests on it."""
    return [(entry.considered.verdict, entry.counted) for entry in found.record.entries]


def test_a_claim_moves_nothing_until_it_is_answered(obligation_of_id, official_my):
    ProgressReportFactory(obligation=obligation_of_id, percent=40)

    found = page(obligation_of_id, official_my)

    assert (found.line.state, found.line.established, found.line.claimed) == (
        "pending",
        None,
        Fraction(2, 5),
    )
    assert said(found) == [(Worth.PENDING, False)]
    assert "moves nothing" in str(found.record.entries[0].why)
    assert (found.basis.reports, found.basis.waiting, found.basis.claimed) == (0, 1, True)


def test_an_accepted_claim_counts_and_a_later_one_speaks_in_its_place(
    obligation_of_id, official_my, sabah
):
    for percent, day in ((40, "2010-03"), (60, "2011")):
        report = ProgressReportFactory(
            obligation=obligation_of_id, percent=percent, observed_on=day
        )
        VerificationFactory(report=report, party=sabah)

    found = page(obligation_of_id, official_my)

    assert found.line.established == Fraction(3, 5)
    assert said(found) == [(Worth.STANDS, False), (Worth.STANDS, True)]
    first, second = found.record.entries
    assert "a later report that stands speaks in its place" in str(first.why)
    assert (second.accepted, str(second.why)) == (True, "Accepted, so it counts.")
    assert (found.basis.claims, found.basis.contested) == (1, 0)


def test_a_contested_claim_counts_for_less(obligation_of_id, official_my, sabah):
    ObservationFactory(obligation=obligation_of_id, status=Status.IN_PROGRESS, percent=40)
    report = ProgressReportFactory(obligation=obligation_of_id, percent=60, observed_on="2011")
    VerificationFactory(report=report, party=sabah, verdict=Verdict.CONTESTED)

    found = page(obligation_of_id, official_my)

    assert found.line.established == Fraction(2, 5)
    assert found.line.contested
    assert found.second == "contested"
    assert (found.basis.claims, found.basis.observations, found.basis.contested) == (1, 1, 1)
    [answer] = found.record.entries[1].answers
    assert (answer.side.name, answer.accepted, answer.reason) == (
        "Malaysia",
        False,
        "Nothing is built there.",
    )


def test_silence_says_how_long_one_may_still_contest(obligation_of_id, official_my):
    # 17:00 in London is the next day in Makassar already.
    with time_machine.travel(datetime(2030, 11, 25, 17, tzinfo=UTC)):
        ProgressReportFactory(obligation=obligation_of_id)

        silence = page(obligation_of_id, official_my).record.entries[0].silence

    assert silence.last_day == date(2030, 12, 26)
    assert (silence.days_left, silence.stood_on) == (30, None)


def test_silence_says_since_when_a_claim_stands(obligation_of_id, official_my):
    with time_machine.travel(datetime(2030, 11, 25, 2, tzinfo=UTC)):
        ProgressReportFactory(obligation=obligation_of_id)

    last = page(obligation_of_id, official_my, known_at=datetime(2030, 12, 25, 15, 59, tzinfo=UTC))
    after = page(obligation_of_id, official_my, known_at=datetime(2030, 12, 25, 16, 0, tzinfo=UTC))

    assert last.record.entries[0].silence.days_left == 0
    assert last.record.entries[0].silence.stood_on is None
    assert after.record.entries[0].silence.stood_on == date(2030, 12, 26)
    assert said(after) == [(Worth.STANDS, True)]


def test_silence_is_no_matter_once_somebody_has_spoken(obligation_of_id, official_my, sabah):
    report = ProgressReportFactory(obligation=obligation_of_id)
    VerificationFactory(report=report, party=sabah)

    assert page(obligation_of_id, official_my).record.entries[0].silence is None


def test_a_claim_that_nobody_could_contest_is_not_accepted_by_silence(
    obligation_of_id, official_id
):
    ProgressReportFactory(obligation=obligation_of_id)

    [entry] = page(obligation_of_id, official_id).record.entries

    assert (entry.pending, entry.silence) == (True, None)


def test_information_is_shown_and_counted_for_nothing(obligation_of_id, official_id):
    ObservationFactory(obligation=obligation_of_id, status="")

    found = page(obligation_of_id, official_id)

    [entry] = found.record.entries
    assert (entry.state, entry.considered, entry.counted) == ("", None, False)
    assert str(entry.why) == "Has no status: counted for nothing."
    assert found.line.state == "not_assessed"


def test_a_correction_is_linked_both_ways(obligation_of_id, official_id):
    wrong = ProgressReportFactory(obligation=obligation_of_id, author=official_id, percent=60)
    right = ProgressReportFactory(
        obligation=obligation_of_id, author=official_id, percent=50, corrects=wrong
    )

    first, second = page(obligation_of_id, official_id).record.entries

    assert [link.key for link in first.corrected_by] == [str(right.pk)]
    assert (second.corrects.key, second.corrects.shown) == (str(wrong.pk), True)
    assert (first.may_correct, second.may_correct) == (False, True)


def test_a_correction_about_a_later_day_is_named_though_not_shown(obligation_of_id, official_id):
    wrong = ProgressReportFactory(obligation=obligation_of_id, author=official_id)
    ProgressReportFactory(
        obligation=obligation_of_id, author=official_id, corrects=wrong, observed_on="2012"
    )

    found = page(obligation_of_id, official_id, as_of=date(2010, 12, 31))

    [entry] = found.record.entries
    assert [(link.observed_on, link.shown) for link in entry.corrected_by] == [
        (PartialDate("2012"), False)
    ]
    assert found.record.observed_later == 1


def test_two_statements_are_kept_beside_each_other(obligation_of_id, official_id):
    citations = [CitationFactory(quote="it is built"), CitationFactory(quote="it is begun")]
    submit_report(
        obligation=obligation_of_id,
        statement=Statement(
            observed_on=PartialDate("2010-11-10"),
            narrative="Told two ways.",
            status=Status.IN_PROGRESS,
            sources_differ=True,
        ),
        author=None,
        party=None,
        citations=citations,
    )

    found = page(obligation_of_id, official_id)

    assert found.second == "two_statements"
    [entry] = found.record.entries
    assert {passage.text for passage in entry.passages} == {"it is built", "it is begun"}


def test_the_other_side_faces_it(obligation_of_id, obligation_of_my, official_id):
    ObservationFactory(obligation=obligation_of_my, status=Status.FULFILLED)

    found = page(obligation_of_id, official_id)

    assert [(line.code, line.state) for line in found.facing] == [("post-imam", "fulfilled")]
    assert (found.side.name, found.party.name) == ("Indonesia", "Kalimantan Timur")


def test_what_has_ended_faces_nothing(obligation_of_id, obligation_of_my, sabah, official_id):
    terms = ObligationTerms(
        obligation=obligation_of_my,
        owes=sabah,
        ended_on=PartialDate("2012"),
        ended_how="cancelled",
        cause=Cause.DECISION,
    )
    amend_obligation(terms)

    assert page(obligation_of_id, official_id).facing == ()
    assert len(page(obligation_of_id, official_id, as_of=date(2011, 12, 31)).facing) == 1


def test_many_facing_obligations_are_counted(obligation_of_id, agreement, sabah, official_id):
    for _ in range(8):
        ObligationFactory(agreement=agreement, owes=sabah)

    found = page(obligation_of_id, official_id)

    assert (len(found.facing), found.more_facing) == (6, 2)


def test_terms_are_those_of_the_day(obligation_of_id, kaltim, official_id):
    terms = ObligationTerms(
        obligation=obligation_of_id,
        owes=kaltim,
        holds_from=date(2015, 1, 1),
        due_on=PartialDate("2016"),
        cause=Cause.DECISION,
    )
    amend_obligation(terms)

    before = page(obligation_of_id, official_id, as_of=date(2014, 12, 31))
    after = page(obligation_of_id, official_id, as_of=date(2015, 1, 1))

    assert (before.terms.due_on, after.terms.due_on) == (None, PartialDate("2016"))
    assert len(before.versions) == len(after.versions) == 2


def test_overdue_is_counted_from_the_last_day_of_the_due_date(agreement, kaltim, official_id):
    obligation = ObligationFactory(
        agreement=agreement, code="late", owes=kaltim, due_on="2010-03", starts_on="2009"
    )

    assert page(obligation, official_id, as_of=date(2010, 3, 31)).overdue_days == 0
    late = page(obligation, official_id, as_of=date(2010, 4, 2))
    assert (late.overdue_days, late.second) == (2, "overdue")
    ObservationFactory(obligation=obligation, status=Status.FULFILLED)
    assert page(obligation, official_id, as_of=date(2010, 4, 2)).overdue_days == 0


def test_before_its_terms_hold_an_obligation_is_not_in_force(
    paper, kaltim, official_id, obligation_of_id
):
    known = timezone.now()
    with time_machine.travel(known + timedelta(days=1)):
        obligation = ObligationFactory(
            agreement=AgreementFactory(paper=paper), code="new", owes=kaltim
        )

    found = page(obligation, official_id, known_at=known)

    assert (found.line, found.party, found.versions) == (None, None, ())
    assert found.basis.reports == 0


def test_a_file_is_described(obligation_of_id, official_id):
    ProgressReportFactory(obligation=obligation_of_id, uploads=[photo()])

    [file] = page(obligation_of_id, official_id).record.entries[0].files

    assert (file.name, file.kind, len(file.sha256)) == ("post.jpg", "JPEG", 64)


def test_a_milestone_has_its_name(agreement, kaltim, official_id):
    obligation = ObligationFactory(
        agreement=agreement, code="road", owes=kaltim, milestones={"paved": 2}
    )
    ProgressReportFactory(obligation=obligation, milestone="paved")

    found = page(obligation, official_id)

    assert found.record.entries[0].milestone == "paved"
    assert found.milestones == [("paved", 2)]


def test_a_stranger_reads_what_is_published(open_regime, obligation_of_id):
    ProgressReportFactory(obligation=obligation_of_id)

    found = page(obligation_of_id, AnonymousUser())

    assert found.readable
    [entry] = found.record.entries
    assert [entry.may_accept, entry.may_contest, entry.may_correct] == [False] * 3


def test_a_site_is_named_with_the_quality_of_its_position(client, official_my, agreement, sabah):
    site = SiteFactory(name="Pasir Putih", party=sabah, district="Tawau")
    obligation = ObligationFactory(agreement=agreement, code="imam", owes=sabah, site=site)
    client.force_login(official_my)

    response = client.get(obligation.get_absolute_url())

    assert "Pasir Putih, Tawau; position unknown" in response.content.decode()


@pytest.mark.parametrize(("verdict", "reason"), list(product(Worth, Reason)))
@pytest.mark.parametrize("counted", [True, False])
def test_every_worth_that_scoring_gives_has_its_sentence(verdict, reason, counted):
    given = {
        Worth.STANDS: {
            Reason.ACCEPTED,
            Reason.SILENCE,
            Reason.OBSERVATION,
            Reason.UPHELD,
            Reason.WITHDRAWN,
            Reason.SETTLED,
            Reason.FOUND,
        },
        Worth.PENDING: {Reason.OPEN},
        Worth.DISPUTED: {Reason.CONTESTED},
        Worth.RECALLED: {Reason.CORRECTION_OPEN},
        Worth.CORRECTED: {Reason.CORRECTED},
        Worth.OVERTURNED: {Reason.OVERTURNED},
        Worth.LEFT_OUT: {Reason.INFORMATION, Reason.LATER, Reason.NO_SUCH_MILESTONE},
    }
    if reason in given[verdict]:
        assert str(worth(Considered("key", verdict, reason, counted), superseded=True))
