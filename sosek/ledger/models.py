"""Entries of the ledger, and the abstract row that always has one."""

import json
import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sosek.ledger.chain import canonical


class Entry(models.Model):
    """One step of the chain: what was recorded, when, and the hash that binds it to all before."""

    append_only = True

    sequence = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=80, blank=True)  # the regime's slug; blank: of all regimes
    # Of an entry of another regime, that came closed with an archive, these three are empty.
    subject = models.CharField(max_length=80)  # key of what was recorded
    salt = models.CharField(max_length=32)
    payload = models.TextField()  # canonical JSON
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = (models.Index(fields=["kind", "subject"], name="entry_of_subject"),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"

    @property
    def closed(self) -> bool:
        """Whether nothing but its digest is known here."""
        return not self.payload

    def chained(self) -> dict[str, Any]:
        """What the hash binds, as a download shows it."""
        return {
            "sequence": self.sequence,
            "recorded_at": instant(self.recorded_at),
            "kind": self.kind,
            "scope": self.scope,
            "digest": self.digest,
            "previous": self.previous,
            "hash": self.hash,
        }

    def told(self, *, opened: bool) -> dict[str, Any]:
        """This entry as a download tells it, with or without its payload."""
        entry = self.chained()
        if opened:
            entry |= {"salt": self.salt, "payload": json.loads(self.payload)}
        return entry

    def line(self, *, opened: bool) -> str:
        """This entry as a line of a download."""
        return canonical(self.told(opened=opened)).decode()


class Recorded(models.Model):
    """A row that is written once, with its entry in the ledger, and never changed."""

    append_only = True
    ledger_kind: ClassVar[str]
    payload_joins: ClassVar[tuple[str, ...]] = ()  # what `payload` reads beside the row itself,
    payload_parts: ClassVar[tuple[str, ...]] = ()  # so that an audit can read many at once

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sequence = models.BigIntegerField(unique=True, editable=False)  # of its entry
    recorded_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True

    def payload(self) -> dict[str, Any]:
        """What the ledger says of this row, made of nothing but this row and its own parts."""
        raise NotImplementedError

    def scope(self) -> str:
        """Slug of the regime it belongs to."""
        raise NotImplementedError


def instant(moment: Any) -> str:
    """A moment in UTC to the microsecond, as the ledger writes it."""
    return str(moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
