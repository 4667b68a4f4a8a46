"""The page of one meeting."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from compliance.dashboard.matters import Matters, matters_arising
from compliance.dashboard.proceedings import MeetingPage, last_meeting, meeting_page
from compliance.dashboard.table import Table
from compliance.dashboard.tables.meetings import agenda_table, decisions_table, matters_table
from compliance.views.meetings.editing import forums_of, meeting_or_404
from compliance.views.pages import DashboardRequest
from compliance.views.taking import offered, taken


@login_not_required
@require_GET
def meeting_detail(request: DashboardRequest, code: str) -> HttpResponseBase:
    meeting = meeting_or_404(request.user, code)
    page = meeting_page(meeting, request.user, as_of=request.moment.as_of)
    matters = _matters(request, page) if _shows_matters(page) else None
    tables = _tables(page, matters)
    if file := taken(request, *tables):
        return file
    context = {
        "meeting": meeting,
        "page": page,
        "matters": matters,
        "take": offered(request, page.name, *tables),
        "on_agenda": _on_agenda(page),
    }
    return render(request, "compliance/meeting.html", context)


def _tables(page: MeetingPage, matters: Matters | None) -> tuple[Table, ...]:
    """Nothing of what was discussed for who may not read it."""
    if not page.readable:
        return ()
    arising = (matters_table(matters),) if matters else ()
    return agenda_table(page.points), decisions_table(page.points), *arising


def _shows_matters(page: MeetingPage) -> bool:
    """As long as the record is not signed: then its agenda says what was taken up."""
    return page.kept_here and page.readable and page.state not in ("signed", "called_off")


def _matters(request: DashboardRequest, page: MeetingPage) -> Matters:
    moment, meeting = request.moment, page.meeting
    before = last_meeting(meeting)
    day = before.day if before else None
    return matters_arising(
        meeting.committee,
        forums_of(request, meeting),
        meeting.committee.regime,
        request.user,
        since=day if day and day < moment.as_of else None,
        as_of=moment.as_of,
        known_at=moment.instant,
        zone=moment.zone,
    )


@dataclass(frozen=True, slots=True)
class OnAgenda:
    """What is on an agenda already, and need not be taken up."""

    obligations: frozenset[str]  # codes
    decisions: frozenset[int]  # keys


def _on_agenda(page: MeetingPage) -> OnAgenda:
    items = [point.item for point in page.points]
    return OnAgenda(
        obligations=frozenset(each.obligation.code for each in items if each.obligation),
        decisions=frozenset(each.arises_from_id for each in items if each.arises_from_id),
    )
