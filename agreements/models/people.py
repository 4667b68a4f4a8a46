"""Users, and for whom they act in which role."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agreements.models.parties import Forum, Party
from agreements.models.regime import Regime


class User(AbstractUser):
    """A person who signs in. The ledger knows them by their opaque id only."""

    opaque_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(
        _("language"),
        max_length=2,
        blank=True,
        choices=[("en", "English"), ("id", "Bahasa Indonesia"), ("ms", "Bahasa Melayu")],
    )
    theme = models.CharField(
        _("theme"), max_length=5, blank=True, choices=[("light", _("Light")), ("dark", _("Dark"))]
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")


class Role(models.TextChoices):
    OFFICIAL = "official", _("Official")
    SECRETARIAT = "secretariat", _("Secretariat")
    ANALYST = "analyst", _("Analyst")
    ADMIN = "admin", _("Admin")


class Membership(models.Model):
    """A user acts in a role in a regime; an official for a party and those below it; where a
    forum is named, only in it and in those it succeeds."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    regime = models.ForeignKey(Regime, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, verbose_name=_("party"))
    forum = models.ForeignKey(Forum, models.PROTECT, null=True, blank=True, verbose_name=_("forum"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.CheckConstraint(
                condition=Q(role=Role.OFFICIAL, party__isnull=False)
                | (
                    Q(role__in=[Role.SECRETARIAT, Role.ANALYST, Role.ADMIN]) & Q(party__isnull=True)
                ),
                name="officials_act_for_a_party",
                violation_error_message=_(
                    "An official needs a party; the other roles stand for no party."
                ),
            ),
            models.UniqueConstraint(
                "user",
                "regime",
                "role",
                Coalesce("party", 0),
                Coalesce("forum", 0),
                name="one_membership_each",
                violation_error_message=_("This user already has this role here."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.party or ''}".strip()
