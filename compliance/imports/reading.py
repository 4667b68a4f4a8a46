"""Values of a fixture: each reader takes what TOML gave and says in words what is wrong with it."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models

from agreements.models import PartialDate

LANGUAGES = ("en", "id", "ms")

Reader = Callable[[Any], Any]


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("it must be text in quotation marks")
    return value.strip()


def words(value: Any) -> dict[str, str]:
    """A text in up to three languages."""
    if not isinstance(value, dict) or not value:
        raise ValueError('it must name its language, as in { en = "…", id = "…", ms = "…" }')
    unknown = sorted(set(value) - set(LANGUAGES))
    if unknown:
        raise ValueError(f"it knows the languages {', '.join(LANGUAGES)}, not {unknown[0]!r}")
    return {language: text(words) for language, words in value.items()}


def partial(value: Any) -> PartialDate:
    """A year, a month or a day."""
    if isinstance(value, bool) or not isinstance(value, str | int | date):
        raise ValueError(f"{value!r} is not a date (write 2010, 2010-03 or 2010-03-16)")
    shown = value.isoformat() if isinstance(value, date) else str(value)
    try:
        return PartialDate(shown)
    except ValueError:
        raise ValueError(f"{shown!r} is not a date (write 2010, 2010-03 or 2010-03-16)") from None


def opening(value: Any) -> date:
    """The first day of a year, a month or a day."""
    return partial(value).first_day


def day(value: Any) -> date:
    """A day, and nothing less exact."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(text(value))
    except ValueError:
        raise ValueError(f"{value!r} is not a day (write 2010-03-16)") from None


def number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is not a whole number")
    return value


def decimal(value: Any) -> Decimal:
    """An exact number; a fixture is read without floats."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise ValueError(f"{value!r} is not a number")
    try:
        return Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number") from None


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"it must be true or false, not {value!r}")
    return value


def texts(value: Any) -> list[str]:
    """A list of texts."""
    if not isinstance(value, list):
        raise ValueError("it must be a list of texts in square brackets")
    return [text(each) for each in value]


def tables(value: Any) -> list[dict[str, Any]]:
    """A list of tables; what is in them is read by their own fields."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValueError("it must be a list of tables")
    return value


def shares(value: Any) -> dict[str, str]:
    """Named decimals, kept as their text."""
    if not isinstance(value, dict):
        raise ValueError("it must be a table of names and numbers")
    return {name: str(decimal(share)) for name, share in value.items()}


def counts(value: Any) -> dict[str, int]:
    """Named whole numbers."""
    if not isinstance(value, dict):
        raise ValueError("it must be a table of names and whole numbers")
    return {name: number(count) for name, count in value.items()}


def one_of(choices: type[models.TextChoices]) -> Reader:
    """A reader of one of some known words."""
    known = choices.values

    def read(value: Any) -> str:
        if value not in known:
            raise ValueError(f"{value!r} is not known (known: {', '.join(known)})")
        return str(value)

    return read
