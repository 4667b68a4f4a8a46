"""Committees, whose name and place in the tree are dated, and who sits on them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.dates import Named, PartialDate, PartialDateField, Translated
from agreements.models.parties import Forum, Party
from agreements.models.regime import Regime
from agreements.models.sources import Citation
from agreements.models.visible import InRegimeQuerySet


class Level(models.TextChoices):
    GBC = "gbc", _("Ministers (GBC)")
    HLC = "hlc", _("High level")
    JOINT_COMMISSION = "joint_commission", _("Joint commission")
    CENTRAL = "central", _("Central level")
    REGIONAL = "regional", _("Regional level")
    TECHNICAL = "technical", _("Technical level")


class Committee(models.Model):
    """A body of the regime: of one side, or joint where no side is named."""

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="committees")
    code = models.SlugField(_("code"), max_length=80, unique=True)
    level = models.CharField(_("level"), max_length=20, choices=Level)
    side = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("side")
    )
    forum = models.ForeignKey(
        Forum, models.PROTECT, null=True, blank=True, related_name="committees"
    )
    mandate_en = models.TextField(_("mandate (English)"), blank=True)
    mandate_id = models.TextField(_("mandate (Bahasa Indonesia)"), blank=True)
    mandate_ms = models.TextField(_("mandate (Bahasa Melayu)"), blank=True)
    mandate = Translated("mandate")
    established_on = PartialDateField(_("established on"), null=True, blank=True)
    ended_on = PartialDateField(_("ended on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")
    history = HistoricalRecords()

    regime_path = "regime"
    objects = InRegimeQuerySet["Committee"].as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("committee")
        verbose_name_plural = _("committees")

    def __str__(self) -> str:
        latest = max(self.names.all(), key=lambda row: row.holds_from or date.min, default=None)
        return str(latest) if latest else self.code

    def get_absolute_url(self) -> str:
        return reverse("agreements:committee", args=[self.code])

    def line(self) -> "list[Committee]":
        """The committee and those it succeeds, latest first. One query a generation."""
        found, step = [self], [self]
        while step:
            before = Committee.objects.filter(successor__in=step)
            step = [each for each in before if each not in found]
            found += step
        return found

    def clean(self) -> None:
        super().clean()
        if _ends_before(self.established_on, self.ended_on):
            raise ValidationError({"ended_on": _("The end is before the beginning.")})


class CommitteeName(Named):
    """What a committee is called from a day on (no day: from the beginning)."""

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="names")
    holds_from = models.DateField(_("from"), null=True, blank=True)
    history = HistoricalRecords()

    regime_path = "committee__regime"
    objects = InRegimeQuerySet["CommitteeName"].as_manager()

    class Meta:
        ordering = ("committee", models.F("holds_from").asc(nulls_first=True))
        verbose_name = _("name of a committee")
        verbose_name_plural = _("names of committees")
        constraints = (
            models.UniqueConstraint(
                "committee",
                Coalesce("holds_from", models.Value(date.min)),
                name="one_name_from_a_day",
                violation_error_message=_("The committee already has a name from that day."),
            ),
        )


class CommitteeParent(models.Model):
    """Under which committee another stands from a day on; under none where it names none."""

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="parents")
    parent = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="places_below"
    )
    holds_from = models.DateField(_("from"), null=True, blank=True)
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")
    history = HistoricalRecords()

    regime_path = "committee__regime"
    objects = InRegimeQuerySet["CommitteeParent"].as_manager()

    class Meta:
        ordering = ("committee", models.F("holds_from").asc(nulls_first=True))
        verbose_name = _("place of a committee")
        verbose_name_plural = _("places of committees")
        constraints = (
            models.UniqueConstraint(
                "committee",
                Coalesce("holds_from", models.Value(date.min)),
                name="one_place_from_a_day",
                violation_error_message=_("The committee already has a place from that day."),
            ),
            models.CheckConstraint(
                condition=~models.Q(committee=models.F("parent")),
                name="committee_not_below_itself",
                violation_error_message=_("A committee cannot stand below itself."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.committee.code} < {self.parent.code if self.parent else '-'}"


class Post(models.TextChoices):
    CHAIR = "chair", _("Chair")
    SECRETARY = "secretary", _("Secretary")
    MEMBER = "member", _("Member")
    OBSERVER = "observer", _("Observer")


class Appointment(models.Model):
    """Who holds which seat of a committee, in which post, from when to when as far as known."""

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="appointments")
    side = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("side")
    )
    person = models.CharField(_("person"), max_length=200, blank=True)
    post_en = models.CharField(_("office (English)"), max_length=300, blank=True)
    post_id = models.CharField(_("office (Bahasa Indonesia)"), max_length=300, blank=True)
    post_ms = models.CharField(_("office (Bahasa Melayu)"), max_length=300, blank=True)
    post = Translated("post")
    role = models.CharField(_("seat"), max_length=10, choices=Post, default=Post.CHAIR)
    starts_on = PartialDateField(_("from"), null=True, blank=True)
    ends_on = PartialDateField(_("to"), null=True, blank=True)
    seen_on = PartialDateField(
        _("seen on"),
        null=True,
        blank=True,
        help_text=_("A day on which a source shows the person in this seat."),
    )
    disputed = models.BooleanField(_("sources differ"), default=False)
    vacant = models.BooleanField(
        _("vacant"),
        default=False,
        help_text=_("Nobody holds the seat in this time, as far as known for certain."),
    )
    note = models.TextField(_("note"), blank=True)
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")
    history = HistoricalRecords()

    regime_path = "committee__regime"
    objects = InRegimeQuerySet["Appointment"].as_manager()

    class Meta:
        ordering = ("committee", "role", "seen_on", "pk")
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")

    def __str__(self) -> str:
        if self.vacant:
            return str(_("Vacant"))
        return self.person or str(self.post)

    def clean(self) -> None:
        super().clean()
        if self.vacant and self.person:
            raise ValidationError({"person": _("A vacant seat is held by nobody.")})
        if not (self.vacant or self.person or self.post):
            raise ValidationError({"person": _("Name the person or the office.")})
        if _ends_before(self.starts_on, self.ends_on):
            raise ValidationError({"ends_on": _("The term ends before it begins.")})
        if self.role == Post.CHAIR:
            self._refuse_overlap()

    def _refuse_overlap(self) -> None:
        """A handover in a year of which no more is known is no overlap."""
        if self.disputed or not (self.starts_on and self.ends_on):
            return
        others = Appointment.objects.filter(
            committee_id=self.committee_id, role=Post.CHAIR, disputed=False
        ).exclude(pk=self.pk)
        if self.committee.side_id is None:
            others = others.filter(side_id=self.side_id)
        # As texts partial dates sort by their first days, so the database leaves few to compare.
        near = others.filter(
            starts_on__lte=self.ends_on.first_day.isoformat(),
            ends_on__gte=f"{self.starts_on.last_day.year:04}",
        )
        for other in near:
            if self._begins_within(other) and other._begins_within(self):
                raise ValidationError({"starts_on": self._overlap_with(other)})

    def _begins_within(self, other: "Appointment") -> bool:
        """Whether its term begins before the other's ends, for certain."""
        begins, ends = self.starts_on, other.ends_on
        return bool(begins and ends and begins.last_day <= ends.first_day)

    def _overlap_with(self, other: "Appointment") -> ValidationError:
        term = {"start": str(other.starts_on), "end": str(other.ends_on)}
        if other.vacant:
            sentence = _("The seat is vacant on record from %(start)s to %(end)s.")
        elif self.vacant:
            sentence = _("%(chair)s holds the seat from %(start)s to %(end)s.")
        else:
            sentence = _("%(chair)s chairs this committee from %(start)s to %(end)s.")
        return ValidationError(sentence, code="overlap", params={"chair": str(other), **term})


def _ends_before(starts: PartialDate | None, ends: PartialDate | None) -> bool:
    """Whether the end is before the beginning, whatever the days that are not known may be."""
    return bool(starts and ends and ends.last_day < starts.first_day)
