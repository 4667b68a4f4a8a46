"""What is typed about the structure of the committees: each form for one purpose."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agreements.forms.dates import DayInput, PartialDateInput
from agreements.forms.editions import CitedForm, EditionForm, partial_input, text, words
from agreements.models import Committee, Forum, Level, Party

Choices = Sequence[tuple[str, Any]]

PARTIAL = gettext_lazy("A year, a month or a day: 2010, 2010-03 or 2010-03-16.")


def offer(form: forms.Form, name: str, nothing: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Give a field its choices, and none of them first."""
    cast(forms.ChoiceField, form.fields[name]).choices = [("", nothing), *choices]


class NameFields(forms.Form):
    """A name in three languages; that one of them is needed is said by the model."""

    name_en = text(gettext_lazy("Name (English)"))
    name_id = text(gettext_lazy("Name (Bahasa Indonesia)"))
    name_ms = text(gettext_lazy("Name (Bahasa Melayu)"))

    def names(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in NameFields.base_fields}


class PlaceFields(forms.Form):
    """Where a body belongs: its level, its side, its forum."""

    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=Level)
    side = forms.ModelChoiceField(
        label=gettext_lazy("Formed by"),
        queryset=Party.objects.order_by("path"),
        empty_label=gettext_lazy("the sides jointly"),
        required=False,
    )
    forum = forms.ModelChoiceField(
        label=gettext_lazy("Forum"),
        queryset=Forum.objects.none(),
        empty_label=gettext_lazy("above all forums"),
        required=False,
    )

    def within(self, regime: int) -> None:
        """Only forums of this regime."""
        forum = cast(forms.ModelChoiceField, self.fields["forum"])
        forum.queryset = Forum.objects.filter(regime=regime)


class AddForm(NameFields, PlaceFields, CitedForm):
    """A new body."""

    field_order = ("name_en", "name_id", "name_ms", "level", "side", "forum", "parent")

    parent = forms.ChoiceField(label=gettext_lazy("Stands under"), required=False)
    established_on = PartialDateInput(
        label=pgettext_lazy("committee", "Established"),
        help_text=PARTIAL,
        max_length=40,
        required=False,
        widget=partial_input(),
    )

    def __init__(self, *args: Any, regime: int, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.within(regime)
        offer(self, "parent", _("no other body"), bodies)


class RenameForm(NameFields, EditionForm):
    """What a body is called from a day on."""

    holds_from = DayInput(
        label=gettext_lazy("From"),
        help_text=gettext_lazy(
            "The day from which it is called so: 2013-05-01. Before it the old name stays. "
            "Empty: it was always called so."
        ),
        max_length=40,
        required=False,
        widget=partial_input(),
    )


class MoveForm(CitedForm):
    """Under which body another stands from a day on."""

    field_order = ("parent", "holds_from")

    parent = forms.ChoiceField(
        label=gettext_lazy("Stands under"),
        help_text=gettext_lazy("What stands below it comes along."),
        required=False,
    )
    holds_from = DayInput(
        label=gettext_lazy("From"),
        help_text=gettext_lazy(
            "The day from which it stands there: 2013-05-01. Before it the old place stays. "
            "Empty: it always stood there."
        ),
        max_length=40,
        required=False,
        widget=partial_input(),
    )

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "parent", _("no other body"), bodies)


class CloseForm(EditionForm):
    """When a body ends, and which one follows it."""

    ended_on = PartialDateInput(
        label=gettext_lazy("Ends on"),
        help_text=PARTIAL,
        max_length=40,
        widget=partial_input(),
        error_messages={"required": gettext_lazy("Say when it ends: 2014, or 2014-12-31.")},
    )
    successor = forms.ChoiceField(label=gettext_lazy("Followed by"), required=False)

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "successor", _("no body"), bodies)


class DescribeForm(PlaceFields, EditionForm):
    """What a body is for, and where it belongs."""

    folded: ClassVar[dict[str, str | Promise]] = {}
    field_order = ("mandate_en", "mandate_id", "mandate_ms", "established_on")

    mandate_en = words(gettext_lazy("Mandate (English)"))
    mandate_id = words(gettext_lazy("Mandate (Bahasa Indonesia)"))
    mandate_ms = words(gettext_lazy("Mandate (Bahasa Melayu)"))
    established_on = PartialDateInput(
        label=pgettext_lazy("committee", "Established"),
        help_text=PARTIAL,
        max_length=40,
        required=False,
        widget=partial_input(),
    )

    def __init__(self, *args: Any, committee: Committee, fixed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.within(committee.regime_id)
        if fixed:
            del self.fields["side"], self.fields["forum"]

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "edition"}
