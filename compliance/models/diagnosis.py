"""Why an obligation is not met, what a party lacks to meet it, and what analysts make of it."""

import uuid
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models import (
    Agreement,
    Citation,
    Forum,
    Obligation,
    PartialDateField,
    Party,
    Regime,
    User,
)
from agreements.models.sources import citation_facts
from compliance.models.offers import OfObligationQuerySet
from compliance.models.reports import LONGEST_TEXT
from sosek.ledger.models import Recorded


class ImpedimentCause(models.TextChoices):
    """After Chayes & Chayes (ambiguity, capacity, change of circumstances) and the study."""

    AMBIGUITY = "ambiguity", _("Ambiguity of the text")
    TECHNICAL = "technical", _("Capacity: technical")
    BUREAUCRATIC = "bureaucratic", _("Capacity: bureaucratic")
    FINANCIAL = "financial", _("Capacity: financial")
    AUTHORITY = "authority", _("Capacity: authority")
    CIRCUMSTANCES = "circumstances", _("Change of circumstances")
    INTEREST = "interest", _("Interest or priority")
    PROCEDURE = "procedure", _("Decision procedure")
    SCOPE = "scope", _("Scope or location")


class Voice(models.TextChoices):
    GIVEN = "given", _("Reason given by the party")
    ASSESSED = "assessed", _("Reason assessed by an analyst")


