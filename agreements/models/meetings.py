"""Meetings: when and where a committee meets, who comes, which papers are attached."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.committees import Appointment, Committee, Post
from agreements.models.dates import PartialDateField, Translated
from agreements.models.files import StoredFile
from agreements.models.parties import Party
from agreements.models.sources import Citation
from agreements.models.visible import InRegimeQuerySet, ProceedingsQuerySet


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
    CALLED_OFF = "called_off", _("Called off")


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
    called_off_because = models.TextField(_("why it was called off"), blank=True, max_length=2000)
    closed_at = models.DateTimeField(
        null=True, blank=True, editable=False
    )  # since when its record lies before the sides to be signed
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
                condition=~models.Q(held=Held.CALLED_OFF),  # its number is free again
                name="one_meeting_per_number",
                violation_error_message=_("This committee already has a meeting with that number."),
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(held=Held.CALLED_OFF) & ~models.Q(called_off_because="")
                    | ~models.Q(held=Held.CALLED_OFF) & models.Q(called_off_because="")
                ),
                name="called_off_with_its_reason",
                violation_error_message=_(
                    "Say why the meeting is called off; a meeting that is not has no such reason."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(held=Held.CALLED_OFF) | models.Q(closed_at=None),
                name="no_record_of_what_was_called_off",
                violation_error_message=_("A meeting that was called off has no record."),
            ),
        )

    def __str__(self) -> str:
        number = f" {self.number}" if self.number else ""
        return f"{self.committee}: {self.get_kind_display()}{number}"

    def get_absolute_url(self) -> str:
        return reverse("compliance:meeting", args=[self.code])

    @property
    def day(self) -> date | None:
        """The last day on which it sat, as far as known."""
        last = self.ends_on or self.starts_on
        return last.last_day if last else None

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The meeting ends before it begins.")})


class Attendance(models.TextChoices):
    INVITED = "invited", _("Invited")
    PRESENT = "present", _("Present")
    ABSENT = "absent", _("Absent")


class Delegate(models.Model):
    """Somebody on the list of a meeting: for which side, in which office and seat."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="delegates")
    side = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("side")
    )
    person = models.CharField(_("person"), max_length=200, blank=True)
    office = models.CharField(_("office"), max_length=300, blank=True)
    role = models.CharField(_("seat"), max_length=10, choices=Post, default=Post.MEMBER)
    attendance = models.CharField(
        _("attendance"), max_length=8, choices=Attendance, default=Attendance.INVITED
    )
    appointment = models.ForeignKey(
        Appointment, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # by which the list of the committee proposed them
    history = HistoricalRecords()

    regime_path = "meeting__committee__regime"
    objects = ProceedingsQuerySet["Delegate"].as_manager()

    class Meta:
        ordering = ("meeting", "side", "pk")
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")

    def __str__(self) -> str:
        return self.person or self.office

    def clean(self) -> None:
        super().clean()
        if not (self.person.strip() or self.office.strip()):
            raise ValidationError({"person": _("Name the person or the office.")})


class MeetingFile(StoredFile):
    """A paper attached to a meeting: signed minutes, an invitation, a presentation."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="files")

    regime_path = "meeting__committee__regime"
    objects = ProceedingsQuerySet["MeetingFile"].as_manager()

    class Meta:
        ordering = ("meeting", "order")
        verbose_name = _("file of a meeting")
        verbose_name_plural = _("files of meetings")

    def get_absolute_url(self) -> str:
        return reverse("compliance:meeting_file", args=[self.meeting.code, self.pk])
