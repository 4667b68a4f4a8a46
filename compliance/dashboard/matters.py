"""What arises from earlier meetings: everything open, and what became of it since the last one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from agreements.models import (
    Committee,
    Consent,
    Decision,
    Forum,
    NeededApproval,
    PartialDate,
    Regime,
)
from agreements.models.agenda import DecisionQuerySet
from agreements.permissions import Asker
from compliance.dashboard.figures import Figures, PartyLabel, figures
from compliance.dashboard.record import overdue_days
from compliance.dashboard.states import ObligationLine, obligation_line
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
    since: date | None  # None: no day on record
    days: int | None
    at_least: bool = False  # it was needed before that day; since when is not on record


@dataclass(frozen=True, slots=True)
class Matters:
    """All that a meeting finds open."""

    since: date | None  # the last meeting; None: there was none
    obligations: tuple[OpenObligation, ...]
    decisions: tuple[OpenDecision, ...]
    approvals: tuple[OpenApproval, ...]
    figures: Figures

    @property
    def contested(self) -> list[OpenObligation]:
        """Those whose figure rests on a contested report."""
        return [each for each in self.obligations if each.contested]

    @property
    def count(self) -> int:
        return len(self.obligations) + len(self.decisions) + len(self.approvals)


def matters_arising(
    committee: Committee,
    forums: Sequence[Forum],
    regime: Regime,
    user: Asker,
    *,
    since: date | None,
    as_of: date,
    known_at: datetime,
) -> Matters:
    """What is open in these forums on a day, with how it stood at the last meeting, as known now.

    At most nineteen queries, however many rows there are.
    """
    found = figures(forums, regime, as_of=as_of, known_at=known_at)
    before = _lines_then(forums, regime, since, known_at) if since else {}
    open_results = [(paper, each) for paper, each in _results(found) if _is_open(each)]
    decisions = Decision.objects.visible_to(user)
    line = committee.line()
    return Matters(
        since=since,
        obligations=tuple(
            _open_obligation(paper, each, found, before, since) for paper, each in open_results
        ),
        decisions=tuple(_open_decisions(decisions, line, found)),
        approvals=(
            *_consents([each for _, each in open_results], found),
            *_decided(decisions, line, found),
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


def _consents(results: Sequence[ObligationResult], found: Figures) -> Iterator[OpenApproval]:
    """The consents that open obligations need by their terms. One query."""
    by_terms = {each.terms.sequence: each for each in results}
    every = [terms.sequence for each in results for terms in each.obligation.terms]
    rows = Consent.objects.filter(terms__sequence__in=every).select_related("terms", "authority")
    consents = list(rows.order_by("terms__sequence", "order"))
    needed = {(each.terms.sequence, each.authority.path) for each in consents}
    for consent in consents:
        result = by_terms.get(consent.terms.sequence)
        if result is None:
            continue
        begun = _needed_since(result, consent.authority.path, needed)
        since = begun or _seen_first(result, found.as_of)
        yield OpenApproval(
            authority=found.parties.get(consent.authority.path),
            level=consent.level,
            line=obligation_line(result, found),
            decision=None,
            since=since,
            days=max(0, (found.as_of - since).days) if since else None,
            at_least=begun is None,
        )


def _needed_since(result: ObligationResult, path: str, needed: set[tuple[int, str]]) -> date | None:
    """From when on its terms have needed this consent without a break: further terms that still
    need it do not begin the waiting anew. None: from the beginning."""
    since = result.terms.holds_from
    earlier = [each for each in result.obligation.terms if each.sequence < result.terms.sequence]
    for terms in sorted(earlier, key=lambda each: -each.sequence):
        if (terms.sequence, path) not in needed:
            break
        since = terms.holds_from
    return since


def _seen_first(result: ObligationResult, as_of: date) -> date | None:
    """The first day on which anything is told of an obligation."""
    days = [report.observed_on for report in result.obligation.reports]
    return min((day for day in days if day <= as_of), default=None)


def _decided(
    decisions: DecisionQuerySet, line: Sequence[Committee], found: Figures
) -> Iterator[OpenApproval]:
    """The consents that signed decisions need which made no obligation of their own. One query."""
    open_ones = decisions.signed().filter(
        item__meeting__committee__in=line, done_on=None, prepared=None
    )
    rows = NeededApproval.objects.filter(decision__in=open_ones).select_related(
        "authority",
        "decision__item__meeting",
        "decision__item__paper",
        "decision__item__agreement",
        "decision__item__obligation",
    )
    for needed in rows:
        since = needed.decision.item.meeting.day
        yield OpenApproval(
            authority=found.parties.get(needed.authority.path),
            level=needed.level,
            line=None,
            decision=needed.decision,
            since=since,
            days=max(0, (found.as_of - since).days) if since else None,
        )
