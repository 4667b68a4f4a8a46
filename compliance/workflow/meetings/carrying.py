"""What goes on from one meeting to another: points put off, escalated, or answered from above."""

from collections.abc import Iterable, Sequence

from django.db.models import Max

from agreements.models import AgendaItem, Committee, Decision, Held, ItemKind, Meeting
from agreements.models.agenda import DecisionQuerySet


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
        hand_to(committee, made)


def hand_to(committee: Committee, decisions: DecisionQuerySet) -> None:
    """Those of them that wait for this committee go on the agenda of its next meeting planned."""
    planned = committee.meetings.filter(held=Held.PLANNED, closed_at=None, records=None)
    for coming in planned.order_by("starts_on", "pk"):
        if heading_of(coming) is not None:
            take_over(coming, decisions.put_off(committee.line()).unfollowed())
            return


def take_over(meeting: Meeting, decisions: DecisionQuerySet) -> None:
    """Points of this meeting's agenda, after those it has; none where nothing can arise there."""
    under = heading_of(meeting)
    if under is None:
        return
    last = meeting.agenda.aggregate(last=Max("order"))["last"] or 0
    for order, decision in enumerate(_in_order(decisions), start=last + 1):
        carried(decision, meeting, under=under, order=order)


def heading_of(meeting: Meeting) -> AgendaItem | None:
    """The heading under which matters arise."""
    return meeting.agenda.filter(kind=ItemKind.MATTERS, under=None).first()


def _in_order(decisions: Iterable[Decision]) -> Sequence[Decision]:
    about = ("item__paper", "item__agreement", "item__obligation")
    return list(decisions.select_related(*about).order_by("item__meeting__starts_on", "pk"))  # type: ignore[attr-defined]


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
