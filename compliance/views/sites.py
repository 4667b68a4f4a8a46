"""The sites: a map, the table beside it, and one site."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.models import Regime, Site, SiteKind
from compliance.dashboard.board import Board
from compliance.dashboard.figures import party_labels
from compliance.dashboard.sites import SiteLine, SitesMap, sides_of, site_lines, sites_map
from compliance.dashboard.tables.sites import sites_table
from compliance.exports.map import map_svg
from compliance.templatetags.look import state_word
from compliance.views.pages import (
    DashboardRequest,
    forum_or_404,
    kept_board,
    line_of,
    regime_or_sign_in,
)
from compliance.views.taking import offered, taken
from sosek.choosing import Choosing, choosing, one_of
from sosek.web import paginate


@login_not_required
@require_GET
def site_list(request: DashboardRequest) -> HttpResponseBase:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    board, chosen, lines = _chosen(request, regime)
    found, table = _map(request, board, lines), sites_table(lines)
    file = taken(
        request,
        table,
        svg=(lambda: map_svg(found)) if found else None,
        errors=chosen.errors,
    )
    if file:
        return file
    context = {
        "choosing": chosen,
        "kept": [("zoom", found.zoom)] if found and "zoom" in request.GET else [],
        "map": found,
        "page": paginate(request, lines),
        "take": offered(request, _("Sites"), table, svg=bool(found)),
    }
    return render(request, "compliance/sites.html", context)


@login_not_required
@require_GET
def site_map_file(request: DashboardRequest) -> HttpResponse:
    """The map alone, as a file that stands for itself; for whoever may see the page."""
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    board, _chosen_here, lines = _chosen(request, regime)
    found = _map(request, board, lines)
    if found is None:
        return render(request, "404.html", status=404)
    response = HttpResponse(map_svg(found), content_type="image/svg+xml")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@login_not_required
@require_GET
def site_detail(request: DashboardRequest, code: str) -> HttpResponse:
    site = get_object_or_404(Site.objects.visible_to(request.user), code=code)
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    board = kept_board(request, request.chrome.regime_forums, regime)
    lines = site_lines(request.user, board.obligations, party_labels())
    line = next(each for each in lines if each.code == code)
    context = {"site": line, "note": site.note, "map": _map(request, board, [line])}
    return render(request, "compliance/site.html", context)


def _map(request: DashboardRequest, board: Board, lines: Sequence[SiteLine]) -> SitesMap | None:
    zoom = request.GET.get("zoom", "") if len(lines) > 1 else "1"
    return sites_map(lines, sides_of(lines, board), zoom=zoom)


def _chosen(request: DashboardRequest, regime: Regime) -> tuple[Board, Choosing, list[SiteLine]]:
    """The sites that the address chooses, with their numbers among all."""
    forums = request.chrome.regime_forums
    board = kept_board(request, forums, regime)
    every = site_lines(request.user, board.obligations, party_labels())
    found = choosing(
        request.GET,
        one_of("forum", _("Forum"), _("All forums"), [(each.slug, each.name) for each in forums]),
        one_of(
            "side",
            _("Side"),
            _("Both sides"),
            [(side.code, side.name) for side in sides_of(every, board)],
        ),
        one_of(
            "state",
            _("State"),
            _("All states"),
            [(state, state_word(state)) for state in sorted({line.state for line in every})],
        ),
        one_of("kind", _("Kind"), _("All kinds"), SiteKind.choices),
    )
    if found["forum"]:
        line = line_of(request, forum_or_404(request, found["forum"]))
        owed = {each.code for each in kept_board(request, line, regime).obligations}
        every = tuple(each for each in every if any(one.code in owed for one in each.lines))
    return board, found, [line for line in every if _fits(line, found)]


def _fits(line: SiteLine, wanted: Choosing) -> bool:
    return (
        wanted["side"] in ("", line.party.path.split("/")[0])
        and wanted["state"] in ("", line.state)
        and wanted["kind"] in ("", line.kind.code)
    )
