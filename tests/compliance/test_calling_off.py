"""A planned meeting called off: what stays of it, what it sets free, and back on the plan."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.models import AgendaItem, Decision, Held, ItemKind, Meeting, Outcome
from compliance.dashboard.deciders import planned_meetings
from compliance.dashboard.matters import matters_arising
from compliance.dashboard.meetings import coming, meetings_read
from compliance.dashboard.meetings_due import meetings_due
from compliance.dashboard.news import next_meeting
from compliance.dashboard.proceedings import last_meeting, meeting_page
from compliance.dashboard.way import ways_of
from compliance.views.offering import item_choices
from compliance.workflow.meetings import (
    Ruling,
    add_item,
    call_off,
    change_meeting,
    close_meeting,
    decide,
    move_item,
    proposal,
    put_back,
    remove_item,
    reopen_meeting,
    state_position,
    take_up,
)
from tests.factories import (
    CitationFactory,
    CommitteeFactory,
    ForumFactory,
    MeetingFactory,
    SourceFactory,
    member,
    sign,
)
from tests.refusals import refuses, writes_nothing

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)
AS_OF = date(2026, 11, 25)
WHY = "The river is in flood."


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def both(official_id, official_my, indonesia, malaysia):
    return (official_id, indonesia), (official_my, malaysia)


@pytest.fixture
def second(committee):
    """The next session, planned for after today."""
    return MeetingFactory(committee=committee, number=2, starts_on="2027-02-01")


def point(meeting: Any, title: str = "Ferry hours", **about: Any) -> AgendaItem:
    under = meeting.agenda.get(kind=ItemKind.OTHER, under=None)
    return add_item(
        AgendaItem(meeting=meeting, kind=ItemKind.OTHER, under=under, title=title, **about)
    )


def put_off(meeting: Any, both: Any, title: str = "Ferry hours") -> Decision:
    """A point of a signed meeting that waits for the next one."""
    decision = decide(point(meeting, title), Ruling(outcome=Outcome.DEFERRED))
    sign(meeting, *both)
    return decision


def titles(meeting: Any) -> list[str]:
    return [item.name for item in meeting.agenda.exclude(arises_from=None)]


# The verb


def test_it_stays_with_its_reason_its_source_and_its_history(meeting):
    place = CitationFactory()
    call_off(meeting, reason=f" {WHY} ", citations=[place])

    meeting.refresh_from_db()
    assert (meeting.held, meeting.called_off_because) == (Held.CALLED_OFF, WHY)
    assert list(meeting.citations.all()) == [place]
    assert [each.held for each in meeting.history.order_by("history_id")] == [
        "planned",
        "called_off",
    ]


def test_a_reason_is_given(meeting):
    with writes_nothing(), pytest.raises(ValidationError, match="Say why"):
        call_off(meeting, reason="  ")


def test_only_what_is_planned_is_called_off(meeting, both, committee):
    close_meeting(meeting)
    with refuses("closed"):
        call_off(meeting, reason=WHY)
    reopen_meeting(meeting)
    with refuses("not_planned"):  # its record was open before: it is held
        call_off(meeting, reason=WHY)
    sign(meeting, *both)
    with refuses("signed"):
        call_off(meeting, reason=WHY)


def test_nothing_of_it_is_changed_any_more(meeting, indonesia):
    item = point(meeting)
    call_off(meeting, reason=WHY)

    with refuses("called_off"):
        call_off(meeting, reason="Again.")
    with refuses("called_off"):
        change_meeting(meeting)
    with refuses("called_off"):
        point(meeting, "Another")
    with refuses("called_off"):
        move_item(item, down=True)
    with refuses("called_off"):
        state_position(item, side=indonesia, text="Yes.")
    with refuses("called_off"):
        decide(item, Ruling(outcome=Outcome.DROPPED))
    with refuses("called_off"):
        close_meeting(meeting)


def test_the_database_wants_the_reason_too(meeting):
    rows = Meeting.objects.filter(pk=meeting.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(held=Held.CALLED_OFF)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(called_off_because=WHY)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(held=Held.CALLED_OFF, called_off_because=WHY, closed_at=NOW)


def test_its_number_is_free_again(meeting, committee):
    MeetingFactory(committee=committee, number=6, starts_on="2026-05")
    last = MeetingFactory(committee=committee, number=7, starts_on="2026-12")
    call_off(last, reason=WHY)

    assert proposal(committee).number == 7
    again = MeetingFactory(committee=committee, number=7, starts_on="2027-01")
    assert again.code == "regional-session-7-2"
    with writes_nothing(), pytest.raises(ValidationError, match="already has a meeting"):
        MeetingFactory(committee=committee, number=7, starts_on="2027-02")


# What waited for it


def test_what_was_put_off_waits_again(meeting, both, committee, second, forum, official_id):
    decision = put_off(meeting, both)
    assert titles(second) == ["Ferry hours"]
    call_off(second, reason=WHY)

    (waiting,) = arising(committee, forum, official_id).decisions
    assert waiting.decision == decision
    third = MeetingFactory(committee=committee, number=2, starts_on="2027-06")
    assert titles(third) == ["Ferry hours"]
    assert arising(committee, forum, official_id).decisions == ()


def arising(committee: Any, forum: Any, user: Any) -> Any:
    return matters_arising(
        committee,
        [forum],
        forum.regime,
        user,
        since=None,
        as_of=AS_OF,
        known_at=datetime(2030, 1, 1, tzinfo=UTC),
        zone=ZoneInfo("Asia/Makassar"),
    )


def test_it_goes_at_once_on_the_next_agenda_that_there_is(meeting, both, committee, second):
    put_off(meeting, both)
    third = MeetingFactory(committee=committee, number=3, starts_on="2027-06")
    assert titles(third) == []

    call_off(second, reason=WHY)
    assert titles(third) == ["Ferry hours"]


def test_what_was_escalated_waits_for_the_next_meeting_above(meeting, both, central, official_id):
    item = point(meeting, "Port fees")
    decide(item, Ruling(outcome=Outcome.ESCALATED))
    sign(meeting, *both)
    above = MeetingFactory(committee=central, number=1, starts_on="2026-12-01")
    taken = above.agenda.get(arises_from=item.decision)
    decide(taken, Ruling(outcome=Outcome.DEFERRED))  # beforehand: it counts for nothing
    call_off(above, reason=WHY)

    steps = ways_of([AgendaItem.objects.get(pk=item.pk)], official_id, as_of=AS_OF)[item.pk]
    assert [(step.committee, step.meeting) for step in steps] == [
        ("Regional committee", meeting.code),
        ("Central committee", ""),
    ]
    assert titles(MeetingFactory(committee=central, number=1, starts_on="2027-01")) == ["Port fees"]


def test_what_waits_again_is_taken_up_by_hand(meeting, both, committee, second):
    decision = put_off(meeting, both)
    third = MeetingFactory(committee=committee, number=3, starts_on="2027-06")
    with refuses("not_open"):
        take_up(third, decision=decision)
    call_off(second, reason=WHY)
    remove_item(third.agenda.get(arises_from=decision))

    assert take_up(third, decision=decision).arises_from == decision


def test_what_was_said_beforehand_closes_no_point(meeting, official_id, secretariat, indonesia):
    item = point(meeting)
    state_position(item, side=indonesia, text="Yes.")
    decide(item, Ruling(outcome=Outcome.DEFERRED))
    call_off(meeting, reason=WHY)

    page = meeting_page(Meeting.objects.get(pk=meeting.pk), official_id, as_of=AS_OF)
    (shown,) = [each for each in page.points if each.item == item]
    assert (shown.decision, shown.way) == (None, ())
    assert [each.text for each in shown.positions] == ["Yes.", ""]
    assert not any(each.may_state for each in shown.positions)
    assert (page.state, page.digest, page.may_brief) == ("called_off", "", ())
    assert not meeting_page(meeting, secretariat, as_of=AS_OF).writing


# It is no meeting to come


def test_it_is_nowhere_a_meeting_to_come(meeting, official_id, secretariat, forum, second):
    rows = meetings_read(official_id)
    assert list(coming(rows, as_of=AS_OF)) == [second]
    assert next_meeting(official_id, [forum], as_of=AS_OF) == second
    assert [each.code for each in planned_meetings(official_id, as_of=AS_OF)] == [second.code]
    assert [each.code for each in meetings_due(secretariat, today=AS_OF).to_close] == [meeting.code]

    call_off(second, reason=WHY)
    call_off(meeting, reason=WHY)

    assert list(coming(rows, as_of=AS_OF)) == []
    assert next_meeting(official_id, [forum], as_of=AS_OF) is None
    assert planned_meetings(official_id, as_of=AS_OF) == []
    assert meetings_due(secretariat, today=AS_OF).count == 0
    assert set(rows) == {meeting, second}  # on record all the same


def test_a_month_in_which_none_takes_place_is_not_to_come(meeting, official_id):
    Meeting.objects.update(starts_on="2026-11")
    assert list(coming(meetings_read(official_id), as_of=AS_OF)) == [meeting]
    call_off(meeting, reason=WHY)
    assert list(coming(meetings_read(official_id), as_of=AS_OF)) == []


def test_no_meeting_comes_before_or_after_it(meeting, second, committee, official_id):
    third = MeetingFactory(committee=committee, number=3, starts_on="2027-06")
    call_off(second, reason=WHY)

    page = meeting_page(meeting, official_id, as_of=AS_OF)
    assert page.following == third
    assert meeting_page(third, official_id, as_of=AS_OF).previous == meeting
    assert last_meeting(third) is None


def test_nothing_is_offered_at_it(meeting, official_id, agreement, obligation_of_my):
    item = point(meeting, agreement=agreement)
    assert [key for key, _ in item_choices(official_id, obligation_of_my)] == [str(item.pk)]
    call_off(meeting, reason=WHY)
    assert item_choices(official_id, obligation_of_my) == []


# Back on the plan


def test_it_is_put_back_as_it_was(meeting, indonesia):
    item = point(meeting)
    decide(item, Ruling(outcome=Outcome.DROPPED))
    call_off(meeting, reason=WHY)
    put_back(meeting)

    meeting.refresh_from_db()
    assert (meeting.held, meeting.called_off_because) == (Held.PLANNED, "")
    assert item.decision.outcome == Outcome.DROPPED
    assert meeting.history.filter(called_off_because=WHY).exists()
    with refuses("not_called_off"):
        put_back(meeting)


def test_it_is_not_put_back_where_another_has_its_number(meeting, committee):
    call_off(meeting, reason=WHY)
    other = MeetingFactory(committee=committee, number=1, starts_on="2027-01")
    with refuses("number"):
        put_back(meeting)

    call_off(other, reason=WHY)
    assert put_back(meeting).held == Held.PLANNED


def test_put_back_it_holds_what_waits_by_now(meeting, both, second):
    call_off(second, reason=WHY)
    put_off(meeting, both)
    assert titles(second) == []

    put_back(second)
    assert titles(second) == ["Ferry hours"]


def test_put_back_it_holds_nothing_that_another_took_up(
    meeting, both, committee, second, indonesia
):
    put_off(meeting, both)
    call_off(second, reason=WHY)
    third = MeetingFactory(committee=committee, number=3, starts_on="2027-06")
    put_back(second)
    assert (titles(second), titles(third)) == ([], ["Ferry hours"])


def test_put_back_it_keeps_what_a_side_has_spoken_to(meeting, both, committee, second, indonesia):
    put_off(meeting, both)
    state_position(second.agenda.exclude(arises_from=None).get(), side=indonesia, text="Yes.")
    call_off(second, reason=WHY)
    MeetingFactory(committee=committee, number=3, starts_on="2027-06")
    put_back(second)
    assert titles(second) == ["Ferry hours"]


# The pages


def off(meeting: Any) -> str:
    return reverse("compliance:meeting_call_off", args=[meeting.code])


def back(meeting: Any) -> str:
    return reverse("compliance:meeting_put_back", args=[meeting.code])


def link(meeting: Any) -> str:
    return f'href="{off(meeting)}"'


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def test_the_secretariat_calls_it_off_on_its_page(client, meeting, secretariat):
    client.force_login(secretariat)
    assert link(meeting) in text(client.get(meeting.get_absolute_url()))
    edition = client.get(off(meeting)).context["edition"]
    source = SourceFactory()

    data = {"reason": WHY, "source": source.pk, "locator": "p. 1", "edition": edition}
    page = text(client.post(off(meeting), data, follow=True))
    assert "Called off" in page
    assert WHY in page
    assert "p. 1" in page
    assert back(meeting) in page
    assert link(meeting) not in page
    assert client.get(off(meeting)).status_code == 302
    assert WHY in text(client.get(reverse("compliance:meetings")))
    assert WHY in text(client.get(meeting.committee.get_absolute_url()))
    assert "Meeting, called off" in text(client.get(reverse("compliance:timeline")))

    page = text(client.post(back(meeting), follow=True))
    assert link(meeting) in page
    assert WHY not in page


@pytest.mark.parametrize("address", [off, back])
def test_nobody_else_calls_it_off_or_puts_it_back(
    client, regime, meeting, official_id, analyst, admin_user, outsider, address
):
    elsewhere = ForumFactory(regime=regime, slug="elsewhere")
    other = member("secretariat", regime, username="other", forum=elsewhere)
    if address is back:
        call_off(meeting, reason=WHY)
    before = Meeting.objects.values().get()
    for user in (official_id, analyst, admin_user, other, outsider):
        client.force_login(user)
        with writes_nothing():
            response = client.post(address(meeting), {"reason": WHY, "edition": "1"})
        assert response.status_code == (404 if user == outsider else 403)
    client.logout()
    assert client.post(address(meeting), {"reason": WHY}).status_code == 302
    assert Meeting.objects.values().get() == before


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"reason": "  "}, "Say why it will not take place."),
        ({"reason": WHY, "locator": "p. 1"}, "Choose the source of this place."),
        ({"reason": WHY, "edition": "0"}, "changed this since you opened it"),
    ],
)
def test_a_refusal_on_the_page_says_why_and_keeps_what_was_typed(
    client, meeting, secretariat, data, says
):
    client.force_login(secretariat)
    edition = client.get(off(meeting)).context["edition"]
    with writes_nothing():
        page = text(client.post(off(meeting), {"edition": edition} | data))
    assert says in page
    assert data["reason"].strip() in page
    assert Meeting.objects.get().held == Held.PLANNED


def test_the_form_of_the_facts_calls_nothing_off(client, meeting, secretariat):
    client.force_login(secretariat)
    url = reverse("compliance:meeting_change", args=[meeting.code])
    form = client.get(url).context["form"]
    assert Held.CALLED_OFF not in dict(form.fields["held"].choices)


def test_its_report_says_that_it_did_not_take_place_and_no_brief_is_made(
    client, meeting, official_id
):
    point(meeting)
    call_off(meeting, reason=WHY)
    client.force_login(official_id)
    report = reverse("compliance:meeting_report", args=[meeting.code, "docx"])
    assert client.get(report).status_code == 200
    brief = reverse("compliance:meeting_brief", args=[meeting.code, "ID", "docx"])
    response = client.get(brief)
    assert response.status_code == 400
    assert "was called off" in text(response)


def test_the_next_of_a_committee_above_all_forums_is_called_off_too(regime, secretariat):
    body = CommitteeFactory(regime=regime)
    meeting = MeetingFactory(committee=body, number=None, starts_on="2027")
    assert call_off(meeting, reason=WHY).held == Held.CALLED_OFF
