"""Saying why something is not met, what is lacking and what became of it; grading a party."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.models import Agreement, Forum, Party, PartyKind, User
from agreements.permissions import Asker
from compliance.forms import (
    AssessedReasonForm,
    AssessmentForm,
    GivenReasonForm,
    NeedForm,
    SupportForm,
)
from compliance.models import CapacityNeed
from compliance.permissions import (
    can_assess,
    can_give_reason,
    can_record_support,
    can_state_need,
    reporting_party,
)
from compliance.views.obligations import obligation_or_404, record_response
from compliance.views.pages import DashboardRequest, regime_or_sign_in
from compliance.views.sections import done, keep_name, section_address
from compliance.views.typed import sign_in_again, typed_for
from compliance.workflow.diagnosing import assess, record_support, state_need, state_reason
from sosek.web import errors_on


@login_not_required
@require_http_methods(["GET", "POST"])
def reason_give(request: DashboardRequest, code: str) -> HttpResponse:
    back_to = section_address(code, "reasons")
    if request.method == "GET":
        return redirect(back_to)
    if request.user.is_anonymous:
        return sign_in_again(request, back_to=back_to)
    obligation = obligation_or_404(request.user, code)
    if not can_give_reason(request.user, obligation):
        raise PermissionDenied

    form = GivenReasonForm(request.POST, name=f"give.{code}")
    if form.is_valid():
        with errors_on(form):
            party = reporting_party(request.user, obligation)
            given: dict[str, Any] = {"language": _language(), **form.cleaned_data}
            state_reason(obligation=obligation, party=party, author=request.user, **given)
            return done(request, form, _("The reason is on record."), back_to)
    return record_response(request, obligation, refused=form)


@login_not_required
@require_http_methods(["GET", "POST"])
def reason_assess(request: DashboardRequest, code: str) -> HttpResponse:
    back_to = section_address(code, "reasons")
    if request.method == "GET":
        return redirect(back_to)
    if request.user.is_anonymous:
        return sign_in_again(request, back_to=back_to)
    obligation = obligation_or_404(request.user, code)
    if not can_assess(request.user, obligation.forum):
        raise PermissionDenied

    form = AssessedReasonForm(request.POST, name=f"assess.{code}")
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            kept = ("cause", "text", "observed_on", "submission_key")
            state_reason(
                obligation=obligation,
                author=request.user,
                assessor=form.cleaned_data["assessor"] or _name(request.user),
                language=_language(),
                citations=form.citations(),
                **{name: form.cleaned_data[name] for name in kept},
            )
            return done(request, form, _("The reason is on record."), back_to)
    return record_response(request, obligation, refused=form)


@login_not_required
@require_http_methods(["GET", "POST"])
def need_state(request: DashboardRequest, code: str) -> HttpResponse:
    back_to = section_address(code, "needs")
    if request.method == "GET":
        return redirect(back_to)
    if request.user.is_anonymous:
        return sign_in_again(request, back_to=back_to)
    obligation = obligation_or_404(request.user, code)
    party = reporting_party(request.user, obligation)
    if party is None or not can_state_need(request.user, obligation):
        raise PermissionDenied

    form = NeedForm(request.POST, name=f"need.{code}")
    if form.is_valid():
        with errors_on(form):
            given: dict[str, Any] = {"language": _language(), **form.cleaned_data}
            state_need(obligation=obligation, party=party, author=request.user, **given)
            return done(request, form, _("The need is on record."), back_to)
    return record_response(request, obligation, refused=form)


@login_not_required
@require_http_methods(["GET", "POST"])
def support_record(request: DashboardRequest, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST" and request.user.is_anonymous:
        return sign_in_again(request, back_to=request.path)
    needs = CapacityNeed.objects.visible_to(request.user).select_related("obligation")
    need = get_object_or_404(needs, pk=pk)
    back_to = section_address(need.obligation.code, "needs")
    if request.method == "GET" or request.user.is_anonymous:
        return redirect(back_to)
    obligation = need.obligation = obligation_or_404(request.user, need.obligation.code)
    if not can_record_support(request.user, need):
        raise PermissionDenied

    form = SupportForm(request.POST, name=f"support.{pk}")
    if form.is_valid():
        with errors_on(form):
            given: dict[str, Any] = {"language": _language(), **form.cleaned_data}
            record_support(need=need, author=request.user, **given)
            return done(request, form, _("It is on record."), back_to)
    return record_response(request, obligation, refused=form)


@login_not_required
@require_http_methods(["GET", "POST"])
def assessment_add(request: DashboardRequest) -> HttpResponse:
    """`?party=` and `?agreement=` choose beforehand what is graded."""
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    if request.user.is_anonymous:
        if request.method == "POST":
            return sign_in_again(request, back_to=request.get_full_path())
        return redirect_to_login(request.get_full_path())
    forums = [f for f in request.chrome.regime_forums if can_assess(request.user, f)]
    if not forums:
        raise PermissionDenied

    form = _assessment_form(request, forums)
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            made = assess(
                author=request.user,
                language=_language(),
                citations=form.citations(),
                **form.given(),
            )
            address = reverse("compliance:party", args=[made.party.code]) + "#assessments"
            return done(request, form, _("Your assessment is on record."), address)
    keep = keep_name(form.name, request.user)
    return render(request, "compliance/assessment_add.html", {"form": form, "keep": keep})


def _assessment_form(request: DashboardRequest, forums: list[Forum]) -> AssessmentForm:
    user, name = request.user, "assessment"
    agreements = Agreement.objects.visible_to(user).filter(paper__forum__in=forums)
    choices: dict[str, Any] = {
        "parties": Party.objects.visible_to(user).exclude(kind=PartyKind.AUTHORITY),
        "forums": Forum.objects.visible_to(user).filter(pk__in=[forum.pk for forum in forums]),
        "agreements": agreements.select_related("paper__forum"),
    }
    if request.method == "POST":
        return AssessmentForm(request.POST, name=name, **choices)
    typed = typed_for(request, keep_name(name, user))
    return AssessmentForm(
        name=name, typed=typed.fields if typed else None, initial=_chosen(request), **choices
    )


def _chosen(request: DashboardRequest) -> dict[str, Any]:
    """What the address names, where the reader may see it, and the analyst's own name."""
    user = request.user
    party, code = request.GET.get("party", ""), request.GET.get("agreement", "")
    agreement = (
        Agreement.objects.visible_to(user).select_related("paper").filter(code=code).first()
        if code
        else None
    )
    return {
        "party": Party.objects.visible_to(user).filter(code=party).first() if party else None,
        "agreement": agreement,
        "forum": agreement.paper.forum_id if agreement else None,
        "assessor": _name(user),
    }


def _name(user: User | Asker) -> str:
    return user.get_full_name() or user.get_username() if isinstance(user, User) else ""


def _language() -> str:
    return get_language() or ""
