"""Where the parts of a trend stand in its drawing, in shares of its width and height.

A drawing keeps its words at their size however wide it is. Steps that would fall on the same
hundredths are drawn as the last of them; the table and the file tell each.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.utils.formats import date_format

from compliance.dashboard.trend import Line, Step, Trend
from compliance.dashboard.trend_marks import Kind, Mark

LEFT, RIGHT = 11.0, 84.0
TOP, BOTTOM = 7.0, 66.0
COVERED = (73.0, 81.0)
"""The strip in which a bar is as high as the coverage."""
MOST = 300
"""Steps drawn of a line."""
SLOTS = 60
"""Places for marks; those of one kind in one place are drawn as one."""
NAMED = 4
TICKS = 5
A_YEAR = 400


@dataclass(frozen=True, slots=True)
class Segment:
    """A step as it is drawn: where it stands, how high its band and its coverage are."""

    step: Step
    x: str
    width: str
    tint: tuple[str, str] | None  # y and height of what is established whatever else is so
    band: tuple[str, str] | None  # of what nobody has assessed or accepted
    covered: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Grid:
    y: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class Tick:
    x: str
    words: str


@dataclass(frozen=True, slots=True)
class Sign:
    """What happened in one place of the axis, of one kind."""

    kind: str
    x: str
    y: str
    marks: tuple[Mark, ...]  # those with words, at most a few
    more: int
    url: str  # of the one that it is of; "": the table tells
    withheld: int

    @property
    def count(self) -> int:
        return len(self.marks) + self.more + self.withheld


@dataclass(frozen=True, slots=True)
class Plot:
    """The drawing of one party's line."""

    line: Line
    segments: tuple[Segment, ...]
    path: str  # in a square of 100 by 100
    grid: tuple[Grid, ...]
    ticks: tuple[Tick, ...]
    end: tuple[str, str] | None  # where the label of the last value stands
    empty: str  # where words stand that nothing is assessed; "": something mostly is
    signs: tuple[Sign, ...]

    @property
    def rows(self) -> int:
        """In which the signs stand: one for each kind there is."""
        return len({sign.kind for sign in self.signs})

    @property
    def signs_height(self) -> str:
        return str(24 * self.rows)


def plots(told: Trend) -> tuple[Plot, ...]:
    """A drawing for each line, all on the same axes."""
    return tuple(_plot(line, told) for line in told.lines if line.steps)


def _plot(line: Line, told: Trend) -> Plot:
    scale = _Scale(told.first, told.last)
    drawn = _thinned(line.steps, scale)
    value = line.last.value
    return Plot(
        line=line,
        segments=tuple(_segment(step, scale) for step in drawn),
        path=_path(drawn, scale),
        grid=tuple(
            Grid(_share(_height(value)), value)
            for value in (
                Fraction(0),
                told.thresholds.partial,
                told.thresholds.high,
                Fraction(1),
            )
        ),
        ticks=tuple(_ticks(told.first, told.last, scale)),
        end=None if value is None else (_share(RIGHT), _share(_height(value))),
        empty=_empty(drawn, scale),
        signs=tuple(_signs(_own(line, told.marks), scale)),
    )


