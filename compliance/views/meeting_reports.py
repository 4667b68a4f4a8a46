"""The papers of a meeting to take along: its report, and each delegation's brief."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.models import Forum, Held, Meeting
from compliance.dashboard.brief import delegation_brief
from compliance.dashboard.report import MeetingReport, day_of, meeting_report
from compliance.exports.bilingual import bilingual
from compliance.exports.brief import brief_document
from compliance.exports.document import Document
from compliance.exports.docx import docx_of
from compliance.exports.report import report_document
from compliance.exports.typst import pdf_of
from compliance.views.pages import DashboardRequest, line_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "pdf": ("application/pdf", pdf_of),
    "docx": (DOCX, docx_of),
}


@login_not_required
@require_GET
def report(request: DashboardRequest, code: str, form: str) -> HttpResponse:
    meeting = _meeting_or_404(request, code)
    return _paper(request, meeting, form, "", lambda: report_document(_report(request, meeting)))


@require_GET
def brief(request: DashboardRequest, code: str, side: str, form: str) -> HttpResponse:
    """One side's paper: its own officials may have it, nobody else."""
    meeting = _meeting_or_404(request, code)
    if meeting.held == Held.CALLED_OFF:
        return _refused(request, [_("This meeting was called off: there is no brief for it.")])

    def document() -> Document:
        found = _report(request, meeting)
        label = next((each for each in found.page.sides if each.code == side), None)
        if label is None:
            raise Http404
        if label not in found.page.may_brief:
            raise PermissionDenied
        return brief_document(delegation_brief(found, request.user, label))

    return _paper(request, meeting, form, f"-brief-{side}", document)


def _meeting_or_404(request: DashboardRequest, code: str) -> Meeting:
    meetings = Meeting.objects.visible_to(request.user).select_related(
        "committee__regime", "committee__forum", "committee__side", "host"
    )
    return get_object_or_404(meetings.prefetch_related("committee__names"), code=code)


def _report(request: DashboardRequest, meeting: Meeting) -> MeetingReport:
    """What the reader may know of the meeting, in the language that is active."""
    moment = request.moment
    found = meeting_report(
        meeting,
        request.user,
        _forums(request, meeting),
        as_of=_as_of(request, meeting),
        known_at=moment.instant,
        zone=moment.zone,
    )
    if not found.page.readable:
        raise Http404
    return found


def _forums(request: DashboardRequest, meeting: Meeting) -> Sequence[Forum]:
    """Those whose obligations the meeting's committee looks after."""
    own = meeting.committee.forum
    regime = meeting.committee.regime_id
    forums = [forum for forum in request.chrome.forums if forum.regime_id == regime]
    return line_of(request, own) if own else forums


def _as_of(request: DashboardRequest, meeting: Meeting) -> date:
    """The day asked for, else that of the meeting."""
    moment = request.moment
    return moment.as_of if request.GET.get("as_of") else day_of(meeting, today=moment.today)


def _paper(
    request: DashboardRequest,
    meeting: Meeting,
    form: str,
    which: str,
    build: Callable[[], Document],
) -> HttpResponse:
    """The paper as a file, or a sentence that says why the address asks for none."""
    if form not in FORMS:
        raise Http404
    languages, errors = _languages(request)
    errors += request.moment.errors
    if errors:
        return _refused(request, errors)
    documents = [_in(language, build) for language in languages]
    document = documents[0] if len(documents) == 1 else bilingual(*documents)
    content_type, printed = FORMS[form]
    name = f"{_stem(meeting)}{which}-{'-'.join(languages)}.{form}"
    response = HttpResponse(printed(document), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Language"] = ", ".join(languages)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _refused(request: DashboardRequest, errors: list[str]) -> HttpResponse:
    return render(request, "compliance/report_refused.html", {"errors": errors}, status=400)


def _in(language: str, build: Callable[[], Document]) -> Document:
    with translation.override(language):
        return build()


def _languages(request: DashboardRequest) -> tuple[list[str], list[str]]:
    """The one or two languages asked for, and what is wrong with them."""
    known: dict[str, Any] = dict(settings.LANGUAGES)
    asked = [request.GET.get("lang") or request.LANGUAGE_CODE, request.GET.get("second") or ""]
    found = list(dict.fromkeys(code for code in asked if code))
    errors = [
        _("There is no language “%(code)s” here. Choose one of: %(codes)s.")
        % {"code": code, "codes": ", ".join(known)}
        for code in found
        if code not in known
    ]
    return found, errors


def _stem(meeting: Meeting) -> str:
    """What a file is called: the forum, the kind of meeting, its number or day."""
    forum = meeting.committee.forum
    where = forum.slug if forum else meeting.committee.code
    which = meeting.number or meeting.starts_on or meeting.pk
    return f"{where}-{meeting.kind}-{which}".replace("_", "-")
