"""The lines of a ledger download, read one by one.

Whether a download is whole and unchanged is another check (`python -m sosek.ledger FILE`); here
each line only has to follow the one before.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeAlias, TypeVar
from zoneinfo import ZoneInfoNotFoundError

NEEDED = frozenset(
    {
        "settings",
        "party",
        "forum",
        "agreement",
        "agreement_terms",
        "obligation",
        "obligation_terms",
        "report",
        "verification",
        "dispute_ending",
    }
)

T = TypeVar("T")
Payload: TypeAlias = Mapping[str, Any]


class DownloadError(ValueError):
    """A figure that cannot be computed from this file, and why, in one sentence."""


class Entry(NamedTuple):
    """One line of the download."""

    sequence: int
    recorded_at: datetime
    kind: str
    scope: str  # the regime it belongs to
    hash: str
    payload: Payload | None  # None: closed to this reader


def read_entries(lines: Iterable[str]) -> tuple[Entry, ...]:
    """The entries of a download, each following the one before."""
    entries: list[Entry] = []
    previous = None
    for number, line in enumerate(lines, start=1):
        try:
            fields = json.loads(line)
            entry = Entry(
                sequence=int(fields["sequence"]),
                recorded_at=moment_of(fields["recorded_at"]),
                kind=str(fields["kind"]),
                scope=str(fields.get("scope") or ""),
                hash=str(fields["hash"]),
                payload=fields.get("payload"),
            )
            if not isinstance(entry.payload, Mapping | None):
                raise TypeError(entry.payload)
            follows = entry.sequence == number and previous in (None, fields["previous"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DownloadError(f"Line {number} is not a ledger entry.") from error
        if not follows:
            raise DownloadError(f"Line {number} does not follow the one before: lines are missing.")
        previous = entry.hash
        entries.append(entry)
    if not entries:
        raise DownloadError("The file holds no ledger entry.")
    return tuple(entries)


def head_at(entries: Sequence[Entry], known_at: datetime) -> str:
    """The hash of the last entry recorded by a moment: what is recorded later changes no figure
    that was known then, so it does not change what such a figure rests on."""
    return next((e.hash for e in reversed(entries) if e.recorded_at <= known_at), "")


class Opened(NamedTuple):
    """An entry whose payload can be read."""

    sequence: int
    recorded_at: datetime
    kind: str
    payload: Payload


Known: TypeAlias = Mapping[str, Sequence[Opened]]  # by kind


def opened(entries: Iterable[Entry], *, known_at: datetime) -> dict[str, list[Opened]]:
    """By kind, what had been recorded by a moment and can be read."""
    known: dict[str, list[Opened]] = defaultdict(list)
    for entry in entries:
        if entry.payload is not None and entry.recorded_at <= known_at:
            known[entry.kind].append(
                Opened(entry.sequence, entry.recorded_at, entry.kind, entry.payload)
            )
    return known


def refuse_closed(entries: Iterable[Entry], *, regime: str, known_at: datetime) -> None:
    """A figure of a regime needs all that scoring reads of it."""
    for entry in entries:
        closed = entry.payload is None and entry.kind in NEEDED and entry.recorded_at <= known_at
        if closed and entry.scope in ("", regime):
            raise DownloadError(
                f"Entry {entry.sequence} ({entry.kind}) is closed: "
                "the figure cannot be computed from a download with closed entries."
            )


def read(entry: Opened, build: Callable[[Opened], T]) -> T:
    """What `build` makes of an entry; a payload it cannot read is named by its line."""
    try:
        return build(entry)
    except DownloadError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, ZoneInfoNotFoundError) as error:
        raise DownloadError(f"Entry {entry.sequence} ({entry.kind}) cannot be read.") from error


def moment_of(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)
