"""Planning a meeting: of which committee first, then what is proposed for it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.models import Committee, Meeting, MeetingKind
from agreements.permissions import can_hold_meetings
from compliance.dashboard.choices import hosts
from compliance.dashboard.invitations import invitation_list
from compliance.forms.meetings import ChooseForm, FactsForm, PlanForm
from compliance.views.meetings.editing import (
    form_page,
    meeting_address,
    saved,
    typed_here,
    written_meeting,
)
from compliance.views.pages import DashboardRequest
from compliance.views.typed import keeps_typed
from compliance.workflow.meetings import (
    as_read,
    change_meeting,
    edition_of,
    plan_meeting,
    proposal,
)
from sosek.web import errors_on


@keeps_typed
@require_http_methods(["GET", "POST"])
def meeting_plan(request: DashboardRequest) -> HttpResponse:
    if not request.GET.get("committee"):
        return _choose(request)
    committees = Committee.objects.visible_to(request.user).select_related(
        "regime", "forum__predecessor", "side"
    )
    committee = get_object_or_404(
        committees.prefetch_related("names"), code=request.GET["committee"]
    )
    if not can_hold_meetings(request.user, committee):
        raise PermissionDenied
    return _planned(request, committee)


def _choose(request: DashboardRequest) -> HttpResponse:
    """Which committee is to meet; asked by GET, so that the address says it."""
    rows = Committee.objects.visible_to(request.user).select_related("forum__predecessor")
    own = [
        each
        for each in rows.prefetch_related("names")
        if can_hold_meetings(request.user, each) and each.successor_id is None
    ]
    if not own:
        raise PermissionDenied
    form = ChooseForm(committees=own, initial={"kind": MeetingKind.SESSION})
    return render(request, "compliance/meeting_choose.html", {"form": form})


def _planned(request: DashboardRequest, committee: Committee) -> HttpResponse:
    kind = request.GET.get("kind", "")
    proposed = proposal(committee, kind if kind in MeetingKind else MeetingKind.SESSION)
    meeting = Meeting(committee=committee)
    fresh = {
        "kind": kind or MeetingKind.SESSION,
        "number": proposed.number,
        "host": proposed.host.pk if proposed.host else None,
    }
    form = PlanForm(
        request.POST or None,
        initial=fresh | dict(typed_here(request)),
        hosts=hosts(meeting),
        invitations=invitation_list(committee, day=request.moment.today),
    )
    if form.is_valid():
        with errors_on(form):
            plan_meeting(form.apply(meeting), delegates=form.delegates())
            text = _("The meeting is planned. Its agenda opens with what is open.")
            return saved(request, text, meeting_address(meeting))
    return form_page(
        request,
        Meeting(committee=committee, code="-"),
        form,
        "compliance/meeting_plan.html",
        committee=committee,
        proposed=proposed,
    )


@keeps_typed
@require_http_methods(["GET", "POST"])
def meeting_change(request: DashboardRequest, code: str) -> HttpResponse:
    meeting = written_meeting(request, code)
    history = Meeting.history.filter(id=meeting.pk)
    form = FactsForm(
        request.POST or None,
        initial=_facts(meeting) | dict(typed_here(request)),
        hosts=hosts(meeting),
    )
    if form.is_valid():
        with errors_on(form), as_read(history, request.POST.get("edition", "")):
            change_meeting(form.apply(meeting))
            return saved(request, _("The meeting is changed."), meeting_address(meeting))
        meeting = written_meeting(request, code)  # as it is, not as it was refused
    return form_page(
        request,
        meeting,
        form,
        title=_("Change the meeting"),
        lead=_("Its kind, number, days, place and host, and what became of it."),
        edition=edition_of(history),
    )


def _facts(meeting: Meeting) -> dict[str, object]:
    """As its form shows them."""
    return {
        "kind": meeting.kind,
        "number": meeting.number,
        "starts_on": meeting.starts_on,
        "ends_on": meeting.ends_on,
        "place": meeting.place,
        "host": meeting.host_id,
        "held": meeting.held,
        "summary_en": meeting.summary_en,
        "summary_id": meeting.summary_id,
        "summary_ms": meeting.summary_ms,
    }
