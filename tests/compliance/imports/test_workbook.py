"""Reading a workbook: row by row, with what its cells do not show, and what is none."""

from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from compliance.imports import cells, workbook
from compliance.imports.kept import check
from compliance.imports.unpacking import OLD, PIECE, aside, look_into
from compliance.imports.workbook import opened
from tests.factories import upload
from tests.workbooks import saved
from tests.workbooks import workbook as made

SITES = [{"code": f"s-{n}", "name": "S", "party": "A", "kind": "town"} for n in range(40)]


def kept(folder: Path, content: bytes) -> Path:
    path = folder / "kept.xlsx"
    path.write_bytes(content)
    return path


def test_rows_are_read_as_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are, one is held."""
    read: list[int] = []
    line = workbook._line

    def counted(sheet: Any, place: Any, row: Any) -> Any:
        read.append(place.row)
        return line(sheet, place, row)

    monkeypatch.setattr(workbook, "_line", counted)
    with opened(kept(tmp_path, made(site=SITES))) as book:
        assert read == []
        lines = book.lines("site")
        first = next(lines)
        assert (first.place.row, first.item.given["code"], read) == (2, "s-0", [2])
        assert len(list(lines)) == 39
        assert len(list(book.lines("site"))) == 40  # once more from the beginning


def test_merged_cells_are_refused_and_hidden_rows_told(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(made(site=SITES)))
    page = book["site"]
    page.row_dimensions[5].hidden = page.row_dimensions[9].hidden = True
    page.merge_cells("B3:C4")
    with opened(kept(tmp_path, saved(book))) as read:
        assert read.faults == ["site: the cells B3:C4 are merged; take them apart."]
        assert read.notes == [
            "site: 2 rows are hidden (the first is row 5); they are read like the others."
        ]
    stream = BytesIO(saved(book))
    found = aside(stream, "xl/worksheets/sheet1.xml")
    assert (found.hidden, found.formulas) == (2, False)
    page["B2"] = "=1+1"
    assert aside(BytesIO(saved(book)), "xl/worksheets/sheet1.xml").formulas


def test_a_date_counts_from_where_its_workbook_begins(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    page = book.active
    page.title = "report"
    page.append(["obligation", "observed_on", "narrative", "percent"])
    page.append(["  road ", date(2010, 3, 16), " Built. ", 0.6])
    page["D2"].number_format = "0%"
    with opened(kept(tmp_path, saved(book))) as read:
        (line,) = read.lines("report")
    given = line.item.given
    assert line.faults == []
    assert (given["obligation"], str(given["observed_on"])) == ("road", "2010-03-16")
    assert (given["narrative"], given["percent"]) == ("Built.", 60)


@pytest.mark.parametrize(
    ("value", "shown", "found"),
    [("60 %", "@", 60), ("60", "@", 60), (60.0, "General", 60), (1, "0%", 100), (0.07, "0%", 7)],
)
def test_a_share_is_read_as_it_shows(value: Any, shown: str, found: int) -> None:
    cell: Any = SimpleNamespace(value=value, data_type="n", number_format=shown)
    assert cells.percent(cell) == found


@pytest.mark.parametrize(("value", "shown"), [(0.605, "0%"), (True, "0%"), ("half", "@")])
def test_what_is_no_whole_share_is_told(value: Any, shown: str) -> None:
    cell: Any = SimpleNamespace(value=value, data_type="n", number_format=shown)
    with pytest.raises(ValueError, match="is not a whole number"):
        cells.percent(cell)


def test_parts_are_codes_with_what_is_said_of_them() -> None:
    read = cells.parts("code", "weight", cells.whole)

    def of(said: str) -> Any:
        cell: Any = SimpleNamespace(value=said, data_type="s", number_format="@")
        return read(cell)

    assert of("road = 2; bridge ;") == [{"code": "road", "weight": 2}, {"code": "bridge"}]
    for said in ("road=", "=2", "road=many"):
        with pytest.raises(ValueError, match="“"):
            of(said)


def test_about_how_many_rows_there_are_is_known_before_it_is_opened() -> None:
    content = made(site=SITES * 30)
    assert len(content) > 0
    assert abs(look_into(BytesIO(content)) - 1201) <= 1 + 1201 * 60 // PIECE


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (OLD + b"\0" * 600, "It has a password or is an old workbook"),
        (b"code;name\nA;Aland\n", "It is not an Excel workbook"),
    ],
)
def test_what_was_only_renamed_is_told(content: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        check(upload("reports.xlsx", content))
