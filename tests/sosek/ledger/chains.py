"""Ledger downloads for tests, made by the same functions, with no database."""

from collections.abc import Collection
from typing import Any

from sosek.ledger.chain import GENESIS, canonical, digest, entry_hash

PAYLOADS: list[dict[str, Any]] = [
    {"party": "ID", "parent": None},
    {"narrative": "Pos “Sungai Nyamuk” dibuka – \U0001f6a4", "percent": 50, "claim": True},
    {"milestones": [{"code": "road", "weight": 2}], "reason": 'He said "no"\n'},
    {},
]


def download(*, closed: Collection[int] = ()) -> list[str]:
    """The lines of a chain of PAYLOADS; those whose number is in `closed` show no payload."""
    lines, previous = [], GENESIS
    for sequence, payload in enumerate(PAYLOADS, start=1):
        text, salt = canonical(payload), f"{sequence:032x}"
        entry: dict[str, Any] = {
            "sequence": sequence,
            "recorded_at": f"2026-11-25T02:20:10.00000{sequence}Z",
            "kind": "report",
            "scope": "sosek-test",
            "digest": digest(salt=salt, payload=text),
            "previous": previous,
        }
        previous = entry["hash"] = entry_hash(entry)
        if sequence not in closed:
            entry |= {"salt": salt, "payload": payload}
        lines.append(canonical(entry).decode() + "\n")
    return lines
