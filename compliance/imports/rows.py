"""From the items of a fixture to rows: what they name, which columns they fill, what is there."""

import uuid
from typing import Any

from django.db import models

from agreements.models import Cause, Citation
from compliance.imports import reading
from compliance.imports.fixtures import Item
from compliance.imports.shapes import SHAPES, Field
from sosek.ledger.models import Recorded

RECORDS = uuid.uuid5(uuid.NAMESPACE_URL, "https://sosek.invalid/fixtures/records")
"""Under which a record's key becomes its submission key, so that a second seed finds it."""


class DeletedError(Exception):
    """Something of the fixture was there and has been deleted since: it is not made again."""


class Rows:
    """The rows that items name, each found once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Any] = {}

    def remember(self, item: Item, row: models.Model) -> None:
        self._found[item.kind, item.key[0]] = row

    def named(self, item: Item, kind: str, code: str, place: str) -> Any:
        """What an item names by its key; `place` says in which field."""
        if (kind, code) not in self._found:
            shape = SHAPES[kind]
            lookup = {"submission_key": _record_key(code)} if shape.keyed else {shape.key[0]: code}
            row = self.once(shape.model, lookup)
            if row is None:
                raise item.absent(place, kind, code)
            self._found[kind, code] = row
        return self._found[kind, code]

    def columns(self, item: Item, *, terms: bool = False) -> dict[str, Any]:
        """The columns that the item fills; those of its terms where asked."""
        filled: dict[str, Any] = {}
        for name, known in item.shape.fields.items():
            if name in item.given and not known.aside and known.terms == terms:
                filled |= self._filled(item, name, known)
        return filled | self._composed(item, terms=terms)

    def made(self, item: Item) -> Any:
        """The item as a row that is not there yet."""
        return item.shape.model(**self.columns(item))

    def _filled(self, item: Item, name: str, known: Field) -> dict[str, Any]:
        column, value = known.column or name, item.given[name]
        if known.of:
            return {column: self.named(item, known.of, value, name)}
        if known.read is reading.words:
            return {f"{column}_{language}": words for language, words in value.items()}
        return {column: value}

    def _composed(self, item: Item, *, terms: bool) -> dict[str, Any]:
        """Columns that are made of several fields."""
        if terms:
            return {}
        if item.kind == "agreement":
            return {"paper": self._paper(item)}
        if item.kind == "meeting":
            return {"code": _meeting_code(item)}
        if item.shape.keyed:
            return {"submission_key": _record_key(item.given["key"])}
        return {"cause": Cause.SUCCESSION} if item.kind == "succession" else {}

    def _paper(self, item: Item) -> Any:
        forum, number = self.named(item, "forum", item.given["forum"], "forum"), item.given["paper"]
        paper = self.once(SHAPES["paper"].model, {"forum": forum, "number": number})
        if paper is None:
            raise item.wrong("paper", f"there is no paper {number} of forum {forum.slug!r}")
        return paper

    def existing(self, item: Item) -> Any:
        """The row of the item, whatever has become of it since; None: not there yet."""
        return self.once(item.shape.model, self._lookup(item))

    def once(self, model: type[models.Model], lookup: dict[str, Any]) -> Any:
        """The row that answers to this, or did before it was changed; None: there never was."""
        rows = model._default_manager.order_by("sequence" if issubclass(model, Recorded) else "pk")
        row = rows.filter(**lookup).first()
        history = getattr(model, "history", None)
        if row is not None or history is None:
            return row
        past = history.filter(**lookup).order_by("history_id").first()
        if past is None:
            return None
        row = rows.filter(pk=past.id).first()
        if row is None:
            raise DeletedError("it was deleted here")
        return row

    def _lookup(self, item: Item) -> dict[str, Any]:
        filled, model = self.columns(item), item.shape.model
        composed = "submission_key" if item.shape.keyed else "code"
        if item.shape.keyed or item.kind == "meeting":
            return {composed: filled[composed]}
        lookup = {}
        for name in item.shape.key:
            known = item.shape.fields[name]
            columns = [known.column or name]
            if known.read is reading.words:
                columns = [f"{columns[0]}_{language}" for language in reading.LANGUAGES]
            for column in columns:
                lookup[column] = filled.get(column, _default(model, column))
        if item.kind == "succession":
            lookup["cause"] = Cause.SUCCESSION
        return lookup

    def citations(self, item: Item) -> list[Citation]:
        """The item's citations, those of them made that nothing cited yet."""
        return [self._citation(facts) for facts in self.cited(item)]

    def cited(self, item: Item) -> list[dict[str, Any]]:
        """The item's citations as columns."""
        found = []
        for number, given in enumerate(item.given.get("citations", ()), start=1):
            source = self.named(item, "source", given["source"], f"citations {number}, source")
            blank = {"locator": "", "basis": "stated", "quote": ""}
            found.append(blank | given | {"source": source})
        return found

    def _citation(self, facts: dict[str, Any]) -> Citation:
        citation = Citation.objects.filter(**facts).first()
        if citation is None:
            citation = Citation(**facts)
            citation.full_clean()
            citation.save()
        return citation


def _record_key(key: str) -> uuid.UUID:
    return uuid.uuid5(RECORDS, key)


def _default(model: type[models.Model], column: str) -> Any:
    known = model._meta.get_field(column)
    return known.get_default() if isinstance(known, models.Field) else None


def _meeting_code(item: Item) -> str:
    which = item.given.get("number") or item.given.get("starts_on")
    if which is None:
        raise item.wrong("number", "a meeting needs its number, or the day on which it began")
    return f"{item.given['committee']}-{item.given['kind']}-{which}".replace("_", "-")
