"""What a side says in a dispute, why it moves up, and how it would end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance.forms.fields import FilesField, FilesInput, ShareInput
from compliance.forms.keyed import KeyedForm, words
from compliance.forms.reports import TAKEN
from compliance.models import FINDINGS, Status
from compliance.workflow.disputing import Ending


class StatementForm(KeyedForm):
    """Words with evidence."""

    text = words(
        _("What your side says"),
        help_text=_("What is so, and how one can see it. It stays in the record as written."),
    )
    evidence = FilesField(
        label=_("Evidence"),
        help_text=_(
            "Photographs, letters, minutes: JPEG, PNG, WebP, PDF, Word, Excel, OpenDocument, text "
            "or CSV."
        ),
        required=False,
        widget=FilesInput(attrs={"accept": TAKEN, "multiple": True}),
    )


class MoveUpForm(KeyedForm):
    """Why it goes to the next level."""

    reason = words(_("Why it goes to the next level"))


class EndingForm(forms.Form):
    """How a dispute would end. What goes with which finding is said by the record."""

    use_required_attribute = False

    finding = forms.ChoiceField(
        label=_("Finding"),
        choices=FINDINGS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ends.")},
    )
    status = forms.ChoiceField(
        label=_("State found"),
        help_text=_(
            "For a settlement, or where something else than the report was found. Without it, what "
            "is overturned leaves what stood before."
        ),
        choices=[("", _("None")), *Status.choices],
        required=False,
    )
    percent = ShareInput(
        label=_("Share found"),
        help_text=_("A number from 0 to 100, only with “in progress”."),
        required=False,
    )
    settlement = words(_("What was agreed"), help_text=_("For a settlement."))
    reason = words(_("Reasons"), help_text=_("They stay in the record with the finding."))

    def ending(self) -> Ending:
        """What is proposed, once the form is valid."""
        data: dict[str, Any] = self.cleaned_data
        return Ending(**data)


class ConfirmForm(forms.Form):
    """The moment of the proposal that was read."""

    seen_at = forms.DateTimeField(widget=forms.HiddenInput)
