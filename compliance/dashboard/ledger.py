"""The ledger as a page shows it: its head, its entries in words, as far as they are open."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from agreements.models import Agreement, Forum, Obligation, Regime
from agreements.permissions import Asker
from compliance.dashboard.figures import party_labels
from compliance.dashboard.wording import Names, Words, in_words, kind_word
from compliance.queries import Words as Name
from compliance.scoring.offline import end_of_day
from sosek.ledger.download import Opens, to_member
from sosek.ledger.models import Entry

HANGS = {
    "verification": ("report", "report"),
    "dispute_step": ("dispute", "dispute"),
    "dispute_statement": ("dispute", "dispute"),
    "dispute_ending": ("report", "report"),
    "offer_answer": ("offer", "offer"),
    "approval_decision": ("approval", "approval"),
    "need_support": ("need", "capacity_need"),
}
"""Kinds that name their obligation only through an earlier entry: the name in the payload under
which they hold its subject, and its kind."""


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """The end of the ledger at a moment."""

    hash: str
    entries: int
    recorded_at: datetime

    @property
    def groups(self) -> list[str]:
        """The hash in groups that a person can compare."""
        return [self.hash[start : start + 8] for start in range(0, 64, 8)]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry in the table."""

    sequence: int
    recorded_at: datetime
    kind: str  # in words
    opened: bool
    words: Words
    digest: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry with all that the chain binds."""

    line: EntryLine
    chained: Sequence[tuple[str, str]]
    payload: str  # pretty JSON; "" where it is closed
    salt: str
    previous: int | None
    following: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries a reader asks for."""

    kind: str = ""
    scope: str = ""
    first: date | None = None
    last: date | None = None


def opens_to(user: Asker) -> Opens:
    """What of the ledger this reader may open: all of their regimes, and what is published."""
    return to_member(list(Regime.objects.of_member(user).values_list("slug", flat=True)))


def known_entries(known_at: datetime) -> QuerySet[Entry]:
    """The ledger as it was at a moment."""
    return Entry.objects.filter(recorded_at__lte=known_at)


def head_at(known_at: datetime) -> LedgerHead | None:
    """The last entry recorded by a moment. One query."""
    last = known_entries(known_at).order_by("-sequence").first()
    return LedgerHead(last.hash, last.sequence, last.recorded_at) if last else None


def wanted_entries(wanted: Wanted, *, known_at: datetime, zone: ZoneInfo) -> QuerySet[Entry]:
    """The entries asked for, newest first."""
    entries = known_entries(known_at).order_by("-sequence")
    if wanted.kind:
        entries = entries.filter(kind=wanted.kind)
    if wanted.scope:
        entries = entries.filter(scope=wanted.scope)
    if wanted.first:
        start = datetime.combine(wanted.first, time.min, tzinfo=zone)
        entries = entries.filter(recorded_at__gte=start)
    if wanted.last:
        entries = entries.filter(recorded_at__lte=end_of_day(wanted.last, zone))
    return entries


def kinds_on_record(known_at: datetime) -> list[tuple[str, str]]:
    """The kinds there are, each with its words. One query."""
    kinds = known_entries(known_at).order_by().values_list("kind", flat=True).distinct()
    return sorted(((kind, kind_word(kind)) for kind in kinds), key=lambda each: each[1])


def entry_lines(
    entries: Sequence[Entry], user: Asker, forums: Sequence[Forum], opens: Opens
) -> list[EntryLine]:
    """Entries in words. Five queries, however many there are."""
    said = {entry.sequence: json.loads(entry.payload) for entry in entries if opens(entry)}
    open_ones = [(e.kind, said[e.sequence]) for e in entries if e.sequence in said]
    names = _names(open_ones, user, forums)
    return [_line(entry, said.get(entry.sequence), names) for entry in entries]


def entry_page(
    entry: Entry, user: Asker, forums: Sequence[Forum], opens: Opens, *, entries: int
) -> EntryPage:
    """One entry, of a ledger that holds so many."""
    (line,) = entry_lines([entry], user, forums, opens)
    payload = json.loads(entry.payload) if line.opened else None
    return EntryPage(
        line=line,
        chained=[(name, str(value)) for name, value in entry.chained().items()],
        payload=json.dumps(payload, ensure_ascii=False, indent=2) if line.opened else "",
        salt=entry.salt if line.opened else "",
        previous=entry.sequence - 1 if entry.sequence > 1 else None,
        following=entry.sequence + 1 if entry.sequence < entries else None,
    )


def _line(entry: Entry, said: Mapping[str, Any] | None, names: Names) -> EntryLine:
    return EntryLine(
        sequence=entry.sequence,
        recorded_at=entry.recorded_at,
        kind=kind_word(entry.kind),
        opened=said is not None,
        words=Words("") if said is None else in_words(entry.kind, said, names),
        digest=entry.digest,
    )


def _names(
    said: Sequence[tuple[str, Mapping[str, Any]]], user: Asker, forums: Sequence[Forum]
) -> Names:
    """What all these payloads name, each kind of name in one query."""
    hangs_on = _hangs_on(said)
    codes = {str(payload["obligation"]) for _, payload in said if "obligation" in payload}
    obligations = Obligation.objects.visible_to(user).filter(code__in=codes | {*hangs_on.values()})
    agreed = {str(payload["agreement"]) for _, payload in said if payload.get("agreement")}
    agreements = Agreement.objects.visible_to(user).filter(code__in=agreed)
    return Names(
        parties={label.code: label.name for label in party_labels().values()},
        forums={forum.slug: str(forum.name) for forum in forums},
        regimes={forum.regime.slug: str(forum.regime.name) for forum in forums},
        obligations=_named(obligations),
        agreements=_named(agreements),
        hangs_on=hangs_on,
    )


def _hangs_on(said: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, str]:
    """The obligations of earlier entries, as those say it themselves. One query."""
    earlier = {
        (HANGS[kind][1], str(payload.get(HANGS[kind][0])))
        for kind, payload in said
        if kind in HANGS
    }
    rows = Entry.objects.filter(
        kind__in={kind for kind, _ in earlier}, subject__in={subject for _, subject in earlier}
    )
    found = {entry.subject: json.loads(entry.payload) for entry in rows}
    return {subject: str(payload["obligation"]) for subject, payload in found.items()}


def _named(rows: QuerySet[Any]) -> dict[str, str]:
    found = rows.values_list("code", "name_en", "name_id", "name_ms")
    return {code: str(Name(*names)) for code, *names in found}
