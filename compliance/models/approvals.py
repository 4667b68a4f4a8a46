"""Approvals: which authority was asked for its consent when, and what it decided."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import AgendaItem, Citation, Obligation, PartialDateField, Party, User
from agreements.models.sources import citation_facts
from compliance.models.offers import OfObligationQuerySet
from compliance.models.reports import LONGEST_TEXT
from sosek.ledger.models import Recorded


class ApprovalQuerySet(OfObligationQuerySet):
    def pending(self) -> "ApprovalQuerySet":
        """Those that nobody has decided, and those that were only put off."""
        decided = ApprovalDecision.objects.filter(
            approval=models.OuterRef("pk"), outcome__in=["approved", "refused"]
        )
        return self.exclude(models.Exists(decided))


class Approval(Recorded):
    """An authority is asked to consent to what an obligation needs."""

    ledger_kind = "approval"
    payload_joins = ("obligation", "authority", "author")
    payload_parts = ("citations__source",)

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="approvals")
    authority = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("authority")
    )
    level = models.CharField(_("level"), max_length=40, blank=True)
    asked_on = PartialDateField(_("asked on"), null=True, blank=True)  # None: not on record
    text = models.TextField(_("what is asked"), blank=True, max_length=LONGEST_TEXT)
    language = models.CharField(_("language"), max_length=5, blank=True)
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")

    obligation_path = "obligation"
    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")

    def __str__(self) -> str:
        return f"{self.obligation.code} {self.authority}"

    def get_absolute_url(self) -> str:
        return f"{reverse('compliance:obligation', args=[self.obligation.code])}#a-{self.pk}"

    def scope(self) -> str:
        return self.obligation.forum.regime.slug

    def payload(self) -> dict[str, Any]:
        return {
            "approval": str(self.pk),
            "obligation": self.obligation.code,
            "authority": self.authority.code,
            "level": self.level,
            "asked_on": str(self.asked_on) if self.asked_on else None,
            "text": self.text,
            "language": self.language,
            "author": str(self.author.opaque_id) if self.author else None,
            "citations": citation_facts(self.citations.all()),
        }


class Consented(models.TextChoices):
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    DEFERRED = "deferred", _("Deferred")


class ApprovalDecision(Recorded):
    """What the authority decided, as far as the side it belongs to or a source tells."""

    ledger_kind = "approval_decision"
    payload_joins = ("approval__obligation", "author", "item__meeting")
    payload_parts = ("citations__source",)

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("decision"), max_length=8, choices=Consented)
    decided_on = PartialDateField(_("decided on"))
    decided_day = models.DateField(editable=False)  # the day that figures read
    reason = models.TextField(_("reason"), blank=True, max_length=LONGEST_TEXT)
    language = models.CharField(_("language"), max_length=5, blank=True)
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="approval_decisions"
    )
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")

    obligation_path = "approval__obligation"
    objects = OfObligationQuerySet.as_manager()

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("decision on an approval")
        verbose_name_plural = _("decisions on approvals")
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=Consented.values), name="approval_outcome_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.approval_id} {self.outcome}"

    def clean(self) -> None:
        super().clean()
        if self.outcome != Consented.APPROVED and not self.reason.strip():
            raise ValidationError({"reason": _("Give the reason for refusing or putting off.")})

    def scope(self) -> str:
        return self.approval.scope()

    def payload(self) -> dict[str, Any]:
        return {
            "approval": str(self.approval_id),
            "outcome": self.outcome,
            "decided_on": str(self.decided_on),
            "decided_day": self.decided_day.isoformat(),
            "reason": self.reason,
            "language": self.language,
            "author": str(self.author.opaque_id) if self.author else None,
            "meeting": self.item.meeting.code if self.item else None,
            "citations": citation_facts(self.citations.all()),
        }
