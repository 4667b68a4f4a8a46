"""Receipts: how a published figure can be computed again from the download alone."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from agreements.models import Agreement, Party, Regime
from compliance.dashboard.receipts import parts_of, receipt, receipt_object
from compliance.views.pages import DashboardRequest, forum_or_404, line_of, regime_or_sign_in
from sosek.web import paginate


@login_not_required
@require_GET
def receipt_page(request: DashboardRequest) -> HttpResponse:
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
    page = paginate(request, found.results)
    context = {
        "receipt": found,
        "page": page,
        "parts": parts_of(found, list(page), request.user),
        "opened": Regime.objects.readable_by(request.user).filter(pk=forum.regime_id).exists(),
    }
    return render(request, "compliance/receipt.html", context)


def _choice(request: DashboardRequest, code: str) -> HttpResponse:
    """A receipt is of one party in one forum: which, where the address leaves it open."""
    forums = request.chrome.regime_forums
    parties = Party.objects.visible_to(request.user).order_by("position", "path")
    parties = parties.filter(code=code) if code else parties.filter(parent=None)
    context = {"forums": forums, "parties": parties}
    return render(request, "compliance/receipt_choice.html", context)
