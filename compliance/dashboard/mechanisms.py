"""The regime's health in Chayes' three elements and its decision procedure, from plain facts.

Pure functions: the record as known at a moment goes in, the figures as of a day come out. Whatever
is counted belongs to the side that owes the obligation it is about.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from compliance.scoring import Agreement, in_force

MET, PROMISED, DELIVERED = "met", "promised", "delivered"
MOST_POINTS = 20
"""Of a trend: the last so many year ends."""


class Said(NamedTuple):
    """A report with a status."""

    key: str
    obligation: str
    observed_on: date
    recorded_on: date
    evidence: bool
    answered: bool  # in words, by another side; silence is no answer


class Contest(NamedTuple):
    """A dispute, with the days on which it came before a level."""

    key: str
    obligation: str
    opened_on: date
    steps: tuple[tuple[date, str], ...] = ()
    ended_on: date | None = None


class Need(NamedTuple):
    """What a party lacks, with what was promised or done, by day."""

    key: str
    obligation: str
    said_on: date
    stages: tuple[tuple[date, str], ...] = ()


class Asked(NamedTuple):
    """An approval that was asked for."""

    key: str
    obligation: str
    level: str
    asked_on: date | None  # None: not on record
    recorded_on: date
    decided_on: date | None = None  # approved or refused; put off is not decided


@dataclass(frozen=True, slots=True)
class MechanismRecord:
    """All that these figures read."""

    agreements: tuple[Agreement, ...]
    reports: tuple[Said, ...]
    disputes: tuple[Contest, ...]
    needs: tuple[Need, ...]
    approvals: tuple[Asked, ...]
    known_at: datetime


class Waited(NamedTuple):
    """Something that took, or takes, so many days, before a level."""

    key: str
    level: str
    days: int | None  # None: it is not on record since when


@dataclass(frozen=True, slots=True)
class Waits:
    """Several of them."""

    rows: tuple[Waited, ...]

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def dated(self) -> list[int]:
        return [row.days for row in self.rows if row.days is not None]

    @property
    def undated(self) -> int:
        return len(self.rows) - len(self.dated)

    @property
    def median(self) -> Fraction | None:
        return median(self.dated)

    @property
    def longest(self) -> int | None:
        return max(self.dated, default=None)

    @property
    def by_level(self) -> list[tuple[str, "Waits"]]:
        """The same for each level, in the order of the levels' names."""
        levels = sorted({row.level for row in self.rows})
        return [(each, Waits(tuple(r for r in self.rows if r.level == each))) for each in levels]


@dataclass(frozen=True, slots=True)
class Health:
    """The four groups of figures, as of a day, of one side or of all."""

    owed: frozenset[str]  # codes of the obligations in force
    reported: frozenset[str]  # of those, in the twelve months to the day
    evidenced: frozenset[str]
    answered: frozenset[str]
    delays: Waits  # from observed to recorded, of the reports of those months
    open_disputes: Waits  # since when, and before which level
    settled_disputes: Waits  # how long they took, and where they ended
    needs_met: tuple[str, ...]
    needs_promised: tuple[str, ...]
    needs_open: tuple[str, ...]
    pending: Waits
    decided: Waits

    @property
    def share(self) -> Fraction | None:
        """Of the obligations in force, those reported on."""
        return Fraction(len(self.reported), len(self.owed)) if self.owed else None

    @property
    def needs(self) -> int:
        return len(self.needs_met) + len(self.needs_promised) + len(self.needs_open)

    @property
    def waits(self) -> Waits:
        """How long approvals wait, or waited until they were decided."""
        return Waits(self.pending.rows + self.decided.rows)


@dataclass(frozen=True, slots=True)
class Point:
    """The figures at the end of a year, or on the day asked for."""

    day: date
    by_side: Mapping[str, Health]  # "": of all


def median(days: Sequence[int]) -> Fraction | None:
    """The middle one; of an even number, halfway between the middle two."""
    if not days:
        return None
    ordered, half = sorted(days), len(days) // 2
    if len(days) % 2:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half], 2)


def owing(agreements: Iterable[Agreement], *, as_of: date, known_at: datetime) -> dict[str, str]:
    """The side that owes each obligation in force on the day."""
    sides = {}
    for agreement in agreements:
        held = in_force(agreement.terms, as_of=as_of, known_at=known_at)
        if held is None or (held.adopted_on or as_of) > as_of or _over(held.ended_on, as_of):
            continue
        for obligation in agreement.obligations:
            terms = in_force(obligation.terms, as_of=as_of, known_at=known_at)
            if terms is not None and not _over(terms.ended_on, as_of):
                sides[obligation.code] = terms.owes.partition("/")[0]
    return sides


