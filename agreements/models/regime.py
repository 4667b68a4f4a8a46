"""The regime itself: its aim, its elements, its treaties and its settings."""

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.dates import Named, PartialDateField, Translated
from agreements.models.sources import Citation
from agreements.models.visible import InRegimeQuerySet
from sosek.ledger.models import Recorded

if TYPE_CHECKING:
    from agreements.models.people import User


class Publishes(models.TextChoices):
    NOTHING = "nothing", _("Nothing")
    SCORES = "scores", _("Scores")
    EVERYTHING = "everything", _("Everything submitted")


class RegimeQuerySet(models.QuerySet["Regime"]):
    def publishing(self, *levels: Publishes) -> "RegimeQuerySet":
        """Those whose settings, as they stand now, publish one of these."""
        latest = RegimeSettings.objects.filter(regime=OuterRef("pk")).order_by("-sequence")
        published = Subquery(latest.values("publishes")[:1])
        return self.alias(published=published).filter(published__in=levels)

    def visible_to(self, user: "User | AnonymousUser") -> "RegimeQuerySet":
        """Those that publish at least their scores, and those the user is a member of."""
        return self._open_to(user, Publishes.SCORES, Publishes.EVERYTHING)

    def readable_by(self, user: "User | AnonymousUser") -> "RegimeQuerySet":
        """Those whose submitted records the user may read."""
        return self._open_to(user, Publishes.EVERYTHING)

    def of_member(self, user: "User | AnonymousUser") -> "RegimeQuerySet":
        """Those in which the user has a role."""
        if user.is_anonymous or not user.is_active:
            return self.none()
        return self.filter(pk__in=user.memberships.values("regime"))

    def _open_to(self, user: "User | AnonymousUser", *levels: Publishes) -> "RegimeQuerySet":
        published = Q(pk__in=self.model.objects.publishing(*levels).values("pk"))
        if user.is_anonymous or not user.is_active:
            return self.filter(published)
        return self.filter(published | Q(pk__in=user.memberships.values("regime")))


class Regime(Named):
    """A cooperation regime: principles, norms, rules and procedures the parties agreed on."""

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    objective_en = models.TextField(_("objective (English)"), blank=True)
    objective_id = models.TextField(_("objective (Bahasa Indonesia)"), blank=True)
    objective_ms = models.TextField(_("objective (Bahasa Melayu)"), blank=True)
    vision_en = models.TextField(_("vision (English)"), blank=True)
    vision_id = models.TextField(_("vision (Bahasa Indonesia)"), blank=True)
    vision_ms = models.TextField(_("vision (Bahasa Melayu)"), blank=True)
    objective = Translated("objective")
    vision = Translated("vision")
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")
    history = HistoricalRecords()

    objects = RegimeQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("regime")
        verbose_name_plural = _("regimes")

    def get_absolute_url(self) -> str:
        return reverse("compliance:overview")


def default_thresholds() -> dict[str, str]:
    """From which share a degree is full, high, partial (decimal text: no float is exact)."""
    return {"full": "0.95", "high": "0.75", "partial": "0.40"}


class RegimeSettings(Recorded):
    """One version of a regime's settings. The latest recorded one that holds at a date counts."""

    ledger_kind = "settings"
    payload_joins = ("regime", "author")

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="settings_versions")
    holds_from = models.DateField(_("holds from"), null=True, blank=True)
    silence_days = models.PositiveSmallIntegerField(
        _("silence period in days"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
    )
    thresholds = models.JSONField(_("degree thresholds"), default=default_thresholds)
    dispute_days = models.JSONField(_("days per level of a dispute"), default=dict, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    publishes = models.CharField(
        _("publishes"), max_length=12, choices=Publishes, default=Publishes.NOTHING
    )
    reason = models.CharField(_("what made this version"), max_length=300, blank=True)
    author = models.ForeignKey(
        "agreements.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    regime_path = "regime"
    objects = InRegimeQuerySet["RegimeSettings"].as_manager()

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("settings version")
        verbose_name_plural = _("settings versions")
        constraints = (
            models.CheckConstraint(
                condition=Q(publishes__in=Publishes.values), name="settings_publishes_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.regime.slug} #{self.sequence}"

    def clean(self) -> None:
        super().clean()
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValidationError(
                {"time_zone": _("Name a time zone such as Asia/Makassar.")}
            ) from None
        self._check_thresholds()

    def _check_thresholds(self) -> None:
        names, values = ("partial", "high", "full"), self.thresholds
        try:
            ordered = [Decimal(values[name]) for name in names]
        except (KeyError, TypeError, InvalidOperation):
            ordered = []
        if (
            len(values) != 3
            or not ordered
            or sorted(ordered) != ordered
            or not (ordered[0] > 0 and ordered[-1] <= 1 and len(set(ordered)) == 3)
        ):
            raise ValidationError(
                {"thresholds": _("Give full, high and partial, each lower, between 0 and 1.")}
            )

    def scope(self) -> str:
        return self.regime.slug

    def payload(self) -> dict[str, Any]:
        return {
            "regime": self.regime.slug,
            "holds_from": self.holds_from.isoformat() if self.holds_from else None,
            "cause": self.reason,
            "silence_days": self.silence_days,
            "thresholds": self.thresholds,
            "dispute_days": self.dispute_days,
            "time_zone": self.time_zone,
            "publishes": self.publishes,
            "author": str(self.author.opaque_id) if self.author else None,
        }


class ElementKind(models.TextChoices):
    MISSION = "mission", _("Mission")
    PRINCIPLE = "principle", _("Principle")
    NORM = "norm", _("Norm")
    RULE = "rule", _("Rule")
    PROCEDURE = "procedure", _("Decision-making procedure")


class RegimeElement(models.Model):
    """One element of the regime, after Krasner: a principle, norm, rule or procedure; a mission."""

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="elements")
    kind = models.CharField(_("kind"), max_length=10, choices=ElementKind)
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    text_en = models.TextField(_("text (English)"), blank=True)
    text_id = models.TextField(_("text (Bahasa Indonesia)"), blank=True)
    text_ms = models.TextField(_("text (Bahasa Melayu)"), blank=True)
    text = Translated("text")
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")
    history = HistoricalRecords()

    regime_path = "regime"
    objects = InRegimeQuerySet["RegimeElement"].as_manager()

    class Meta:
        ordering = ("regime", "kind", "order")
        verbose_name = _("regime element")
        verbose_name_plural = _("regime elements")
        constraints = (
            models.UniqueConstraint(
                fields=["regime", "kind", "order"],
                name="one_element_per_place",
                violation_error_message=_("Another element of this kind has this number."),
            ),
        )

    def __str__(self) -> str:
        return str(self.text)


class Instrument(Named):
    """A treaty or arrangement of the regime, and what it revises."""

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="instruments")
    code = models.SlugField(_("code"), max_length=60, unique=True)
    signed_on = PartialDateField(_("signed on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    revises = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    note_en = models.TextField(_("note (English)"), blank=True)
    note_id = models.TextField(_("note (Bahasa Indonesia)"), blank=True)
    note_ms = models.TextField(_("note (Bahasa Melayu)"), blank=True)
    note = Translated("note")
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")
    history = HistoricalRecords()

    regime_path = "regime"
    objects = InRegimeQuerySet["Instrument"].as_manager()

    class Meta:
        ordering = ("signed_on", "code")
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
