"""Who sits on a seat on a day, as far as the sources say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agreements.models import Appointment, Citation, PartialDate
from agreements.models.tree import covers


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds or held a seat, or the office that does; or that nobody does."""

    key: int  # of the appointment
    who: str
    office: str  # beside a person's name
    named: bool
    starts_on: PartialDate | None
    ends_on: PartialDate | None
    seen_on: PartialDate | None
    disputed: bool
    vacant: bool
    note: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat on a day: who holds it, and who is told of before, later, or without a date."""

    holders: tuple[Holder, ...]
    before: tuple[Holder, ...] = ()
    later: tuple[Holder, ...] = ()
    undated: tuple[Holder, ...] = ()

    @property
    def disputed(self) -> bool:
        """Sources differ on who holds it."""
        return any(holder.disputed for holder in self.holders)

    @property
    def vacant(self) -> bool:
        """Nobody holds it, for certain."""
        return bool(self.holders) and all(holder.vacant for holder in self.holders)


def seat_on(appointments: Iterable[Appointment], day: date) -> Seat:
    """Those whose term covers the day, or who were seen on it; else whoever was seen last before
    it; else those told of without a date. Where sources differ, all that they name."""
    past, present, future, undated = _sorted(appointments, day)
    seen = [each for each in past if _only_seen(each)]
    holders = present or [each for each in seen if _day(each) == _day(seen[-1])]
    if any(each.disputed for each in holders):
        holders = [each for each in seen if each.disputed and each not in holders] + holders
    if not holders:
        holders, undated = undated, []
    before = [each for each in past if each not in holders]
    return Seat(
        holders=_told(holders),
        before=_told(before[::-1]),
        later=_told([each for each in future if not each.vacant]),
        undated=_told(undated),
    )


def holder(row: Appointment) -> Holder:
    """The row in words; no query where its citations are prefetched."""
    office = str(row.post)
    return Holder(
        key=row.pk,
        who=str(row),
        office=office if row.person or row.vacant else "",
        named=bool(row.person),
        vacant=row.vacant,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        seen_on=row.seen_on,
        disputed=row.disputed,
        note=row.note,
        citations=tuple(row.citations.all()),
    )


def _sorted(
    appointments: Iterable[Appointment], day: date
) -> tuple[list[Appointment], list[Appointment], list[Appointment], list[Appointment]]:
    """Past, present, future, and without any date; each in the order of time."""
    past: list[Appointment] = []
    present: list[Appointment] = []
    future: list[Appointment] = []
    undated: list[Appointment] = []
    for row in appointments:
        if not (row.starts_on or row.ends_on or row.seen_on):
            undated.append(row)
        elif _holds(row, day):
            present.append(row)
        else:
            (past if _day(row) <= day else future).append(row)
    return sorted(past, key=_day), sorted(present, key=_day), sorted(future, key=_day), undated


def _holds(row: Appointment, day: date) -> bool:
    seen = row.seen_on
    if seen and seen.first_day <= day <= seen.last_day:
        return True
    return not _only_seen(row) and covers(row.starts_on, row.ends_on, day)


def _only_seen(row: Appointment) -> bool:
    return not (row.starts_on or row.ends_on)


def _day(row: Appointment) -> date:
    """The day by which it is put in order: where only the end is known, that."""
    known = row.starts_on or row.seen_on or row.ends_on
    return known.first_day if known else date.min


def _told(rows: Sequence[Appointment]) -> tuple[Holder, ...]:
    return tuple(holder(row) for row in rows)
