"""Which version of terms holds, and how much is expected by a day."""

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol, TypeVar

from compliance.scoring.facts import Terms

ZERO = Fraction(0)
ONE = Fraction(1)


class Version(Protocol):
    """Anything kept as versions: settings, terms of agreements and of obligations."""

    @property
    def sequence(self) -> int: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def holds_from(self) -> date | None: ...


V = TypeVar("V", bound=Version)


def in_force(versions: Iterable[V], *, as_of: date, known_at: datetime) -> V | None:
    """The version that holds on a day, as known at a moment; None: nothing holds yet.

    Of the versions recorded by then and holding from that day or before, the one that holds from
    the latest day; of several from the same day the last recorded.
    """
    best = None
    for version in versions:
        if version.recorded_at > known_at or (version.holds_from or as_of) > as_of:
            continue
        if best is None or _rank(version) > _rank(best):
            best = version
    return best


def _rank(version: Version) -> tuple[date, int]:
    return (version.holds_from or date.min, version.sequence)


def expected(terms: Terms, *, opened_on: date | None, as_of: date) -> Fraction:
    """The share, 0 to 1, that should be done by a day.

    1 from the due day on; before it linear in days from the start; without a due day 1 from the
    start on; before the start 0. `opened_on` is the start where the terms name none: the
    agreement's adoption, else the forum's start, else None (always).
    """
    start = terms.starts_on or opened_on
    due = terms.due_on
    if due is None:
        return ONE if start is None or as_of >= start else ZERO
    if as_of >= due:
        return ONE
    if start is None or as_of <= start:
        return ZERO
    return Fraction((as_of - start).days, (due - start).days)
