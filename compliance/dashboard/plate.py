"""The drawing of a map: land, boundary, numbered positions, names and scale, ready to print."""

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from math import dist
from typing import NamedTuple

from compliance.dashboard.geometry import (
    Frame,
    Line,
    Point,
    clipped,
    fitted,
    inside,
    path,
    simplified,
    simplified_ring,
    within,
)
from compliance.dashboard.land import Country, regions
from compliance.dashboard.pins import NEAR, Label, ScaleBar, Spot, name_on_land, scale_bar, spread

WIDTH = 600
HEIGHTS = (320, 480)
MARGIN = 84
EDGE = 12  # around the whole of a region, whose coasts need no room
LEAST_KM = 40
BEYOND = 12
"""How far lines run beyond what is seen, so that no edge of the view is drawn as a coast."""
TOLERANCE = 0.8


class Side(NamedTuple):
    """A side that the map tells from the others."""

    code: str
    name: str
    css: str


class Position(NamedTuple):
    """Where something is owed, in degrees."""

    at: Point
    approximate: bool
    side: str  # code
    css: str
    number: int = 0  # 0: its place in the order
    state: str = ""  # of what is owed there, where the map says it


class Shape(NamedTuple):
    """Land, with the class of its side's hue."""

    css: str
    d: str


class Mark(NamedTuple):
    """A position whose number stands elsewhere."""

    x: int
    y: int
    approximate: bool


class Pin(NamedTuple):
    """A number, and its lead where it does not stand at its position."""

    number: str
    css: str
    shift: str  # of the number from the corner of the map
    lead: str
    ring: bool  # it stands at its position, which is approximate
    state: str = ""


class Plate(NamedTuple):
    """All that is drawn."""

    view: str
    land: tuple[Shape, ...]
    boundary: str
    names: tuple[Label, ...]
    scale: ScaleBar
    marks: tuple[Mark, ...]
    pins: tuple[Pin, ...]
    source: str
    whole: bool  # land is on record for all of the view

    @property
    def bare(self) -> bool:
        """No land is on record here, which is not to say that there is none."""
        return not (self.land or self.whole)


class Ground(NamedTuple):
    """A country as this map has it, in units."""

    side: Side | None
    rings: tuple[Line, ...]

    def holds(self, point: Point) -> bool:
        return any(inside(point, ring) for ring in self.rings)


@lru_cache(maxsize=128)
def plate(
    positions: tuple[Position, ...], sides: tuple[Side, ...], *, whole: bool = False
) -> Plate:
    """A map of these positions, or of the `whole` of the land on which they are. Drawn once: land
    does not move, and sites hardly do."""
    degrees = _unbroken([position.at for position in positions])
    corners = _corners(degrees) if whole else []
    frame = fitted(
        [*degrees, *corners],
        width=WIDTH,
        heights=HEIGHTS,
        margin=EDGE if corners else MARGIN,
        least_km=LEAST_KM,
    )
    shown = [region for region in regions() if region.extent.meets(frame.extent)]
    countries = [country for region in shown for country in region.countries]
    grounds = list(_grounds(countries, positions, sides, frame))

    anchors = [frame.unit(each) for each in degrees]
    foreign = {
        side.code: partial(_on_land_of_another, grounds=grounds, side=side) for side in sides
    }
    spots = [Spot(at, foreign[each.side]) for at, each in zip(anchors, positions, strict=True)]
    places = spread(spots, frame)
    taken = [*anchors, *places]
    scale = scale_bar(frame, taken)
    taken.append((scale.x, scale.y))

    lines = [line for region in shown for line in region.boundaries]
    return Plate(
        view=f"0 0 {frame.width} {frame.height}",
        land=tuple(_shape(ground) for ground in grounds),
        boundary="".join(_boundary(lines, frame)),
        names=tuple(_names(grounds, sides, frame, taken)),
        scale=scale,
        marks=tuple(_marks(positions, anchors, places)),
        pins=tuple(_pins(positions, anchors, places)),
        source=", ".join(sorted({region.source for region in shown})) if grounds else "",
        whole=any(
            region.extent.holds(frame.extent[:2]) and region.extent.holds(frame.extent[2:])
            for region in shown
        ),
    )


