"""Why something is not met, what is lacking, what was done about it, how a party is graded."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.models import Agreement, Forum, Party
from compliance.forms.keeping import CitedForm, KeptForm, day_field, words_field
from compliance.models import GRADES, Grade, ImpedimentCause, Scale, SupportStage

OF_CAPACITY = [
    (cause.value, cause.label)
    for cause in (
        ImpedimentCause.TECHNICAL,
        ImpedimentCause.BUREAUCRATIC,
        ImpedimentCause.FINANCIAL,
        ImpedimentCause.AUTHORITY,
    )
]


class GivenReasonForm(KeptForm):
    """The reason that the side gives for itself."""

    cause = forms.ChoiceField(label=_("Cause"), choices=ImpedimentCause, widget=forms.Select)
    text = words_field(_("The reason in words"))
    observed_on = day_field(_("Since when, or when it was said"))


class AssessedReasonForm(CitedForm):
    """The reason as an analyst assesses it, or finds it assessed."""

    cause = forms.ChoiceField(label=_("Cause"), choices=ImpedimentCause)
    text = words_field(_("The reason in words"))
    observed_on = day_field(_("When it was said"))
    assessor = forms.CharField(
        label=_("Whose assessment it is"),
        help_text=_("The author as the source names them. Empty: your own."),
        max_length=200,
        required=False,
    )

    field_order = ("cause", "text", "observed_on", "assessor", "source")


class NeedForm(KeptForm):
    """What the side lacks."""

    cause = forms.ChoiceField(label=_("Kind"), choices=OF_CAPACITY)
    text = words_field(_("What is lacking"))
    observed_on = day_field(_("Since when, or when it was said"))


class SupportForm(KeptForm):
    """What was promised or delivered for a need, or the effect it had."""

    stage = forms.ChoiceField(label=_("Stage"), choices=SupportStage, widget=forms.RadioSelect)
    donor = forms.CharField(label=_("By whom"), max_length=200, required=False)
    text = words_field(_("In words"))
    observed_on = day_field(_("When it was so"))


class AssessmentForm(CitedForm):
    """An analyst's grade of a party, on one agreement or as a whole."""

    party = forms.ModelChoiceField(
        label=_("Party"), queryset=Party.objects.none(), empty_label=_("Choose a party")
    )
    forum = forms.ModelChoiceField(
        label=_("Forum"), queryset=Forum.objects.none(), empty_label=None
    )
    agreement = forms.ModelChoiceField(
        label=_("On which agreement"),
        queryset=Agreement.objects.none(),
        empty_label=_("As a whole"),
        required=False,
    )
    graded = forms.ChoiceField(label=_("Scale and grade"))
    assessor = forms.CharField(
        label=_("Whose assessment it is"),
        help_text=_("The author as the source names them, or you."),
        max_length=200,
    )
    rationale = words_field(pgettext_lazy("of a grade", "Why"))
    observed_on = day_field(pgettext_lazy("of a grade", "As of"))

    field_order = (
        "party",
        "forum",
        "agreement",
        "graded",
        "assessor",
        "rationale",
        "observed_on",
        "source",
    )

    def __init__(
        self,
        *args: Any,
        parties: Iterable[Party],
        forums: Iterable[Forum],
        agreements: Iterable[Agreement],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("party", parties), ("forum", forums), ("agreement", agreements)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        cast(forms.ChoiceField, self.fields["graded"]).choices = [
            ("", _("Choose a grade")),
            *(
                (scale.label, [(f"{scale}.{grade}", Grade(grade).label) for grade in GRADES[scale]])
                for scale in Scale
            ),
        ]

    def given(self) -> dict[str, Any]:
        """What the verb asks for, once the form is valid."""
        data = self.cleaned_data
        scale, _dot, grade = data["graded"].partition(".")
        kept = (
            "party",
            "forum",
            "agreement",
            "assessor",
            "rationale",
            "observed_on",
            "submission_key",
        )
        return {"scale": scale, "grade": grade, **{name: data[name] for name in kept}}
