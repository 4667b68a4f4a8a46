"""What the pages on which a meeting is written share: finding it, asking, showing a form."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.models import AgendaItem, Forum, Meeting
from agreements.permissions import Asker, can_hold_meetings
from compliance.dashboard.meetings import short_name
from compliance.queries import lineage
from compliance.views.pages import DashboardRequest
from compliance.views.typed import forget_typed, page_name, typed_for


def meeting_or_404(user: Asker, code: str) -> Meeting:
    """The meeting, if the reader may see it. Three queries."""
    meetings = Meeting.objects.visible_to(user).select_related(
        "committee__regime", "committee__forum__predecessor", "committee__side", "host"
    )
    found: Meeting = get_object_or_404(
        meetings.prefetch_related("committee__names", "citations__source"), code=code
    )
    return found


def written_meeting(request: DashboardRequest, code: str) -> Meeting:
    """The meeting, if the reader keeps its record."""
    meeting = meeting_or_404(request.user, code)
    if not can_hold_meetings(request.user, meeting.committee):
        raise PermissionDenied
    return meeting


def item_or_404(request: DashboardRequest, meeting: Meeting, pk: int) -> AgendaItem:
    """A point of the agenda of this meeting."""
    items = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting)
    about = ("paper__forum", "agreement__paper", "obligation__agreement__paper", "under")
    item: AgendaItem = get_object_or_404(items.select_related(*about), pk=pk)
    item.meeting = meeting
    return item


def forums_of(request: DashboardRequest, meeting: Meeting) -> list[Forum]:
    """The forums of whose register a meeting speaks: its own and those it succeeds; of a body
    above the forums all of its regime."""
    forums = request.chrome.forums
    own = next((each for each in forums if each.pk == meeting.committee.forum_id), None)
    if own is not None:
        return lineage(own, forums)
    return [each for each in forums if each.regime_id == meeting.committee.regime_id]


def typed_here(request: DashboardRequest) -> Mapping[str, str]:
    """What was typed in the form of this page before the sign-in ran out."""
    typed = typed_for(request, page_name(request))
    return typed.fields if typed and request.method == "GET" else {}


def form_page(
    request: DashboardRequest,
    meeting: Meeting,
    form: BaseForm,
    template: str = "compliance/meeting_form.html",
    **context: Any,
) -> HttpResponse:
    """The page of a form, with what was refused, or with what a lost sign-in left of it."""
    shown = {
        "meeting": meeting,
        "short": short_name(meeting),
        "form": form,
        "keep": page_name(request),
        "returned": bool(typed_here(request)),
        "closed": meeting.closed_at is not None,
        "back": meeting_address(meeting),
    }
    return render(request, template, shown | context)


def meeting_address(meeting: Meeting, anchor: str = "") -> str:
    address = reverse("compliance:meeting", args=[meeting.code])
    return f"{address}#{anchor}" if anchor else address


def saved(request: DashboardRequest, text: str, to: str) -> HttpResponse:
    """Say that it came through, forget what was kept of it, and go there."""
    keep = page_name(request)
    messages.success(request, text, extra_tags=keep)
    forget_typed(request, keep)
    return redirect(to)


def done(request: DashboardRequest, act: Callable[[], Any], text: str, to: str) -> HttpResponse:
    """What a single button does: said to be done, or why it is not."""
    try:
        act()
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    else:
        if text:
            messages.success(request, text)
    return redirect(to)


def button(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view behind a single button: nothing is typed, so who was signed out comes back to the
    page of the meeting."""

    def page_of(request: DashboardRequest) -> str:
        place = request.resolver_match
        return reverse("compliance:meeting", args=[place.kwargs["code"]]) if place else "/"

    @login_not_required
    @require_POST
    @wraps(view)
    def pressed(request: DashboardRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        messages.warning(request, _("You have been signed out, so nothing was changed."))
        return redirect_to_login(page_of(request))

    pressed.comes_back = page_of  # type: ignore[attr-defined]
    return pressed
