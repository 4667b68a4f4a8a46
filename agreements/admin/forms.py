"""Forms of the admin: what is new comes with its first version."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from agreements.admin.lines import ConsentsField, MilestonesField, NamesField
from agreements.models import (
    Agreement,
    AgreementTerms,
    Cause,
    Obligation,
    ObligationTerms,
    PartialDateField,
    Regime,
    RegimeSettings,
    Site,
)
from agreements.models.regime import default_thresholds

NAMES = ("name_en", "name_id", "name_ms")
DEGREES = ("full", "high", "partial")
SETTINGS = ("publishes", "silence_days", "time_zone", "thresholds")
PARTIAL = _("A year, a month or a day: 2010, 2010-03 or 2010-03-16.")
HOLDS_FROM = _("The day from which it holds. Empty: from the beginning, in place of all before it.")
# What both sides must confirm (an offer, a decision, a correction) is not entered here.
CAUSES = [(cause.value, cause.label) for cause in (Cause.REGISTRATION, Cause.SUCCESSION)]


def field_of(model: type[Model], name: str, **kwargs: Any) -> Any:
    """The field of another model, to be declared on a form."""
    field: Any = model._meta.get_field(name)
    if isinstance(field, PartialDateField):
        kwargs.setdefault("help_text", PARTIAL)
    return field.formfield(**kwargs)


class ThresholdsWidget(forms.MultiWidget):
    def __init__(self) -> None:
        named = ((_("full"), "0.95"), (_("high"), "0.75"), (_("partial"), "0.40"))
        boxes = (forms.TextInput({"aria-label": n, "placeholder": p, "size": 6}) for n, p in named)
        super().__init__(dict(zip(DEGREES, boxes, strict=True)))

    def decompress(self, value: dict[str, str] | None) -> list[str]:
        return [(value or {}).get(name, "") for name in DEGREES]


class ThresholdsField(forms.MultiValueField):
    """From which share a degree is full, high, partial; decimal text, for no float is exact."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {
            "label": _("Degree thresholds"),
            "help_text": _("From which share a degree is full, high and partial."),
            "initial": default_thresholds,
            **kwargs,
        }
        super().__init__([forms.CharField(max_length=6)] * 3, widget=ThresholdsWidget(), **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        """With a point, in whatever language it was typed."""
        typed = (text.replace(",", ".") for text in data_list)
        return dict(zip(DEGREES, typed, strict=False))


class SettingsForm(forms.ModelForm):
    """A version of settings."""

    thresholds = ThresholdsField()

    class Meta:
        model = RegimeSettings
        fields = ("regime", "holds_from", "reason", *SETTINGS)
        help_texts: ClassVar = {"holds_from": HOLDS_FROM}


class NewRegimeForm(forms.ModelForm):
    """A regime with the first version of its settings."""

    publishes = field_of(RegimeSettings, "publishes")
    silence_days = field_of(RegimeSettings, "silence_days")
    time_zone = field_of(RegimeSettings, "time_zone")
    thresholds = ThresholdsField()

    class Meta:
        model = Regime
        fields = ("slug", *NAMES, "citations")

    def settings(self) -> RegimeSettings:
        return RegimeSettings(**{name: self.cleaned_data[name] for name in SETTINGS})


class Sourced(forms.ModelForm):
    """What a score reads is entered with its source."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "citations" in self.fields:  # it is not on a page that only shows
            self.fields["citations"].required = True


class VersionForm(Sourced):
    """A further version of terms."""

    cause = forms.ChoiceField(label=_("Cause"), choices=CAUSES, initial=Cause.REGISTRATION)

    class Meta:
        help_texts: ClassVar = {"holds_from": HOLDS_FROM}


class AgreementTermsForm(VersionForm):
    class Meta(VersionForm.Meta):
        model = AgreementTerms
        fields = ("agreement", "holds_from", "cause", "note", "weight", "adopted_on", "ended_on")


class ObligationTermsForm(VersionForm):
    milestones = MilestonesField()
    consents = ConsentsField()

    class Meta(VersionForm.Meta):
        model = ObligationTerms
        fields = (
            "obligation",
            "holds_from",
            "cause",
            "note",
            "owes",
            "weight",
            "starts_on",
            "due_on",
        )


class NewAgreementForm(Sourced):
    """An agreement with the first version of its terms."""

    TERMS: ClassVar = ("weight", "adopted_on", "ended_on", "terms_note")

    weight = field_of(AgreementTerms, "weight")
    adopted_on = field_of(AgreementTerms, "adopted_on")
    ended_on = field_of(AgreementTerms, "ended_on")
    terms_note = field_of(AgreementTerms, "note")

    class Meta:
        model = Agreement
        fields = ("paper", "code", *NAMES)

    def terms(self) -> AgreementTerms:
        given = self.cleaned_data
        plain = {name: given[name] for name in ("weight", "adopted_on", "ended_on")}
        return AgreementTerms(**plain, note=given["terms_note"])


class NewObligationForm(Sourced):
    """An obligation with the first version of its terms."""

    TERMS: ClassVar = (
        "owes",
        "weight",
        "starts_on",
        "due_on",
        "terms_note",
        "milestones",
        "consents",
    )

    owes = field_of(ObligationTerms, "owes")
    weight = field_of(ObligationTerms, "weight")
    starts_on = field_of(ObligationTerms, "starts_on")
    due_on = field_of(ObligationTerms, "due_on")
    terms_note = field_of(ObligationTerms, "note")
    milestones = MilestonesField()
    consents = ConsentsField()

    class Meta:
        model = Obligation
        fields = ("agreement", "code", *NAMES, "site")

    def terms(self) -> ObligationTerms:
        given = self.cleaned_data
        plain = {name: given[name] for name in ("owes", "weight", "starts_on", "due_on")}
        return ObligationTerms(**plain, note=given["terms_note"])


class SiteForm(forms.ModelForm):
    aliases = NamesField(label=_("Other names"), help_text=_("One a line."))

    class Meta:
        model = Site
        fields = ("code", "name", "aliases", "party", "kind", "district", "note")
