"""The way of a point through the committees: up by escalation, back with the answer, in days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from agreements.models import AgendaItem, Decision, MeetingRecord, Outcome
from agreements.permissions import Asker


@dataclass(frozen=True, slots=True)
class Step:
    """A committee that had the point before it, from when to when."""

    committee: str  # name
    level: str
    meeting: str  # code of the one that took it up; "": none has yet
    came_on: date | None  # the day on which it was handed to this committee
    left_on: date | None  # the day on which it was closed there; None: it is still there
    outcome: str  # by which it was closed there; "": it is still there
    days: int | None  # that it spent there until it was closed, or until the day asked for


def way_of(item: AgendaItem, user: Asker, *, as_of: date) -> tuple[Step, ...]:
    """The point's way from where it first came up, as far as the reader may see; nothing where it
    never left its committee. What a later meeting decided counts once its record is signed.

    At most four queries for each earlier or later point that is the same matter.
    """
    chain = _chain(item, user)
    if len({each.meeting.committee_id for each in chain}) < 2 and not _escalated(chain[-1]):
        return ()
    steps: list[Step] = []
    came_on: date | None = (
        chain[0].meeting.starts_on.first_day if chain[0].meeting.starts_on else None
    )
    for each in chain:
        decision = _decided(each)
        left_on = each.meeting.day if decision else None
        steps.append(_step(each, decision, came_on, left_on, as_of))
        came_on = left_on or came_on
    last = _decided(chain[-1])
    if last is not None and last.escalated_to is not None:
        steps.append(_waiting(last, came_on, as_of))
    return _merged(steps, as_of)


def _chain(item: AgendaItem, user: Asker) -> list[AgendaItem]:
    """The points that are one matter, the first first."""
    found = [item]
    while found[0].arises_from is not None and found[0].arises_from.item not in found:
        found.insert(0, found[0].arises_from.item)
    while (later := _followed(found[-1], user)) is not None and later not in found:
        found.append(later)
    return found


def _followed(item: AgendaItem, user: Asker) -> AgendaItem | None:
    records = MeetingRecord.objects.filter(meeting=OuterRef("meeting"), order=0)
    rows = AgendaItem.objects.visible_to(user).filter(arises_from__item=item)
    known = rows.annotate(is_signed=Exists(records))
    with_decision = known.select_related("meeting__committee", "decision__escalated_to")
    return with_decision.prefetch_related("meeting__committee__names").order_by("pk").first()


def _decided(item: AgendaItem) -> Decision | None:
    """How a point was closed; of a later meeting only what is signed."""
    decision: Decision | None = getattr(item, "decision", None)
    return decision if getattr(item, "is_signed", True) else None


def _escalated(item: AgendaItem) -> bool:
    decision = _decided(item)
    return decision is not None and decision.outcome == Outcome.ESCALATED


def _step(
    item: AgendaItem,
    decision: Decision | None,
    came_on: date | None,
    left_on: date | None,
    as_of: date,
) -> Step:
    committee = item.meeting.committee
    return Step(
        committee=str(committee),
        level=str(committee.get_level_display()),
        meeting=item.meeting.code,
        came_on=came_on,
        left_on=left_on,
        outcome=decision.outcome if decision else "",
        days=_days(came_on, left_on or as_of),
    )


def _waiting(decision: Decision, came_on: date | None, as_of: date) -> Step:
    """The committee above, which has not met on it yet."""
    above = decision.escalated_to
    if above is None:
        raise ValueError(decision)
    return Step(
        str(above), str(above.get_level_display()), "", came_on, None, "", _days(came_on, as_of)
    )


def _merged(steps: Iterable[Step], as_of: date) -> tuple[Step, ...]:
    """A matter put off to the next meeting of the same committee is one stay there."""
    found: list[Step] = []
    for step in steps:
        before = found[-1] if found else None
        if before and before.committee == step.committee and before.level == step.level:
            came_on = before.came_on
            days = _days(came_on, step.left_on or as_of)
            found[-1] = Step(
                step.committee, step.level, step.meeting, came_on, step.left_on, step.outcome, days
            )
        else:
            found.append(step)
    return tuple(found)


def _days(start: date | None, end: date) -> int | None:
    return max(0, (end - start).days) if start else None
