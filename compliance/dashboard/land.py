"""Land and boundaries of the maps, as the files in data/ have them."""

import json
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from compliance.dashboard.geometry import Box, Line, around

DATA = Path(settings.BASE_DIR) / "data"


class Country(NamedTuple):
    """The pieces of land of a country, in degrees."""

    iso: str
    rings: tuple[Line, ...]


class Region(NamedTuple):
    """What one file holds."""

    source: str
    countries: tuple[Country, ...]
    boundaries: tuple[Line, ...]
    extent: Box


@cache
def regions() -> tuple[Region, ...]:
    """Every region there is, read once per process."""
    return tuple(_region(json.loads(file.read_text())) for file in sorted(DATA.glob("*.geojson")))


def _region(collection: dict[str, Any]) -> Region:
    countries, boundaries = [], []
    for feature in collection["features"]:
        properties, lines = feature["properties"], _lines(feature["geometry"])
        if properties["kind"] == "country":
            # Its first point stands again as its last: once is enough here.
            rings = tuple(line[:-1] for line in lines)
            countries.append(Country(properties["iso"], rings))
        else:
            boundaries += lines
    rings_of_all = chain.from_iterable(country.rings for country in countries)
    return Region(
        source=collection["source"],
        countries=tuple(countries),
        boundaries=tuple(boundaries),
        extent=around(chain.from_iterable(rings_of_all)),
    )


def _lines(geometry: dict[str, Any]) -> list[Line]:
    """The outlines of polygons, without lakes, or the lines themselves."""
    kind, found = geometry["type"], geometry["coordinates"]
    if not kind.startswith("Multi"):
        found = [found]
    if kind.endswith("Polygon"):
        found = [polygon[0] for polygon in found]
    return [[(x, y) for x, y in line] for line in found]
