"""How often a person wants to be told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance.models import Frequency


class NoticesForm(forms.Form):
    """Shape alone: the verb keeps it."""

    frequency = forms.ChoiceField(
        label=_("How often"), choices=Frequency.choices, widget=forms.RadioSelect
    )
