"""Dates as people write them, known to the day, the month or only the year."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from agreements.models import PartialDate

LANGUAGES = ("en", "id", "ms")
CENTURIES = "19|20"
SHAPES = [
    re.compile(shape)
    for shape in (
        rf"(?P<year>(?:{CENTURIES})\d\d)",
        rf"(?P<year>(?:{CENTURIES})\d\d)-?(?P<month>\d\d)",
        rf"(?P<year>(?:{CENTURIES})\d\d)-(?P<month>\d\d?)",
        rf"(?P<year>(?:{CENTURIES})\d\d)-?(?P<month>\d\d)-?(?P<day>\d\d)",
        rf"(?P<year>(?:{CENTURIES})\d\d)-(?P<month>\d\d?)-(?P<day>\d\d?)",
        rf"(?P<month>\d\d)-?(?P<year>(?:{CENTURIES})\d\d)",
        rf"(?P<month>\d\d?)-(?P<year>(?:{CENTURIES})\d\d)",
        rf"(?P<day>\d\d)-?(?P<month>\d\d)-?(?P<year>(?:{CENTURIES})\d\d)",
        rf"(?P<day>\d\d?)-(?P<month>\d\d?)-(?P<year>(?:{CENTURIES})\d\d)",
    )
]
"""Year first as in the register, or last with the day before the month, as in all three languages.
Digits alone are enough, since many phones offer nothing else beside them."""


def read_date(text: str) -> PartialDate | None:
    """The date that was typed: 2010, 2010-03, 16/3/2010, 16032010, 16 Maret 2010; None: no date."""
    numbers = "-".join(_numbers(text))
    for shape in SHAPES:
        found = shape.fullmatch(numbers)
        if found:
            parts = found.groupdict()
            wanted = [parts["year"], parts.get("month"), parts.get("day")]
            try:
                return PartialDate("-".join(part.zfill(2) for part in wanted if part))
            except ValueError:
                continue
    return None


def _numbers(text: str) -> Iterator[str]:
    """The numbers of a date, names of months among them as numbers."""
    months = _months()
    for part in re.findall(r"\d+|[^\W\d_]+|[^\s\d./,-]", text):
        yield part if part.isdigit() else months.get(part[:3].casefold(), part)


def _months() -> dict[str, str]:
    """The first three letters of each month in every language, with its number."""
    found = {"agu": "8", "ogo": "8", "mei": "5", "dis": "12", "des": "12", "okt": "10", "mac": "3"}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {str(name)[:3].casefold(): str(number) for number, name in MONTHS.items()}
    return found


class PartialDateInput(forms.CharField):
    """A year, a month or a day, in the ways in which people write them."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write a year, a month or a day: 2010, 2010-03 or 2010-03-16."),
    }

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        day = read_date(text)
        if day is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class DayInput(PartialDateInput):
    """A whole day, written in the same ways."""

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found is None:
            return None
        if found.first_day != found.last_day:
            raise ValidationError(_("Write the whole day: 2010-03-16."), code="invalid")
        return found.first_day
