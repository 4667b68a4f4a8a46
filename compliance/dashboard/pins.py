"""Where the signs of a map stand so that none covers another: numbers, names, the scale."""

from collections.abc import Callable, Sequence
from itertools import product
from math import atan2, cos, dist, pi, sin
from typing import NamedTuple

from compliance.dashboard.geometry import Box, Frame, Line, Point, distance, inside

APART = 48  # of the middles of two numbers
CLEAR = 34  # of a number from a position
PASSING = 22  # of a number from another's lead
NEAR = 3  # closer positions are one on the map
RADII = range(54, 660, 22)
TURNS = 24
FAR = 200
BODY = ((0, 0), (-20, 0), (20, 0), (0, -20), (0, 20))
"""The middle and the ends of a number's shape."""


Lead = tuple[Point, Point]
"""From a position to its number."""


class Spot(NamedTuple):
    """A position, in units; `foreign` says whether a place belongs to another side."""

    at: Point
    foreign: Callable[[Point], bool]


def spread(spots: Sequence[Spot], frame: Frame) -> list[Point]:
    """A place for each number: at its position if it stands alone, else near it, where no other
    number, position or lead is in the way, and not on another side's land if it can be helped."""
    crowds = [_crowd(spot, spots) for spot in spots]
    anchors = [spot.at for spot in spots]
    placed = {at: spot.at for at, spot in enumerate(spots) if not crowds[at]}
    for at, spot in enumerate(spots):
        if crowds[at]:
            candidates = _candidates(spot, crowds[at], frame)
            leads = [(anchors[each], there) for each, there in placed.items()]
            placed[at] = _chosen(candidates, spot.at, anchors, leads)
    return [placed[at] for at in range(len(spots))]


def _chosen(
    candidates: Sequence[Point], anchor: Point, anchors: Sequence[Point], leads: Sequence[Lead]
) -> Point:
    """The first that is free and near; where there is none, a number may stand over a lead."""
    free = [each for each in candidates if _is_free(each, anchors, leads)]
    passing = (
        each for each in free if dist(each, anchor) <= FAR and _lets_pass((anchor, each), leads)
    )
    return next(passing, free[0] if free else anchor)


def _crowd(spot: Spot, spots: Sequence[Spot]) -> list[Point]:
    """The other positions too close for two numbers."""
    return [each.at for each in spots if each is not spot and dist(each.at, spot.at) < APART]


def _candidates(spot: Spot, crowd: Sequence[Point], frame: Frame) -> list[Point]:
    """Places around a position, the best first: near, away from the crowd, not on foreign land."""
    room = frame.box.grown(-CLEAR)
    away = _away(spot.at, crowd)
    found = []
    for radius, turn in product(RADII, range(TURNS)):
        angle = 2 * pi * turn / TURNS
        place = (spot.at[0] + radius * cos(angle), spot.at[1] + radius * sin(angle))
        if room.holds(place):
            offset = 0.0 if away is None else 1 - cos(angle - away)
            # So far away it no longer matters, and asking takes its time.
            abroad = _abroad(place, spot) if radius <= FAR else len(BODY)
            found.append((radius + 15 * offset + 20 * abroad, turn, place))
    return [place for _, _, place in sorted(found)]


def _abroad(place: Point, spot: Spot) -> int:
    """How much of a number would stand on foreign land."""
    return sum(spot.foreign((place[0] + x, place[1] + y)) for x, y in BODY)


def _away(at: Point, crowd: Sequence[Point]) -> float | None:
    """The direction from the middle of a crowd, if there is one."""
    x = at[0] - sum(each[0] for each in crowd) / len(crowd)
    y = at[1] - sum(each[1] for each in crowd) / len(crowd)
    return atan2(y, x) if abs(x) + abs(y) > 2 * NEAR else None


def _is_free(place: Point, anchors: Sequence[Point], leads: Sequence[Lead]) -> bool:
    """Whether a number here covers no position and no other number."""
    return all(dist(place, each) >= CLEAR for each in anchors) and all(
        dist(place, there) >= APART for _, there in leads
    )


def _lets_pass(lead: Lead, leads: Sequence[Lead]) -> bool:
    """Whether neither a lead's number nor the lead itself is in the way of the others."""
    return all(
        distance(lead[1], start, there) >= PASSING and distance(there, *lead) >= PASSING
        for start, there in leads
    )


class Label(NamedTuple):
    """A name and its middle, in whole units."""

    x: int
    y: int
    text: str


GRID = 15
LETTER = 12
LINE = 22
COAST = 10  # between a name and the edge of its land


def name_on_land(
    text: str, rings: Sequence[Line], frame: Frame, taken: Sequence[Point]
) -> Label | None:
    """The name where its land has the most room around it; none where it would not fit."""
    half = len(text) * LETTER / 2
    room = frame.box.grown(-8)
    found = []
    for x, y in product(range(GRID, frame.width, GRID), range(GRID, frame.height, GRID)):
        box = Box(x - half, y - LINE, x + half, y + LINE / 2)
        free = min((_gap(box, each) for each in taken), default=CLEAR)
        if free < CLEAR or not (room.holds(box[:2]) and room.holds(box[2:])):
            continue
        for ring in rings:
            if _holds(ring, box.grown(COAST)):
                coast = min(_gap(box, each) for each in ring)
                found.append((min(free, 2 * coast), -x, -y))
    if not found:
        return None
    _, x, y = max(found)
    return Label(-x, -y, text)


def _holds(ring: Line, box: Box) -> bool:
    """Whether a box lies in a polygon, as far as nine of its points tell."""
    xs = (box.left, (box.left + box.right) / 2, box.right)
    ys = (box.top, (box.top + box.bottom) / 2, box.bottom)
    return all(inside(point, ring) for point in product(xs, ys))


def _gap(box: Box, point: Point) -> float:
    """From a point to the nearest of a box."""
    x = min(max(point[0], box.left), box.right)
    y = min(max(point[1], box.top), box.bottom)
    return dist(point, (x, y))


class ScaleBar(NamedTuple):
    """A round number of kilometres, drawn."""

    text: str
    d: str
    x: int
    y: int


LONGEST = 150
STEPS = (1, 2, 5)


def scale_bar(frame: Frame, taken: Sequence[Point]) -> ScaleBar:
    """In the first corner that is free, from the lower left."""
    fitting = [
        step * 10**power
        for power, step in product(range(5), STEPS)
        if step * 10**power * frame.scale <= LONGEST
    ]
    km = max(fitting, default=1)
    length = round(km * frame.scale)
    corners = [
        (x, y)
        for y, x in product((frame.height - 18, 48), (20, frame.width - 20 - length))
        if all(_gap(Box(x, y - 30, x + length, y), point) >= CLEAR for point in taken)
    ]
    x, y = corners[0] if corners else (20, frame.height - 18)
    return ScaleBar(f"{km} km", f"M{x} {y - 8}v8h{length}v-8", x + length // 2, y - 10)
