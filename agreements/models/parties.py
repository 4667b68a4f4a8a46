"""Parties, their tree, and the forums in which they meet."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from agreements.models.dates import Named, PartialDateField
from agreements.models.regime import Regime
from agreements.models.sources import Citation
from agreements.models.visible import InRegimeQuerySet, SharedQuerySet


class PartyKind(models.TextChoices):
    STATE = "state", pgettext_lazy("kind of party", "State")
    PROVINCE = "province", _("Province")
    NEGERI = "negeri", _("State of a federation")
    DISTRICT = "district", _("Regency or district")
    AUTHORITY = "authority", _("Authority")


class PartyQuerySet(SharedQuerySet["Party"]):
    def sides(self) -> "PartyQuerySet":
        """The roots of the tree."""
        return self.filter(parent=None)

    def within(self, party: "Party") -> "PartyQuerySet":
        """This party and all below it."""
        return self.filter(models.Q(pk=party.pk) | models.Q(path__startswith=party.path + "/"))


class Party(Named):
    """Who can owe something: a state, or a province, state or district of one. The root of its
    tree is its side. Code and parent are fixed once it owes anything."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=120, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=PartyKind)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    valid_from = PartialDateField(_("from"), null=True, blank=True)
    valid_to = PartialDateField(_("to"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")
    history = HistoricalRecords()

    objects = PartyQuerySet.as_manager()

    class Meta:
        ordering = ("position", "path")
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("pk")), name="party_not_its_own_parent"
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("compliance:party", args=[self.code])

    @property
    def side_code(self) -> str:
        """Code of the root of its tree."""
        return self.path.split("/")[0]

    def clean(self) -> None:
        super().clean()
        if "/" in self.code:
            raise ValidationError({"code": _("A code has no slash.")})
        if self.parent and self.code in self.parent.path.split("/"):
            raise ValidationError({"parent": _("A party cannot stand below itself.")})
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("The end is before the beginning.")})
        self.path = self.path_below(self.parent)

    def path_below(self, parent: "Party | None") -> str:
        """Its place in the tree, from its side down."""
        return f"{parent.path}/{self.code}" if parent else self.code

    def fixed_facts(self) -> dict[str, Any]:
        """What a score reads of it."""
        return {"party": self.code, "parent": self.parent.code if self.parent else None}


class Forum(Named):
    """A table at which parties of the regime meet. It shows its own and its predecessors'
    obligations, under whoever owed them at the date."""

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="forums")
    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    parties = models.ManyToManyField(Party, related_name="forums", verbose_name=_("parties"))
    started_on = PartialDateField(_("began"), null=True, blank=True)
    ended_on = PartialDateField(_("ended"), null=True, blank=True)
    predecessor = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor"
    )
    citations = models.ManyToManyField(Citation, blank=True, related_name="+")
    history = HistoricalRecords()

    regime_path = "regime"
    objects = InRegimeQuerySet["Forum"].as_manager()

    class Meta:
        ordering = ("regime", "pk")
        verbose_name = _("forum")
        verbose_name_plural = _("forums")

    def get_absolute_url(self) -> str:
        return reverse("compliance:forum", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if self.started_on and self.ended_on and self.ended_on < self.started_on:
            raise ValidationError({"ended_on": _("The end is before the beginning.")})

    def side_codes(self) -> frozenset[str]:
        """Codes of the sides that sit in it. One query."""
        return frozenset(party.side_code for party in self.parties.only("path"))

    def fixed_facts(self) -> dict[str, Any]:
        """What a score reads of it."""
        return {
            "forum": self.slug,
            "regime": self.regime.slug,
            "started_on": str(self.started_on) if self.started_on else None,
            "predecessor": self.predecessor.slug if self.predecessor else None,
            "parties": sorted(party.code for party in self.parties.all()),
        }
