"""All meetings, year by year."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.models import Committee, Held, Meeting, Regime
from agreements.permissions import can_hold_meetings
from compliance.dashboard.figures import PartyLabel, party_labels
from compliance.dashboard.meetings import MeetingLine, coming, meeting_lines, meetings_read
from compliance.dashboard.tables.meetings import meetings_table
from compliance.views.choices import by_forum
from compliance.views.pages import DashboardRequest, forum_or_404, line_of, regime_or_sign_in
from compliance.views.taking import offered, taken
from sosek.choosing import Choosing, choosing, day, one_of
from sosek.web import paginate


@login_not_required
@require_GET
def meeting_list(request: DashboardRequest) -> HttpResponseBase:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    committees = _committees(request, regime)
    parties = party_labels()
    sides = [label for label in parties.values() if "/" not in label.path]
    chosen = choosing(
        request.GET,
        by_forum(request),
        one_of(
            "committee",
            _("Committee"),
            _("All committees"),
            [(each.code, str(each)) for each in committees],
        ),
        one_of("host", _("Host"), _("Any host"), [(side.code, side.name) for side in sides]),
        one_of("held", _("Held"), _("Held or not"), Held.choices),
        day("from", _("From")),
        day("to", _("To")),
    )
    rows = _chosen(request, chosen, meetings_read(request.user).filter(committee__regime=regime))
    table = meetings_table(_lines(rows, parties))
    if file := taken(request, table, errors=chosen.errors):
        return file
    page = paginate(request, rows)
    page.object_list = meeting_lines(page.object_list, parties)
    following = coming(rows, as_of=request.moment.as_of)[:1]
    held = [each for each in committees if can_hold_meetings(request.user, each)]
    context = {
        "take": offered(request, table.title, table),
        "page": page,
        "next": next(iter(meeting_lines(following, parties)), None),
        "sides": sides,
        "choosing": chosen,
        "committee": chosen["committee"],
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


def _chosen(
    request: DashboardRequest, asked: Choosing, rows: QuerySet[Meeting]
) -> QuerySet[Meeting]:
    """Those that the address chooses; of a forum with the ones it succeeds. A partial date is as
    its text sorts: a month comes before its first day."""
    wanted: dict[str, Any] = {
        "committee__code": asked["committee"],
        "held": asked["held"],
        "starts_on__gte": asked["from"],
        "starts_on__lte": asked["to"],
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if asked["forum"]:
        line = line_of(request, forum_or_404(request, asked["forum"]))
        rows = rows.filter(committee__forum__in=line)
    if asked["host"]:
        rows = rows.filter(
            Q(host__path=asked["host"]) | Q(host__path__startswith=f"{asked['host']}/")
        )
    return rows
