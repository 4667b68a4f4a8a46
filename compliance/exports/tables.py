"""A table as CSV, the form for machines; exports/workbook.py makes the one for people.

UTF-8 with a byte order mark, without which Excel misreads names; lines end as RFC 4180 says. The
heads are the keys of the columns; the last columns say on every line as of when, known when, by
which method and at which head of the ledger, so that files can be stacked and a machine can leave
them out. States are codes, moments are UTC, scores have three places. A text that a spreadsheet
could take for a formula has an apostrophe before it.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import singledispatch
from typing import Any

from compliance.dashboard.provenance import Provenance
from compliance.dashboard.table import Coded, Table, Value
from compliance.scoring.printing import instant
from compliance.scoring.rounding import rounded

BOM = "\ufeff"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
"""With one of these a spreadsheet lets a formula begin."""


def csv_lines(table: Table, about: Provenance) -> Iterator[str]:
    """The file line by line, each made when it is asked for."""
    writer: Any = csv.writer(_Echo())
    where = {key: text_of(value) for key, value in where_from(about).items()}
    yield BOM + writer.writerow([*(column.key for column in table.columns), *where])
    for row in table.rows:
        yield writer.writerow([*map(text_of, row), *where.values()])


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def where_from(about: Provenance) -> dict[str, Value]:
    """Where a file comes from, by the keys of a machine."""
    return {
        "as_of": about.as_of,
        "known_at": about.known_at,
        "method": about.method,
        "ledger_head": about.head,
        "ledger_entry": about.entry,
        "language": about.language,
        "retrieved_at": about.retrieved_at,
        "address": about.address,
    }


@singledispatch
def text_of(value: object) -> str:
    """A value as a cell of a CSV file has it."""
    return _guarded(str(value))


@text_of.register
def _nothing(value: None) -> str:
    return ""


@text_of.register
def _flag(value: bool) -> str:
    return "true" if value else "false"


@text_of.register(int)
@text_of.register(Decimal)
def _number(value: int | Decimal) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


@text_of.register
def _score(value: Fraction) -> str:
    return str(rounded(value))


@text_of.register
def _day(value: date) -> str:
    return value.isoformat()


@text_of.register
def _moment(value: datetime) -> str:
    return instant(value)


@text_of.register
def _coded(value: Coded) -> str:
    return _guarded(value.code)


def _guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula. An apostrophe at its beginning is always
    ours: who takes one away has the text as it was."""
    return f"'{text}" if text.startswith((*DANGEROUS, "'")) else text
