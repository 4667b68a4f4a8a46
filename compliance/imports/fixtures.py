"""Reading a folder of TOML files into items, each checked against its shape.

Whatever is wrong is said in one sentence that names the file, the item and the field.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from compliance.imports.shapes import SHAPES, SMALL_TABLES, Field, Shape

FILES = {
    "sources.toml": ("source",),
    "regime.toml": ("regime", "settings"),
    "instruments.toml": ("instrument",),
    "parties.toml": ("party",),
    "forums.toml": ("forum",),
    "committees.toml": ("committee", "appointment"),
    "papers.toml": ("paper", "agreement"),
    "sites.toml": ("site",),
    "obligations.toml": ("obligation", "succession"),
    "meetings.toml": ("meeting",),
    "records.toml": ("report",),
    "offers.toml": ("offer",),
    "approvals.toml": ("approval", "decision"),
    "diagnosis.toml": ("impediment", "assessment"),
}
"""The tables that each file may hold."""


class FixtureError(Exception):
    """What is wrong with a fixture, in one sentence."""


@dataclass(frozen=True, slots=True)
class Item:
    """One table of a fixture, its values read."""

    file: str
    kind: str
    place: str  # how to name it while its key is unknown
    given: dict[str, Any] = field(default_factory=dict)

    @property
    def shape(self) -> Shape:
        return SHAPES[self.kind]

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(_shown(self.given.get(name)) for name in self.shape.key)

    def __str__(self) -> str:
        known = [part for part in self.key if part]
        return " ".join([self.kind, *known]) if known else self.place

    def wrong(self, name: str, problem: str) -> FixtureError:
        """The sentence for a field of this item."""
        place = f"{self.file}, {self}, {name}" if name else f"{self.file}, {self}"
        return FixtureError(f"{place}: {problem.rstrip('.')}.")

    def absent(self, name: str, kind: str, code: str) -> FixtureError:
        """The sentence for a field that names what is not there."""
        return self.wrong(name, f"there is no {kind} {code!r}")


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return next(iter(value.values()), "")
    return "" if value is None else str(value)


def read_folder(folder: Path) -> dict[str, list[Item]]:
    """All items of a folder by kind, in the order in which they can be created."""
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise FixtureError(f"The folder {folder} holds no TOML file.")
    found: dict[str, list[Item]] = {kind: [] for kind in SHAPES}
    for path in files:
        for item in _items_of(path):
            found[item.kind].append(item)
    _give_their_regime(found)
    for items in found.values():
        _refuse_twins(items)
    return found


def _items_of(path: Path) -> Iterator[Item]:
    file = f"{path.parent.name}/{path.name}"
    kinds = FILES.get(path.name)
    if kinds is None:
        raise FixtureError(f"{file}: the seed knows no such file (known: {', '.join(FILES)}).")
    for kind, tables in _tables(path, file).items():
        if kind not in kinds:
            raise FixtureError(f"{file}, {kind}: the file holds {' and '.join(kinds)} only.")
        for place, table in enumerate(_rows(file, kind, tables), start=1):
            number = "" if SHAPES[kind].single else f" number {place}"
            yield from _read(file, kind, table, kind + number)


def _tables(path: Path, file: str) -> dict[str, Any]:
    try:
        # A float would not be the number that was written.
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FixtureError(f"{file} is not TOML: {error}.") from None


def _rows(file: str, kind: str, tables: Any) -> list[dict[str, Any]]:
    """The tables of a kind, of which there may be one only or a list."""
    single = SHAPES[kind].single
    rows = [tables] if single else tables
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        heading = f"[{kind}]" if single else f"[[{kind}]]"
        raise FixtureError(f"{file}, {kind}: it must be written under a heading {heading}.")
    return rows


def _read(file: str, kind: str, table: dict[str, Any], place: str) -> Iterator[Item]:
    """The item of a table, and those of the tables inside it."""
    item = Item(file, kind, place)
    shape = item.shape
    # The key first, so that a sentence about another field names the item by it.
    for name in sorted(table, key=lambda name: name not in shape.key):
        if name not in shape.parts:
            item.given[name] = _value(item, shape.fields, name, table[name])
    _refuse_missing(item, shape.fields, item.given)
    yield item
    for name, part in shape.parts.items():
        for number, inner in enumerate(_rows(file, part, table.get(name, [])), start=1):
            yield from _read(file, part, {kind: item.key[0], **inner}, f"{item}, {name} {number}")


def _value(item: Item, fields: Mapping[str, Field], name: str, raw: Any, within: str = "") -> Any:
    if name not in fields:
        raise item.wrong(within + name, f"it is not known (known: {', '.join(fields)})")
    try:
        value = fields[name].read(raw)
    except ValueError as error:
        raise item.wrong(within + name, str(error)) from None
    return _small_tables(item, name, value) if name in SMALL_TABLES else value


def _small_tables(item: Item, name: str, tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    fields, rows = SMALL_TABLES[name], []
    for number, table in enumerate(tables, start=1):
        within = f"{name} {number}, "
        row = {key: _value(item, fields, key, value, within) for key, value in table.items()}
        _refuse_missing(item, fields, row, within)
        rows.append(row)
    return rows


def _refuse_missing(
    item: Item, fields: Mapping[str, Field], given: Mapping[str, Any], within: str = ""
) -> None:
    for name, known in fields.items():
        if known.required and given.get(name) in (None, "", [], {}):
            raise item.wrong(within + name, "it is missing")


def _give_their_regime(found: dict[str, list[Item]]) -> None:
    """What belongs to a regime belongs to that of its folder."""
    slugs = [regime.given["slug"] for regime in found["regime"]]
    for kind, shape in SHAPES.items():
        for item in found[kind] if "regime" in shape.fields else ():
            if not slugs:
                raise item.wrong("", "its folder has no regime.toml to say of which regime it is")
            item.given.setdefault("regime", slugs[0])


def _refuse_twins(items: list[Item]) -> None:
    known = set()
    for item in items:
        if item.key in known:
            raise item.wrong("", "it is there twice")
        known.add(item.key)
