"""Drafts: private to their side, changed at will, deleted when submitted."""

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models import Obligation, Party, StoredFile, User
from agreements.permissions import memberships


class ReportDraftQuerySet(models.QuerySet["ReportDraft"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ReportDraftQuerySet":
        """Those of the sides for which the user is an official; an observer sees their own."""
        if user.is_anonymous:
            return self.none()
        sides = [m.party.side_code for m in memberships(user) if m.party is not None]
        return self.filter(models.Q(side__code__in=sides) | models.Q(side=None, author=user))


class ReportDraft(models.Model):
    """A report in the making. Nothing is asked of it: it keeps what was typed as it was typed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="drafts")
    author = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    side = models.ForeignKey(
        Party, models.CASCADE, null=True, blank=True, related_name="+"
    )  # None: an observation
    fields = models.JSONField(default=dict)  # form field → text
    saved_at = models.DateTimeField()

    objects = ReportDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-saved_at",)
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return f"{self.obligation.code} {self.saved_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return f"{self.obligation.get_absolute_url()}?draft={self.pk}#log"


class DraftFileQuerySet(models.QuerySet["DraftFile"]):
    def visible_to(self, user: "User | AnonymousUser") -> "DraftFileQuerySet":
        return self.filter(draft__in=ReportDraft.objects.visible_to(user))


class DraftFile(StoredFile):
    """A file kept with a draft."""

    draft = models.ForeignKey(ReportDraft, models.CASCADE, related_name="files")

    objects = DraftFileQuerySet.as_manager()

    class Meta:
        ordering = ("draft", "order")
        verbose_name = _("file of a draft")
        verbose_name_plural = _("files of drafts")
