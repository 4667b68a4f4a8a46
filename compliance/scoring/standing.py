"""Which reports stand, as known at a moment, and why.

What a report is worth is settled by others: the answers of the other sides, silence, the ending of
a dispute, a later correction by its own author. `judgements` says so for every report known at the
moment, each with a reason code, so that a page can show what was counted and what was not.

**Corrections.** A correction takes the place of the report it corrects once it stands itself.
Until then it can only lower: "a pending claim never raises", and a contest never does either. So
both stay in the pool, the later one lowering the earlier. Where nothing could lower in its place
(the correction is observed before the report it corrects, or after the day in question, or states
no fraction), the report is *recalled*: its author no longer stands by it, and it counts for the
lower of what it said and what stood before it, 0 if nothing did. A correction that stands corrects
on every day, its own day reached or not: the earlier statement was wrong. A correction speaks
about the same milestone and for the same side as what it corrects, and names an earlier report;
anything else is an ordinary report.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from compliance.scoring.facts import Answer, Ending, Finding, Report, Status

Percent: TypeAlias = int | Fraction  # hundredths; an int where it can be, for speed


class Verdict(StrEnum):
    """What a report is worth."""

    STANDS = "stands"
    PENDING = "pending"  # a claim in its silence period, or one that silence never accepts
    DISPUTED = "disputed"
    RECALLED = "recalled"  # stood; its author no longer stands by it
    CORRECTED = "corrected"  # replaced by a correction that stands
    OVERTURNED = "overturned"  # taken out by the ending of a dispute
    LEFT_OUT = "left_out"  # says nothing about the day


class Reason(StrEnum):
    """Why a report is worth that."""

    ACCEPTED = "accepted"  # by another side
    SILENCE = "silence"  # nobody contested in time
    OBSERVATION = "observation"  # from a published source: stands at once
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"
    SETTLED = "settled"
    FOUND = "found"  # overturned, and another fraction found
    OPEN = "open"  # neither answered nor silently accepted
    CONTESTED = "contested"
    CORRECTION_OPEN = "correction_open"
    CORRECTED = "corrected"
    OVERTURNED = "overturned"
    INFORMATION = "information"  # no status
    LATER = "later"  # observed after the day
    NO_SUCH_MILESTONE = "no_such_milestone"  # in the terms that hold on the day


class Judgement(NamedTuple):
    """A report and what it is worth."""

    report: Report
    verdict: Verdict
    reason: Reason
    percent: Percent | None = None  # None: states no fraction (suspended, or left out)
    replaced: bool = False  # its author has said something else since, standing or not


# Looking a member up on its enum costs more than the comparison it is needed for.
STANDS, PENDING, DISPUTED = Verdict.STANDS, Verdict.PENDING, Verdict.DISPUTED
RECALLED, CORRECTED, OVERTURNED = Verdict.RECALLED, Verdict.CORRECTED, Verdict.OVERTURNED
LEFT_OUT = Verdict.LEFT_OUT
_ACCEPTED, _SILENCE, _OBSERVATION = Reason.ACCEPTED, Reason.SILENCE, Reason.OBSERVATION
_OPEN, _CONTESTED = Reason.OPEN, Reason.CONTESTED
_INFORMATION, _IN_PROGRESS = Status.INFORMATION, Status.IN_PROGRESS
_FULFILLED, _SUSPENDED = Status.FULFILLED, Status.SUSPENDED

in_order = attrgetter("observed_on", "sequence")


def judgements(
    reports: Iterable[Report], *, as_of: date, known_at: datetime, milestones: Sequence[str] = ()
) -> tuple[Judgement, ...]:
    """What every report recorded by the moment is worth on the day, earliest observed first."""
    known = sorted([r for r in reports if r.recorded_at <= known_at], key=in_order)
    judged = [judged_alone(r, known_at=known_at, milestones=milestones) for r in known]
    if any(r.corrects is not None for r in known):
        judged = _corrected(judged, as_of=as_of)
    return tuple(j if j.report.observed_on <= as_of else _later(j) for j in judged)


def deciding(
    reports: Iterable[Report], *, as_of: date, known_at: datetime, milestones: Sequence[str] = ()
) -> Sequence[Judgement]:
    """The last of the judgements, as far back as a figure can rest on them.

    Nothing before a report that stands, states a fraction and speaks of the whole obligation
    matters for any figure. To judge only what comes after it makes a forum's figures several times
    cheaper.
    """
    known = [
        r
        for r in reports
        if r.recorded_at <= known_at and (r.observed_on <= as_of or r.corrects is not None)
    ]
    if [r for r in known if r.corrects is not None]:  # may take out what stands: judge them all
        return judgements(known, as_of=as_of, known_at=known_at, milestones=milestones)
    known.sort(key=in_order)
    judged = []
    for report in reversed(known):
        judgement = judged_alone(report, known_at=known_at, milestones=milestones)
        judged.append(judgement)
        if closes(judgement):
            break
    judged.reverse()
    return judged


def closes(judgement: Judgement) -> bool:
    """Whether nothing observed before it matters any more: it stands, states a fraction and
    speaks of the whole."""
    return (
        judgement.verdict is STANDS
        and judgement.percent is not None
        and judgement.report.milestone is None
    )


def judged_alone(report: Report, *, known_at: datetime, milestones: Sequence[str]) -> Judgement:
    """What a report is worth where it is corrected by no other."""
    if report.status is _INFORMATION:
        return Judgement(report, LEFT_OUT, Reason.INFORMATION)
    if report.milestone is not None and report.milestone not in milestones:
        return Judgement(report, LEFT_OUT, Reason.NO_SUCH_MILESTONE)
    return judge(report, known_at=known_at)


def judge(report: Report, *, known_at: datetime) -> Judgement:
    """What a report with a status is worth by its endings, its answers and silence."""
    if report.endings:
        endings = [e for e in report.endings if e.recorded_at <= known_at]
        if endings:  # the last one decides; an answer given after it does not reopen the dispute
            return _ended(report, max(endings, key=attrgetter("sequence")))
    accepted = _accepted(report.answers, known_at) if report.answers else None
    percent = percent_by_status(report.status, report.percent)
    if accepted is not None:
        if accepted:
            return Judgement(report, STANDS, _ACCEPTED, percent)
        return Judgement(report, DISPUTED, _CONTESTED, percent)
    if not report.claim:
        return Judgement(report, STANDS, _OBSERVATION, percent)
    if report.stands_from is not None and report.stands_from <= known_at:
        return Judgement(report, STANDS, _SILENCE, percent)
    return Judgement(report, PENDING, _OPEN, percent)


def percent_by_status(status: Status, percent: int | None) -> int | None:
    """What a status says, in hundredths; None: suspended, it keeps what was before it."""
    if status is _IN_PROGRESS:
        return 50 if percent is None else percent
    if status is _SUSPENDED:
        return None
    return 100 if status is _FULFILLED else 0


def _accepted(answers: Sequence[Answer], known_at: datetime) -> bool | None:
    """Whether the other sides accept, each by its latest answer: one contest is enough for no."""
    if len(answers) == 1:
        return answers[0].accepted if answers[0].recorded_at <= known_at else None
    latest: dict[str, Answer] = {}
    for answer in answers:
        if answer.recorded_at <= known_at:
            earlier = latest.get(answer.side)
            if earlier is None or earlier.sequence < answer.sequence:
                latest[answer.side] = answer
    return all(answer.accepted for answer in latest.values()) if latest else None


_ENDED = {
    Finding.UPHELD: Reason.UPHELD,
    Finding.WITHDRAWN: Reason.WITHDRAWN,
    Finding.SETTLED: Reason.SETTLED,
    Finding.OVERTURNED: Reason.FOUND,
}


def _ended(report: Report, ending: Ending) -> Judgement:
    if ending.fraction is None or ending.finding in (Finding.UPHELD, Finding.WITHDRAWN):
        if ending.finding is Finding.OVERTURNED:
            return Judgement(report, OVERTURNED, Reason.OVERTURNED)
        own = percent_by_status(report.status, report.percent)
        return Judgement(report, STANDS, _ENDED[ending.finding], own)
    percent = ending.fraction * 100
    exact = percent.numerator if percent.denominator == 1 else percent
    return Judgement(report, STANDS, _ENDED[ending.finding], exact)


def _later(judgement: Judgement) -> Judgement:
    """What a report observed after the day is worth: nothing; it may have corrected another."""
    if judgement.verdict is LEFT_OUT:
        return judgement
    return Judgement(judgement.report, LEFT_OUT, Reason.LATER)


def _corrected(judged: list[Judgement], *, as_of: date) -> list[Judgement]:
    """The same judgements, with what has been corrected taken out or recalled."""
    corrections = _corrections(judged)
    if not corrections:
        return judged
    settled: set[str] = set()  # a correction of it, or a correction of that one, stands
    recalled: set[str] = set()  # one of them cannot lower in its place
    # A correction is later in the ledger than what it corrects: the last first settles chains.
    for judgement in sorted(judged, key=lambda j: -j.report.sequence):
        key = judgement.report.key
        for correction in corrections.get(key, ()):
            its_key = correction.report.key
            if correction.verdict is STANDS or its_key in settled:
                settled.add(key)
            if its_key in recalled or not _can_lower(correction, judgement.report, as_of):
                recalled.add(key)
    return [
        _replaced(j, settled=j.report.key in settled, recalled=j.report.key in recalled)
        if j.report.key in corrections
        else j
        for j in judged
    ]


def _corrections(judged: Sequence[Judgement]) -> dict[str, list[Judgement]]:
    """The corrections of each corrected report; what was overturned corrects nothing."""
    reports = {j.report.key: j.report for j in judged}
    found: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judged:
        report = judgement.report
        earlier = reports.get(report.corrects) if report.corrects is not None else None
        if earlier is None or judgement.verdict in (LEFT_OUT, OVERTURNED):
            continue
        if (report.side, report.milestone) != (earlier.side, earlier.milestone):
            continue
        if earlier.sequence < report.sequence:
            found[earlier.key].append(judgement)
    return found


def _can_lower(correction: Judgement, report: Report, as_of: date) -> bool:
    """Whether an open correction states a fraction, by the day, later than what it corrects."""
    return (
        correction.percent is not None
        and correction.report.observed_on <= as_of
        and in_order(correction.report) > in_order(report)
    )


def _replaced(judgement: Judgement, *, settled: bool, recalled: bool) -> Judgement:
    if judgement.verdict in (OVERTURNED, LEFT_OUT):
        return judgement
    if settled:
        return Judgement(judgement.report, CORRECTED, Reason.CORRECTED, replaced=True)
    if recalled and judgement.verdict is STANDS:
        return judgement._replace(verdict=RECALLED, reason=Reason.CORRECTION_OPEN, replaced=True)
    return judgement._replace(replaced=True)
