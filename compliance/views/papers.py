"""Working papers and agreements: the two sides' obligations side by side."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.models import Agreement, WorkingPaper
from compliance.dashboard.agreement import agreement_page
from compliance.dashboard.board import AgreementLine, Board, PaperLine
from compliance.dashboard.table import Table
from compliance.dashboard.tables.matrix import (
    agreements_table,
    obligations_table,
    owed_table,
    papers_table,
)
from compliance.dashboard.tables.parties import scores_table
from compliance.dashboard.trend import Subject
from compliance.dashboard.trend_marks import happened_beside
from compliance.exports.document import Document
from compliance.exports.subjects import agreement_document, paper_document
from compliance.views.choices import by_forum, by_paper, by_state
from compliance.views.pages import DashboardRequest, figures_for, kept_board, regime_or_sign_in
from compliance.views.taking import offered, provenance, taken
from compliance.views.trends import trend_section
from sosek.choosing import Choosing, choosing
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
    board = kept_board(request, request.chrome.regime_forums, regime)
    of_agreements = template.endswith("agreements.html")
    chosen, papers = _chosen(request, board, of_agreements=of_agreements)
    rows: list[Any] = papers
    table = papers_table(papers)
    if of_agreements:
        rows = [(paper, line) for paper in papers for line in paper.agreements]
        table = agreements_table(papers)
    if file := taken(request, table, errors=chosen.errors):
        return file
    context = {
        "take": offered(request, table.title, table),
        "board": board,
        "choosing": chosen,
        "page": paginate(request, rows),
    }
    return render(request, template, context)


def _chosen(
    request: DashboardRequest, board: Board, *, of_agreements: bool
) -> tuple[Choosing, list[PaperLine]]:
    """The papers that the address chooses; where it asks for agreements, with those of theirs."""
    lines: list[Any] = list(board.papers)
    choices = [by_forum(request)]
    if of_agreements:
        lines = [line for paper in board.papers for line in paper.agreements]
        choices.append(by_paper(board))
    found = choosing(
        request.GET, *choices, by_state(cell.state for line in lines for cell in line.cells)
    )
    papers = [
        paper
        for paper in board.papers
        if found["forum"] in ("", paper.forum)
        and (not of_agreements or found["paper"] in ("", str(paper.pk)))
    ]
    if not found["state"]:
        return found, papers
    if not of_agreements:
        return found, [paper for paper in papers if _has(paper, found["state"])]
    narrowed = (
        replace(paper, agreements=tuple(a for a in paper.agreements if _has(a, found["state"])))
        for paper in papers
    )
    return found, [paper for paper in narrowed if paper.agreements]


def _has(line: PaperLine | AgreementLine, state: str) -> bool:
    """Whether the part of any side in it is in this state."""
    return any(cell.state == state for cell in line.cells)


@login_not_required
@require_GET
def paper_detail(request: DashboardRequest, pk: int) -> HttpResponseBase:
    papers = WorkingPaper.objects.visible_to(request.user).prefetch_related("citations__source")
    paper = get_object_or_404(papers.select_related("forum__regime", "proposer"), pk=pk)
    forum = paper.forum
    found = figures_for(request, [forum], forum.regime)
    board = kept_board(request, [forum], forum.regime, found)
    line: PaperLine | None = next((each for each in board.papers if each.pk == pk), None)
    tables = _tables_of_paper(line) if line else ()
    title = str(paper.name)

    def printed() -> Document:
        if line is None:
            raise Http404
        return paper_document(title, provenance(request, title), line, board)

    if file := taken(request, *tables, pdf=printed):
        return file
    context = {
        "paper": paper,
        "forum": forum,
        "board": board,
        "line": line,
        "trend": trend_section(request, found, [forum], forum.regime, Subject(paper=pk)),
        "take": offered(request, title, *tables, pdf=line is not None),
    }
    return render(request, "compliance/paper.html", context)


@login_not_required
@require_GET
def agreement_detail(request: DashboardRequest, code: str) -> HttpResponseBase:
    agreements = Agreement.objects.visible_to(request.user).select_related("paper__forum__regime")
    agreement = get_object_or_404(
        agreements.prefetch_related("citations__source", "terms__citations__source"), code=code
    )
    moment = request.moment
    forum = agreement.paper.forum
    beside = happened_beside([forum], moment.instant)
    page = agreement_page(
        agreement, request.user, as_of=moment.as_of, known_at=moment.instant, beside=beside
    )
    lines = [owed.line for pair in page.pairs for owed in pair if owed]
    scores = scores_table(page.sides, title=_("Scores of the sides"))
    owed = owed_table(lines)
    title = str(agreement.name)
    if file := taken(
        request,
        owed,
        scores,
        pdf=lambda: agreement_document(title, provenance(request, title), page),
    ):
        return file
    subject = Subject(agreement=agreement.code)
    context = {
        "agreement": agreement,
        "page": page,
        "trend": trend_section(request, lambda: page.figures, [forum], forum.regime, subject),
        "take": offered(request, title, owed, scores, pdf=True),
    }
    return render(request, "compliance/agreement.html", context)


def _tables_of_paper(line: PaperLine) -> tuple[Table, ...]:
    lines = [(line, each) for part in line.cells for each in part.obligations]
    return agreements_table([line]), obligations_table(lines)
