"""One obligation, from where a reader looks at it: what it asks of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from agreements.models import Citation, Forum, PartialDate, Role
from agreements.permissions import Asker, has_role, official_parties
from compliance.dashboard.figures import Figures, PartyLabel
from compliance.dashboard.record import overdue_days
from compliance.dashboard.states import ObligationLine, obligation_line
from compliance.models import ReportDraft
from compliance.scoring import (
    Agreement,
    Answer,
    Considered,
    ObligationResult,
    Report,
    Standing,
    Verdict,
    in_force,
)

SILENT_AFTER = timedelta(days=365)
"""Without a claim for this long a side counts as silent, as in the figures on transparency."""
COMING = 30
"""So many days before its date a thing is said to fall due."""


@dataclass(frozen=True, slots=True)
class ToReport:
    """An obligation on which the reader's side should log progress."""

    line: ObligationLine
    paper: int  # number
    overdue_days: int
    terms: int  # sequence of the version that holds
    seen: str  # key of the last observation; "": none
    days_left: int | None  # until it is due, where that is soon
    due_on: PartialDate | None = None
    seen_on: PartialDate | None = None
    draft: ReportDraft | None = None  # that the side has begun

    @property
    def key(self) -> str:
        """By which a notice knows it again."""
        return f"report/{self.line.code}"


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """A report of others that the reader's side has not answered, or one that is contested."""

    line: ObligationLine
    paper: int
    report: str  # key: its sequence in the ledger
    claim: bool
    state: str
    fraction: Fraction | None
    days: int  # since it was observed
    contested_by: tuple[PartyLabel, ...]
    sources_differ: bool
    own: bool  # whether it is the reader's side that owes
    key: str = ""  # by which a notice knows it again: the list it stands on, and its pk
    pk: str = ""
    last_day: date | None = None  # to contest a claim
    days_left: int | None = None
    text: "Text | None" = None  # of those that are shown

    @property
    def anchor(self) -> str:
        """Of the report on the page of its obligation."""
        return f"r-{self.pk}"

    @property
    def note(self) -> str:
        """A second state to show beside the first."""
        if self.contested_by:
            return "contested"
        return "two_statements" if self.sources_differ else ""

    @property
    def urgency(self) -> tuple[int, int, int]:
        """Claims first, and of these the one that silence accepts next."""
        if self.days_left is not None:
            return 0, self.days_left, 0
        return (1 if self.claim else 2), 0, -self.days


@dataclass(frozen=True, slots=True)
class Text:
    """What a report says, in its own language."""

    observed_on: PartialDate
    narrative: str
    language: str
    citations: tuple[Citation, ...]
    reason: str  # of the side that contests it


@dataclass(frozen=True, slots=True)
class Silent:
    """An obligation that is due and on which the side that owes says nothing."""

    line: ObligationLine
    paper: int
    claim: str  # key of the last one; "": none
    began: date | None  # the day of the last claim, else of its beginning; None: unknown
    days: int | None  # since then
    overdue_days: int
    terms: int  # sequences of the versions that hold
    agreement_terms: int
    forum: str  # slug
    since: PartialDate | None = None

    @property
    def key(self) -> str:
        """By which a notice knows it again."""
        return f"silent/{self.line.code}"


class Seat(NamedTuple):
    """From where the reader looks at the obligations of one forum."""

    parties: tuple[str, ...]  # paths of those for which they are an official
    sides: frozenset[str]
    secretariat: bool
    analyst: bool


def seat_of(user: Asker, forum: Forum) -> Seat:
    """From where a user looks at the obligations of a forum."""
    parties = official_parties(user, forum)
    return Seat(
        parties=tuple(party.path for party in parties),
        sides=frozenset(party.side_code for party in parties),
        secretariat=has_role(user, Role.SECRETARIAT, regime=forum.regime_id),
        analyst=has_role(user, Role.ANALYST, regime=forum.regime_id),
    )


