"""The sources, and what rests on each."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.models import Basis, Citation, SourceClass
from agreements.views.citing import cited_places, visible_places, visible_sources
from agreements.views.pages import PageRequest, regime_or_sign_in
from sosek.choosing import choosing, one_of
from sosek.web import paginate


@login_not_required
@require_GET
def source_list(request: PageRequest) -> HttpResponse:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    chosen = choosing(
        request.GET,
        one_of("kind", _("Class"), _("All classes"), SourceClass.choices),
        one_of("basis", _("Basis"), _("Any basis"), Basis.choices),
    )
    rows = visible_sources(request.user)
    if chosen["kind"]:
        rows = rows.filter(kind=chosen["kind"])
    if chosen["basis"]:
        cited = Citation.objects.filter(source=OuterRef("pk"), basis=chosen["basis"])
        rows = rows.filter(Exists(cited))
    context = {"page": paginate(request, rows), "choosing": chosen}
    return render(request, "agreements/sources.html", context)


@login_not_required
@require_GET
def source_detail(request: PageRequest, key: str) -> HttpResponse:
    source = get_object_or_404(visible_sources(request.user), key=key)
    page = paginate(request, visible_places(source, request.user))
    places = cited_places(page.object_list, request.user)
    context = {"source": source, "page": page, "places": places}
    return render(request, "agreements/source.html", context)
