"""The sources, and what rests on each."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from agreements.views.citing import cited_places, visible_places, visible_sources
from agreements.views.pages import PageRequest, regime_or_sign_in
from sosek.web import paginate


@login_not_required
@require_GET
def source_list(request: PageRequest) -> HttpResponse:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    context = {"page": paginate(request, visible_sources(request.user))}
    return render(request, "agreements/sources.html", context)


@login_not_required
@require_GET
def source_detail(request: PageRequest, key: str) -> HttpResponse:
    source = get_object_or_404(visible_sources(request.user), key=key)
    page = paginate(request, visible_places(source, request.user))
    places = cited_places(page.object_list, request.user)
    context = {"source": source, "page": page, "places": places}
    return render(request, "agreements/source.html", context)
