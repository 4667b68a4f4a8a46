"""Offers: what a party proposes to change in what it owes, and what the other side answers."""

import uuid
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import (
    AgendaItem,
    Citation,
    Obligation,
    PartialDateField,
    Party,
    Regime,
    Site,
    User,
)
from agreements.models.sources import citation_facts
from compliance.models.reports import LONGEST_TEXT
from sosek.ledger.models import Recorded


class OfObligationQuerySet(models.QuerySet[Any]):
    """Rows that hang on an obligation, which the model's `obligation_path` leads to: seen by who
    may read the record of its regime."""

    def visible_to(self, user: "User | AnonymousUser") -> "OfObligationQuerySet":
        path: str = self.model.obligation_path
        regime = f"{path}__agreement__paper__forum__regime__in"
        return self.filter(**{regime: Regime.objects.readable_by(user)})


class OfferKind(models.TextChoices):
    SUBSTITUTION = "substitution", _("Substitution: something else instead")
    EXTENSION = "extension", _("Extension: a later date")
    RESCOPING = "rescoping", _("Re-scoping: another place or extent")
    CANCELLATION = "cancellation", _("Cancellation")


class OfferQuerySet(OfObligationQuerySet):
    def open(self) -> "OfferQuerySet":
        """Those neither answered nor taken back."""
        return self.filter(answer=None)


class Offer(Recorded):
    """What the party that owes proposes instead. Until it is accepted the obligation stands, and
    silence is never consent."""

    ledger_kind = "offer"
    payload_joins = ("obligation", "party", "author", "site", "item__meeting")
    payload_parts = ("citations__source",)

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="offers")
    kind = models.CharField(_("kind"), max_length=12, choices=OfferKind)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("offered by"))
    author = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: reported by a published source
    text = models.TextField(_("what is offered"), max_length=LONGEST_TEXT)
    reason = models.TextField(_("reason"), blank=True, max_length=LONGEST_TEXT)
    language = models.CharField(_("language"), max_length=5, blank=True)
    offered_on = PartialDateField(_("offered on"), null=True, blank=True)
    due_on = PartialDateField(_("new date"), null=True, blank=True)  # of an extension
    name_en = models.CharField(_("what is owed instead (English)"), max_length=300, blank=True)
    name_id = models.CharField(
        _("what is owed instead (Bahasa Indonesia)"), max_length=300, blank=True
    )
    name_ms = models.CharField(
        _("what is owed instead (Bahasa Melayu)"), max_length=300, blank=True
    )
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("new site")
    )
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="offers"
    )
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")

    obligation_path = "obligation"
    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=OfferKind.values), name="offer_kind_known"),
        )

    def __str__(self) -> str:
        return f"{self.obligation.code} {self.kind}"

    def get_absolute_url(self) -> str:
        return f"{reverse('compliance:obligation', args=[self.obligation.code])}#o-{self.pk}"

    @property
    def named(self) -> bool:
        """Whether it says what would be owed instead."""
        return bool(self.name_en or self.name_id or self.name_ms)

    def clean(self) -> None:
        super().clean()
        if not self.text.strip():
            raise ValidationError({"text": _("Say what is offered.")})
        if self.kind == OfferKind.EXTENSION and not self.due_on and self.author_id:
            raise ValidationError({"due_on": _("Say the new date that is asked for.")})
        replaces = self.kind in (OfferKind.SUBSTITUTION, OfferKind.RESCOPING)
        if replaces and not self.named and self.author_id:
            raise ValidationError({"name": _("Say in a few words what would be owed instead.")})

    def scope(self) -> str:
        return self.obligation.forum.regime.slug

    def payload(self) -> dict[str, Any]:
        return {
            "offer": str(self.pk),
            "obligation": self.obligation.code,
            "kind": self.kind,
            "party": self.party.code,
            "author": str(self.author.opaque_id) if self.author else None,
            "text": self.text,
            "reason": self.reason,
            "language": self.language,
            "offered_on": str(self.offered_on) if self.offered_on else None,
            "due_on": str(self.due_on) if self.due_on else None,
            "name": {"en": self.name_en, "id": self.name_id, "ms": self.name_ms},
            "site": self.site.code if self.site else None,
            "meeting": self.item.meeting.code if self.item else None,
            "citations": citation_facts(self.citations.all()),
        }


class OfferOutcome(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


class OfferAnswer(Recorded):
    """How an offer ended: accepted or refused by the other side, or taken back by its own."""

    ledger_kind = "offer_answer"
    payload_joins = ("offer__obligation", "side", "author", "item__meeting")

    offer = models.OneToOneField(Offer, models.PROTECT, related_name="answer")
    outcome = models.CharField(_("answer"), max_length=9, choices=OfferOutcome)
    side = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("side"))
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), max_length=LONGEST_TEXT)
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="offer_answers"
    )
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    obligation_path = "offer__obligation"
    objects = OfObligationQuerySet.as_manager()

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("answer to an offer")
        verbose_name_plural = _("answers to offers")
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=OfferOutcome.values), name="offer_outcome_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.offer_id} {self.outcome}"

    def clean(self) -> None:
        super().clean()
        if not self.reason.strip():
            raise ValidationError({"reason": _("Give the reason: it stays in the record.")})

    def scope(self) -> str:
        return self.offer.scope()

    def payload(self) -> dict[str, Any]:
        return {
            "offer": str(self.offer_id),
            "outcome": self.outcome,
            "side": self.side.code,
            "author": str(self.author.opaque_id),
            "reason": self.reason,
            "meeting": self.item.meeting.code if self.item else None,
        }
