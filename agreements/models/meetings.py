"""Meetings, what they discussed and what they decided."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.commitments import Obligation, WorkingPaper
from agreements.models.committees import Committee
from agreements.models.dates import PartialDateField, Translated
from agreements.models.parties import Party
from agreements.models.sources import Citation
from agreements.models.visible import InRegimeQuerySet


class MeetingKind(models.TextChoices):
    SESSION = "session", _("Session")
    TECHNICAL = "technical", _("Technical meeting")
    SPECIAL = "special", _("Special session")
    SITE_VISIT = "site_visit", _("Site visit")
    COORDINATION = "coordination", _("Coordination meeting")


class Held(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    UNCONFIRMED = "unconfirmed", _("Not confirmed that it took place")


class Meeting(models.Model):
    """A meeting of a committee; hosts alternate between the sides."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=MeetingKind)
    starts_on = PartialDateField(_("begins on"), null=True, blank=True)
    ends_on = PartialDateField(_("ends on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    host = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("host")
    )
    held = models.CharField(_("held"), max_length=12, choices=Held, default=Held.PLANNED)
    summary_en = models.TextField(_("summary (English)"), blank=True)
    summary_id = models.TextField(_("summary (Bahasa Indonesia)"), blank=True)
    summary_ms = models.TextField(_("summary (Bahasa Melayu)"), blank=True)
    summary = Translated("summary")
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")
    history = HistoricalRecords()

    regime_path = "committee__regime"
    objects = InRegimeQuerySet["Meeting"].as_manager()

    class Meta:
        ordering = ("starts_on", "pk")
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = (
            models.UniqueConstraint(
                fields=["committee", "kind", "number"],
                name="one_meeting_per_number",
                violation_error_message=_("This committee already has a meeting with that number."),
            ),
        )

    def __str__(self) -> str:
        number = f" {self.number}" if self.number else ""
        return f"{self.committee}: {self.get_kind_display()}{number}"

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The meeting ends before it begins.")})


class AgendaItem(models.Model):
    """A point of a meeting's agenda."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=300)
    paper = models.ForeignKey(
        WorkingPaper, models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    history = HistoricalRecords()

    regime_path = "meeting__committee__regime"
    objects = InRegimeQuerySet["AgendaItem"].as_manager()

    class Meta:
        ordering = ("meeting", "order")
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "order"],
                name="one_agenda_item_per_place",
                violation_error_message=_("The agenda already has an item with that number."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.order}. {self.title}"


class Outcome(models.TextChoices):
    AGREED = "agreed", _("Agreed")
    NOT_AGREED = "not_agreed", _("Not agreed")
    DROPPED = "dropped", _("Dropped")
    DEFERRED = "deferred", _("Deferred")
    ESCALATED = "escalated", _("Escalated")


class Decision(models.Model):
    """How a point was closed: the outcome, and by whom what is to be done until when."""

    item = models.OneToOneField(AgendaItem, models.CASCADE, related_name="decision")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    text = models.TextField(_("decision"), blank=True)
    action_by = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("action by")
    )
    until = PartialDateField(_("until"), null=True, blank=True)
    history = HistoricalRecords()

    regime_path = "item__meeting__committee__regime"
    objects = InRegimeQuerySet["Decision"].as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="decision_outcome_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item}: {self.get_outcome_display()}"
