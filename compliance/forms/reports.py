"""Logging progress: a claim of the side that owes, or an observation from a published source."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agreements.models import Basis, Citation, Source
from compliance.forms.fields import FilesField, FilesInput, PartialDateInput, ShareInput
from compliance.models import ProgressReport, Status
from compliance.workflow.reporting import Statement

INFORMATION = "information"
"""The choice of no status; an empty one would be chosen by saying nothing."""

SOURCES = Source.objects.order_by("author", "title")

TAKEN = (
    "image/jpeg,image/png,image/webp,application/pdf,"
    ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx,.odt,.txt,.csv"
)
"""Named one by one: a phone then offers its camera, and makes a JPEG of what it takes."""


class ReportForm(forms.Form):
    """What every report says."""

    use_required_attribute = False  # a draft may be saved with anything missing

    status = forms.ChoiceField(
        label=gettext_lazy("Status"), choices=Status, required=False, widget=forms.RadioSelect
    )
    percent = ShareInput(
        label=gettext_lazy("Share done, if you can tell"),
        help_text=gettext_lazy("A number from 0 to 100. Leave it empty to let the status speak."),
        required=False,
    )
    milestone = forms.ChoiceField(
        label=gettext_lazy("Part"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("The terms have no such milestone.")},
    )
    observed_on = PartialDateInput(
        label=gettext_lazy("When it was so"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    narrative = forms.CharField(
        label=gettext_lazy("What was done, and what remains"),
        max_length=20000,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Say in a sentence what was done or seen.")},
    )
    evidence = FilesField(
        label=gettext_lazy("Evidence"),
        required=False,
        widget=FilesInput(attrs={"accept": TAKEN, "multiple": True}),
    )
    corrects = forms.ChoiceField(
        label=gettext_lazy("Corrects an earlier record"),
        help_text=gettext_lazy(
            "Only if an earlier record of yours was wrong. Both stay readable, linked to each "
            "other."
        ),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy(
                "This record is not yours to correct, or it was corrected meanwhile. Choose again."
            )
        },
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput(attrs={"data-keep": ""}))

    def __init__(
        self,
        *args: Any,
        today: date,
        milestones: Iterable[tuple[str, str]] = (),
        correctable: Iterable[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"submission_key": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self._offer("milestone", _("The whole obligation"), milestones)
        self._offer("corrects", _("None"), correctable)
        example = {"year": f"{today:%Y}", "month": f"{today:%Y-%m}", "day": f"{today:%Y-%m-%d}"}
        self.fields["observed_on"].help_text = (
            _(
                "The day you saw it, not today’s date. The year or the month is enough: "
                "%(year)s, %(month)s or %(day)s."
            )
            % example
        )
        self.fields["observed_on"].error_messages["required"] = (
            _("Say when it was so, for example %(month)s.") % example
        )
        self.fields["evidence"].help_text = _(
            "Photographs, letters, minutes: JPEG, PNG, WebP, PDF, Word, Excel, OpenDocument, text "
            "or CSV, up to %(size)s each, at most %(most)s files. Save a draft to say what each "
            "shows. If the connection breaks, what you typed is kept."
        ) % {
            "size": filesizeformat(settings.EVIDENCE_MAX_BYTES),
            "most": settings.EVIDENCE_MAX_FILES,
        }

    def _offer(self, name: str, nothing: str, choices: Iterable[tuple[str, str]]) -> None:
        """Leave the field out where there is nothing to choose, and nothing was chosen: what is
        offered no more, or never was, is refused and not passed over."""
        offered = list(choices)
        if not offered and not self.data.get(self.add_prefix(name)):
            del self.fields[name]
            return
        cast(forms.ChoiceField, self.fields[name]).choices = [("", nothing), *offered]

    def statement(self) -> Statement:
        """What the report says, once the form is valid."""
        data = self.cleaned_data
        status = data.get("status", "")
        return Statement(
            observed_on=data["observed_on"],
            narrative=data["narrative"],
            status="" if status == INFORMATION else status,
            percent=data.get("percent"),
            milestone=data.get("milestone", ""),
            language=get_language() or "",
            sources_differ=data.get("sources_differ", False),
        )

    def citations(self) -> list[Citation]:
        return []

    def corrected(self) -> ProgressReport | None:
        """The report that this one corrects, of those that were offered."""
        key = self.cleaned_data.get("corrects")
        return ProgressReport.objects.get(pk=key) if key else None


class ClaimForm(ReportForm):
    """An official speaks for the party that owes."""


class ObservationForm(ReportForm):
    """The secretariat or an analyst says what a published source says."""

    field_order = ("status", "percent", "milestone", "observed_on", "narrative", "source")

    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[*Status.choices, (INFORMATION, gettext_lazy("Information, no status"))],
        required=False,
        widget=forms.RadioSelect,
    )
    source = forms.ModelChoiceField(
        label=gettext_lazy("Source"),
        queryset=SOURCES,
        empty_label=gettext_lazy("Choose a source"),
        required=False,
        help_text=gettext_lazy("If it is not in the list, ask an admin to register it."),
        error_messages={"invalid_choice": gettext_lazy("Choose a source of the register.")},
    )
    locator = forms.CharField(
        label=gettext_lazy("Place in the source"),
        help_text=gettext_lazy("The page, line or paragraph: p. 4, lines 523–527."),
        max_length=120,
        required=False,
    )
    quote = forms.CharField(
        label=gettext_lazy("What it says there"),
        help_text=gettext_lazy("In its own words and language."),
        max_length=600,
        required=False,
        widget=forms.Textarea,
    )
    other_source = forms.ModelChoiceField(
        label=gettext_lazy("Another source"),
        queryset=SOURCES,
        empty_label=gettext_lazy("None"),
        required=False,
    )
    other_locator = forms.CharField(
        label=gettext_lazy("Place in the other source"), max_length=120, required=False
    )
    other_quote = forms.CharField(
        label=gettext_lazy("What the other source says there"),
        max_length=600,
        required=False,
        widget=forms.Textarea,
    )
    sources_differ = forms.BooleanField(
        label=gettext_lazy("The sources tell it two ways"),
        help_text=gettext_lazy("Both are kept and shown beside each other; neither is merged."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """What has no status is information, but only where somebody says so."""
        data = super().clean() or {}
        if not data.get("status") and data.get("percent") is None and "status" not in self.errors:
            self.add_error("status", _("Choose the state you report, or “information”."))
        return data

    def citations(self) -> list[Citation]:
        """The places cited; one that is cited already is used again."""
        found = []
        for prefix in ("", "other_"):
            source = self.cleaned_data.get(f"{prefix}source")
            if source is not None:
                citation, _created = Citation.objects.get_or_create(
                    source=source,
                    locator=self.cleaned_data.get(f"{prefix}locator", ""),
                    basis=Basis.STATED,
                    quote=self.cleaned_data.get(f"{prefix}quote", ""),
                )
                found.append(citation)
        return found
