"""What an address may ask: filters, fields and further parts. An unknown name is refused."""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a list: the column it asks, and what may be said."""

    lookup: str
    kind: type = str  # str, int, bool, date or UUID
    choices: tuple[str, ...] = ()
    says: str = ""  # for the description of the API
    required: bool = False

    def read(self, text: str, name: str) -> Any:
        """What an address says, as the database is asked."""
        if self.choices and text not in self.choices:
            raise refusal(name, _("Choose one of: %(known)s.") % {"known": ", ".join(self.choices)})
        return READERS[self.kind](text, name)


def refusal(name: str, sentence: str) -> ValidationError:
    """A parameter that cannot be read."""
    return ValidationError({name: [sentence]})


def number(text: str, name: str, *, most: int | None = None) -> int:
    """A whole number from 0, or from 1 where there is a most."""
    found = int(text) if NUMBER.fullmatch(text) else -1
    if found < 0 or (most is not None and not 1 <= found <= most):
        sentence = _("Write a whole number.")
        if most is not None:
            sentence = _("Write a whole number from 1 to %(most)s.") % {"most": most}
        raise refusal(name, sentence)
    return found


def day(text: str, name: str) -> date:
    """A day of the calendar."""
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise refusal(name, _("“%(text)s” is not a day. Write it as 2010-12-31.") % {"text": text})


def words(text: str, name: str) -> str:
    """Any text but what PostgreSQL takes in none."""
    if "\0" in text:
        raise refusal(name, _("Null characters are not allowed."))
    return text


def yes_or_no(text: str, name: str) -> bool:
    if text not in ("true", "false"):
        raise refusal(name, _("Write true or false."))
    return text == "true"


def key(text: str, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise refusal(name, _("Write the key of a record (a UUID).")) from None


READERS: dict[type, Callable[[str, str], Any]] = {
    str: words,
    int: number,
    bool: yes_or_no,
    date: day,
    uuid.UUID: key,
}


def refuse_unknown(asked: Mapping[str, Any], known: Iterable[str]) -> None:
    """What nobody reads would be believed to have been asked."""
    unknown = [name for name in asked if name not in set(known)]
    if unknown:
        sentence = _("There is no such parameter here. There are: %(known)s.") % {
            "known": ", ".join(sorted(known))
        }
        raise ValidationError(
            {name: ValidationError([sentence], "unknown").detail for name in unknown}
        )


def chosen(text: str, name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Names with commas, each of them known."""
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    for each in names:
        if each not in known:
            listed = ", ".join(known)
            raise refusal(
                name,
                _("There is no “%(name)s”. There are: %(known)s.")
                % {"name": each, "known": listed},
            )
    return names
