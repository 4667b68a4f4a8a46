"""Disputes: two voices on one report, the committees they climb, and how both sides end them."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models import AgendaItem, Committee, Level, Party, StoredFile, User
from compliance.models.reports import (
    LONGEST_TEXT,
    ProgressReport,
    Status,
    Verification,
    status_fits_percent,
)
from compliance.scoring import Finding
from sosek.ledger.models import Recorded

if TYPE_CHECKING:
    from collections.abc import Iterable


class OfReportQuerySet(models.QuerySet[Any]):
    """Rows that hang on a report, which the model's `report_path` leads to."""

    def visible_to(self, user: "User | AnonymousUser") -> "OfReportQuerySet":
        path: str = self.model.report_path
        return self.filter(**{f"{path}__in": ProgressReport.objects.visible_to(user)})


class DisputeQuerySet(OfReportQuerySet):
    def open(self) -> "DisputeQuerySet":
        """Those that have not ended: neither by a finding nor by a later acceptance of the side
        that contested."""
        later = Verification.objects.filter(
            report=models.OuterRef("report"),
            side=models.OuterRef("contest__side"),
            sequence__gt=models.OuterRef("contest__sequence"),
            verdict="accepted",
        )
        return self.filter(ending=None).exclude(models.Exists(later))


class Dispute(Recorded):
    """The file that contesting a report opens between the side that contests and the one that
    owes. It ends by a finding that both confirm, or when the contest is taken back."""

    ledger_kind = "dispute"
    payload_joins = ("report__obligation", "contest__side")

    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="disputes")
    contest = models.OneToOneField(Verification, models.PROTECT, related_name="dispute")

    report_path = "report"
    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")

    def __str__(self) -> str:
        return f"{self.report.obligation.code} #{self.sequence}"

    def get_absolute_url(self) -> str:
        return reverse("compliance:dispute", args=[self.pk])

    def scope(self) -> str:
        return self.report.scope()

    def payload(self) -> dict[str, Any]:
        return {
            "dispute": str(self.pk),
            "report": str(self.report_id),
            "obligation": self.report.obligation.code,
            "contest": str(self.contest_id),
            "side": self.contest.side.code,
        }


class Rung(models.TextChoices):
    """The levels a dispute climbs, from the lowest."""

    CONSULTATION = "consultation", _("Consultation")
    TECHNICAL = "technical", _("Technical level")
    REGIONAL = "regional", _("Regional level")
    CENTRAL = "central", _("Central level")
    GBC = "gbc", _("Ministers (GBC)")


COMMITTEE_LEVELS = {
    Rung.TECHNICAL: Level.TECHNICAL,
    Rung.REGIONAL: Level.REGIONAL,
    Rung.CENTRAL: Level.CENTRAL,
    Rung.GBC: Level.GBC,
}
"""The level of the committee that holds a dispute on each rung; sides consult by themselves."""


class DisputeStep(Recorded):
    """A dispute comes before a level: who holds it there, and until when it has time."""

    ledger_kind = "dispute_step"
    payload_joins = ("dispute__report__obligation", "holder", "side", "author", "item__meeting")

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="steps")
    level = models.CharField(_("level"), max_length=12, choices=Rung)
    holder = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("holder")
    )  # None: the two sides themselves, or a level without a committee on record
    due_on = models.DateField(_("until"))  # the last day of its clock
    reason = models.TextField(_("reason"), blank=True, max_length=LONGEST_TEXT)
    side = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("side")
    )  # that brought it there
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="dispute_steps"
    )
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    report_path = "dispute__report"
    objects = OfReportQuerySet.as_manager()

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("step of a dispute")
        verbose_name_plural = _("steps of disputes")
        constraints = (
            models.UniqueConstraint(fields=["dispute", "level"], name="one_step_per_level"),
            models.CheckConstraint(condition=Q(level__in=Rung.values), name="step_level_known"),
        )

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.level}"

    def scope(self) -> str:
        return self.dispute.scope()

    def payload(self) -> dict[str, Any]:
        return {
            "dispute": str(self.dispute_id),
            "level": self.level,
            "holder": self.holder.code if self.holder else None,
            "due_on": self.due_on.isoformat(),
            "reason": self.reason,
            "side": self.side.code,
            "author": str(self.author.opaque_id),
            "meeting": self.item.meeting.code if self.item else None,
        }


class DisputeStatement(Recorded):
    """What a side adds to the file: its words, with evidence."""

    ledger_kind = "dispute_statement"
    payload_joins = ("dispute__report__obligation", "side", "author")
    payload_parts = ("evidence",)

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="statements")
    side = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("side"))
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(_("statement"), max_length=LONGEST_TEXT)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    report_path = "dispute__report"
    objects = OfReportQuerySet.as_manager()

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("statement in a dispute")
        verbose_name_plural = _("statements in disputes")

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.side_id}"

    def clean(self) -> None:
        super().clean()
        if not self.text.strip():
            raise ValidationError({"text": _("Write what your side says.")})

    def scope(self) -> str:
        return self.dispute.scope()

    def payload(self) -> dict[str, Any]:
        return {
            "dispute": str(self.dispute_id),
            "statement": str(self.pk),
            "side": self.side.code,
            "author": str(self.author.opaque_id),
            "text": self.text,
            "evidence": [file.facts() for file in _in_order(self.evidence.all())],
        }


