"""The record of an obligation, entry by entry: what was said, answered, and what it is worth."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from agreements.models import Citation, PartialDate
from compliance.dashboard.cases import Case
from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.reasons import NOT_IN_FORCE, worth
from compliance.scoring import Considered, Reason
from compliance.scoring import Verdict as Worth


@dataclass(frozen=True, slots=True)
class Answer:
    """What a side said of a report."""

    side: PartyLabel | None
    accepted: bool
    reason: str
    given_on: date


@dataclass(frozen=True, slots=True)
class Silence:
    """The period in which a claim can be contested before it stands."""

    last_day: date
    days_left: int
    stood_on: date | None  # the day from which it stands, where it does


@dataclass(frozen=True, slots=True)
class Link:
    """Another record of the same obligation; not `shown` where the page leaves it out."""

    key: str
    observed_on: PartialDate
    shown: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """What a source says, in its own words and language."""

    text: str
    source: str
    key: str  # of the source
    lang: str


@dataclass(frozen=True, slots=True)
class File:
    """A piece of evidence."""

    url: str
    name: str
    caption: str
    kind: str
    size: int
    sha256: str
    place: str
    shown_on: PartialDate | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One report with all that followed it."""

    key: str
    claim: bool
    party: PartyLabel | None  # that speaks
    state: str  # "" for information
    fraction: Fraction | None
    milestone: str
    observed_on: PartialDate
    recorded_on: date
    narrative: str
    language: str
    sources_differ: bool
    citations: tuple[Citation, ...]
    files: tuple[File, ...]
    answers: tuple[Answer, ...]
    considered: Considered | None  # None: information
    superseded: bool  # a later report that stands speaks in its place
    silence: Silence | None
    corrects: Link | None
    corrected_by: tuple[Link, ...]
    disputes: tuple[Case, ...]  # that contesting it opened
    may_accept: bool
    may_contest: bool
    may_correct: bool

    @property
    def contested(self) -> bool:
        return self.considered is not None and self.considered.verdict is Worth.DISPUTED

    @property
    def pending(self) -> bool:
        return self.considered is not None and self.considered.verdict is Worth.PENDING

    @property
    def accepted(self) -> bool:
        return self.considered is not None and self.considered.reason is Reason.ACCEPTED

    @property
    def counted(self) -> bool:
        """Whether the established figure rests on it."""
        return self.considered is not None and self.considered.counted

    @property
    def why(self) -> Any:
        """What it is worth for the figure, in a sentence."""
        if self.considered is None and self.state:
            return NOT_IN_FORCE
        return worth(self.considered, superseded=self.superseded)

    @property
    def passages(self) -> list[Passage]:
        """The quotations."""
        return [_passage(citation) for citation in self.citations if citation.quote]


@dataclass(frozen=True, slots=True)
class Record:
    """The entries known at the moment and observed by the day, and how many are left out."""

    entries: tuple[Entry, ...]
    recorded_later: int
    observed_later: int


def _passage(citation: Citation) -> Passage:
    source = citation.source
    return Passage(citation.quote, str(citation), source.key, source.language)
