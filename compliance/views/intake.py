"""The import of master data in the admin: send a workbook, look at what it would do, let it."""

import logging
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from agreements.models import Regime
from agreements.permissions import administered
from agreements.views.pages import SignedInRequest
from compliance.forms.intake import WorkbookForm
from compliance.imports.intake import Plan, Verdict, preview, take
from compliance.imports.kept import XLSX, Kept, keep, kept_as
from compliance.imports.telling import told
from compliance.imports.template import template
from compliance.imports.workbook import Workbook, read_workbook
from sosek.web import errors_on

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "POST"])
def workbook_send(request: SignedInRequest) -> HttpResponse:
    """Choose a workbook. Sent, it is kept until it is imported; nothing is written yet."""
    regimes = _own_regimes(request)
    form = WorkbookForm(request.POST or None, request.FILES or None, regimes=regimes)
    if form.is_valid():
        with errors_on(form):
            kept = keep(
                form.cleaned_data["file"],
                user=request.user.pk,
                regime=form.cleaned_data["regime"].pk,
            )
            return redirect("intake:preview", kept.token)
    return render(request, "admin/intake/send.html", _in_admin(request, _("Import"), form=form))


@require_GET
def workbook_template(request: SignedInRequest) -> HttpResponse:
    """The workbook to fill in, in the language of the reader."""
    _own_regimes(request)
    response = HttpResponse(template(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="sosek.xlsx"'
    return response


@require_http_methods(["GET", "POST"])
def workbook_preview(request: SignedInRequest, token: str) -> HttpResponse:
    """What each row would do; sent, that is done, all of it or nothing."""
    regimes = _own_regimes(request)
    kept = kept_as(token)
    content = kept.content() if kept and kept.user == request.user.pk else None
    if kept is None or content is None:
        messages.error(request, _("This workbook is not here any more. Choose it again."))
        return redirect("intake:send")
    regime = regimes.filter(pk=kept.regime).first()
    if regime is None:
        raise Http404
    try:
        workbook = read_workbook(content)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("intake:send")
    if request.method == "POST":
        return _take(request, kept, workbook, regime)
    change = request.GET.get("change") == "on"
    return _show(request, preview(workbook, regime, change=change), regime)


def _take(request: SignedInRequest, kept: Kept, workbook: Workbook, regime: Regime) -> HttpResponse:
    change, digest = request.POST.get("change") == "on", request.POST.get("digest", "")
    plan, done = take(workbook, regime, change=change, digest=digest)
    if not done:
        messages.error(request, _why_not(plan, digest))
        return _show(request, plan, regime)
    kept.discard()
    new, changed = plan.counts[Verdict.NEW], plan.counts[Verdict.CHANGED]
    logger.info(
        "workbook %s imported by user %s: %s new, %s changed",
        kept.sha256[:12],
        request.user.pk,
        new,
        changed,
    )
    messages.success(
        request,
        ngettext("%(count)s row was imported.", "%(count)s rows were imported.", new + changed)
        % {"count": new + changed},
    )
    return redirect("admin:index")


def _why_not(plan: Plan, digest: str) -> str:
    if plan.digest != digest:
        return _("Something has changed since you looked. Look at it again.")
    if plan.refusals:
        return _("Nothing was imported: some rows are refused.")
    return _("There is nothing to import.")


def _show(request: SignedInRequest, plan: Plan, regime: Regime) -> HttpResponse:
    context = _in_admin(
        request,
        _("Preview"),
        plan=plan,
        sheets=told(plan),
        verdicts=[verdict.label for verdict in Verdict],
        differing=plan.counts[Verdict.DIFFERS] + plan.counts[Verdict.CHANGED],
        regime=regime,
    )
    return render(request, "admin/intake/preview.html", context)


def _own_regimes(request: SignedInRequest) -> Any:
    """Those that the user is an admin of; nobody else comes here."""
    own = administered(request.user)
    if not own:
        raise PermissionDenied
    return Regime.objects.filter(pk__in=own).order_by("pk")


def _in_admin(request: HttpRequest, title: str, **context: Any) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": title, **context}
