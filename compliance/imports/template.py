"""The workbook to fill in: a sheet for each kind that its user may bring, one that explains every
column, and one that lists the codes of what is there."""

from collections.abc import Iterable
from io import BytesIO
from itertools import islice
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from agreements.models import Agreement, Committee, Forum, Obligation, Party, Site, Source
from compliance.imports import cells
from compliance.imports.bringing import Bringer
from compliance.imports.columns import Column, Sheet
from compliance.imports.sheets import EXPLANATION, LISTS, SHEETS
from compliance.imports.taking import MAX_ROWS

MOST_LISTED = 5_000  # codes of a kind
TEXT = "@"  # so that a program leaves what is typed as it is: 2010-03 is a month, not a day
NUMBERS = (cells.number, cells.decimal, cells.percent)
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
HEAD = PatternFill("solid", fgColor="FFE7E6E0")


def template(who: Bringer) -> bytes:
    """In the language of the reader."""
    book = Workbook()
    book.remove(book.active)
    lists = _listed(who)
    for kind in who.kinds:
        _add_sheet(book, SHEETS[kind], lists)
    _add_explanation(book, [SHEETS[kind] for kind in who.kinds])
    _add_lists(book, lists)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


Lists = dict[type[models.Model], list[str]]


def _listed(who: Bringer) -> Lists:
    """The codes that columns may name, of the kinds that are named at all."""
    named = {column.names for kind in who.kinds for column in SHEETS[kind].columns}
    codes: dict[type[models.Model], Iterable[str]] = {
        Party: Party.objects.visible_to(who.user).order_by("path").values_list("code", flat=True),
        Forum: Forum.objects.filter(regime=who.regime).values_list("slug", flat=True),
        Committee: Committee.objects.filter(regime=who.regime).values_list("code", flat=True),
        Agreement: Agreement.objects.filter(paper__forum__regime=who.regime).values_list(
            "code", flat=True
        ),
        Obligation: (obligation.code for obligation in who.reportable()),
        Site: Site.objects.visible_to(who.user).values_list("code", flat=True),
        Source: Source.objects.visible_to(who.user).values_list("key", flat=True),
    }
    found = {
        model: list(islice(said, MOST_LISTED)) for model, said in codes.items() if model in named
    }
    return {model: said for model, said in found.items() if said}


def _add_sheet(book: Any, sheet: Sheet, lists: Lists) -> None:
    page = book.create_sheet(sheet.title)
    page.append([_heading(column) for column in sheet.columns])
    page.freeze_panes = "A2"
    for index, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(index)
        head = page[f"{letter}1"]
        head.font, head.fill = BOLD, HEAD
        width = page.column_dimensions[letter]
        width.width = max(14, len(head.value) + 2)
        if column.read not in NUMBERS:
            width.number_format = TEXT
        rule = _rule(column, lists)
        if rule is not None:
            rule.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
            page.add_data_validation(rule)


def _rule(column: Column, lists: Lists) -> DataValidation | None:
    """The list from which a cell is chosen. Codes may be new in the workbook: others are taken."""
    known = _known(column)
    if known:
        said = ",".join(known).replace('"', '""')
        return DataValidation(type="list", formula1=f'"{said}"', allow_blank=True)
    if column.names not in lists:
        return None
    letter = get_column_letter(1 + list(lists).index(column.names))
    last = 1 + len(lists[column.names])
    where = f"{quote_sheetname(str(LISTS))}!${letter}$2:${letter}${last}"
    return DataValidation(type="list", formula1=where, allow_blank=True, showErrorMessage=False)


def _add_lists(book: Any, lists: Lists) -> None:
    page = book.create_sheet(str(LISTS))
    for index, (model, codes) in enumerate(lists.items(), start=1):
        titled = capfirst(str(model._meta.verbose_name_plural))
        for row, said in enumerate([titled, *codes], start=1):
            cell = page.cell(row, index, said)
            cell.data_type, cell.number_format = "s", TEXT  # a code is never a formula
        page.column_dimensions[get_column_letter(index)].width = 24
        page.cell(1, index).font, page.cell(1, index).fill = BOLD, HEAD
    page.freeze_panes = "A2"


def _heading(column: Column) -> str:
    return f"{column.heading} *" if column.required else column.heading


def _known(column: Column) -> list[str]:
    """What may stand in the column, where that is known beforehand."""
    if column.choices:
        return [str(label) for label in column.choices.labels]
    return [_(cells.YES), _(cells.NO)] if column.read is cells.flag else []


def _add_explanation(book: Any, sheets: list[Sheet]) -> None:
    page = book.create_sheet(str(EXPLANATION))
    page.append([_("Sheet"), _("Column"), _("Field"), _("Required"), _("Meaning"), _("Values")])
    for sheet in sheets:
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