def _in_order(files: "Iterable[DisputeEvidence]") -> "list[DisputeEvidence]":
    return sorted(files, key=lambda file: file.order)


class DisputeEvidence(StoredFile):
    """A file that shows what a side says in a dispute."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(DisputeStatement, models.PROTECT, related_name="evidence")

    report_path = "statement__dispute__report"
    objects = OfReportQuerySet.as_manager()

    class Meta:
        ordering = ("statement", "order")
        verbose_name = _("evidence in a dispute")
        verbose_name_plural = _("evidence in disputes")

    def get_absolute_url(self) -> str:
        return reverse("compliance:dispute_evidence", args=[self.pk])

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


FINDINGS = [
    (Finding.UPHELD.value, _("Upheld: the report is right")),
    (Finding.OVERTURNED.value, _("Overturned: the report is not right")),
    (Finding.SETTLED.value, _("Settled: the sides agree on something else")),
    (Finding.WITHDRAWN.value, _("Withdrawn: the contest is taken back")),
]


class Ruled(models.Model):
    """How a dispute ends: the finding, what it says of the obligation, and why."""

    finding = models.CharField(_("finding"), max_length=10, choices=FINDINGS)
    status = models.CharField(
        _("state found"), max_length=12, choices=Status, blank=True
    )  # of a settlement, or of an overturning that found something else
    percent = models.PositiveSmallIntegerField(
        _("percent done"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    reason = models.TextField(_("reasons"), max_length=LONGEST_TEXT)
    settlement = models.TextField(_("what was agreed"), blank=True, max_length=LONGEST_TEXT)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if not self.reason.strip():
            raise ValidationError({"reason": _("Say why it ends so.")})
        settled = self.finding == Finding.SETTLED
        if settled and not (self.status and self.settlement.strip()):
            raise ValidationError(
                {"settlement": _("Say what was agreed, and which state the sides agree on.")}
            )
        if self.finding in (Finding.UPHELD, Finding.WITHDRAWN) and self.status:
            raise ValidationError({"status": _("The report stands with its own state.")})


class EndingProposal(Ruled):
    """How one side proposes to end a dispute, or the secretariat prepares it; it ends so once the
    other side, or each of them, has confirmed it. Never a part of the record, and shown to the
    officials of the two sides alone; what the secretariat prepared also to it."""

    dispute = models.OneToOneField(Dispute, models.CASCADE, related_name="proposal")
    side = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("side")
    )  # that stands by it; None: prepared by the secretariat, confirmed by nobody yet
    author = models.ForeignKey(User, models.PROTECT, related_name="+")  # who stands by it
    proposed_at = models.DateTimeField()  # when its words were written
    adopted_at = models.DateTimeField(
        null=True, blank=True
    )  # when a side first confirmed what the secretariat prepared
    history = HistoricalRecords()

    report_path = "dispute__report"
    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal to end a dispute")
        verbose_name_plural = _("proposals to end disputes")
        constraints = (
            models.CheckConstraint(
                condition=status_fits_percent(),
                name="proposal_percent_fits_status",
                violation_error_message=_(
                    "A share goes with “in progress” (1 to 99); leave it empty otherwise."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.finding}"

    @property
    def prepared(self) -> bool:
        """Whether its words are the secretariat's."""
        return self.side_id is None or self.adopted_at is not None


class DisputeEnding(Recorded, Ruled):
    """How a dispute ended, as an official of each side confirmed it. Its finding stands from the
    day of the disputed report."""

    ledger_kind = "dispute_ending"
    payload_joins = ("dispute__report__obligation",)

    dispute = models.OneToOneField(Dispute, models.PROTECT, related_name="ending")
    confirmed = models.JSONField(_("confirmed by"))  # side, official by opaque id, moment

    report_path = "dispute__report"
    objects = OfReportQuerySet.as_manager()

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("ending of a dispute")
        verbose_name_plural = _("endings of disputes")
        constraints = (
            models.CheckConstraint(
                condition=status_fits_percent(), name="ending_percent_fits_status"
            ),
            models.CheckConstraint(
                condition=Q(finding__in=[code for code, _label in FINDINGS]),
                name="ending_finding_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.finding}"

    def scope(self) -> str:
        return self.dispute.scope()

    def payload(self) -> dict[str, Any]:
        return {
            "dispute": str(self.dispute_id),
            "report": str(self.dispute.report_id),
            "finding": self.finding,
            "status": self.status or None,
            "percent": self.percent,
            "reason": self.reason,
            "settlement": self.settlement,
            "confirmed": self.confirmed,
        }
