"""Reading a workbook into lines: every bad cell is named, by sheet, row, column and heading."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, NamedTuple

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from compliance.imports import cells
from compliance.imports.columns import Column, Sheet
from compliance.imports.fixtures import FixtureError, Item
from compliance.imports.shapes import SHAPES
from compliance.imports.sheets import SHEETS, headings, plainly, titles

MAX_ROWS = 1_000  # taken in one transaction, while everybody else who writes waits
MAX_UNPACKED = 20 * 1024 * 1024
MAX_PARTS = 200
LAST_ROW, LAST_COLUMN = 1_048_576, 100


class Head(NamedTuple):
    """A column as a workbook has it."""

    column: Column
    letter: str
    heading: str


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a sheet, and how to name its cells."""

    sheet: str  # as the workbook calls it
    row: int
    heads: Sequence[Head]

    def sentence(self, head: Head | None, problem: str) -> str:
        """One sentence that names the place."""
        said = {
            "sheet": self.sheet,
            "row": self.row,
            "problem": problem.rstrip("."),
        }
        if head is None:
            return _("%(sheet)s, row %(row)s: %(problem)s.") % said
        said |= {"column": head.letter, "heading": head.heading}
        return _("%(sheet)s, row %(row)s, column %(column)s (%(heading)s): %(problem)s.") % said

    def head(self, kind: str, name: str) -> Head | None:
        """The column for a field of an item, or for a column of its model."""
        for head in self.heads:
            column = head.column
            if column.kind == kind and name in (column.attribute, column.field):
                return head
        return None


class LineError(FixtureError):
    """What is wrong with a row, in one sentence."""


class LineItem(Item):
    """An item that a row of a workbook says."""

    __slots__ = ("at",)
    at: Place

    def __init__(self, at: Place, kind: str, given: dict[str, Any]) -> None:
        super().__init__(file=at.sheet, kind=kind, place=str(at.row), given=given)
        object.__setattr__(self, "at", at)

    def wrong(self, name: str, problem: str) -> FixtureError:
        head = self.at.head(self.kind, name.partition(" ")[0])
        return LineError(self.at.sentence(head, problem))

    def absent(self, name: str, kind: str, code: str) -> FixtureError:
        sentence = _("there is no %(kind)s “%(code)s”")
        named = SHAPES[kind].model._meta.verbose_name
        return self.wrong(name, sentence % {"kind": named, "code": code})


@dataclass(slots=True)
class Line:
    """A row of a sheet: what it says of each kind, and what is wrong with its cells."""

    sheet: Sheet
    place: Place
    items: dict[str, LineItem] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def item(self) -> LineItem:
        """The one that the row is about."""
        return self.items[self.sheet.kind]


@dataclass(slots=True)
class Workbook:
    """What a workbook says, and what of it has no place in the register."""

    lines: list[Line] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_workbook(content: bytes) -> Workbook:
    """All lines of a workbook that was looked into before (`look_into`)."""
    read = Workbook()
    shown, typed = _opened(content, data_only=True), _opened(content, data_only=False)
    try:
        for name in shown.sheetnames:
            _read_sheet(name, shown[name], typed[name], read)
    except ValidationError:
        raise
    except Exception as error:  # openpyxl raises many kinds for broken files
        raise _not_a_workbook() from error
    finally:
        shown.close()
        typed.close()
    if not read.lines and not read.faults:
        raise ValidationError(_("The workbook has no rows."), code="empty")
    return read


