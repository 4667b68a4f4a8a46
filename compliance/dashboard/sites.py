"""All sites: where they lie as far as known, and the state of what is owed at each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, radians
from typing import Any

from django.utils.translation import gettext as _

from agreements.models import Site
from agreements.permissions import Asker
from compliance.dashboard.board import Board
from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.geometry import KM_PER_DEGREE
from compliance.dashboard.map import MOST
from compliance.dashboard.plate import Plate, Position, Side, plate
from compliance.dashboard.states import ObligationLine
from compliance.dashboard.table import Coded

NEAR_KM = 120
"""Sites no farther than this from the next are of one corner of the map."""
WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site, and what is owed there."""

    code: str
    name: str
    aliases: tuple[str, ...]
    party: PartyLabel
    kind: Coded
    district: str
    quality: Coded
    at: tuple[float, float] | None  # longitude, latitude
    lines: tuple[ObligationLine, ...]
    state: str
    side: PartyLabel
    citations: tuple[Any, ...]
    number: int | None = None  # on the map; None: no position is on record

    @property
    def approximate(self) -> bool:
        return self.quality.code == "approximate"

    @property
    def forms(self) -> str:
        """Its position as written: latitude and longitude."""
        return f"{self.at[1]:.4f}, {self.at[0]:.4f}" if self.at else ""


@dataclass(frozen=True, slots=True)
class Zoom:
    """A view of the map: the whole, or a corner where sites lie close."""

    code: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class SitesMap:
    """What one view draws."""

    plate: Plate
    points: tuple[SiteLine, ...]
    zooms: tuple[Zoom, ...]
    zoom: str
    unplaced: tuple[SiteLine, ...]
    left_out: int  # positions beyond what a map can show

    @property
    def approximate(self) -> int:
        return sum(point.approximate for point in self.points)

    @property
    def states(self) -> list[str]:
        """Those that the drawing shows, for its key."""
        return list(dict.fromkeys(point.state for point in self.points if point.lines))


def site_lines(
    user: Asker, lines: Iterable[ObligationLine], parties: Mapping[str, PartyLabel]
) -> tuple[SiteLine, ...]:
    """Every site the reader may see, with these obligations at it, numbered on the map; those of
    unknown position last. Four queries."""
    owed: dict[str, list[ObligationLine]] = defaultdict(list)
    for line in lines:
        if line.site:
            owed[line.site.code].append(line)
    rows: Any = Site.objects.visible_to(user)
    found = [
        _line(row, tuple(owed[row.code]), parties)
        for row in rows.select_related("party").prefetch_related("citations__source")
    ]
    found.sort(key=lambda each: (each.at is None, not each.lines, each.party.index, each.name))
    placed = [each for each in found if each.at]
    numbered = [replace(each, number=number) for number, each in enumerate(placed, start=1)]
    return (*numbered, *found[len(placed) :])


def _line(
    row: Site, owed: tuple[ObligationLine, ...], parties: Mapping[str, PartyLabel]
) -> SiteLine:
    at = None
    if row.latitude is not None and row.longitude is not None:
        at = (float(row.longitude), float(row.latitude))
    return SiteLine(
        code=row.code,
        name=row.name,
        aliases=tuple(map(str, row.aliases)),
        party=parties[row.party.path],
        kind=Coded(row.kind, str(row.get_kind_display())),
        district=row.district,
        quality=Coded(row.quality, str(row.get_quality_display())),
        at=at,
        lines=owed,
        state=site_state(owed),
        side=parties[row.party.side_code],
        citations=tuple(row.citations.all()),
    )


def sides_of(lines: Iterable[SiteLine], board: Board) -> list[PartyLabel]:
    """The sides that owe something, and those that have a site though they owe nothing yet."""
    found = {figure.side.code: figure.side for figure in board.sides}
    found |= {line.side.code: line.side for line in lines}
    return sorted(found.values(), key=lambda side: side.index)


def site_state(owed: Sequence[ObligationLine]) -> str:
    """One word for all that is owed at a place: what is contested comes first, then what has begun;
    fulfilled is only what is fulfilled throughout."""
    states = {line.state for line in owed}
    if not states:
        return "nothing_due"
    if len(states) == 1:
        return states.pop()
    if "contested" in states:
        return "contested"
    if any(line.established for line in owed):
        return "in_progress"
    return "not_assessed" if "not_assessed" in states else "not_started"


def sites_map(
    lines: Sequence[SiteLine], sides: Sequence[PartyLabel], *, zoom: str
) -> SitesMap | None:
    """The view asked for, of those of these sites that have a position; None: none has."""
    placed = [line for line in lines if line.at]
    if not placed:
        return None
    corners = _corners(placed)
    zooms = (
        Zoom(WHOLE, _("The whole"), len(placed)),
        *(Zoom(str(at), _named(each), len(each)) for at, each in enumerate(corners, start=1)),
    )
    chosen = zoom if zoom in {each.code for each in zooms} else WHOLE
    seen = placed if chosen == WHOLE else corners[int(chosen) - 1]
    return SitesMap(
        plate=plate(
            tuple(_position(each) for each in seen[:MOST]),
            tuple(Side(side.code, side.name, side.css) for side in sides),
            whole=chosen == WHOLE,
        ),
        points=tuple(seen[:MOST]),
        zooms=zooms,
        zoom=chosen,
        unplaced=tuple(line for line in lines if not line.at),
        left_out=max(0, len(seen) - MOST),
    )


def _position(line: SiteLine) -> Position:
    return Position(
        at=line.at or (0, 0),
        approximate=line.approximate,
        side=line.side.code,
        css=line.party.css,
        number=line.number or 0,
        state=line.state,
    )


def _corners(placed: Sequence[SiteLine]) -> list[list[SiteLine]]:
    """Sites that lie close to one another, the largest company first."""
    companies: list[list[SiteLine]] = []
    for line in placed:
        near = [each for each in companies if any(_close(line, other) for other in each)]
        companies = [each for each in companies if each not in near]
        companies.append([other for each in near for other in each] + [line])
    return sorted(companies, key=lambda each: (-len(each), each[0].name))


def _close(one: SiteLine, other: SiteLine) -> bool:
    if one.at is None or other.at is None:
        return False
    turn = abs(one.at[0] - other.at[0]) % 360
    east = min(turn, 360 - turn) * cos(radians(one.at[1]))
    return hypot(east, one.at[1] - other.at[1]) * KM_PER_DEGREE <= NEAR_KM


def _named(lines: Sequence[SiteLine]) -> str:
    """A corner is called after the districts in which most of its sites lie, one of each side."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        place = line.district.split(",")[-1].strip() or line.name
        found[line.party.index][place] += 1
    most = [max(each, key=lambda name: each[name]) for _index, each in sorted(found.items())]
    return "–".join(dict.fromkeys(most))
