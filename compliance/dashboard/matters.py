"""What arises from earlier meetings: everything open, and what became of it since the last one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from agreements.models import (
    Committee,
    Decision,
    Forum,
    NeededApproval,
    PartialDate,
    Regime,
)
from agreements.models.agenda import DecisionQuerySet
from agreements.permissions import Asker
from compliance.dashboard.cases import Case, CaseReader, dispute_rows
from compliance.dashboard.consents import ConsentLine, ConsentState, consents
from compliance.dashboard.deciders import Body, body_of, decides
from compliance.dashboard.figures import Figures, PartyLabel, figures
from compliance.dashboard.record import overdue_days
from compliance.dashboard.states import ObligationLine, obligation_line
from compliance.models import Dispute, DisputeStep
from compliance.scoring import ObligationResult, Standing, Verdict


@dataclass(frozen=True, slots=True)
class OpenObligation:
    """Something owed that is not fulfilled, and how it stood at the last meeting."""

    line: ObligationLine
    paper: int  # number
    before: ObligationLine | None  # None: no earlier meeting, or not in force then
    due_on: date | None
    overdue_days: int
    reports_since: int  # reports with a state observed after the last meeting
    contested: int  # of the reports that the figure rests on

    @property
    def changed(self) -> bool:
        """Whether its state or its figure is another than at the last meeting."""
        if self.before is None:
            return False
        now = (self.line.state, self.line.established, self.line.contested)
        return now != (self.before.state, self.before.established, self.before.contested)

    @property
    def risen(self) -> Fraction | None:
        """By how much what is established rose or fell since; None: nothing to compare."""
        if self.before is None or self.line.established is None:
            return None
        return self.line.established - (self.before.established or 0)


@dataclass(frozen=True, slots=True)
class OpenDecision:
    """A decision of an earlier meeting that waits to be carried out or to be taken up again."""

    decision: Decision
    title: str
    meeting: str  # its code
    meeting_name: str
    decided_on: PartialDate | None
    outcome: str
    action_by: PartyLabel | None
    until: PartialDate | None
    overdue_days: int
    days: int | None  # since it was decided


@dataclass(frozen=True, slots=True)
class OpenApproval:
    """A consent that is needed and on record neither as given nor as refused."""

    authority: PartyLabel | None
    level: str
    line: ObligationLine | None  # what waits for it; None: a decision as such
    decision: Decision | None
    state: str  # needed, asked or deferred
    since: date | None  # None: no day on record
    days: int | None
    at_least: bool = False  # it was needed before that day; since when is not on record
    here: bool = False  # the committee that meets could decide it
    asked: str = ""  # key of the last request for it, if it was asked for


@dataclass(frozen=True, slots=True)
class Matters:
    """All that a meeting finds open."""

    since: date | None  # the last meeting; None: there was none
    obligations: tuple[OpenObligation, ...]
    decisions: tuple[OpenDecision, ...]
    approvals: tuple[OpenApproval, ...]
    disputes: tuple[Case, ...]  # that stand before this committee
    figures: Figures

    @property
    def contested(self) -> list[OpenObligation]:
        """Those whose figure rests on a contested report."""
        return [each for each in self.obligations if each.contested]

    @property
    def count(self) -> int:
        own = (self.obligations, self.decisions, self.approvals, self.disputes)
        return sum(len(each) for each in own)


def matters_arising(
    committee: Committee,
    forums: Sequence[Forum],
    regime: Regime,
    user: Asker,
    *,
    since: date | None,
    as_of: date,
    known_at: datetime,
    zone: ZoneInfo,
) -> Matters:
    """What is open in these forums on a day, with how it stood at the last meeting, as known now.

    At most thirty-seven queries, however many rows there are.
    """
    found = figures(forums, regime, as_of=as_of, known_at=known_at)
    before = _lines_then(forums, regime, since, known_at) if since else {}
    open_results = [(paper, each) for paper, each in _results(found) if _is_open(each)]
    decisions = Decision.objects.visible_to(user)
    line = committee.line()
    lines = consents(found, forums, user, results=[each for _, each in open_results])
    desk = _Desk(body_of(committee), found, {forum.slug: forum for forum in forums})
    return Matters(
        since=since,
        obligations=tuple(
            _open_obligation(paper, each, found, before, since) for paper, each in open_results
        ),
        decisions=tuple(_open_decisions(decisions, line, found)),
        approvals=(
            *_waiting(lines, desk),
            *_decided(decisions, line, desk),
        ),
        disputes=tuple(
            disputes_before(
                line, forums, user, CaseReader(found.parties, known_at=known_at, zone=zone)
            )
        ),
        figures=found,
    )


def _results(found: Figures) -> Iterator[tuple[int, ObligationResult]]:
    for agreement in found.results:
        for each in agreement.obligations:
            yield agreement.paper, each


def _is_open(result: ObligationResult) -> bool:
    return result.due and result.standing is not Standing.MET


def _lines_then(
    forums: Sequence[Forum], regime: Regime, since: date, known_at: datetime
) -> dict[str, ObligationLine]:
    """How everything stood on the day of the last meeting, by code. Six queries."""
    then = figures(forums, regime, as_of=since, known_at=known_at)
    return {each.code: obligation_line(each, then) for _, each in _results(then)}


def _open_obligation(
    paper: int,
    result: ObligationResult,
    found: Figures,
    before: dict[str, ObligationLine],
    since: date | None,
) -> OpenObligation:
    considered = result.considered
    return OpenObligation(
        line=obligation_line(result, found),
        paper=paper,
        before=before.get(result.code),
        due_on=result.terms.due_on,
        overdue_days=overdue_days(result, as_of=found.as_of),
        reports_since=sum(
            bool(report.status)
            and (since is None or report.observed_on > since)
            and report.observed_on <= found.as_of
            for report in result.obligation.reports
        ),
        contested=sum(each.verdict is Verdict.DISPUTED and each.counted for each in considered),
    )


def _open_decisions(
    decisions: DecisionQuerySet, line: Sequence[Committee], found: Figures
) -> Iterator[OpenDecision]:
    """To be carried out, then put off or on their way. Four queries."""
    rows = _with_meeting(decisions.to_be_done(line))
    waiting = _with_meeting(decisions.put_off(line).unfollowed())
    for decision in (*rows, *waiting):
        yield _open_decision(decision, found)


def _with_meeting(decisions: DecisionQuerySet) -> Iterable[Decision]:
    return (
        decisions.select_related(
            "item__meeting__committee",
            "item__paper",
            "item__agreement",
            "item__obligation",
            "action_by",
        )
        .prefetch_related("item__meeting__committee__names")
        .order_by("item__meeting__starts_on", "pk")
    )


def _open_decision(decision: Decision, found: Figures) -> OpenDecision:
    meeting = decision.item.meeting
    decided, until = meeting.day, decision.until.last_day if decision.until else None
    return OpenDecision(
        decision=decision,
        title=decision.item.name,
        meeting=meeting.code,
        meeting_name=str(meeting),
        decided_on=meeting.ends_on or meeting.starts_on,
        outcome=decision.outcome,
        action_by=found.parties.get(decision.action_by.path) if decision.action_by else None,
        until=decision.until,
        overdue_days=max(0, (found.as_of - until).days) if until else 0,
        days=max(0, (found.as_of - decided).days) if decided else None,
    )


class _Desk:
    """Which of the consents the committee that meets could decide."""

    def __init__(self, body: Body, found: Figures, forums: Mapping[str, Forum]) -> None:
        self.body, self.found, self.forums = body, found, forums
        of_agreement = {each.code: each.forum for each in found.case.agreements}
        self.forum_of = {
            each.code: of_agreement[judged.code]
            for judged in found.results
            for each in judged.obligations
        }

    def decides(self, authority: str, level: str, slug: str) -> bool:
        return decides(self.body, authority, level, self.forums.get(slug), self.forums)


def _waiting(lines: Iterable[ConsentLine], desk: _Desk) -> Iterator[OpenApproval]:
    """The consents that open obligations wait for, as the page of approvals says them."""
    for each in lines:
        if each.waits:
            yield OpenApproval(
                authority=each.authority,
                level=each.level,
                line=each.obligation,
                decision=None,
                state=each.state,
                since=each.since,
                days=each.days,
                at_least=each.at_least,
                here=desk.decides(
                    each.authority.path, each.level, desk.forum_of[each.obligation.code]
                ),
                asked=each.asked[-1].key if each.asked else "",
            )


def _decided(
    decisions: DecisionQuerySet, line: Sequence[Committee], desk: _Desk
) -> Iterator[OpenApproval]:
    """The consents that signed decisions need which made no obligation of their own. One query."""
    open_ones = decisions.signed().filter(
        item__meeting__committee__in=line, done_on=None, prepared=None
    )
    rows = NeededApproval.objects.filter(decision__in=open_ones).select_related(
        "authority",
        "decision__item__meeting__committee__forum",
        "decision__item__paper",
        "decision__item__agreement",
        "decision__item__obligation",
    )
    for needed in rows:
        since = needed.decision.item.meeting.day
        forum = needed.decision.item.meeting.committee.forum
        found = desk.found
        yield OpenApproval(
            authority=found.parties.get(needed.authority.path),
            level=needed.level,
            line=None,
            decision=needed.decision,
            state=ConsentState.NEEDED,
            since=since,
            days=max(0, (found.as_of - since).days) if since else None,
            here=desk.decides(needed.authority.path, needed.level, forum.slug if forum else ""),
        )


def disputes_before(
    line: Sequence[Committee], forums: Sequence[Forum], user: Asker, reader: CaseReader
) -> Iterator[Case]:
    """The open disputes that have come before a committee or one that it succeeds, the longest
    there first. Seven queries."""
    rows = Dispute.objects.visible_to(user).filter(
        report__obligation__agreement__paper__forum__in=forums, recorded_at__lte=reader.known_at
    )
    came = DisputeStep.objects.filter(holder__in=line).values("dispute")
    open_ones = rows.exclude(ending__recorded_at__lte=reader.known_at).filter(pk__in=came)
    cases = (reader.case(row) for row in dispute_rows(open_ones))
    own = [each for each in cases if each.end is None and each.current.holder in line]
    yield from sorted(own, key=lambda each: (-each.current.days, each.code))
