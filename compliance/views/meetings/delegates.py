"""Who comes to a meeting: its list, who was there, and changes of it."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.models import Attendance, Delegate, Meeting, Post
from agreements.permissions import meeting_sides
from compliance.forms.meetings import AttendanceForm, DelegateForm
from compliance.views.meetings.editing import (
    button,
    done,
    form_page,
    meeting_address,
    saved,
    typed_here,
    written_meeting,
)
from compliance.views.pages import DashboardRequest
from compliance.views.typed import keeps_typed
from compliance.workflow.meetings import as_read, edition_of, keep_delegate, remove_delegate
from sosek.web import errors_on


@keeps_typed
@require_http_methods(["GET", "POST"])
def delegate_list(request: DashboardRequest, code: str) -> HttpResponse:
    """The whole list, with who came."""
    meeting = written_meeting(request, code)
    history = Delegate.history.filter(meeting=meeting)
    rows = Delegate.objects.visible_to(request.user).filter(meeting=meeting)
    form = AttendanceForm(
        request.POST or None,
        initial=dict(typed_here(request)),
        delegates=list(rows.select_related("side")),
    )
    if request.POST and form.is_valid():
        with errors_on(form), as_read(history, request.POST.get("edition", "")):
            for delegate in form.changed():
                delegate.meeting = meeting
                keep_delegate(delegate)
            return saved(
                request, _("The attendance is saved."), meeting_address(meeting, "delegations")
            )
    return form_page(
        request,
        meeting,
        form,
        "compliance/meeting_delegates.html",
        edition=edition_of(history),
    )


@keeps_typed
@require_http_methods(["GET", "POST"])
def delegate_add(request: DashboardRequest, code: str) -> HttpResponse:
    meeting = written_meeting(request, code)
    fresh = {"role": Post.MEMBER, "attendance": Attendance.INVITED}
    form = DelegateForm(
        request.POST or None,
        initial=fresh | dict(typed_here(request)),
        sides=meeting_sides(meeting.committee),
    )
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            keep_delegate(form.apply(Delegate(meeting=meeting)))
            return saved(request, _("The list has one more."), _list(meeting))
    return form_page(
        request,
        meeting,
        form,
        title=_("Add to the list"),
        lead=_("A person, or an office that sends somebody."),
        back=_list(meeting),
    )


@keeps_typed
@require_http_methods(["GET", "POST"])
def delegate_change(request: DashboardRequest, code: str, pk: int) -> HttpResponse:
    meeting = written_meeting(request, code)
    delegate = _delegate(request, meeting, pk)
    history = Delegate.history.filter(id=delegate.pk)
    present = {
        "side": delegate.side_id,
        "person": delegate.person,
        "office": delegate.office,
        "role": delegate.role,
        "attendance": delegate.attendance,
    }
    form = DelegateForm(
        request.POST or None,
        initial=present | dict(typed_here(request)),
        sides=meeting_sides(meeting.committee),
    )
    if form.is_valid():
        with errors_on(form), as_read(history, request.POST.get("edition", "")):
            keep_delegate(form.apply(delegate))
            return saved(request, _("The list is changed."), _list(meeting))
    return form_page(
        request,
        meeting,
        form,
        title=_("Change the list"),
        lead=str(_delegate(request, meeting, pk)),
        back=_list(meeting),
        edition=edition_of(history),
    )


@button
def delegate_remove(request: DashboardRequest, code: str, pk: int) -> HttpResponse:
    meeting = written_meeting(request, code)
    delegate = _delegate(request, meeting, pk)
    text = _("%(who)s is off the list.") % {"who": delegate}
    return done(request, lambda: remove_delegate(delegate), text, _list(meeting))


def _delegate(request: DashboardRequest, meeting: Meeting, pk: int) -> Delegate:
    rows = Delegate.objects.visible_to(request.user).filter(meeting=meeting)
    delegate: Delegate = get_object_or_404(rows.select_related("side"), pk=pk)
    delegate.meeting = meeting
    return delegate


def _list(meeting: Meeting) -> str:
    return reverse("compliance:meeting_delegates", args=[meeting.code])
