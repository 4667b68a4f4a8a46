"""A plan in the words of the reader: per sheet what is counted, per row what it does and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from compliance.imports import cells
from compliance.imports.comparing import Change, shown
from compliance.imports.intake import Outcome, Plan, Verdict
from compliance.imports.sheets import SHEETS


@dataclass(frozen=True, slots=True)
class ToldChange:
    heading: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class ToldRow:
    row: int
    name: str
    verdict: Verdict
    changes: tuple[ToldChange, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldSheet:
    """The rows of a kind, and how many there are of each verdict."""

    title: str
    counts: tuple[int, ...]  # in the order of the verdicts
    rows: tuple[ToldRow, ...]


def told(plan: Plan) -> list[ToldSheet]:
    """Each sheet that has rows."""
    sheets = []
    for kind, sheet in SHEETS.items():
        outcomes = [each for each in plan.outcomes if each.line.sheet.kind == kind]
        if outcomes:
            verdicts = [each.verdict for each in outcomes]
            counts = tuple(verdicts.count(verdict) for verdict in Verdict)
            sheets.append(ToldSheet(sheet.title, counts, tuple(_row(each) for each in outcomes)))
    return sheets


def _row(outcome: Outcome) -> ToldRow:
    changes = tuple(_change(outcome, each) for each in outcome.changes)
    place = outcome.line.place
    return ToldRow(place.row, _name(outcome), outcome.verdict, changes, outcome.faults)


def _name(outcome: Outcome) -> str:
    """What the row calls itself, as far as it can be read."""
    given = outcome.line.item.given
    said = given.get("code") or given.get("person") or given.get("committee") or ""
    names: Iterator[dict[str, str]] = (
        item.given[name]
        for item in outcome.line.items.values()
        for name in ("name", "text", "post")
        if isinstance(item.given.get(name), dict)
    )
    spoken = next((text for name in names for text in name.values() if text), "")
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
    if isinstance(value, str):
        return str(labels.get(value, value))
    return shown(value)
