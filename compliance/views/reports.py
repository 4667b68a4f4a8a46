"""Logging progress, and answering what was logged."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from compliance.forms import AnswerForm
from compliance.models import ProgressReport, Verdict
from compliance.permissions import verifying_party
from compliance.views.obligations import answer_name, obligation_or_404, record_response
from compliance.views.pages import DashboardRequest
from compliance.views.sheets import (
    Sheet,
    file_problems,
    keep_as_draft,
    keep_name,
    posted_sheet,
)
from compliance.views.typed import forget_typed, sign_in_again
from compliance.workflow.reporting import remove_draft_file, submit_report, verify_report
from sosek.web import errors_on


@login_not_required
@require_http_methods(["GET", "POST"])
def report_create(request: DashboardRequest, code: str) -> HttpResponse:
    back_to = _form_address(code, request.POST.get("draft_id", ""))
    if request.method == "GET":
        return redirect(back_to)
    if request.user.is_anonymous:
        return sign_in_again(request, back_to=back_to)
    obligation = obligation_or_404(request.user, code)
    sheet = posted_sheet(request, obligation)
    if "draft" in request.POST or "remove" in request.POST:
        return _drafted(request, sheet)

    report = _submitted(request, sheet)
    if report is None:
        if sheet.good or sheet.draft:
            keep_as_draft(sheet)
        return record_response(request, obligation, sheet=sheet)
    messages.success(request, _("Your record is submitted."), extra_tags=sheet.keep)
    forget_typed(request, keep_name(request.user, sheet.obligation))
    return redirect(report)


def _form_address(code: str, draft: str) -> str:
    query = f"?{urlencode({'draft': draft})}" if draft else ""
    return f"{reverse('compliance:obligation', args=[code])}{query}#log"


def _submitted(request: DashboardRequest, sheet: Sheet) -> ProgressReport | None:
    """The report, or None with the reasons on the form."""
    form = sheet.form
    if earlier := _sent_before(request, sheet):
        return earlier
    for problem in file_problems(sheet):
        form.add_error("evidence", problem)
    if not form.is_valid():
        return None
    with errors_on(form), transaction.atomic():
        return submit_report(
            obligation=sheet.obligation,
            statement=form.statement(),
            author=sheet.author,
            party=sheet.party,
            citations=form.citations(),
            uploads=[file.upload for file in sheet.good],
            draft=sheet.draft,
            shows=sheet.shows,
            corrects=form.corrected(),
            submission_key=form.cleaned_data["submission_key"],
        )
    return None


def _sent_before(request: DashboardRequest, sheet: Sheet) -> ProgressReport | None:
    """The report that this same form has already become: a second click, or a page sent again."""
    mine = ProgressReport.objects.visible_to(request.user).filter(
        author=sheet.author, obligation=sheet.obligation
    )
    return mine.filter(submission_key=sheet.key).first() if sheet.key else None


def _drafted(request: DashboardRequest, sheet: Sheet) -> HttpResponse:
    """Keep what was typed as a draft; take a file out of it where that was asked."""
    for problem in sheet.bad:
        messages.error(request, " ".join(problem.messages))
    draft = keep_as_draft(sheet)
    removed = request.POST.get("remove", "")
    for file in draft.files.filter(pk=removed) if removed.isdecimal() else ():
        remove_draft_file(file)
    messages.success(
        request,
        _("Your draft is saved. Only your side can see it.")
        if sheet.party
        else _("Your draft is saved. Only you can see it."),
        extra_tags=sheet.keep,
    )
    forget_typed(request, keep_name(request.user, sheet.obligation))
    return redirect(draft)


@login_not_required
@require_GET
def report_detail(request: DashboardRequest, pk: uuid.UUID) -> HttpResponse:
    """The permanent address of a report: its place in the record of its obligation."""
    reports = ProgressReport.objects.visible_to(request.user).select_related("obligation")
    address, _hash, anchor = get_object_or_404(reports, pk=pk).get_absolute_url().partition("#")
    query = request.GET.urlencode()
    return redirect(f"{address}{'?' if query else ''}{query}#{anchor}")


@login_not_required
@require_POST
def verify(request: DashboardRequest, pk: uuid.UUID) -> HttpResponse:
    if request.user.is_anonymous:
        return sign_in_again(request, back_to=reverse("compliance:report", args=[pk]))
    reports = ProgressReport.objects.visible_to(request.user).select_related("obligation", "side")
    report = get_object_or_404(reports, pk=pk)
    obligation = report.obligation = obligation_or_404(request.user, report.obligation.code)
    verdict = request.POST.get("verdict", "")
    party = verifying_party(request.user, report, accepting=verdict == Verdict.ACCEPTED)
    if party is None:
        raise PermissionDenied

    form = AnswerForm(request.POST, report=report.pk, verdict=verdict)
    if form.is_valid():
        with errors_on(form):
            verify_report(report=report, verifier=request.user, party=party, **form.cleaned_data)
            return _answered(request, report, verdict)
    return record_response(request, obligation, answer=(str(report.pk), form))


def _answered(request: DashboardRequest, report: ProgressReport, verdict: str) -> HttpResponse:
    keep = answer_name(report.pk, request.user)
    said = {
        Verdict.ACCEPTED: _("You accepted this record."),
        Verdict.CONTESTED: _("You contested this record."),
    }
    messages.success(request, said[Verdict(verdict)], extra_tags=f"{keep}.{verdict}")
    forget_typed(request, keep)
    return redirect(report)
