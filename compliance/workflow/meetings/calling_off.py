"""A planned meeting that will not take place, and back on the plan again."""

import logging
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import AgendaItem, Citation, Decision, Held, Meeting
from compliance.workflow.meetings.carrying import hand_to, take_over
from compliance.workflow.meetings.planning import refuse_closed
from sosek.ledger.writing import open_chain

logger = logging.getLogger(__name__)


@transaction.atomic
def call_off(meeting: Meeting, *, reason: str, citations: Iterable[Citation] = ()) -> Meeting:
    """A planned meeting will not take place. It stays on record with its reason, its number is free
    again, and what had been put off or escalated to it waits for the next one planned."""
    open_chain()
    meeting.refresh_from_db()
    refuse_closed(meeting)
    if meeting.held != Held.PLANNED:
        raise ValidationError(
            _("Only a meeting that is planned can be called off."), code="not_planned"
        )
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it will not take place.")})
    meeting.held, meeting.called_off_because = Held.CALLED_OFF, reason.strip()
    meeting.full_clean()
    meeting.save()
    meeting.citations.add(*citations)
    carried = meeting.agenda.exclude(arises_from=None)
    hand_to(meeting.committee, Decision.objects.filter(pk__in=carried.values("arises_from")))
    logger.info("meeting %s called off", meeting.pk)
    return meeting


@transaction.atomic
def put_back(meeting: Meeting) -> Meeting:
    """A meeting that was called off is planned again, with the agenda that it had: without the
    points that another agenda has taken up since, and with those that wait by now."""
    open_chain()
    meeting.refresh_from_db()
    if meeting.held != Held.CALLED_OFF:
        raise ValidationError(_("This meeting was not called off."), code="not_called_off")
    _refuse_taken_number(meeting)
    for item in _taken_up_elsewhere(meeting):
        item.delete()
    meeting.held, meeting.called_off_because = Held.PLANNED, ""
    meeting.full_clean()
    meeting.save()
    take_over(meeting, Decision.objects.put_off(meeting.committee.line()).unfollowed())
    logger.info("meeting %s put back on the plan", meeting.pk)
    return meeting


def _refuse_taken_number(meeting: Meeting) -> None:
    same = meeting.committee.meetings.filter(kind=meeting.kind, number=meeting.number)
    if meeting.number and same.exclude(held=Held.CALLED_OFF).exists():
        raise ValidationError(
            _("Another meeting has the number %(number)s by now: give that one another first."),
            code="number",
            params={"number": meeting.number},
        )


def _taken_up_elsewhere(meeting: Meeting) -> list[AgendaItem]:
    """Its points that another agenda goes on from, where nothing was said to them here."""
    waiting = Decision.objects.unfollowed()
    carried = meeting.agenda.exclude(arises_from=None).exclude(arises_from__in=waiting)
    return list(carried.filter(positions=None, decision=None))
