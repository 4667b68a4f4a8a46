"""Approvals: who holds which consent since when; asking for one, and recording a decision."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from compliance.dashboard.approvals import approvals_page
from compliance.dashboard.choices import authorities_of
from compliance.dashboard.consents import ConsentLine
from compliance.dashboard.tables.record import approvals_table
from compliance.forms import AskForm, DecideForm
from compliance.models import Approval
from compliance.permissions import can_ask_approval, can_decide_approval
from compliance.views.obligations import obligation_or_404, record_response
from compliance.views.pages import (
    DashboardRequest,
    forum_or_404,
    line_of,
    regime_or_sign_in,
)
from compliance.views.sections import done, section_address
from compliance.views.taking import offered, taken
from compliance.views.typed import sign_in_again
from compliance.workflow.approving import decide_approval, request_approval
from sosek.web import errors_on, paginate

CHOICES = ("forum", "level", "holder", "side", "state", "days")
LONGEST_NUMBER = 6  # digits of a number of days


@login_not_required
@require_GET
def approval_list(request: DashboardRequest) -> HttpResponseBase:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    chosen = {name: request.GET.get(name, "") for name in CHOICES}
    every = request.chrome.regime_forums
    forums = line_of(request, forum_or_404(request, chosen["forum"])) if chosen["forum"] else every
    moment = request.moment
    page = approvals_page(forums, regime, request.user, as_of=moment.as_of, known_at=moment.instant)
    lines = [line for line in page.lines if _wanted(line, chosen)]
    table = approvals_table(lines)
    if file := taken(request, table):
        return file
    context = {
        "take": offered(request, table.title, table),
        "page": page,
        "forums": every,
        "chosen": chosen,
        "states": sorted({line.state for line in page.lines}),
        "lines": paginate(request, lines),
    }
    return render(request, "compliance/approvals.html", context)


def _wanted(line: ConsentLine, asked: dict[str, str]) -> bool:
    return (
        asked["level"] in ("", line.level)
        and asked["holder"] in ("", line.authority.code)
        and asked["side"] in ("", line.side.code)
        and asked["state"] in ("", line.state, "waiting" if line.waits else "")
        and _as_old(line, asked["days"])
    )


def _as_old(line: ConsentLine, least: str) -> bool:
    """Whether it waits, or waited, for so many days; what is no number asks for nothing."""
    if not (least.isascii() and least.isdecimal() and len(least) <= LONGEST_NUMBER):
        return True
    return line.days is not None and line.days >= int(least)


@login_not_required
@require_http_methods(["GET", "POST"])
def approval_request(request: DashboardRequest, code: str) -> HttpResponse:
    back_to = section_address(code, "approvals")
    if request.method == "GET":
        return redirect(back_to)
    if request.user.is_anonymous:
        return sign_in_again(request, back_to=back_to)
    obligation = obligation_or_404(request.user, code)
    if not can_ask_approval(request.user, obligation):
        raise PermissionDenied

    authorities = authorities_of(request.user, obligation)
    form = AskForm(request.POST, name=f"ask.{code}", authorities=authorities)
    if form.is_valid():
        with errors_on(form):
            given: dict[str, Any] = {"language": get_language() or "", **form.cleaned_data}
            request_approval(obligation=obligation, author=request.user, **given)
            return done(request, form, _("The request is on record."), back_to)
    return record_response(request, obligation, refused=form)


@login_not_required
@require_http_methods(["GET", "POST"])
def approval_decide(request: DashboardRequest, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST" and request.user.is_anonymous:
        return sign_in_again(request, back_to=request.path)
    approvals = Approval.objects.visible_to(request.user).select_related("obligation")
    approval = get_object_or_404(approvals, pk=pk)
    back_to = section_address(approval.obligation.code, "approvals")
    if request.method == "GET" or request.user.is_anonymous:
        return redirect(back_to)
    obligation = approval.obligation = obligation_or_404(request.user, approval.obligation.code)
    if not can_decide_approval(request.user, approval):
        raise PermissionDenied

    form = DecideForm(request.POST, name=f"decide.{pk}")
    if form.is_valid():
        with errors_on(form):
            given: dict[str, Any] = {"language": get_language() or "", **form.cleaned_data}
            decide_approval(approval=approval, author=request.user, **given)
            return done(request, form, _("The decision is on record."), back_to)
    return record_response(request, obligation, refused=form)
