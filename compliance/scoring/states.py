"""From figures and terms to the one word that a list of obligations shows."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction

from compliance.scoring.facts import Status, Terms
from compliance.scoring.standing import (
    DISPUTED,
    PENDING,
    RECALLED,
    STANDS,
    Judgement,
    Reason,
)
from compliance.scoring.voices import Reached


class Standing(StrEnum):
    """The state of an obligation on a day, in one word."""

    MET = "met"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    DECLINED = "declined"
    SUSPENDED = "suspended"
    DISPUTED = "disputed"  # what decides is contested
    PENDING = "pending"  # a first claim, not yet accepted: it moves nothing
    NOT_ASSESSED = "not_assessed"  # nothing reported
    NOT_YET_DUE = "not_yet_due"
    ENDED = "ended"  # cancelled or replaced


def latest_status(judged: Sequence[Judgement]) -> Status | None:
    """The status of the latest report that stands, else of the latest."""
    latest = None
    for judgement in reversed(judged):
        if judgement.verdict is STANDS:
            return judgement.report.status
        if latest is None and judgement.verdict in (PENDING, DISPUTED, RECALLED):
            latest = judgement.report.status
    return latest


def standing_of(
    terms: Terms,
    judged: Sequence[Judgement],
    reached: Sequence[Reached],
    found: Fraction | None,
    *,
    due: Fraction,
    as_of: date,
) -> Standing:
    """The state by the terms, else by the reports that decide; `found` is what is established."""
    if terms.ended_on is not None and as_of >= terms.ended_on:
        return Standing.ENDED
    if not due:
        return Standing.NOT_YET_DUE
    if found is None:
        return _unassessed(judged)
    states = {_state(part) for part in reached if part.percent is not None}
    if len(states) == 1 and all(part.percent is not None for part in reached):
        return states.pop()
    if Standing.DISPUTED in states:
        return Standing.DISPUTED
    return Standing.IN_PROGRESS if found else Standing.NOT_STARTED


def _unassessed(judged: Sequence[Judgement]) -> Standing:
    waiting = any(judgement.verdict is PENDING for judgement in judged)
    return Standing.PENDING if waiting else Standing.NOT_ASSESSED


def _state(reached: Reached) -> Standing:
    """The state that the deciding report puts an assessed obligation, or milestone, in."""
    if reached.by is None:
        return Standing.DISPUTED if reached.disputed else Standing.NOT_STARTED
    if reached.by.verdict is DISPUTED:
        return Standing.DISPUTED
    status = reached.by.report.status
    if status is Status.SUSPENDED and reached.by.reason not in (Reason.SETTLED, Reason.FOUND):
        return Standing.SUSPENDED
    if not reached.percent:
        return Standing.DECLINED if status is Status.DECLINED else Standing.NOT_STARTED
    return Standing.MET if reached.percent == 100 else Standing.IN_PROGRESS
