"""The chain, in plain Python: canonical form, hashes, and the check of a download.

An entry's digest is SHA-256 over its salt and the canonical JSON of its payload; its hash is
SHA-256 over the canonical JSON of everything but payload and salt, the previous hash included.
So a payload can be withheld and still be proven, and no entry can be altered, dropped,
reordered or added in the middle without every later hash changing.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
"""The previous hash of the first entry."""

CHAINED = ("sequence", "recorded_at", "kind", "scope", "digest", "previous")


OPENED = ("salt", "payload")
"""What only an open entry shows."""

SALT = re.compile("[0-9a-f]{32}")


def canonical(value: Any) -> bytes:
    """JSON in its one canonical form: sorted keys, no spaces, UTF-8, no floats."""
    _refuse_floats(value)
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def _refuse_floats(value: Any) -> None:
    """A float may be read and written back differently: nothing that is hashed may have one."""
    if isinstance(value, float):
        raise ValueError(f"{value} is not a whole number")
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            _refuse_floats(each)


def digest(*, salt: str, payload: bytes) -> str:
    """The salted SHA-256 of a canonical payload, in hex. The salt is hex too."""
    return hashlib.sha256(bytes.fromhex(salt) + payload).hexdigest()


def entry_hash(entry: Mapping[str, Any]) -> str:
    """The hash of an entry: over its number, time, kind, scope, digest and previous hash."""
    return hashlib.sha256(canonical({name: entry[name] for name in CHAINED})).hexdigest()


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry that does not fit, and why."""

    line: int
    sequence: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found: how many entries fit, how many of them are closed, and the head; and
    which entry has the head that was asked for, if one has."""

    entries: int
    closed: int
    head: str
    fault: Fault | None
    found: int | None = None


def check(lines: Iterable[str], *, head: str = "") -> Check:
    """Check a download (JSON Lines) from its first entry to its last, or to the first fault;
    `head` is one to look for, or the beginning of one."""
    previous, count, closed, found = GENESIS, 0, 0, None
    for number, line in enumerate(lines, start=1):
        entry, reason = _read(line)
        reason = reason or fault_of(entry, sequence=count + 1, previous=previous)
        if reason:
            sequence = entry.get("sequence")
            named = sequence if isinstance(sequence, int) else None
            return Check(count, closed, previous, Fault(number, named, reason))
        previous, count = entry["hash"], count + 1
        closed += "payload" not in entry
        if head and previous.startswith(head):
            found = count
    return Check(count, closed, previous, None, found)


def fault_of(entry: Mapping[str, Any], *, sequence: int, previous: str) -> str:
    """Why this entry cannot stand at this place in the chain; "" if it can."""
    missing = [name for name in (*CHAINED, "hash") if name not in entry]
    if missing:
        return f"it lacks {', '.join(missing)}"
    foreign = set(entry) - {*CHAINED, "hash", *OPENED}
    if foreign:
        return f"nothing proves its {', '.join(sorted(foreign))}"
    if entry["sequence"] != sequence:
        return f"its number is {entry['sequence']}, {sequence} was expected"
    if entry["previous"] != previous:
        return "it does not continue the entry before it"
    if entry["hash"] != entry_hash(entry):
        return "its hash does not fit its content"
    return _payload_fault(entry)


def _payload_fault(entry: Mapping[str, Any]) -> str:
    if not any(name in entry for name in OPENED):
        return ""
    if "payload" not in entry:
        return "it has a salt and no payload"
    salt = entry.get("salt")
    if not (isinstance(salt, str) and SALT.fullmatch(salt)):
        return "its salt is missing or broken"
    fits = entry["digest"] == digest(salt=salt, payload=canonical(entry["payload"]))
    return "" if fits else "its payload does not fit its digest"


def _read(line: str) -> tuple[dict[str, Any], str]:
    try:
        entry = json.loads(line, object_pairs_hook=_no_twins)
        written = canonical(entry).decode()
    except (ValueError, RecursionError) as error:
        return {}, f"it is not a JSON object ({error})"
    if not isinstance(entry, dict):
        return {}, "it is not a JSON object"
    if line.rstrip("\n") != written:
        return entry, "it is not in canonical form"
    return entry, ""


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name occurs twice")
    return dict(pairs)
