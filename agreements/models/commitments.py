"""What was promised: working papers, agreements, obligations, and the versions of their terms."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.dates import Named, PartialDateField, Translated
from agreements.models.parties import Forum, Party
from agreements.models.sources import Citation, citation_facts
from agreements.models.visible import InRegimeQuerySet, SharedQuerySet
from sosek.ledger.models import Recorded

WEIGHT = [MinValueValidator(1), MaxValueValidator(1000)]


class WorkingPaper(Named):
    """A kertas kerja: a numbered field of cooperation of a forum."""

    forum = models.ForeignKey(Forum, models.PROTECT, related_name="papers")
    number = models.PositiveSmallIntegerField(_("number"))
    proposer = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposer")
    )
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")
    history = HistoricalRecords()

    regime_path = "forum__regime"
    objects = InRegimeQuerySet["WorkingPaper"].as_manager()

    class Meta:
        ordering = ("forum", "number")
        verbose_name = _("working paper")
        verbose_name_plural = _("working papers")
        constraints = (
            models.UniqueConstraint(
                fields=["forum", "number"],
                name="one_paper_per_number",
                violation_error_message=_("This forum already has a paper with that number."),
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("compliance:paper", args=[self.pk])

    def fixed_facts(self) -> dict[str, Any]:
        """What an agreement under it says of it in the ledger."""
        return {"forum": self.forum.slug, "paper": self.number}


class Agreement(Named):
    """What the parties agreed under a paper. Its code and paper are fixed."""

    paper = models.ForeignKey(WorkingPaper, models.PROTECT, related_name="agreements")
    code = models.SlugField(_("code"), max_length=80, unique=True)
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")
    history = HistoricalRecords()

    regime_path = "paper__forum__regime"
    objects = InRegimeQuerySet["Agreement"].as_manager()

    class Meta:
        ordering = ("paper", "pk")
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")

    def get_absolute_url(self) -> str:
        return reverse("compliance:agreement", args=[self.code])

    def fixed_facts(self) -> dict[str, Any]:
        """What a score reads of it."""
        return {
            "agreement": self.code,
            "forum": self.paper.forum.slug,
            "paper": self.paper.number,
        }


class Cause(models.TextChoices):
    REGISTRATION = "registration", _("Registered with its source")
    OFFER = "offer", _("Accepted offer")
    DECISION = "decision", _("Signed decision")
    SUCCESSION = "succession", _("Succession")
    CORRECTION = "correction", _("Correction confirmed by both sides")


class TermsVersion(Recorded):
    """One version of terms: the day from which it holds, when it was recorded, what made it."""

    holds_from = models.DateField(_("holds from"), null=True, blank=True)
    cause = models.CharField(_("cause"), max_length=12, choices=Cause, default=Cause.REGISTRATION)
    note = models.CharField(_("note"), max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=WEIGHT)
    author = models.ForeignKey(
        "agreements.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    def version_facts(self) -> dict[str, Any]:
        """What every version says, for the ledger."""
        return {
            "holds_from": self.holds_from.isoformat() if self.holds_from else None,
            "cause": self.cause,
            "note": self.note,
            "weight": self.weight,
            "author": str(self.author.opaque_id) if self.author else None,
            "citations": citation_facts(self.citations.all()),  # type: ignore[attr-defined]
        }


class AgreementTerms(TermsVersion):
    """A version of an agreement's terms."""

    ledger_kind = "agreement_terms"
    payload_joins = ("agreement", "author")
    payload_parts = ("citations__source",)

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="terms")
    adopted_on = PartialDateField(_("adopted on"), null=True, blank=True)
    ended_on = PartialDateField(_("ended on"), null=True, blank=True)
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")

    regime_path = "agreement__paper__forum__regime"
    objects = InRegimeQuerySet["AgreementTerms"].as_manager()

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("terms of an agreement")
        verbose_name_plural = _("terms of agreements")
        constraints = (
            models.CheckConstraint(condition=Q(weight__gte=1), name="agreement_weight_positive"),
        )

    def __str__(self) -> str:
        return f"{self.agreement.code} #{self.sequence}"

    def clean(self) -> None:
        super().clean()
        if self.adopted_on and self.ended_on and self.ended_on < self.adopted_on:
            raise ValidationError({"ended_on": _("The end is before the adoption.")})

    def scope(self) -> str:
        return self.agreement.paper.forum.regime.slug

    def payload(self) -> dict[str, Any]:
        return self.version_facts() | {
            "agreement": self.agreement.code,
            "adopted_on": str(self.adopted_on) if self.adopted_on else None,
            "ended_on": str(self.ended_on) if self.ended_on else None,
        }


