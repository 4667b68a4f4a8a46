"""The tables of the pages of committees and sources, which stand below all that makes files."""

from django.contrib.auth.decorators import login_not_required
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from agreements.models import Committee
from agreements.views.body import body_page
from agreements.views.citing import cited_places, visible_places, visible_sources
from agreements.views.committees import chart_of
from compliance.dashboard.tables.places import (
    cited_table,
    committees_table,
    seats_table,
    sources_table,
)
from compliance.views.pages import DashboardRequest, regime_or_sign_in
from compliance.views.taking import table_file


@login_not_required
@require_GET
def committees(request: DashboardRequest) -> HttpResponseBase:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponseBase):
        return regime
    return table_file(request, committees_table(chart_of(request, regime)[0]))


@login_not_required
@require_GET
def seats(request: DashboardRequest, code: str) -> HttpResponseBase:
    visible = Committee.objects.visible_to(request.user)
    committee = get_object_or_404(visible.select_related("regime", "side", "forum"), code=code)
    return table_file(request, seats_table(body_page(committee, visible, day=request.moment.as_of)))


@login_not_required
@require_GET
def sources(request: DashboardRequest) -> HttpResponseBase:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponseBase):
        return regime
    return table_file(request, sources_table(visible_sources(request.user).iterator()))


@login_not_required
@require_GET
def places(request: DashboardRequest, key: str) -> HttpResponseBase:
    source = get_object_or_404(visible_sources(request.user), key=key)
    found = visible_places(source, request.user)
    return table_file(request, cited_table(cited_places(found, request.user)))
