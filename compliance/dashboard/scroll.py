"""The drawing of a timeline, ready to print: across a desk, or down a phone."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from textwrap import wrap
from typing import NamedTuple

from compliance.dashboard.axis import Axis, Spell, stretched
from compliance.dashboard.geometry import Point
from compliance.dashboard.lanes import PIN, Arranged, Item, Spot, Wanted, arranged

THIN = 3
"""The mark of a time is at least so long, and so thick."""
BAR = 4
END = 5
"""By so much a bar ends early, so that what succeeds it at once is seen to begin."""
LETTERS = 17
"""In a line of a lane's name before it."""


class Text(NamedTuple):
    """Words and where they begin, stand or end."""

    x: str
    y: str
    words: str
    anchor: str = "start"


class Box(NamedTuple):
    """A rectangle, as attributes."""

    x: str
    y: str
    width: str
    height: str


class Pin(NamedTuple):
    """An item as it is drawn: its number, the mark of its time, its label."""

    key: str
    shift: str
    span: Box | None  # known to the month or year, or longer than a day
    point: tuple[str, str] | None  # a whole day
    lead: str  # to its time, where its number has moved on
    label: Text | None


class Drawing(NamedTuple):
    """All that is drawn."""

    view: str
    width: str
    height: str
    heads: tuple[Text, ...]
    rules: str  # between the lanes
    ticks: str  # the years
    years: tuple[Text, ...]
    boundaries: str
    links: str  # to what something revises or succeeds
    bars: Mapping[str, Box]
    today: str  # the day that is asked for
    pins: tuple[Pin, ...]


class Style(NamedTuple):
    """How a drawing is laid out; `turn` brings what is along and across the axis to x and y."""

    turn: Callable[[float, float], Point]
    months: int  # of the smallest part of the axis that is stretched
    least: float
    step: float
    pitch: float
    length: float | None
    before: float  # room before the axis begins
    head: float  # room before the first lane
    under: float  # from the middle of a number to the mark of its time
    apart: float  # of two years that are printed
    least_across: float = 0  # so that what is narrow is not drawn large


ACROSS = Style(
    turn=lambda along, across: (along, across),
    months=12,
    least=7,
    step=28,
    pitch=35,
    length=960,
    before=140,
    head=26,
    under=15.5,
    apart=38,
)
DOWN = Style(
    turn=lambda along, across: (across, along),
    months=3,
    least=2.4,
    step=32,
    pitch=32,
    length=None,
    before=26,
    head=40,
    under=-15,
    apart=20,
    least_across=340,
)


class Lanes(NamedTuple):
    """What a drawing is to hold: lanes and their names, items, and what leads to what."""

    wanted: tuple[Wanted, ...]
    heads: Mapping[str, str]  # by lane
    banks: tuple[str, str]  # names of the sides
    items: tuple[Item, ...]
    links: tuple[tuple[str, str], ...]


def drawing(lanes: Lanes, style: Style, *, years: tuple[int, int], as_of: date) -> Drawing:
    """The timeline of these years."""
    axis = stretched(
        _spells(lanes),
        years=years,
        months=style.months,
        least=style.least,
        step=style.step,
        length=style.length,
    )
    found = arranged(lanes.wanted, lanes.items, axis, pitch=style.pitch, start=style.head)
    pen = _Pen(style, axis, found)
    wide, high = style.turn(
        style.before + axis.length + PIN, max(found.end + 2, style.least_across)
    )
    down = style is DOWN
    return Drawing(
        view=f"0 0 {_n(wide)} {_n(high)}",
        width=_n(wide),
        height=_n(high),
        heads=tuple(pen.heads_down(lanes) if down else pen.heads_across(lanes)),
        rules="".join(
            pen.line((-style.before, lane.end), (axis.length, lane.end)) for lane in found.lanes
        ),
        ticks="".join(
            pen.line((unit, style.head), (unit, found.end)) for _, unit in axis.years(style.apart)
        ),
        years=tuple(pen.years()),
        boundaries="".join(
            pen.line((0, lane.boundary), (axis.length, lane.boundary))
            for lane in found.lanes
            if lane.boundary is not None
        ),
        links="".join(pen.link(start, end) for start, end in lanes.links),
        bars={item.key: pen.bar(item) for item in lanes.items if item.bar},
        today=pen.today(as_of, years),
        pins=tuple(pen.pin(item) for item in lanes.items),
    )


def _spells(lanes: Lanes) -> Iterable[Spell]:
    wanted = {lane.code: lane for lane in lanes.wanted}
    for item in lanes.items:
        lane = wanted[item.lane]
        bank = item.bank if lane.banked else 0
        room = lane.room if bank or not lane.banked else lane.middle
        if not item.bar:
            yield Spell(item.first, (item.lane, bank), room.rows or room.dense)