def _over(ended_on: date | None, as_of: date) -> bool:
    return ended_on is not None and ended_on <= as_of


def ever_owing(agreements: Iterable[Agreement]) -> dict[str, str]:
    """The side that owes, or last owed, each obligation on record."""
    return {
        obligation.code: obligation.terms[-1].owes.partition("/")[0]
        for agreement in agreements
        for obligation in agreement.obligations
        if obligation.terms
    }


def health(record: MechanismRecord, *, as_of: date, side: str = "") -> Health:
    """The figures as of a day; of one side, or of all."""
    now = owing(record.agreements, as_of=as_of, known_at=record.known_at)
    ever = ever_owing(record.agreements) | now

    def own(code: str) -> bool:
        return not side or ever.get(code) == side

    owed = frozenset(code for code in now if own(code))
    since = a_year_before(as_of)
    reports = [r for r in record.reports if since < r.observed_on <= as_of and r.obligation in owed]
    disputes = [d for d in record.disputes if d.opened_on <= as_of and own(d.obligation)]
    needs = [n for n in record.needs if n.said_on <= as_of and own(n.obligation)]
    approvals = [a for a in record.approvals if _was_asked(a, as_of) and own(a.obligation)]
    return Health(
        owed=owed,
        reported=frozenset(r.obligation for r in reports),
        evidenced=frozenset(r.obligation for r in reports if r.evidence),
        answered=frozenset(r.obligation for r in reports if r.answered),
        delays=Waits(
            tuple(Waited(r.key, "", max(0, (r.recorded_on - r.observed_on).days)) for r in reports)
        ),
        open_disputes=_disputes(disputes, as_of, ended=False),
        settled_disputes=_disputes(disputes, as_of, ended=True),
        needs_met=_at_stage(needs, as_of, lambda stage: stage == MET),
        needs_promised=_at_stage(needs, as_of, lambda stage: stage in (PROMISED, DELIVERED)),
        needs_open=_at_stage(needs, as_of, lambda stage: stage not in (MET, PROMISED, DELIVERED)),
        pending=_approvals(approvals, as_of, decided=False),
        decided=_approvals(approvals, as_of, decided=True),
    )


def a_year_before(day: date) -> date:
    """The same day a year earlier; of 29 February, the 28th."""
    try:
        return day.replace(year=max(day.year - 1, 1))
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _disputes(disputes: Iterable[Contest], as_of: date, *, ended: bool) -> Waits:
    rows = []
    for each in disputes:
        end = each.ended_on if each.ended_on and each.ended_on <= as_of else None
        if (end is not None) is ended:
            until = end or as_of
            levels = [level for day, level in each.steps if day <= until]
            level = levels[-1] if levels else ""
            rows.append(Waited(each.key, level, (until - each.opened_on).days))
    return Waits(tuple(rows))


def _at_stage(needs: Iterable[Need], as_of: date, wanted: Callable[[str], bool]) -> tuple[str, ...]:
    """Needs whose latest stage by the day is one of these; "" where nothing came of one yet."""
    found = []
    for need in needs:
        stages = [stage for day, stage in sorted(need.stages, key=_first) if day <= as_of]
        if wanted(stages[-1] if stages else ""):
            found.append(need.key)
    return tuple(found)


def _first(pair: tuple[date, str]) -> date:
    return pair[0]


def _was_asked(approval: Asked, as_of: date) -> bool:
    """By the day; where it is not on record when, from the day it was recorded."""
    return (approval.asked_on or approval.recorded_on) <= as_of


def _approvals(approvals: Iterable[Asked], as_of: date, *, decided: bool) -> Waits:
    rows = []
    for each in approvals:
        end = each.decided_on if each.decided_on and each.decided_on <= as_of else None
        if (end is not None) is decided:
            days = max(0, ((end or as_of) - each.asked_on).days) if each.asked_on else None
            rows.append(Waited(each.key, each.level, days))
    return Waits(tuple(rows))


def trend(record: MechanismRecord, sides: Sequence[str], *, as_of: date) -> list[Point]:
    """The figures at each year end since there is anything, and on the day."""
    first = _first_year(record)
    if first is None:
        return []
    days = [date(year, 12, 31) for year in range(first, as_of.year) if year >= 1]
    return [
        Point(day, {side: health(record, as_of=day, side=side) for side in ("", *sides)})
        for day in [*days[-MOST_POINTS:], as_of]
    ]


def _first_year(record: MechanismRecord) -> int | None:
    days = [
        *(report.observed_on for report in record.reports),
        *(dispute.opened_on for dispute in record.disputes),
        *(need.said_on for need in record.needs),
        *(approval.asked_on or approval.recorded_on for approval in record.approvals),
    ]
    return min(days).year if days else None
