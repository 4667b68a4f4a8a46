"""Forms that know from which edition they were filled, so that nothing is overwritten unseen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.models import Basis, Citation, Source

NAMES = ("name_en", "name_id", "name_ms")


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that belong together; with a title, folded until they say something."""

    title: str
    fields: tuple[BoundField, ...]
    open: bool


class EditionForm(forms.Form):
    """What is typed about a thing as it stood in one edition."""

    use_required_attribute = False  # a refusal names the place, in the page's own language

    folded: ClassVar[dict[str, str | Promise]] = {}  # name of the first field of a part: its title

    edition = forms.CharField(required=False, widget=forms.HiddenInput)

    def parts(self) -> Iterator[Part]:
        """The fields in their order, in parts."""
        title, fields = "", list[BoundField]()
        for field in self.visible_fields():
            if field.name in self.folded:
                yield _part(title, fields)
                title, fields = str(self.folded[field.name]), []
            fields.append(field)
        yield _part(title, fields)

    def renew(self, edition: str, stood: Mapping[str, Any]) -> None:
        """Take the new edition. What was typed stays; where only the other person changed what
        `stood` there before, their word is taken over."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["edition"] = edition
        for name, value in stood.items():
            if name in self.fields and not _differs(self[name], value):
                data[name] = _written(self.initial.get(name))
        self.data = data


def _part(title: str, fields: list[BoundField]) -> Part:
    said = any(field.errors or field.value() not in (None, "", False) for field in fields)
    return Part(title, tuple(fields), open=said)


def _differs(field: BoundField, stood: Any) -> bool:
    return bool(_written(field.data) != _written(stood))


def _written(value: Any) -> str:
    """As a field writes it; a box that is not ticked sends nothing."""
    if value is None or value is False:
        return ""
    if isinstance(value, Model):
        return str(value.pk)
    return "on" if value is True else str(value)


def text(label: Any, most: int = 300, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **kwargs)


def words(label: Any, **kwargs: Any) -> forms.CharField:
    return text(label, 20000, widget=forms.Textarea, **kwargs)


def partial_input() -> forms.TextInput:
    """For a date: digits are enough."""
    return forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w1"})


class CitedForm(EditionForm):
    """With the place in a source that says so."""

    folded: ClassVar[dict[str, str | Promise]] = {"source": _("Source")}

    source = forms.ModelChoiceField(
        label=_("Source"),
        queryset=Source.objects.order_by("author", "title"),
        empty_label=_("None"),
        required=False,
        error_messages={"invalid_choice": _("Choose a source of the register.")},
    )
    locator = text(
        _("Place in the source"),
        120,
        help_text=_("The page, line or paragraph: p. 4, lines 523–527."),
    )
    basis = forms.ChoiceField(label=_("Basis"), choices=Basis, required=False)

    def clean(self) -> dict[str, Any]:
        """A place alone says nothing."""
        data = super().clean() or {}
        if data.get("locator") and not data.get("source") and "source" not in self.errors:
            self.add_error("source", _("Choose the source of this place."))
        return data

    def citations(self) -> list[Citation]:
        """The place cited; one that is cited already is used again."""
        if not self.cleaned_data.get("source"):
            return []
        citation, _created = Citation.objects.get_or_create(
            source=self.cleaned_data["source"],
            locator=self.cleaned_data["locator"],
            basis=self.cleaned_data["basis"] or Basis.STATED,
            quote="",
        )
        return [citation]