class Look:
    """One obligation as the reader sees it."""

    def __init__(
        self, figures: Figures, seat: Seat, case: Agreement, result: ObligationResult
    ) -> None:
        self.figures, self.seat, self.case, self.result = figures, seat, case, result
        self.side = result.owes.split("/")[0]
        self.line = obligation_line(result, figures)
        self.overdue = overdue_days(result, as_of=figures.as_of)
        self.days_left = _days_left(result, as_of=figures.as_of)
        by_key = {report.key: report for report in result.obligation.reports}
        self.said = [(c, by_key[c.key]) for c in result.considered]
        past = [r for c, r in self.said if r.observed_on <= figures.as_of]
        self.claims = [report for report in past if report.claim]
        self.seen = [report for report in past if not report.claim]

    def to_report(self) -> Iterator[ToReport]:
        """Due, and the reader's side has logged nothing; or its date has passed, or comes soon."""
        mine = any(within(self.result.owes, path) for path in self.seat.parties)
        done = self.result.established == 1 or self.result.claimed == 1
        unsaid = self.result.due and not self.claims
        if not mine or done or not (unsaid or self.overdue or self.days_left is not None):
            return
        yield ToReport(
            line=self.line,
            paper=self.case.paper,
            overdue_days=self.overdue,
            terms=self.result.terms.sequence,
            seen=self.seen[-1].key if self.seen else "",
            days_left=self.days_left,
        )

    def reports(self) -> Iterator[tuple[str, ToAnswer]]:
        """The reports that concern the reader's side, each with the list it belongs to."""
        if not self.seat.sides:
            return
        for considered, report in self.said:
            if name := self._list_of(considered, report):
                yield name, self._answerable(report)

    def _list_of(self, considered: Considered, report: Report) -> str:
        others = self.seat.sides - {self.side}
        if considered.verdict is Verdict.DISPUTED:
            return "contested"
        if considered.verdict is Verdict.PENDING and report.side in self.seat.sides:
            return "waiting"
        answered = any(answer.side in others for answer in self._answers(report))
        if not others or answered:
            return ""
        open_claim = report.claim and considered.verdict is Verdict.PENDING
        observed = not report.claim and considered.counted
        return "to_answer" if open_claim or observed else ""

    def _answers(self, report: Report) -> list[Answer]:
        return [a for a in report.answers if a.recorded_at <= self.figures.known_at]

    def _answerable(self, report: Report) -> ToAnswer:
        percent = report.percent
        return ToAnswer(
            line=self.line,
            paper=self.case.paper,
            report=report.key,
            claim=report.claim,
            state=report.status.value,
            fraction=None if percent is None else Fraction(percent, 100),
            days=(self.figures.as_of - report.observed_on).days,
            contested_by=self._contesting(report),
            sources_differ=report.key in self.figures.case.sources_differ,
            own=self.side in self.seat.sides,
        )

    def _contesting(self, report: Report) -> tuple[PartyLabel, ...]:
        latest = {answer.side: answer for answer in self._answers(report)}
        labels = [self.figures.parties.get(a.side) for a in latest.values() if not a.accepted]
        return tuple(label for label in labels if label)

    def silent(self) -> Iterator[Silent]:
        """Due, not fulfilled, and without a word of the side that owes for a year or ever."""
        if not self.seat.secretariat or not self.result.due or self.result.established == 1:
            return
        last = self.claims[-1] if self.claims else None
        as_of = self.figures.as_of
        if last and as_of - last.observed_on <= SILENT_AFTER:
            return
        held = in_force(self.case.terms, as_of=as_of, known_at=self.figures.known_at)
        opened = self.result.terms.starts_on or (held.adopted_on if held else None)
        began = last.observed_on if last else opened or self.case.forum_started_on
        yield Silent(
            line=self.line,
            paper=self.case.paper,
            claim=last.key if last else "",
            began=began,
            days=(as_of - began).days if began else None,
            overdue_days=self.overdue,
            terms=self.result.terms.sequence,
            agreement_terms=held.sequence if held else 0,
            forum=self.case.forum,
        )

    def unassessed(self) -> Iterator[ObligationLine]:
        if self.seat.analyst and self.result.due and self.result.compliance is None:
            yield self.line


def _days_left(result: ObligationResult, *, as_of: date) -> int | None:
    """The days until something is due, where that is soon."""
    due_on = result.terms.due_on
    if due_on is None or result.standing is Standing.ENDED:
        return None
    left = (due_on - as_of).days
    return left if 0 <= left <= COMING else None


def within(path: str, own: str) -> bool:
    return path == own or path.startswith(own + "/")
