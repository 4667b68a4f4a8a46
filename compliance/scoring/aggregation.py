"""From obligations to agreements, and from agreements to parties, papers, forums and regimes.

On one agreement a party's score is the weighted mean of the compliance of its assessed obligations
(a party's include those of the parties below it). Above, it is the mean of the agreement scores,
weighted by agreement, so that cutting an agreement into many obligations moves nothing. Beside it
stand its coverage and its range. Everything is exact; sums are kept per denominator, so that they
cost integers.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, Protocol

from compliance.scoring.facts import Agreement, Degree, Thresholds
from compliance.scoring.fulfilment import ObligationResult, obligation_result
from compliance.scoring.terms import in_force

EVERYBODY = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A figure with all that belongs beside it. Fractions from 0 to 1, exact."""

    value: Fraction | None  # None: not assessed, or nothing due
    low: Fraction | None  # everything not assessed counted as 0; None: nothing due
    high: Fraction | None  # what is claimed counted as so, everything not assessed as 1
    coverage: Fraction | None  # the share of the due weight that is assessed
    degree: Degree
    assessed: int  # obligations
    due: int  # obligations
    contested: bool  # a report behind the figure is disputed


class _Sum:
    """An exact sum of fractions: numerators by denominator, reduced once at the end."""

    __slots__ = ("_numerators",)

    def __init__(self) -> None:
        self._numerators: dict[int, int] = {}

    def add(self, numerator: int, denominator: int) -> None:
        numerators = self._numerators
        total = numerators.get(denominator, 0) + numerator
        if total:
            numerators[denominator] = total
        else:  # what was taken out again must not make every later sum dearer
            numerators.pop(denominator, None)

    def include(self, other: "_Sum") -> None:
        for denominator, numerator in other._numerators.items():
            self.add(numerator, denominator)

    def ratio(self) -> tuple[int, int]:
        """Numerator and denominator, not reduced."""
        common = math.lcm(*self._numerators)
        total = sum(n * (common // d) for d, n in self._numerators.items())
        return total, common

    def over(self, divisor: int) -> Fraction:
        numerator, denominator = self.ratio()
        return Fraction(numerator, denominator * divisor)


class Quotient(Protocol):
    """A fraction, reduced or not."""

    @property
    def numerator(self) -> int: ...
    @property
    def denominator(self) -> int: ...


class Part(Protocol):
    """What an obligation brings to the figures, where it is due."""

    @property
    def weight(self) -> int: ...
    @property
    def compliance(self) -> Quotient | None: ...
    @property
    def highest(self) -> Quotient: ...
    @property
    def contested(self) -> bool: ...


@dataclass(slots=True)
class Tally:
    """What one party owes under one agreement, added up by weight."""

    due_weight: int = 0
    assessed_weight: int = 0
    due: int = 0
    assessed: int = 0
    contested: int = 0
    reached: _Sum = field(default_factory=_Sum)  # weight x compliance
    highest: _Sum = field(default_factory=_Sum)

    def add(self, result: Part, *, times: int = 1) -> None:
        """Count what is due; `times=-1` takes it out again."""
        weight = result.weight * times
        self.due += times
        self.due_weight += weight
        self.contested += result.contested * times
        compliance = result.compliance
        if compliance is None:
            self.highest.add(weight, 1)
            return
        self.assessed += times
        self.assessed_weight += weight
        self.reached.add(weight * compliance.numerator, compliance.denominator)
        highest = result.highest
        self.highest.add(weight * highest.numerator, highest.denominator)

    def include(self, other: "Tally") -> None:
        self.due_weight += other.due_weight
        self.assessed_weight += other.assessed_weight
        self.due += other.due
        self.assessed += other.assessed
        self.contested += other.contested
        self.reached.include(other.reached)
        self.highest.include(other.highest)


class AgreementResult(NamedTuple):
    """An agreement in force on the day, its obligations, and what each party's come to."""

    code: str
    paper: int
    weight: int
    obligations: tuple[ObligationResult, ...]
    tallies: Mapping[str, Tally]  # by path of everyone who owes and of everyone above them


def agreement_results(
    agreements: Iterable[Agreement], *, as_of: date, known_at: datetime
) -> tuple[AgreementResult, ...]:
    """Each agreement in force on the day: the work to do once, for any number of scores."""
    results = (agreement_result(a, as_of=as_of, known_at=known_at) for a in agreements)
    return tuple(result for result in results if result is not None)


def agreement_result(
    agreement: Agreement, *, as_of: date, known_at: datetime
) -> AgreementResult | None:
    """What is so about an agreement; None: not yet, or no longer, in force on the day."""
    terms = in_force(agreement.terms, as_of=as_of, known_at=known_at)
    if terms is None or (terms.adopted_on or as_of) > as_of:
        return None
    if terms.ended_on is not None and terms.ended_on <= as_of:
        return None
    opened_on = terms.adopted_on or agreement.forum_started_on
    obligations = []
    for obligation in agreement.obligations:
        result = obligation_result(obligation, opened_on=opened_on, as_of=as_of, known_at=known_at)
        if result is not None:
            obligations.append(result)
    return AgreementResult(
        agreement.code, agreement.paper, terms.weight, tuple(obligations), _tallies(obligations)
    )


def score(
    agreements: Iterable[Agreement],
    *,
    as_of: date,
    known_at: datetime,
    thresholds: Thresholds,
    party: str = EVERYBODY,
) -> Score:
    """The score of a party and the parties below it (or of everybody) over these agreements."""
    results = agreement_results(agreements, as_of=as_of, known_at=known_at)
    return score_of(results, thresholds=thresholds, party=party)


def score_of(
    results: Iterable[AgreementResult], *, thresholds: Thresholds, party: str = EVERYBODY
) -> Score:
    """A party's score over agreements already judged: one, a paper's, a forum's or a regime's."""
    parts = [(r.weight, r.tallies[party]) for r in results if party in r.tallies]
    return combined(parts, thresholds)


@lru_cache(maxsize=4096)
def _above(path: str) -> tuple[str, ...]:
    """Every path above a party's, up to everybody."""
    codes = path.split("/")
    return (EVERYBODY, *("/".join(codes[:depth]) for depth in range(1, len(codes))))


def _tallies(obligations: Iterable[ObligationResult]) -> dict[str, Tally]:
    """By path: each obligation is counted with who owes it, then carried up."""
    own: dict[str, Tally] = {}
    for result in obligations:
        tally = own.get(result.owes)
        if tally is None:
            tally = own[result.owes] = Tally()
        if result.due:
            tally.add(result)
    total: dict[str, Tally] = {}
    for path, tally in own.items():
        for above in (*_above(path), path):
            total.setdefault(above, Tally()).include(tally)
    return total


class Whole:
    """The mean over agreements, by the weight of each, as they are added and taken out again."""

    __slots__ = (
        *("_assessed", "_assessed_weight", "_contested", "_covered", "_due", "_due_weight"),
        *("_high", "_low", "_reached"),
    )

    def __init__(self) -> None:
        self._reached, self._low, self._high, self._covered = _Sum(), _Sum(), _Sum(), _Sum()
        self._due_weight = self._assessed_weight = 0
        self._due = self._assessed = self._contested = 0

    def add(self, weight: int, tally: Tally, *, times: int = 1) -> None:
        """Count an agreement; `times=-1` takes out one whose tally has not changed since."""
        if not tally.due_weight:
            return
        weight *= times
        self._due_weight += weight
        self._due += tally.due * times
        self._assessed += tally.assessed * times
        self._contested += tally.contested * times
        numerator, denominator = tally.reached.ratio()
        self._low.add(weight * numerator, denominator * tally.due_weight)
        self._covered.add(weight * tally.assessed_weight, tally.due_weight)
        if tally.assessed_weight:
            self._assessed_weight += weight
            self._reached.add(weight * numerator, denominator * tally.assessed_weight)
        numerator, denominator = tally.highest.ratio()
        self._high.add(weight * numerator, denominator * tally.due_weight)

    def score(self, thresholds: Thresholds) -> Score:
        """What all that is counted comes to."""
        due_weight = self._due_weight
        if not due_weight:
            return Score(None, None, None, None, Degree.NOTHING_DUE, 0, 0, False)
        assessed_weight = self._assessed_weight
        value = self._reached.over(assessed_weight) if assessed_weight else None
        return Score(
            value=value,
            low=self._low.over(due_weight),
            high=self._high.over(due_weight),
            coverage=self._covered.over(due_weight),
            degree=Degree.NOT_ASSESSED if value is None else thresholds.degree(value),
            assessed=self._assessed,
            due=self._due,
            contested=self._contested > 0,
        )


def combined(parts: Iterable[tuple[int, Tally]], thresholds: Thresholds) -> Score:
    """The mean over agreements, by the weight of each."""
    whole = Whole()
    for weight, tally in parts:
        whole.add(weight, tally)
    return whole.score(thresholds)