class Impediment(Recorded):
    """One reason why an obligation is not met: as the party gives it, or as an analyst assesses
    it. The two are never merged."""

    ledger_kind = "impediment"
    payload_joins = ("obligation", "party", "author")
    payload_parts = ("citations__source",)

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="impediments")
    cause = models.CharField(_("cause"), max_length=13, choices=ImpedimentCause)
    voice = models.CharField(_("whose reason"), max_length=8, choices=Voice)
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("party")
    )  # that gives it
    assessor = models.CharField(
        _("assessed by"), max_length=200, blank=True
    )  # the author of the assessment, where it is not the one who enters it
    text = models.TextField(_("the reason in words"), max_length=LONGEST_TEXT)
    language = models.CharField(_("language"), max_length=5, blank=True)
    observed_on = PartialDateField(_("said on"))
    observed_day = models.DateField(editable=False)
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")

    obligation_path = "obligation"
    objects = OfObligationQuerySet.as_manager()

    class Meta:
        ordering = ("observed_day", "sequence")
        verbose_name = _("impediment")
        verbose_name_plural = _("impediments")
        constraints = (
            models.CheckConstraint(
                condition=Q(voice=Voice.GIVEN, party__isnull=False)
                | Q(voice=Voice.ASSESSED, party=None),
                name="given_reasons_have_a_party",
            ),
            models.CheckConstraint(
                condition=Q(cause__in=ImpedimentCause.values), name="impediment_cause_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.obligation.code} {self.cause}"

    def clean(self) -> None:
        super().clean()
        if not self.text.strip():
            raise ValidationError({"text": _("Say the reason in a sentence.")})

    def scope(self) -> str:
        return self.obligation.forum.regime.slug

    def payload(self) -> dict[str, Any]:
        return {
            "impediment": str(self.pk),
            "obligation": self.obligation.code,
            "cause": self.cause,
            "voice": self.voice,
            "party": self.party.code if self.party else None,
            "assessor": self.assessor,
            "text": self.text,
            "language": self.language,
            "observed_on": str(self.observed_on),
            "observed_day": self.observed_day.isoformat(),
            "author": str(self.author.opaque_id) if self.author else None,
            "citations": citation_facts(self.citations.all()),
        }


class CapacityNeed(Recorded):
    """What a party lacks to meet an obligation."""

    ledger_kind = "capacity_need"
    payload_joins = ("obligation", "party", "author")
    payload_parts = ("citations__source",)

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="needs")
    cause = models.CharField(_("kind"), max_length=13, choices=ImpedimentCause)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    text = models.TextField(_("what is lacking"), max_length=LONGEST_TEXT)
    language = models.CharField(_("language"), max_length=5, blank=True)
    observed_on = PartialDateField(_("said on"))
    observed_day = models.DateField(editable=False)
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")

    obligation_path = "obligation"
    objects = OfObligationQuerySet.as_manager()

    class Meta:
        ordering = ("observed_day", "sequence")
        verbose_name = _("capacity need")
        verbose_name_plural = _("capacity needs")
        constraints = (
            models.CheckConstraint(
                condition=Q(cause__in=["technical", "bureaucratic", "financial", "authority"]),
                name="need_is_of_capacity",
                violation_error_message=_(
                    "A need is technical, bureaucratic, financial or of authority."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.obligation.code} {self.cause}"

    def clean(self) -> None:
        super().clean()
        if not self.text.strip():
            raise ValidationError({"text": _("Say what is lacking.")})

    def scope(self) -> str:
        return self.obligation.forum.regime.slug

    def payload(self) -> dict[str, Any]:
        return {
            "need": str(self.pk),
            "obligation": self.obligation.code,
            "cause": self.cause,
            "party": self.party.code,
            "text": self.text,
            "language": self.language,
            "observed_on": str(self.observed_on),
            "observed_day": self.observed_day.isoformat(),
            "author": str(self.author.opaque_id) if self.author else None,
            "citations": citation_facts(self.citations.all()),
        }


class SupportStage(models.TextChoices):
    PROMISED = "promised", _("Promised")
    DELIVERED = "delivered", _("Delivered")
    MET = "met", _("Need met")
    NO_EFFECT = "no_effect", _("Without effect so far")


class NeedSupport(Recorded):
    """What became of a need: support promised, delivered, and the effect it had."""

    ledger_kind = "need_support"
    payload_joins = ("need__obligation", "party", "author")
    payload_parts = ("citations__source",)

    need = models.ForeignKey(CapacityNeed, models.PROTECT, related_name="support")
    stage = models.CharField(_("stage"), max_length=9, choices=SupportStage)
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by whom")
    )
    donor = models.CharField(_("by whom, if no party"), max_length=200, blank=True)
    text = models.TextField(_("in words"), max_length=LONGEST_TEXT)
    language = models.CharField(_("language"), max_length=5, blank=True)
    observed_on = PartialDateField(_("when it was so"))
    observed_day = models.DateField(editable=False)
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")

    obligation_path = "need__obligation"
    objects = OfObligationQuerySet.as_manager()

    class Meta:
        ordering = ("observed_day", "sequence")
        verbose_name = _("support for a need")
        verbose_name_plural = _("support for needs")
        constraints = (
            models.CheckConstraint(
                condition=Q(stage__in=SupportStage.values), name="support_stage_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.need_id} {self.stage}"

    def clean(self) -> None:
        super().clean()
        if not self.text.strip():
            raise ValidationError({"text": _("Say in a sentence what was promised or done.")})

    def scope(self) -> str:
        return self.need.scope()

    def payload(self) -> dict[str, Any]:
        return {
            "need": str(self.need_id),
            "stage": self.stage,
            "party": self.party.code if self.party else None,
            "donor": self.donor,
            "text": self.text,
            "language": self.language,
            "observed_on": str(self.observed_on),
            "observed_day": self.observed_day.isoformat(),
            "author": str(self.author.opaque_id) if self.author else None,
            "citations": citation_facts(self.citations.all()),
        }


class Scale(models.TextChoices):
    """The named scales on which analysts grade, each from the lowest grade."""

    DEGREE = "degree", _("Low, partial, high, full")
    VERDICT = "verdict", _("Low, high")


class Grade(models.TextChoices):
    LOW = "low", _("Low")
    PARTIAL = "partial", _("Partial")
    HIGH = "high", _("High")
    FULL = "full", _("Full")


GRADES = {
    Scale.DEGREE: (Grade.LOW, Grade.PARTIAL, Grade.HIGH, Grade.FULL),
    Scale.VERDICT: (Grade.LOW, Grade.HIGH),
}


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: "User | AnonymousUser") -> "AssessmentQuerySet":
        return self.filter(forum__regime__in=Regime.objects.readable_by(user))


class Assessment(Recorded):
    """An analyst's own grade of a party, on one agreement or on a forum as a whole. Grades of
    several analysts stand beside one another; none is a score."""

    ledger_kind = "assessment"
    payload_joins = ("forum__regime", "party", "agreement", "author")
    payload_parts = ("citations__source",)

    forum = models.ForeignKey(Forum, models.PROTECT, related_name="assessments")
    party = models.ForeignKey(
        Party, models.PROTECT, related_name="assessments", verbose_name=_("party")
    )
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
        verbose_name=_("agreement"),
    )  # None: as a whole
    scale = models.CharField(_("scale"), max_length=8, choices=Scale)
    grade = models.CharField(_("grade"), max_length=8, choices=Grade)
    assessor = models.CharField(
        _("assessed by"), max_length=200
    )  # whose verdict it is, as the source names them
    rationale = models.TextField(_("rationale"), max_length=LONGEST_TEXT)
    language = models.CharField(_("language"), max_length=5, blank=True)
    observed_on = PartialDateField(_("as of"))
    observed_day = models.DateField(editable=False)
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ("observed_day", "sequence")
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = (
            models.CheckConstraint(
                condition=Q(scale=Scale.DEGREE, grade__in=Grade.values)
                | Q(scale=Scale.VERDICT, grade__in=["low", "high"]),
                name="grade_is_on_its_scale",
                violation_error_message=_("The scale has no such grade."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.party} {self.grade}"

    def clean(self) -> None:
        super().clean()
        if not self.rationale.strip():
            raise ValidationError({"rationale": _("Say why.")})

    def scope(self) -> str:
        return self.forum.regime.slug

    def payload(self) -> dict[str, Any]:
        return {
            "assessment": str(self.pk),
            "forum": self.forum.slug,
            "party": self.party.code,
            "agreement": self.agreement.code if self.agreement else None,
            "scale": self.scale,
            "grade": self.grade,
            "assessor": self.assessor,
            "rationale": self.rationale,
            "language": self.language,
            "observed_on": str(self.observed_on),
            "observed_day": self.observed_day.isoformat(),
            "author": str(self.author.opaque_id) if self.author else None,
            "citations": citation_facts(self.citations.all()),
        }
