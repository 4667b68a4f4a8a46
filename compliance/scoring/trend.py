"""Scores over time, at every change, due day and month end, in one sweep over the facts.

What is known is known at one moment, so answers, silence and endings play no part in the course of
time: a report counts, with all that became of it, from the day on which it was observed. What
changes a score is a report's day, terms that hold, begin, fall due or end, an agreement that is
adopted or ends, and the mere passing of days while something is expected in part.

Cost: every report is judged once, and what an obligation brings is added up again only on the days
on which it can have changed. With r reports and d days told it is O(r log r) for the facts, and a
day's sums cost as many integers as there are denominators in them. Of the m obligations of which
only a part is expected, each of which less is done costs a few integers more a day: O(d m).
Corrections may take back what stood: an obligation with one is judged anew on each of its own days.
A score of each day alone would cost d times r.
"""

from bisect import bisect_right
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple

from compliance.scoring.aggregation import EVERYBODY, Score, Tally, Whole
from compliance.scoring.course import Held, Owed, Part, Why, days_of_agreement, days_of_terms
from compliance.scoring.facts import Agreement, Status, Thresholds


class Cause(NamedTuple):
    """One thing that changed a score."""

    why: Why
    agreement: str = ""  # code
    obligation: str = ""  # code
    report: str = ""  # key


TIME = Cause(Why.TIME)
MOST_YEARS = 100
"""A period of more is told at the ends of its years, not of its months."""


class Point(NamedTuple):
    """A score from a day on, until the next."""

    day: date
    score: Score
    causes: tuple[Cause, ...] = ()


def trend(
    agreements: Iterable[Agreement],
    *,
    first: date,
    last: date,
    known_at: datetime,
    thresholds_on: Callable[[date], Thresholds],
    parties: Sequence[str] = (EVERYBODY,),
    also: Iterable[date] = (),
    every_change: bool = True,
) -> dict[str, tuple[Point, ...]]:
    """The points of each party, by its path, from one day to another; each is what
    `agreement_results` and `score_of` say of that day.

    There is a point on the first day and the last, at every month's end (year's end, in a period
    of more than `MOST_YEARS`), on the days `also` named,
    on every due day, and wherever something changed; without `every_change` not on these two.
    `thresholds_on` says which hold on a day.
    """
    if first > last:
        return dict.fromkeys(parties, ())
    sweep = _Sweep(agreements, known_at=known_at, parties=parties)
    fixed = {first, last, *month_ends(first, last), *(d for d in also if first <= d <= last)}
    days = set(fixed)
    if every_change:
        fixed |= {day for day in sweep.due_days if first <= day <= last}
        days = fixed.union(day for day in sweep.events if first <= day <= last)
    points: dict[str, list[Point]] = {party: [] for party in parties}
    for day in sorted(days):
        sweep.move_to(day)
        thresholds = thresholds_on(day)
        for party, told in points.items():
            before = told[-1].score if told else None
            score, causes = sweep.score(party, thresholds, before)
            if day in fixed or causes or score != before:
                told.append(Point(day, score, causes))
    return {party: tuple(told) for party, told in points.items()}


def month_ends(first: date, last: date) -> Iterator[date]:
    """The last days of months from one day to another; of years, in a period of centuries."""
    year, month = first.year, first.month
    years_alone = last.year - first.year > MOST_YEARS
    while (year, month) <= (last.year, last.month):
        day = date(year, month, monthrange(year, month)[1])
        if day <= last and (month == 12 or not years_alone):
            yield day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


class _Event(NamedTuple):
    """What may change on a day: something of an obligation, or all of an agreement (None)."""

    held: Held
    owed: Owed | None
    cause: Cause