def look_into(file: Any) -> None:
    """Refuse what is no workbook, or unpacks to more than a workbook of people's making would."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise ValidationError(_("The workbook is too large once unpacked."), code="large")
            if "xl/workbook.xml" not in packed.namelist():
                raise _not_a_workbook()
            if any(_declares(packed.read(part)) for part in parts):
                raise _not_a_workbook()
    except ValidationError:
        raise
    except Exception as error:  # each way to pack has its own for what is broken
        raise _not_a_workbook() from error


def _declares(content: bytes) -> bool:
    """No program writes a workbook with entities, or in an encoding that could hide them."""
    return content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<!DOCTYPE" in content


def _not_a_workbook() -> ValidationError:
    return ValidationError(
        _("It is not an Excel workbook (.xlsx) that can be opened."), code="file"
    )


def _opened(content: bytes, *, data_only: bool) -> Any:
    try:
        return openpyxl.load_workbook(
            BytesIO(content), read_only=True, data_only=data_only, keep_links=False, rich_text=False
        )
    except Exception as error:  # openpyxl raises many kinds for broken files
        raise _not_a_workbook() from error


def _read_sheet(name: str, shown: Any, typed: Any, read: Workbook) -> None:
    if not hasattr(shown, "iter_rows"):
        return  # a chart has no rows
    rows = _rows(shown, typed)
    known = titles()
    if plainly(name) not in known:
        if next(rows, None) is not None:
            read.faults.append(_unknown_sheet(name))
        return
    sheet = known[plainly(name)]
    if sheet is not None:
        heads = _heads(name, sheet, next(rows, None), read)
        for number, row in rows if heads else ():
            if len(read.lines) >= MAX_ROWS:
                sentence = _("The workbook has more than %(most)s rows; divide it.")
                raise ValidationError(sentence, code="many", params={"most": MAX_ROWS})
            read.lines.append(_line(sheet, Place(name, number, heads), row))


def _rows(shown: Any, typed: Any) -> Iterator[tuple[int, Any]]:
    """Rows that are not blank, each cell as it shows and as it was typed."""
    both = []
    for sheet in (shown, typed):
        sheet.reset_dimensions()  # a file may say anything of its size
        both.append(sheet.iter_rows(max_row=LAST_ROW, max_col=LAST_COLUMN))
    for number, (values, formulas) in enumerate(zip(*both, strict=True), start=1):
        if not all(cells.is_blank(cell) for cell in formulas):
            yield number, list(zip(values, formulas, strict=True))


def _unknown_sheet(name: str) -> str:
    known = ", ".join(sheet.title for sheet in SHEETS.values())
    return _("%(sheet)s: the import knows no such sheet (known: %(known)s).") % {
        "sheet": name,
        "known": known,
    }


def _heads(name: str, sheet: Sheet, first: Any, read: Workbook) -> list[Head]:
    """The columns that the first row names; none where something is wrong with them."""
    if first is None:
        return []
    known = headings(sheet.kind)
    found: list[Head] = []
    place = Place(name, first[0], ())
    for index, (cell, _formula) in enumerate(first[1], start=1):
        if cells.is_blank(cell):
            continue
        heading, letter = str(cell.value).strip(), get_column_letter(index)
        column = known.get(plainly(heading))
        if column is None:
            said = Head(sheet.columns[0], letter, heading)
            read.faults.append(place.sentence(said, _unknown_column(sheet)))
        elif column in (head.column for head in found):
            said = Head(column, letter, heading)
            read.faults.append(place.sentence(said, _("this column is there twice")))
        else:
            found.append(Head(column, letter, heading.rstrip("* ")))
    there = {head.column.name for head in found}
    missing = [each for each in sheet.columns if each.required and each.name not in there]
    for column in missing:
        sentence = _("the column %(heading)s is missing") % {"heading": column.heading}
        read.faults.append(place.sentence(None, sentence))
    return [] if missing else found


def _unknown_column(sheet: Sheet) -> str:
    known = ", ".join(column.heading for column in sheet.columns)
    return _("it is not known (known: %(known)s)") % {"known": known}


def _line(sheet: Sheet, place: Place, row: Any) -> Line:
    line = Line(sheet, place)
    given: dict[str, dict[str, Any]] = {sheet.kind: {}}
    for head in place.heads:
        index = openpyxl.utils.column_index_from_string(head.letter) - 1
        shown, typed = row[index]
        try:
            value = _value(head.column, shown, typed)
        except ValueError as error:
            line.faults.append(place.sentence(head, str(error)))
            continue
        if value is not None:
            _fill(given.setdefault(head.column.kind, {}), head.column, value)
    _refuse_a_place_without_source(line, given[sheet.kind])
    line.items = {kind: LineItem(place, kind, values) for kind, values in given.items()}
    return line


def _value(column: Column, shown: Any, typed: Any) -> Any:
    """What a cell says; None where it says nothing."""
    if cells.is_blank(shown):
        if not cells.is_blank(typed):
            raise ValueError(_("it holds a formula without a value; write the value"))
        if column.required:
            raise ValueError(_("it is missing"))
        return None
    return column.read(shown)


def _fill(given: dict[str, Any], column: Column, value: Any) -> None:
    if column.language:
        given.setdefault(column.field, {})[column.language] = value
    elif column.field == "citations":
        given.setdefault("citations", [{}])[0][column.name] = value
    else:
        given[column.field] = value


def _refuse_a_place_without_source(line: Line, given: dict[str, Any]) -> None:
    if "source" not in given.get("citations", [{"source": ""}])[0]:
        head = next((head for head in line.place.heads if head.column.name == "locator"), None)
        line.faults.append(line.place.sentence(head, _("name the source too")))
