"""Planning a meeting: its number and host, who is invited, and the agenda that opens by itself."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.models import (
    AgendaItem,
    Committee,
    Decision,
    Delegate,
    Held,
    ItemKind,
    Meeting,
    MeetingFile,
    MeetingKind,
    Party,
)
from agreements.models.agenda import DecisionQuerySet
from agreements.permissions import meeting_sides
from compliance.workflow.evidence import check_file
from sosek.ledger.writing import open_chain

logger = logging.getLogger(__name__)

OPENS_WITH = (ItemKind.OPENING, ItemKind.MATTERS, ItemKind.OTHER, ItemKind.NEXT)
"""The headings of every agenda; papers are tabled between the matters arising and the rest."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the next meeting of a committee would be called, and whose turn it is to host it."""

    number: int | None
    host: Party | None
    last: Meeting | None  # that was hosted last


def proposal(committee: Committee, kind: str = MeetingKind.SESSION) -> Proposal:
    """The next number after those of the committee and of the ones it succeeds; the host is the
    side after the last meeting's host. Nothing is proposed where nothing is known."""
    line = committee.line()
    same = Meeting.objects.filter(committee__in=line, kind=kind)
    highest = same.aggregate(highest=Max("number"))["highest"]
    hosted = same.filter(host__isnull=False, held=Held.HELD).select_related("host")
    last = hosted.order_by("-starts_on", "-pk").first()
    host = _next_host(committee, last.host) if last and last.host else None
    return Proposal(number=highest + 1 if highest else None, host=host, last=last)


def _next_host(committee: Committee, before: Party) -> Party | None:
    """The party of the side that comes after, as the forum seats it; else the side itself."""
    sides = meeting_sides(committee)
    codes = [side.code for side in sides]
    if before.side_code not in codes or len(sides) < 2:
        return None
    turn = sides[(codes.index(before.side_code) + 1) % len(sides)]
    seated = committee.forum.parties.all() if committee.forum else ()
    return next((party for party in seated if party.side_code == turn.code), turn)


@transaction.atomic
def plan_meeting(meeting: Meeting, *, delegates: Iterable[Delegate] = ()) -> Meeting:
    """A new meeting with its list of invited persons; its agenda opens with what arises from
    earlier ones."""
    open_chain()
    meeting.held, meeting.code = Held.PLANNED, _free_code(meeting)
    if meeting.starts_on is None:
        raise ValidationError({"starts_on": _("Say when it begins; a month or a year is enough.")})
    _check_host(meeting)
    _refuse_twin(meeting)
    meeting.full_clean()
    meeting.save()
    for delegate in delegates:
        delegate.meeting = meeting
        delegate.full_clean()
        delegate.save()
    _open_agenda(meeting)
    logger.info("meeting %s of committee %s planned", meeting.pk, meeting.committee_id)
    return meeting


def _refuse_twin(meeting: Meeting) -> None:
    """The same form sent twice plans one meeting."""
    same = ("committee", "kind", "number", "starts_on", "ends_on", "place", "host")
    wanted = {name: getattr(meeting, name) for name in same} | {"held": Held.PLANNED}
    if meeting.number is None and Meeting.objects.filter(**wanted).exists():
        raise ValidationError(_("This meeting is planned already."), code="twin")


def _free_code(meeting: Meeting) -> str:
    """A short name for its address, of its committee, kind and number or day."""
    which = meeting.number or meeting.starts_on or ""
    plain = f"{meeting.committee.code}-{meeting.kind}-{which}".replace("_", "-")[:70]
    code, count = plain, 1
    while Meeting.objects.filter(code=code).exists():
        count += 1
        code = f"{plain}-{count}"
    return code


def _check_host(meeting: Meeting) -> None:
    sides = {side.code for side in meeting_sides(meeting.committee)}
    if meeting.host and sides and meeting.host.side_code not in sides:
        raise ValidationError({"host": _("The host has no seat in this committee.")})


def _open_agenda(meeting: Meeting) -> None:
    for order, kind in enumerate(OPENS_WITH, start=1):
        item = AgendaItem(meeting=meeting, order=order, kind=kind)
        item.full_clean()
        item.save()
        if kind == ItemKind.MATTERS:
            matters = item
    waiting = Decision.objects.put_off(meeting.committee.line()).unfollowed()
    for order, decision in enumerate(_in_order(waiting), start=len(OPENS_WITH) + 1):
        carried(decision, meeting, under=matters, order=order)


