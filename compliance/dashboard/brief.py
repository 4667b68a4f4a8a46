"""What a delegation must know before a meeting: what it owes, what it is owed, what is contested,
and what waits for its answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from agreements.models import PartialDate
from agreements.permissions import Asker
from compliance.dashboard.concerns import Look, Seat, ToAnswer
from compliance.dashboard.figures import Figures, PartyLabel
from compliance.dashboard.matters import OpenApproval
from compliance.dashboard.reading import last_day_to_contest
from compliance.dashboard.report import MeetingReport, State
from compliance.dashboard.states import ObligationLine
from compliance.models import ProgressReport, Verdict, Verification


@dataclass(frozen=True, slots=True)
class Contest:
    """What a side says against a report."""

    side: PartyLabel | None
    reason: str
    given_on: date


@dataclass(frozen=True, slots=True)
class Said:
    """A report that concerns the delegation, in its own words."""

    line: ObligationLine
    party: PartyLabel | None  # that speaks; None: a published source
    state: str
    observed_on: PartialDate
    narrative: str
    language: str
    contests: tuple[Contest, ...]
    last_day: date | None  # to contest it; None: silence does not accept it
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the brief of one side says, beyond the report of the meeting."""

    report: MeetingReport
    side: PartyLabel
    ours: tuple[State, ...]
    theirs: tuple[State, ...]
    contested: tuple[Said, ...]
    unanswered: tuple[Said, ...]  # the most urgent first

    @property
    def overdue(self) -> list[State]:
        """Of both sides, the longest first."""
        late = [each for each in (*self.ours, *self.theirs) if each.overdue_days]
        return sorted(late, key=lambda each: -each.overdue_days)

    def waiting_for(self, code: str) -> list[OpenApproval]:
        """The consents that an obligation waits for."""
        return [
            each
            for each in self.report.waiting
            if each.line is not None and each.line.code == code
        ]


def delegation_brief(report: MeetingReport, user: Asker, side: PartyLabel) -> Brief:
    """The brief of one side for a meeting. Three queries."""
    found = report.matters.figures
    asked = list(_concerns(found, side))
    rows = _rows(user, [each.report for _, each in asked])
    said = {key: _said(each, rows[key], report) for key, each in _by_key(asked) if key in rows}
    states = list(report.states.values())
    return Brief(
        report=report,
        side=side,
        ours=tuple(each for each in states if _owed_by(each, side)),
        theirs=tuple(each for each in states if not _owed_by(each, side)),
        contested=_listed("contested", asked, said),
        unanswered=tuple(
            sorted(_listed("to_answer", asked, said), key=lambda each: _urgency(each.days_left))
        ),
    )


def _owed_by(state: State, side: PartyLabel) -> bool:
    return state.line.party.path.split("/")[0] == side.path


def _concerns(found: Figures, side: PartyLabel) -> Iterator[tuple[str, ToAnswer]]:
    """The reports that concern a side, as its officials see them, each with its list."""
    seat = Seat(
        parties=(side.path,), sides=frozenset([side.code]), secretariat=False, analyst=False
    )
    cases = {case.code: case for case in found.case.agreements}
    for agreement in found.results:
        for each in agreement.obligations:
            if each.due:
                yield from Look(found, seat, cases[agreement.code], each).reports()


def _by_key(asked: Iterable[tuple[str, ToAnswer]]) -> Iterator[tuple[str, ToAnswer]]:
    for _name, each in asked:
        yield each.report, each


def _rows(user: Asker, keys: Iterable[str]) -> dict[str, ProgressReport]:
    """Three queries."""
    reports = ProgressReport.objects.visible_to(user).filter(sequence__in=list(keys))
    rows = reports.select_related("party", "side").prefetch_related("verifications__side")
    return {str(row.sequence): row for row in rows}


def _listed(
    name: str, asked: Sequence[tuple[str, ToAnswer]], said: dict[str, Said]
) -> tuple[Said, ...]:
    return tuple(
        said[each.report] for listed, each in asked if listed == name and each.report in said
    )


def _said(each: ToAnswer, row: ProgressReport, report: MeetingReport) -> Said:
    parties, zone = report.matters.figures.parties, report.zone
    party = row.party or row.side
    last_day = last_day_to_contest(row.silence_until, zone) if row.silence_until else None
    today = report.board.known_at.astimezone(zone).date()
    return Said(
        line=each.line,
        party=parties.get(party.path) if party else None,
        state=row.status,
        observed_on=row.observed_on,
        narrative=row.narrative,
        language=row.language,
        contests=tuple(
            Contest(
                side=parties.get(answer.side.path),
                reason=answer.reason,
                given_on=answer.recorded_at.astimezone(zone).date(),
            )
            for answer in _latest(row, report)
            if answer.verdict == Verdict.CONTESTED
        ),
        last_day=last_day,
        days_left=max(0, (last_day - today).days) if last_day else None,
    )


def _latest(row: ProgressReport, report: MeetingReport) -> list[Verification]:
    """The last answer of each side, as known at the moment."""
    known = [a for a in row.verifications.all() if a.recorded_at <= report.board.known_at]
    by_side = {each.side_id: each for each in sorted(known, key=lambda each: each.sequence)}
    return list(by_side.values())


def _urgency(days_left: int | None) -> tuple[bool, int]:
    return days_left is None, days_left or 0
