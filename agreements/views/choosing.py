"""Choosing one body among all: grouped by level, each with the whole way down to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from agreements.models import Committee, Level
from agreements.models.tree import Body, name_on, path_to, tree
from agreements.models.visible import InRegimeQuerySet


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies that may be chosen."""

    choices: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    by_code: Mapping[str, Committee]

    def __getitem__(self, code: str) -> Committee | None:
        return self.by_code.get(code)

    def code_of(self, key: int | None) -> str:
        """The code of the body with this key, "" where there is none."""
        return next((code for code, row in self.by_code.items() if row.pk == key), "")


def bodies_to_choose(
    committees: InRegimeQuerySet[Committee], *, day: date, without: Committee | None = None
) -> Bodies:
    """All of these but one, with their place on the day. Three queries."""
    rows = committees.select_related("forum", "side").prefetch_related("names", "parents")
    found = {row.code: row for row in rows}
    standing = tree(list(found.values()), day)
    if without is not None:
        found.pop(without.code, None)
    levels: dict[str, list[tuple[str, str]]] = {level: [] for level in Level}
    for row in found.values():
        levels[row.level].append((row.code, _told(row, standing, day)))
    choices = [
        (str(Level(level).label), sorted(rows, key=lambda row: row[1]))
        for level, rows in levels.items()
        if rows
    ]
    return Bodies(choices, found)


def _told(row: Committee, standing: Mapping[int, Body], day: date) -> str:
    """Its name and the bodies above it, the highest first."""
    body = standing.get(row.pk)
    if body is None:
        return _("%(name)s (not on the day shown)") % {"name": name_on(row, day)}
    path = " → ".join(each.name for each in path_to(body, standing))
    return f"{body.name} ({path})" if path else body.name
