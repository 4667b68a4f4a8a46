"""A form that is sent once: a second sending of it is known by its key."""

import uuid
from typing import Any

from django import forms


class KeyedForm(forms.Form):
    """Holds the key under which its record is written. The record decides what must be said."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput(attrs={"data-keep": ""}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"submission_key": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


def words(label: Any, **given: Any) -> forms.CharField:
    """A field for sentences; that something must be said is told by the record, not here."""
    return forms.CharField(
        label=label, max_length=20000, required=False, widget=forms.Textarea, **given
    )
