"""The record of a meeting: confirmed by each side, then closed for ever; corrected by addenda."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.meetings import Meeting
from agreements.models.parties import Party
from agreements.models.people import User
from agreements.models.visible import ProceedingsQuerySet
from sosek.ledger.models import Recorded


class Addendum(models.Model):
    """A correction or completion of a signed record. Signed itself, it stays as it is."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="addenda")
    order = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"), max_length=20000)
    history = HistoricalRecords()

    regime_path = "meeting__committee__regime"
    objects = ProceedingsQuerySet["Addendum"].as_manager()

    class Meta:
        ordering = ("meeting", "order")
        verbose_name = _("addendum")
        verbose_name_plural = _("addenda")
        constraints = (
            models.UniqueConstraint(fields=["meeting", "order"], name="one_addendum_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.meeting.code} + {self.order}"


class RecordConfirmation(models.Model):
    """An official confirms a record, or an addendum to it, for the chair of their side."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="confirmations")
    addendum = models.ForeignKey(
        Addendum, models.CASCADE, null=True, blank=True, related_name="confirmations"
    )  # None: the record itself
    side = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("side"))
    official = models.ForeignKey(User, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)  # SHA-256 of what was confirmed
    confirmed_at = models.DateTimeField()
    history = HistoricalRecords()

    regime_path = "meeting__committee__regime"
    objects = ProceedingsQuerySet["RecordConfirmation"].as_manager()

    class Meta:
        ordering = ("confirmed_at", "pk")
        verbose_name = _("confirmation of a record")
        verbose_name_plural = _("confirmations of records")
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "side"],
                condition=Q(addendum=None),
                name="one_confirmation_of_a_record",
            ),
            models.UniqueConstraint(
                fields=["addendum", "side"],
                condition=Q(addendum__isnull=False),
                name="one_confirmation_of_an_addendum",
            ),
        )

    def __str__(self) -> str:
        return f"{self.meeting.code}: {self.side}"


class MeetingRecord(Recorded):
    """The signed record of a meeting, or a signed addendum to it, as both sides confirmed it."""

    ledger_kind = "meeting_record"
    payload_joins = ("meeting__committee__regime",)

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="records")
    order = models.PositiveSmallIntegerField(default=0)  # 0: the record; else of the addendum
    addendum = models.OneToOneField(
        Addendum, models.PROTECT, null=True, blank=True, related_name="record"
    )
    content = models.JSONField()  # what was confirmed, and who confirmed it for which side when

    regime_path = "meeting__committee__regime"
    objects = ProceedingsQuerySet["MeetingRecord"].as_manager()

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("signed record")
        verbose_name_plural = _("signed records")
        constraints = (
            models.UniqueConstraint(fields=["meeting", "order"], name="one_record_of_a_meeting"),
        )

    def __str__(self) -> str:
        return f"{self.meeting.code} #{self.sequence}"

    def scope(self) -> str:
        return self.meeting.committee.regime.slug

    def payload(self) -> dict[str, Any]:
        return {
            "meeting": self.meeting.code,
            "addendum": self.order or None,
            "content": self.content,
        }
