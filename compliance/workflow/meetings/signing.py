"""Closing a meeting: its record is put before the sides, each confirms it, then it is for ever."""

import logging
from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import (
    Addendum,
    AgendaItem,
    Held,
    ItemKind,
    Meeting,
    MeetingRecord,
    Party,
    RecordConfirmation,
    User,
)
from agreements.models.agenda import numbers
from agreements.models.content import addendum_content, digest_of, record_content
from agreements.permissions import meeting_sides
from compliance.workflow.meetings.enacting import enact
from compliance.workflow.meetings.planning import hand_on, refuse_closed
from compliance.workflow.reporting import current_settings
from sosek.ledger.models import instant
from sosek.ledger.writing import open_chain

logger = logging.getLogger(__name__)

UNDECIDED = (ItemKind.OPENING, ItemKind.NEXT)
"""Kinds of points that nothing is decided on."""


@transaction.atomic
def close_meeting(meeting: Meeting) -> Meeting:
    """Put the record before the sides: every point has its outcome, the day is known and past."""
    open_chain()
    meeting.refresh_from_db()
    refuse_closed(meeting)
    _refuse_before_its_day(meeting)
    _refuse_open_points(meeting)
    meeting.held, meeting.closed_at = Held.HELD, timezone.now()
    meeting.full_clean()
    meeting.save()
    logger.info("record of meeting %s closed", meeting.pk)
    return meeting


def _refuse_before_its_day(meeting: Meeting) -> None:
    if meeting.starts_on is None:
        raise ValidationError({"starts_on": _("Say when the meeting was held.")})
    if (meeting.ends_on or meeting.starts_on).first_day > today_of(meeting):
        raise ValidationError(
            _("The meeting ends on a day that has not come yet. Its record comes after it."),
            code="future",
        )


def today_of(meeting: Meeting) -> date:
    """The day it is now in the time zone of the meeting's regime."""
    zone = ZoneInfo(current_settings(meeting.committee.regime_id).time_zone)
    return timezone.now().astimezone(zone).date()


def _refuse_open_points(meeting: Meeting) -> None:
    items = list(meeting.agenda.select_related("decision", "paper", "agreement", "obligation"))
    number = numbers(items)
    undecided = [
        f"{number[item.pk]} {item.name}" for item in _points(items) if not _is_closed(item)
    ]
    if undecided:
        raise ValidationError(
            _("Without an outcome: %(points)s. Close each point, or take it off the agenda."),
            code="open_points",
            params={"points": "; ".join(undecided)},
        )


def _points(items: Iterable[AgendaItem]) -> Iterable[AgendaItem]:
    """What must have been decided: every point, and every heading but the standing ones that has
    none under it."""
    items = list(items)
    headings = {item.under_id for item in items}
    for item in sorted(items, key=lambda item: item.order):
        standing = item.under_id is None and item.kind != ItemKind.PAPER and not item.title
        if item.pk not in headings and not standing and item.kind not in UNDECIDED:
            yield item


def _is_closed(item: AgendaItem) -> bool:
    return getattr(item, "decision", None) is not None


@transaction.atomic
def reopen_meeting(meeting: Meeting) -> Meeting:
    """Take the record back to change it: what was confirmed of it holds no more."""
    open_chain()
    meeting.refresh_from_db()
    _refuse_signed(meeting)
    for confirmation in meeting.confirmations.filter(addendum=None):
        confirmation.delete()
    meeting.closed_at = None
    meeting.save()
    logger.info("record of meeting %s opened again", meeting.pk)
    return meeting


def _refuse_signed(meeting: Meeting) -> None:
    if meeting.records.exists():
        raise ValidationError(
            _("The record of this meeting is signed. Write an addendum instead."), code="signed"
        )


