"""Obligations and agreements in the course of time, for `trend`: each knows what is so on the day
that has been come to, and only moves forward."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from compliance.scoring.aggregation import Tally
from compliance.scoring.facts import Agreement, Obligation, Terms
from compliance.scoring.fulfilment import Heard, codes_of, heard
from compliance.scoring.standing import Judgement, closes, deciding, in_order, judged_alone
from compliance.scoring.terms import ZERO, expected, in_force

A_DAY = timedelta(days=1)


class Why(StrEnum):
    """What changed a score."""

    REPORT = "report"
    TERMS = "terms"  # others hold from the day
    START = "start"  # something begins to be expected
    DUE = "due"
    END = "end"  # an obligation was cancelled or replaced
    AGREEMENT = "agreement"  # adopted, ended, or under other terms
    TIME = "time"  # more is expected than before
    SETTINGS = "settings"  # of the regime, by which a score is put in words


class Ratio(NamedTuple):
    """A fraction that nobody reduces, since it only lasts until tomorrow."""

    numerator: int
    denominator: int


WHOLE, NOTHING = Ratio(1, 1), Ratio(0, 1)


class Part(NamedTuple):
    """What an obligation brings, where something of it is due."""

    owes: str
    weight: int
    compliance: Ratio | None
    highest: Ratio
    contested: bool


def share(done: Fraction, due: Fraction) -> Ratio:
    """`min(1, done / due)`."""
    numerator = done.numerator * due.denominator
    denominator = done.denominator * due.numerator
    if numerator >= denominator:
        return WHOLE
    return Ratio(numerator, denominator) if numerator else NOTHING


class Owed:
    """An obligation as it is on the day the sweep has come to."""

    def __init__(self, obligation: Obligation, known_at: datetime) -> None:
        self.obligation, self.known_at = obligation, known_at
        reports = (r for r in obligation.reports if r.recorded_at <= known_at)
        self.known = sorted(reports, key=in_order)
        self.corrected = any(report.corrects is not None for report in self.known)
        self.terms: Terms | None = None
        self.part: Part | None = None
        self._heard = Heard((), None, None)
        self._contested = False
        self._partly = False  # something is done, or claimed, and not all of it
        self.wakes = 0
        self._ramp = (0, (0, 1), (0, 1))
        self._pool: list[Judgement] = []
        self._next = 0  # the first report not yet observed

    def move_to(self, day: date) -> None:
        """Hear what was observed by the day, under the terms that hold on it."""
        terms = in_force(self.obligation.terms, as_of=day, known_at=self.known_at)
        held, self.terms = self.terms, terms
        if terms is None:
            return
        if self.corrected or terms is not held:
            self._judge_anew(terms, day)
        elif not self._judge_next(terms, day):
            return
        self._heard = heard(self._pool, terms)
        self._contested = any(reached.disputed for reached in self._heard.reached)
        found, said = self._heard.established, self._heard.claimed
        done = () if found is None else (found, said or ZERO)
        self._partly = any(0 < each.numerator < each.denominator for each in done)

    def _judge_anew(self, terms: Terms, day: date) -> None:
        codes = codes_of(terms)
        found = deciding(self.known, as_of=day, known_at=self.known_at, milestones=codes)
        self._pool = list(found)
        self._next = sum(report.observed_on <= day for report in self.known)

    def _judge_next(self, terms: Terms, day: date) -> bool:
        """Whether anything new was observed."""
        begun, codes = self._next, codes_of(terms)
        while self._next < len(self.known) and self.known[self._next].observed_on <= day:
            report = self.known[self._next]
            judgement = judged_alone(report, known_at=self.known_at, milestones=codes)
            self._pool = [judgement] if closes(judgement) else [*self._pool, judgement]
            self._next += 1
        return self._next > begun

    def part_on(self, day: date, opened_on: date | None) -> Part | None:
        """What it brings on the day the sweep has come to, or on a later one without news."""
        terms = self.terms
        if terms is None or (terms.ended_on is not None and day >= terms.ended_on):
            return None
        due = expected(terms, opened_on=opened_on, as_of=day)
        if not due:
            return None
        found, said = self._heard.established, self._heard.claimed
        compliance = None if found is None else share(found, due)
        highest = WHOLE if found is None else share(said or ZERO, due)
        return Part(terms.owes, terms.weight, compliance, highest, self._contested)

    def moves(self, day: date, opened_on: date | None) -> bool:
        """Whether it brings less one day, though nothing happens: a part of it is expected, and a
        part of it done or claimed. Until `wakes` it brings the same; then `part_later` tells."""
        terms, part = self.terms, self.part
        if not self._partly or part is None or terms is None or terms.due_on is None:
            return False
        start = terms.starts_on or opened_on
        if start is None or day >= terms.due_on:
            return False
        span = (terms.due_on - start).days
        found, said = self._heard.established or ZERO, self._heard.claimed or ZERO
        done = [(each.numerator * span, each.denominator) for each in (found, said)]
        self._ramp = (start.toordinal(), done[0], done[1])
        self.wakes = start.toordinal() + min(most // of for most, of in done if most) + 1
        return True

    def part_later(self, ordinal: int) -> Part:
        """What it brings on a later day, of which it is only said how many it is."""
        part = self.part
        assert part is not None  # noqa: S101 - what brings nothing does not move
        start, found, said = self._ramp
        elapsed = ordinal - start
        return part._replace(compliance=_reached(*found, elapsed), highest=_reached(*said, elapsed))


def _reached(most: int, of: int, elapsed: int) -> Ratio:
    if most >= of * elapsed:
        return WHOLE
    return Ratio(most, of * elapsed) if most else NOTHING


class Held:
    """An agreement as it is on the day the sweep has come to."""

    def __init__(self, agreement: Agreement, known_at: datetime) -> None:
        self.agreement, self.known_at = agreement, known_at
        self.owed = [Owed(obligation, known_at) for obligation in agreement.obligations]
        self.tallies: dict[str, Tally] = {}  # of the parties that are followed
        self.open = False
        self.weight = 0
        self.opened_on: date | None = None

    def move_to(self, day: date) -> None:
        """Read the terms that hold on the day."""
        terms = in_force(self.agreement.terms, as_of=day, known_at=self.known_at)
        adopted_on = terms.adopted_on if terms else None
        self.open = (
            terms is not None
            and (adopted_on or day) <= day
            and (terms.ended_on is None or day < terms.ended_on)
        )
        self.weight = terms.weight if terms else 0
        self.opened_on = adopted_on or self.agreement.forum_started_on


def days_of_agreement(agreement: Agreement, known_at: datetime) -> set[date]:
    """The days on which an agreement may come into force or end, or what it opens begins."""
    opened = {agreement.forum_started_on}
    days = set()
    for terms in agreement.terms:
        if terms.recorded_at <= known_at:
            opened.add(terms.adopted_on)
            days |= {terms.holds_from, terms.ended_on}
    days |= {day + A_DAY for day in opened if day is not None and day < date.max}
    return {day for day in days | opened if day is not None}


def days_of_terms(terms: Terms) -> Iterator[tuple[Why, date]]:
    """The days on which the terms of an obligation may change what it brings."""
    if terms.holds_from is not None:
        yield Why.TERMS, terms.holds_from
    if terms.starts_on is not None:
        yield Why.START, terms.starts_on
        if terms.due_on is not None and terms.starts_on < date.max:
            yield Why.START, terms.starts_on + A_DAY
    if terms.due_on is not None:
        yield Why.DUE, terms.due_on
    if terms.ended_on is not None:
        yield Why.END, terms.ended_on
