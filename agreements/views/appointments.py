"""Editing who sits on a committee: each step its own page, its own form and its own verb."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.forms import AppointForm, AppointmentForm, EndForm, VacantForm
from agreements.models import Appointment, Committee, Party, Post
from agreements.permissions import can_edit_structure
from agreements.views.editing import Link, editable, saved, sheet, with_moment
from agreements.views.pages import SignedInRequest
from agreements.workflow import (
    appoint,
    change_appointment,
    edition_of,
    end_appointment,
    mark_vacant,
)
from sosek.web import errors_on


@require_http_methods(["GET", "POST"])
def committee_appoint(request: SignedInRequest, code: str) -> HttpResponse:
    committee = editable(request, code)
    form = AppointForm(request.POST or None, initial=_seat_asked(request, committee))
    _leave_out_side(form, committee)
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            appoint(
                Appointment(committee=committee, **_of_side(form.facts(), committee)),
                citations=form.citations(),
                author=request.user,
                edition=form.cleaned_data["edition"],
            )
            return saved(request, committee, _("The appointment is saved."))
    return sheet(
        request,
        form,
        committee=committee,
        title=_("Appoint"),
        button=_("Save the appointment"),
        lead=_("A person, or the office alone where no name is on record."),
    )


@require_http_methods(["GET", "POST"])
def committee_vacant(request: SignedInRequest, code: str) -> HttpResponse:
    committee = editable(request, code)
    form = VacantForm(request.POST or None, initial=_seat_asked(request, committee))
    _leave_out_side(form, committee)
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            mark_vacant(
                Appointment(committee=committee, **_of_side(form.facts(), committee)),
                citations=form.citations(),
                author=request.user,
                edition=form.cleaned_data["edition"],
            )
            return saved(request, committee, _("The seat is marked vacant."))
    return _vacant_sheet(request, form, committee)


@require_http_methods(["GET", "POST"])
def appointment_vacant(request: SignedInRequest, pk: int) -> HttpResponse:
    """The seat of somebody stands empty after them."""
    appointment, committee = _editable(request, pk)
    first = {"starts_on": appointment.ends_on, "edition": edition_of(committee)}
    form = VacantForm(request.POST or None, initial=first)
    del form.fields["side"], form.fields["role"]
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            seat = {"side": appointment.side, "role": appointment.role}
            mark_vacant(
                Appointment(committee=committee, **seat, **form.facts()),
                after=appointment,
                citations=form.citations(),
                author=request.user,
                edition=form.cleaned_data["edition"],
            )
            return saved(request, committee, _("The seat is marked vacant."))
    notes = []
    if appointment.starts_on and appointment.ends_on is None:
        notes = [_("The term of %(name)s ends then.") % {"name": appointment}]
    return _vacant_sheet(request, form, committee, notes=notes, links=_links(request, appointment))


@require_http_methods(["GET", "POST"])
def appointment_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    appointment, committee = _editable(request, pk)
    first = {
        name: getattr(appointment, name)
        for name in AppointmentForm.base_fields
        if hasattr(appointment, name)
    }
    first["edition"] = edition_of(committee)
    form = AppointmentForm(request.POST or None, initial=first, cited=appointment.citations.all())
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            for name, value in form.facts().items():
                setattr(appointment, name, value)
            change_appointment(
                appointment,
                citations=form.citations(),
                author=request.user,
                edition=form.cleaned_data["edition"],
            )
            return saved(request, committee, _("The appointment is saved."))
    return sheet(
        request,
        form,
        committee=committee,
        row=appointment,
        title=_("Edit the appointment"),
        button=_("Save the appointment"),
        links=_links(request, appointment),
    )


@require_http_methods(["GET", "POST"])
def appointment_end(request: SignedInRequest, pk: int) -> HttpResponse:
    appointment, committee = _editable(request, pk)
    first = {"ends_on": appointment.ends_on, "edition": edition_of(committee)}
    form = EndForm(request.POST or None, initial=first)
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            end_appointment(
                appointment,
                ends_on=form.cleaned_data["ends_on"],
                author=request.user,
                edition=form.cleaned_data["edition"],
            )
            return saved(request, committee, _("The end of the term is saved."))
    return sheet(
        request,
        form,
        committee=committee,
        row=appointment,
        title=_("End the term of %(name)s") % {"name": appointment},
        button=_("End the term"),
        lead=_("Who follows is not known by that: appoint them, or mark the seat vacant."),
        links=_links(request, appointment),
    )


def _editable(request: SignedInRequest, pk: int) -> tuple[Appointment, Committee]:
    rows = Appointment.objects.visible_to(request.user).select_related("committee", "side")
    appointment = get_object_or_404(rows, pk=pk)
    if not can_edit_structure(request.user, appointment.committee.regime_id):
        raise PermissionDenied
    return appointment, editable(request, appointment.committee.code)


def _seat_asked(request: SignedInRequest, committee: Committee) -> dict[str, Any]:
    """The seat that the address names, of the chair unless it says another."""
    role = request.GET.get("role", "")
    return {
        "side": Party.objects.filter(code=request.GET.get("side", "")).first(),
        "role": role if role in Post else Post.CHAIR,
        "edition": edition_of(committee),
    }


def _leave_out_side(form: forms.Form, committee: Committee) -> None:
    """Whoever sits on the body of a side sits there for that side."""
    if committee.side_id is not None:
        del form.fields["side"]


def _of_side(facts: dict[str, Any], committee: Committee) -> dict[str, Any]:
    return {"side": committee.side, **facts}


def _vacant_sheet(
    request: SignedInRequest, form: VacantForm, committee: Committee, **said: Any
) -> HttpResponse:
    return sheet(
        request,
        form,
        committee=committee,
        title=_("Mark a seat vacant"),
        button=_("Mark vacant"),
        lead=_(
            "Only where it is certain that nobody holds it. Where nobody knows who does, leave "
            "it: the chart says that no chair is on record."
        ),
        **said,
    )


def _links(request: SignedInRequest, appointment: Appointment) -> list[Link]:
    """The other steps about it."""
    steps = [
        (_("Edit the appointment"), "agreements:appointment_edit"),
        (_("End the term"), "agreements:appointment_end"),
    ]
    if not appointment.vacant:
        steps.append((_("Mark the seat vacant after it"), "agreements:appointment_vacant"))
    links = [Link(text, with_moment(request, name, appointment.pk)) for text, name in steps]
    return [link for link in links if link.address.split("?")[0] != request.path]
