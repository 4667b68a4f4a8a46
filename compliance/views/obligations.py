"""Obligations: the list of all, and the page of one with its record and its form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Prefetch
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.models import Obligation, ObligationTerms
from agreements.permissions import Asker
from compliance.dashboard.board import Board, PaperLine
from compliance.dashboard.entries import Entry
from compliance.dashboard.record import RecordPage, record_page
from compliance.dashboard.states import ObligationLine
from compliance.dashboard.table import Table
from compliance.dashboard.tables.matrix import obligations_table, owed_table
from compliance.dashboard.tables.record import approvals_table, needs_table, reports_table
from compliance.exports.document import Document
from compliance.exports.subjects import obligation_document
from compliance.forms import AnswerForm
from compliance.forms.keeping import KeptForm
from compliance.models import Verdict
from compliance.views.choices import by_forum, by_paper, by_side, by_state
from compliance.views.offering import Refused, offering
from compliance.views.pages import DashboardRequest, kept_board, regime_or_sign_in
from compliance.views.sections import sections
from compliance.views.sheets import Sheet, blank_sheet
from compliance.views.slips import Slip
from compliance.views.taking import Taking, offered, provenance, taken
from compliance.views.typed import typed_for
from sosek.choosing import Choosing, choosing, one_of
from sosek.web import paginate

PAGE = "compliance/obligation.html"


@login_not_required
@require_GET
def obligation_list(request: DashboardRequest) -> HttpResponseBase:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    board = kept_board(request, request.chrome.regime_forums, regime)
    every = _rows(board)
    chosen = _choosing(request, board, every)
    rows = [row for row in every if _wanted(row, chosen)]
    table = obligations_table((row.under, row.line) for row in rows)
    if file := taken(request, table, errors=chosen.errors):
        return file
    context = {
        "take": offered(request, table.title, table),
        "board": board,
        "choosing": chosen,
        "page": paginate(request, rows),
    }
    return render(request, "compliance/obligations.html", context)


@login_not_required
@require_GET
def obligation_detail(request: DashboardRequest, code: str) -> HttpResponseBase:
    if "draft" in request.GET and request.user.is_anonymous:
        return redirect_to_login(request.get_full_path())
    obligation = obligation_or_404(request.user, code)
    context = record_context(request, obligation)
    title, tables = str(obligation.name), _tables(context)

    def printed() -> Document:
        return obligation_document(title, provenance(request, title), context["page"], tables)

    if file := taken(request, *tables, pdf=printed):
        return file
    return render(request, PAGE, context | {"take": _offer(request, context)})


def obligation_or_404(user: Asker, code: str) -> Obligation:
    """The obligation with its terms, if the user may see it. Nine queries."""
    terms = ObligationTerms.objects.select_related("owes", "replaced_by").prefetch_related(
        "milestones", "consents__authority", "citations__source"
    )
    obligations = (
        Obligation.objects.visible_to(user)
        .select_related("agreement__paper__forum__regime", "site")
        .prefetch_related(
            Prefetch("terms", terms),
            "citations__source",
            "agreement__terms__citations__source",
            "agreement__paper__citations__source",
        )
    )
    return get_object_or_404(obligations, code=code)


@dataclass(frozen=True, slots=True)
class Answering:
    """An entry of the record with the forms by which the reader may answer it."""

    entry: Entry
    accept: AnswerForm | None
    contest: AnswerForm | None
    opened: str  # the verdict whose form stands open


def record_response(
    request: DashboardRequest,
    obligation: Obligation,
    *,
    sheet: Sheet | None = None,
    answer: tuple[str, AnswerForm] | None = None,
    offer: Slip | None = None,
    reply: Refused | None = None,
    refused: KeptForm | None = None,
) -> HttpResponse:
    """The page of an obligation; with a form that was refused, if there is one: the sheet to log
    progress, the answer to a report (its key and the form), an offer, the answer to one, or a form
    of a section."""
    context = record_context(
        request,
        obligation,
        sheet=sheet,
        answer=answer,
        offer=offer,
        reply=reply,
        refused=refused,
    )
    return render(request, PAGE, context | {"take": _offer(request, context)})


def record_context(
    request: DashboardRequest,
    obligation: Obligation,
    *,
    sheet: Sheet | None = None,
    answer: tuple[str, AnswerForm] | None = None,
    offer: Slip | None = None,
    reply: Refused | None = None,
    refused: KeptForm | None = None,
) -> dict[str, Any]:
    """All that the page of an obligation shows."""
    moment = request.moment
    page = record_page(
        obligation,
        request.user,
        as_of=moment.as_of,
        known_at=moment.instant,
        zone=moment.zone,
    )
    looking_back = moment.known_at is not None
    return {
        "obligation": obligation,
        "page": page,
        "record": [_answering(request, entry, answer) for entry in page.record.entries],
        "sheet": sheet or (None if looking_back else blank_sheet(request, obligation)),
        "offering": offering(
            request,
            obligation,
            page.offers,
            ended=bool(page.terms and page.terms.ended_on),
            slip=offer,
            answer=reply,
        ),
        "looking_back": looking_back,
        **sections(request, obligation, page, refused),
    }


def _tables(context: dict[str, Any]) -> tuple[Table, ...]:
    """The record, the consents it waits for, and what is lacking; for who may read no record, the
    state alone."""
    page: RecordPage = context["page"]
    state = owed_table([page.line, *page.facing] if page.line else page.facing)
    if not page.readable:
        return (state,)
    line, needs = page.line, context["diagnosis"].said.needs
    return (
        reports_table(each.entry for each in context["record"]),
        state,
        approvals_table(each.line for each in context["approvals"].consents),
        needs_table((line, each) for each in needs if line),
    )


def _offer(request: DashboardRequest, context: dict[str, Any]) -> Taking:
    return offered(request, str(context["obligation"].name), *_tables(context), pdf=True)


def _answering(
    request: DashboardRequest, entry: Entry, refused: tuple[str, AnswerForm] | None
) -> Answering:
    may = {Verdict.ACCEPTED: entry.may_accept, Verdict.CONTESTED: entry.may_contest}
    if request.moment.known_at is not None:  # looking back: what could be answered then is past
        may = {}
    forms = {verdict: _blank(request, entry, verdict) for verdict in may if may[verdict]}
    opened = next((v for v in forms if request.GET.get(v) == entry.key or forms[v].typed), "")
    if refused and refused[0] == entry.key:
        opened = Verdict.CONTESTED if refused[1].contesting else Verdict.ACCEPTED
        forms[Verdict(opened)] = refused[1]
    return Answering(entry, forms.get(Verdict.ACCEPTED), forms.get(Verdict.CONTESTED), str(opened))


def _blank(request: DashboardRequest, entry: Entry, verdict: Verdict) -> AnswerForm:
    """The form for an answer, with what a lost sign-in left of it."""
    typed = typed_for(request, f"{answer_name(entry.key, request.user)}.{verdict}")
    return AnswerForm(report=entry.key, verdict=verdict, typed=typed.fields if typed else None)


def answer_name(report: Any, user: Asker) -> str:
    """The name under which the browser keeps what is typed in an answer by this user."""
    return f"answer.{report}.{user.pk}"


@dataclass(frozen=True, slots=True)
class Row:
    """An obligation in the list, with where it belongs."""

    line: ObligationLine
    under: PaperLine

    @property
    def paper(self) -> int:
        """Its number."""
        return self.under.number

    @property
    def paper_key(self) -> str:
        return str(self.under.pk)

    @property
    def forum(self) -> str:
        """Its slug."""
        return self.under.forum


def _rows(board: Board) -> list[Row]:
    return [
        Row(line, paper)
        for paper in board.papers
        for agreement in paper.agreements
        for cell in agreement.cells
        for line in cell.obligations
    ]


def _choosing(request: DashboardRequest, board: Board, rows: Sequence[Row]) -> Choosing:
    """By what the list may be narrowed: only what some of it has can be chosen."""
    lines = [row.line for row in rows]
    parties = dict.fromkeys((line.party.code, line.party.name) for line in lines)
    sites = {line.site.code: line.site.name for line in lines if line.site}
    return choosing(
        request.GET,
        by_forum(request),
        by_side(_("Owed by"), [figure.side for figure in board.sides]),
        one_of("party", _("Party"), _("All parties"), parties),
        by_paper(board),
        by_state(line.state for line in lines),
        one_of(
            "due",
            _("Due"),
            _("Due or not"),
            [
                ("now", _("Counts as due in full")),
                ("running", _("On its way to its date")),
                ("later", _("Not yet due")),
            ],
        ),
        one_of(
            "dispute",
            _("Dispute"),
            _("Contested or not"),
            [("yes", _("Contested")), ("no", _("Not contested"))],
        ),
        one_of("site", _("Site"), _("All sites"), sorted(sites.items(), key=lambda each: each[1])),
    )


def _wanted(row: Row, asked: Choosing) -> bool:
    line = row.line
    said = {
        "forum": row.forum,
        "side": line.party.path.split("/")[0],
        "party": line.party.code,
        "paper": row.paper_key,
        "state": line.state,
        "due": _due(line),
        "dispute": "yes" if line.contested else "no",
        "site": line.site.code if line.site else "",
    }
    return all(asked[name] in ("", value) for name, value in said.items())


def _due(line: ObligationLine) -> str:
    """How far its day has come."""
    if not line.due:
        return "later"
    return "now" if line.expected == 1 else "running"
