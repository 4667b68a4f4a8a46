"""A party's dashboard."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.models import Party
from compliance.dashboard.party import PartyPage, party_page
from compliance.dashboard.table import Table
from compliance.dashboard.tables.parties import party_agreements_table, scores_table
from compliance.dashboard.tables.record import behind_table, needs_table
from compliance.dashboard.trend import Subject
from compliance.dashboard.trend_marks import happened_beside
from compliance.exports.subjects import party_document
from compliance.views.pages import DashboardRequest, forum_or_404, line_of
from compliance.views.taking import offered, provenance, taken
from compliance.views.trends import trend_section
from sosek.web import paginate


@login_not_required
@require_GET
def party_detail(request: DashboardRequest, code: str) -> HttpResponseBase:
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
        beside=happened_beside(forums, moment.instant),
    )
    tables = _tables(page)
    title = page.label.name
    if file := taken(
        request, *tables, pdf=lambda: party_document(title, provenance(request, title), page)
    ):
        return file
    subject, regime = Subject(party=party.path), request.chrome.regime
    context = {
        "party": party,
        "take": offered(request, title, *tables, pdf=True),
        "page": page,
        "trend": trend_section(request, lambda: page.figures, forums, regime, subject),
        "forum": forums[0] if slug else None,
        "choices": request.chrome.regime_forums,
        "behind": paginate(request, page.behind),
    }
    return render(request, "compliance/party.html", context)


def _tables(page: PartyPage) -> tuple[Table, ...]:
    return (
        party_agreements_table(page.agreements),
        scores_table([(page.label, page.score), *page.below], title=_("Scores")),
        behind_table(page.behind),
        needs_table(page.diagnosis.needs),
    )
