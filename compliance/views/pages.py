"""Beats that several dashboards share."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.http import Http404

from agreements.models import Forum, Regime, User
from agreements.views.pages import PageRequest
from agreements.views.pages import regime_or_sign_in as regime_or_sign_in
from compliance.dashboard.board import Board, board, board_of
from compliance.dashboard.figures import Figures, figures, kept
from compliance.dashboard.trend_marks import happened_beside
from compliance.queries import lineage
from compliance.views.chrome import Chrome
from compliance.views.moment import Moment


class DashboardRequest(PageRequest):
    """A request with what the middleware puts on it."""

    chrome: Chrome
    moment: Moment


class MemberRequest(DashboardRequest):
    """A request behind the sign-in."""

    user: User


def forum_or_404(request: DashboardRequest, slug: str) -> Forum:
    """The forum, among those the reader may see. No query of its own."""
    for forum in request.chrome.forums:
        if forum.slug == slug:
            return forum
    raise Http404


def line_of(request: DashboardRequest, forum: Forum) -> list[Forum]:
    """The forum and those it succeeds."""
    return lineage(forum, request.chrome.forums)


def figures_for(
    request: DashboardRequest, forums: Sequence[Forum], regime: Regime
) -> Callable[[], Figures]:
    """Figures with what happened beside them, read at most once and only if asked for."""
    moment = request.moment

    @cache
    def found() -> Figures:
        beside = happened_beside(forums, moment.instant)
        return figures(forums, regime, as_of=moment.as_of, known_at=moment.instant, beside=beside)

    return found


def kept_board(
    request: DashboardRequest,
    forums: Sequence[Forum],
    regime: Regime,
    figures_of: Callable[[], Figures] | None = None,
) -> Board:
    """The board of these forums for the question the address asks, computed once for all; of
    `figures_of`, where more than the board is made of them."""
    question = ("board", *asked(request), regime.pk, tuple(forum.pk for forum in forums))
    moment = request.moment
    return kept.get(
        question,
        lambda: (
            board_of(figures_of())
            if figures_of
            else board(forums, regime, as_of=moment.as_of, known_at=moment.instant)
        ),
    )


def asked(request: DashboardRequest) -> tuple[Any, ...]:
    """All that an answer depends on beside its subject."""
    head = request.chrome.head
    language = request.LANGUAGE_CODE
    return (head.key if head else None, request.moment.key, language)
