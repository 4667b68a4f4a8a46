"""Where what is there differs from what the fixture says of it. What it does not say is free."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models

from compliance.imports.fixtures import Item
from compliance.imports.rows import Rows
from compliance.imports.shapes import SHAPES


def differences(rows: Rows, item: Item, row: Any) -> Iterator[str]:
    """One sentence for each column that differs."""
    for column, value in rows.columns(item).items():
        yield from _difference(item, column, getattr(row, column), value)
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
        yield f"{item} {column}: {_shown(here)} here, {_shown(there)} in the fixture"


def _cited_otherwise(item: Item, row: Any, cited: Iterable[dict[str, Any]]) -> Iterator[str]:
    names = ("source", "locator", "basis", "quote")
    there = [tuple(facts[name] for name in names) for facts in cited]
    here = [
        tuple(getattr(citation, name) for name in names)
        for citation in row.citations.select_related("source")
    ]
    for citation in there:
        if citation not in here:
            yield f"{item} citations: {_place(citation)} in the fixture only"
    for citation in here:
        if citation not in there:
            yield f"{item} citations: {_place(citation)} here only"


def _place(citation: tuple[Any, ...]) -> str:
    source, locator, *_ = citation
    return f"{source.key} {locator}".strip()


def _shown(value: Any) -> str:
    if value in (None, ""):
        return "nothing"
    if isinstance(value, models.Model):
        kinds = {shape.model: shape.key[0] for shape in SHAPES.values() if len(shape.key) == 1}
        key = kinds.get(type(value))
        return str(getattr(value, key)) if key else str(value)
    return repr(value) if isinstance(value, str) else str(value)
