"""A receipt for a program: what `score` prints, and what stands behind it."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from compliance.dashboard.receipt_parts import Fact, Part, Share
from compliance.dashboard.receipts import Receipt
from compliance.models import ProgressReport
from compliance.scoring import Item, report_object
from compliance.scoring.printing import instant


def receipt_object(receipt: Receipt, parts: Iterable[Part]) -> dict[str, Any]:
    """All that the page says, in codes and exact fractions."""
    found, found_parts = receipt.found, list(parts)
    table = report_object(
        forum=receipt.forum.slug,
        as_of=found.as_of,
        known_at=found.known_at,
        ledger_head=receipt.head.hash if receipt.head else "",
        by=receipt.by,
        rows=[] if receipt.obligation else [receipt.row],
        method=receipt.method,
    )
    return table | {
        "ledger_entries": receipt.head.entries if receipt.head else 0,
        "thresholds": {
            name: str(getattr(found.thresholds, name)) for name in ("full", "high", "partial")
        },
        "party": receipt.party.code,
        "obligation": receipt.obligation or None,
        "exact": _exact(receipt.figure.value if receipt.figure else receipt.score.value),
        "agreements": [_part_object(part) for part in found_parts],
        # The only thing here that grows: what was recorded after the moment, and so does not count.
        "recorded_later": [
            _later_object(report, share)
            for part in found_parts
            for share in part.shares
            for report in share.later
        ],
        "commands": list(receipt.commands),
        "address": receipt.address,
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _part_object(part: Part) -> dict[str, Any]:
    return {
        "agreement": part.code,
        "paper": part.paper,
        "weight": part.weight,
        "score": _exact(part.score.value),
        "contribution": _exact(part.contribution),
        **_item_object(part.item),
        "obligations": [_share_object(share) for share in part.shares],
    }


def _share_object(share: Share) -> dict[str, Any]:
    line = share.line
    return {
        "obligation": line.code,
        "owes": line.party.code,
        "weight": share.weight,
        "due": line.due,
        "established": _exact(line.established),
        "claimed": _exact(line.claimed),
        "expected": _exact(line.expected),
        "compliance": _exact(line.compliance),
        "contribution": _exact(share.contribution),
        **_item_object(share.item),
        "reports": [_fact_object(fact) for fact in share.facts],
        "withheld": share.withheld,
    }


def _item_object(item: Item | None) -> dict[str, Any]:
    """What another method makes of it; nothing where it looks at something else."""
    if item is None:
        return {}
    return {"level": item.level, "points": int(item.points), "base": item.base}


def _fact_object(fact: Fact) -> dict[str, Any]:
    return {
        "entry": fact.report.sequence,
        "report": str(fact.report.pk),
        "observed_on": str(fact.report.observed_on),
        "status": fact.report.status,
        "percent": fact.report.percent,
        "verdict": fact.considered.verdict.value,
        "reason": fact.considered.reason.value,
        "counted": fact.considered.counted,
        "contestable_until": fact.until.isoformat() if fact.until else None,
    }


def _later_object(report: ProgressReport, share: Share) -> dict[str, Any]:
    return {
        "obligation": share.line.code,
        "entry": report.sequence,
        "recorded_at": instant(report.recorded_at),
    }
