"""The timeline of a regime: everything with its date on one axis, and the same as a table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.happenings import Happening, Kind
from compliance.dashboard.lanes import Item, Room, Wanted
from compliance.dashboard.scroll import ACROSS, DOWN, Box, Drawing, Lanes, Pin, drawing

MOST = 150
"""Beyond so many marks a drawing shows those of one page of the table."""

# Lanes of the drawing; words are given at the edge.
INSTRUMENTS, FORUMS, RECORD, SIDES = "instruments", "forums", "record", "sides"
HEADS = {
    INSTRUMENTS: _("Instruments"),
    FORUMS: _("Forums"),
    RECORD: _("Agreements and what became of them"),
    SIDES: _("Sides"),
}
PAGES = {
    Kind.FORUM: "compliance:forum",
    Kind.MEETING: "compliance:meeting",
    Kind.AGREEMENT: "compliance:agreement",
    Kind.CHANGE: "compliance:obligation",
}
LETTER = 6.9
FIGURE = len(" 0.00")
LONGEST = 12
"""Letters of a side's name above its bank; a longer one is told by its code."""


@dataclass(frozen=True, slots=True)
class Period:
    """The years shown; None: from the first or to the last on record."""

    first: int | None = None
    last: int | None = None

    @property
    def whole(self) -> bool:
        return self.first is None and self.last is None

    def holds(self, each: Happening) -> bool:
        """Whether any of its time falls into these years; without a date, if all are shown."""
        if each.first_day is None or each.last_day is None:
            return self.whole
        ends = date.max.year if each.open else each.last_day.year
        return ends >= (self.first or 0) and each.first_day.year <= (self.last or date.max.year)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table; its number is that of its mark, none where it has no date."""

    number: int | None
    each: Happening
    page: int  # of the table
    follows: "Row | None" = None  # what it revises or succeeds, where that is shown

    @property
    def anchor(self) -> str:
        return f"t{self.number}"

    @property
    def page_name(self) -> str:
        """The page that tells more of it; "" where there is none."""
        return PAGES.get(self.each.kind, "")


@dataclass(frozen=True, slots=True)
class Mark:
    """A row where it stands in a drawing."""

    row: Row
    pin: Pin
    bar: Box | None


@dataclass(frozen=True, slots=True)
class Plate:
    """A drawing with its marks, in order of time."""

    drawing: Drawing
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the page shows."""

    rows: tuple[Row, ...]
    later: bool  # something is left out, since it came after the day
    undated: int  # without a date: at the end of the table, or left out where years are chosen
    sides: tuple[PartyLabel, ...]
    period: Period
    as_of: date

    @property
    def too_many(self) -> bool:
        """Whether a drawing of all would say nothing more."""
        return len(self.rows) > MOST

    @property
    def kinds(self) -> frozenset[str]:
        """What a key must explain."""
        kinds = {str(row.each.kind) for row in self.rows if row.number}
        held = {row.each.held for row in self.rows if row.number and row.each.kind is Kind.MEETING}
        return frozenset(kinds | held)


def timeline(
    found: Iterable[Happening],
    sides: Sequence[PartyLabel],
    *,
    period: Period,
    as_of: date,
    per_page: int,
) -> Timeline:
    """The rows of these years, by the day.

    What began later than the day is left out, as on every page of an earlier day: it had not
    happened. A meeting that is only planned stays, for it is drawn as planned.
    """
    every = sorted(found, key=lambda each: each.order)
    by_then = [each for each in every if each.ahead or (each.first_day or date.min) <= as_of]
    shown = [each for each in by_then if period.holds(each)]
    return Timeline(
        rows=tuple(_rows(shown, per_page)),
        later=len(every) > len(by_then),
        undated=sum(each.starts is None for each in by_then),
        sides=tuple(sides),
        period=period,
        as_of=as_of,
    )


