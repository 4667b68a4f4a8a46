"""Reports on obligations, their evidence, and the other side's answers. Written once."""

import uuid
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import (
    Citation,
    Obligation,
    PartialDateField,
    Party,
    Regime,
    StoredFile,
    User,
)
from agreements.models.sources import citation_facts
from sosek.ledger.models import Recorded, instant

if TYPE_CHECKING:
    from datetime import datetime


LONGEST_TEXT = 20000


class Status(models.TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    FULFILLED = "fulfilled", _("Fulfilled")
    SUSPENDED = "suspended", _("Suspended")
    DECLINED = "declined", _("Declined")


def status_fits_percent(percent: str = "percent") -> Q:
    """A percent only goes with a state that has one, and says the same as the state."""
    return (
        Q(**{percent: None})
        | Q(status=Status.NOT_STARTED, **{percent: 0})
        | Q(status=Status.IN_PROGRESS, **{f"{percent}__range": (1, 99)})
        | Q(status=Status.FULFILLED, **{percent: 100})
    )


def _refuse_long(text: str, *, field: str) -> None:
    """A model checks no length of a text field: only a form does."""
    if len(text) > LONGEST_TEXT:
        sentence = _("Write at most %(most)s characters.")
        error = ValidationError(sentence, code="max_length", params={"most": LONGEST_TEXT})
        raise ValidationError({field: error})


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ProgressReportQuerySet":
        """Those of regimes that publish their record, or of which the user is a member."""
        return self.filter(
            obligation__agreement__paper__forum__regime__in=Regime.objects.readable_by(user)
        )

    def with_details(self) -> "ProgressReportQuerySet":
        """All that a record on a page shows, in five queries however many there are."""
        return self.select_related(
            "side", "author", "corrects", "obligation__agreement__paper__forum"
        ).prefetch_related("evidence", "verifications__side", "citations__source", "corrections")


class ProgressReport(Recorded):
    """What was so at an obligation on a day: claimed by the side that owes it, or observed by
    the secretariat or an analyst from a published source. Without a status it is information."""

    ledger_kind = "report"
    payload_joins = ("obligation", "side", "party", "author")
    payload_parts = ("evidence", "citations__source")

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="reports")
    milestone = models.SlugField(_("milestone"), max_length=40, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, blank=True)
    percent = models.PositiveSmallIntegerField(
        _("percent done"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    observed_on = PartialDateField(_("observed on"))
    observed_day = models.DateField(editable=False)  # the day the score reads
    narrative = models.TextField(_("what was done, and what remains"), max_length=LONGEST_TEXT)
    language = models.CharField(_("language"), max_length=5, blank=True)
    claim = models.BooleanField(editable=False)
    side = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )  # the author's, for a claim
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )  # for whom the author spoke, for a claim
    author = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False
    )  # None: entered with the seed
    silence_until = models.DateTimeField(null=True, blank=True, editable=False)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    sources_differ = models.BooleanField(
        _("its sources tell it two ways"), default=False
    )  # both are kept and shown, neither is merged away
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        ordering = ("observed_day", "sequence")
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        indexes = (
            models.Index(fields=["obligation", "observed_day"], name="report_of_obligation"),
        )
        constraints = (
            models.CheckConstraint(
                condition=status_fits_percent(),
                name="report_percent_fits_status",
                violation_error_message=_(
                    "A share goes with “in progress” (1 to 99); leave it empty otherwise."
                ),
            ),
            models.CheckConstraint(
                condition=Q(claim=True, side__isnull=False) | Q(claim=False, side=None),
                name="claim_has_a_side",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["", *Status.values]), name="report_status_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.obligation.code} {self.observed_on} {self.status or 'information'}"

    def get_absolute_url(self) -> str:
        return f"{self.obligation.get_absolute_url()}#r-{self.pk}"

    @property
    def is_information(self) -> bool:
        """Shown with its source, counted for nothing."""
        return not self.status

    def clean(self) -> None:
        super().clean()
        if self.claim and not self.status:
            raise ValidationError({"status": _("Choose the state you report.")})
        _refuse_long(self.narrative, field="narrative")
        if not self.narrative.strip():
            raise ValidationError({"narrative": _("Say in a sentence what was done or seen.")})

    def scope(self) -> str:
        return self.obligation.forum.regime.slug

    def payload(self) -> dict[str, Any]:
        return {
            "report": str(self.pk),
            "obligation": self.obligation.code,
            "milestone": self.milestone or None,
            "status": self.status,
            "percent": self.percent,
            "observed_on": str(self.observed_on),
            "observed_day": self.observed_day.isoformat(),
            "narrative": self.narrative,
            "language": self.language,
            "claim": self.claim,
            "side": self.side.code if self.side else None,
            "party": self.party.code if self.party else None,
            "author": str(self.author.opaque_id) if self.author else None,
            "silence_until": _instant_or_none(self.silence_until),
            "corrects": str(self.corrects_id) if self.corrects_id else None,
            "sources_differ": self.sources_differ,
            "evidence": [
                file.facts() for file in sorted(self.evidence.all(), key=lambda file: file.order)
            ],
            "citations": citation_facts(self.citations.all()),
        }


def _instant_or_none(moment: "datetime | None") -> str | None:
    return instant(moment.astimezone(UTC)) if moment else None


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: "User | AnonymousUser") -> "EvidenceQuerySet":
        return self.filter(report__in=ProgressReport.objects.visible_to(user))


class Evidence(StoredFile):
    """A file that shows what a report says."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="evidence")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("report", "order")
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def get_absolute_url(self) -> str:
        return reverse("compliance:evidence", args=[self.pk])

    def facts(self) -> dict[str, Any]:
        """What the ledger says of it."""
        return {
            "evidence": str(self.pk),
            "name": self.name,
            "content_type": self.content_type,
            "size": self.size,
            "sha256": self.sha256,
            "caption": self.caption,
            "shown_on": str(self.shown_on) if self.shown_on else None,
            "place": self.place,
        }


class Verdict(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    CONTESTED = "contested", _("Contested")


class VerificationQuerySet(models.QuerySet["Verification"]):
    def visible_to(self, user: "User | AnonymousUser") -> "VerificationQuerySet":
        return self.filter(report__in=ProgressReport.objects.visible_to(user))


class Verification(Recorded):
    """A side's answer to a report. A later answer of the same side counts in its place."""

    ledger_kind = "verification"
    payload_joins = ("side", "verifier")

    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="verifications")
    side = models.ForeignKey(Party, models.PROTECT, related_name="+")
    verifier = models.ForeignKey(User, models.PROTECT, related_name="+")
    verdict = models.CharField(_("answer"), max_length=10, choices=Verdict)
    reason = models.TextField(_("reason"), blank=True, max_length=LONGEST_TEXT)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        constraints = (
            models.CheckConstraint(
                condition=Q(verdict=Verdict.ACCEPTED)
                | (Q(verdict=Verdict.CONTESTED) & ~Q(reason="")),
                name="contesting_needs_a_reason",
                violation_error_message=_("Say why your side contests this report."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.report_id} {self.verdict}"

    def clean(self) -> None:
        super().clean()
        if self.verdict == Verdict.CONTESTED and not self.reason.strip():
            raise ValidationError({"reason": _("Say why your side contests this report.")})
        _refuse_long(self.reason, field="reason")

    def scope(self) -> str:
        return self.report.scope()

    def payload(self) -> dict[str, Any]:
        return {
            "verification": str(self.pk),
            "report": str(self.report_id),
            "side": self.side.code,
            "verdict": self.verdict,
            "reason": self.reason,
            "author": str(self.verifier.opaque_id),
        }