class SiteKind(models.TextChoices):
    SEA_POST = "sea_post", _("Sea border crossing post")
    LAND_POST = "land_post", _("Land border crossing post")
    FERRY_TERMINAL = "ferry_terminal", _("Ferry terminal")
    JOINT_POST = "joint_post", _("Joint post")
    TOWN = "town", _("Town")
    OTHER = "other", _("Other place")


class Quality(models.TextChoices):
    EXACT = "exact", _("Exact")
    APPROXIMATE = "approximate", _("Approximate")
    UNKNOWN = "unknown", _("Unknown")


class Site(models.Model):
    """A place at which something is owed, or that helps to find it."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    party = models.ForeignKey(Party, models.PROTECT, related_name="sites", verbose_name=_("party"))
    kind = models.CharField(_("kind"), max_length=14, choices=SiteKind)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    quality = models.CharField(
        _("quality of the position"), max_length=11, choices=Quality, default=Quality.UNKNOWN
    )
    district = models.CharField(_("district"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")
    history = HistoricalRecords()

    objects = SharedQuerySet["Site"].as_manager()

    class Meta:
        ordering = ("party", "name")
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = (
            models.CheckConstraint(
                condition=Q(quality=Quality.UNKNOWN, latitude=None, longitude=None)
                | Q(
                    quality__in=[Quality.EXACT, Quality.APPROXIMATE],
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="site_position_fits_quality",
                violation_error_message=_(
                    "Give a latitude and a longitude with their quality, or neither."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("compliance:site", args=[self.code])


class Obligation(Named):
    """What one party owes under one agreement. Who owes it, from when and until when is said by
    its terms. Its code and agreement are fixed."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="obligations")
    code = models.SlugField(_("code"), max_length=80, unique=True)
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="obligations"
    )
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")
    history = HistoricalRecords()

    regime_path = "agreement__paper__forum__regime"
    objects = InRegimeQuerySet["Obligation"].as_manager()

    class Meta:
        ordering = ("agreement", "pk")
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")

    def get_absolute_url(self) -> str:
        return reverse("compliance:obligation", args=[self.code])

    @property
    def forum(self) -> Forum:
        """The forum under which it was agreed."""
        return self.agreement.paper.forum

    def fixed_facts(self) -> dict[str, Any]:
        """What a score reads of it."""
        return {"obligation": self.code, "agreement": self.agreement.code}


class EndedHow(models.TextChoices):
    CANCELLED = "cancelled", _("Cancelled")
    REPLACED = "replaced", _("Replaced")


