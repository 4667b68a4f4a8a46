"""Making an offer, and answering or taking back what was offered."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agreements.models import Party
from compliance.forms import OfferAnswerForm
from compliance.models import Offer, OfferOutcome
from compliance.permissions import answering_party, can_withdraw_offer, offering_party
from compliance.views.obligations import obligation_or_404, record_response
from compliance.views.offering import item_choices, offer_form, offer_keep, reply_keep
from compliance.views.pages import DashboardRequest
from compliance.views.slips import refused_slip
from compliance.views.typed import forget_typed, sign_in_again
from compliance.workflow.offering import answer_offer, make_offer
from sosek.web import errors_on


@login_not_required
@require_http_methods(["GET", "POST"])
def offer_create(request: DashboardRequest, code: str) -> HttpResponse:
    back_to = reverse("compliance:obligation", args=[code]) + "#offers"
    if request.method == "GET":
        return redirect(back_to)
    if request.user.is_anonymous:
        return sign_in_again(request, back_to=back_to)
    obligation = obligation_or_404(request.user, code)
    party = offering_party(request.user, obligation)
    if party is None:
        raise PermissionDenied

    form = offer_form(request.user, obligation, data=request.POST)
    keep = offer_keep(request.user, obligation)
    if form.is_valid():
        with errors_on(form):
            offer = make_offer(
                obligation=obligation,
                party=party,
                proposed=form.proposed(),
                author=request.user,
                submission_key=form.cleaned_data["submission_key"],
            )
            messages.success(
                request, _("Your offer is made. The obligation stands until it is accepted."), keep
            )
            forget_typed(request, keep)
            return redirect(offer)
    return record_response(request, obligation, offer=refused_slip(request, keep, form))


@login_not_required
@require_GET
def offer_detail(request: DashboardRequest, pk: uuid.UUID) -> HttpResponse:
    """The permanent address of an offer: its place on the page of its obligation."""
    offers = Offer.objects.visible_to(request.user).select_related("obligation")
    return redirect(get_object_or_404(offers, pk=pk))


@login_not_required
@require_http_methods(["GET", "POST"])
def offer_answer(request: DashboardRequest, pk: uuid.UUID) -> HttpResponse:
    back_to = reverse("compliance:offer", args=[pk])
    if request.method == "GET":
        return redirect(back_to)
    if request.user.is_anonymous:
        return sign_in_again(request, back_to=back_to)
    offers = Offer.objects.visible_to(request.user).select_related("obligation", "party")
    offer = get_object_or_404(offers, pk=pk)
    obligation = offer.obligation = obligation_or_404(request.user, offer.obligation.code)
    outcome = request.POST.get("outcome", "")
    side = _side(request, offer, outcome)
    if side is None:
        raise PermissionDenied

    items = item_choices(request.user, obligation)
    form = OfferAnswerForm(request.POST, offer=offer.pk, outcome=outcome, items=items)
    keep = reply_keep(request.user, offer.pk, outcome)
    if form.is_valid():
        with errors_on(form):
            answer_offer(
                offer=offer,
                author=request.user,
                side=Party.objects.get(code=side),
                **form.answer(),
            )
            messages.success(request, _SAID[outcome](), extra_tags=keep)
            forget_typed(request, keep)
            return redirect(offer)
    slip = refused_slip(request, keep, form)
    return record_response(request, obligation, reply=(f"{offer.pk}.{outcome}", slip))


def _side(request: DashboardRequest, offer: Offer, outcome: str) -> str | None:
    """Code of the side for which the user may give this answer."""
    if outcome == OfferOutcome.WITHDRAWN:
        may = can_withdraw_offer(request.user, offer)
        return offer.party.side_code if may else None
    party = answering_party(request.user, offer)
    return party.side_code if party else None


_SAID: dict[str, Callable[[], str]] = {
    OfferOutcome.ACCEPTED.value: lambda: _("You accepted this offer. New terms hold from today."),
    OfferOutcome.REFUSED.value: lambda: _("You refused this offer. Nothing has changed."),
    OfferOutcome.WITHDRAWN.value: lambda: _("You took this offer back."),
}
