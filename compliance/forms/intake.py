"""Sending a workbook to be imported."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.models import Regime


class WorkbookForm(forms.Form):
    """The file, and where the sender is admin of several regimes, for which of them."""

    required_css_class = "required"

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("An Excel workbook (.xlsx), made from the template."),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx", "aria-describedby": "id_file_helptext"}
        ),
    )
    regime = forms.ModelChoiceField(
        label=_("Regime"),
        queryset=Regime.objects.none(),
        empty_label=None,
        help_text=_("To which the rows belong."),
    )

    def __init__(self, *args: Any, regimes: QuerySet[Regime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only: Any = self.fields["regime"]
        only.queryset = regimes
        if len(regimes) == 1:
            only.required = False
            only.widget = forms.HiddenInput()
            only.initial = regimes[0].pk

    def clean_regime(self) -> Regime:
        """The only one where there is no choice."""
        chosen: Regime = self.cleaned_data["regime"] or self.fields["regime"].queryset[0]  # type: ignore[attr-defined]
        return chosen
