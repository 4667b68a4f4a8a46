"""Dates known to the day, the month or only the year, and text in three languages."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as far as it is known: it opens on its first day and closes on its last."""

    text: str

    def __post_init__(self) -> None:
        self.first_day  # noqa: B018 - a date that does not exist must not be made

    def __str__(self) -> str:
        return self.text

    @property
    def parts(self) -> tuple[int, int | None, int | None]:
        """Year, and month and day where known."""
        found = FORM.fullmatch(self.text)
        if not found:
            raise ValueError(f"not a date: {self.text!r}")
        year, month, day = (int(part) if part else None for part in found.groups())
        return year or 0, month, day

    @property
    def first_day(self) -> date:
        year, month, day = self.parts
        return date(year, 1 if month is None else month, 1 if day is None else day)

    @property
    def last_day(self) -> date:
        year, month, day = self.parts
        month = 12 if month is None else month
        return date(year, month, monthrange(year, month)[1] if day is None else day)


@lru_cache(maxsize=4096)
def _read(text: str) -> PartialDate:
    """One object for each date: a forum's rows name the same few again and again."""
    return PartialDate(text)


class PartialDateField(models.CharField):
    """A PartialDate or None, kept as its text, so that it sorts as it reads."""

    # For the type checker: what is read is a PartialDate, what is written may be its text too.
    _pyi_private_get_type: "PartialDate"  # type: ignore[assignment]
    _pyi_private_set_type: "PartialDate | str | None"  # type: ignore[assignment]

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write a year, a month or a day: 2010, 2010-03 or 2010-03-16."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_length": 10}
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: Any) -> PartialDate | None:
        return _read(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        if value in (None, ""):
            return None
        if isinstance(value, PartialDate):
            return value
        try:
            return PartialDate(str(value).strip())
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def get_prep_value(self, value: Any) -> str | None:
        value = self.to_python(value)
        return value.text if value else None

    def clean(self, value: Any, model_instance: Any) -> PartialDate | None:
        found = self.to_python(value)
        self.validate(found, model_instance)
        return found

    def value_to_string(self, obj: Any) -> str:
        return str(self.value_from_object(obj) or "")

    def formfield(self, **kwargs: Any) -> Any:
        # A form must hand back what was typed, so that the sentence of this field can answer.
        return super().formfield(**{"empty_value": None, **kwargs})


class Translated:
    """`name = Translated("name")` reads name_id, name_ms, name_en: the reader's language first."""

    def __init__(self, field: str) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: Any) -> Any:
        if instance is None:
            return self
        for language in (get_language() or "en", "id", "ms", "en"):
            text = getattr(instance, f"{self.field}_{language[:2]}", "")
            if text:
                return text
        return ""


class Named(models.Model):
    """Something with a name in three languages; one of them is enough."""

    name_en = models.CharField(_("name (English)"), max_length=300, blank=True)
    name_id = models.CharField(_("name (Bahasa Indonesia)"), max_length=300, blank=True)
    name_ms = models.CharField(_("name (Bahasa Melayu)"), max_length=300, blank=True)
    name = Translated("name")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.name)

    def clean(self) -> None:
        super().clean()
        if not self.name:
            raise ValidationError({"name_en": _("Give a name in at least one language.")})
