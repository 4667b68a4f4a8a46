"""What is typed about who sits on a committee."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.forms.dates import PartialDateInput
from agreements.forms.editions import CitedForm, EditionForm, partial_input, text, words
from agreements.forms.structure import PARTIAL
from agreements.models import Appointment, Citation, Party, Post


def day(label: Any, **kwargs: Any) -> PartialDateInput:
    """A date as far as it is known."""
    given: dict[str, Any] = {"help_text": PARTIAL, "required": False, **kwargs}
    return PartialDateInput(label=label, max_length=40, widget=partial_input(), **given)


ORDER = (
    *("side", "role", "person", "starts_on", "ends_on", "seen_on", "disputed", "vacant"),
    *("post_en", "post_id", "post_ms", "note", "source", "locator", "basis"),
)


class SeatFields(forms.Form):
    """Which seat it is."""

    side = forms.ModelChoiceField(
        label=_("Side"),
        queryset=Party.objects.order_by("path"),
        empty_label=_("of no side"),
        required=False,
    )
    role = forms.ChoiceField(label=_("Seat"), choices=Post, initial=Post.CHAIR)


class AppointForm(SeatFields, CitedForm):
    """Who takes a seat, in which office, from when to when as far as known."""

    field_order: Iterable[str] | None = ORDER
    folded: ClassVar[dict[str, str | Promise]] = {
        "post_en": _("Office"),
        "note": _("Note"),
        **CitedForm.folded,
    }

    person = text(_("Person"), 200, help_text=_("Empty where only the office is known."))
    starts_on = day(_("From"))
    ends_on = day(
        _("To"), help_text=_("Empty while the term lasts, or where its end is not known.")
    )
    seen_on = day(
        _("Seen on"), help_text=_("A day on which a source shows the person in this seat.")
    )
    disputed = forms.BooleanField(
        label=_("Sources differ"),
        help_text=_("Both holders are kept and shown beside each other."),
        required=False,
    )
    post_en = text(_("Office (English)"))
    post_id = text(_("Office (Bahasa Indonesia)"))
    post_ms = text(_("Office (Bahasa Melayu)"))
    note = words(_("Note"))

    def facts(self) -> dict[str, Any]:
        """What it says of the appointment itself."""
        names = {field.name for field in Appointment._meta.concrete_fields}
        return {name: value for name, value in self.cleaned_data.items() if name in names}


class AppointmentForm(AppointForm):
    """An appointment that stands on record, with what it cites."""

    field_order: Iterable[str] | None = (*ORDER, "cited")

    vacant = forms.BooleanField(
        label=_("Vacant"),
        help_text=_("Nobody holds the seat in this time, as far as known for certain."),
        required=False,
    )
    cited = forms.ModelMultipleChoiceField(
        label=_("Sources on record"),
        help_text=_("Those no longer ticked are taken away."),
        queryset=Citation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, cited: Iterable[Citation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [citation.pk for citation in cited]
        if not keys:
            del self.fields["cited"]
            return
        rows = Citation.objects.filter(pk__in=keys).select_related("source").order_by("pk")
        self.fields["cited"].queryset = rows  # type: ignore[attr-defined]
        self.initial["cited"] = keys

    def citations(self) -> list[Citation]:
        return list({*self.cleaned_data.get("cited", ()), *super().citations()})


class EndForm(EditionForm):
    """When a term ends."""

    ends_on = day(
        _("Ends on"),
        required=True,
        error_messages={"required": _("Say when the term ends: 2014, or 2014-12-31.")},
    )


class VacantForm(SeatFields, CitedForm):
    """From when a seat stands empty, for certain."""

    field_order: Iterable[str] | None = (
        "side",
        "role",
        "starts_on",
        "ends_on",
        "note",
        "source",
    )
    folded: ClassVar[dict[str, str | Promise]] = {"note": _("Note"), **CitedForm.folded}

    starts_on = day(_("Vacant since"))
    ends_on = day(_("To"), help_text=_("Empty while nobody is named."))
    note = words(_("Note"))

    def facts(self) -> dict[str, Any]:
        names = ("side", "role", "starts_on", "ends_on", "note")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
