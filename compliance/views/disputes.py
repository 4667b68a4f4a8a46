"""Disputes: the list with its ages, the page of one, and what each side may do there."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agreements.models import Party, User
from compliance.dashboard.cases import share
from compliance.dashboard.disputes import Wanted, dispute_list, dispute_page, with_voices
from compliance.forms import ConfirmForm, EndingForm, MoveUpForm, StatementForm
from compliance.models import Dispute, DisputeEvidence, EndingProposal, Rung
from compliance.permissions import can_prepare_endings, speaking_party
from compliance.views.evidence import file_response
from compliance.views.pages import DashboardRequest, regime_or_sign_in
from compliance.views.slips import Slip, blank_slip, refused_slip
from compliance.views.typed import forget_typed, sign_in_again
from compliance.workflow.disputing import add_statement, confirm_ending, move_up, propose_ending
from sosek.web import errors_on, paginate

CLOSED_SHOWN = 50


@login_not_required
@require_GET
def disputes(request: DashboardRequest) -> HttpResponse:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    forums = request.chrome.regime_forums
    moment = request.moment
    wanted = Wanted(**{name: request.GET.get(name, "") for name in ("forum", "level", "side")})
    found = dispute_list(
        request.user,
        forums,
        wanted,
        as_of=moment.as_of,
        known_at=moment.instant,
        zone=moment.zone,
    )
    context = {
        "found": found,
        "page": paginate(request, found.open),
        "closed": found.closed[:CLOSED_SHOWN],
        "forums": forums,
        "rungs": Rung.choices,
        "wanted": wanted,
    }
    return render(request, "compliance/disputes.html", context)


@login_not_required
@require_GET
def dispute_detail(request: DashboardRequest, pk: uuid.UUID) -> HttpResponse:
    return dispute_response(request, _dispute_or_404(request, pk))


@login_not_required
@require_GET
def dispute_evidence(request: DashboardRequest, pk: uuid.UUID) -> HttpResponseBase:
    visible = DisputeEvidence.objects.visible_to(request.user)
    return file_response(request, get_object_or_404(visible, pk=pk))


def _dispute_or_404(request: DashboardRequest, pk: uuid.UUID) -> Dispute:
    rows = Dispute.objects.visible_to(request.user)
    row: Dispute = get_object_or_404(with_voices(rows), pk=pk)
    if row.recorded_at > request.moment.instant:
        raise Http404
    return row


@dataclass(frozen=True, slots=True)
class Desk:
    """What the reader may do in a dispute."""

    party: Party | None  # for whose side they speak
    prepares: bool  # for the secretariat
    proposal: EndingProposal | None  # that they may read
    statement: Slip | None = None
    move: Slip | None = None
    ending: Slip | None = None
    confirm: Slip | None = None

    def with_slip(self, name: str, slip: Slip) -> "Desk":
        """The same with the form of this name."""
        forms: dict[str, Any] = {name: slip}
        return replace(self, **forms)

    @property
    def share(self) -> Fraction | None:
        """The share that is proposed."""
        return share(self.proposal) if self.proposal else None

    @property
    def own_proposal(self) -> bool:
        """Whether the reader's side stands by what is proposed."""
        side = self.proposal.side if self.proposal else None
        return bool(side and self.party and side.code == self.party.side_code)

    @property
    def seen(self) -> str:
        """The moment of the proposal that is shown."""
        return self.proposal.proposed_at.isoformat() if self.proposal else ""


def dispute_response(
    request: DashboardRequest, row: Dispute, *, refused: tuple[str, Slip] | None = None
) -> HttpResponse:
    """The page of a dispute; with the form that was refused, if there is one, by its name."""
    page = dispute_page(row, known_at=request.moment.instant, zone=request.moment.zone)
    desk = _desk(request, row, page.case.may_move) if page.case.end is None else None
    if desk and refused:
        name, slip = refused
        desk = desk.with_slip(name, slip)
    context = {
        "dispute": row,
        "page": page,
        "case": page.case,
        "desk": desk,
        "looking_back": request.moment.known_at is not None,
        "refused": refused[1].form if refused else None,
    }
    return render(request, "compliance/dispute.html", context)


