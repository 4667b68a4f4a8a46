"""What waits for the committee that meets: disputes moved up to it, consents it could decide."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from agreements.models import CommitteeParent, ItemKind, Level, Meeting
from compliance.dashboard.matters import matters_arising
from compliance.models import Dispute, Verdict
from compliance.workflow.approving import request_approval
from compliance.workflow.disputing import move_up
from compliance.workflow.meetings import call_off, take_up
from compliance.workflow.reporting import verify_report
from tests.factories import (
    CommitteeFactory,
    MeetingFactory,
    ObligationFactory,
    ObservationFactory,
    PartyFactory,
    ProgressReportFactory,
    VerificationFactory,
)
from tests.refusals import refuses, writes_nothing

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def technical(regime, forum, committee):
    """The committee to which a dispute moves first."""
    found = CommitteeFactory(regime=regime, forum=forum, level=Level.TECHNICAL, code="technical")
    CommitteeParent.objects.create(committee=found, parent=committee)
    return found


def disputed(obligation: Any, official_id: Any, official_my: Any, malaysia: Any) -> Dispute:
    claim = ProgressReportFactory(obligation=obligation, author=official_id, observed_on="2026-11")
    VerificationFactory(
        report=claim, verifier=official_my, party=malaysia, verdict=Verdict.CONTESTED
    )
    return Dispute.objects.get(report=claim)


def moved(clock: Any, dispute: Dispute, official: Any, side: Any) -> Dispute:
    """One level up, once its time is over."""
    last = dispute.steps.order_by("-sequence")[0]
    clock.move_to(datetime.combine(last.due_on, NOW.time(), UTC) + timedelta(days=2))
    move_up(dispute=dispute, author=official, side=side, reason="No word.")
    return dispute


@pytest.fixture
def dispute(clock, technical, obligation_of_id, official_id, official_my, malaysia):
    """Moved up to the technical committee."""
    found = disputed(obligation_of_id, official_id, official_my, malaysia)
    return moved(clock, found, official_my, malaysia)


def arising(committee: Any, forum: Any, user: Any) -> Any:
    known_at = datetime(2030, 1, 1, tzinfo=UTC)
    return matters_arising(
        committee,
        [forum],
        forum.regime,
        user,
        since=None,
        as_of=date(2027, 1, 10),
        known_at=known_at,
        zone=ZoneInfo("Asia/Makassar"),
    )


def test_a_dispute_arises_before_the_committee_that_holds_it(
    dispute, technical, committee, forum, official_id, official_my, malaysia, clock
):
    matters = arising(technical, forum, official_id)
    assert [each.key for each in matters.disputes] == [str(dispute.pk)]
    assert matters.count == len(matters.obligations) + 1
    assert arising(committee, forum, official_id).disputes == ()

    moved(clock, dispute, official_my, malaysia)
    assert arising(technical, forum, official_id).disputes == ()
    (case,) = arising(committee, forum, official_id).disputes
    assert case.current.holder == committee


def test_a_successor_takes_over_what_stood_before_its_predecessor(
    dispute, technical, forum, regime, official_id
):
    later = CommitteeFactory(regime=regime, forum=forum, level=Level.TECHNICAL, code="later")
    technical.successor = later
    technical.save()
    assert len(arising(later, forum, official_id).disputes) == 1


def test_what_was_taken_back_does_not_arise(dispute, technical, forum, official_my, malaysia):
    verify_report(
        report=dispute.report, verifier=official_my, party=malaysia, verdict=Verdict.ACCEPTED
    )
    assert arising(technical, forum, official_my).disputes == ()


def test_strangers_see_no_dispute(dispute, technical, forum, outsider):
    assert arising(technical, forum, outsider).disputes == ()


def test_a_dispute_is_taken_up_once_by_its_own_committee(
    dispute, technical, committee, official_my, malaysia
):
    meeting = MeetingFactory(committee=technical, number=1, starts_on="2027-03")
    item = take_up(meeting, dispute=dispute)

    assert item.name == "Dispute: Post at Sungai Nyamuk"
    assert (item.kind, item.obligation) == (ItemKind.MATTERS, dispute.report.obligation)
    with refuses("twice"):
        take_up(meeting, dispute=dispute)
    above = MeetingFactory(committee=committee, number=1, starts_on="2027-03")
    with refuses("not_before"):
        take_up(above, dispute=dispute)
    call_off(meeting, reason="Flood.")
    again = MeetingFactory(committee=technical, number=1, starts_on="2027-04")
    with refuses("called_off"):
        take_up(meeting, dispute=dispute)
    verify_report(
        report=dispute.report, verifier=official_my, party=malaysia, verdict=Verdict.ACCEPTED
    )
    with refuses("ended"):
        take_up(again, dispute=dispute)


def test_the_page_of_the_meeting_leads_to_the_dispute_and_takes_it_up(
    client, dispute, technical, secretariat, official_id
):
    meeting = MeetingFactory(committee=technical, number=1, starts_on="2027-03")
    client.force_login(official_id)
    url = reverse("compliance:take_up", args=[meeting.code])
    with writes_nothing():
        assert client.post(url, {"dispute": dispute.pk}).status_code == 403
    client.force_login(secretariat)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert dispute.get_absolute_url() in page
    assert f'name="dispute" value="{dispute.pk}"' in page
    for unknown in ("x", "00000000-0000-0000-0000-000000000000"):
        assert client.post(url, {"dispute": unknown}).status_code == 404

    page = client.post(url, {"dispute": dispute.pk}, follow=True).content.decode()
    assert "Dispute: Post at Sungai Nyamuk" in page
    assert f'value="{dispute.pk}"' not in page


def test_how_it_stood_at_the_last_meeting_is_marked_contested_too(
    client, technical, obligation_of_id, official_id, official_my, malaysia
):
    ObservationFactory(
        obligation=obligation_of_id, status="in_progress", percent=30, observed_on="2026-01-05"
    )
    claim = ProgressReportFactory(
        obligation=obligation_of_id, author=official_id, observed_on="2026-11-02"
    )
    VerificationFactory(report=claim, verifier=official_my, party=malaysia, verdict="contested")
    last = MeetingFactory(committee=technical, number=1, starts_on="2026-11-20")
    Meeting.objects.filter(pk=last.pk).update(held="held")
    coming = MeetingFactory(committee=technical, number=2, starts_on="2027-03")
    client.force_login(official_id)

    page = client.get(coming.get_absolute_url())
    (open_one,) = page.context["matters"].obligations
    assert (open_one.before.note, open_one.line.note) == ("contested", "contested")
    then = page.content.decode().split('data-l="Then"')[1].split("</td>")[0]
    assert "Contested" in then


def test_a_consent_says_whether_this_committee_could_give_it(
    committee, central, technical, forum, official_id, agreement, kaltim, indonesia
):
    post = ObligationFactory(agreement=agreement, owes=kaltim, consents=[indonesia])
    asked = request_approval(
        obligation=post, authority=indonesia, level="national", author=official_id
    )

    def here(body: Any) -> list[bool]:
        return [each.here for each in arising(body, forum, official_id).approvals]

    (only,) = arising(central, forum, official_id).approvals
    assert only.asked == str(asked.pk)
    assert (here(central), here(committee), here(technical)) == ([True], [False], [False])


@pytest.mark.parametrize("count", [1, 3])
def test_disputes_cost_the_same_however_many_arise(
    clock,
    technical,
    forum,
    official_id,
    official_my,
    malaysia,
    agreement,
    indonesia,
    django_assert_num_queries,
    count,
):
    found = []
    for _ in range(count):
        owes = PartyFactory(parent=indonesia)
        obligation = ObligationFactory(agreement=agreement, owes=owes)
        ObservationFactory(obligation=obligation, status="in_progress", observed_on="2024")
        found.append(disputed(obligation, official_id, official_my, malaysia))
    for each in found:
        moved(clock, each, official_my, malaysia)

    with django_assert_num_queries(MATTERS):
        matters = arising(technical, forum, official_id)
        assert [each.current.holder.code for each in matters.disputes] == ["technical"] * count


MATTERS = 19
