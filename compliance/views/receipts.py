"""Receipts: how a published figure can be computed again from the download alone."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from agreements.models import Agreement, Party, Regime
from agreements.permissions import Asker
from compliance.dashboard.receipts import Part, Receipt, parts_of, receipt, receipt_object
from compliance.dashboard.tables.parties import receipt_table
from compliance.views.pages import DashboardRequest, forum_or_404, line_of, regime_or_sign_in
from compliance.views.taking import offered, taken
from sosek.web import paginate


@login_not_required
@require_GET
def receipt_page(request: DashboardRequest) -> HttpResponseBase:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    parties = Party.objects.visible_to(request.user)
    slug, code = request.GET.get("forum", ""), request.GET.get("party", "")
    if not (slug and code):
        return _choice(request, code)
    forum, party = forum_or_404(request, slug), get_object_or_404(parties, code=code)
    agreement = request.GET.get("agreement", "")
    if agreement:
        get_object_or_404(Agreement.objects.visible_to(request.user), code=agreement)
    moment = request.moment
    found = receipt(
        party,
        line_of(request, forum),
        as_of=moment.as_of,
        known_at=moment.instant,
        method=moment.method_code,
        agreement=agreement,
    )
    if request.GET.get("format") == "json":
        parts = parts_of(found, found.results, request.user)
        return JsonResponse(
            receipt_object(found, parts), json_dumps_params={"ensure_ascii": False, "indent": 2}
        )
    table = receipt_table(_parts(found, request.user))
    if file := taken(request, table):
        return file
    page = paginate(request, found.results)
    context = {
        "take": offered(request, f"{table.title}: {found.party.name}", table),
        "receipt": found,
        "page": page,
        "parts": parts_of(found, list(page), request.user),
        "opened": Regime.objects.readable_by(request.user).filter(pk=forum.regime_id).exists(),
    }
    return render(request, "compliance/receipt.html", context)


def _parts(found: Receipt, user: Asker) -> Iterator[Part]:
    """All of them, read when somebody asks for the first."""
    yield from parts_of(found, found.results, user)


def _choice(request: DashboardRequest, code: str) -> HttpResponse:
    """A receipt is of one party in one forum: which, where the address leaves it open."""
    forums = request.chrome.regime_forums
    parties = Party.objects.visible_to(request.user).order_by("position", "path")
    parties = parties.filter(code=code) if code else parties.filter(parent=None)
    context = {"forums": forums, "parties": parties}
    return render(request, "compliance/receipt_choice.html", context)
