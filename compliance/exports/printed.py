"""A table of a page as a table in a paper: the same rows, as many columns as fit on a sheet."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import singledispatch

from django.utils.translation import gettext as _

from agreements.models import PartialDate
from compliance.dashboard.table import Coded, Column, Kind, Row, Table, Value
from compliance.exports import document, wording
from compliance.exports.document import MOST, NUMBER, Block, Line, Lines, Paragraph, said
from compliance.templatetags.look import NOTHING, score2, score3

ENDS = ("low", "high", "coverage")
"""Scores of which a page prints three places; of all others it prints two."""

WIDTHS = {Kind.NUMBER: 14, Kind.SCORE: 16, Kind.DAY: 30, Kind.FLAG: 14, Kind.MOMENT: 26}
NARROW, WIDTH, WIDE = 24, 32, 60
LONG = ("title", "agreement_title", "narrative", "text", "worth", "figure")
SHORT = ("state", "degree", "kind", "level", "position")
FIGURES = (Kind.NUMBER, Kind.SCORE)
NAMED = ("party_name", "side_name")
"""Columns that name a party, behind the mark of its side."""

Hues = Mapping[str, str]
"""The class of each side's hue by its code."""


def printed(table: Table, *keys: str, hues: Hues | None = None) -> Iterator[Block]:
    """The table with these of its columns; a sentence where it has no row."""
    rows = list(table.rows)
    if not rows:
        yield Paragraph(said(_("There is nothing on record here.")))
        return
    places = {column.key: place for place, column in enumerate(table.columns)}
    columns = [table.columns[places[key]] for key in keys]
    yield document.Table(
        caption=table.title,
        columns=tuple(map(_column, columns)),
        rows=tuple(_row(row, columns, places, hues or {}) for row in rows[:MOST]),
    )
    yield from wording.more(len(rows))


def _column(column: Column) -> document.Column:
    usual = WIDE if column.key in LONG else NARROW if column.key in SHORT else WIDTH
    width = WIDTHS.get(column.kind, usual)
    kind = "number" if column.kind in FIGURES else ""
    return document.Column(column.title, width, kind=kind)


def _row(
    row: Row, columns: Sequence[Column], places: Mapping[str, int], hues: Hues
) -> tuple[Lines, ...]:
    side = row[places["side"]] if "side" in places else None
    return tuple(
        _cell(row[places[column.key]], column, hues.get(str(side), "")) for column in columns
    )


def _cell(value: Value, column: Column, hue: str) -> Lines:
    if isinstance(value, Fraction) and column.key in ENDS:
        return (Line(score3(value), style=NUMBER),)
    if column.key in NAMED:
        return said(value or "", side=hue)
    return lines_of(value)


@singledispatch
def lines_of(value: object) -> Lines:
    """A value as the pages say it."""
    return said(value)


@lines_of.register
def _nothing(value: None) -> Lines:
    return (Line(NOTHING, style=NUMBER),)


@lines_of.register
def _flag(value: bool) -> Lines:
    return said(_("yes") if value else _("no"))


@lines_of.register
def _number(value: int) -> Lines:
    return (Line(wording.number(value), style=NUMBER),)


@lines_of.register
def _score(value: Fraction) -> Lines:
    return (Line(score2(value), style=NUMBER),)


@lines_of.register(date)
@lines_of.register(PartialDate)
def _day(value: date | PartialDate) -> Lines:
    return said(wording.day(value))


@lines_of.register
def _moment(value: datetime) -> Lines:
    return said(wording.day(value.date()))


@lines_of.register
def _coded(value: Coded) -> Lines:
    return said(value.word)
