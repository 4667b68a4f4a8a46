"""A table of a page as plain values: what a file of it says, in whatever form."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from agreements.models import PartialDate


class Kind(StrEnum):
    """What the cells of a column hold, if they hold anything."""

    TEXT = "text"
    CODE = "code"  # by which the register names a thing
    NUMBER = "number"
    SCORE = "score"
    DAY = "day"  # as far as it is known
    MOMENT = "moment"
    FLAG = "flag"  # yes or no


@dataclass(frozen=True, slots=True)
class Coded:
    """A state or a kind: machines are given its code, people its word."""

    code: str
    word: str


Value: TypeAlias = (
    str | int | Fraction | Decimal | date | datetime | PartialDate | Coded | bool | None
)
Row: TypeAlias = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is the same in every language and for good; `title` is in the reader's."""

    key: str
    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of a list, not a page of them. They may be made while they are read."""

    name: str  # by which the address asks for it, and the file is called
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
