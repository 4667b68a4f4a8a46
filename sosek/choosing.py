"""Narrowing a list by what its address says: choices, what is chosen, what cannot be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

DAY = "date"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a list may be narrowed by; no options: a day."""

    name: str
    label: str
    every: str = ""  # the word for no choice
    options: tuple[tuple[str, Any], ...] = ()
    kind: str = "select"
    value: str = ""

    def word(self) -> str:
        """What was chosen, in words."""
        return str(dict(self.options).get(self.value, self.value))


@dataclass(frozen=True, slots=True)
class Chosen:
    """Something chosen, and the query without it."""

    label: str
    word: str
    without: str


@dataclass(frozen=True, slots=True)
class Choosing:
    """All that a list may be narrowed by, as an address has it."""

    choices: tuple[Choice, ...]
    errors: tuple[str, ...]
    chosen: tuple[Chosen, ...]

    def __getitem__(self, name: str) -> str:
        """The value chosen; "": all."""
        return {each.name: each.value for each in self.choices}[name]

    @property
    def shown(self) -> tuple[Choice, ...]:
        """Those with something to choose."""
        return tuple(each for each in self.choices if each.kind == DAY or len(each.options) > 1)


def one_of(name: str, label: Any, every: Any, options: Iterable[tuple[str, Any]]) -> Choice:
    """A choice among these."""
    return Choice(name, str(label), str(every), tuple(options))


def day(name: str, label: Any) -> Choice:
    """A day of the reader's choosing."""
    return Choice(name, str(label), kind=DAY)


def choosing(asked: QueryDict, *choices: Choice) -> Choosing:
    """What the address chooses. What is no choice is said, and left out."""
    read, errors, chosen = [], [], []
    for choice in choices:
        value = asked.get(choice.name, "").replace("\x00", "").strip()
        if value and not _good(choice, value):
            errors.append(_refusal(choice) % {"text": value[:80], "label": choice.label})
            value = ""
        found = Choice(choice.name, choice.label, choice.every, choice.options, choice.kind, value)
        read.append(found)
        if value:
            chosen.append(Chosen(found.label, found.word(), _without(asked, choice.name)))
    return Choosing(tuple(read), tuple(errors), tuple(chosen))


def _good(choice: Choice, value: str) -> bool:
    if choice.kind != DAY:
        return value in dict(choice.options)
    try:
        return parse_date(value) is not None
    except ValueError:
        return False


def _refusal(choice: Choice) -> str:
    if choice.kind == DAY:
        return _("%(label)s: “%(text)s” is not a day. Write it as 2010-12-31. Shown is all.")
    return _("%(label)s: there is no “%(text)s” to choose. Shown is all.")


def _without(asked: QueryDict, name: str) -> str:
    rest = asked.copy()
    for each in (name, "page", "format", "table"):
        rest.pop(each, None)
    return f"?{rest.urlencode()}"
