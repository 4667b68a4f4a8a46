"""What becomes of a row in the words of the reader: what it calls itself, what it does and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from compliance.imports import cells
from compliance.imports.comparing import Change, shown
from compliance.imports.outcomes import Outcome, Verdict
from compliance.imports.sheets import SHEETS


@dataclass(frozen=True, slots=True)
class ToldChange:
    heading: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row of the workbook, as it is kept beside it."""

    kind: str
    row: int
    name: str
    verdict: Verdict
    changes: tuple[ToldChange, ...]
    faults: tuple[str, ...]

    @property
    def title(self) -> str:
        """Of its sheet."""
        return SHEETS[self.kind].title

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "ToldRow":
        changes = tuple(ToldChange(**each) for each in said.pop("changes"))
        verdict, faults = Verdict(said.pop("verdict")), tuple(said.pop("faults"))
        return cls(**said, verdict=verdict, changes=changes, faults=faults)


def told(outcome: Outcome) -> ToldRow:
    line = outcome.line
    changes = tuple(_change(outcome, each) for each in outcome.changes)
    return ToldRow(
        line.sheet.kind,
        line.place.row,
        _name(outcome),
        outcome.verdict,
        changes,
        outcome.faults,
    )


def _name(outcome: Outcome) -> str:
    """What the row calls itself, as far as it can be read."""
    given = outcome.line.item.given
    names = ("code", "person", "committee", "obligation")
    said = next((given[name] for name in names if name in given), "")
    if outcome.line.sheet.kind == "paper":
        said = f"{given.get('forum', '')} {given.get('number', '')}".strip()
    if outcome.line.sheet.kind == "report":
        return " · ".join(str(part) for part in (said, given.get("observed_on")) if part)
    spoken_in: Iterator[dict[str, str]] = (
        item.given[name]
        for item in outcome.line.items.values()
        for name in ("name", "text", "post", "title")
        if isinstance(item.given.get(name), dict)
    )
    spoken = next((text for name in spoken_in for text in name.values() if text), "")
    return " · ".join(part for part in (said, spoken) if part)


def _change(outcome: Outcome, change: Change) -> ToldChange:
    column = next(
        (
            column
            for column in outcome.line.sheet.columns
            if change.column in (column.attribute, column.field)
        ),
        None,
    )
    labels = dict(column.choices.choices) if column and column.choices else {}
    heading = column.heading if column else change.column
    return ToldChange(heading, _value(change.here, labels), _value(change.there, labels))


def _value(value: Any, labels: dict[str, Any]) -> str:
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return _(cells.YES) if value else _(cells.NO)
    if isinstance(value, list):
        return "; ".join(str(each) for each in value)
    if isinstance(value, models.Model):
        return shown(value)
    return str(labels.get(value, value))
