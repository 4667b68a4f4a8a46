"""Calling a planned meeting off, and putting it back on the plan."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.models import Held, Meeting
from compliance.forms.calling_off import CallOffForm
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
from compliance.workflow.meetings import as_read, call_off, edition_of, put_back
from sosek.web import errors_on


@keeps_typed
@require_http_methods(["GET", "POST"])
def meeting_call_off(request: DashboardRequest, code: str) -> HttpResponse:
    """Why the meeting will not take place, and what that means for its points."""
    meeting = written_meeting(request, code)
    if request.method == "GET" and meeting.held == Held.CALLED_OFF:
        return redirect(meeting_address(meeting))
    history = Meeting.history.filter(id=meeting.pk)
    form = CallOffForm(request.POST or None, initial=dict(typed_here(request)))
    if form.is_valid():
        with errors_on(form), as_read(history, request.POST.get("edition", "")):
            call_off(meeting, reason=form.cleaned_data["reason"], citations=form.citations())
            _count_again(request)
            text = _("The meeting is called off. What waited for it waits for the next one.")
            return saved(request, text, meeting_address(meeting))
        meeting = written_meeting(request, code)  # as it is, not as it was refused
    return form_page(
        request,
        meeting,
        form,
        "compliance/meeting_call_off.html",
        edition=edition_of(history),
        carried=meeting.agenda.exclude(arises_from=None).count(),
    )


@button
def meeting_put_back(request: DashboardRequest, code: str) -> HttpResponse:
    meeting = written_meeting(request, code)
    _count_again(request)
    text = _("The meeting is planned again. See what its agenda holds by now.")
    return done(request, lambda: put_back(meeting), text, meeting_address(meeting))


def _count_again(request: DashboardRequest) -> None:
    """What waits for the secretariat is another number now, though nothing is in the ledger."""
    request.session.pop("work", None)
