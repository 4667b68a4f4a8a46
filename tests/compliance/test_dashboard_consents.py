"""Consents: what is needed, asked and decided, since when, and which meeting could decide."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from agreements.models import Level, PartialDate
from compliance.dashboard.approvals import approvals_page
from compliance.dashboard.consents import ConsentState
from compliance.dashboard.matters import matters_arising
from compliance.workflow.approving import decide_approval, request_approval
from compliance.workflow.diagnosing import state_reason
from compliance.workflow.offering import Proposed, answer_offer, make_offer
from tests.factories import (
    AgreementFactory,
    CitationFactory,
    CommitteeFactory,
    MeetingFactory,
    ObligationFactory,
    ObservationFactory,
    PartyFactory,
    WorkingPaperFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-25T04:00:00Z", tick=True):
        yield


@pytest.fixture
def capital(malaysia):
    return PartyFactory(parent=malaysia, code="MY-KL", name_en="Kuala Lumpur", kind="authority")


@pytest.fixture
def post(agreement, sabah, capital):
    return ObligationFactory(agreement=agreement, code="post", owes=sabah, consents=[capital])


@pytest.fixture
def page(forum, regime, official_my):
    def found(user=official_my, as_of=TODAY, known_at=None, forums=(forum,)):
        moment = known_at or timezone.now()
        return approvals_page(list(forums), regime, user, as_of=as_of, known_at=moment)

    return found


def ask(post, authority, official, **given):
    return request_approval(obligation=post, authority=authority, author=official, **given)


def decide(approval, official, outcome, day, reason="No allocation."):
    return decide_approval(
        approval=approval,
        outcome=outcome,
        decided_on=PartialDate(day),
        reason=reason,
        author=official,
    )


def test_what_terms_need_and_nobody_asked_is_needed(page, post, capital):
    [line] = page().lines

    assert (line.authority.code, line.side.code, line.state) == ("MY-KL", "MY", "needed")
    assert (line.obligation.code, line.waits, line.beyond) == ("post", True, True)
    assert (line.since, line.days) == (None, None)


def test_it_is_needed_since_it_was_agreed(page, forum, sabah, capital):
    agreement = AgreementFactory(paper=WorkingPaperFactory(forum=forum), adopted_on="2026-10")
    ObligationFactory(agreement=agreement, owes=sabah, consents=[capital])

    [line] = page().lines
    assert (line.since, line.at_least, line.days) == (date(2026, 10, 31), True, 25)


def test_an_authority_that_was_asked_waits_since_that_day(page, post, capital, official_my):
    ask(post, capital, official_my, asked_on=PartialDate("2026-10"), level="national")

    [line] = page().lines
    assert (line.state, line.level, line.waits) == ("asked", "national", True)
    assert (line.since, line.at_least, line.days) == (date(2026, 10, 31), False, 25)


def test_where_no_day_is_known_it_is_the_first_on_which_the_record_shows_it(
    page, post, capital, official_my
):
    """The day of recording; a day on which it was put off; or, for a consent that the terms need,
    the day on which somebody said that authority is lacking."""
    approval = ask(post, capital, official_my)
    assert [(line.since, line.at_least) for line in page().lines] == [(TODAY, True)]

    decide(approval, official_my, "deferred", "2026-03-23")
    assert page().lines[0].since == date(2026, 3, 23)

    state_reason(
        obligation=post,
        cause="authority",
        assessor="Sonny Sudiar",
        text="It was not given.",
        observed_on=PartialDate("2010-11-10"),
        author=None,
        citations=[CitationFactory()],
    )
    [line] = page(as_of=date(2010, 12, 31)).lines
    assert (line.state, line.since, line.at_least, line.days) == (
        *("asked", date(2010, 11, 10), True),
        51,
    )


def test_the_day_of_recording_is_the_one_it_was_where_the_regime_is(
    page, post, capital, official_my
):
    with time_machine.travel("2026-11-24T20:00:00Z", tick=True):  # the morning of the 25th there
        ask(post, capital, official_my)

    assert page().lines[0].asked[0].recorded_on == TODAY
    assert page().lines[0].since == TODAY
    assert page(as_of=date(2026, 11, 24)).lines[0].state == ConsentState.NEEDED


def test_before_anything_shows_it_nobody_was_asked(
    page, post, agreement, sabah, capital, official_my
):
    bare = ObligationFactory(agreement=agreement, code="bare", owes=sabah)
    for owed in (post, bare):
        decide(ask(owed, capital, official_my), official_my, "deferred", "2026-03-23")

    early = page(as_of=date(2026, 3, 1)).lines
    assert [(line.obligation.code, line.state) for line in early] == [("post", "needed")]
    assert [line.state for line in page(as_of=date(2026, 3, 23)).lines] == ["deferred"] * 2


def test_that_authority_is_lacking_says_nothing_of_who_was_asked_beside_the_terms(
    page, agreement, sabah, capital, official_my
):
    bare = ObligationFactory(agreement=agreement, owes=sabah)
    state_reason(
        obligation=bare,
        cause="authority",
        party=sabah,
        text="Not ours to decide.",
        observed_on=PartialDate("2010"),
        author=official_my,
    )
    ask(bare, capital, official_my)
    assert page().lines[0].since == TODAY


@pytest.mark.parametrize(
    ("outcome", "waits", "days"),
    [("approved", False, 10), ("refused", False, 10), ("deferred", True, 24)],
)
def test_a_decision_ends_the_wait_unless_it_puts_it_off(
    page, post, capital, official_my, outcome, waits, days
):
    approval = ask(post, capital, official_my, asked_on=PartialDate("2026-11-01"))
    decide(approval, official_my, outcome, "2026-11-11")

    [line] = page().lines
    assert (line.state, line.waits, line.days) == (outcome, waits, days)
    assert line.decided.reason == "No allocation."


def test_a_decision_alone_says_nothing_of_how_long_it_took(page, post, capital, official_my):
    decide(ask(post, capital, official_my), official_my, "approved", "2026-11-11")
    assert [(line.since, line.days) for line in page().lines] == [(None, None)]


def test_who_is_asked_again_waits_again(page, post, capital, official_my):
    first = ask(post, capital, official_my, asked_on=PartialDate("2026-01-01"))
    decide(first, official_my, "refused", "2026-02-01")
    ask(post, capital, official_my, asked_on=PartialDate("2026-11-20"))

    [line] = page().lines
    assert (line.state, line.days, len(line.asked)) == ("asked", 5, 2)


def test_a_day_before_and_a_moment_before_know_less(page, post, capital, official_my):
    approval = ask(post, capital, official_my, asked_on=PartialDate("2026-11-01"))
    before = timezone.now()
    decide(approval, official_my, "approved", "2026-11-11")

    assert page(as_of=date(2026, 10, 31)).lines[0].state == ConsentState.NEEDED
    assert page(as_of=date(2026, 11, 10)).lines[0].state == ConsentState.ASKED
    assert page(known_at=before).lines[0].state == ConsentState.ASKED
    assert page().lines[0].state == ConsentState.APPROVED


def test_nothing_waits_for_the_consent_to_what_is_fulfilled(page, post):
    ObservationFactory(obligation=post, status="fulfilled")

    [line] = page().lines
    assert (line.state, line.waits) == ("needed", False)


def test_what_has_ended_needs_no_consent(page, post, official_my, official_id, sabah, indonesia):
    offer = make_offer(
        obligation=post,
        party=sabah,
        author=official_my,
        proposed=Proposed(kind="cancellation", text="Not needed."),
    )
    answer_offer(
        offer=offer, author=official_id, side=indonesia, outcome="accepted", reason="Agreed."
    )
    assert page().lines == ()


def test_an_authority_that_sits_in_the_forum_or_below_is_not_beyond_it(
    page, agreement, sabah, official_my
):
    district = PartyFactory(parent=sabah, code="MY-SB-T")
    ObligationFactory(agreement=agreement, owes=sabah, consents=[sabah, district])
    assert [line.beyond for line in page().lines] == [False, False]


def test_the_longest_comes_first_and_what_waits_for_nothing_last(
    page, agreement, sabah, capital, official_my
):
    def asked(code, day):
        owed = ObligationFactory(agreement=agreement, code=code, owes=sabah)
        return ask(owed, capital, official_my, asked_on=day and PartialDate(day), level="national")

    asked("new", "2026-11-20")
    decide(asked("done", "2020-01-01"), official_my, "approved", "2026-01-01")
    asked("old", "2026-01-01")
    asked("unknown", None)

    found = page()
    assert [line.obligation.code for line in found.lines] == ["old", "new", "unknown", "done"]
    [level] = found.levels
    assert (level.waiting, level.decided, level.longest) == (3, 1, 2192)
    assert level.median == (5 + 328 + 1) // 2  # of 0, 5, 328, 2192: the whole day above


# Which meeting could decide


def planned(regime, level, day, **of):
    committee = CommitteeFactory(regime=regime, level=level, **of)
    return MeetingFactory(committee=committee, starts_on=day)


def test_the_next_meeting_of_its_level_or_above(
    page, post, capital, official_my, regime, forum, malaysia, indonesia, other_forum
):
    ask(post, capital, official_my, level="national")
    planned(regime, Level.REGIONAL, "2026-12-01", forum=forum)  # below it
    planned(regime, Level.CENTRAL, "2026-12-02", side=indonesia)  # of the other side
    planned(regime, Level.CENTRAL, "2026-12-03", forum=other_forum)  # of another table
    planned(regime, Level.CENTRAL, "2026-11-01")  # past
    assert page().lines[0].meeting is None

    high = planned(regime, Level.HLC, "2027")
    assert page().lines[0].meeting.code == high.code
    own = planned(regime, Level.CENTRAL, "2026-12-20", side=malaysia)
    assert page().lines[0].meeting.code == own.code


def test_a_forum_that_follows_meets_for_what_was_agreed_before(
    page, post, capital, official_my, regime, forum, next_forum
):
    ask(post, capital, official_my, level="provincial")
    meeting = planned(regime, Level.REGIONAL, "2026-12-01", forum=next_forum)

    [line] = page(forums=(forum, next_forum)).lines
    assert line.meeting.code == meeting.code


def test_where_the_level_is_not_stated_any_meeting_could(page, post, regime, forum):
    meeting = planned(regime, Level.TECHNICAL, "2026-12-01", forum=forum)
    assert page().lines[0].meeting.code == meeting.code


# Who reads it, and that it is said once


def test_who_may_not_read_the_record_is_told_nothing_of_it(page, post):
    found = page(user=AnonymousUser())
    assert (found.readable, found.lines) == (False, ())


def test_matters_arising_say_the_same_and_what_is_approved_disappears(
    post, capital, committee, forum, regime, official_my, page
):
    def arising():
        found = matters_arising(
            committee,
            [forum],
            regime,
            official_my,
            since=None,
            as_of=TODAY,
            known_at=timezone.now(),
            zone=ZoneInfo("UTC"),
        )
        return [(each.authority.code, each.state, each.days) for each in found.approvals]

    approval = ask(post, capital, official_my, asked_on=PartialDate("2026-11-01"))
    assert arising() == [("MY-KL", "asked", 24)]
    assert page().lines[0].days == 24
    decide(approval, official_my, "approved", "2026-11-11")
    assert arising() == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_every_consent(
    page, agreement, sabah, malaysia, official_my, regime, count, django_assert_num_queries
):
    for number in range(count):
        authority = PartyFactory(parent=malaysia, code=f"MY-{number}")
        owed = ObligationFactory(agreement=agreement, owes=sabah, consents=[authority])
        approval = ask(owed, authority, official_my, citations=[CitationFactory()])
        decide(approval, official_my, "deferred", "2026-11-11")
        planned(regime, Level.CENTRAL, "2026-12-01")

    with django_assert_num_queries(17):  # nobody waits unasked, so no day of agreeing is read
        found = page()
    assert len(found.lines) == count
