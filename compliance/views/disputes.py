"""Disputes: the list with its ages, the page of one, and what each side may do there."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agreements.models import Party, User
from compliance.dashboard.disputes import Wanted, dispute_list, dispute_page, with_voices
from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.tables.record import disputes_table
from compliance.forms import ConfirmForm, EndingForm, MoveUpForm, StatementForm
from compliance.models import Dispute, DisputeEvidence, Rung
from compliance.permissions import can_prepare_endings, speaking_party
from compliance.views.choices import by_forum, by_side
from compliance.views.desk import desk_keep, desk_of
from compliance.views.evidence import file_response
from compliance.views.pages import DashboardRequest, regime_or_sign_in
from compliance.views.slips import Slip, refused_slip
from compliance.views.taking import offered, taken
from compliance.views.typed import forget_typed, sign_in_again
from compliance.workflow.disputing import add_statement, confirm_ending, move_up, propose_ending
from sosek.choosing import Choosing, choosing, one_of
from sosek.web import errors_on, paginate

CLOSED_SHOWN = 50


@login_not_required
@require_GET
def disputes(request: DashboardRequest) -> HttpResponseBase:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    forums = request.chrome.regime_forums
    moment = request.moment
    found, chosen = dispute_list(
        request.user,
        forums,
        lambda sides: _chosen(request, sides),
        as_of=moment.as_of,
        known_at=moment.instant,
        zone=moment.zone,
    )
    table = disputes_table([*found.open, *found.closed])
    if file := taken(request, table, errors=chosen.errors):
        return file
    context = {
        "take": offered(request, table.title, table),
        "found": found,
        "page": paginate(request, found.open),
        "closed": found.closed[:CLOSED_SHOWN],
        "choosing": chosen,
    }
    return render(request, "compliance/disputes.html", context)


def _chosen(request: DashboardRequest, sides: Sequence[PartyLabel]) -> tuple[Wanted, Choosing]:
    found = choosing(
        request.GET,
        by_forum(request),
        one_of("level", _("Level"), _("All levels"), Rung.choices),
        by_side(_("Contested by"), sides),
    )
    return Wanted(forum=found["forum"], level=found["level"], side=found["side"]), found


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


def dispute_response(
    request: DashboardRequest, row: Dispute, *, refused: tuple[str, Slip] | None = None
) -> HttpResponse:
    """The page of a dispute; with the form that was refused, if there is one, by its name."""
    page = dispute_page(row, known_at=request.moment.instant, zone=request.moment.zone)
    desk = desk_of(request, row, may_move=page.case.may_move) if page.case.end is None else None
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

    keep = desk_keep(request, row, name)
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
