"""Workbooks for tests: sheets of rows, each row a dict by the names of its columns."""

from io import BytesIO
from typing import Any

import openpyxl

from tests.factories import upload

PARTIES = [
    {"code": "A", "name_en": "Aland", "kind": "state"},
    {"code": "A-1", "name_id": "Satu", "kind": "province", "under": "A", "valid_to": "2014"},
]
COMMITTEES = [
    {"code": "region", "name_en": "Region", "level": "regional", "under": "centre", "side": "A"},
    {"code": "centre", "name_en": "Centre", "level": "central", "established_on": 1995},
]
APPOINTMENTS = [
    {"committee": "region", "side": "A", "person": "Drs. Someone", "role": "chair", "from": 2008},
    {"committee": "centre", "post_id": "Menteri", "role": "chair", "seen_on": "2011-02"},
]
SITES = [
    {
        "code": "river",
        "name": "River",
        "aliases": "Sungai; Kali",
        "party": "A-1",
        "kind": "sea_post",
        "lat": 4.25,
        "lon": "117,875",
        "quality": "approximate",
    },
]
CASE = {"party": PARTIES, "committee": COMMITTEES, "appointment": APPOINTMENTS, "site": SITES}


def workbook(sheets: dict[str, list[dict[str, Any]]] | None = None, /, **others: Any) -> bytes:
    """A workbook of these sheets; of the whole case where none are given."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in (sheets or others or CASE).items():
        page = book.create_sheet(title)
        names = list(dict.fromkeys(name for row in rows for name in row))
        page.append(names)
        for row in rows:
            page.append([row.get(name) for name in names])
    return saved(book)


def saved(book: Any) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def sent(content: bytes, name: str = "parties.xlsx") -> Any:
    """As a browser sends it."""
    return upload(name, content)


def changed(sheet: str, row: int, **cells: Any) -> dict[str, list[dict[str, Any]]]:
    """The case with some cells of one row (from 0) changed."""
    rows = [dict(each) for each in CASE[sheet]]
    rows[row] |= cells
    return {**CASE, sheet: rows}