def _rows(shown: Sequence[Happening], per_page: int) -> Iterator[Row]:
    rows = [
        Row(place + 1 if each.starts else None, each, place // per_page + 1)
        for place, each in enumerate(shown)
    ]
    told = {(row.each.kind, row.each.code): row for row in rows}
    for row in rows:
        yield replace(row, follows=told.get((row.each.kind, row.each.follows)))


def plates(found: Timeline, rows: Sequence[Row]) -> tuple[Plate, Plate] | None:
    """The drawings of these rows, across and down; None where nothing has a date."""
    dated = [row for row in rows if row.number]
    if not dated:
        return None
    years = _years(found, dated)
    across = _plate(dated, drawing(_across(found, dated), ACROSS, years=years, as_of=found.as_of))
    down = _plate(dated, drawing(_down(found, dated), DOWN, years=years, as_of=found.as_of))
    return across, down


def _years(found: Timeline, rows: Sequence[Row]) -> tuple[int, int]:
    """The years of the period as far as they are chosen, else those of the rows and the day."""
    firsts = [row.each.first_day.year for row in rows if row.each.first_day]
    lasts = [row.each.last_day.year for row in rows if row.each.last_day]
    whole = not found.too_many
    last = max([*lasts, found.as_of.year]) if whole else max(lasts)
    first, last = found.period.first or min(firsts), found.period.last or last
    return first, max(first, last)


def _plate(rows: Sequence[Row], drawn: Drawing) -> Plate:
    pins = {pin.key: pin for pin in drawn.pins}
    marks = (Mark(row, pins[_key(row)], drawn.bars.get(_key(row))) for row in rows)
    return Plate(drawn, tuple(marks))


def _key(row: Row) -> str:
    return str(row.number)


def _across(found: Timeline, rows: Sequence[Row]) -> Lanes:
    """Each body in a lane of its own, with labels where there is room."""
    plain = Room(step=28)
    labelled = Room(step=28, letter=LETTER, dense=4)
    middle = Room(step=28, dense=1)
    meetings = {row.each.lane: None for row in rows if row.each.kind is Kind.MEETING}
    heads = {name: str(words) for name, words in HEADS.items()}
    heads |= {_meeting_lane(lane.code): lane.name for lane in meetings}
    return _lanes(
        found,
        rows,
        wanted=[
            Wanted(INSTRUMENTS, banked=False, room=labelled, middle=labelled),
            Wanted(FORUMS, banked=False, room=labelled, middle=labelled),
            *(
                Wanted(_meeting_lane(lane.code), banked=True, room=plain, middle=middle)
                for lane in sorted(meetings)
            ),
            Wanted(RECORD, banked=True, room=labelled, middle=labelled),
        ],
        heads=heads,
    )


def _down(found: Timeline, rows: Sequence[Row]) -> Lanes:
    """The boundary down the middle, what a side hosts or owes on its own bank; numbers alone."""
    heads = {name: str(words) for name, words in HEADS.items()}
    bars = Room(step=32)
    two, one = Room(step=32, rows=2), Room(step=32, rows=1)
    return _lanes(
        found,
        rows,
        wanted=[
            Wanted(INSTRUMENTS, banked=False, room=two, middle=two, least=84),
            Wanted(FORUMS, banked=False, room=bars, middle=bars, least=56),
            Wanted(SIDES, banked=True, room=two, middle=one, banks=2),
        ],
        heads=heads,
    )


def _lanes(
    found: Timeline, rows: Sequence[Row], *, wanted: Sequence[Wanted], heads: dict[str, str]
) -> Lanes:
    codes = {lane.code for lane in wanted}
    items = tuple(_item(row, codes, found.as_of) for row in rows)
    used = {item.lane for item in items}
    names = [side.name if len(side.name) <= LONGEST else side.code for side in found.sides]
    drawn = {row.number for row in rows}
    links = [(_key(row), row.follows) for row in rows]
    return Lanes(
        wanted=tuple(lane for lane in wanted if lane.code in used),
        heads=heads,
        banks=(" · ".join(names[::2]), " · ".join(names[1::2])),
        items=items,
        links=tuple((start, _key(end)) for start, end in links if end and end.number in drawn),
    )


def _meeting_lane(code: str) -> str:
    return f"meetings-{code}"


def _item(row: Row, lanes: set[str], as_of: date) -> Item:
    each = row.each
    first, last = each.first_day or as_of, each.last_day or as_of
    return Item(
        key=_key(row),
        lane=_lane(each, lanes),
        first=first,
        last=max(first, as_of) if each.open else last,
        bank=_bank(each.party),
        label="" if each.kind is Kind.MEETING else each.name,
        tail=FIGURE if each.kind is Kind.CHANGE else 0,
        bar=each.kind is Kind.FORUM,
        open=each.open,
    )


def _lane(each: Happening, lanes: set[str]) -> str:
    if each.kind is Kind.INSTRUMENT:
        return INSTRUMENTS
    if each.kind is Kind.FORUM:
        return FORUMS
    if SIDES in lanes:
        return SIDES
    return _meeting_lane(each.lane.code) if each.kind is Kind.MEETING else RECORD


def _bank(party: PartyLabel | None) -> int:
    if party is None:
        return 0
    return -1 if party.index % 2 == 0 else 1
