"""Disputes as they stood at a moment: before which level, held by whom, for how long, ended how."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from agreements.models import Committee, PartialDate
from compliance.dashboard.figures import PartyLabel
from compliance.models import (
    FINDINGS,
    Dispute,
    DisputeEnding,
    DisputeStep,
    ProgressReport,
    Rung,
    Verdict,
    Verification,
)
from compliance.permissions import concerned_side
from compliance.scoring import Finding

FINDING_WORDS = dict(FINDINGS)


@dataclass(frozen=True, slots=True)
class Step:
    """A level before which a dispute came, and its time there."""

    level: str
    word: Any
    holder: Committee | None  # None: the sides themselves, or no committee on record
    since: date
    until: date  # the last day of its clock
    left_on: date | None  # when it went on, or the dispute ended; None: it is here still
    day: date  # to which its time is counted
    reason: str
    side: PartyLabel | None  # that brought it here

    @property
    def days(self) -> int:
        return ((self.left_on or self.day) - self.since).days

    @property
    def days_left(self) -> int:
        return max(0, (self.until - self.day).days)

    @property
    def overdue_days(self) -> int:
        """For how many days its time has run out, or had when it was left."""
        return max(0, ((self.left_on or self.day) - self.until).days)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A side that confirmed an ending, and when."""

    side: PartyLabel | None
    on: date


@dataclass(frozen=True, slots=True)
class End:
    """How a dispute ended."""

    finding: str
    word: Any
    state: str  # that was found or agreed; "": none
    fraction: Fraction | None
    reason: str
    settlement: str
    on: date
    confirmed: tuple[Confirmed, ...]  # empty where the contest was taken back by an acceptance


@dataclass(frozen=True, slots=True)
class Case:
    """A dispute as it stood at the moment."""

    key: str
    url: str
    code: str  # of the obligation
    title: str
    forum: str  # slug
    report: str  # key
    claim: bool
    state: str  # that is reported
    fraction: Fraction | None
    observed_on: PartialDate
    party: PartyLabel | None  # that owes what is reported
    contested_by: PartyLabel | None
    reason: str  # of the contest that opened it
    opened_on: date
    steps: tuple[Step, ...]
    end: End | None
    day: date

    @property
    def anchor(self) -> str:
        """Of the report on the page of its obligation."""
        return f"r-{self.report}"

    @property
    def current(self) -> Step:
        """The level it came before last."""
        return self.steps[-1]

    @property
    def days(self) -> int:
        """Since it was opened, until it ended."""
        return ((self.end.on if self.end else self.day) - self.opened_on).days

    @property
    def overdue(self) -> bool:
        return self.end is None and self.current.overdue_days > 0

    @property
    def may_move(self) -> bool:
        """Whether either side may move it up: its level ran out of time, and one stands above."""
        return self.overdue and self.current.level != Rung.GBC

    @property
    def ladder(self) -> list[tuple[Any, Step | None]]:
        """Every level, from the lowest, with its step where it came before it."""
        steps = {step.level: step for step in self.steps}
        return [(rung.label, steps.get(rung.value)) for rung in Rung]


def dispute_rows(rows: "QuerySet[Dispute] | Any") -> Any:
    """The same disputes with all that a case is made of, in six queries however many there are."""
    steps = DisputeStep.objects.select_related("holder", "side").prefetch_related("holder__names")
    return rows.select_related(
        "report__obligation__agreement__paper__forum", "report__side", "contest__side", "ending"
    ).prefetch_related(
        Prefetch("steps", steps), "report__verifications", "report__obligation__terms__owes"
    )


