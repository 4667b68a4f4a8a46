"""The sources, and what rests on each."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from agreements.models import Regime, Source, User
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
    return render(request, "agreements/source.html", {"source": source})


def visible_sources(user: User | AnonymousUser) -> QuerySet[Source]:
    """All, once any regime is visible: that a document exists is nobody's secret then."""
    return Source.objects.filter(Exists(Regime.objects.visible_to(user)))