def _corners(degrees: Sequence[Point]) -> list[Point]:
    """The ends of the regions that hold these places."""
    extents = [
        region.extent for region in regions() if any(region.extent.holds(at) for at in degrees)
    ]
    return [corner for extent in extents for corner in (extent[:2], extent[2:])]


def _unbroken(degrees: Sequence[Point]) -> list[Point]:
    """The same places without a gap where longitudes begin again, in the Pacific."""
    longitudes = [longitude for longitude, _ in degrees]
    if max(longitudes) - min(longitudes) <= 180:
        return list(degrees)
    return [(longitude % 360, latitude) for longitude, latitude in degrees]


def _grounds(
    countries: Sequence[Country],
    positions: Sequence[Position],
    sides: Sequence[Side],
    frame: Frame,
) -> Iterator[Ground]:
    """The land that is seen."""
    box = frame.box.grown(BEYOND)
    for country in countries:
        seen = [clipped([frame.unit(point) for point in ring], box) for ring in country.rings]
        rings = tuple(ring for ring in (simplified_ring(each, TOLERANCE) for each in seen) if ring)
        if rings:
            yield Ground(_side_of(country, positions, sides), rings)


def _side_of(country: Country, positions: Sequence[Position], sides: Sequence[Side]) -> Side | None:
    """The side with the code of the country; else the one that alone has sites there."""
    for side in sides:
        if side.code == country.iso:
            return side
    there = {
        position.side
        for position in positions
        if any(inside(position.at, ring) for ring in country.rings)
    }
    alone = [side for side in sides if {side.code} == there]
    return alone[0] if alone else None


def _on_land_of_another(point: Point, *, grounds: Sequence[Ground], side: Side) -> bool:
    return any(ground.holds(point) for ground in grounds if ground.side not in (None, side))


def _shape(ground: Ground) -> Shape:
    css = f"l{ground.side.css}" if ground.side else "ln"
    return Shape(css, "".join(path(ring, closed=True) for ring in ground.rings))


def _boundary(lines: Sequence[Line], frame: Frame) -> Iterator[str]:
    box = frame.box.grown(BEYOND)
    for line in lines:
        for run in within([frame.unit(point) for point in line], box):
            yield path(simplified(run, TOLERANCE))


def _names(
    grounds: Sequence[Ground], sides: Sequence[Side], frame: Frame, taken: list[Point]
) -> Iterator[Label]:
    """The sides' names on their land."""
    for side in sides:
        rings = [ring for ground in grounds if ground.side == side for ring in ground.rings]
        label = name_on_land(side.name, rings, frame, taken)
        if label:
            yield label


def _marks(
    positions: Sequence[Position], anchors: Sequence[Point], places: Sequence[Point]
) -> Iterator[Mark]:
    """One mark for several sites at one place."""
    made: list[tuple[Point, bool]] = []
    for position, anchor, place in zip(positions, anchors, places, strict=True):
        known = any(
            dist(anchor, at) < NEAR and position.approximate == approximate
            for at, approximate in made
        )
        if place != anchor and not known:
            made.append((anchor, position.approximate))
            yield Mark(round(anchor[0]), round(anchor[1]), position.approximate)


def _pins(
    positions: Sequence[Position], anchors: Sequence[Point], places: Sequence[Point]
) -> Iterator[Pin]:
    each = zip(positions, anchors, places, strict=True)
    for number, (position, anchor, place) in enumerate(each, start=1):
        yield Pin(
            number=str(position.number or number),
            css=position.css,
            shift=f"translate({round(place[0])} {round(place[1])})",
            lead=path([anchor, place]) if place != anchor else "",
            ring=position.approximate and place == anchor,
            state=position.state,
        )
