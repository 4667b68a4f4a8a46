"""What the pages of the meetings say: what arises, the way of a point, the proceedings."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from agreements.models import (
    AgendaItem,
    Appointment,
    CommitteeParent,
    Held,
    ItemKind,
    Meeting,
    MeetingKind,
    Outcome,
    PartialDate,
    Post,
)
from agreements.models.content import addendum_content, digest_of
from compliance.dashboard.invitations import invitation_list
from compliance.dashboard.matters import matters_arising
from compliance.dashboard.proceedings import last_meeting, meeting_page
from compliance.dashboard.way import ways_of
from compliance.models import Verdict
from compliance.workflow.meetings import (
    Ruling,
    add_addendum,
    add_item,
    confirm_addendum,
    decide,
    mark_done,
    state_position,
    take_up,
)
from tests.factories import (
    CommitteeFactory,
    MeetingFactory,
    ObligationFactory,
    ObservationFactory,
    PartyFactory,
    ProgressReportFactory,
    VerificationFactory,
    WorkingPaperFactory,
    sign,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)
AS_OF = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def both(official_id, official_my, indonesia, malaysia):
    return (official_id, indonesia), (official_my, malaysia)


def arising(committee: Any, forum: Any, user: Any, since: date | None = None) -> Any:
    return matters_arising(
        committee,
        [forum],
        forum.regime,
        user,
        since=since,
        as_of=AS_OF,
        known_at=datetime(2030, 1, 1, tzinfo=UTC),
        zone=ZoneInfo("Asia/Makassar"),
    )


def point(meeting: Any, title: str = "Ferry hours", **about: Any) -> AgendaItem:
    under = meeting.agenda.get(kind=ItemKind.OTHER, under=None)
    return add_item(
        AgendaItem(meeting=meeting, kind=ItemKind.OTHER, under=under, title=title, **about)
    )


# Matters arising


def test_an_open_obligation_says_how_it_stood_at_the_last_meeting(
    committee, forum, official_id, obligation_of_id, obligation_of_my
):
    ObservationFactory(obligation=obligation_of_id, status="not_started", observed_on="2024-01-10")
    ObservationFactory(
        obligation=obligation_of_id, status="in_progress", percent=40, observed_on="2025-06-01"
    )
    ObservationFactory(obligation=obligation_of_id, status="", observed_on="2025-07-01")

    matters = arising(committee, forum, official_id, since=date(2024, 12, 31))

    one, other = matters.obligations
    assert (one.line.code, one.before.state, one.line.state) == (
        "post-nyamuk",
        "not_started",
        "in_progress",
    )
    assert one.changed
    assert one.risen == Fraction(2, 5)
    assert one.reports_since == 1  # information has no state
    assert other.line.state == "not_assessed"
    assert not other.changed


def test_what_is_fulfilled_does_not_arise(committee, forum, official_id, obligation_of_id):
    ObservationFactory(obligation=obligation_of_id, status="fulfilled", observed_on="2024")

    assert arising(committee, forum, official_id).obligations == ()


def test_an_overdue_obligation_says_for_how_long(committee, forum, official_id, agreement, kaltim):
    ObligationFactory(agreement=agreement, owes=kaltim, due_on="2026-11-15")

    (only,) = arising(committee, forum, official_id).obligations

    assert only.overdue_days == 10


def test_a_contested_claim_arises(committee, forum, official_id, obligation_of_id, sabah):
    claim = ProgressReportFactory(obligation=obligation_of_id, observed_on="2026-01")
    VerificationFactory(report=claim, party=sabah, verdict=Verdict.CONTESTED)

    (only,) = arising(committee, forum, official_id).contested

    assert only.line.code == "post-nyamuk"


def test_a_consent_is_as_old_as_it_is_known_to_be(
    committee, forum, official_id, agreement, kaltim, indonesia
):
    told = ObligationFactory(agreement=agreement, owes=kaltim, consents=[indonesia])
    ObservationFactory(obligation=told, status="not_started", observed_on="2026-11-20")
    ObligationFactory(agreement=agreement, owes=kaltim, consents=[indonesia])

    first, second = arising(committee, forum, official_id).approvals

    assert (first.days, first.at_least) == (5, True)
    assert second.days is None
    assert first.authority.code == "ID"


def test_decisions_arise_until_they_are_done(committee, forum, official_id, meeting, both, kaltim):
    item = point(meeting)
    decide(item, Ruling(outcome=Outcome.AGREED, action_by=kaltim, until=PartialDate("2026-11-20")))
    assert arising(committee, forum, official_id).decisions == ()  # nothing is signed

    sign(meeting, *both)
    (only,) = arising(committee, forum, official_id).decisions
    assert (only.title, only.outcome, only.overdue_days) == ("Ferry hours", "agreed", 5)
    assert only.action_by.code == "ID-KT"

    mark_done(item.decision, done_on=PartialDate("2026-11"))
    assert arising(committee, forum, official_id).decisions == ()


def test_what_was_put_off_arises_until_an_agenda_takes_it_up(
    committee, forum, official_id, meeting, both
):
    decide(point(meeting), Ruling(outcome=Outcome.DEFERRED))
    sign(meeting, *both)
    assert [each.outcome for each in arising(committee, forum, official_id).decisions] == [
        "deferred"
    ]

    MeetingFactory(committee=committee, number=2, starts_on="2026-12")
    assert arising(committee, forum, official_id).decisions == ()


def test_strangers_do_not_see_decisions_of_a_regime_that_publishes_nothing(
    committee, forum, outsider, meeting, both, kaltim
):
    decide(point(meeting), Ruling(outcome=Outcome.AGREED, action_by=kaltim))
    sign(meeting, *both)

    assert arising(committee, forum, outsider).decisions == ()


@pytest.mark.parametrize("count", [1, 3])
def test_matters_cost_the_same_however_much_is_open(
    committee, forum, official_id, both, agreement, indonesia, django_assert_num_queries, count
):
    for number in range(count):
        owes = PartyFactory(parent=indonesia)
        obligation = ObligationFactory(agreement=agreement, owes=owes, consents=[owes])
        ObservationFactory(obligation=obligation, status="in_progress", observed_on="2024")
        meeting = MeetingFactory(committee=committee, number=number + 1, starts_on="2025")
        decide(point(meeting), Ruling(outcome=Outcome.AGREED, action_by=owes))
        decide(
            point(meeting, "Posts"),
            Ruling(outcome=Outcome.NOT_AGREED, approvals=[(owes, "central")]),
        )
        sign(meeting, *both)

    with django_assert_num_queries(MATTERS):
        matters = arising(committee, forum, official_id, since=date(2024, 12, 31))

    assert len(matters.obligations) == len(matters.decisions) == count
    assert len(matters.approvals) == 2 * count


MATTERS = 23


# Since when


def test_matters_arise_since_the_last_sitting_not_since_a_visit(committee, meeting):
    held = {"held": Held.HELD, "committee": committee}
    session = Meeting.objects.create(
        code="s", kind=MeetingKind.SESSION, starts_on="2024-07", **held
    )
    Meeting.objects.create(code="v", kind=MeetingKind.SITE_VISIT, starts_on="2025-01", **held)
    Meeting.objects.create(
        code="p", kind=MeetingKind.SESSION, number=9, starts_on="2025-06", committee=committee
    )

    assert last_meeting(meeting) == session


# The way of a point


def way(item: AgendaItem, user: Any, as_of: date = AS_OF) -> list[tuple[str, int | None, str]]:
    found = AgendaItem.objects.get(pk=item.pk)
    steps = ways_of([found], user, as_of=as_of)[item.pk]
    return [(step.committee, step.days, step.outcome) for step in steps]


def test_a_point_goes_up_and_comes_back(committee, central, meeting, both, official_id):
    item = point(meeting)
    decide(item, Ruling(outcome=Outcome.ESCALATED))
    sign(meeting, *both)  # 10 March
    assert way(item, official_id, date(2026, 3, 30)) == [
        ("Regional committee", 0, "escalated"),
        ("Central committee", 20, ""),
    ]

    above = MeetingFactory(committee=central, number=1, starts_on="2026-05-09")
    carried = above.agenda.get(arises_from=item.decision)
    decide(carried, Ruling(outcome=Outcome.AGREED, text="Yes."))
    assert way(item, official_id, date(2026, 5, 10))[1] == ("Central committee", 61, "")
    sign(above, *both)
    back = MeetingFactory(committee=committee, number=2, starts_on="2026-06-08")

    expected = [
        ("Regional committee", 0, "escalated"),
        ("Central committee", 60, "agreed"),
        ("Regional committee", 40, ""),
    ]
    assert way(item, official_id, date(2026, 6, 18)) == expected
    returned = back.agenda.get(arises_from=carried.decision)
    assert way(returned, official_id, date(2026, 6, 18)) == expected


def test_what_is_put_off_in_its_committee_has_no_way(committee, meeting, both, official_id):
    item = point(meeting)
    decide(item, Ruling(outcome=Outcome.DEFERRED))
    sign(meeting, *both)
    MeetingFactory(committee=committee, number=2, starts_on="2026-06-08")

    assert way(item, official_id) == []


def test_being_put_off_above_is_one_stay_there(committee, central, meeting, both, official_id):
    item = point(meeting)
    decide(item, Ruling(outcome=Outcome.ESCALATED))
    sign(meeting, *both)
    above = MeetingFactory(committee=central, number=1, starts_on="2026-05-09")
    decide(above.agenda.get(arises_from=item.decision), Ruling(outcome=Outcome.DEFERRED))
    sign(above, *both)
    MeetingFactory(committee=central, number=2, starts_on="2026-09-01")

    assert way(item, official_id, date(2026, 9, 6)) == [
        ("Regional committee", 0, "escalated"),
        ("Central committee", 180, ""),
    ]


def test_strangers_see_of_the_way_only_what_is_signed(
    open_regime, committee, central, meeting, both
):
    item = point(meeting)
    decide(item, Ruling(outcome=Outcome.ESCALATED))
    sign(meeting, *both)
    above = MeetingFactory(committee=central, number=1, starts_on="2026-05-09")
    decide(above.agenda.get(arises_from=item.decision), Ruling(outcome=Outcome.DROPPED))

    found = AgendaItem.objects.get(pk=item.pk)
    steps = ways_of([found], AnonymousUser(), as_of=AS_OF)[item.pk]

    assert [(step.meeting, step.outcome) for step in steps] == [
        (meeting.code, "escalated"),
        ("", ""),
    ]


# The proceedings


def page_of(meeting: Any, user: Any) -> Any:
    return meeting_page(Meeting.objects.get(pk=meeting.pk), user, as_of=AS_OF)


def test_a_point_shows_both_sides_and_who_may_speak(meeting, official_id, secretariat, indonesia):
    item = point(meeting)
    state_position(item, side=indonesia, text="Twice a day.")

    shown = next(each for each in page_of(meeting, official_id).points if each.item == item)

    assert shown.number == "3.1"
    assert [(each.side.code, each.text, each.may_state) for each in shown.positions] == [
        ("ID", "Twice a day.", True),
        ("MY", "", False),
    ]
    assert shown.open
    assert page_of(meeting, secretariat).writing
    assert not page_of(meeting, official_id).writing


def test_headings_and_standing_points_wait_for_no_outcome(meeting, secretariat):
    item = point(meeting)

    assert [each.item for each in page_of(meeting, secretariat).open_points] == [item]


def test_signatures_are_asked_of_those_who_may_give_them(
    meeting, official_id, secretariat, both, indonesia
):
    assert not any(each.may_confirm for each in page_of(meeting, official_id).signatures)

    sign(meeting)
    asked = {each.side.code: each.may_confirm for each in page_of(meeting, official_id).signatures}
    assert asked == {"ID": True, "MY": False}
    assert not any(each.may_confirm for each in page_of(meeting, secretariat).signatures)
    assert page_of(meeting, secretariat).state == "closed"


def test_strangers_see_nothing_of_an_open_record(open_regime, meeting, indonesia):
    state_position(point(meeting), side=indonesia, text="Twice a day.")

    page = page_of(meeting, AnonymousUser())

    assert not page.readable
    assert page.points == page.files == page.addenda == ()
    assert page.digest == ""
    assert not any(each.delegates for each in page.delegations)
    assert not any(each.confirmation for each in page.signatures)


@pytest.mark.parametrize("count", [1, 3])
def test_a_meeting_costs_the_same_however_long_its_agenda(
    meeting, forum, official_id, indonesia, malaysia, django_assert_num_queries, count
):
    for number in range(count):
        paper = WorkingPaperFactory(forum=forum, number=number + 10)
        item = add_item(AgendaItem(meeting=meeting, kind=ItemKind.PAPER, paper=paper))
        state_position(item, side=indonesia, text="Yes.")
        state_position(item, side=malaysia, text="No.")
        decide(item, Ruling(outcome=Outcome.NOT_AGREED, approvals=[(malaysia, "federal")]))

    with django_assert_num_queries(PROCEEDINGS):
        page = page_of(meeting, official_id)
        assert [str(each.name) for each in page.points]

    assert len(page.points) == 4 + count


PROCEEDINGS = 31


@pytest.mark.parametrize("count", [1, 3])
def test_ways_cost_the_same_however_many_points_went_up_or_came_down(
    committee, central, meeting, both, official_id, django_assert_num_queries, count
):
    for number in range(count):
        decide(point(meeting, f"Up and down {number}"), Ruling(outcome=Outcome.ESCALATED))
        decide(point(meeting, f"Put off {number}"), Ruling(outcome=Outcome.DEFERRED))
    sign(meeting, *both)
    above = MeetingFactory(committee=central, number=1, starts_on="2026-05-09")
    for item in above.agenda.exclude(arises_from=None):
        decide(item, Ruling(outcome=Outcome.AGREED, text="Yes."))
    sign(above, *both)
    second = MeetingFactory(committee=committee, number=2, starts_on="2026-06-08")
    for number in range(count):
        decide(point(second, f"Up {number}"), Ruling(outcome=Outcome.ESCALATED))

    with django_assert_num_queries(WITH_WAYS):
        page = page_of(second, official_id)
        assert [step.committee for each in page.points for step in each.way]

    assert [len(each.way) for each in page.points if each.way] == [3] * count + [2] * count


WITH_WAYS = 35


# The invitation list


def test_the_list_names_who_sits_on_the_day(committee, regime, forum, indonesia, kaltim):
    body = CommitteeFactory(regime=regime, forum=forum, side=kaltim)
    CommitteeParent.objects.create(committee=body, parent=committee)
    seat = {"committee": body, "role": Post.CHAIR}
    Appointment.objects.create(person="Abdussamad", starts_on="2005", ends_on="2009", **seat)
    Appointment.objects.create(person="Adri Patton", starts_on="2010", **seat)
    Appointment.objects.create(committee=body, role=Post.MEMBER, vacant=True)

    before, after = (
        [(each.person, each.side.code) for each in invitation_list(committee, day=day)]
        for day in (date(2008, 1, 1), date(2026, 1, 1))
    )

    assert before == [("Abdussamad", "ID-KT")]
    assert after == [("Adri Patton", "ID-KT")]


def test_an_obligation_taken_up_is_a_point_of_its_own(meeting, obligation_of_id, official_id):
    item = take_up(meeting, obligation=obligation_of_id)

    shown = next(each for each in page_of(meeting, official_id).points if each.item == item)

    assert (shown.number, shown.name) == ("2.1", "Post at Sungai Nyamuk")


def test_strangers_see_an_addendum_once_it_is_signed(open_regime, meeting, both):
    sign(meeting, *both)
    addendum = add_addendum(meeting, text="Point 3: twice.")
    assert page_of(meeting, AnonymousUser()).addenda == ()

    for official, side in both:
        digest = digest_of(addendum_content(addendum))
        confirm_addendum(addendum, official=official, side=side, digest=digest)
    (shown,) = page_of(meeting, AnonymousUser()).addenda
    assert shown.addendum == addendum
