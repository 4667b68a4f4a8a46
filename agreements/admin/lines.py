"""Fields that are typed as lines: the parts of a version of terms, the other names of a site."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Consent, Milestone, Party


class LinesField(forms.CharField):
    """One thing a line, its parts separated by semicolons; hands back what `read` makes of each."""

    def __init__(self, **kwargs: Any) -> None:
        area = forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})
        super().__init__(**{"required": False, "widget": area, **kwargs})

    def read(self, parts: list[str]) -> Any:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        return list(self._rows(super().to_python(value) or ""))

    def _rows(self, text: str) -> Iterator[Any]:
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip():
                continue
            try:
                yield self.read([part.strip() for part in line.split(";")])
            except ValidationError as error:
                raise ValidationError(
                    _("Line %(number)s: %(fault)s"),
                    params={"number": number, "fault": " ".join(error.messages)},
                ) from None


class MilestonesField(LinesField):
    """A milestone a line: code; weight; its name in English, Bahasa Indonesia, Bahasa Melayu."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = gettext_lazy(
            "One a line: code; weight; name in English; in Bahasa Indonesia; in Bahasa Melayu. "
            "For example: road; 2; Access road; Jalan masuk; Jalan masuk"
        )
        label = gettext_lazy("Milestones")
        super().__init__(**{"label": label, "help_text": help_text, **kwargs})

    def read(self, parts: list[str]) -> Milestone:
        code, weight, *names = [*parts, *[""] * max(0, 5 - len(parts))]
        if len(parts) > 5 or not (weight or "1").isdecimal():
            raise ValidationError(_("Write it as: road; 2; Access road; Jalan masuk; Jalan masuk"))
        named = dict(zip(("name_en", "name_id", "name_ms"), names, strict=True))
        milestone = Milestone(code=code, weight=int(weight or 1), **named)
        milestone.clean_fields(exclude={"terms", "order"})
        return milestone

    @staticmethod
    def spoken(rows: Iterable[Milestone]) -> str:
        """The same as lines."""
        parts = ((r.code, str(r.weight), r.name_en, r.name_id, r.name_ms) for r in rows)
        return "\n".join("; ".join(each) for each in parts)


class ConsentsField(LinesField):
    """A consent a line: the code of the authority; its level."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = gettext_lazy(
            "One a line: code of the authority; level. For example: MY-KL; central"
        )
        label = gettext_lazy("Consents needed")
        super().__init__(**{"label": label, "help_text": help_text, **kwargs})

    def read(self, parts: list[str]) -> Consent:
        code, level = [*parts, ""][:2]
        authority = Party.objects.filter(code=code).first()
        if authority is None or len(parts) > 2:
            raise ValidationError(
                _("There is no party “%(code)s”. Write it as: MY-KL; central"),
                params={"code": code},
            )
        consent = Consent(authority=authority, level=level)
        consent.clean_fields(exclude={"terms", "order"})
        return consent

    @staticmethod
    def spoken(rows: Iterable[Consent]) -> str:
        """The same as lines."""
        return "\n".join(f"{row.authority.code}; {row.level}" for row in rows)


class NamesField(LinesField):
    """A name a line."""

    def read(self, parts: list[str]) -> str:
        return "; ".join(parts)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value
