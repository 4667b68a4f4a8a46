"""Which bodies there are on a day, what each is called then and under which it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from agreements.models.committees import Committee
from agreements.models.dates import PartialDate


class Dated(Protocol):
    """A row that holds from a day on; without a day, from the beginning."""

    holds_from: date | None


Row = TypeVar("Row", bound=Dated)


@dataclass(frozen=True, slots=True)
class Body:
    """A committee as it stands on a day."""

    committee: Committee
    name: str
    above: int | None  # the committee it stands under
    circular: bool  # its place on record leads back to itself


def held(rows: Iterable[Row], day: date) -> Row | None:
    """The row that holds on the day: the latest begun by then."""
    begun = [row for row in rows if (row.holds_from or date.min) <= day]
    return max(begun, key=lambda row: row.holds_from or date.min, default=None)


def covers(starts: PartialDate | None, ends: PartialDate | None, day: date) -> bool:
    """Whether the day is not outside what is known: from the first day of the beginning to the
    last day of the end."""
    return not (starts and day < starts.first_day) and not (ends and ends.last_day < day)


def stands(committee: Committee, day: date) -> bool:
    """Whether it exists on the day; one with no dates of its own lives as long as its forum."""
    forum = committee.forum
    starts = committee.established_on or (forum.started_on if forum else None)
    ends = committee.ended_on or (forum.ended_on if forum else None)
    return covers(starts, ends, day)


def name_on(committee: Committee, day: date) -> str:
    """Its name on the day; before its first name holds, the first."""
    names = committee.names.all()
    row = held(names, day) or min(names, key=lambda name: name.holds_from or date.min, default=None)
    return str(row.name) if row else committee.code


def tree(committees: Sequence[Committee], day: date) -> dict[int, Body]:
    """The bodies of the day by their key. No query where forums, names and places are read."""
    standing = [each for each in committees if stands(each, day)]
    places = {each.pk: held(each.parents.all(), day) for each in standing}
    told = {pk: place.parent_id if place else None for pk, place in places.items()}
    above = uncircled({pk: up if up in told else None for pk, up in told.items()})
    return {
        each.pk: Body(
            committee=each,
            name=name_on(each, day),
            above=above[each.pk],
            circular=told[each.pk] in told and above[each.pk] is None,
        )
        for each in standing
    }


def uncircled(above: Mapping[int, int | None]) -> dict[int, int | None]:
    """The same places; where they would lead in a circle, the last of it stands under none."""
    safe: dict[int, int | None] = {}
    for node, parent in above.items():
        up = parent
        while up is not None and up != node:
            up = safe.get(up)
        safe[node] = None if up == node else parent
    return safe


def path_to(body: Body, bodies: Mapping[int, Body]) -> list[Body]:
    """The bodies above it, the highest first."""
    path: list[Body] = []
    while body.above is not None:
        body = bodies[body.above]
        path.insert(0, body)
    return path
