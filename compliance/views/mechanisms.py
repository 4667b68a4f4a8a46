"""The regime's health, computed from its record."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agreements.models import Regime
from compliance.dashboard.figures import kept
from compliance.dashboard.mechanism_page import mechanism_page
from compliance.dashboard.mechanism_rows import LISTS, OF_OBLIGATIONS, rows_behind
from compliance.dashboard.mechanism_words import level_word, reading
from compliance.views.pages import (
    DashboardRequest,
    asked,
    forum_or_404,
    line_of,
    regime_or_sign_in,
)
from sosek.web import paginate


@login_not_required
@require_GET
def mechanisms(request: DashboardRequest) -> HttpResponse:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    forums, slug = request.chrome.regime_forums, request.GET.get("forum", "")
    if slug:
        forums = line_of(request, forum_or_404(request, slug))
    if not forums:
        return render(request, "compliance/mechanisms.html", {"page": None})
    moment = request.moment
    # Figures count every submitted record, so they are the same for all who may see them.
    page = kept.get(
        ("mechanisms", *asked(request), regime.pk, tuple(forum.pk for forum in forums)),
        lambda: mechanism_page(
            forums, as_of=moment.as_of, known_at=moment.instant, zone=moment.zone
        ),
    )
    name, side = request.GET.get("list", ""), request.GET.get("side", "")
    level = request.GET.get("level", "")
    rows = rows_behind(page, name, side=side, level=level)
    opened = name in OF_OBLIGATIONS or Regime.objects.readable_by(request.user).filter(pk=regime.pk)
    context = {
        "page": page,
        "reading": reading(page.every),
        "forums": {forum.slug: forum for forum in request.chrome.regime_forums},
        "chosen": slug,
        "list": {
            "name": name,
            "title": LISTS.get(name, ""),
            "side": page.parties.get(side),
            "level": level_word(level) if level else "",
        },
        "withheld": 0 if opened else len(rows),
        "rows": paginate(request, rows if opened else []),
    }
    return render(request, "compliance/mechanisms.html", context)
