"""Notices: what each person wants to be told and how, and the mail that waits to be sent."""

import secrets
import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.models import Membership, User


def new_secret() -> str:
    """What nobody guesses, for an address that opens without signing in."""
    return secrets.token_urlsafe(32)


class Frequency(models.TextChoices):
    DAILY = "daily", _("Every day on which there is something new")
    WEEKLY = "weekly", _("Once a week, if there is something new")
    OFF = "off", pgettext_lazy("mail", "Never")


class NoticeSettings(models.Model):
    """How a person wants to be told of what waits for them. Who has none is told every day: a
    digest says only what is new, and the days in which a claim can be contested do not wait.

    The secrets are kept as they are: the profile shows the calendar's address again, for the next
    device, and who reads the database reads what they open anyway. Both can be made anew.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="notice_settings")
    frequency = models.CharField(
        _("notices by e-mail"), max_length=6, choices=Frequency, default=Frequency.DAILY
    )
    unsubscribing = models.CharField(
        max_length=43, unique=True, default=new_secret, editable=False
    )  # the secret of the address that turns mail off
    calendar = models.CharField(
        max_length=43, unique=True, null=True, blank=True, editable=False
    )  # the secret of the calendar's address; None: there is none
    told = models.JSONField(default=dict, editable=False)  # what waits → how urgent it was told
    seen = models.JSONField(
        null=True, blank=True, editable=False
    )  # what waits → when the list showed it first, "": from the beginning; None: never looked

    class Meta:
        verbose_name = _("settings of notices")
        verbose_name_plural = _("settings of notices")
        constraints = (
            models.CheckConstraint(
                condition=Q(frequency__in=Frequency.values), name="notice_frequency_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.frequency}"


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    def unsent(self) -> "OutboxQuerySet":
        return self.filter(sent_at=None)

    def wanted(self) -> "OutboxQuerySet":
        """To who is active, still acts in some role, has an address and has not turned mail off."""
        acts = Exists(Membership.objects.filter(user=OuterRef("user")))
        return self.filter(acts, user__is_active=True).exclude(
            Q(user__email="") | Q(user__notice_settings__frequency=Frequency.OFF)
        )

    def free(self, at: datetime) -> "OutboxQuerySet":
        """Unsent, their turn, and in no other process's hand: said of the rows alone, so that an
        update asks it again of a row that another process has just changed."""
        free = Q(leased_until=None) | Q(leased_until__lte=at)
        return self.unsent().filter(free, next_try_at__lte=at)

    def to_send(self, at: datetime) -> "OutboxQuerySet":
        """Those whose turn it is, the oldest first."""
        return self.free(at).wanted().order_by("next_try_at", "created_at", "pk")


class OutboxMessage(models.Model):
    """A message to a person, written once and kept until it is sent, and for some time after."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(_("key"), max_length=80, unique=True)  # what is written once only
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("user"))
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(_("written"))
    attempts = models.PositiveIntegerField(_("failed attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    next_try_at = models.DateTimeField(_("next attempt"))
    leased_until = models.DateTimeField(
        null=True, blank=True
    )  # who has it in hand sends it by then
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects: Any = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "pk")
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        indexes = (models.Index(fields=["sent_at", "next_try_at"], name="outbox_to_send"),)

    def __str__(self) -> str:
        return self.subject
