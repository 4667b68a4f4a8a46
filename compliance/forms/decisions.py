"""Closing a point of the agenda: its outcome, and what is prepared where it is agreed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.models import Committee, Obligation, ObligationTerms, Outcome, Party, Site
from compliance.forms.meetings import LONG, day_field
from compliance.workflow.meetings import Agreed, Owed, Ruling

LANGUAGES = {"en": _("in English"), "id": _("in Bahasa Indonesia"), "ms": _("in Bahasa Melayu")}
MOST_ROWS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What a form may name: rows of the register, read once."""

    parties: Sequence[Party]  # who may act or owe, those of the committee's sides
    authorities: Sequence[Party]
    above: Sequence[Committee]
    sites: Sequence[Site] = ()
    obligations: Sequence[Obligation] = ()  # of the agreement under discussion
    owing: Sequence[Party] = ()  # for each of whom a row stands ready
    prepares: bool = False  # whether the point is under a paper or an agreement
    adds: bool = False  # whether to an agreement that there is


class DecisionForm(forms.Form):
    """The outcome with all that belongs to it. Rows are fields with their number in the name, as
    many as the form was sent with."""

    use_required_attribute = False

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the point is closed.")},
    )
    text = forms.CharField(
        label=_("Decision"), max_length=LONG, required=False, widget=forms.Textarea
    )
    action_by = forms.ChoiceField(label=_("Action by"), required=False)
    until = day_field(_("Until"), required=False)
    escalated_to = forms.ChoiceField(
        label=_("Escalated to"),
        required=False,
        help_text=_("Only where the outcome is escalated. Left open, the committee next above."),
    )

    def __init__(
        self, data: Any = None, *, offered: Offered, initial: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(data, initial=dict(initial), **kwargs)
        self.offered = offered
        given: Mapping[str, Any] = data if data is not None else initial
        self.approvals = _count(given, "approvals", least=1)
        self.owed = _count(given, "owed", least=len(offered.owing)) if offered.prepares else 0
        self._counted: list[int] = []
        nobody = [("", gettext("Nobody named"))]
        self._choose("action_by", nobody + _named(offered.parties))
        if offered.above:
            nearest = [("", gettext("The committee next above"))]
            names = [(str(each.pk), str(each)) for each in offered.above]
            self._choose("escalated_to", nearest + names)
        else:
            del self.fields["escalated_to"]
        for row in range(self.approvals):
            self._approval_fields(row)
        if offered.prepares and not offered.adds:
            self._agreement_fields()
        for row in range(self.owed):
            self._owed_fields(row)

    def _choose(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _approval_fields(self, row: int) -> None:
        nobody = [("", gettext("No approval"))]
        self.fields[f"approval_{row}_authority"] = forms.ChoiceField(
            label=_("Authority whose approval it needs"),
            choices=nobody + _named(self.offered.authorities),
            required=False,
        )
        self.fields[f"approval_{row}_level"] = forms.CharField(
            label=_("Level"), max_length=40, required=False
        )

    def _agreement_fields(self) -> None:
        for language, named in LANGUAGES.items():
            self.fields[f"name_{language}"] = forms.CharField(
                label=gettext("Name of the agreement, %(language)s") % {"language": named},
                max_length=300,
                required=False,
            )
        self.fields["weight"] = _weight(gettext("Weight of the agreement"))

    def _owed_fields(self, row: int) -> None:
        offered, number = self.offered, row + 1

        def label(text: str) -> str:
            return gettext("Obligation %(number)s: %(what)s") % {"number": number, "what": text}

        nobody = [("", gettext("Nobody: leave this row out"))]
        new = [("", gettext("A new obligation"))]
        nowhere = [("", gettext("No site"))]
        fields: dict[str, forms.Field] = {
            "owes": forms.ChoiceField(
                label=label(gettext("owed by")),
                choices=nobody + _named(offered.parties),
                required=False,
            )
        }
        if offered.obligations:
            fields["obligation"] = forms.ChoiceField(
                label=label(gettext("new, or new terms of")),
                choices=new + [(str(each.pk), str(each)) for each in offered.obligations],
                required=False,
            )
        for language, named in LANGUAGES.items():
            what = gettext("name %(language)s") % {"language": named}
            fields[f"name_{language}"] = forms.CharField(
                label=label(what), max_length=300, required=False
            )
        fields["site"] = forms.ChoiceField(
            label=label(gettext("site")),
            choices=nowhere + [(str(each.pk), each.name) for each in offered.sites],
            required=False,
        )
        fields["starts_on"] = day_field(label(gettext("starts on")), required=False)
        fields["due_on"] = day_field(label(gettext("due on")), required=False)
        fields["weight"] = _weight(label(gettext("weight")))
        for name, field in fields.items():
            self.fields[f"owed_{row}_{name}"] = field

    # What a template walks through.

    def approval_rows(self) -> Iterator[tuple[BoundField, BoundField]]:
        for row in range(self.approvals):
            yield self[f"approval_{row}_authority"], self[f"approval_{row}_level"]

    def agreement_fields(self) -> list[BoundField]:
        names = [*(f"name_{language}" for language in LANGUAGES), "weight"]
        return [self[name] for name in names if name in self.fields]

    def owed_rows(self) -> Iterator[list[BoundField]]:
        for row in range(self.owed):
            yield [self[name] for name in self.fields if name.startswith(f"owed_{row}_")]

    # What was typed.

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for row in range(self.approvals):
            if data.get(f"approval_{row}_level") and not data.get(f"approval_{row}_authority"):
                self.add_error(f"approval_{row}_authority", _("Say whose approval it is."))
        if data.get("outcome") == Outcome.AGREED:
            self._clean_owed(data)
        return data

    def _clean_owed(self, data: dict[str, Any]) -> None:
        for row in range(self.owed):
            owes = data.get(f"owed_{row}_owes")
            if not owes and self._said_in(row, data):
                self.add_error(f"owed_{row}_owes", _("Say who owes it, or empty the row."))
            elif owes and self._said_in(row, data):
                self._counted.append(row)

    def _said_in(self, row: int, data: Mapping[str, Any]) -> bool:
        """Whether anything is written in a row; of an obligation that there is, whether its terms
        become other than they are."""
        key = data.get(f"owed_{row}_obligation")
        obligation = next((o for o in self.offered.obligations if str(o.pk) == key), None)
        if obligation is not None:
            return self._other_terms(row, data, _latest(obligation))
        names = [f"name_{language}" for language in LANGUAGES]
        return any(
            data.get(f"owed_{row}_{name}") for name in (*names, "site", "starts_on", "due_on")
        )

    def _other_terms(
        self, row: int, data: Mapping[str, Any], terms: ObligationTerms | None
    ) -> bool:
        if terms is None:
            return True
        asked = [data.get(f"owed_{row}_{name}") for name in ("starts_on", "due_on", "weight")]
        present: list[Any] = [terms.starts_on, terms.due_on, terms.weight]
        return asked != present or data.get(f"owed_{row}_owes") != str(terms.owes_id)

    def ruling(self) -> Ruling:
        """What was decided, once the form is valid."""
        data, offered = self.cleaned_data, self.offered
        agreed = data["outcome"] == Outcome.AGREED
        return Ruling(
            outcome=data["outcome"],
            text=data["text"],
            action_by=_picked(offered.parties, data["action_by"]),
            until=data["until"],
            escalated_to=_picked(offered.above, data.get("escalated_to", "")),
            approvals=list(self._approvals()),
            agreed=self._agreed() if agreed and self._prepared() else None,
        )

    def _prepared(self) -> bool:
        """Whether anything is to come into force."""
        named = any(self.cleaned_data.get(f"name_{language}") for language in LANGUAGES)
        return named or bool(self._counted)

    def _approvals(self) -> Iterator[tuple[Party, str]]:
        for row in range(self.approvals):
            authority = self.cleaned_data[f"approval_{row}_authority"]
            party = _picked(self.offered.authorities, authority)
            if party is not None:
                yield party, self.cleaned_data[f"approval_{row}_level"].strip()

    def _agreed(self) -> Agreed:
        data = self.cleaned_data
        return Agreed(
            names={each: data.get(f"name_{each}", "") for each in LANGUAGES},
            weight=data.get("weight") or 1,
            obligations=[self._owed(row) for row in self._counted],
        )

    def _owed(self, row: int) -> Owed:
        offered = self.offered
        data = {
            name.removeprefix(f"owed_{row}_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith(f"owed_{row}_")
        }
        owes = _picked(offered.parties, data["owes"])
        if owes is None:
            raise AssertionError("a row that counts says who owes")
        return Owed(
            owes=owes,
            names={each: data[f"name_{each}"] for each in LANGUAGES},
            site=_picked(offered.sites, data["site"]),
            weight=data["weight"] or 1,
            starts_on=data["starts_on"],
            due_on=data["due_on"],
            obligation=_picked(offered.obligations, data.get("obligation", "")),
        )

    @contextmanager
    def in_its_row(self) -> Iterator[None]:
        """Put what the verb refuses of the obligations it was given beside the row it came from."""
        try:
            yield
        except ValidationError as error:
            if not hasattr(error, "error_dict"):
                raise
            raise ValidationError(
                {self._place(name): errors for name, errors in error.error_dict.items()}
            ) from None

    def _place(self, name: str) -> str:
        head, _dash, rest = name.removeprefix("owed_").partition("_")
        if not (name.startswith("owed_") and head.isdecimal()):
            return name
        own = f"owed_{self._counted[int(head)]}_{rest}"
        return own if own in self.fields else f"owed_{self._counted[int(head)]}_owes"


def more_rows(typed: Mapping[str, str], name: str) -> dict[str, str]:
    """What was typed, with room for one row more of these."""
    found = dict(typed.items())
    count = found.get(f"{name}_rows", "")
    found[f"{name}_rows"] = str(min(int(count) if count.isdecimal() else 0, MOST_ROWS - 1) + 1)
    return found


def _count(given: Mapping[str, Any], name: str, *, least: int) -> int:
    """How many rows a form was sent with."""
    said = str(given.get(f"{name}_rows", ""))[:3]
    return min(max(int(said) if said.isdecimal() else 0, least), MOST_ROWS)


def _weight(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        initial=1,
        min_value=1,
        max_value=1000,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w0"}
        ),
    )


def _named(parties: Iterable[Party]) -> list[tuple[str, str]]:
    """Parties as choices, each indented by its place in the tree."""
    return [(str(each.pk), "  " * each.path.count("/") + str(each)) for each in parties]


def _picked(rows: Iterable[Any], key: str) -> Any:
    return next((row for row in rows if str(row.pk) == key), None) if key else None


def _latest(obligation: Obligation) -> ObligationTerms | None:
    """The terms recorded last. No query where they are prefetched."""
    return max(obligation.terms.all(), key=lambda terms: terms.sequence, default=None)
