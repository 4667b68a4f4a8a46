"""The timeline: a drawing and a table of the same."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from compliance.dashboard.changes import changes
from compliance.dashboard.figures import kept
from compliance.dashboard.happenings import happenings
from compliance.dashboard.tables.chronicle import timeline_table
from compliance.dashboard.timeline import Period, plates, timeline
from compliance.views.pages import (
    DashboardRequest,
    asked,
    forum_or_404,
    line_of,
    regime_or_sign_in,
)
from compliance.views.taking import offered, taken
from sosek.web import PAGE_SIZE, paginate


@login_not_required
@require_GET
def timeline_page(request: DashboardRequest) -> HttpResponseBase:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    forums, slug = request.chrome.regime_forums, request.GET.get("forum", "")
    if slug:
        forums = line_of(request, forum_or_404(request, slug))
    moment = request.moment
    # The same for all who may see it, and for as long as nothing is recorded.
    changed = kept.get(
        ("changes", *asked(request), regime.pk, tuple(forum.pk for forum in forums)),
        lambda: changes(forums, as_of=moment.as_of, known_at=moment.instant),
    )
    found = happenings(
        request.user, regime, forums, changed, as_of=moment.as_of, known_at=moment.instant
    )
    errors: list[str] = []
    period = asked_period(request.GET, errors)
    sides = [label for path, label in changed.parties.items() if "/" not in path]
    shown = timeline(found, sides, period=period, as_of=moment.as_of, per_page=PAGE_SIZE)
    table = timeline_table(shown.rows)
    if file := taken(request, table, errors=errors):
        return file
    page = paginate(request, shown.rows)
    context = {
        "take": offered(request, table.title, table),
        "timeline": shown,
        "plates": plates(shown, list(page.object_list) if shown.too_many else shown.rows),
        "page": page,
        "errors": errors,
        "forums": {forum.slug: forum for forum in request.chrome.regime_forums},
        "chosen": slug,
        "forum": forums[0] if slug else None,
    }
    return render(request, "compliance/timeline.html", context)


def asked_period(asked: QueryDict, errors: list[str]) -> Period:
    """The years an address asks for. What cannot be read is said and left out."""
    first, last = _year(asked, "from", errors), _year(asked, "to", errors)
    if first and last and first > last:
        errors.append(
            _("%(first)s is later than %(last)s. Shown are all years.")
            % {"first": first, "last": last}
        )
        return Period()
    return Period(first, last)


def _year(asked: QueryDict, name: str, errors: list[str]) -> int | None:
    text = asked.get(name, "").strip()
    if not text:
        return None
    if len(text) == 4 and text.isascii() and text.isdigit() and int(text):
        return int(text)
    errors.append(_("“%(text)s” is not a year. Write it as 1995. It is left out.") % {"text": text})
    return None
