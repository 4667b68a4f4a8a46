"""What is asked of who makes a token for a program."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Scope
from agreements.workflow.tokens import DAYS

LASTS = {
    7: _("7 days"),
    30: _("30 days"),
    90: _("90 days"),
    365: _("A year"),
}


class TokenForm(forms.Form):
    """Its name, what it may do and until when it works."""

    name = forms.CharField(
        label=_("What it is for"),
        help_text=_("For example the name of the system that uses it."),
        max_length=80,
        error_messages={"required": _("Say what it is for, so that you know it again.")},
    )
    scope = forms.ChoiceField(
        label=_("What it may do"), choices=Scope, initial=Scope.READ, widget=forms.RadioSelect
    )
    days = forms.TypedChoiceField(
        label=_("How long it works"),
        choices=[(each, LASTS[each]) for each in DAYS],
        initial=90,
        coerce=int,
    )
