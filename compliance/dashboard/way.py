"""The way of a point through the committees: up by escalation, back with the answer, in days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from agreements.models import AgendaItem, Decision, Held, MeetingRecord, Outcome
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


def ways_of(
    items: Sequence[AgendaItem], user: Asker, *, as_of: date
) -> dict[int, tuple[Step, ...]]:
    """The way of each of these points of one meeting, by key: from where it first came up, as far
    as the reader may see; nothing where it never left its committee. What a later meeting decided
    counts once its record is signed.

    Six queries at most, however many points there are and however long their ways.
    """
    if not items:
        return {}
    chains = _chains(items, user)
    rows = _rows({pk for chain in chains.values() for pk, _later in chain})
    return {
        pk: _way([Stay(rows[each], later) for each, later in chain], as_of)
        for pk, chain in chains.items()
    }


class Stay(NamedTuple):
    """A point on the way of a matter."""

    item: AgendaItem
    later: bool  # than the one whose way is asked for

    @property
    def decision(self) -> Decision | None:
        """How it was closed; of a later meeting only what is signed."""
        decision: Decision | None = getattr(self.item, "decision", None)
        signed: bool = self.item.is_signed  # type: ignore[attr-defined]
        return decision if signed or not self.later else None


def _chains(items: Iterable[AgendaItem], user: Asker) -> dict[int, list[tuple[int, bool]]]:
    """The keys of the points that are one matter, the first first, and whether each is later than
    the one asked for. Two queries."""
    regimes = {item.meeting.committee.regime_id for item in items}
    links = AgendaItem.objects.filter(
        meeting__committee__regime__in=regimes, arises_from__isnull=False
    )
    before = dict(links.values_list("pk", "arises_from__item"))
    after: dict[int, int] = {}
    standing = links.exclude(meeting__held=Held.CALLED_OFF).visible_to(user)
    for pk, origin in standing.order_by("pk").values_list("pk", "arises_from__item"):
        after.setdefault(origin, pk)
    return {item.pk: _chain(item.pk, before, after) for item in items}


def _chain(key: int, before: Mapping[int, int], after: Mapping[int, int]) -> list[tuple[int, bool]]:
    found = [key]
    while (earlier := before.get(found[0])) is not None and earlier not in found:
        found.insert(0, earlier)
    chain = [(pk, False) for pk in found]
    while (later := after.get(found[-1])) is not None and later not in found:
        found.append(later)
        chain.append((later, True))
    return chain


def _rows(keys: Iterable[int]) -> dict[int, AgendaItem]:
    """The points with all that a step says. Three queries."""
    records = MeetingRecord.objects.filter(meeting=OuterRef("meeting"), order=0)
    rows = AgendaItem.objects.filter(pk__in=keys).annotate(is_signed=Exists(records))
    full = rows.select_related("meeting__committee", "decision__escalated_to")
    names = ("meeting__committee__names", "decision__escalated_to__names")
    return {row.pk: row for row in full.prefetch_related(*names)}


def _way(stays: Sequence[Stay], as_of: date) -> tuple[Step, ...]:
    last = stays[-1].decision
    escalated = last is not None and last.outcome == Outcome.ESCALATED
    if len({each.item.meeting.committee_id for each in stays}) < 2 and not escalated:
        return ()
    steps: list[Step] = []
    begun = stays[0].item.meeting.starts_on
    came_on: date | None = begun.first_day if begun else None
    for each in stays:
        decision = each.decision
        left_on = each.item.meeting.day if decision else None
        steps.append(_step(each.item, decision, came_on, left_on, as_of))
        came_on = left_on or came_on
    if last is not None and last.escalated_to is not None:
        steps.append(_waiting(last, came_on, as_of))
    return _merged(steps, as_of)


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
