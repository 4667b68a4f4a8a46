"""The papers attached to a meeting."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agreements.models import MeetingFile
from compliance.forms.meetings import PaperFileForm
from compliance.views.evidence import file_response
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
from compliance.workflow.meetings import attach_file, detach_file
from sosek.web import errors_on


@login_not_required
@require_GET
def meeting_file(request: DashboardRequest, code: str, pk: int) -> HttpResponseBase:
    files = MeetingFile.objects.visible_to(request.user).filter(meeting__code=code)
    return file_response(request, get_object_or_404(files, pk=pk))


@keeps_typed
@require_http_methods(["GET", "POST"])
def file_add(request: DashboardRequest, code: str) -> HttpResponse:
    meeting = written_meeting(request, code)
    form = PaperFileForm(
        request.POST or None, request.FILES or None, initial=dict(typed_here(request))
    )
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            attach_file(meeting, form.cleaned_data["file"], caption=form.cleaned_data["caption"])
            return saved(request, _("The file is attached."), meeting_address(meeting, "files"))
    return form_page(
        request,
        meeting,
        form,
        title=_("Attach a file"),
        lead=_("Signed minutes, an invitation, a presentation. Every member can read it."),
        back=meeting_address(meeting, "files"),
        multipart=True,
        closed=False,
    )


@button
def file_remove(request: DashboardRequest, code: str, pk: int) -> HttpResponse:
    meeting = written_meeting(request, code)
    files = MeetingFile.objects.visible_to(request.user).filter(meeting=meeting)
    file = get_object_or_404(files, pk=pk)
    text = _("%(name)s is taken away.") % {"name": file.name}
    return done(request, lambda: detach_file(file), text, meeting_address(meeting, "files"))
