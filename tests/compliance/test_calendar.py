"""The calendar of a person: its dates, as another program reads them, by a secret address."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from agreements.models import Held, ItemKind, Meeting, ObligationTerms, PartialDate, Role
from agreements.workflow import amend_obligation
from compliance.dashboard.deadlines import span
from compliance.dashboard.meetings_due import meetings_due
from compliance.models import Dispute, Status, Verdict
from compliance.workflow.meetings import state_position
from compliance.workflow.noticing import open_calendar
from tests.factories import (
    CommitteeFactory,
    MeetingFactory,
    ObligationFactory,
    ObservationFactory,
    ProgressReportFactory,
    VerificationFactory,
    member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-03-02T04:00:00Z", tick=True) as traveller:
        yield traveller


def feed(client, user, **kwargs):
    return client.get(reverse("compliance:calendar", args=[open_calendar(user).calendar]), **kwargs)


def events(client, user):
    """Each by what it is about: its title, its days, how often it was revised."""
    found = Calendar.from_ical(feed(client, user).content).walk("VEVENT")
    return {
        str(each["uid"]).partition("@")[0].partition("-")[2]: (
            str(each["summary"]),
            *days(each),
            each["sequence"],
        )
        for each in found
    }


def days(event):
    first, after = event.decoded("dtstart"), event.decoded("dtend")
    assert type(first) is type(after) is date  # whole days
    return first.isoformat(), (after - timedelta(days=1)).isoformat()


def titles(client, user):
    return sorted(each[0] for each in events(client, user).values())


def owed(agreement, party, code, due_on, **kwargs):
    return ObligationFactory(
        agreement=agreement, owes=party, code=code, name_en=f"Post {code}", due_on=due_on, **kwargs
    )


def test_what_falls_due_is_a_day_or_the_month_that_is_known(client, official_id, agreement, kaltim):
    moved = owed(agreement, kaltim, "moved", "2026-04-10")
    owed(agreement, kaltim, "month", "2026-05")
    owed(agreement, kaltim, "year", "2027")
    done = owed(agreement, kaltim, "done", "2026-06-01")
    ObservationFactory(obligation=done, status=Status.FULFILLED, observed_on="2026-01-01")

    assert events(client, official_id) == {
        "moved": ("Due: Post moved", "2026-04-10", "2026-04-10", 0),
        "month": ("Due this month, day unknown: Post month", "2026-05-01", "2026-05-31", 0),
    }
    terms = ObligationTerms(
        obligation=moved, owes=kaltim, weight=1, due_on=PartialDate("2026-08-01")
    )
    amend_obligation(terms)
    assert events(client, official_id)["moved"] == (
        *("Due: Post moved", "2026-08-01", "2026-08-01"),
        1,
    )


def test_a_date_is_whose_side_owes_and_all_are_whose_who_watch(
    client, agreement, kaltim, sabah, official_id, official_my, official_away, analyst, outsider
):
    owed(agreement, kaltim, "id", "2026-04-10")
    owed(agreement, sabah, "my", "2026-04-11")

    assert titles(client, official_id) == ["Due: Post id"]
    assert titles(client, official_my) == ["Due: Post my"]
    assert titles(client, analyst) == ["Due: Post id", "Due: Post my"]
    for other in (official_away, outsider):
        assert titles(client, other) == []


def test_claims_and_disputes_have_a_last_day(
    client, clock, obligation_of_id, official_id, official_my, secretariat, sabah
):
    report = ProgressReportFactory(obligation=obligation_of_id)
    name = "Last day to contest: Post at Sungai Nyamuk"

    assert titles(client, official_my) == titles(client, secretariat) == [name]
    assert titles(client, official_id) == []
    [event] = events(client, official_my).values()
    assert event[1:3] == ("2026-04-01", "2026-04-01")

    VerificationFactory(report=report, verifier=official_my, party=sabah, verdict=Verdict.CONTESTED)
    until = Dispute.objects.get().steps.get().due_on.isoformat()
    for user in (official_id, official_my, secretariat):
        [event] = events(client, user).values()
        assert event[:3] == (
            "Last day of this level in a dispute: Post at Sungai Nyamuk",
            until,
            until,
        )


def test_planned_meetings_of_ones_own_bodies(
    client, committee, regime, forum, malaysia, official_id, official_my, official_away
):
    MeetingFactory(committee=committee, number=1, starts_on="2026-03-30", ends_on="2026-04-01")
    MeetingFactory(committee=committee, number=2, starts_on="2026-05")
    MeetingFactory(committee=committee, number=3, starts_on="2026")
    held = MeetingFactory(committee=committee, number=4, starts_on="2026-02-01")
    Meeting.objects.filter(pk=held.pk).update(held=Held.HELD)
    theirs = CommitteeFactory(regime=regime, forum=forum, side=malaysia, name_en="KK Malaysia")
    MeetingFactory(committee=theirs, number=5, starts_on="2026-04-02")

    assert sorted(events(client, official_id).values()) == [
        (
            "Planned for this month, day unknown: Regional committee: Session 2",
            "2026-05-01",
            "2026-05-31",
            0,
        ),
        ("Regional committee: Session 1", "2026-03-30", "2026-04-01", 0),
    ]
    assert "KK Malaysia: Session 5" in titles(client, official_my)
    assert titles(client, official_away) == []


def test_the_feed_is_in_the_readers_language_and_says_whose_it_is(
    client, agreement, kaltim, official_id, official_my, settings
):
    settings.BASE_URL = "https://sosek.example"
    official_id.language = "id"
    official_id.save()
    long = "Pos lintas batas; dermaga, jalan \\ jembatan " * 4 + "."
    owed(agreement, kaltim, "long", "2026-04-10", name_id=long)
    client.force_login(official_my)  # whoever is signed in here

    response = feed(client, official_id, headers={"accept-language": "ms"})

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Content-Language"] == "id"
    assert not response.cookies
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    assert b"\n" not in response.content.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(response.content)
    [event] = calendar.walk("VEVENT")
    assert (calendar["version"], str(event["summary"])) == ("2.0", f"Jatuh tempo: {long}")
    assert (event["uid"], event["url"]) == (
        "due-long@sosek.example",
        "http://testserver/obligations/long/",
    )
    assert event["dtstamp"].dt == event["last-modified"].dt
    again = client.get(response.wsgi_request.path, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_a_wrong_address_and_who_is_active_no_more_find_nothing(client, official_id, official_my):
    assert feed(client, official_id).status_code == 200
    assert client.get(reverse("compliance:calendar", args=["None"])).status_code == 404
    assert client.get(reverse("compliance:calendar", args=["x" * 43])).status_code == 404
    official_id.is_active = False
    official_id.save()
    assert feed(client, official_id).status_code == 404


def test_what_is_known_only_to_the_year_is_no_day():
    assert span(PartialDate("2026")) is None
    assert span(PartialDate("2026-02")).last == date(2026, 2, 28)
    trip = span(PartialDate("2026-02-27"), PartialDate("2026-03"))
    assert (trip.first, trip.last) == (date(2026, 2, 27), date(2026, 2, 27))


def rows(count, agreement, kaltim, sabah, committee, official_my):
    for number in range(count):
        owed(agreement, sabah, f"own-{number}", "2026-04-10")
        theirs = owed(agreement, kaltim, f"theirs-{number}", "2026-04-10")
        ProgressReportFactory(obligation=theirs)
        contested = ProgressReportFactory(obligation=theirs)
        VerificationFactory(
            report=contested, verifier=official_my, party=sabah, verdict=Verdict.CONTESTED
        )
        meeting = MeetingFactory(committee=committee, number=number + 1, starts_on="2026-03-20")
        point = meeting.agenda.get(kind=ItemKind.OTHER)
        meeting.agenda.create(order=90, under=point, title="Ferry")


@pytest.mark.parametrize("count", [1, 3])
def test_dates_and_positions_cost_the_same_however_many_there_are(
    client, agreement, kaltim, sabah, committee, official_my, count, django_assert_num_queries
):
    rows(count, agreement, kaltim, sabah, committee, official_my)
    address = reverse("compliance:calendar", args=[open_calendar(official_my).calendar])

    with django_assert_num_queries(20):
        content = client.get(address).content
    with django_assert_num_queries(10):
        due = meetings_due(official_my, today=date(2026, 3, 2))

    assert content.count(b"BEGIN:VEVENT") == 4 * count
    assert [each.points for each in due.to_prepare] == [1] * count


def test_a_position_is_due_until_it_is_stated(
    client, regime, committee, sabah, malaysia, official_id
):
    meeting = MeetingFactory(committee=committee, number=1, starts_on="2026-03-20")
    MeetingFactory(committee=committee, number=2, starts_on="2026-05-20")
    under = meeting.agenda.get(kind=ItemKind.OTHER)
    point = meeting.agenda.create(order=90, under=under, title="Ferry")
    other = member(Role.OFFICIAL, regime, sabah, username="other")

    def due(user, day):
        return [(each.points, each.days_left) for each in meetings_due(user, today=day).to_prepare]

    assert due(official_id, date(2026, 2, 17)) == []
    assert due(official_id, date(2026, 2, 18)) == due(other, date(2026, 2, 18)) == [(1, 30)]
    client.force_login(official_id)
    page = client.get(reverse("compliance:work")).content.decode()
    assert "1 point without a word of your side" in page
    state_position(point, side=malaysia, text="Twice a day.")
    assert due(other, date(2026, 3, 20)) == []
    assert due(official_id, date(2026, 3, 20)) == [(1, 0)]
    assert due(official_id, date(2026, 3, 21)) == []
