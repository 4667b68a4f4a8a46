"""A comparison for a program, in codes, with figures as `score` prints them."""

from fractions import Fraction
from typing import Any

from compliance.dashboard.comparison import Comparison, DegreeLine, Entry, Line
from compliance.scoring import Thresholds
from compliance.scoring.methods import RULES
from compliance.scoring.printing import figure_object, instant
from compliance.scoring.rounding import rounded


def comparison_object(page: Comparison, *, ledger_head: str) -> dict[str, Any]:
    """All that the page says."""
    found = page.found
    return {
        "forum": page.forum.slug,
        "by": page.by.value,
        "as_of": found.as_of.isoformat(),
        "known_at": instant(found.known_at),
        "method": found.chosen.value,
        "method_version": found.method,
        "ledger_head": ledger_head,
        "methods": [_method_object(line) for line in page.methods],
        "thresholds": {
            "regime": _thresholds(page.thresholds),
            "asked": _thresholds(page.asked),
            "degrees": [_degree_object(line) for line in page.degrees],
        },
        "in_progress": [_line_object(line, "value") for line in page.progress],
        "silence": {
            "days": page.silence_days,
            "waiting": page.waiting,
            "if": [_line_object(line, "days") for line in page.silence],
        },
        "leaving_out": [_line_object(line, "agreement") for line in page.leaving_out],
    }


def _method_object(line: Line) -> dict[str, Any]:
    version = RULES[line.method].version if line.method else ""
    return {
        "method": line.key,
        "method_version": version,
        "order_changes": line.moved,
        "figures": [
            {"party": entry.party.code, **(figure_object(entry.figure) if entry.figure else {})}
            for entry in line.entries
        ],
    }


def _line_object(line: Line, name: str) -> dict[str, Any]:
    return {
        name: line.key or None,
        "order_changes": line.moved,
        "figures": [_entry_object(entry) for entry in line.entries],
    }


def _entry_object(entry: Entry) -> dict[str, Any]:
    return {
        "party": entry.party.code,
        "value": _number(entry.value),
        "exact": None if entry.value is None else str(entry.value),
        "change": _number(entry.change),
        "degree": entry.degree.value if entry.degree else None,
    }


def _degree_object(line: DegreeLine) -> dict[str, Any]:
    return {
        "party": line.party.code,
        "score": _number(line.value),
        "degree": line.degree.value,
        "asked": line.asked.value,
    }


def _thresholds(thresholds: Thresholds) -> dict[str, str]:
    return {name: str(getattr(thresholds, name)) for name in ("full", "high", "partial")}


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(rounded(value))
