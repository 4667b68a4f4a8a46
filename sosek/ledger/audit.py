"""Holding the records and the ledger against each other.

An archive brings the entries of other regimes closed: only their place in the chain can be checked.
So that nobody hides a record by closing its entry, a regime is closed as a whole or not at all, and
what belongs to all regimes never: to which regime an entry belongs is bound by its hash.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from sosek.ledger.chain import GENESIS, Check, Fault, canonical, fault_of
from sosek.ledger.models import Entry, Recorded

Facts = Iterable[tuple[str, dict[str, Any]]]  # subject and payload of each row
FIXED_FACTS: dict[str, Callable[[], Facts]] = {}
"""Kinds of entries whose rows are not append-only but whose scored part is fixed once used
(the parent of a party, the paper of an agreement): how to read what the rows say now."""


def audit() -> Check:
    """Check the whole chain, then every record against its entry; name the first misfit."""
    chain = _check_entries()
    faults = [fault for fault in (chain.fault, _first_misfit()) if fault]
    first = min(faults, key=lambda fault: fault.line, default=None)
    return Check(chain.entries, chain.closed, chain.head, first)


def _check_entries() -> Check:
    previous, count, closed = GENESIS, 0, 0
    opened: set[str] = {""}
    first_closed: dict[str, int] = {}
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=2000):
        reason = _fault_of(entry, sequence=count + 1, previous=previous)
        if reason:
            return Check(count, closed, previous, Fault(count + 1, entry.sequence, reason))
        previous, count = entry.hash, count + 1
        if entry.closed:
            closed += 1
            first_closed.setdefault(entry.scope, entry.sequence)
        else:
            opened.add(entry.scope)
    hidden = min((first_closed[scope] for scope in opened & first_closed.keys()), default=None)
    fault = Fault(hidden, hidden, "what it says is gone") if hidden else None
    return Check(count, closed, previous, fault)


def _fault_of(entry: Entry, *, sequence: int, previous: str) -> str:
    if entry.closed:
        return fault_of(entry.chained(), sequence=sequence, previous=previous)
    try:
        payload = json.loads(entry.payload)
        written = canonical(payload).decode()
    except ValueError:
        return "its payload is not JSON"
    if written != entry.payload:
        return "its payload is not in canonical form"
    opened = entry.chained() | {"salt": entry.salt, "payload": payload}
    return fault_of(opened, sequence=sequence, previous=previous)


def _first_misfit() -> Fault | None:
    """The earliest entry whose record says something else, is gone, or was never entered."""
    faults = [*_record_misfits(), *_fixed_misfits()]
    return min(faults, key=lambda fault: fault.line, default=None)


def _record_misfits() -> Iterator[Fault]:
    for model in apps.get_models():
        if issubclass(model, Recorded):
            yield from _misfits_of(model)


def _misfits_of(model: type[Recorded]) -> Iterator[Fault]:
    """Walk rows and entries side by side, both by sequence: in bounded memory, however many."""
    rows = (
        model._default_manager.select_related(*model.payload_joins)
        .prefetch_related(*model.payload_parts)
        .order_by("sequence")
        .iterator(chunk_size=1000)
    )
    row = next(rows, None)
    entries = _open_entries(model.ledger_kind)
    for entry in entries.iterator(chunk_size=1000):
        while row is not None and row.sequence < entry.sequence:
            yield _never_entered(row)
            row = next(rows, None)
        own = row if row is not None and row.sequence == entry.sequence else None
        reason = _misfit(entry, own)
        if reason:
            yield Fault(entry.sequence, entry.sequence, reason)
        if own is not None:
            row = next(rows, None)
    while row is not None:
        yield _never_entered(row)
        row = next(rows, None)


def _open_entries(kind: str) -> QuerySet[Entry]:
    return Entry.objects.filter(kind=kind).exclude(payload="").order_by("sequence")


def _never_entered(row: Recorded) -> Fault:
    reason = f"the {row.ledger_kind} {row.pk} has no such entry"
    return Fault(row.sequence, row.sequence, reason)


def _misfit(entry: Entry, row: Recorded | None) -> str:
    if row is None or str(row.pk) != entry.subject:
        return f"its {entry.kind} {entry.subject} is gone"
    if row.recorded_at != entry.recorded_at:
        return f"its {entry.kind} {entry.subject} has another time of recording"
    if canonical(row.payload()).decode() != entry.payload:
        return f"its {entry.kind} {entry.subject} says something else"
    return ""


def _fixed_misfits() -> Iterator[Fault]:
    for kind, read in FIXED_FACTS.items():
        latest = {entry.subject: entry for entry in _open_entries(kind)}
        for subject, payload in read():
            entry = latest.pop(subject, None)
            if entry is None:
                last = Entry.objects.order_by("-sequence").first()
                place = last.sequence + 1 if last else 1
                yield Fault(place, None, f"the {kind} {subject} was never entered")
            elif canonical(payload).decode() != entry.payload:
                reason = f"its {kind} {subject} says something else"
                yield Fault(entry.sequence, entry.sequence, reason)
        for subject, entry in latest.items():
            yield Fault(entry.sequence, entry.sequence, f"its {kind} {subject} is gone")
