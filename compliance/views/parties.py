"""A party's dashboard."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from agreements.models import Party
from compliance.dashboard.party import party_page
from compliance.views.pages import DashboardRequest, forum_or_404, line_of
from sosek.web import paginate


@login_not_required
@require_GET
def party_detail(request: DashboardRequest, code: str) -> HttpResponse:
    parties = Party.objects.visible_to(request.user).select_related("parent", "successor")
    party = get_object_or_404(parties.prefetch_related("citations__source"), code=code)
    if request.chrome.regime is None:
        raise Http404
    slug = request.GET.get("forum", "")
    forums = request.chrome.regime_forums
    if slug:
        forums = line_of(request, forum_or_404(request, slug))
    moment = request.moment
    page = party_page(
        party,
        forums,
        request.chrome.regime,
        request.user,
        as_of=moment.as_of,
        known_at=moment.instant,
        method=moment.method_code,
    )
    context = {
        "party": party,
        "page": page,
        "forum": forums[0] if slug else None,
        "choices": request.chrome.regime_forums,
        "behind": paginate(request, page.behind),
    }
    return render(request, "compliance/party.html", context)
