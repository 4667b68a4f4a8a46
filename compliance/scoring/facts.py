"""What scoring is told: plain facts in, no database, no clock.

Facts carry what was said and answered; what counts is chosen by `standing` and `fulfilment`. They
are named tuples, because a forum has tens of thousands of them and a tuple costs a fifth of a
dataclass.

Parties are *paths* in their tree ("MY/MY-SB"), so that a party and the parties below it share a
prefix and the side is the first element. A `sequence` is the place in the ledger. Days are plain
dates, already resolved from partial ones (see `offline`); moments are aware datetimes.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class Status(StrEnum):
    """What a report says about the obligation."""

    INFORMATION = ""  # shown with its source, counted for nothing
    NOT_STARTED = "not_started"  # 0
    IN_PROGRESS = "in_progress"  # its percent, or one half without a number
    FULFILLED = "fulfilled"  # 1
    DECLINED = "declined"  # 0: the side that owes says it will not do it
    SUSPENDED = "suspended"  # keeps the fraction just before it


class Finding(StrEnum):
    """How a dispute about a report ended; it stands from the report's observed day."""

    UPHELD = "upheld"  # the report's own fraction
    WITHDRAWN = "withdrawn"  # the contest was taken back: the report's own fraction
    SETTLED = "settled"  # the fraction both sides agreed on
    OVERTURNED = "overturned"  # the fraction found; without one, what stood before, else 0


class Degree(StrEnum):
    """How far a party complies, in words; the thresholds are the regime's."""

    FULL = "full"
    HIGH = "high"
    PARTIAL = "partial"
    LOW = "low"
    NOT_ASSESSED = "not_assessed"  # something is due and nothing is known of it
    NOTHING_DUE = "nothing_due"


class Answer(NamedTuple):
    """What another side said of a report; the latest of each side counts."""

    sequence: int
    recorded_at: datetime
    side: str
    accepted: bool  # else contested


class Ending(NamedTuple):
    """How a dispute about a report ended, confirmed by both sides."""

    sequence: int
    recorded_at: datetime
    finding: Finding
    fraction: Fraction | None = None  # 0 to 1, of a settlement or an overturning


class Report(NamedTuple):
    """One statement about an obligation, or about one milestone of it, and all that answered it."""

    key: str
    sequence: int
    recorded_at: datetime
    observed_on: date
    status: Status
    percent: int | None = None  # 0 to 100; read only when in progress
    claim: bool = True  # by the side that owes; else an observation from a published source
    side: str | None = None  # of the author; None for the secretariat and for analysts
    milestone: str | None = None  # None: the whole obligation
    stands_from: datetime | None = None  # silence accepts from this moment; None: never
    corrects: str | None = None  # key of an earlier report of the same side
    answers: tuple[Answer, ...] = ()
    endings: tuple[Ending, ...] = ()


class Milestone(NamedTuple):
    """A weighted part of an obligation."""

    code: str
    weight: int = 1


class Terms(NamedTuple):
    """One version of what is owed; a change is a new version, never an edit."""

    sequence: int
    recorded_at: datetime
    holds_from: date | None  # None: from the beginning
    owes: str  # party path
    weight: int = 1  # among the obligations of its agreement
    starts_on: date | None = None
    due_on: date | None = None
    ended_on: date | None = None  # cancelled or replaced: left out from this day on
    milestones: tuple[Milestone, ...] = ()


class AgreementTerms(NamedTuple):
    """One version of an agreement's terms."""

    sequence: int
    recorded_at: datetime
    holds_from: date | None  # None: from the beginning
    weight: int = 1  # among the agreements of its forum
    adopted_on: date | None = None
    ended_on: date | None = None


class Obligation(NamedTuple):
    """What one party owes under one agreement, in every version, with every report on it."""

    code: str
    agreement: str
    terms: tuple[Terms, ...]
    reports: tuple[Report, ...] = ()


class Agreement(NamedTuple):
    """An agreement under a working paper of a forum, with its obligations."""

    code: str
    paper: int
    forum: str
    forum_started_on: date | None
    terms: tuple[AgreementTerms, ...]
    obligations: tuple[Obligation, ...] = ()


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The lowest score of each degree, 0 to 1; below `partial` it is low."""

    full: Fraction
    high: Fraction
    partial: Fraction

    def degree(self, score: Fraction) -> Degree:
        """The degree of an exact, unrounded score."""
        if score >= self.full:
            return Degree.FULL
        if score >= self.high:
            return Degree.HIGH
        return Degree.PARTIAL if score >= self.partial else Degree.LOW
