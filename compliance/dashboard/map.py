"""The sites of a forum: a plate, and the numbered list beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.plate import Plate, Position, Side, plate
from compliance.dashboard.states import ObligationLine
from compliance.queries import Place

MOST = 40
"""Beyond so many numbers a map of this size says nothing more."""


@dataclass(frozen=True, slots=True)
class SitePoint:
    """A place at which a side owes something, and what; no number where it has no position."""

    number: int | None
    site: Place
    lines: tuple[ObligationLine, ...]

    @property
    def party(self) -> PartyLabel:
        return self.lines[0].party

    @property
    def single(self) -> ObligationLine | None:
        """The obligation, where there is one alone."""
        return self.lines[0] if len(self.lines) == 1 else None

    @property
    def approximate(self) -> bool:
        return self.site.quality == "approximate"


@dataclass(frozen=True, slots=True)
class SiteMap:
    """What is drawn, and what stands beside it."""

    plate: Plate
    points: tuple[SitePoint, ...]
    unplaced: tuple[SitePoint, ...]  # no position is on record
    left_out: int  # positions beyond what a map can show

    @property
    def approximate(self) -> int:
        """How many of the positions are."""
        return sum(point.approximate for point in self.points)


def site_map(lines: Iterable[ObligationLine], sides: Sequence[PartyLabel]) -> SiteMap | None:
    """The sites of these obligations in their order; None where no position is on record."""
    found = _by_site(lines)
    placed = [at for at in found if at[0].latitude is not None and at[0].longitude is not None]
    if not placed:
        return None
    points = tuple(
        SitePoint(number, place, tuple(found[place, party]))
        for number, (place, party) in enumerate(placed[:MOST], start=1)
    )
    return SiteMap(
        plate=plate(
            tuple(_position(point) for point in points),
            tuple(Side(side.code, side.name, side.css) for side in sides),
        ),
        points=points,
        unplaced=tuple(
            SitePoint(None, at[0], tuple(found[at])) for at in found if at not in placed
        ),
        left_out=len(placed) - len(points),
    )


def _by_site(
    lines: Iterable[ObligationLine],
) -> dict[tuple[Place, PartyLabel], list[ObligationLine]]:
    """By place and by who owes something there."""
    found: dict[tuple[Place, PartyLabel], list[ObligationLine]] = {}
    for line in lines:
        if line.site:
            found.setdefault((line.site, line.party), []).append(line)
    return found


def _position(point: SitePoint) -> Position:
    return Position(
        at=(float(point.site.longitude or 0), float(point.site.latitude or 0)),
        approximate=point.approximate,
        side=point.party.path.split("/")[0],
        css=point.party.css,
    )