class CaseReader:
    """Makes cases of rows, as known at a moment."""

    def __init__(
        self, parties: dict[str, PartyLabel], *, known_at: datetime, zone: ZoneInfo
    ) -> None:
        self.parties, self.known_at, self.zone = parties, known_at, zone
        self.today = self.day(known_at)

    def day(self, moment: datetime) -> date:
        """The day of a moment where the regime is."""
        return moment.astimezone(self.zone).date()

    def case(self, row: Dispute) -> Case:
        report, obligation = row.report, row.report.obligation
        end = self.end(row)
        return Case(
            key=str(row.pk),
            url=row.get_absolute_url(),
            code=obligation.code,
            title=str(obligation.name),
            forum=obligation.forum.slug,
            report=str(report.pk),
            claim=report.claim,
            state=report.status,
            fraction=share(report),
            observed_on=report.observed_on,
            party=self.parties.get(concerned_side(report)),
            contested_by=self.parties.get(row.contest.side.path),
            reason=row.contest.reason,
            opened_on=self.day(row.recorded_at),
            steps=self._steps(row, end),
            end=end,
            day=self.today,
        )

    def _steps(self, row: Dispute, end: End | None) -> tuple[Step, ...]:
        known = [step for step in row.steps.all() if step.recorded_at <= self.known_at]
        left = [self.day(step.recorded_at) for step in known[1:]]
        return tuple(
            Step(
                level=step.level,
                word=step.get_level_display(),
                holder=step.holder,
                since=self.day(step.recorded_at),
                until=step.due_on,
                left_on=left_on,
                day=self.today,
                reason=step.reason,
                side=self.parties.get(step.side.path),
            )
            for step, left_on in zip(known, [*left, end.on if end else None], strict=True)
        )

    def end(self, row: Dispute) -> End | None:
        """How it had ended by the moment, if it had."""
        ending: DisputeEnding | None = getattr(row, "ending", None)
        if ending and ending.recorded_at <= self.known_at:
            return self._found(ending)
        taken = taken_back(row)
        if taken is None or taken.recorded_at > self.known_at:
            return None
        return End(
            finding=Finding.WITHDRAWN.value,
            word=FINDING_WORDS[Finding.WITHDRAWN.value],
            state="",
            fraction=None,
            reason=taken.reason,
            settlement="",
            on=self.day(taken.recorded_at),
            confirmed=(),
        )

    def _found(self, ending: DisputeEnding) -> End:
        return End(
            finding=ending.finding,
            word=FINDING_WORDS[ending.finding],
            state=ending.status,
            fraction=share(ending),
            reason=ending.reason,
            settlement=ending.settlement,
            on=self.day(ending.recorded_at),
            confirmed=tuple(
                Confirmed(self.parties.get(each["side"]), self._said(each["at"]))
                for each in ending.confirmed
            ),
        )

    def _said(self, instant: str) -> date:
        return self.day(datetime.fromisoformat(instant))


def taken_back(row: Dispute) -> Verification | None:
    """The acceptance by which the side that contested took its contest back, if it did."""
    contest = row.contest
    later = (
        answer
        for answer in row.report.verifications.all()
        if answer.side_id == contest.side_id
        and answer.sequence > contest.sequence
        and answer.verdict == Verdict.ACCEPTED
    )
    return min(later, key=lambda answer: answer.sequence, default=None)


def share(row: "ProgressReport | DisputeEnding | Any") -> Fraction | None:
    """The share that was said, where one was."""
    return None if row.percent is None else Fraction(row.percent, 100)


def cases_on(reports: Sequence[ProgressReport], reader: CaseReader) -> dict[Any, tuple[Case, ...]]:
    """The disputes on these reports, by the key of the report. None where nothing was contested,
    else six queries."""
    contested = [report.pk for report in reports if _contested(report.verifications.all())]
    if not contested:
        return {}
    found: dict[Any, tuple[Case, ...]] = {}
    rows = Dispute.objects.filter(report__in=contested, recorded_at__lte=reader.known_at)
    for row in dispute_rows(rows):
        found[row.report_id] = (*found.get(row.report_id, ()), reader.case(row))
    return found


def _contested(answers: Iterable[Verification]) -> bool:
    return any(answer.verdict == Verdict.CONTESTED for answer in answers)
