"""Where the marks of a timeline stand so that none covers another: rows, numbers, labels."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from compliance.dashboard.axis import Axis

PIN = 12
"""Half of a number's shape."""
GAP = 4
CROSSING = 40
"""What a number would rather be moved than share its row with another's span."""


class Item(NamedTuple):
    """What is to be drawn: when it was, in which lane, on which bank of the boundary."""

    key: str
    lane: str
    first: date
    last: date
    bank: int = 0  # -1: the first side, 1: the other, 0: neither
    label: str = ""
    tail: int = 0  # letters of a figure that is printed after the label
    bar: bool = False  # drawn from its beginning to its end
    open: bool = False  # it goes on


class Spot(NamedTuple):
    """Where an item stands along the axis, and in which row of its bank."""

    at: float  # the middle of its number
    row: int
    start: float  # its time
    end: float
    label: float | None  # where its label begins, or ends where that is before the number
    before: bool


class Room(NamedTuple):
    """How a bank is filled: what a number takes, how many rows there may be, what a letter takes
    (nothing: there are no labels), and in how many rows labels may stand."""

    step: float
    rows: int | None = None
    letter: float = 0
    labelled: int = 10
    dense: int = 2  # how many of one year stand beside each other where rows are not few


class _Row:
    """What is taken in a row: by numbers and labels, and by the spans under them."""

    def __init__(self) -> None:
        self.taken: list[tuple[float, float]] = []
        self.spans: list[tuple[float, float]] = []

    def free(self, start: float, end: float) -> bool:
        return all(end <= left or start >= right for left, right in self.taken)

    def crosses(self, start: float, end: float) -> bool:
        return any(start < right and end > left for left, right in self.spans)

    def after(self, start: float, width: float) -> float:
        """The first place from here on with so much room."""
        for left, right in sorted(self.taken):
            if start + width > left and start < right:
                start = right
        return start


def placed(items: Iterable[Item], axis: Axis, room: Room) -> dict[str, Spot]:
    """A place for each item of one bank, the earliest first.

    Each stands in the first row with room for its number, its time and its label; where labels
    have no more rows, without one. Where the rows are few, a number moves on along the axis until
    it finds its place; the mark of its time stays where it belongs.
    """
    rows: list[_Row] = []
    found: dict[str, Spot] = {}
    for item in sorted(items, key=lambda each: (each.first, each.last, each.key)):
        spot = _labelled(item, axis, room, rows)
        if spot is None and room.rows is None:
            spot = _stacked(item, axis, room, rows)
        found[item.key] = spot or _pushed(item, axis, room, rows)
    return found


def _time(item: Item, axis: Axis) -> tuple[float, float]:
    return axis.span(item.first, item.last)


def _home(item: Item, axis: Axis, room: Room) -> float:
    """Where the number would stand if it were alone."""
    start, end = _time(item, axis)
    middle = start + room.step / 2 if item.bar else (start + end) / 2
    return min(max(middle, room.step / 2), axis.length - room.step / 2)


def _extent(item: Item, axis: Axis, room: Room) -> tuple[float, float]:
    """All that its number and its time take."""
    start, end = _time(item, axis)
    at = _home(item, axis, room)
    return min(start, at - room.step / 2), max(end, at + room.step / 2)


def _labelled(item: Item, axis: Axis, room: Room, rows: list[_Row]) -> Spot | None:
    """With its label after the number or before it; None where there is no room for one."""
    if not (item.label and room.letter):
        return None
    start, end = _extent(item, axis, room)
    at, width = _home(item, axis, room), (len(item.label) + item.tail) * room.letter + GAP
    inner = at + PIN + GAP
    after = (start, max(end, inner + width))
    before = (min(start, at - PIN - GAP - width), end)
    for place in range(room.labelled):
        row = _row(rows, place)
        if after[1] <= axis.length and row.free(*after):
            row.taken.append(after)
            return Spot(at, place, *_time(item, axis), inner, before=False)
        if not item.bar and before[0] >= 0 and row.free(*before):
            row.taken.append(before)
            return Spot(at, place, *_time(item, axis), at - PIN - GAP, before=True)
    return None


def _stacked(item: Item, axis: Axis, room: Room, rows: list[_Row]) -> Spot:
    """In the first row that is free."""
    extent = _extent(item, axis, room)
    place = next((at for at, row in enumerate(rows) if row.free(*extent)), len(rows))
    _row(rows, place).taken.append(extent)
    return Spot(_home(item, axis, room), place, *_time(item, axis), None, before=False)


def _pushed(item: Item, axis: Axis, room: Room, rows: list[_Row]) -> Spot:
    """In the row where it has to move least; rather there than over another's span."""
    home, (start, end) = _home(item, axis, room), _time(item, axis)
    choices = []
    for place in range(room.rows or 1):
        row = _row(rows, place)
        left = row.after(home - room.step / 2, room.step)
        moved = left - (home - room.step / 2)
        choices.append((moved + CROSSING * row.crosses(start, end), place, left))
    _, place, left = min(choices)
    rows[place].taken.append((left, left + room.step))
    rows[place].spans.append((start, end))
    return Spot(left + room.step / 2, place, start, end, None, before=False)


def _row(rows: list[_Row], place: int) -> _Row:
    while len(rows) <= place:
        rows.append(_Row())
    return rows[place]


class Lane(NamedTuple):
    """A lane as it is drawn across the axis: from where to where, and its boundary."""

    code: str
    start: float
    end: float
    boundary: float | None
    banks: tuple[float, float]  # the middles of the two banks


class Arranged(NamedTuple):
    """All lanes beside each other, and how far across each item stands."""

    lanes: tuple[Lane, ...]
    across: dict[str, float]
    spots: dict[str, Spot]
    end: float


class Wanted(NamedTuple):
    """A lane to be filled: whether the boundary runs through it, and how its banks are filled."""

    code: str
    banked: bool
    room: Room
    middle: Room
    least: float = 0  # how wide it is at least
    banks: int = 1  # how many rows each bank has at least: one that nobody used is seen


def arranged(
    wanted: Sequence[Wanted], items: Sequence[Item], axis: Axis, *, pitch: float, start: float
) -> Arranged:
    """The lanes one after the other: in each the first side's rows, those of neither, the other's;
    rows begin at the boundary and go outwards."""
    lanes, across, spots = [], {}, {}
    cursor = start
    for lane in wanted:
        own = [item for item in items if item.lane == lane.code]
        banks = [
            placed(
                [item for item in own if (item.bank if lane.banked else 0) == bank],
                axis,
                lane.room if bank or not lane.banked else lane.middle,
            )
            for bank in (-1, 0, 1)
        ]
        first, middle, last = (_rows(bank) for bank in banks)
        if lane.banked:
            first, last = max(first, lane.banks), max(last, lane.banks)
        here = cursor + pitch / 4
        top = here + pitch * first
        bottom = top + pitch * middle
        for bank, origin, way in ((0, top, -1), (1, top, 1), (2, bottom, 1)):
            for key, spot in banks[bank].items():
                spots[key] = spot
                across[key] = origin + way * pitch * (spot.row + 0.5)
        end = max(bottom + pitch * last + pitch / 4, cursor + lane.least)
        boundary = (top + bottom) / 2 if lane.banked else None
        banked = ((here + top) / 2, (bottom + end) / 2)
        lanes.append(Lane(lane.code, cursor, end, boundary, banked))
        cursor = end
    return Arranged(tuple(lanes), across, spots, cursor)


def _rows(bank: dict[str, Spot]) -> int:
    return max((spot.row + 1 for spot in bank.values()), default=0)
