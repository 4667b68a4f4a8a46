"""Other published methods on the same facts, so that one sees whether an order hangs on the method.

Every method looks at what is due on the day (an obligation in force of which something is expected)
and at what is *established*, gives each thing it looks at a level and points, and divides the sum
by a base. They differ in what they look at, in the levels, and in what they make of that of which
nobody has reported anything; `RULES` holds each with all of that, and a figure says it again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from compliance.scoring.aggregation import EVERYBODY, AgreementResult
from compliance.scoring.fulfilment import METHOD
from compliance.scoring.rules import Item, all_parties, binary, fulfilment, g20rg, ogp, pam


class Method(StrEnum):
    """By what rule a figure is made."""

    FULFILMENT = "fulfilment"
    G20RG = "g20rg"
    PAM = "pam"
    OGP = "ogp"
    BINARY = "binary"
    ALL_PARTIES = "all-parties"


class Unit(StrEnum):
    """In what a method states its figure."""

    SHARE = "share"  # 0 to 1
    PERCENT = "percent"  # 0 to 100


class Missing(StrEnum):
    """What a method makes of that of which nothing is reported."""

    LEFT_OUT = "left_out"  # neither in the sum nor in the base
    OWN_LEVEL = "own_level"  # a level of its own, in the base
    NOT_FULFILLED = "not_fulfilled"  # in the base, without a point


class Counts(StrEnum):
    """What a method gives a level."""

    OBLIGATIONS = "obligations"
    AGREEMENTS = "agreements"


class Sum(NamedTuple):
    """What some items come to."""

    points: Fraction | int = 0
    base: int = 0
    assessed: int = 0
    due: int = 0

    def less(self, other: "Sum") -> "Sum":
        """Without those that come to the other."""
        pairs = zip(self, other, strict=True)
        return Sum(*(mine - theirs for mine, theirs in pairs))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class MethodFigure:
    """A figure by one method, in the method's own unit, with all that belongs beside it. Exact."""

    method: str  # with its version
    value: Fraction | None  # None: nothing is assessed
    unit: Unit
    mean: Fraction | None  # of the levels, where the method states one beside its percentage
    points: Fraction | int
    base: int
    counts: Counts
    assessed: int
    missing: int  # due, and nothing is reported of it
    due: int
    levels: tuple[tuple[str, int], ...]  # how many stand at each, the highest first
    missing_as: Missing

    @property
    def share(self) -> Fraction | None:
        """From 0 to 1, for a bar."""
        if self.value is None or self.unit is Unit.SHARE:
            return self.value
        return self.value / 100


Looks: TypeAlias = Callable[[AgreementResult, str], Iterable[Item]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A method: what it looks at, which levels it has, what it makes of what is missing."""

    version: str
    counts: Counts
    missing: Missing
    levels: tuple[str, ...]
    items: Looks
    unit: Unit = Unit.PERCENT
    signed: bool = False  # levels from -1 to 1, with a mean of their own

    def value(self, sum_: Sum) -> Fraction | None:
        """The figure of a sum, in the method's unit; None: nothing is assessed."""
        mean = self.mean(sum_)
        if mean is None or self.unit is Unit.SHARE:
            return mean
        return 50 * (mean + 1) if self.signed else 100 * mean

    def mean(self, sum_: Sum) -> Fraction | None:
        return Fraction(sum_.points) / sum_.base if sum_.assessed and sum_.base else None


def figure(
    method: Method, results: Iterable[AgreementResult], party: str = EVERYBODY
) -> MethodFigure:
    """The figure of a party and the parties below it (or of everybody) over some agreements."""
    rule = RULES[method]
    items = items_of(method, results, party)
    total = sum_of(items)
    found = Counter(item.level for item in items if item.level)
    return MethodFigure(
        method=rule.version,
        value=rule.value(total),
        unit=rule.unit,
        mean=rule.mean(total) if rule.signed else None,
        points=total.points,
        base=total.base,
        counts=rule.counts,
        assessed=total.assessed,
        missing=total.due - total.assessed,
        due=total.due,
        levels=tuple((level, found[level]) for level in rule.levels),
        missing_as=rule.missing,
    )


def items_of(
    method: Method, results: Iterable[AgreementResult], party: str = EVERYBODY
) -> list[Item]:
    """All that the method looks at for a party, each with its level and what it brings."""
    look = RULES[method].items
    return [item for result in results for item in look(result, party)]


def sum_of(items: Iterable[Item]) -> Sum:
    points: Fraction | int = 0
    base = assessed = due = 0
    for item in items:
        points += item.points
        base += item.base
        assessed += item.assessed
        due += item.due
    return Sum(points, base, assessed, due)


RULES: Mapping[Method, Rule] = {
    Method.FULFILMENT: Rule(
        METHOD, Counts.OBLIGATIONS, Missing.LEFT_OUT, (), fulfilment, unit=Unit.SHARE
    ),
    Method.G20RG: Rule(
        "g20rg/1",
        Counts.AGREEMENTS,
        Missing.LEFT_OUT,
        ("full", "partial", "none", "not_assessed"),
        g20rg,
        signed=True,
    ),
    Method.PAM: Rule(
        "pam/1",
        Counts.OBLIGATIONS,
        Missing.LEFT_OUT,
        ("full", "intermediate", "minimal", "none", "not_assessed"),
        pam,
    ),
    Method.OGP: Rule(
        "ogp/1",
        Counts.OBLIGATIONS,
        Missing.OWN_LEVEL,
        ("complete", "substantial", "limited", "not_started", "no_evidence"),
        ogp,
    ),
    Method.BINARY: Rule(
        "binary/1",
        Counts.OBLIGATIONS,
        Missing.NOT_FULFILLED,
        ("fulfilled", "not_fulfilled", "not_reported"),
        binary,
    ),
    Method.ALL_PARTIES: Rule(
        "all-parties/1",
        Counts.AGREEMENTS,
        Missing.NOT_FULFILLED,
        ("all", "not_all", "unknown"),
        all_parties,
    ),
}
