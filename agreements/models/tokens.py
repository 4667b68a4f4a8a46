"""How programs come in: their tokens, and the answers that were given to what they sent once."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from agreements.models.people import User


class Scope(models.TextChoices):
    READ = "read", _("Read")
    WRITE = "write", _("Read and write")


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def of(self, user: "User") -> "ApiTokenQuerySet":
        """Those of a person, the newest first."""
        return self.filter(user=user).order_by("-pk")

    def working(self, now: datetime) -> "ApiTokenQuerySet":
        """Those that open the door at this moment."""
        return self.filter(revoked_at=None, expires_at__gt=now, user__is_active=True)


class ApiToken(models.Model):
    """A secret by which a program acts for a person, never for more than they may do. What is kept
    of the secret is its digest."""

    user = models.ForeignKey("agreements.User", models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    scope = models.CharField(_("scope"), max_length=5, choices=Scope, default=Scope.READ)
    prefix = models.CharField(_("begins with"), max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("works until"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = (
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="token_scope_known"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def state(self, now: datetime) -> str:
        """Whether it works, has run out, or was revoked."""
        if self.revoked_at is not None:
            return "revoked"
        return "working" if self.expires_at > now else "expired"


class KeptAnswer(models.Model):
    """What a program was answered under a key of its own: the same sent again is answered so, and
    not done a second time."""

    user = models.ForeignKey("agreements.User", models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)  # SHA-256 of the key that was sent
    fingerprint = models.CharField(max_length=64)  # SHA-256 of what was asked
    status = models.PositiveSmallIntegerField()
    body = models.TextField()  # JSON
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.key[:8]}"
