"""Reading a workbook into lines: every bad cell is named, by sheet, row, column and heading."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import openpyxl
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl.utils import column_index_from_string, get_column_letter

from compliance.imports import cells
from compliance.imports.columns import Column, Sheet
from compliance.imports.fixtures import FixtureError, Item
from compliance.imports.shapes import SHAPES
from compliance.imports.sheets import SHEETS, headings, plainly, titles
from compliance.imports.unpacking import Aside, aside, not_a_workbook

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
            if column.kind == kind and name in (column.attribute, column.field, column.name):
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


class Workbook:
    """A workbook opened to be read: its rows come one by one, as often as they are asked for, and
    none is kept. What of it has no place in the register is known from the beginning."""

    def __init__(self, file: Path, shown: BinaryIO, typed: BinaryIO) -> None:
        self.file = file
        self.faults: list[str] = []
        self.notes: list[str] = []
        self._pages: list[Page] = []
        self._shown, self._typed = _opened(shown, data_only=True), _opened(typed, data_only=False)
        with _broken_is_refused():
            for name in self._shown.sheetnames:
                self._find(name)

    def close(self) -> None:
        self._shown.close()
        self._typed.close()

    @property
    def kinds(self) -> list[str]:
        """Of the sheets that it has, in the order in which their rows are taken."""
        there = {page.sheet.kind for page in self._pages}
        return [kind for kind in SHEETS if kind in there]

    def lines(self, kind: str) -> Iterator["Line"]:
        """The rows of a kind, in the order of the workbook."""
        with _broken_is_refused():
            for page in self._pages:
                if page.sheet.kind == kind:
                    yield from self._lines(page)

    def _lines(self, page: "Page") -> Iterator["Line"]:
        shown = self._shown[page.name]
        last = max(column_index_from_string(head.letter) for head in page.heads)
        rows = _rows(shown, self._typed[page.name] if page.formulas else shown, last)
        next(rows)  # the headings
        for number, row in rows:
            yield _line(page.sheet, Place(page.name, number, page.heads), row)

    def _find(self, name: str) -> None:
        """Keep a sheet that is known, and say what is wrong with its headings."""
        shown = self._shown[name]
        if not hasattr(shown, "iter_rows"):
            return  # a chart has no rows
        known = titles()
        first = next(_rows(shown, self._typed[name]), None)
        if plainly(name) not in known:
            if first is not None:
                self.faults.append(_unknown_sheet(name))
            return
        sheet = known[plainly(name)]
        if sheet is None or first is None:
            return
        found = aside(self.file, shown._worksheet_path)
        self._tell_of(name, found)
        heads = _heads(name, sheet, first, self.faults)
        if heads:
            self._pages.append(Page(name, sheet, heads, found.formulas))

    def _tell_of(self, name: str, found: Aside) -> None:
        if found.merged:
            sentence = _("%(sheet)s: the cells %(cells)s are merged; take them apart.")
            self.faults.append(sentence % {"sheet": name, "cells": found.merged})
        if found.hidden:
            sentence = ngettext(
                "%(sheet)s: %(count)s row is hidden (row %(first)s); it is read like the others.",
                "%(sheet)s: %(count)s rows are hidden (the first is row %(first)s); "
                "they are read like the others.",
                found.hidden,
            )
            said = {"sheet": name, "count": found.hidden, "first": found.first}
            self.notes.append(sentence % said)


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet as the workbook has it."""

    name: str
    sheet: Sheet
    heads: Sequence[Head]
    formulas: bool  # whether what a cell shows may be other than what was typed


@contextmanager
def opened(file: Path) -> Iterator[Workbook]:
    """A workbook that was looked into before (`look_into`)."""
    with file.open("rb") as shown, file.open("rb") as typed:
        book = Workbook(file, shown, typed)
        try:
            yield book
        finally:
            book.close()


@contextmanager
def _broken_is_refused() -> Iterator[None]:
    try:
        yield
    except (ValidationError, DatabaseError, FixtureError, GeneratorExit):
        raise
    except Exception as error:  # openpyxl raises many kinds for broken files
        raise not_a_workbook() from error


def _opened(file: BinaryIO, *, data_only: bool) -> Any:
    with _broken_is_refused():
        return openpyxl.load_workbook(
            file, read_only=True, data_only=data_only, keep_links=False, rich_text=False
        )


def _rows(shown: Any, typed: Any, last: int = LAST_COLUMN) -> Iterator[tuple[int, Any]]:
    """Rows that are not blank, each cell as it shows and as it was typed; read once where that is
    the same."""
    for number, (values, formulas) in enumerate(_both(shown, typed, last), start=1):
        if not all(cells.is_blank(cell) for cell in formulas):
            yield number, list(zip(values, formulas, strict=True))


def _both(shown: Any, typed: Any, last: int) -> Iterator[tuple[Any, Any]]:
    if typed is shown:
        yield from ((row, row) for row in _all(shown, last))
    else:
        yield from zip(_all(shown, last), _all(typed, last), strict=True)


def _all(sheet: Any, last: int) -> Iterator[Any]:
    sheet.reset_dimensions()  # a file may say anything of its size
    rows: Iterator[Any] = sheet.iter_rows(max_row=LAST_ROW, max_col=last)
    return rows


def _unknown_sheet(name: str) -> str:
    known = ", ".join(sheet.title for sheet in SHEETS.values())
    return _("%(sheet)s: the import knows no such sheet (known: %(known)s).") % {
        "sheet": name,
        "known": known,
    }


def _heads(name: str, sheet: Sheet, first: Any, faults: list[str]) -> list[Head]:
    """The columns that the first row names; none where something is wrong with them."""
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
            faults.append(place.sentence(said, _unknown_column(sheet)))
        elif column in (head.column for head in found):
            said = Head(column, letter, heading)
            faults.append(place.sentence(said, _("this column is there twice")))
        else:
            found.append(Head(column, letter, heading.rstrip("* ")))
    there = {head.column.name for head in found}
    missing = [each for each in sheet.columns if each.required and each.name not in there]
    for column in missing:
        sentence = _("the column %(heading)s is missing") % {"heading": column.heading}
        faults.append(place.sentence(None, sentence))
    return [] if missing else found


def _unknown_column(sheet: Sheet) -> str:
    known = ", ".join(column.heading for column in sheet.columns)
    return _("it is not known (known: %(known)s)") % {"known": known}


def _line(sheet: Sheet, place: Place, row: Any) -> Line:
    line = Line(sheet, place)
    given: dict[str, dict[str, Any]] = {sheet.kind: {}}
    for head in place.heads:
        index = column_index_from_string(head.letter) - 1
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
