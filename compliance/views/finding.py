"""Searching all that is on record."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from compliance.dashboard.hits import hits
from compliance.finding.kinds import BY_CODE
from compliance.finding.search import find
from compliance.finding.words import LONGEST, asked
from compliance.views.pages import DashboardRequest, regime_or_sign_in

HITS = 20


@login_not_required
@require_GET
def search(request: DashboardRequest) -> HttpResponse:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    text, kind = request.GET.get("q", "").replace("\x00", "").strip(), request.GET.get("kind", "")
    errors = []
    if kind and kind not in BY_CODE:
        errors.append(_("There is nothing of the kind “%(text)s”. Shown is all.") % {"text": kind})
        kind = ""
    context = {
        "text": text[:LONGEST],
        "kind": kind,
        "errors": errors,
        "longest": LONGEST,
        **_answer(request, text, kind),
    }
    return render(request, "compliance/search.html", context)


def _answer(request: DashboardRequest, text: str, kind: str) -> dict[str, Any]:
    """What is found, and the pages of it. A page beyond the last shows the first."""
    wanted, number, known_at = asked(text), _number(request), request.moment.instant
    question: dict[str, Any] = {"known_at": known_at, "kind": kind, "most": HITS}
    found = find(wanted, request.user, start=(number - 1) * HITS, **question)
    total = found.counts.get(kind, 0) if kind else sum(found.counts.values())
    if total and not found.hits:
        number, found = 1, find(wanted, request.user, start=0, **question)
    return {
        "searched": bool(wanted.terms),
        "hits": hits(found, wanted, request.user, known_at=known_at),
        "page": Paginator(range(total), HITS).get_page(number),
        "total": sum(found.counts.values()),
        "kinds": [(code, BY_CODE[code].word, count) for code, count in found.counts.items()],
    }


def _number(request: DashboardRequest) -> int:
    said = request.GET.get("page", "")
    return max(1, int(said)) if said.isascii() and said.isdecimal() and len(said) < 7 else 1
