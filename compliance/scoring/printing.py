"""How scores are printed: the shell, the server and an offline computation say the same bytes."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from compliance.scoring.methods import RULES, Method, MethodFigure
from compliance.scoring.rounding import PLACES, rounded
from compliance.scoring.tables import By, Row

KEYS = {
    By.SIDE: ("side",),
    By.PARTY: ("side", "party"),
    By.PAPER: ("side", "paper"),
    By.AGREEMENT: ("side", "paper", "agreement"),
}
FIGURES = ("score", "low", "high", "coverage", "degree")
BY_METHOD = (
    "value",
    "unit",
    "mean",
    "points",
    "base",
    "counts",
    "assessed",
    "missing",
    "due",
    "levels",
    "missing_as",
)
"""What a row of another method says: no range, coverage or degree, which are fulfilment's."""
DATED = ("forum", "as_of", "known_at", "method_version")


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def report_object(
    *,
    forum: str,
    as_of: date,
    known_at: datetime,
    ledger_head: str,
    by: By,
    rows: Iterable[Row],
    method: Method = Method.FULFILMENT,
) -> dict[str, Any]:
    """A table of scores with all that is needed to compute it again."""
    return {
        "forum": forum,
        "as_of": as_of.isoformat(),
        "known_at": instant(known_at),
        "method": method.value,
        "method_version": RULES[method].version,
        "ledger_head": ledger_head,
        "rows": [_row_object(row, by) for row in rows],
    }


def rows_as(report: Mapping[str, Any], style: Format, *, by: By) -> str:
    """The text of a report object, with its last line ended."""
    if style is Format.JSON:
        return json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    figures = FIGURES if report["method"] == Method.FULFILMENT else BY_METHOD
    columns = (*KEYS[by], *figures)
    lines = [columns, *([_cell(row[column]) for column in columns] for row in report["rows"])]
    if style is Format.CSV:
        return _csv(report, lines)
    heading = "{forum} as of {as_of}, known at {known_at}, {method_version}".format(**report)
    return f"{heading}\n{_table(lines)}"


def instant(moment: datetime) -> str:
    """A moment in UTC to the microsecond, as in the ledger."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _row_object(row: Row, by: By) -> dict[str, Any]:
    keys = {key: getattr(row, key) for key in KEYS[by]}
    if row.figure is not None:
        return keys | figure_object(row.figure)
    score = row.score
    return {
        **keys,
        "score": _number(score.value),
        "low": _number(score.low),
        "high": _number(score.high),
        "coverage": _number(score.coverage),
        "degree": score.degree.value,
    }


def figure_object(figure: MethodFigure) -> dict[str, Any]:
    """A figure by another method than fulfilment, with all that belongs beside it."""
    return {
        "value": _number(figure.value),
        "unit": figure.unit.value,
        "mean": _number(figure.mean),
        "points": int(figure.points),
        "base": figure.base,
        "counts": figure.counts.value,
        "assessed": figure.assessed,
        "missing": figure.missing,
        "due": figure.due,
        "levels": dict(figure.levels),
        "missing_as": figure.missing_as.value,
    }


def _number(value: Fraction | None) -> float | None:
    """To three places; the float of so short a decimal prints as that decimal."""
    return None if value is None else float(rounded(value))


def _cell(value: float | str | Mapping[str, int] | None) -> str:
    if isinstance(value, float):
        return f"{value:.{PLACES}f}"
    if isinstance(value, Mapping):
        return " ".join(f"{level}={count}" for level, count in value.items())
    return "" if value is None else str(value)


def _csv(report: Mapping[str, Any], lines: Sequence[Sequence[str]]) -> str:
    """Every line says as of when, known when and by which method, so that tables can be stacked."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    dated = [report[key] for key in DATED]
    writer.writerow((*DATED, *lines[0]))
    writer.writerows((*dated, *line) for line in lines[1:])
    return text.getvalue()


def _table(lines: Sequence[Sequence[str]]) -> str:
    shown = [[cell or "-" for cell in line] for line in lines]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    return "".join(
        "  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() + "\n"
        for line in shown
    )
