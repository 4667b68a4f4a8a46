"""Fields that take what people type: dates as far as they are known, shares, several files."""

from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from agreements.forms.dates import PartialDateInput, read_date

__all__ = ["FilesField", "FilesInput", "PartialDateInput", "ShareInput", "read_date"]


class ShareInput(forms.IntegerField):
    """A whole percent, with or without its sign."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write a whole number from 0 to 100."),
        "min_value": _("Write a whole number from 0 to 100."),
        "max_value": _("Write a whole number from 0 to 100."),
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(min_value=0, max_value=100, widget=widget, **kwargs)

    def to_python(self, value: Any) -> int | None:
        return super().to_python(str(value or "").replace("%", "").strip() or None)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files. What they are is checked by the verb, one by one."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [upload for upload in data or [] if upload]
