"""The record: put before the sides, taken back, confirmed; its addenda."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.models import Addendum, Meeting, Party
from agreements.permissions import meeting_sides, sides_at
from compliance.dashboard.proceedings import MeetingPage, meeting_page
from compliance.forms.meetings import TextForm
from compliance.views.meetings.editing import (
    button,
    done,
    form_page,
    meeting_address,
    meeting_or_404,
    saved,
    typed_here,
    written_meeting,
)
from compliance.views.pages import DashboardRequest, MemberRequest
from compliance.views.typed import keeps_typed
from compliance.workflow.meetings import (
    add_addendum,
    close_meeting,
    confirm_addendum,
    confirm_record,
    remove_addendum,
    reopen_meeting,
)
from sosek.web import errors_on


@keeps_typed
@require_http_methods(["GET", "POST"])
def close(request: DashboardRequest, code: str) -> HttpResponse:
    """What is still open, each with its link; and the button that puts the record before the
    sides."""
    meeting = written_meeting(request, code)
    refusals: list[str] = []
    if request.method == "POST":
        try:
            close_meeting(meeting)
        except ValidationError as refusal:
            refusals = refusal.messages
            meeting = written_meeting(request, code)
        else:
            _count_again(request)
            text = _("The record lies before the sides to be confirmed.")
            return saved(request, text, meeting_address(meeting, "signing"))
    page = meeting_page(meeting, request.user, as_of=request.moment.as_of)
    context = {"page": page, "meeting": meeting, "short": page.title, "refusals": refusals}
    return render(request, "compliance/meeting_close.html", context)


@keeps_typed
@require_http_methods(["GET", "POST"])
def reopen(request: DashboardRequest, code: str) -> HttpResponse:
    meeting = written_meeting(request, code)
    if request.method == "POST":
        _count_again(request)
        text = _("The record is open again. What was confirmed of it holds no more.")
        return done(request, lambda: reopen_meeting(meeting), text, meeting_address(meeting))
    page = meeting_page(meeting, request.user, as_of=request.moment.as_of)
    context = {"page": page, "meeting": meeting, "short": page.title}
    return render(request, "compliance/meeting_reopen.html", context)


@keeps_typed
@require_http_methods(["GET", "POST"])
def confirm(request: MemberRequest, code: str) -> HttpResponse:
    """The whole record to read, and what confirming it means."""
    meeting = meeting_or_404(request.user, code)
    side = _confirming(request, meeting)
    refusals: list[str] = []
    if request.method == "POST":
        try:
            confirm_record(
                meeting,
                official=request.user,
                side=side,
                digest=request.POST.get("digest", ""),
            )
        except ValidationError as refusal:
            refusals = refusal.messages
        else:
            return _confirmed(request, meeting)
    page = meeting_page(meeting, request.user, as_of=request.moment.as_of)
    if not refusals and page.state != "closed":
        return redirect(meeting_address(meeting, "signing"))
    context = {
        "page": page,
        "meeting": meeting,
        "short": page.title,
        "side": side,
        "refusals": refusals,
        "last": _is_last(page, side),
    }
    return render(request, "compliance/meeting_confirm.html", context)


def _confirming(request: DashboardRequest, meeting: Meeting) -> Party:
    """The side for whose chair the reader confirms."""
    acts = sides_at(request.user, meeting.committee)
    named = request.GET.get("side", "")
    for side in meeting_sides(meeting.committee):
        if side.code in acts and named in ("", side.code):
            return side
    raise PermissionDenied


def _is_last(page: MeetingPage, side: Party) -> bool:
    """Whether every other side has confirmed: then this one signs it."""
    return all(each.confirmation for each in page.signatures if each.side.code != side.code)


def _confirmed(request: DashboardRequest, meeting: Meeting) -> HttpResponse:
    _count_again(request)
    signed = meeting.records.filter(order=0).exists()
    text = (
        _("The record is signed. What was agreed is in force from today.")
        if signed
        else _("You have confirmed the record for your side.")
    )
    return saved(request, text, meeting_address(meeting, "signing"))


def _count_again(request: DashboardRequest) -> None:
    """What waited for the reader is another number now, though nothing is in the ledger."""
    request.session.pop("work", None)


@keeps_typed
@require_http_methods(["GET", "POST"])
def addendum_add(request: DashboardRequest, code: str) -> HttpResponse:
    meeting = written_meeting(request, code)
    form = TextForm(
        request.POST or None,
        initial=dict(typed_here(request)),
        label=_("What the record should say"),
        hint=_("Name the point. The signed record stays as it is; this is read with it."),
    )
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            add_addendum(meeting, text=form.cleaned_data["text"])
            text = _("The addendum lies before the sides to be confirmed.")
            return saved(request, text, meeting_address(meeting, "addenda"))
    return form_page(
        request,
        meeting,
        form,
        title=_("Write an addendum"),
        lead=_("A correction or completion, confirmed by an official of each side."),
        back=meeting_address(meeting, "addenda"),
        closed=False,
    )


@keeps_typed
@require_http_methods(["GET", "POST"])
def addendum_confirm(request: MemberRequest, code: str, order: int) -> HttpResponse:
    meeting = meeting_or_404(request.user, code)
    side = _confirming(request, meeting)
    addendum = _addendum(request, meeting, order)
    refusals: list[str] = []
    if request.method == "POST":
        try:
            confirm_addendum(
                addendum,
                official=request.user,
                side=side,
                digest=request.POST.get("digest", ""),
            )
        except ValidationError as refusal:
            refusals = refusal.messages
        else:
            _count_again(request)
            text = _("You have confirmed the addendum for your side.")
            return saved(request, text, meeting_address(meeting, "addenda"))
    page = meeting_page(meeting, request.user, as_of=request.moment.as_of)
    line = next(each for each in page.addenda if each.addendum.pk == addendum.pk)
    context = {
        "page": page,
        "meeting": meeting,
        "short": page.title,
        "side": side,
        "line": line,
        "refusals": refusals,
    }
    return render(request, "compliance/meeting_addendum.html", context)


@button
def addendum_remove(request: DashboardRequest, code: str, order: int) -> HttpResponse:
    meeting = written_meeting(request, code)
    addendum = _addendum(request, meeting, order)
    text = _("The addendum is taken back.")
    return done(
        request, lambda: remove_addendum(addendum), text, meeting_address(meeting, "addenda")
    )


def _addendum(request: DashboardRequest, meeting: Meeting, order: int) -> Addendum:
    rows = Addendum.objects.visible_to(request.user).filter(meeting=meeting)
    addendum: Addendum = get_object_or_404(rows, order=order)
    addendum.meeting = meeting
    return addendum
