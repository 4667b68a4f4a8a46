"""Where what is there differs from what the fixture says of it. What it does not say is free."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from compliance.imports.fixtures import Item
from compliance.imports.rows import Rows
from compliance.imports.shapes import SHAPES

PARTS = (("milestones", "code", "weight", 1), ("consents", "authority", "level", ""))
CITED = ("source", "locator", "basis", "quote")


@dataclass(frozen=True, slots=True)
class Change:
    """A column in which what is there differs from what is said of it."""

    column: str
    here: Any
    there: Any


def changes(rows: Rows, item: Item, row: Any) -> Iterator[Change]:
    """The columns of the row that differ from those of the item."""
    for column, value in rows.columns(item).items():
        if getattr(row, column) != value:
            yield Change(column, getattr(row, column), value)


def in_first_terms(rows: Rows, item: Item, row: Any) -> Iterator[Change]:
    """The columns and parts of the row's first terms that differ from those of the item."""
    columns = rows.columns(item, terms=True)
    if not columns:
        return
    first = row.terms.order_by("sequence").first()
    for column, value in columns.items():
        if getattr(first, column) != value:
            yield Change(column, getattr(first, column), value)
    for name, key, more, standard in PARTS if item.kind == "obligation" else ():
        if name in item.given:
            there = [_part(each[key], each.get(more, standard)) for each in item.given[name]]
            here = [
                _part(getattr(each, key), getattr(each, more))
                for each in getattr(first, name).order_by("order")
            ]
            if here != there:
                yield Change(name, here, there)


def _part(code: Any, more: Any) -> str:
    return f"{getattr(code, 'code', code)}={more}" if more else str(getattr(code, "code", code))


def uncited(rows: Rows, item: Item, row: Any) -> list[dict[str, Any]]:
    """The citations of the item that the row does not have, as columns."""
    here = _citations(row)
    return [facts for facts in rows.cited(item) if _compared(facts) not in here]


def differences(rows: Rows, item: Item, row: Any) -> Iterator[str]:
    """One sentence for each column that differs."""
    for change in changes(rows, item, row):
        yield from _difference(item, change.column, change.here, change.there)
    in_terms = rows.columns(item, terms=True)
    if in_terms:
        first = row.terms.order_by("sequence").first()
        for column, value in in_terms.items():
            yield from _difference(item, column, getattr(first, column), value)
    if item.kind == "forum":
        here = [party.code for party in row.parties.all()]
        yield from _difference(item, "parties", sorted(here), sorted(item.given["parties"]))
    if item.given.get("citations"):
        yield from _cited_otherwise(item, row, rows.cited(item))


def _difference(item: Item, column: str, here: Any, there: Any) -> Iterator[str]:
    if here != there:
        yield f"{item} {column}: {shown(here)} here, {shown(there)} in the fixture"


def _cited_otherwise(item: Item, row: Any, cited: Iterable[dict[str, Any]]) -> Iterator[str]:
    there, here = [_compared(facts) for facts in cited], _citations(row)
    for citation in there:
        if citation not in here:
            yield f"{item} citations: {_place(citation)} in the fixture only"
    for citation in here:
        if citation not in there:
            yield f"{item} citations: {_place(citation)} here only"


def _compared(facts: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(facts[name] for name in CITED)


def _citations(row: Any) -> list[tuple[Any, ...]]:
    rows = row.citations.select_related("source")
    return [tuple(getattr(citation, name) for name in CITED) for citation in rows]


def _place(citation: tuple[Any, ...]) -> str:
    source, locator, *_ = citation
    return f"{source.key} {locator}".strip()


def shown(value: Any) -> str:
    """A value in the words of a fixture."""
    if value in (None, ""):
        return "nothing"
    if isinstance(value, models.Model):
        kinds = {shape.model: shape.key[0] for shape in SHAPES.values() if len(shape.key) == 1}
        key = kinds.get(type(value))
        return str(getattr(value, key)) if key else str(value)
    return repr(value) if isinstance(value, str) else str(value)
