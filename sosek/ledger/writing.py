"""Writing to the ledger: one writer at a time, inside the transaction of what is recorded."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models
from django.db.transaction import TransactionManagementError

from sosek.ledger.chain import GENESIS, canonical, digest, entry_hash
from sosek.ledger.models import Entry, Recorded

LOCK = 0x50_53_45_4B  # any number, as long as every writer takes the same


class Chain:
    """The end of the ledger, held under lock until the transaction ends."""

    def __init__(self, last: Entry | None) -> None:
        self._sequence = last.sequence if last else 0
        self._hash = last.hash if last else GENESIS
        # Taken after the lock and never below the last entry's, so that what was known at a
        # moment can never change afterwards, whatever the clock does.
        self.now = max(datetime.now(UTC), last.recorded_at) if last else datetime.now(UTC)

    def enter(self, record: Recorded, *, parts: Iterable[models.Model] = ()) -> None:
        """Check and write the record and its parts, then its entry."""
        record.sequence, record.recorded_at = self._sequence + 1, self.now
        record.full_clean()
        record.save(force_insert=True)
        for part in parts:
            part.full_clean()
            part.save(force_insert=True)
        self.note(
            kind=record.ledger_kind,
            scope=record.scope(),
            subject=str(record.pk),
            payload=record.payload(),
        )

    def enter_all(self, records: Sequence[Recorded], *, parts: Iterable[models.Model] = ()) -> None:
        """Write many records of one kind and their parts, then their entries: a few queries for
        all of them. Each was checked before; here the database alone refuses."""
        for number, record in enumerate(records, start=self._sequence + 1):
            record.sequence, record.recorded_at = number, self.now
        by_model: dict[type[models.Model], list[models.Model]] = {}
        for row in (*records, *parts):
            by_model.setdefault(type(row), []).append(row)
        for model, rows in by_model.items():
            model._default_manager.bulk_create(rows)
        for path in records[0].payload_parts if records else ():
            models.prefetch_related_objects(records, path)
        Entry.objects.bulk_create(
            self.draft(
                kind=record.ledger_kind,
                scope=record.scope(),
                subject=str(record.pk),
                payload=record.payload(),
            )
            for record in records
        )

    def note(self, *, kind: str, scope: str, subject: str, payload: dict[str, Any]) -> Entry:
        """Append one entry."""
        entry = self.draft(kind=kind, scope=scope, subject=subject, payload=payload)
        entry.save(force_insert=True)
        return entry

    def draft(self, *, kind: str, scope: str, subject: str, payload: dict[str, Any]) -> Entry:
        """The next entry, chained but not yet saved (for writing many at once)."""
        text, salt = canonical(payload), secrets.token_hex(16)
        entry = Entry(
            sequence=self._sequence + 1,
            recorded_at=self.now,
            kind=kind,
            scope=scope,
            subject=subject,
            salt=salt,
            payload=text.decode(),
            digest=digest(salt=salt, payload=text),
            previous=self._hash,
        )
        entry.hash = entry_hash(entry.chained())
        self._sequence, self._hash = entry.sequence, entry.hash
        return entry


def open_chain() -> Chain:
    """Take the ledger's lock. Call it first in every verb: the order of the record is then the
    order of truth, and what the verb checks cannot change before it writes.

    SQLite's IMMEDIATE transactions already let only one writer begin.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("the ledger is written inside a transaction only")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    return Chain(Entry.objects.order_by("-sequence").first())