@transaction.atomic
def confirm_record(
    meeting: Meeting, *, official: User, side: Party, digest: str
) -> RecordConfirmation:
    """An official confirms the record for the chair of their side. With the last side it is signed:
    what was agreed comes into force, and the record enters the ledger.

    `digest` is that of the record which the official has read: another one is refused.
    """
    open_chain()
    meeting.refresh_from_db()
    earlier = meeting.confirmations.filter(addendum=None, side=side).first()
    if earlier and earlier.official_id == official.pk and earlier.digest == digest:
        return earlier
    _refuse_signed(meeting)
    if meeting.closed_at is None:
        raise ValidationError(
            _("The record is not ready to be signed: the secretariat has it."), code="open"
        )
    content = record_content(meeting)
    confirmation = _confirmed(meeting, None, content, official, side, digest, earlier)
    if _all_confirmed(meeting, None):
        made = enact(meeting, day=today_of(meeting))
        _enter(meeting, None, content | {"made": made})
        hand_on(meeting)
    return confirmation


def _confirmed(
    meeting: Meeting,
    addendum: Addendum | None,
    content: dict[str, Any],
    official: User,
    side: Party,
    digest: str,
    earlier: RecordConfirmation | None,
) -> RecordConfirmation:
    if side.code not in {each.code for each in meeting_sides(meeting.committee)}:
        raise ValidationError(_("This side has no seat in this committee."), code="no_seat")
    if earlier:
        raise ValidationError(_("Your side has already confirmed it."), code="confirmed")
    if digest != digest_of(content):
        raise ValidationError(
            _("The record has been changed since you read it. Read it again, then confirm it."),
            code="stale",
        )
    confirmation = RecordConfirmation(
        meeting=meeting,
        addendum=addendum,
        side=side,
        official=official,
        digest=digest,
        confirmed_at=timezone.now(),
    )
    confirmation.full_clean()
    confirmation.save()
    logger.info("record of meeting %s confirmed by user %s", meeting.pk, official.pk)
    return confirmation


def _all_confirmed(meeting: Meeting, addendum: Addendum | None) -> bool:
    confirmed = meeting.confirmations.filter(addendum=addendum).values_list("side__code", flat=True)
    return {side.code for side in meeting_sides(meeting.committee)} <= set(confirmed)


def _enter(meeting: Meeting, addendum: Addendum | None, content: dict[str, Any]) -> MeetingRecord:
    """Write what was confirmed, and who confirmed it, into the ledger."""
    signed = meeting.confirmations.filter(addendum=addendum).select_related("side", "official")
    record = MeetingRecord(
        meeting=meeting,
        order=addendum.order if addendum else 0,
        addendum=addendum,
        content=content
        | {
            "confirmed": [
                {
                    "side": each.side.code,
                    "official": str(each.official.opaque_id),
                    "at": instant(each.confirmed_at),
                    "digest": each.digest,
                }
                for each in signed
            ]
        },
    )
    open_chain().enter(record)
    logger.info("record %s of meeting %s signed", record.pk, meeting.pk)
    return record


@transaction.atomic
def add_addendum(meeting: Meeting, *, text: str) -> Addendum:
    """A correction or completion of a signed record, to be confirmed like it."""
    open_chain()
    if not meeting.records.filter(order=0).exists():
        raise ValidationError(
            _("The record is not signed yet: change it instead."), code="not_signed"
        )
    if not text.strip():
        raise ValidationError({"text": _("Write what the record should say.")})
    waiting = meeting.addenda.filter(text=text.strip(), record=None).first()
    if waiting:
        return waiting  # the same form sent twice
    last = meeting.addenda.aggregate(last=Max("order"))["last"] or 0
    addendum = Addendum(meeting=meeting, order=last + 1, text=text.strip())
    addendum.full_clean()
    addendum.save()
    return addendum


@transaction.atomic
def remove_addendum(addendum: Addendum) -> None:
    """Take back an addendum that is not signed."""
    open_chain()
    if MeetingRecord.objects.filter(addendum=addendum).exists():
        raise ValidationError(_("This addendum is signed: it stays."), code="signed")
    addendum.delete()


@transaction.atomic
def confirm_addendum(
    addendum: Addendum, *, official: User, side: Party, digest: str
) -> RecordConfirmation:
    """As for the record itself."""
    open_chain()
    meeting = addendum.meeting
    earlier = addendum.confirmations.filter(side=side).first()
    if earlier and earlier.official_id == official.pk:
        return earlier
    content = addendum_content(addendum)
    confirmation = _confirmed(meeting, addendum, content, official, side, digest, earlier)
    if _all_confirmed(meeting, addendum):
        _enter(meeting, addendum, content)
    return confirmation