def _in_order(decisions: Iterable[Decision]) -> Sequence[Decision]:
    about = ("item__paper", "item__agreement", "item__obligation")
    return list(decisions.select_related(*about).order_by("item__meeting__starts_on", "pk"))  # type: ignore[attr-defined]


def hand_on(meeting: Meeting) -> None:
    """What a signed meeting put off, escalated or answered stands at once on the agenda of the next
    meeting planned of the committee it waits for; else on that of the one to come."""
    made = Decision.objects.filter(item__meeting=meeting)
    above = [each.escalated_to for each in made.select_related("escalated_to")]
    asked = made.filter(item__arises_from__isnull=False)
    below = [
        each.item.arises_from.item.meeting.committee
        for each in asked.select_related("item__arises_from__item__meeting__committee")
        if each.item.arises_from
    ]
    for committee in {each for each in (meeting.committee, *above, *below) if each is not None}:
        _hand_to(committee, made)


def _hand_to(committee: Committee, made: DecisionQuerySet) -> None:
    planned = committee.meetings.filter(held=Held.PLANNED, closed_at=None, records=None)
    for coming in planned.order_by("starts_on", "pk"):
        matters = coming.agenda.filter(kind=ItemKind.MATTERS, under=None).first()
        if matters is None:
            continue
        last = coming.agenda.aggregate(last=Max("order"))["last"] or 0
        waiting = made.put_off(committee.line()).unfollowed()
        for order, decision in enumerate(_in_order(waiting), start=last + 1):
            carried(decision, coming, under=matters, order=order)
        return


def carried(decision: Decision, meeting: Meeting, *, under: AgendaItem, order: int) -> AgendaItem:
    """A point of this meeting that goes on from an earlier decision."""
    before = decision.item
    item = AgendaItem(
        meeting=meeting,
        order=order,
        kind=ItemKind.MATTERS,
        under=under,
        title=before.title,
        text=before.text,
        paper=before.paper,
        agreement=before.agreement,
        obligation=before.obligation,
        arises_from=decision,
    )
    item.full_clean()
    item.save()
    return item


@transaction.atomic
def change_meeting(meeting: Meeting) -> Meeting:
    """Another day, place, number or host, as long as the record is open. What is as it was is not
    written again: it would look to another editor like a change."""
    open_chain()
    refuse_closed(meeting)
    kept = Meeting.objects.get(pk=meeting.pk)
    fields = [field.attname for field in Meeting._meta.concrete_fields]
    if all(getattr(kept, name) == getattr(meeting, name) for name in fields):
        return meeting
    _check_host(meeting)
    meeting.full_clean()
    meeting.save()
    logger.info("meeting %s changed", meeting.pk)
    return meeting


@transaction.atomic
def keep_delegate(delegate: Delegate) -> Delegate:
    """Somebody new on the list of a meeting, or what has changed about one who is on it."""
    open_chain()
    refuse_closed(delegate.meeting)
    sides = {side.code for side in meeting_sides(delegate.meeting.committee)}
    if delegate.side and sides and delegate.side.side_code not in sides:
        raise ValidationError({"side": _("This side has no seat in this committee.")})
    delegate.full_clean()
    delegate.save()
    return delegate


@transaction.atomic
def remove_delegate(delegate: Delegate) -> None:
    open_chain()
    refuse_closed(delegate.meeting)
    delegate.delete()


@transaction.atomic
def attach_file(meeting: Meeting, upload: UploadedFile, *, caption: str = "") -> MeetingFile:
    """A paper that belongs to the meeting; to a signed one too: its record names none."""
    open_chain()
    checked = check_file(upload)
    file = MeetingFile(
        meeting=meeting, order=meeting.files.count() + 1, caption=caption, **checked.fields()
    )
    file.full_clean()
    file.save()
    logger.info("file %s attached to meeting %s", file.pk, meeting.pk)
    return file


@transaction.atomic
def detach_file(file: MeetingFile) -> None:
    """Take a paper away again, as long as the record is open."""
    open_chain()
    refuse_closed(file.meeting)
    stored = file.file
    file.delete()
    transaction.on_commit(lambda: stored.delete(save=False))


def refuse_closed(meeting: Meeting) -> None:
    """Nothing changes once the record lies before the sides; a signed one never again."""
    now = Meeting.objects.get(pk=meeting.pk)  # after the lock: what the page showed may be old
    if now.records.exists():
        raise ValidationError(
            _("The record of this meeting is signed. Write an addendum instead."), code="signed"
        )
    if now.closed_at is not None:
        raise ValidationError(
            _("The record lies before the sides to be signed. Open it again to change it."),
            code="closed",
        )
