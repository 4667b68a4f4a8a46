"""What the forms of the record have in common: a key against sending twice, a day, a source."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Basis, Citation
from compliance.forms.fields import PartialDateInput
from compliance.forms.reports import SOURCES


class KeptForm(forms.Form):
    """A form that is sent once, and that holds again what a lost sign-in left of it. `name` tells
    it from the others of its page."""

    use_required_attribute = False  # the record says what is missing, in a sentence

    submission_key = forms.UUIDField(widget=forms.HiddenInput(attrs={"data-keep": ""}))

    def __init__(
        self,
        data: Any = None,
        *,
        name: str,
        typed: Mapping[str, str] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        fresh: dict[str, Any] = {"submission_key": uuid.uuid4()}
        super().__init__(
            data,
            initial=fresh | dict(initial or {}) | dict(typed or {}),
            auto_id=f"id_{name.replace('.', '_')}_%s",
        )
        self.name = name
        self.typed = typed is not None

    @property
    def opened(self) -> bool:
        """Whether it stands open: something is typed in it."""
        return self.is_bound or self.typed


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> PartialDateInput:
    """A day as far as it is known."""
    return PartialDateInput(
        label=label,
        max_length=40,
        required=required,
        help_text=help_text or _("The year, the month or the day: 2010, 2010-03 or 2010-03-16."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def words_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """A text as long as the record takes it."""
    return forms.CharField(
        label=label,
        max_length=20000,
        required=required,
        help_text=help_text,
        widget=forms.Textarea,
    )


class CitedForm(KeptForm):
    """What an analyst says from a source."""

    source = forms.ModelChoiceField(
        label=_("Source"),
        queryset=SOURCES,
        empty_label=_("Choose a source"),
        help_text=_("If it is not in the list, ask an admin to register it."),
        error_messages={
            "required": _("Name the published source."),
            "invalid_choice": _("Choose a source of the register."),
        },
    )
    locator = forms.CharField(
        label=_("Place in the source"),
        help_text=_("The page, line or paragraph: p. 4, lines 523–527."),
        max_length=120,
        required=False,
    )
    basis = forms.ChoiceField(label=_("How the source bears on it"), choices=Basis)
    quote = forms.CharField(
        label=_("What it says there"),
        help_text=_("In its own words and language."),
        max_length=600,
        required=False,
        widget=forms.Textarea,
    )

    def citations(self) -> list[Citation]:
        """The place cited; one that is cited already is used again."""
        names = ("source", "locator", "basis", "quote")
        place = {name: self.cleaned_data[name] for name in names}
        citation, _created = Citation.objects.get_or_create(**place)
        return [citation]
