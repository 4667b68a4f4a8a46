"""Values of a workbook: each reader takes a cell and says in words what is wrong with it."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Protocol

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agreements.models import PartialDate
from compliance.imports.reading import LANGUAGES

PLACES = Decimal("0.000001")  # as exact as a position is kept; a cell's number is a float
YES, NO = gettext_noop("yes"), gettext_noop("no")


class Cell(Protocol):
    """As much of a cell as is read."""

    value: Any
    data_type: str
    number_format: str


Reader = Callable[[Cell], Any]


def is_blank(cell: Cell) -> bool:
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())


def text(cell: Cell) -> str:
    """What the cell shows: a text, or a whole number or day that a program made of one."""
    value = cell.value
    if cell.data_type == "e":
        raise ValueError(_("the cell shows the error %(error)s") % {"error": value})
    if isinstance(value, datetime | date):
        return _day(cell)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool | float) or not isinstance(value, str | int):
        raise ValueError(_("“%(value)s” is not a text") % {"value": value})
    return _plain(str(value))


def _plain(typed: str) -> str:
    """Without blanks around it; what does not print does not belong into the register."""
    kept = typed.replace("\r\n", "\n").strip()
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in kept):
        raise ValueError(_("it holds a character that cannot be printed"))
    return kept


def code(cell: Cell) -> str:
    """A text of one line, without blanks inside its ends."""
    return " ".join(text(cell).split())


def texts(cell: Cell) -> list[str]:
    """Several texts, separated by semicolons or lines."""
    return [part.strip() for part in re.split(r"[;\n]", text(cell)) if part.strip()]


def partial(cell: Cell) -> PartialDate:
    """A year, a month or a day, as a text, a number or a date of the program."""
    if isinstance(cell.value, bool):
        raise _no_date(cell.value)
    shown = text(cell)
    try:
        return PartialDate(shown)
    except ValueError:
        raise _no_date(shown) from None


def _no_date(value: Any) -> ValueError:
    sentence = _("“%(value)s” is not a date (write 2010, 2010-03 or 2010-03-16)")
    return ValueError(sentence % {"value": value})


def _day(cell: Cell) -> str:
    """A date as far as its cell shows it: who types 2010-03 may find a day made of it."""
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", cell.number_format).lower()
    day = cell.value.strftime("%Y-%m-%d").zfill(10)
    if "d" in shown or not ("y" in shown or "m" in shown):
        return str(day)
    return str(day[:7]) if "m" in shown else str(day[:4])


def number(cell: Cell) -> int:
    value = cell.value
    if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,9}(\.0)?", str(value).strip()):
        raise ValueError(_("“%(value)s” is not a whole number") % {"value": value})
    return int(float(str(value)))


def decimal(cell: Cell) -> Decimal:
    """A number, with a point or a comma."""
    typed = str(cell.value).strip().replace(",", ".")
    try:
        if isinstance(cell.value, bool | datetime | date):
            raise InvalidOperation
        found = Decimal(typed)
        if not found.is_finite() or found.adjusted() > 20:
            raise InvalidOperation
    except InvalidOperation:
        raise ValueError(_("“%(value)s” is not a number") % {"value": cell.value}) from None
    return found.quantize(PLACES) if isinstance(cell.value, float) else found


def percent(cell: Cell) -> int:
    """A whole share of a hundred: 60, a text that says so, or 0.6 that is shown as 60%."""
    value: Any = cell.value
    if "%" in cell.number_format and type(value) in (float, int):
        value = round(value * 100, 6)
    said = str(value).strip().removesuffix("%").strip()
    if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,9}(\.0)?", said):
        raise ValueError(_("“%(value)s” is not a whole number") % {"value": cell.value})
    return int(float(said))


def parts(name: str, share: str, read: Callable[[str], Any]) -> Reader:
    """A reader of several things, each a code and what may be said of it: road=2; bridge."""

    def one(said: str) -> dict[str, Any]:
        code, equals, more = (each.strip() for each in said.partition("="))
        if not code or (equals and not more):
            sentence = _("“%(value)s” is not a code, or a code = value")
            raise ValueError(sentence % {"value": said})
        return {name: code} | ({share: read(more)} if more else {})

    return lambda cell: [one(each) for each in texts(cell)]


def whole(said: str) -> int:
    if not re.fullmatch(r"\d{1,9}", said):
        raise ValueError(_("“%(value)s” is not a whole number") % {"value": said})
    return int(said)


def flag(cell: Cell) -> bool:
    """Yes or no, in any of the languages."""
    if isinstance(cell.value, bool):
        return cell.value
    said = str(cell.value).strip().casefold()
    if said in {"1", "true", "x", *_in_all_languages(YES)}:
        return True
    if said in {"0", "false", "-", *_in_all_languages(NO)}:
        return False
    sentence = _("“%(value)s” is neither “%(yes)s” nor “%(no)s”")
    raise ValueError(sentence % {"value": cell.value, "yes": _("yes"), "no": _("no")})


def one_of(choices: type[models.TextChoices]) -> Reader:
    """A reader of one of some known words, or of what they are called in any of the languages."""

    def read(cell: Cell) -> str:
        said = text(cell)
        found = _called(choices).get(said.casefold())
        if found is None:
            known = ", ".join(str(label) for label in choices.labels)
            sentence = _("“%(value)s” is not known (known: %(known)s)")
            raise ValueError(sentence % {"value": said, "known": known})
        return found

    return read


@cache
def _called(choices: type[models.TextChoices]) -> dict[str, str]:
    """The words themselves first, then their names."""
    called = {str(value).casefold(): str(value) for value in choices.values}
    for language in LANGUAGES:
        with translation.override(language):
            for value, label in choices.choices:
                called.setdefault(str(label).casefold(), str(value))
    return called


@cache
def _in_all_languages(word: str) -> frozenset[str]:
    """What a word is in each language."""
    found = set()
    for language in LANGUAGES:
        with translation.override(language):
            found.add(_(word).casefold())
    return frozenset(found)
