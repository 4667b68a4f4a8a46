"""The agenda: points added, renamed, moved and taken out; what is open taken up."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from agreements.models import (
    AgendaItem,
    Agreement,
    Decision,
    Forum,
    ItemKind,
    Meeting,
    Obligation,
    WorkingPaper,
)
from agreements.models.agenda import numbers
from compliance.forms.meetings import NewPointForm, PointForm
from compliance.models import Dispute
from compliance.views.meetings.editing import (
    button,
    done,
    form_page,
    forums_of,
    item_or_404,
    meeting_address,
    saved,
    typed_here,
    written_meeting,
)
from compliance.views.pages import DashboardRequest
from compliance.views.typed import keeps_typed
from compliance.workflow.meetings import (
    add_item,
    as_read,
    change_item,
    edition_of,
    move_item,
    remove_item,
    take_up,
)
from sosek.web import errors_on


@keeps_typed
@require_http_methods(["GET", "POST"])
def agenda(request: DashboardRequest, code: str) -> HttpResponse:
    """The points with their buttons, and the form for one more."""
    meeting = written_meeting(request, code)
    items = _items(request, meeting)
    forums = forums_of(request, meeting)
    form = NewPointForm(
        request.POST or None,
        initial=dict(typed_here(request)),
        about=_about(request, forums),
        headings=[each for each in items if each.under_id is None],
    )
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            item = form.item(meeting)
            _put_in(request, item, form.cleaned_data["about"])
            add_item(item)
            return saved(request, _("The point is on the agenda."), _agenda(meeting))
    order = numbers(items)
    by_key = {item.pk: item for item in items}
    return form_page(
        request,
        meeting,
        form,
        "compliance/meeting_agenda.html",
        lines=[(number, by_key[pk]) for pk, number in order.items()],
        papers=len(_untabled(request, meeting, forums)),
    )


def _items(request: DashboardRequest, meeting: Meeting) -> list[AgendaItem]:
    rows = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting)
    return list(rows.select_related("paper", "agreement", "obligation"))


def _about(
    request: DashboardRequest, forums: Sequence[Forum]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a point may be about, by kind. Three queries."""
    papers = WorkingPaper.objects.visible_to(request.user).filter(forum__in=forums)
    agreements = Agreement.objects.visible_to(request.user).filter(paper__forum__in=forums)
    obligations = Obligation.objects.visible_to(request.user).filter(
        agreement__paper__forum__in=forums
    )
    groups: list[tuple[Any, list[tuple[str, str]]]] = [
        (_("Working papers"), [(f"paper:{e.pk}", f"{e.number} {e}") for e in papers]),
        (_("Agreements"), [(f"agreement:{e.pk}", str(e)) for e in agreements]),
        (_("Obligations"), [(f"obligation:{e.pk}", str(e)) for e in obligations]),
    ]
    return [(str(name), choices) for name, choices in groups if choices]


def _put_in(request: DashboardRequest, item: AgendaItem, about: str) -> None:
    """What the point is about, of those that were offered."""
    kind, _colon, key = about.partition(":")
    rows: Any = {
        "paper": WorkingPaper.objects.visible_to(request.user).select_related("forum"),
        "agreement": Agreement.objects.visible_to(request.user).select_related("paper__forum"),
        "obligation": Obligation.objects.visible_to(request.user).select_related(
            "agreement__paper__forum"
        ),
    }
    if kind in rows:
        setattr(item, kind, get_object_or_404(rows[kind], pk=key))


@button
def papers(request: DashboardRequest, code: str) -> HttpResponse:
    """Every paper of the forum that is not on the agenda yet."""
    meeting = written_meeting(request, code)
    rows = _untabled(request, meeting, forums_of(request, meeting))
    text = ngettext("%(count)s paper is tabled.", "%(count)s papers are tabled.", len(rows))
    return done(
        request, lambda: _table(meeting, rows), text % {"count": len(rows)}, _agenda(meeting)
    )


@transaction.atomic
def _table(meeting: Meeting, rows: Sequence[WorkingPaper]) -> None:
    for paper in rows:
        add_item(AgendaItem(meeting=meeting, kind=ItemKind.PAPER, paper=paper))


def _untabled(
    request: DashboardRequest, meeting: Meeting, forums: Sequence[Forum]
) -> list[WorkingPaper]:
    own = [forum for forum in forums if meeting.committee.forum_id]
    papers = WorkingPaper.objects.visible_to(request.user).filter(forum__in=own)
    on = meeting.agenda.filter(paper__isnull=False).values("paper")
    return list(papers.exclude(pk__in=on).select_related("forum").order_by("number", "pk"))


@keeps_typed
@require_http_methods(["GET", "POST"])
def point(request: DashboardRequest, code: str, pk: int) -> HttpResponse:
    """Another title or text of a point."""
    meeting = written_meeting(request, code)
    item = item_or_404(request, meeting, pk)
    history = AgendaItem.history.filter(id=item.pk)
    present = {"title": item.title, "text": item.text}
    form = PointForm(request.POST or None, initial=present | dict(typed_here(request)))
    if form.is_valid():
        with errors_on(form), as_read(history, request.POST.get("edition", "")):
            item.title, item.text = form.cleaned_data["title"], form.cleaned_data["text"]
            change_item(item)
            return saved(request, _("The point is changed."), _agenda(meeting))
    return form_page(
        request,
        meeting,
        form,
        title=_("Change the point"),
        lead=item_or_404(request, meeting, pk).name,
        back=_agenda(meeting),
        edition=edition_of(history),
    )


@button
def point_move(request: DashboardRequest, code: str, pk: int) -> HttpResponse:
    meeting = written_meeting(request, code)
    item = item_or_404(request, meeting, pk)
    down = request.POST.get("to") == "down"
    return done(request, lambda: move_item(item, down=down), "", f"{_agenda(meeting)}#p-{pk}")


@button
def point_remove(request: DashboardRequest, code: str, pk: int) -> HttpResponse:
    meeting = written_meeting(request, code)
    item = item_or_404(request, meeting, pk)
    text = _("“%(name)s” is off the agenda.") % {"name": item.name}
    return done(request, lambda: remove_item(item), text, _agenda(meeting))


@button
def matter_take_up(request: DashboardRequest, code: str) -> HttpResponse:
    """An open obligation or decision, or a dispute, as a point, with one button."""
    meeting = written_meeting(request, code)
    back = meeting_address(meeting, "matters")
    try:
        item = take_up(meeting, **_matter(request))
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
        return redirect(back)
    messages.success(request, _("“%(name)s” is on the agenda.") % {"name": item.name})
    return redirect(meeting_address(meeting, f"p-{item.pk}"))


def _matter(request: DashboardRequest) -> dict[str, Any]:
    key = request.POST.get("decision", "")
    if key:
        decisions = Decision.objects.visible_to(request.user).select_related(
            "item__paper", "item__agreement", "item__obligation"
        )
        return {"decision": get_object_or_404(decisions, pk=key if key.isdecimal() else 0)}
    key = request.POST.get("dispute", "")
    if key:
        disputes = Dispute.objects.visible_to(request.user).select_related(
            "report__obligation__agreement__paper__forum"
        )
        return {"dispute": get_object_or_404(disputes, pk=_uuid(key))}
    obligations = Obligation.objects.visible_to(request.user).select_related(
        "agreement__paper__forum"
    )
    return {"obligation": get_object_or_404(obligations, code=request.POST.get("obligation", ""))}


def _uuid(key: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(key)
    except ValueError:
        return None


def _agenda(meeting: Meeting) -> str:
    return reverse("compliance:meeting_agenda", args=[meeting.code])
