"""What the report of a meeting tells beyond its page: how all that is owed stood on its day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from agreements.models import (
    Citation,
    Forum,
    Meeting,
    MeetingRecord,
    Obligation,
    ObligationTerms,
    PartialDate,
    Regime,
)
from agreements.permissions import Asker, is_member
from compliance.dashboard.board import Board, board_of
from compliance.dashboard.figures import Figures, PartyLabel
from compliance.dashboard.matters import Matters, OpenApproval, matters_arising
from compliance.dashboard.proceedings import MeetingPage, last_meeting, meeting_page
from compliance.dashboard.record import overdue_days
from compliance.dashboard.states import ObligationLine, obligation_line
from compliance.models import Evidence, ProgressReport
from compliance.scoring import ObligationResult
from sosek.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class State:
    """What is owed and how far it is, with where that is known from."""

    line: ObligationLine
    due_on: PartialDate | None
    overdue_days: int
    citations: tuple[Citation, ...]  # of what is owed, and of the reports its figure rests on


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file that shows what a report says."""

    line: ObligationLine
    report: ProgressReport
    party: PartyLabel | None  # that speaks; None: a published source
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the ledger as known at the moment."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class MeetingReport:
    """All that the report of a meeting says."""

    page: MeetingPage
    matters: Matters  # from earlier meetings
    last: Meeting | None  # the meeting whose record is adopted
    last_record: MeetingRecord | None
    board: Board
    states: dict[str, State]  # by code of the obligation
    waiting: tuple[OpenApproval, ...]
    exhibits: tuple[Exhibit, ...]
    forums: tuple[Forum, ...]
    regime: Regime
    zone: ZoneInfo
    head: Head | None
    named: bool  # whether those who signed are named to the reader


def day_of(meeting: Meeting, *, today: date) -> date:
    """The day that a paper of a meeting shows: its own, or today before it."""
    return min(meeting.day or today, today)


def meeting_report(
    meeting: Meeting,
    user: Asker,
    forums: Sequence[Forum],
    *,
    as_of: date,
    known_at: datetime,
    zone: ZoneInfo,
) -> MeetingReport:
    """The report of one meeting, whose committee is read already. The queries of its page and of
    what arises for it, and at most fourteen more, however many rows there are."""
    regime = meeting.committee.regime
    before = last_meeting(meeting)
    page = meeting_page(meeting, user, as_of=as_of)
    matters = matters_arising(
        meeting.committee,
        forums,
        regime,
        user,
        since=before.day if before else None,
        as_of=as_of,
        known_at=known_at,
        zone=zone,
    )
    found = matters.figures
    reports = _reports(found, user)
    states = {state.line.code: state for state in _states(found, reports)}
    known = [each for each in matters.approvals if not _decided_later(each, meeting)]
    return MeetingReport(
        page=page,
        matters=_from_before(matters, page),
        last=page.previous,
        last_record=_record_of(page.previous, user),
        board=board_of(found),
        states=states,
        waiting=tuple(known),
        exhibits=tuple(_exhibits(found, reports)),
        forums=tuple(forums),
        regime=regime,
        zone=zone,
        head=head_at(known_at),
        named=is_member(user, regime),
    )


def head_at(known_at: datetime) -> Head | None:
    """The last entry of the ledger by a moment. One query."""
    entries = Entry.objects.filter(recorded_at__lte=known_at).order_by("-sequence")
    last = entries.values_list("sequence", "hash").first()
    return Head(*last) if last else None


def _record_of(meeting: Meeting | None, user: Asker) -> MeetingRecord | None:
    """One query."""
    if meeting is None:
        return None
    return MeetingRecord.objects.visible_to(user).filter(meeting=meeting, order=0).first()


def _from_before(matters: Matters, page: MeetingPage) -> Matters:
    """Without what this meeting itself, or one after it, made."""
    made = {
        row.obligation.code
        for point in page.points
        if point.prepared
        for row in point.prepared.obligations.all()
        if row.obligation
    }
    meeting = page.meeting
    return replace(
        matters,
        obligations=tuple(
            each for each in matters.obligations if each.before or each.line.code not in made
        ),
        decisions=tuple(
            each for each in matters.decisions if _precedes(each.decision.item.meeting, meeting)
        ),
    )


def _decided_later(approval: OpenApproval, meeting: Meeting) -> bool:
    if approval.decision is None:
        return False
    decided_at = approval.decision.item.meeting
    return decided_at.pk != meeting.pk and not _precedes(decided_at, meeting)


def _precedes(other: Meeting, meeting: Meeting) -> bool:
    if other.pk == meeting.pk:
        return False
    return (other.day or date.min) <= (meeting.day or date.max)


def results_of(found: Figures) -> Iterator[ObligationResult]:
    """Every obligation in force on the day."""
    for agreement in found.results:
        yield from agreement.obligations


def _reports(found: Figures, user: Asker) -> dict[str, list[ProgressReport]]:
    """What the reader may see of the record behind the figures, by obligation. Four queries."""
    codes = [each.code for each in results_of(found)]
    rows = ProgressReport.objects.visible_to(user).filter(
        obligation__code__in=codes,
        observed_day__lte=found.as_of,
        recorded_at__lte=found.known_at,
    )
    said: dict[str, list[ProgressReport]] = defaultdict(list)
    for report in rows.select_related("obligation", "side", "party").prefetch_related(
        "evidence", "citations__source"
    ):
        said[report.obligation.code].append(report)
    return said


def _states(found: Figures, said: dict[str, list[ProgressReport]]) -> Iterator[State]:
    """Six queries."""
    results = list(results_of(found))
    rows: Any = ObligationTerms.objects.filter(sequence__in=[r.terms.sequence for r in results])
    terms = {row.sequence: row for row in rows.prefetch_related("citations__source")}
    owed: Any = Obligation.objects.filter(code__in=[each.code for each in results])
    cited = {row.code: row for row in owed.prefetch_related("citations__source")}
    for each in results:
        held = terms[each.terms.sequence]
        resting = [r for r in said[each.code] if str(r.sequence) in each.rests_on]
        yield State(
            line=obligation_line(each, found),
            due_on=held.due_on,
            overdue_days=overdue_days(each, as_of=found.as_of),
            citations=_once([cited[each.code], held, *resting]),
        )


def _once(rows: Iterable[Any]) -> tuple[Citation, ...]:
    """Every place that they cite, once."""
    return tuple({each.pk: each for row in rows for each in row.citations.all()}.values())


def _exhibits(found: Figures, said: dict[str, list[ProgressReport]]) -> Iterator[Exhibit]:
    """In the order of what is owed, then of what was told of it."""
    for each in results_of(found):
        for report in said[each.code]:
            party = report.party or report.side
            for file in report.evidence.all():
                yield Exhibit(
                    line=obligation_line(each, found),
                    report=report,
                    party=found.parties.get(party.path) if party else None,
                    evidence=file,
                )