def _desk(request: DashboardRequest, row: Dispute, may_move: bool) -> Desk | None:
    """Nothing for who only reads, or looks back."""
    party = speaking_party(request.user, row)
    prepares = can_prepare_endings(request.user, row.report.obligation.forum)
    if request.moment.known_at is not None or not (party or prepares):
        return None
    proposal = EndingProposal.objects.visible_to(request.user).filter(dispute=row)
    found = proposal.select_related("side").first()
    if party is None:  # the secretariat reads what it has prepared, and leaves what a side proposes
        mine = found is None or found.prepared
        free = found is None or found.side is None
        ending = _blank(request, row, "ending") if free else None
        return Desk(None, True, found if mine else None, ending=ending)
    desk = Desk(
        party,
        prepares,
        found,
        statement=_blank(request, row, "statement"),
        move=_blank(request, row, "move") if may_move else None,
        ending=_blank(request, row, "ending"),
    )
    if found and not desk.own_proposal:
        desk = replace(desk, confirm=Slip(ConfirmForm(), ""))
    return desk


FORMS: dict[str, Callable[..., BaseForm]] = {
    "statement": StatementForm,
    "move": MoveUpForm,
    "ending": EndingForm,
}


def _blank(request: DashboardRequest, row: Dispute, name: str) -> Slip:
    keep = _keep(request, row, name)
    return blank_slip(
        request, keep, lambda typed: FORMS[name](initial=typed, auto_id=f"id_{name}_%s")
    )


def _keep(request: DashboardRequest, row: Dispute, name: str) -> str:
    return f"{name}.{row.pk}.{request.user.pk}"


Act = Callable[[User, Dispute, Any, Any], str]


def _sent(
    request: DashboardRequest, pk: uuid.UUID, name: str, form: Any, act: Act, *, prepares: bool
) -> HttpResponse:
    """Find, ask, act, answer: what every form of a dispute does. `act` says what was done."""
    here = reverse("compliance:dispute", args=[pk])
    if request.method == "GET":
        return redirect(f"{here}#{name}")
    if request.user.is_anonymous:
        return sign_in_again(request, back_to=f"{here}#{name}")
    row = _dispute_or_404(request, pk)
    party = speaking_party(request.user, row)
    secretariat = prepares and can_prepare_endings(request.user, row.report.obligation.forum)
    if party is None and not secretariat:
        raise PermissionDenied

    keep = _keep(request, row, name)
    if form.is_valid():
        with errors_on(form):
            side = Party.objects.get(code=party.side_code) if party else None
            said = act(request.user, row, form, side)
            messages.success(request, said, extra_tags=keep)
            forget_typed(request, keep)
            return redirect(row)
    return dispute_response(request, row, refused=(name, refused_slip(request, keep, form)))


@login_not_required
@require_http_methods(["GET", "POST"])
def statement(request: DashboardRequest, pk: uuid.UUID) -> HttpResponse:
    form = StatementForm(request.POST, request.FILES, auto_id="id_statement_%s")
    return _sent(request, pk, "statement", form, _state, prepares=False)


def _state(user: User, row: Dispute, form: Any, side: Any) -> str:
    data = form.cleaned_data
    add_statement(
        dispute=row,
        author=user,
        side=side,
        text=data["text"],
        uploads=data["evidence"],
        submission_key=data["submission_key"],
    )
    return _("Your statement stands in the file.")


@login_not_required
@require_http_methods(["GET", "POST"])
def move(request: DashboardRequest, pk: uuid.UUID) -> HttpResponse:
    form = MoveUpForm(request.POST, auto_id="id_move_%s")
    return _sent(request, pk, "move", form, _move, prepares=False)


def _move(user: User, row: Dispute, form: Any, side: Any) -> str:
    step = move_up(dispute=row, author=user, side=side, **form.cleaned_data)
    return _("It stands before the next level now: %(level)s.") % {
        "level": step.get_level_display()
    }


@login_not_required
@require_http_methods(["GET", "POST"])
def ending(request: DashboardRequest, pk: uuid.UUID) -> HttpResponse:
    form = EndingForm(request.POST, auto_id="id_ending_%s")
    return _sent(request, pk, "ending", form, _propose, prepares=True)


def _propose(user: User, row: Dispute, form: Any, side: Any) -> str:
    propose_ending(dispute=row, author=user, side=side, ending=form.ending())
    if side is None:
        return _("Your proposal is prepared. It ends the dispute once both sides confirm it.")
    return _("Your proposal is kept. It ends the dispute once the other side confirms it.")


@login_not_required
@require_http_methods(["GET", "POST"])
def confirm(request: DashboardRequest, pk: uuid.UUID) -> HttpResponse:
    form = ConfirmForm(request.POST)
    return _sent(request, pk, "confirm", form, _confirm, prepares=False)


def _confirm(user: User, row: Dispute, form: Any, side: Any) -> str:
    ended = confirm_ending(dispute=row, author=user, side=side, **form.cleaned_data)
    if ended is None:
        return _("You confirmed it for your side. The other side confirms it next.")
    return _("The dispute has ended: both sides have confirmed it.")
