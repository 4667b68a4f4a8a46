"""Plane geometry of a small map: from degrees to its units, cut to its view, made few."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, dist, radians
from typing import NamedTuple

Point = tuple[float, float]
Line = Sequence[Point]

KM_PER_DEGREE = 111.195


class Box(NamedTuple):
    """A rectangle, in degrees or in units of a map."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, point: Point) -> bool:
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom

    def meets(self, other: "Box") -> bool:
        apart = self.right < other.left or other.right < self.left
        return not (apart or self.bottom < other.top or other.bottom < self.top)

    def grown(self, margin: float) -> "Box":
        """Larger on every side; smaller for a negative margin."""
        return Box(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)


def around(points: Iterable[Point]) -> Box:
    """The smallest box that holds them."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


class Frame(NamedTuple):
    """A view: its size, its middle in degrees, and how many units a kilometre takes.

    Equirectangular, true along the middle parallel: enough for a region, not for a continent.
    """

    width: int
    height: int
    longitude: float
    latitude: float
    scale: float

    @property
    def box(self) -> Box:
        return Box(0, 0, self.width, self.height)

    def unit(self, degrees: Point) -> Point:
        """Where a longitude and latitude fall."""
        x = (degrees[0] - self.longitude) * self._shrink * KM_PER_DEGREE * self.scale
        y = (degrees[1] - self.latitude) * KM_PER_DEGREE * self.scale
        return self.width / 2 + x, self.height / 2 - y

    def degrees(self, unit: Point) -> Point:
        """The longitude and latitude of a point of the map."""
        x = (unit[0] - self.width / 2) / (self._shrink * KM_PER_DEGREE * self.scale)
        y = (self.height / 2 - unit[1]) / (KM_PER_DEGREE * self.scale)
        return self.longitude + x, self.latitude + y

    @property
    def extent(self) -> Box:
        """The view in degrees."""
        return around([self.degrees((0, 0)), self.degrees((self.width, self.height))])

    @property
    def _shrink(self) -> float:
        """How much shorter a degree of longitude is here than at the equator."""
        return max(0.05, cos(radians(self.latitude)))


def fitted(
    degrees: Sequence[Point], *, width: int, heights: tuple[int, int], margin: int, least_km: float
) -> Frame:
    """The view that holds these places and a margin, no narrower than `least_km`."""
    box = around(degrees)
    middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    plain = Frame(0, 0, *middle, 1)
    span = around([plain.unit(each) for each in degrees])
    wide, high = span.right - span.left, span.bottom - span.top
    lowest, highest = heights
    scale = min(
        (width - 2 * margin) / max(wide, 0.001),
        (highest - 2 * margin) / max(high, 0.001),
        width / least_km,
    )
    height = min(highest, max(lowest, round(high * scale) + 2 * margin))
    return Frame(width, height, *middle, scale)


def clipped(ring: Line, box: Box) -> Line:
    """The part of a polygon within a box; nothing where they do not meet. A hollow polygon may
    keep edges along the box's: give a box a little larger than what is seen."""
    edges = ((0, box.left, 1), (0, box.right, -1), (1, box.top, 1), (1, box.bottom, -1))
    for axis, limit, inward in edges:
        ring = _cut(ring, axis, limit, inward)
    return ring


def _cut(ring: Line, axis: int, limit: float, inward: int) -> Line:
    """What of a polygon lies on the inner side of one line."""
    kept: list[Point] = []
    for before, here in pairwise([*ring[-1:], *ring]):
        inside = (here[axis] - limit) * inward >= 0
        if inside != ((before[axis] - limit) * inward >= 0):
            share = (limit - before[axis]) / (here[axis] - before[axis])
            kept.append(_between(before, here, share))
        if inside:
            kept.append(here)
    return kept


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def within(line: Line, box: Box) -> list[Line]:
    """The runs of a line that pass through a box, each with the points just outside it."""
    runs: list[list[Point]] = []
    last = -2
    for place, ends in enumerate(pairwise(line)):
        if not around(ends).meets(box):
            continue
        if last == place - 1:
            runs[-1].append(ends[1])
        else:
            runs.append(list(ends))
        last = place
    return list(runs)


def simplified(line: Line, tolerance: float) -> Line:
    """Fewer points, none farther from the line than the tolerance (Ramer, Douglas, Peucker)."""
    kept = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        start, end = spans.pop()
        far, place = max(
            ((distance(line[i], line[start], line[end]), i) for i in range(start + 1, end)),
            default=(0.0, 0),
        )
        if far > tolerance:
            kept.add(place)
            spans += [(start, place), (place, end)]
    return [line[place] for place in sorted(kept)]


def simplified_ring(ring: Line, tolerance: float) -> Line:
    """A polygon with fewer points; nothing where less than a triangle is left."""
    if len(ring) < 3:
        return []
    far = max(range(len(ring)), key=lambda place: dist(ring[place], ring[0]))
    there = simplified(ring[: far + 1], tolerance)
    back = simplified([*ring[far:], ring[0]], tolerance)
    found = [*there[:-1], *back[:-1]]
    return found if len(found) >= 3 else []


def distance(point: Point, start: Point, end: Point) -> float:
    """From a point to a stretch between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length if length else 0
    near = _between(start, end, min(1, max(0, along)))
    return dist(point, near)


def inside(point: Point, ring: Line) -> bool:
    """Whether a point lies in a polygon: a ray from it crosses the edges an odd number of times."""
    x, y = point
    odd = False
    for (ax, ay), (bx, by) in pairwise([ring[-1], *ring]):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            odd = not odd
    return odd


def path(line: Line, *, closed: bool = False) -> str:
    """A line as the `d` of an SVG path, in whole units; steps are shorter to write than places."""
    places = [(round(x), round(y)) for x, y in line]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(places) if a != b]
    start = f"M{_numbers(places[0])}"
    return f"{start}l{_numbers(sum(steps, ()))}{'z' if closed else ''}" if steps else ""


def _numbers(numbers: Iterable[int]) -> str:
    """Numbers as SVG allows them at their shortest: a minus needs no space before it."""
    return " ".join(map(str, numbers)).replace(" -", "-")
