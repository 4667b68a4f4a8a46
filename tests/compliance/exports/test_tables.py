"""Tables as files, by hand: what each value becomes, and that nothing in them is a formula."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from agreements.models import PartialDate
from compliance.dashboard.provenance import Provenance
from compliance.dashboard.table import Coded, Column, Kind, Table
from compliance.exports import workbook
from compliance.exports.tables import csv_lines
from compliance.exports.workbook import xlsx_file

ABOUT = Provenance(
    subject="Kaltim–Sabah",
    as_of=date(2010, 12, 31),
    known_at=datetime(2026, 11, 25, 4, 0, 0, 123456, tzinfo=UTC),
    zone=ZoneInfo("Asia/Makassar"),
    method="fulfilment/1",
    head="0123456789abcdef" * 4,
    entry=42,
    address="https://sosek.test/papers/?as_of=2010-12-31",
    language="en",
    retrieved_at=datetime(2026, 11, 25, 17, tzinfo=UTC),
)
COLUMNS = (
    Column("title", "Title"),
    Column("state", "State"),
    Column("count", "Number", Kind.NUMBER),
    Column("score", "Score", Kind.SCORE),
    Column("due_on", "Due", Kind.DAY),
    Column("since", "Since", Kind.DAY),
    Column("recorded_at", "Recorded", Kind.MOMENT),
    Column("contested", "Contested", Kind.FLAG),
)
ROW = (
    "Pos Lintas Batas",
    Coded("not_due", "Not yet due"),
    -3,
    Fraction(2, 3),
    date(2010, 3, 16),
    PartialDate("2012-09"),
    datetime(2026, 11, 25, 17, 30, 15, 5, tzinfo=UTC),
    True,
)
FORMULAS = ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1", "'=1", '=HYPERLINK("x")']  # noqa: RUF001


def table(*rows: Any, columns: Any = COLUMNS) -> Table:
    return Table("things", "Things", columns, rows)


def read_csv(found: Table) -> list[list[str]]:
    text = "".join(csv_lines(found, ABOUT))
    assert text.startswith("\ufefftitle,")
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def read_xlsx(found: Table) -> Any:
    with xlsx_file(found, ABOUT) as file:
        return openpyxl.load_workbook(io.BytesIO(file.read()))


def test_csv_is_for_machines() -> None:
    heads, full, empty = read_csv(table(ROW, (None,) * 8))

    assert dict(zip(heads, full, strict=True)) == {
        "title": "Pos Lintas Batas",
        "state": "not_due",
        "count": "-3",
        "score": "0.667",
        "due_on": "2010-03-16",
        "since": "2012-09",
        "recorded_at": "2026-11-25T17:30:15.000005Z",
        "contested": "true",
        "as_of": "2010-12-31",
        "known_at": "2026-11-25T04:00:00.123456Z",
        "method": "fulfilment/1",
        "ledger_head": ABOUT.head,
        "ledger_entry": "42",
        "language": "en",
        "retrieved_at": "2026-11-25T17:00:00.000000Z",
        "address": ABOUT.address,
    }
    assert empty[:8] == [""] * 8
    assert empty[8:] == full[8:]


def test_xlsx_is_for_people_with_days_as_days_and_numbers_as_numbers() -> None:
    book = read_xlsx(table(ROW, ("Nothing else", *(None,) * 7)))
    sheet = book["things"]
    heads, full, empty = ([cell.value for cell in row] for row in sheet.iter_rows())

    assert heads == [column.title for column in COLUMNS]
    assert full == [
        "Pos Lintas Batas",
        "Not yet due",
        -3,
        0.667,
        datetime(2010, 3, 16),  # noqa: DTZ001 - a spreadsheet knows no time zones
        "2012-09",
        datetime(2026, 11, 26, 1, 30, 15),  # noqa: DTZ001 - in the regime's
        True,
    ]
    assert [sheet.cell(2, place).is_date for place in (5, 7)] == [True, True]
    assert empty[1:] == [None] * 7
    assert book.sheetnames == ["things", "about"]
    about = {row[0].value: row[1].value for row in book["about"].iter_rows()}
    assert about["known_at"] == "2026-11-25T04:00:00.123456Z"
    assert about["ledger_head"] == ABOUT.head
    assert about["address"] == ABOUT.address
    assert about["column due_on"] == "Due"
    assert about["cite"] == book.properties.description == ABOUT.line


def test_no_text_is_ever_a_formula() -> None:
    found = table(*((text,) for text in FORMULAS), columns=(Column("title", "=Title"),))

    cells = [row[0] for row in read_csv(found)[1:]]
    assert cells == [f"'{text}" for text in FORMULAS]

    with xlsx_file(found, ABOUT) as file, ZipFile(file) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    sheet = read_xlsx(found)["things"]
    quoted = [cell for (cell,) in sheet.iter_rows()]
    assert {(cell.data_type, cell.quotePrefix) for cell in quoted} == {("s", True)}
    assert [cell.value for cell in quoted[1:5]] == FORMULAS[:4]


def test_what_a_spreadsheet_cannot_hold_stands_there_as_text() -> None:
    columns = (Column("a", "A"),)
    rows = ((date(1891, 6, 20),), (2**60,), ("x" * 40_000,), (PartialDate("1995-06-12"),))
    cells = [c.value for (c,) in read_xlsx(table(*rows, columns=columns))["things"].iter_rows()]

    assert cells[1:3] == ["1891-06-20", str(2**60)]
    assert len(cells[3]) == 32_767
    assert cells[3].endswith("x…")
    assert cells[4] == datetime(1995, 6, 12)  # noqa: DTZ001


def test_rows_that_do_not_fit_stand_on_further_sheets(monkeypatch: Any) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 2)
    book = read_xlsx(table(*((n,) for n in range(5)), columns=(Column("n", "N"),)))

    assert book.sheetnames == ["things", "about", "things 2", "things 3"]
    found = [[c.value for (c,) in book[s].iter_rows()] for s in book.sheetnames if s != "about"]
    assert found == [["N", 0, 1], ["N", 2, 3], ["N", 4]]


class Counted:
    """Rows that say how many of them were alive at once."""

    def __init__(self) -> None:
        self.alive = self.most = 0

    def rows(self, count: int) -> Iterator[Any]:
        for number in range(count):
            yield (Held(self, number),)


class Held:
    """A value that is counted while somebody holds it."""

    def __init__(self, counted: Counted, number: int) -> None:
        self.counted, self.number = counted, number
        counted.alive += 1
        counted.most = max(counted.most, counted.alive)

    def __del__(self) -> None:
        self.counted.alive -= 1

    def __str__(self) -> str:
        return str(self.number)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_ten_thousand_rows_are_never_held_at_once(form: str) -> None:
    counted = Counted()
    found = Table("things", "Things", (Column("n", "N"),), counted.rows(10_000))

    if form == "csv":
        assert sum(1 for _line in csv_lines(found, ABOUT)) == 10_001
    else:
        with xlsx_file(found, ABOUT) as file:
            assert len(file.read()) < 1_000_000
    assert counted.most <= 3


def test_the_line_to_cite_names_all_that_finds_the_figure_again() -> None:
    assert ABOUT.line == (
        "Sosek, Kaltim–Sabah, as of 31 December 2010, as known at 2026-11-25T04:00:00.123456Z, "
        "method fulfilment/1, ledger head 0123456789abcdef… (entry 42), "
        "https://sosek.test/papers/?as_of=2010-12-31, retrieved on 26 November 2026."
    )
