"""Asking an authority for its consent, and recording what it decided."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Party
from compliance.dashboard.consents import LEVELS
from compliance.forms.keeping import KeptForm, day_field, words_field
from compliance.models import Consented

STATED_LEVELS = [
    ("", _("Not stated")),
    *((code, LEVELS[code]) for code in ("national", "provincial", "district")),
]


class AskForm(KeptForm):
    """Which authority was asked for what, and when."""

    authority = forms.ModelChoiceField(
        label=_("Authority"),
        queryset=Party.objects.none(),
        empty_label=_("Choose an authority"),
        help_text=_("Of your side. If it is not in the list, ask an admin to register it."),
    )
    level = forms.ChoiceField(label=_("Level"), choices=STATED_LEVELS, required=False)
    asked_on = day_field(
        _("Asked on"),
        required=False,
        help_text=_("As far as you know it: 2010, 2010-03 or 2010-03-16. Empty: not on record."),
    )
    text = words_field(_("What is asked"), required=False)

    def __init__(self, *args: Any, authorities: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = authorities  # type: ignore[attr-defined]


class DecideForm(KeptForm):
    """What the authority decided. That a no needs its reason is said by the record, not here."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Consented, widget=forms.RadioSelect)
    decided_on = day_field(_("Decided on"))
    reason = words_field(
        _("Reason"), required=False, help_text=_("Needed where it was refused or put off.")
    )
