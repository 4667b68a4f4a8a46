"""An axis of time that gives more room to the years of which more is on record."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple


class Spell(NamedTuple):
    """When something began, with what it shares its rows, and how many these are."""

    first: date
    shares: Hashable
    rows: int


class Axis(NamedTuple):
    """Where days fall: the first days of equal spells of months, and where each begins."""

    opens: tuple[date, ...]  # the last one closes the axis
    units: tuple[float, ...]

    @property
    def length(self) -> float:
        return self.units[-1]

    def at(self, day: date) -> float:
        """Where a day begins; a day beyond the axis falls on its end."""
        place = bisect_right(self.opens, day) - 1
        if place < 0:
            return 0.0
        if place >= len(self.opens) - 1:
            return self.length
        opened, closed = self.opens[place], self.opens[place + 1]
        share = (day - opened).days / (closed - opened).days
        return self.units[place] + share * (self.units[place + 1] - self.units[place])

    def span(self, first: date, last: date) -> tuple[float, float]:
        """From the beginning of one day to the end of another."""
        return self.at(first), self.at(last + timedelta(days=1))

    def years(self, apart: float) -> list[tuple[int, float]]:
        """The years whose beginnings are far enough from each other to be printed."""
        found: list[tuple[int, float]] = []
        for opened, unit in zip(self.opens, self.units, strict=True):
            far = not found or unit - found[-1][1] >= apart
            if opened.month == 1 and far and self.length - unit >= apart / 2:
                found.append((opened.year, unit))
        return found


def stretched(
    spells: Iterable[Spell],
    *,
    years: tuple[int, int],
    months: int,
    least: float,
    step: float,
    length: float | None = None,
) -> Axis:
    """The axis of these years in parts of so many months.

    Every part has at least `least` units, and `step` for as many things that begin in it as stand
    beside each other in their rows. Where a `length` is given, all is made to fit it.
    """
    opens = tuple(
        date(year, month, 1)
        for year in range(years[0], years[1] + 1)
        for month in range(1, 13, months)
    )
    busy = Counter((bisect_right(opens, each.first) - 1, each.shares, each.rows) for each in spells)
    sizes = [least] * len(opens)
    for (place, _, rows), count in busy.items():
        if place >= 0:
            sizes[place] = max(sizes[place], step * ceil(count / rows))
    scale = length / sum(sizes) if length else 1
    units = [0.0]
    for size in sizes:
        units.append(units[-1] + size * scale)
    return Axis((*opens, date(years[1] + 1, 1, 1)), tuple(units))
