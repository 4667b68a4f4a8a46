"""What a record says: the part of a meeting that both sides confirm, as plain values."""

import hashlib
from typing import Any

from agreements.models.agenda import AgendaItem, Decision, PreparedAgreement, numbers
from agreements.models.meetings import Delegate, Meeting
from agreements.models.proceedings import Addendum
from sosek.ledger.chain import canonical

AGENDA = (
    "paper__forum",
    "agreement",
    "obligation",
    "arises_from__item__meeting",
    "decision__action_by",
    "decision__escalated_to",
    "decision__prepared__agreement",
)
PARTS = (
    "positions__side",
    "decision__approvals__authority",
    "decision__prepared__obligations__owes",
    "decision__prepared__obligations__site",
    "decision__prepared__obligations__obligation",
)


def record_content(meeting: Meeting) -> dict[str, Any]:
    """The meeting as its record tells it. Persons are named by seat and office only, as everywhere
    in the ledger. Nine queries, however long the agenda."""
    items = list(meeting.agenda.select_related(*AGENDA).prefetch_related(*PARTS))
    number = numbers(items)
    by_number = sorted(items, key=lambda item: list(number).index(item.pk))
    return {
        "meeting": meeting.code,
        "committee": meeting.committee.code,
        "kind": meeting.kind,
        "number": meeting.number,
        "starts_on": _text(meeting.starts_on),
        "ends_on": _text(meeting.ends_on),
        "place": meeting.place,
        "host": meeting.host.code if meeting.host else None,
        "delegations": [_delegate(each) for each in meeting.delegates.select_related("side")],
        "agenda": [_item(item, number[item.pk]) for item in by_number],
    }


def addendum_content(addendum: Addendum) -> dict[str, Any]:
    """An addendum as both sides confirm it."""
    return {
        "meeting": addendum.meeting.code,
        "addendum": addendum.order,
        "text": addendum.text,
    }


def digest_of(content: dict[str, Any]) -> str:
    """The SHA-256 of what is confirmed, in hex: a confirmation holds for this and nothing else."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _text(value: object) -> str | None:
    return str(value) if value else None


def _delegate(delegate: Delegate) -> dict[str, Any]:
    return {
        "side": delegate.side.code if delegate.side else None,
        "role": delegate.role,
        "office": delegate.office,
        "attendance": delegate.attendance,
    }


def _item(item: AgendaItem, number: str) -> dict[str, Any]:
    before = item.arises_from
    decision: Decision | None = getattr(item, "decision", None)
    return {
        "number": number,
        "kind": item.kind,
        "title": item.title,
        "text": item.text,
        "forum": item.paper.forum.slug if item.paper else None,
        "paper": item.paper.number if item.paper else None,
        "agreement": item.agreement.code if item.agreement else None,
        "obligation": item.obligation.code if item.obligation else None,
        "arises_from": before.item.meeting.code if before else None,
        "positions": [
            {"side": each.side.code, "text": each.text}
            for each in sorted(item.positions.all(), key=lambda each: each.side.code)
        ],
        "decision": _decision(decision) if decision else None,
    }


def _decision(decision: Decision) -> dict[str, Any]:
    prepared: PreparedAgreement | None = getattr(decision, "prepared", None)
    return {
        "outcome": decision.outcome,
        "text": decision.text,
        "action_by": decision.action_by.code if decision.action_by else None,
        "until": _text(decision.until),
        "escalated_to": decision.escalated_to.code if decision.escalated_to else None,
        "approvals": [
            {"authority": each.authority.code, "level": each.level}
            for each in sorted(decision.approvals.all(), key=lambda each: each.pk)
        ],
        "agreed": _prepared(prepared) if prepared else None,
    }


def _prepared(prepared: PreparedAgreement) -> dict[str, Any]:
    return {
        "name": _names(prepared),
        "weight": prepared.weight,
        "agreement": prepared.agreement.code if prepared.agreement else None,
        "obligations": [
            {
                "owes": each.owes.code,
                "name": _names(each),
                "site": each.site.code if each.site else None,
                "weight": each.weight,
                "starts_on": _text(each.starts_on),
                "due_on": _text(each.due_on),
                "obligation": each.obligation.code if each.obligation else None,
            }
            for each in sorted(prepared.obligations.all(), key=lambda each: each.pk)
        ],
    }


def _names(row: Any) -> dict[str, str]:
    return {language: getattr(row, f"name_{language}") for language in ("en", "id", "ms")}
