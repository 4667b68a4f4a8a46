"""A table as XLSX, the form for people; exports/tables.py makes the one for machines.

The heads are in the reader's language, states are words, days are days, numbers are numbers, and
moments are in the regime's time zone. The sheet "about" says where it all comes from and gives each
column its key. Nothing in it is a formula: a text stays a text when somebody edits its cell.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import singledispatch
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO, Any
from zoneinfo import ZoneInfo

import xlsxwriter

from agreements.models import PartialDate
from compliance.dashboard.provenance import Provenance
from compliance.dashboard.table import Coded, Kind, Row, Table
from compliance.exports.tables import where_from
from compliance.scoring.printing import instant
from compliance.scoring.rounding import PLACES, rounded

FIRST_DAY = "1900-03-01"
"""Earlier days have no number in a spreadsheet, or a wrong one: they are written as text."""

EXACT = 2**53
"""From here on whole numbers are not exact in a spreadsheet: they are written as text."""

LONGEST = 32_767
"""So many signs fit into a cell; of a longer text the beginning is written."""

SHEET_ROWS = 1_048_575
"""So many rows fit into a sheet below its heads; the rest stands on further sheets."""

FORMS = {
    "day": {"num_format": "yyyy-mm-dd", "align": "left"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"},
    "score": {"num_format": f"0.{'0' * PLACES}"},
    "text": {"quote_prefix": True},
    "head": {"quote_prefix": True, "bold": True, "bottom": 1},
}
WIDTHS = {Kind.TEXT: 40, Kind.CODE: 24, Kind.DAY: 14, Kind.MOMENT: 20}
WIDTH = 12
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def xlsx_file(table: Table, about: Provenance) -> IO[bytes]:
    """The workbook as a file that is gone when it is closed. No more than one row is ever held."""
    file = TemporaryFile()  # noqa: SIM115 - whoever asks closes it
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"title": table.title, "comments": about.line})
        _Writer(book, table, about).write()
    file.seek(0)
    return file


class _Writer:
    """Writes the sheets: the rows, where they come from, and further rows that did not fit."""

    def __init__(self, book: Any, table: Table, about: Provenance) -> None:
        self.book, self.table, self.about = book, table, about
        self.forms = {name: book.add_format(form) for name, form in FORMS.items()}

    def write(self) -> None:
        rows = iter(self.table.rows)
        self._rows(self.table.name, islice(rows, SHEET_ROWS))
        self._about()
        for number, first in enumerate(rows, start=2):
            part = chain([first], islice(rows, SHEET_ROWS - 1))
            self._rows(f"{self.table.name} {number}", part)

    def _rows(self, name: str, rows: Iterable[Row]) -> None:
        sheet, columns = self.book.add_worksheet(name), self.table.columns
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, WIDTHS.get(column.kind, WIDTH))
            sheet.write_string(0, place, column.title, self.forms["head"])
        last = 0
        for last, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                write(value, self._cell(sheet, last, place))
        sheet.autofilter(0, 0, last, len(columns) - 1)

    def _about(self) -> None:
        sheet = self.book.add_worksheet("about")
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 90)
        facts = {
            "title": self.table.title,
            "cite": self.about.line,
            **where_from(self.about),
            "time_zone": self.about.zone.key,
            **{f"column {column.key}": column.title for column in self.table.columns},
        }
        for line, (key, value) in enumerate(facts.items()):
            write(key, self._cell(sheet, line, 0))
            exact = instant(value) if isinstance(value, datetime) else value
            write(exact, self._cell(sheet, line, 1))

    def _cell(self, sheet: Any, line: int, place: int) -> "_Cell":
        return _Cell(sheet, line, place, self.forms, self.about.zone)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A place in a sheet, and how what stands there can look."""

    sheet: Any
    line: int
    place: int
    forms: dict[str, Any]
    zone: ZoneInfo

    def text(self, text: str) -> None:
        fits = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
        self.sheet.write_string(self.line, self.place, fits, self.forms["text"])

    def number(self, number: float, form: str = "") -> None:
        self.sheet.write_number(self.line, self.place, number, self.forms.get(form))

    def day(self, day: date, form: str) -> None:
        if day.isoformat() < FIRST_DAY:
            self.text(day.isoformat())
        else:
            self.sheet.write_datetime(self.line, self.place, day, self.forms[form])


@singledispatch
def write(value: object, cell: _Cell) -> None:
    """A value into a cell, as what it is."""
    cell.text(str(value))


@write.register
def _nothing(value: None, cell: _Cell) -> None:
    """The cell stays empty."""


@write.register
def _flag(value: bool, cell: _Cell) -> None:
    cell.sheet.write_boolean(cell.line, cell.place, value)


@write.register
def _number(value: int, cell: _Cell) -> None:
    if abs(value) < EXACT:
        cell.number(value)
    else:
        cell.text(str(value))


@write.register
def _place(value: Decimal, cell: _Cell) -> None:
    cell.number(float(value))


@write.register
def _score(value: Fraction, cell: _Cell) -> None:
    """To three places; the float of so short a decimal prints as that decimal."""
    cell.number(float(rounded(value)), "score")


@write.register
def _day(value: date, cell: _Cell) -> None:
    cell.day(value, "day")


@write.register
def _moment(value: datetime, cell: _Cell) -> None:
    cell.day(value.astimezone(cell.zone).replace(tzinfo=None), "moment")


@write.register
def _partial(value: PartialDate, cell: _Cell) -> None:
    """A day where it is known to the day; a month or a year has no cell of its own kind."""
    if value.first_day == value.last_day:
        cell.day(value.first_day, "day")
    else:
        cell.text(value.text)


@write.register
def _coded(value: Coded, cell: _Cell) -> None:
    cell.text(value.word)
