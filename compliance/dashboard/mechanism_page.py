"""The page of the mechanisms: figures with their base, their trend, and the rows behind each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from agreements.models import Forum
from compliance.dashboard.figures import PartyLabel, figures
from compliance.dashboard.mechanism_record import mechanism_record
from compliance.dashboard.mechanism_words import (
    capacity_figures,
    decision_figures,
    levels_of,
    settlement_figures,
    transparency_figures,
)
from compliance.dashboard.mechanisms import (
    Health,
    MechanismRecord,
    Point,
    ever_owing,
    health,
    trend,
)
from compliance.queries import CaseFile


@dataclass(frozen=True, slots=True)
class Line:
    """A side's line in a chart, in a square of 100 by 100."""

    side: PartyLabel
    path: str


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A day in the table of a trend: the value of each side, and of all."""

    day: date
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A trend drawn in steps, and the same as a table."""

    lines: tuple[Line, ...]
    top: str  # the value at the upper edge
    first: date
    last: date
    rows: tuple[TrendRow, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One group of figures: per side, in all, by level, with its trend."""

    key: str
    empty: bool  # nothing to count on the day
    sides: tuple[tuple[PartyLabel | None, Sequence[object]], ...]  # None: in all
    levels: Sequence[object]
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class MechanismPage:
    """All that the page shows, before rights: figures count every submitted record."""

    sides: tuple[PartyLabel, ...]
    parties: dict[str, PartyLabel]
    case: CaseFile
    record: MechanismRecord
    every: Health
    sections: tuple[Section, ...]
    owing: dict[str, str]  # the side of each obligation
    as_of: date


Figures = Callable[[Health], Sequence[object]]
Value = Callable[[Health], Fraction | int | None]
Base = Callable[[Health], int]
GROUPS: tuple[tuple[str, Figures, Base, Value], ...] = (
    ("transparency", transparency_figures, lambda h: len(h.owed), lambda h: h.share),
    (
        "settlement",
        settlement_figures,
        lambda h: h.open_disputes.count + h.settled_disputes.count,
        lambda h: h.open_disputes.count,
    ),
    (
        "capacity",
        capacity_figures,
        lambda h: h.needs,
        lambda h: len(h.needs_open) + len(h.needs_promised),
    ),
    ("decision", decision_figures, lambda h: h.waits.count, lambda h: h.pending.count),
)
"""Each with its figures, what they are of, and the one of them whose trend is drawn."""


def mechanism_page(
    forums: Sequence[Forum], *, as_of: date, known_at: datetime, zone: ZoneInfo
) -> MechanismPage:
    """The mechanisms of these forums. Fourteen queries, however many rows there are."""
    found = figures(forums, forums[0].regime, as_of=as_of, known_at=known_at)
    record = mechanism_record(found.case, forums, known_at=known_at, zone=zone)
    paths = [side.path for side in found.sides]
    points = trend(record, paths, as_of=as_of)
    now = {side: health(record, as_of=as_of, side=side) for side in ("", *paths)}
    return MechanismPage(
        sides=found.sides,
        parties=found.parties,
        case=found.case,
        record=record,
        every=now[""],
        sections=tuple(
            Section(
                key=key,
                empty=not base(now[""]),
                sides=(
                    *((side, told(now[side.path])) for side in found.sides),
                    (None, told(now[""])),
                ),
                levels=levels_of(key, now[""]),
                chart=chart(points, found.sides, value),
            )
            for key, told, base, value in GROUPS
        ),
        owing=ever_owing(record.agreements),
        as_of=as_of,
    )


def chart(points: Sequence[Point], sides: Sequence[PartyLabel], value: Value) -> Chart | None:
    """None: there is nothing to draw, or one day alone."""
    values = [value(health) for point in points for health in point.by_side.values()]
    known = [each for each in values if each is not None]
    if len(points) < 2 or not any(known):
        return None
    share = any(isinstance(each, Fraction) for each in known)
    top = Fraction(1) if share else Fraction(max(1, *known))
    return Chart(
        lines=tuple(
            Line(side, steps([value(point.by_side[side.path]) for point in points], top))
            for side in sides
        ),
        top=_said(Fraction(1) if share else int(top)),
        first=points[0].day,
        last=points[-1].day,
        rows=tuple(
            TrendRow(
                point.day,
                tuple(_said(value(point.by_side[path])) for path in (*(s.path for s in sides), "")),
            )
            for point in reversed(points)
        ),
    )


def steps(values: Sequence[Fraction | int | None], top: Fraction) -> str:
    """A path that keeps each value until the next, the last as long; a gap where there is none."""
    width = Fraction(100, len(values))
    drawn, pen = [], False
    for place, value in enumerate(values):
        x, after = width * place, width * (place + 1)
        if value is None:
            pen = False
            continue
        y = 100 - Fraction(value) / top * 100
        drawn.append(f"{'V' if pen else f'M{_plain(x)} '}{_plain(y)}H{_plain(after)}")
        pen = True
    return "".join(drawn)


def _plain(number: Fraction) -> str:
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def _said(value: Fraction | int | None) -> str:
    """A share in hundredths of the whole, a number as it is."""
    if value is None:
        return "–"
    if isinstance(value, Fraction):
        return f"{int(value * 100 + Fraction(1, 2))} %"
    return str(value)
