"""Planning a meeting and keeping its list, its agenda and its papers."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.models import (
    AgendaItem,
    Attendance,
    Committee,
    Delegate,
    Held,
    ItemKind,
    Meeting,
    MeetingKind,
    Party,
    Post,
)
from compliance.forms.fields import PartialDateInput
from compliance.forms.reports import TAKEN

LONG = 20_000


def day_field(label: Any, **kwargs: Any) -> PartialDateInput:
    """A date as far as it is known."""
    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w1", "maxlength": 40}
    )
    return PartialDateInput(label=label, max_length=40, widget=widget, **kwargs)


class MeetingForm(forms.Form):
    """What a meeting is: its kind and number, when, where, who hosts it."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=_("Kind"), choices=MeetingKind)
    number = forms.IntegerField(
        label=_("Number"),
        min_value=1,
        max_value=9999,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w0"}
        ),
    )
    starts_on = day_field(
        _("Begins on"),
        required=False,
        help_text=_("A month or a year is enough: 2010, 2010-03 or 2010-03-16."),
    )
    ends_on = day_field(_("Ends on"), required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    host = forms.ModelChoiceField(
        label=_("Host"), queryset=Party.objects.none(), required=False, empty_label=_("Not known")
    )

    def __init__(self, *args: Any, hosts: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [party.pk for party in hosts]
        host = cast("forms.ModelChoiceField[Party]", self.fields["host"])
        host.queryset = Party.objects.filter(pk__in=keys)

    def apply(self, meeting: Meeting) -> Meeting:
        """The meeting as the form has it, not yet saved."""
        for name, value in self.cleaned_data.items():
            if name in FACTS:
                setattr(meeting, name, value)
        return meeting


FACTS = {
    *("kind", "number", "starts_on", "ends_on", "place", "host", "held"),
    *("summary_en", "summary_id", "summary_ms"),
}


class PlanForm(MeetingForm):
    """A new meeting, with the persons it invites."""

    invited = forms.MultipleChoiceField(
        label=_("Invited"),
        help_text=_("Who sits on the committee on record. Others can be added afterwards."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, invitations: Sequence[Delegate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitations = {str(each.appointment_id): each for each in invitations}
        if not self.invitations:
            del self.fields["invited"]
            return
        field = cast(forms.MultipleChoiceField, self.fields["invited"])
        field.choices = [(key, _called(each)) for key, each in self.invitations.items()]
        field.initial = list(self.invitations)

    def delegates(self) -> list[Delegate]:
        """Those who were chosen."""
        return [self.invitations[key] for key in self.cleaned_data.get("invited", ())]

    def by_side(self) -> Iterator[tuple[Party | None, list[BoundWidget]]]:
        """The boxes of each side, in the order of the list."""
        found: dict[Party | None, list[BoundWidget]] = {}
        bound: BoundField = self["invited"]
        for box, delegate in zip(bound, self.invitations.values(), strict=True):
            found.setdefault(delegate.side, []).append(box)
        yield from found.items()


def _called(delegate: Delegate) -> str:
    """A person of the list, with seat and office."""
    seat = delegate.get_role_display()
    who = ", ".join(part for part in (delegate.person, delegate.office) if part)
    return f"{who} ({seat})"


BECAME = [choice for choice in Held.choices if choice[0] != Held.CALLED_OFF]
"""A meeting is called off on a page of its own, which asks why."""


class FactsForm(MeetingForm):
    """The same of a meeting that there is, and what became of it."""

    held = forms.ChoiceField(label=_("Held"), choices=BECAME, widget=forms.RadioSelect)
    summary_en = forms.CharField(
        label=_("Summary (English)"), max_length=LONG, required=False, widget=forms.Textarea
    )
    summary_id = forms.CharField(
        label=_("Summary (Bahasa Indonesia)"),
        max_length=LONG,
        required=False,
        widget=forms.Textarea,
    )
    summary_ms = forms.CharField(
        label=_("Summary (Bahasa Melayu)"), max_length=LONG, required=False, widget=forms.Textarea
    )


class DelegateForm(forms.Form):
    """Somebody on the list of a meeting."""

    use_required_attribute = False

    side = forms.ModelChoiceField(
        label=_("Side"), queryset=Party.objects.none(), required=False, empty_label=_("Of no side")
    )
    person = forms.CharField(label=_("Person"), max_length=200, required=False)
    office = forms.CharField(label=_("Office"), max_length=300, required=False)
    role = forms.ChoiceField(label=_("Seat"), choices=Post)
    attendance = forms.ChoiceField(
        label=_("Attendance"), choices=Attendance, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, sides: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [side.pk for side in sides]
        field = cast("forms.ModelChoiceField[Party]", self.fields["side"])
        field.queryset = Party.objects.filter(pk__in=keys)

    def apply(self, delegate: Delegate) -> Delegate:
        for name, value in self.cleaned_data.items():
            setattr(delegate, name, value)
        return delegate


class AttendanceForm(forms.Form):
    """Who came, of all on the list at once."""

    def __init__(self, *args: Any, delegates: Iterable[Delegate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {f"came_{each.pk}": each for each in delegates}
        for name, each in self.rows.items():
            self.fields[name] = forms.ChoiceField(
                label=_called(each),
                choices=Attendance,
                initial=each.attendance,
                widget=forms.RadioSelect,
            )

    def changed(self) -> Iterator[Delegate]:
        """Those of whom it now says something else, not yet saved."""
        for name, delegate in self.rows.items():
            if self.cleaned_data[name] != delegate.attendance:
                delegate.attendance = self.cleaned_data[name]
                yield delegate

    def lines(self) -> Iterator[tuple[Delegate, BoundField]]:
        for name, delegate in self.rows.items():
            yield delegate, self[name]


class PointForm(forms.Form):
    """A point of the agenda: what it is called, and what is proposed."""

    use_required_attribute = False

    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        required=False,
        help_text=_("Left empty, the name of the paper, agreement or obligation stands here."),
    )
    text = forms.CharField(
        label=_("What is proposed or discussed"),
        max_length=LONG,
        required=False,
        widget=forms.Textarea,
    )


class NewPointForm(PointForm):
    """A new point: about something on the register or with a title of its own, under a heading."""

    about = forms.ChoiceField(label=_("About"), required=False)
    under = forms.ChoiceField(label=_("Under"), required=False)

    field_order = ("about", "title", "text", "under")

    def __init__(
        self,
        *args: Any,
        about: Sequence[tuple[str, Sequence[tuple[str, str]]]],
        headings: Sequence[AgendaItem],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.headings = {str(each.pk): each for each in headings}
        own = [("", gettext("Only what its title says")), *about]
        cast(forms.ChoiceField, self.fields["about"]).choices = own
        places = [(key, each.name) for key, each in self.headings.items()]
        nothing = [("", gettext("Nothing: it is a heading of its own"))]
        cast(forms.ChoiceField, self.fields["under"]).choices = nothing + places

    def item(self, meeting: Meeting) -> AgendaItem:
        """The point, not yet saved; what it is about is put in by who knows the rows."""
        under = self.headings.get(self.cleaned_data["under"])
        own = ItemKind.PAPER if self.cleaned_data["about"] else ItemKind.OTHER
        return AgendaItem(
            meeting=meeting,
            kind=under.kind if under else own,
            under=under,
            title=self.cleaned_data["title"],
            text=self.cleaned_data["text"],
        )


class TextForm(forms.Form):
    """One text: a side's position, or an addendum."""

    use_required_attribute = False

    text = forms.CharField(max_length=LONG, required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, label: str, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = label, hint


class PaperFileForm(forms.Form):
    """A file that belongs to a meeting. What it is, is checked by the verb."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": TAKEN}),
        error_messages={"required": _("Choose a file.")},
    )
    caption = forms.CharField(label=_("What it is"), max_length=300, required=False)


class DoneForm(forms.Form):
    """When what was decided had been done."""

    use_required_attribute = False

    done_on = day_field(
        _("Done on"),
        required=False,
        help_text=_("The day on which it had been done, or was taken back. Empty: still open."),
    )


class ChooseForm(forms.Form):
    """Which committee meets, and in what kind of meeting."""

    committee = forms.ChoiceField(label=_("Committee"))
    kind = forms.ChoiceField(label=_("Kind"), choices=MeetingKind)

    def __init__(self, *args: Any, committees: Iterable[Committee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(each.code, str(each)) for each in committees]
        cast(forms.ChoiceField, self.fields["committee"]).choices = names