class _Scale:
    """From days to shares of the width."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.days = max((last - first).days, 1)

    def at(self, day: date) -> float:
        return LEFT + (RIGHT - LEFT) * min(max((day - self.first).days / self.days, 0), 1)

    def slot(self, day: date, slots: int) -> int:
        return min((day - self.first).days * slots // self.days, slots - 1)


def _share(number: float) -> str:
    """A length, never localized: 21.4%."""
    return f"{_number(number)}%"


def _number(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _height(value: Fraction) -> float:
    return BOTTOM - (BOTTOM - TOP) * float(value)


def _thinned(steps: Sequence[Step], scale: _Scale) -> list[Step]:
    if len(steps) <= MOST:
        return list(steps)
    kept: dict[int, Step] = {}
    for step in steps:
        kept[scale.slot(step.day, MOST)] = step
    return list(kept.values())


def _segment(step: Step, scale: _Scale) -> Segment:
    start, end = scale.at(step.day), scale.at(step.until)
    score = step.score
    tint = band = None
    if score.low is not None and score.high is not None:
        tint = _bar(BOTTOM, _height(score.low))
        band = _bar(_height(score.low), _height(score.high))
    low, high = COVERED
    return Segment(
        step=step,
        x=_share(start),
        width=_share(max(end - start, 0.15)),
        tint=tint,
        band=band,
        covered=_bar(high, high - (high - low) * float(score.coverage or 0)) or (_share(high), "0"),
    )


def _bar(lower: float, upper: float) -> tuple[str, str] | None:
    """From one height up to another; nothing where there is nothing between."""
    return (_share(upper), _share(lower - upper)) if lower - upper > 0.005 else None


def _path(steps: Sequence[Step], scale: _Scale) -> str:
    """Steps that keep each value until the next; a gap where there is none."""
    drawn, pen = [], False
    for step in steps:
        if step.score.value is None:
            pen = False
            continue
        start = (scale.at(step.day) - LEFT) / (RIGHT - LEFT) * 100
        end = (scale.at(step.until) - LEFT) / (RIGHT - LEFT) * 100
        y = _number(100 - float(step.score.value) * 100)
        drawn.append(f"{f'H{_number(start)}V' if pen else f'M{_number(start)} '}{y}H{_number(end)}")
        pen = True
    return "".join(drawn)


def _empty(steps: Sequence[Step], scale: _Scale) -> str:
    """The middle of the longest stretch in which something is due and nothing assessed."""
    widest, start = (0.0, 0.0), None
    for step in steps:
        if step.score.value is not None or not step.score.due:
            start = None
            continue
        start = scale.at(step.day) if start is None else start
        width = scale.at(step.until) - start
        widest = max(widest, (width, start + width / 2))
    return _share(widest[1]) if widest[0] >= (RIGHT - LEFT) / 2 else ""


def _ticks(first: date, last: date, scale: _Scale) -> Iterator[Tick]:
    """Years, or quarters of about one, few enough to be read on a phone."""
    if scale.days <= A_YEAR:
        quarters = (date(y, m, 1) for y in range(first.year, last.year + 1) for m in (1, 4, 7, 10))
        found = [(day, date_format(day, "M")) for day in quarters if first <= day <= last]
    else:
        every = -(-(last.year - first.year + 1) // TICKS)
        years = range(first.year, last.year + 1, every)
        found = [(max(date(year, 1, 1), first), str(year)) for year in years]
    for day, words in found:
        if last - day > timedelta(days=scale.days * 3 // 10):
            yield Tick(_share(scale.at(day)), words)


def _own(line: Line, marks: Iterable[Mark]) -> list[Mark]:
    """What happened to this party's part, or to all."""
    path = f"{line.party.path}/"
    return [mark for mark in marks if mark.owes is None or f"{mark.owes.path}/".startswith(path)]


def _signs(marks: Iterable[Mark], scale: _Scale) -> Iterator[Sign]:
    places: dict[tuple[int, Kind], list[Mark]] = {}
    for mark in marks:
        places.setdefault((scale.slot(mark.day, SLOTS), mark.kind), []).append(mark)
    rows = [kind for kind in Kind if any(kind is other for _, other in places)]
    for (_, kind), found in sorted(places.items(), key=lambda each: rows.index(each[0][1])):
        worded = [mark for mark in found if not mark.withheld]
        yield Sign(
            kind=kind.value,
            x=_share(scale.at(found[0].day)),
            y=_share((rows.index(kind) + 0.5) / len(rows) * 100),
            marks=tuple(worded[:NAMED]),
            more=len(worded[NAMED:]),
            url=worded[0].url if len(worded) == 1 else "",
            withheld=len(found) - len(worded),
        )
