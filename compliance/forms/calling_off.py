"""The form that calls a meeting off: why, and where that is said."""

from collections.abc import Iterator

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from agreements.forms.editions import CitedForm


class CallOffForm(CitedForm):
    """Why a planned meeting will not take place."""

    edition = None  # type: ignore[assignment]  # the page carries it, as every form of a meeting

    field_order = ("reason", "source", "locator", "basis")

    reason = forms.CharField(
        label=_("Why it will not take place"),
        max_length=2000,
        required=False,
        help_text=_("Everybody who may see the meeting reads it."),
        widget=forms.Textarea,
    )

    def source_fields(self) -> Iterator[BoundField]:
        """Where the reason is known from; it may be left out."""
        yield from (self[name] for name in ("source", "locator", "basis"))
