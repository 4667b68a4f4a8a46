"""The overview and the forum: both sides next to each other."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from agreements.models import RegimeElement
from compliance.dashboard.board import Board
from compliance.dashboard.figures import kept
from compliance.dashboard.map import SiteMap, site_map
from compliance.dashboard.news import latest_news, next_meeting
from compliance.dashboard.states import ObligationLine
from compliance.dashboard.table import Table
from compliance.dashboard.tables.matrix import (
    agreements_table,
    late_table,
    papers_table,
    sides_table,
)
from compliance.dashboard.tables.places import sites_table
from compliance.dashboard.trend import Subject
from compliance.exports.dashboards import board_document
from compliance.exports.drawn import map_svg
from compliance.views.pages import (
    DashboardRequest,
    asked,
    figures_for,
    forum_or_404,
    kept_board,
    line_of,
    regime_or_sign_in,
)
from compliance.views.taking import offered, provenance, taken
from compliance.views.trends import trend_section

SHOWN_AGREEMENTS = 40
"""Beyond so many the matrix stops at the papers, whose own pages show their agreements."""

SHOWN_LATE = 8


@login_not_required
@require_GET
def overview(request: DashboardRequest) -> HttpResponseBase:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    forums, moment = request.chrome.regime_forums, request.moment
    found = kept_board(request, forums, regime)
    title, tables = str(regime.name), _tables(found)
    if file := taken(
        request,
        *tables,
        pdf=lambda: board_document(title, provenance(request, title), found, late(found)),
    ):
        return file
    context = {
        "regime": regime,
        "take": offered(request, title, *tables, pdf=True),
        "board": found,
        "forums": {forum.slug: forum for forum in forums},
        "missions": RegimeElement.objects.filter(regime=regime, kind="mission").prefetch_related(
            "citations__source"
        ),
        "news": latest_news(
            request.user,
            forums,
            found.obligations,
            as_of=moment.as_of,
            known_at=moment.instant,
        ),
        "late": late(found)[:SHOWN_LATE],
        "meeting": next_meeting(request.user, forums, as_of=moment.as_of),
    }
    return render(request, "compliance/overview.html", context)


@login_not_required
@require_GET
def forum_board(request: DashboardRequest, slug: str) -> HttpResponseBase:
    forum = forum_or_404(request, slug)
    forums = line_of(request, forum)
    found = figures_for(request, forums, forum.regime)
    board = kept_board(request, forums, forum.regime, found)
    # The same for all who may see it, and for as long as nothing is recorded.
    sites = kept.get(("map", *asked(request), forum.pk), lambda: _map(board))
    title = str(forum.name)
    tables = (
        *_tables(board),
        agreements_table(board.papers),
        sites_table(_obligations(board)),
    )
    if file := taken(
        request,
        *tables,
        pdf=lambda: board_document(title, provenance(request, title), board, late(board)),
        svg=partial(map_svg, sites, title) if sites else None,
    ):
        return file
    trend = trend_section(request, found, forums, forum.regime, Subject())
    context = {
        "forum": forum,
        "predecessors": forums[1:],
        "citations": forum.citations.select_related("source"),
        "board": board,
        "map": sites,
        "take": offered(request, title, *tables, pdf=True, svg=bool(sites)),
        "trend": trend,
    }
    context["figures"] = kept.get(
        ("forum", *asked(request), forum.pk, trend.key), lambda: _figures(request, context)
    )
    return render(request, "compliance/forum.html", context)


def _tables(board: Board) -> tuple[Table, ...]:
    return sides_table(board), papers_table(board.papers), late_table(_overdue(board))


def _overdue(board: Board) -> Iterator[ObligationLine]:
    """All that is late, found when somebody asks for the first."""
    yield from late(board)


def _obligations(board: Board) -> Iterator[ObligationLine]:
    """All of them, gathered when somebody asks for the first."""
    yield from board.obligations


def _map(board: Board) -> SiteMap | None:
    return site_map(board.obligations, [figure.side for figure in board.sides])


def _figures(request: DashboardRequest, context: dict[str, Any]) -> str:
    board: Board = context["board"]
    agreements = sum(len(paper.agreements) for paper in board.papers)
    context = context | {
        "agreements": agreements <= SHOWN_AGREEMENTS,
        "late": late(board)[:SHOWN_LATE],
    }
    return render_to_string("compliance/_forum_figures.html", context, request)


def late(found: Board) -> list[ObligationLine]:
    """What counts as due on the day and is not established in full, the least done first."""
    open_lines = [
        line for line in found.obligations if line.due and line.expected == 1 and _short(line)
    ]
    return sorted(open_lines, key=lambda line: (line.established, line.code))


def _short(line: ObligationLine) -> bool:
    return line.established is not None and line.established < 1
