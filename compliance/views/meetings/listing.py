"""All meetings, year by year."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agreements.models import Committee, Meeting, Regime
from agreements.permissions import can_hold_meetings
from compliance.dashboard.figures import PartyLabel, party_labels
from compliance.dashboard.meetings import MeetingLine, coming, meeting_lines, meetings_read
from compliance.dashboard.tables.meetings import meetings_table
from compliance.views.pages import DashboardRequest, line_of, regime_or_sign_in
from compliance.views.taking import offered, taken
from sosek.web import paginate


@login_not_required
@require_GET
def meeting_list(request: DashboardRequest) -> HttpResponseBase:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    committees = _committees(request, regime)
    chosen = {name: request.GET.get(name, "") for name in ("forum", "committee")}
    rows = _chosen(request, meetings_read(request.user).filter(committee__regime=regime))
    parties = party_labels()
    table = meetings_table(_lines(rows, parties))
    if file := taken(request, table):
        return file
    page = paginate(request, rows)
    page.object_list = meeting_lines(page.object_list, parties)
    following = coming(rows, as_of=request.moment.as_of)[:1]
    held = [each for each in committees if can_hold_meetings(request.user, each)]
    context = {
        "take": offered(request, table.title, table),
        "page": page,
        "next": next(iter(meeting_lines(following, parties)), None),
        "sides": [label for label in parties.values() if "/" not in label.path],
        "forums": {forum.slug: forum for forum in request.chrome.regime_forums},
        "committees": committees,
        "chosen": chosen,
        "may_plan": bool(held),
    }
    return render(request, "compliance/meetings.html", context)


def _lines(rows: QuerySet[Meeting], parties: Mapping[str, PartyLabel]) -> Iterator[MeetingLine]:
    """All of them, read when somebody asks for the first."""
    yield from meeting_lines(rows, parties)


def _committees(request: DashboardRequest, regime: Regime) -> list[Committee]:
    """The bodies of the regime, with their names. Two queries."""
    rows = Committee.objects.visible_to(request.user).filter(regime=regime)
    return list(rows.select_related("forum__predecessor").prefetch_related("names"))


def _chosen(request: DashboardRequest, rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Those of the forum with the ones it succeeds, and of the committee that the address names."""
    wanted: dict[str, Any] = {}
    slug, code = request.GET.get("forum", ""), request.GET.get("committee", "")
    for forum in request.chrome.regime_forums:
        if forum.slug == slug:
            wanted["committee__forum__in"] = line_of(request, forum)
    if code:
        wanted["committee__code"] = code
    return rows.filter(**wanted)
