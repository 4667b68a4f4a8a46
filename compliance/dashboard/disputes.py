"""The list of disputes with their ages, and the page of one: both voices, the ladder, the end."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from statistics import median
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from agreements.models import Forum, PartialDate
from agreements.permissions import Asker
from compliance.dashboard.cases import Case, CaseReader, dispute_rows, share, taken_back
from compliance.dashboard.entries import File
from compliance.dashboard.figures import PartyLabel, party_labels
from compliance.dashboard.reading import file_of
from compliance.models import Dispute, Rung, Verdict

W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class AtLevel:
    """How long what is open waits at a level."""

    level: str
    word: Any
    count: int
    median_days: float
    longest_days: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the list is asked for; "": all."""

    forum: str = ""  # slug
    level: str = ""
    side: str = ""  # that contests

    def fits(self, case: Case) -> bool:
        side = case.contested_by.code if case.contested_by else ""
        return (
            self.forum in ("", case.forum)
            and self.level in ("", case.current.level)
            and self.side in ("", side)
        )


@dataclass(frozen=True, slots=True)
class DisputeList:
    """The disputes as they stood, those that wait longest first."""

    open: list[Case]
    closed: list[Case]  # the last ended first
    levels: list[AtLevel]  # of what is open


def dispute_list(
    user: Asker,
    forums: Sequence[Forum],
    wanted_of: Callable[[Sequence[PartyLabel]], tuple[Wanted, W]],
    *,
    as_of: date,
    known_at: datetime,
    zone: ZoneInfo,
) -> tuple[DisputeList, W]:
    """What was open at the end of the day asked for, as known at the moment, and what is said of
    the choice among the sides. Seven queries."""
    parties = party_labels()
    sides = [label for path, label in parties.items() if "/" not in path]
    wanted, said = wanted_of(sides)
    reader = CaseReader(parties, known_at=_by(as_of, known_at, zone), zone=zone)
    rows = Dispute.objects.visible_to(user).filter(
        recorded_at__lte=reader.known_at, report__obligation__agreement__paper__forum__in=forums
    )
    found = [case for case in map(reader.case, dispute_rows(rows)) if wanted.fits(case)]
    opened = [case for case in found if case.end is None]
    closed = [case for case in found if case.end is not None]
    listed = DisputeList(
        open=sorted(opened, key=lambda case: -case.days),
        closed=sorted(closed, key=_ended_on, reverse=True),
        levels=_levels(opened),
    )
    return listed, said


def _by(as_of: date, known_at: datetime, zone: ZoneInfo) -> datetime:
    """The last moment of the day, or that of knowledge if it is earlier."""
    if as_of >= known_at.astimezone(zone).date():
        return known_at
    return datetime.combine(as_of + timedelta(days=1), time.min, zone) - timedelta(microseconds=1)


def _ended_on(case: Case) -> date:
    return case.end.on if case.end else date.max


def _levels(cases: Iterable[Case]) -> list[AtLevel]:
    days: dict[str, list[int]] = {}
    for case in cases:
        days.setdefault(case.current.level, []).append(case.current.days)
    return [
        AtLevel(
            rung.value, rung.label, len(each := days[rung.value]), float(median(each)), max(each)
        )
        for rung in Rung
        if rung.value in days
    ]


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a side said, or that a source did."""

    kind: str  # claim, observation, contest, statement
    on: date
    text: str
    language: str = ""
    files: tuple[File, ...] = ()
    state: str = ""
    fraction: Fraction | None = None
    observed_on: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """A side and all that it said, first things first."""

    side: PartyLabel
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class DisputePage:
    """What the page of a dispute shows."""

    case: Case
    voices: tuple[Voice, ...]  # of each side, in the order of the data
    observed: Said | None  # what is contested, where no side said it


def with_voices(rows: Any) -> Any:
    """The same disputes with all that their pages show, in eleven queries however many they are."""
    return dispute_rows(rows).prefetch_related(
        "report__evidence",
        "report__verifications__side",
        "statements__side",
        "statements__evidence",
    )


def dispute_page(row: Dispute, *, known_at: datetime, zone: ZoneInfo) -> DisputePage:
    """The file of one dispute as known at a moment. Two queries beside those of its row."""
    parties = party_labels()
    reader = CaseReader(parties, known_at=known_at, zone=zone)
    case = reader.case(row)
    report = _report(row, reader)
    said = [(row.report.side.path, report)] if row.report.side else []
    said += _contests(row, reader)
    said += _statements(row, reader)
    codes = row.report.obligation.forum.side_codes()
    return DisputePage(
        case=case,
        voices=tuple(
            Voice(label, tuple(each for path, each in said if path == label.path))
            for path, label in parties.items()
            if path in codes
        ),
        observed=None if row.report.side else report,
    )


def _report(row: Dispute, reader: CaseReader) -> Said:
    report = row.report
    return Said(
        kind="claim" if report.claim else "observation",
        on=reader.day(report.recorded_at),
        text=report.narrative,
        language=report.language,
        files=tuple(file_of(file) for file in report.evidence.all()),
        state=report.status,
        fraction=share(report),
        observed_on=report.observed_on,
    )


def _contests(row: Dispute, reader: CaseReader) -> list[tuple[str, Said]]:
    """The contest that opened it, and those that joined it while it was open."""
    taken = taken_back(row)
    return [
        (answer.side.path, Said("contest", reader.day(answer.recorded_at), answer.reason))
        for answer in row.report.verifications.all()
        if answer.verdict == Verdict.CONTESTED
        and answer.sequence >= row.contest.sequence
        and (taken is None or answer.sequence < taken.sequence)
        and answer.recorded_at <= reader.known_at
    ]


def _statements(row: Dispute, reader: CaseReader) -> list[tuple[str, Said]]:
    return [
        (
            statement.side.path,
            Said(
                kind="statement",
                on=reader.day(statement.recorded_at),
                text=statement.text,
                files=tuple(file_of(file) for file in statement.evidence.all()),
            ),
        )
        for statement in row.statements.all()
        if statement.recorded_at <= reader.known_at
    ]
