"""Beats that several dashboards share."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

from agreements.models import Forum, Regime
from compliance.dashboard.board import Board, board
from compliance.dashboard.figures import kept
from compliance.queries import lineage
from compliance.views.chrome import Chrome
from compliance.views.moment import Moment


class DashboardRequest(HttpRequest):
    """A request with what the middleware puts on it."""

    chrome: Chrome
    moment: Moment


def regime_or_sign_in(request: DashboardRequest) -> Regime | HttpResponse:
    """The regime shown; a stranger to whom none is published is asked to sign in."""
    regime = request.chrome.regime
    if regime is not None:
        return regime
    if request.user.is_authenticated:
        raise Http404
    address = urlencode({"next": request.get_full_path()})
    return redirect(f"{resolve_url('account_login')}?{address}")


def forum_or_404(request: DashboardRequest, slug: str) -> Forum:
    """The forum, among those the reader may see. No query of its own."""
    for forum in request.chrome.forums:
        if forum.slug == slug:
            return forum
    raise Http404


def line_of(request: DashboardRequest, forum: Forum) -> list[Forum]:
    """The forum and those it succeeds."""
    return lineage(forum, request.chrome.forums)


def kept_board(request: DashboardRequest, forums: Sequence[Forum], regime: Regime) -> Board:
    """The board of these forums for the question the address asks, computed once for all."""
    question = ("board", *asked(request), regime.pk, tuple(forum.pk for forum in forums))
    moment = request.moment
    return kept.get(
        question,
        lambda: board(forums, regime, as_of=moment.as_of, known_at=moment.instant),
    )


def asked(request: DashboardRequest) -> tuple[Any, ...]:
    """All that an answer depends on beside its subject."""
    head = request.chrome.head
    language = request.LANGUAGE_CODE
    return (head.key if head else None, request.moment.key, language)
