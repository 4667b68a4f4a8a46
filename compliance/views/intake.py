"""Bringing in a workbook: send it, look at what it would do, let it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agreements.permissions import administered
from compliance.dashboard.table import Coded, Column, Kind, Row, Table
from compliance.forms.intake import WorkbookForm
from compliance.imports.bringing import Bringer, regimes_of
from compliance.imports.kept import XLSX, Kept, keep, kept_as
from compliance.imports.outcomes import Plan, Verdict
from compliance.imports.runs import Job, State, begin, rows_told, state_of, told_between
from compliance.imports.sheets import SHEETS
from compliance.imports.taking import MAX_ROWS
from compliance.imports.telling import ToldRow
from compliance.imports.template import template
from compliance.views.pages import MemberRequest
from compliance.views.taking import taken
from sosek.web import PAGE_SIZE, errors_on


@require_http_methods(["GET", "POST"])
def workbook_send(request: MemberRequest) -> HttpResponse:
    """Choose a workbook. Sent, it is kept and looked at; nothing is written yet."""
    regimes = _own_regimes(request)
    form = WorkbookForm(request.POST or None, request.FILES or None, regimes=regimes)
    if form.is_valid():
        with errors_on(form):
            kept = keep(
                form.cleaned_data["file"],
                user=request.user.pk,
                regime=form.cleaned_data["regime"].pk,
            )
            begin(Job(kept, _language(), change=False))
            return redirect("intake:preview", kept.token)
    brings = [Bringer(request.user, regime) for regime in regimes]
    context = {
        "form": form,
        "brings": [(each.regime, [SHEETS[kind].title for kind in each.kinds]) for each in brings],
        "most": MAX_ROWS,
    }
    return render(request, "compliance/intake_send.html", context)


@require_GET
def workbook_before(request: MemberRequest) -> HttpResponse:
    """The address that admins knew: what is under it is theirs alone."""
    if not administered(request.user):
        raise PermissionDenied
    return redirect("intake:send")


@require_GET
def workbook_template(request: MemberRequest, slug: str) -> HttpResponse:
    """The workbook to fill in, in the language of the reader."""
    regime = get_object_or_404(regimes_of(request.user), slug=slug)
    response = HttpResponse(template(Bringer(request.user, regime)), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="sosek.xlsx"'
    return response


@require_http_methods(["GET", "POST"])
def workbook_preview(request: MemberRequest, token: str) -> HttpResponseBase:
    """What each row would do, or how far that is known; sent, it is looked at again or done."""
    kept = kept_as(token)
    if kept and kept.user != request.user.pk:
        raise Http404
    state = state_of(kept) if kept else None
    if kept is None or state is None:
        _own_regimes(request)
        messages.error(request, _("This workbook is not here any more. Choose it again."))
        return redirect("intake:send")
    regime = get_object_or_404(regimes_of(request.user), pk=kept.regime)
    if request.method == "POST":
        if not state.busy:  # who clicks twice has asked once
            begin(_asked(request, kept))
        return redirect("intake:preview", token)
    context = _found(request, kept, state) | {"regime": regime}
    if file := taken(request, _table(kept, context["only"])):
        form = request.GET.get("format", "")
        file.headers["Content-Disposition"] = f'attachment; filename="import.{form}"'
        return file
    response = render(request, "compliance/intake.html", context)
    if state.busy and not context["still"]:
        response["Refresh"] = "3"  # without scripts; the page offers to be left as it is
    return response


def _asked(request: MemberRequest, kept: Kept) -> Job:
    change, again = request.POST.get("change") == "on", "again" in request.POST
    digest = "" if again else request.POST.get("digest", "-") or "-"
    return Job(kept, _language(), change=change, digest=digest)


def _found(request: MemberRequest, kept: Kept, state: State) -> dict[str, Any]:
    """What the page shows of it."""
    plan, only = state.plan, request.GET.get("only", "")
    if only not in Verdict.values or (plan and not plan.counts[Verdict(only)]):
        only = ""
    count = (
        plan.counts[Verdict(only)] if plan and only else sum(plan.counts.values() if plan else [0])
    )
    page = Paginator(range(count), PAGE_SIZE).get_page(request.GET.get("page"))
    first = PAGE_SIZE * (page.number - 1)
    return {
        "state": state,
        "plan": plan,
        "verdicts": [verdict.label for verdict in Verdict],
        "counts": list(_counts(plan)) if plan else [],
        "filters": _filters(plan) if plan else [],
        "only": only,
        "still": "still" in request.GET,
        "page": page,
        "rows": told_between(kept, only, first, first + PAGE_SIZE) if plan else [],
    }


def _table(kept: Kept, only: str) -> Table:
    """The rows as a file, made while it is read."""
    columns = (
        Column("sheet", _("Sheet")),
        Column("row", _("Row"), Kind.NUMBER),
        Column("name", _("Name")),
        Column("verdict", _("What happens"), Kind.CODE),
        Column("why", _("Why")),
    )
    return Table("rows", _("Row by row"), columns, map(_line, rows_told(kept, only)))


def _line(row: ToldRow) -> Row:
    changes = (f"{each.heading}: {each.here} → {each.there}" for each in row.changes)
    why = "\n".join([*changes, *row.faults])
    verdict = Coded(row.verdict.value, str(row.verdict.label))
    return row.title, row.row, row.name, verdict, why


def _counts(plan: Plan) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Of each sheet, in the order of the verdicts."""
    for kind, sheet in SHEETS.items():
        if kind in plan.by_kind:
            found = plan.by_kind[kind]
            yield sheet.title, [(str(each.label), found.get(each, 0)) for each in Verdict]


def _filters(plan: Plan) -> list[tuple[str, str, int]]:
    """What the rows can be narrowed to."""
    return [
        (each.value, str(each.label), plan.counts[each]) for each in Verdict if plan.counts[each]
    ]


def _own_regimes(request: MemberRequest) -> Any:
    """Those in which the user has something to bring; nobody else comes here."""
    regimes = regimes_of(request.user)
    if not regimes:
        raise PermissionDenied
    return regimes


def _language() -> str:
    return get_language() or "en"
