"""The overview and the forum: both sides next to each other."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from agreements.models import RegimeElement
from compliance.dashboard.board import Board
from compliance.dashboard.figures import kept
from compliance.dashboard.map import site_map
from compliance.dashboard.news import latest_news, next_meeting
from compliance.dashboard.states import ObligationLine
from compliance.dashboard.trend import Subject
from compliance.views.pages import (
    DashboardRequest,
    asked,
    figures_for,
    forum_or_404,
    kept_board,
    line_of,
    regime_or_sign_in,
)
from compliance.views.trends import trend_section

SHOWN_AGREEMENTS = 40
"""Beyond so many the matrix stops at the papers, whose own pages show their agreements."""


@login_not_required
@require_GET
def overview(request: DashboardRequest) -> HttpResponse:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    forums, moment = request.chrome.regime_forums, request.moment
    found = kept_board(request, forums, regime)
    context = {
        "regime": regime,
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
        "late": late(found),
        "meeting": next_meeting(request.user, forums, as_of=moment.as_of),
    }
    return render(request, "compliance/overview.html", context)


@login_not_required
@require_GET
def forum_board(request: DashboardRequest, slug: str) -> HttpResponse:
    forum = forum_or_404(request, slug)
    forums = line_of(request, forum)
    found = figures_for(request, forums, forum.regime)
    board = kept_board(request, forums, forum.regime, found)
    trend = trend_section(request, found, forums, forum.regime, Subject())
    context = {
        "forum": forum,
        "predecessors": forums[1:],
        "citations": forum.citations.select_related("source"),
        "board": board,
        "trend": trend,
    }
    # The same for all who may see it, and for as long as nothing is recorded.
    context["figures"] = kept.get(
        ("forum", *asked(request), forum.pk, trend.key), lambda: _figures(request, context)
    )
    return render(request, "compliance/forum.html", context)


def _figures(request: DashboardRequest, context: dict[str, Any]) -> str:
    board: Board = context["board"]
    agreements = sum(len(paper.agreements) for paper in board.papers)
    context = context | {
        "agreements": agreements <= SHOWN_AGREEMENTS,
        "late": late(board),
        "map": site_map(board.obligations, [figure.side for figure in board.sides]),
    }
    return render_to_string("compliance/_forum_figures.html", context, request)


def late(found: Board) -> list[ObligationLine]:
    """What counts as due on the day and is not established in full, the least done first."""
    open_lines = [
        line for line in found.obligations if line.due and line.expected == 1 and _short(line)
    ]
    return sorted(open_lines, key=lambda line: (line.established, line.code))[:8]


def _short(line: ObligationLine) -> bool:
    return line.established is not None and line.established < 1
