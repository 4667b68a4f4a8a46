"""The regime's health, computed from its record."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.models import Regime
from compliance.dashboard.figures import kept
from compliance.dashboard.mechanism_page import mechanism_page
from compliance.dashboard.mechanism_rows import LISTS, OF_OBLIGATIONS, rows_behind
from compliance.dashboard.mechanism_words import level_word, reading
from compliance.dashboard.tables.mechanisms import (
    behind_figure_table,
    figures_table,
    trend_table,
)
from compliance.exports.document import Document
from compliance.exports.drawn import trends_svg
from compliance.exports.mechanisms import charts, mechanisms_document
from compliance.views.pages import (
    DashboardRequest,
    asked,
    forum_or_404,
    line_of,
    regime_or_sign_in,
)
from compliance.views.taking import offered, provenance, taken
from sosek.web import paginate


@login_not_required
@require_GET
def mechanisms(request: DashboardRequest) -> HttpResponseBase:
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
    title = str(LISTS.get(name, ""))
    tables = [figures_table(page), trend_table(page)]
    if title and opened:
        tables.append(behind_figure_table(rows, title=title))
    subject = str(forums[0].name) if slug else str(regime.name)
    cited = _("Mechanisms, %(name)s") % {"name": subject}

    def printed() -> Document:
        return mechanisms_document(subject, provenance(request, cited), page, tables[2:])

    def drawn() -> str:
        return trends_svg(charts(page), cited)

    shown = bool(charts(page))
    if file := taken(request, *tables, pdf=printed, svg=drawn if shown else None):
        return file
    context = {
        "take": offered(request, cited, *tables, pdf=True, svg=shown),
        "page": page,
        "reading": reading(page.every),
        "forums": {forum.slug: forum for forum in request.chrome.regime_forums},
        "chosen": slug,
        "list": {
            "name": name,
            "title": title,
            "side": page.parties.get(side),
            "level": level_word(level) if level else "",
        },
        "withheld": 0 if opened else len(rows),
        "rows": paginate(request, rows if opened else []),
    }
    return render(request, "compliance/mechanisms.html", context)