class _Sweep:
    """All that is followed, on a day that only moves forward."""

    def __init__(
        self, agreements: Iterable[Agreement], *, known_at: datetime, parties: Sequence[str]
    ) -> None:
        self.wholes = {party: Whole() for party in parties}
        self.held = [Held(agreement, known_at) for agreement in agreements]
        self.due_days: set[date] = set()
        self.events: dict[date, list[_Event]] = defaultdict(list)
        self._above: dict[str, list[str]] = {}
        self._come_to: date | None = None
        self._moving: dict[int, tuple[Held, Owed]] = {}
        self._touched: dict[tuple[int, str], tuple[Held, str]] = {}
        self._causes: dict[str, dict[Cause, None]] = {party: {} for party in parties}
        for held in self.held:
            self._expect(held)
        self._days = sorted(self.events)

    def _expect(self, held: Held) -> None:
        agreement = held.agreement
        cause = Cause(Why.AGREEMENT, agreement.code)
        for day in days_of_agreement(agreement, held.known_at):
            self.events[day].append(_Event(held, None, cause))
        for owed in held.owed:
            code = owed.obligation.code
            for report in owed.known:
                if report.status is not Status.INFORMATION:
                    cause = Cause(Why.REPORT, agreement.code, code, report.key)
                    self.events[report.observed_on].append(_Event(held, owed, cause))
            self._expect_terms(held, owed)

    def _expect_terms(self, held: Held, owed: Owed) -> None:
        for terms in owed.obligation.terms:
            if terms.recorded_at > held.known_at:
                continue
            if terms.due_on is not None:
                self.due_days.add(terms.due_on)
            for why, day in days_of_terms(terms):
                cause = Cause(why, held.agreement.code, owed.obligation.code)
                self.events[day].append(_Event(held, owed, cause))

    def move_to(self, day: date) -> None:
        """Count what has changed by the day."""
        self._touched.clear()
        for told in self._causes.values():
            told.clear()
        if self._come_to is None:
            for held in self.held:
                self._all_of(held, day, None)
        else:
            self._hear(self._come_to, day)
        self._come_to = day
        for held, party in self._touched.values():
            if held.open:
                self.wholes[party].add(held.weight, held.tallies[party])

    def _hear(self, since: date, day: date) -> None:
        between = self._days[bisect_right(self._days, since) : bisect_right(self._days, day)]
        for held, owed, cause in chain.from_iterable(self.events[each] for each in between):
            if owed is None:
                self._all_of(held, day, cause)
            else:
                owed.move_to(day)
                self._count(held, owed, day, cause)
        ordinal = day.toordinal()
        for held, owed in self._moving.values():
            if ordinal >= owed.wakes:
                brought, owed.part = owed.part, owed.part_later(ordinal)
                self._exchange(held, brought, owed.part, TIME)

    def _all_of(self, held: Held, day: date, cause: Cause | None) -> None:
        before = (held.open, held.weight)
        for party in held.tallies:
            self._take_out(held, party)
        held.move_to(day)
        for owed in held.owed:
            owed.move_to(day)
            self._count(held, owed, day, cause)
        for party, tally in held.tallies.items():
            if cause and before != (held.open, held.weight) and tally.due:
                self._causes[party][cause] = None

    def _take_out(self, held: Held, party: str) -> None:
        """Before an agreement changes: what it brought until now."""
        if (id(held), party) not in self._touched:
            self._touched[id(held), party] = (held, party)
            if held.open and party in held.tallies:
                self.wholes[party].add(held.weight, held.tallies[party], times=-1)

    def _count(self, held: Held, owed: Owed, day: date, cause: Cause | None) -> None:
        before, owed.part = owed.part, owed.part_on(day, held.opened_on) if held.open else None
        if owed.moves(day, held.opened_on):
            self._moving[id(owed)] = (held, owed)
        else:
            self._moving.pop(id(owed), None)
        self._exchange(held, before, owed.part, cause)

    def _exchange(
        self, held: Held, before: Part | None, after: Part | None, cause: Cause | None
    ) -> None:
        """Count one part in the place of another."""
        if after == before:
            return
        for part, times in ((before, -1), (after, 1)):
            if part is None:
                continue
            for party in self._followed(part.owes):
                self._take_out(held, party)
                held.tallies.setdefault(party, Tally()).add(part, times=times)
                if cause:
                    self._causes[party][cause] = None

    def _followed(self, owes: str) -> list[str]:
        """The parties whose score counts what this one owes."""
        if owes not in self._above:
            self._above[owes] = [
                party
                for party in self.wholes
                if party == EVERYBODY or owes == party or owes.startswith(f"{party}/")
            ]
        return self._above[owes]

    def score(
        self, party: str, thresholds: Thresholds, before: Score | None
    ) -> tuple[Score, tuple[Cause, ...]]:
        """The score on the day, and what made it another than before."""
        causes = tuple(self._causes[party])
        changed = any(each == party for _, each in self._touched)
        if before is None or changed:
            return self.wholes[party].score(thresholds), causes
        if before.value is None or (degree := thresholds.degree(before.value)) is before.degree:
            return before, causes
        return replace(before, degree=degree), (*causes, Cause(Why.SETTINGS))
