"""The workbook to fill in: a sheet for each kind, and one that explains every column."""

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from compliance.imports import cells
from compliance.imports.columns import Column, Sheet
from compliance.imports.sheets import EXPLANATION, SHEETS
from compliance.imports.workbook import MAX_ROWS

TEXT = "@"  # so that a program leaves what is typed as it is: 2010-03 is a month, not a day
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
HEAD = PatternFill("solid", fgColor="FFE7E6E0")


def template() -> bytes:
    """In the language of the reader."""
    book = Workbook()
    book.remove(book.active)
    for sheet in SHEETS.values():
        _add_sheet(book, sheet)
    _add_explanation(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _add_sheet(book: Any, sheet: Sheet) -> None:
    page = book.create_sheet(sheet.title)
    page.append([_heading(column) for column in sheet.columns])
    page.freeze_panes = "A2"
    for index, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(index)
        head = page[f"{letter}1"]
        head.font, head.fill = BOLD, HEAD
        width = page.column_dimensions[letter]
        width.width = max(14, len(head.value) + 2)
        if column.read not in (cells.number, cells.decimal):
            width.number_format = TEXT
        known = _known(column)
        if known:
            page.add_data_validation(_list(known, f"{letter}2:{letter}{MAX_ROWS + 1}"))


def _heading(column: Column) -> str:
    return f"{column.heading} *" if column.required else column.heading


def _known(column: Column) -> list[str]:
    """What may stand in the column, where that is known beforehand."""
    if column.choices:
        return [str(label) for label in column.choices.labels]
    return [_(cells.YES), _(cells.NO)] if column.read is cells.flag else []


def _list(known: list[str], where: str) -> DataValidation:
    said = ",".join(known).replace('"', '""')
    rule = DataValidation(type="list", formula1=f'"{said}"', allow_blank=True)
    rule.add(where)
    return rule


def _add_explanation(book: Any) -> None:
    page = book.create_sheet(str(EXPLANATION))
    page.append([_("Sheet"), _("Column"), _("Field"), _("Required"), _("Meaning"), _("Values")])
    for sheet in SHEETS.values():
        for column in sheet.columns:
            page.append(
                [
                    sheet.title,
                    column.heading,
                    column.name,
                    _(cells.YES) if column.required else "",
                    str(column.help),
                    "\n".join(_known(column)),
                ]
            )
    for cell in page[1]:
        cell.font, cell.fill = BOLD, HEAD
    for letter, width in zip("ABCDEF", (18, 30, 16, 12, 60, 34), strict=True):
        page.column_dimensions[letter].width = width
    for row in page.iter_rows():
        for cell in row:
            cell.alignment = WRAPPED
    page.freeze_panes = "A2"
