"""Working papers and agreements: the two sides' obligations side by side."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from agreements.models import Agreement, WorkingPaper
from compliance.dashboard.agreement import agreement_page
from compliance.dashboard.board import PaperLine
from compliance.dashboard.tables.matrix import agreements_table, papers_table
from compliance.views.pages import DashboardRequest, kept_board, regime_or_sign_in
from compliance.views.taking import offered, taken
from sosek.web import paginate


@login_not_required
@require_GET
def paper_list(request: DashboardRequest) -> HttpResponseBase:
    return _listed(request, "compliance/papers.html")


@login_not_required
@require_GET
def agreement_list(request: DashboardRequest) -> HttpResponseBase:
    return _listed(request, "compliance/agreements.html")


def _listed(request: DashboardRequest, template: str) -> HttpResponseBase:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    forums = {forum.slug: forum for forum in request.chrome.regime_forums}
    board = kept_board(request, list(forums.values()), regime)
    chosen = request.GET.get("forum", "")
    papers = [paper for paper in board.papers if chosen in ("", paper.forum)]
    rows: list[Any] = papers
    table = papers_table(papers)
    if template.endswith("agreements.html"):
        rows = [(paper, line) for paper in papers for line in paper.agreements]
        table = agreements_table(papers)
    if file := taken(request, table):
        return file
    context = {
        "take": offered(request, table.title, table),
        "board": board,
        "forums": forums,
        "chosen": chosen,
        "page": paginate(request, rows),
    }
    return render(request, template, context)


@login_not_required
@require_GET
def paper_detail(request: DashboardRequest, pk: int) -> HttpResponse:
    papers = WorkingPaper.objects.visible_to(request.user).prefetch_related("citations__source")
    paper = get_object_or_404(papers.select_related("forum__regime", "proposer"), pk=pk)
    board = kept_board(request, [paper.forum], paper.forum.regime)
    line: PaperLine | None = next((each for each in board.papers if each.pk == pk), None)
    context = {"paper": paper, "forum": paper.forum, "board": board, "line": line}
    return render(request, "compliance/paper.html", context)


@login_not_required
@require_GET
def agreement_detail(request: DashboardRequest, code: str) -> HttpResponse:
    agreements = Agreement.objects.visible_to(request.user).select_related("paper__forum__regime")
    agreement = get_object_or_404(
        agreements.prefetch_related("citations__source", "terms__citations__source"), code=code
    )
    moment = request.moment
    page = agreement_page(
        agreement,
        request.user,
        as_of=moment.as_of,
        known_at=moment.instant,
        method=moment.method_code,
    )
    return render(request, "compliance/agreement.html", {"agreement": agreement, "page": page})
