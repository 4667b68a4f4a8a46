"""The ledger: its head, its entries in words and as JSON, and the download to check it by."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from compliance.dashboard.ledger import (
    Wanted,
    entry_lines,
    entry_page,
    head_at,
    kinds_on_record,
    known_entries,
    opens_to,
    wanted_entries,
)
from compliance.dashboard.tables.chronicle import ledger_table
from compliance.permissions import can_take_archive
from compliance.views.pages import DashboardRequest, regime_or_sign_in
from compliance.views.taking import offered, taken
from sosek.ledger.download import lines
from sosek.web import paginate

LINES_AT_ONCE = 200


@login_not_required
@require_GET
def ledger(request: DashboardRequest) -> HttpResponseBase:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    moment, errors = request.moment, list[str]()
    wanted = asked_entries(request.GET, errors)
    rows = wanted_entries(wanted, known_at=moment.instant, zone=moment.zone)
    forums = request.chrome.forums
    regimes = {forum.regime.slug: forum.regime for forum in forums}
    table = ledger_table(rows, request.user, forums)
    if file := taken(request, table, errors=errors):
        return file
    page = paginate(request, rows)
    context = {
        "take": offered(request, table.title, table),
        "head": head_at(moment.instant),
        "wanted": wanted,
        "errors": errors,
        "kinds": kinds_on_record(moment.instant),
        "regimes": regimes,
        "archived": [one for one in regimes.values() if can_take_archive(request.user, one)],
        "page": page,
        "lines": entry_lines(list(page), request.user, forums, opens_to(request.user)),
    }
    return render(request, "compliance/ledger.html", context)


@login_not_required
@require_GET
def ledger_entry(request: DashboardRequest, sequence: int) -> HttpResponse:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    known_at = request.moment.instant
    entry = get_object_or_404(known_entries(known_at), sequence=sequence)
    opens = opens_to(request.user)
    if request.GET.get("format") == "json":
        line = entry.line(opened=opens(entry))
        return HttpResponse(line + "\n", content_type="application/json")
    head = head_at(known_at)
    page = entry_page(
        entry, request.user, request.chrome.forums, opens, entries=head.entries if head else 0
    )
    return render(request, "compliance/ledger_entry.html", {"entry": page})


@login_not_required
@require_GET
def ledger_download(request: DashboardRequest) -> HttpResponse | StreamingHttpResponse:
    """All of it as JSON Lines, open as far as this reader may see, as known at the moment."""
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    text = lines(opens_to(request.user), known_at=request.moment.instant)
    return StreamingHttpResponse(
        _in_parcels(text),
        content_type="application/jsonl",
        headers={"Content-Disposition": 'attachment; filename="ledger.jsonl"'},
    )


def _in_parcels(text: Iterable[str]) -> Iterator[str]:
    """Many lines at a time: a server sends each parcel by itself."""
    rest = iter(text)
    while parcel := "".join(islice(rest, LINES_AT_ONCE)):
        yield parcel


def asked_entries(asked: QueryDict, errors: list[str]) -> Wanted:
    """The filter of an address. What cannot be read is said and left out."""
    first, last = _day(asked, "from", errors), _day(asked, "to", errors)
    kind, scope = _name(asked, "kind"), _name(asked, "regime")
    return Wanted(kind=kind, scope=scope, first=first, last=last)


def _name(asked: QueryDict, name: str) -> str:
    """Without NUL, which PostgreSQL takes in no text."""
    return asked.get(name, "").replace("\0", "\ufffd")


def _day(asked: QueryDict, name: str, errors: list[str]) -> date | None:
    text = asked.get(name, "").strip()
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or day in (date.min, date.max):  # beyond them time zones have no moments
        errors.append(
            _("“%(text)s” is not a day. Write it as 2010-12-31. It is left out.") % {"text": text}
        )
        return None
    return day