class _Pen:
    """Knows where everything stands, and writes it down as attributes of SVG."""

    def __init__(self, style: Style, axis: Axis, found: Arranged) -> None:
        self.style, self.axis, self.found = style, axis, found

    def at(self, along: float, across: float) -> Point:
        return self.style.turn(self.style.before + along, across)

    def line(self, *points: Point) -> str:
        return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in (self.at(*each) for each in points))

    def box(self, along: Point, across: Point) -> Box:
        """From one place to another, along and across the axis."""
        left, top = self.at(along[0], across[0])
        right, bottom = self.at(along[1], across[1])
        return Box(_n(left), _n(top), _n(right - left), _n(bottom - top))

    def pin(self, item: Item) -> Pin:
        spot, across = self.found.spots[item.key], self.found.across[item.key]
        x, y = self.at(spot.at, across)
        day = item.first == item.last
        middle = (spot.start + spot.end) / 2
        moved = abs(min(max(spot.at, spot.start), spot.end) - spot.at) > PIN
        under = across + self.style.under
        start = min(spot.start, middle - THIN / 2)
        end = max(spot.end, middle + THIN / 2)
        point = self.at(middle, under)
        return Pin(
            key=item.key,
            shift=f"translate({_n(x)} {_n(y)})",
            span=None
            if day or item.bar
            else self.box((start, end), (under - THIN / 2, under + THIN / 2)),
            point=(_n(point[0]), _n(point[1])) if day and not item.bar else None,
            lead=self.line((middle, under), (spot.at, across)) if moved and not item.bar else "",
            label=self._label(item, spot, across),
        )

    def _label(self, item: Item, spot: Spot, across: float) -> Text | None:
        if spot.label is None:
            return None
        x, y = self.at(spot.label, across)
        return Text(_n(x), _n(y + 4.5), item.label, "end" if spot.before else "start")

    def bar(self, item: Item) -> Box:
        spot, across = self.found.spots[item.key], self.found.across[item.key]
        under = across + self.style.under
        end = spot.end if item.open else max(spot.end - END, spot.start + THIN)
        return self.box((spot.start, end), (under - BAR / 2, under + BAR / 2))

    def link(self, start: str, end: str) -> str:
        """From something to what it revises, in a bow; to what it succeeds, straight."""
        later, earlier = self.found.spots[start], self.found.spots[end]
        here, there = self.found.across[start], self.found.across[end]
        if abs(earlier.end - later.start) < 3 * PIN and here == there:
            under = here + self.style.under
            return self.line((earlier.end - END, under), (later.start, under))
        bow = min(here, there) - self.style.pitch * 0.75
        x1, y1 = self.at(later.at, here)
        x2, y2 = self.at((later.at + earlier.at) / 2, bow)
        x3, y3 = self.at(earlier.at, there)
        return f"M{_n(x1)} {_n(y1)}Q{_n(x2)} {_n(y2)} {_n(x3)} {_n(y3)}"

    def today(self, as_of: date, years: tuple[int, int]) -> str:
        """The line of the day; none where it lies outside the years."""
        if not years[0] <= as_of.year <= years[1]:
            return ""
        _, end = self.axis.span(as_of, as_of)
        return self.line((end, self.style.head - 6), (end, self.found.end))

    def years(self) -> Iterable[Text]:
        for year, unit in self.axis.years(self.style.apart):
            x, y = self.at(unit, self.style.head)
            if self.style is DOWN:
                yield Text("0", _n(y + 5), str(year))
            else:
                yield Text(_n(x), _n(y - 8), str(year))

    def heads_across(self, lanes: Lanes) -> Iterable[Text]:
        """Each lane's name before it, in as many lines as it takes."""
        for lane in self.found.lanes:
            lines = wrap(lanes.heads[lane.code], LETTERS)
            middle = lane.boundary or (lane.start + lane.end) / 2
            middle -= 16 * (len(lines) - 1) / 2 - 4.5
            for place, words in enumerate(lines):
                yield Text("0", _n(middle + 16 * place), words)

    def heads_down(self, lanes: Lanes) -> Iterable[Text]:
        """Each lane's name above it, or those of the sides above their banks."""
        for lane in self.found.lanes:
            named = [((lane.start + lane.end) / 2, lanes.heads[lane.code])]
            if lane.boundary is not None:
                named = list(zip(lane.banks, lanes.banks, strict=True))
            for middle, words in named:
                yield Text(_n(middle), "14", words, "middle")


def _n(number: float) -> str:
    """A number for an attribute, never localized."""
    return f"{number:.1f}".removesuffix(".0")
