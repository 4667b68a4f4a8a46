"""Offering something else than what is owed, and answering an offer."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements.models import AgendaItem, Site
from compliance.forms.fields import PartialDateInput
from compliance.forms.keyed import KeyedForm, words
from compliance.models import OfferKind, OfferOutcome
from compliance.workflow.offering import Proposed

Choices = Iterable[tuple[str, str]]

KINDS = [
    (
        OfferKind.EXTENSION.value,
        _("Extension: the same, by a later date. Ask before the old date has passed."),
    ),
    (OfferKind.SUBSTITUTION.value, _("Substitution: something else is owed instead.")),
    (OfferKind.RESCOPING.value, _("Re-scoping: the same at another place or in another extent.")),
    (OfferKind.CANCELLATION.value, _("Cancellation: it is owed no more.")),
]


class OfferForm(KeyedForm):
    """What a party offers, and why. Which field goes with which kind is said by the record."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("What you offer"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you offer.")},
    )
    text = words(_("Your offer in words"))
    reason = words(_("Why your side offers it"))
    due_on = PartialDateInput(
        label=_("New date"),
        help_text=_("For an extension. The year or the month is enough."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("What would be owed instead"),
        help_text=_("For a substitution or re-scoping: a few words, as its name."),
        max_length=300,
        required=False,
    )
    site = forms.ChoiceField(
        label=_("New site"), help_text=_("For a substitution or re-scoping."), required=False
    )
    item = forms.ChoiceField(label=_("Made at a meeting"), required=False)

    def __init__(self, *args: Any, sites: Choices = (), items: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "site", _("The same, or none"), sites)
        offer_choices(self, "item", _("Between meetings"), items)

    def proposed(self) -> Proposed:
        """What the offer says, once the form is valid."""
        data = self.cleaned_data
        language = (get_language() or "en")[:2]
        return Proposed(
            kind=data["kind"],
            text=data["text"],
            reason=data["reason"],
            language=language,
            due_on=data["due_on"],
            names={language: data["name"].strip()},
            site=Site.objects.get(pk=data["site"]) if data.get("site") else None,
            item=chosen_item(data),
        )


class OfferAnswerForm(KeyedForm):
    """One answer to an offer, with its reason."""

    outcome = forms.CharField(widget=forms.HiddenInput)
    reason = words(_("Reason"), help_text=_("It stays in the record with the answer."))
    item = forms.ChoiceField(label=_("Answered at a meeting"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        offer: Any,
        outcome: str,
        items: Choices = (),
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        fresh = {"submission_key": uuid.uuid4()} | dict(initial or {}) | {"outcome": outcome}
        super().__init__(data, initial=fresh, auto_id=f"id_{outcome}_{offer}_%s")
        if outcome == OfferOutcome.WITHDRAWN:
            items = ()
        offer_choices(self, "item", _("Between meetings"), items)

    def answer(self) -> dict[str, Any]:
        """What the answer says, once the form is valid."""
        data = self.cleaned_data
        return {
            "outcome": data["outcome"],
            "reason": data["reason"],
            "item": chosen_item(data),
            "submission_key": data["submission_key"],
        }


def offer_choices(form: forms.Form, name: str, nothing: Any, choices: Choices) -> None:
    """Leave the field out where there is nothing to choose, and nothing was chosen."""
    offered = list(choices)
    if not offered and not form.data.get(form.add_prefix(name)):
        del form.fields[name]
        return
    cast(forms.ChoiceField, form.fields[name]).choices = [("", nothing), *offered]


def chosen_item(data: Mapping[str, Any]) -> AgendaItem | None:
    """The point of an agenda, of those that were offered."""
    return AgendaItem.objects.get(pk=data["item"]) if data.get("item") else None