class ObligationTerms(TermsVersion):
    """A version of an obligation's terms."""

    ledger_kind = "obligation_terms"
    payload_joins = ("obligation", "owes", "replaced_by", "author")
    payload_parts = ("citations__source", "milestones", "consents__authority")

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="terms")
    owes = models.ForeignKey(
        Party, models.PROTECT, related_name="owed_terms", verbose_name=_("owed by")
    )
    starts_on = PartialDateField(_("starts on"), null=True, blank=True)
    due_on = PartialDateField(_("due on"), null=True, blank=True)
    ended_on = PartialDateField(_("ended on"), null=True, blank=True)
    ended_how = models.CharField(_("how it ended"), max_length=10, choices=EndedHow, blank=True)
    replaced_by = models.ForeignKey(
        Obligation, models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")

    regime_path = "obligation__agreement__paper__forum__regime"
    objects = InRegimeQuerySet["ObligationTerms"].as_manager()

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("terms of an obligation")
        verbose_name_plural = _("terms of obligations")
        constraints = (
            models.CheckConstraint(condition=Q(weight__gte=1), name="obligation_weight_positive"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_how="", replaced_by=None)
                | Q(ended_on__isnull=False, ended_how=EndedHow.CANCELLED, replaced_by=None)
                | Q(
                    ended_on__isnull=False,
                    ended_how=EndedHow.REPLACED,
                    replaced_by__isnull=False,
                ),
                name="obligation_end_told_whole",
                violation_error_message=_(
                    "An end needs its day and how; a replacement names what replaces it."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.obligation.code} #{self.sequence}"

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.due_on and self.due_on < self.starts_on:
            raise ValidationError({"due_on": _("It is due before it starts.")})

    def scope(self) -> str:
        return self.obligation.forum.regime.slug

    def payload(self) -> dict[str, Any]:
        return self.version_facts() | {
            "obligation": self.obligation.code,
            "owes": self.owes.code,
            "starts_on": str(self.starts_on) if self.starts_on else None,
            "due_on": str(self.due_on) if self.due_on else None,
            "ended_on": str(self.ended_on) if self.ended_on else None,
            "ended_how": self.ended_how,
            "replaced_by": self.replaced_by.code if self.replaced_by else None,
            "milestones": _in_order(self.milestones.all()),
            "consents": _in_order(self.consents.all()),
        }


def _in_order(parts: "Iterable[Milestone | Consent]") -> list[dict[str, Any]]:
    return [part.facts() for part in sorted(parts, key=lambda part: part.order)]


class Milestone(models.Model):
    """A coded, weighted part of an obligation, as one version of its terms has it."""

    append_only = True

    terms = models.ForeignKey(ObligationTerms, models.PROTECT, related_name="milestones")
    order = models.PositiveSmallIntegerField(_("order"))
    code = models.SlugField(_("code"), max_length=40)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    name_id = models.CharField(_("name (Bahasa Indonesia)"), max_length=200, blank=True)
    name_ms = models.CharField(_("name (Bahasa Melayu)"), max_length=200, blank=True)
    name = Translated("name")
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=WEIGHT)

    regime_path = "terms__obligation__agreement__paper__forum__regime"
    objects = InRegimeQuerySet["Milestone"].as_manager()

    class Meta:
        ordering = ("terms", "order")
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = (
            models.UniqueConstraint(
                fields=["terms", "code"],
                name="one_milestone_per_code",
                violation_error_message=_("Two milestones have the same code."),
            ),
        )

    def __str__(self) -> str:
        return self.code

    def facts(self) -> dict[str, Any]:
        """What the ledger says of it."""
        return {"code": self.code, "weight": self.weight, "name": self.name_en or self.name_id}


class Consent(models.Model):
    """An authority whose consent an obligation needs, as one version of its terms has it."""

    append_only = True

    terms = models.ForeignKey(ObligationTerms, models.PROTECT, related_name="consents")
    order = models.PositiveSmallIntegerField(_("order"))
    authority = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("authority")
    )
    level = models.CharField(_("level"), max_length=40, blank=True)

    regime_path = "terms__obligation__agreement__paper__forum__regime"
    objects = InRegimeQuerySet["Consent"].as_manager()

    class Meta:
        ordering = ("terms", "order")
        verbose_name = _("consent needed")
        verbose_name_plural = _("consents needed")

    def __str__(self) -> str:
        return f"{self.authority} ({self.level})"

    def facts(self) -> dict[str, Any]:
        """What the ledger says of it."""
        return {"authority": self.authority.code, "level": self.level}
