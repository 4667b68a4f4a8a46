"""The method *fulfilment*: how much of what is due by a day is established, by obligation.

Two voices are kept apart. What is **claimed** is the word of the latest report, whoever speaks.
What is **established** is the lowest among the latest standing report and every later one: a rise
counts only once it stands, a party's admission against itself counts at once, and no contest
raises anything.
"""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from compliance.scoring.facts import Milestone, Obligation, Status, Terms
from compliance.scoring.standing import (
    Judgement,
    Percent,
    Reason,
    Verdict,
    deciding,
    judgements,
)
from compliance.scoring.states import Standing, latest_status, standing_of
from compliance.scoring.terms import ONE, ZERO, expected, in_force
from compliance.scoring.voices import Reached, claimed, counted, established, pools_of

METHOD = "fulfilment/1"

_HUNDREDTHS = tuple(Fraction(percent, 100) for percent in range(101))


class Considered(NamedTuple):
    """One report behind a figure: what it was worth, why, and whether the figure rests on it."""

    key: str
    verdict: Verdict
    reason: Reason
    counted: bool


class ObligationResult(NamedTuple):
    """What is so about an obligation on a day, as known at a moment. Fractions from 0 to 1."""

    code: str
    owes: str  # party path
    weight: int
    standing: Standing
    standing_status: Status | None  # of the latest report that stands, else of the latest
    established: Fraction | None  # None: not assessed
    claimed: Fraction | None  # None: nothing reported
    expected: Fraction  # 0: not yet due
    compliance: Fraction | None  # None: not assessed, or nothing expected
    contested: bool
    obligation: Obligation
    terms: Terms  # the version that holds on the day
    as_of: date
    known_at: datetime
    judged: Sequence[Judgement]  # those that decide

    @property
    def rests_on(self) -> frozenset[str]:
        """Keys of the reports that the established figure rests on."""
        pools = pools_of(self.judged, self.terms.milestones)
        return frozenset([judgement.report.key for pool in pools for judgement in counted(pool)])

    @property
    def due(self) -> bool:
        """Whether the obligation counts: in force, and something is expected of it."""
        return self.standing is not Standing.ENDED and bool(self.expected)

    @property
    def assessed(self) -> bool:
        return self.due and self.compliance is not None

    @property
    def highest(self) -> Fraction:
        """The compliance if all that is claimed, and all that is not assessed, were so."""
        if self.compliance is None:
            return ONE
        return share(self.claimed or ZERO, self.expected)

    @property
    def considered(self) -> tuple[Considered, ...]:
        """Every report known at the moment, with what became of it."""
        judged = judgements(
            self.obligation.reports,
            as_of=self.as_of,
            known_at=self.known_at,
            milestones=codes_of(self.terms),
        )
        resting = self.rests_on
        return tuple(
            Considered(j.report.key, j.verdict, j.reason, j.report.key in resting) for j in judged
        )


def obligation_result(
    obligation: Obligation, *, opened_on: date | None, as_of: date, known_at: datetime
) -> ObligationResult | None:
    """What is so about an obligation; None: no terms of it hold yet.

    `opened_on` is the start where its terms name none (`terms.expected`).
    """
    terms = in_force(obligation.terms, as_of=as_of, known_at=known_at)
    if terms is None:
        return None
    judged = deciding(
        obligation.reports, as_of=as_of, known_at=known_at, milestones=codes_of(terms)
    )
    reached, found, said = heard(judged, terms)
    due = expected(terms, opened_on=opened_on, as_of=as_of)
    return ObligationResult(
        code=obligation.code,
        owes=terms.owes,
        weight=terms.weight,
        standing=standing_of(terms, judged, reached, found, due=due, as_of=as_of),
        standing_status=latest_status(judged),
        established=found,
        claimed=said,
        expected=due,
        compliance=None if found is None or not due else share(found, due),
        contested=any(r.disputed for r in reached),
        obligation=obligation,
        terms=terms,
        as_of=as_of,
        known_at=known_at,
        judged=judged,
    )


class Heard(NamedTuple):
    """What reports come to: by milestone, and as a whole."""

    reached: Sequence[Reached]
    established: Fraction | None
    claimed: Fraction | None


def heard(judged: Sequence[Judgement], terms: Terms) -> Heard:
    """What the reports that decide come to under these terms."""
    pools = pools_of(judged, terms.milestones)
    reached = [established(pool) for pool in pools]
    return Heard(
        reached,
        _mean([r.percent for r in reached], terms.milestones),
        _mean([claimed(pool) for pool in pools], terms.milestones),
    )


def codes_of(terms: Terms) -> tuple[str, ...]:
    """The codes of its milestones."""
    return tuple([milestone.code for milestone in terms.milestones])


def _mean(percents: Sequence[Percent | None], milestones: Sequence[Milestone]) -> Fraction | None:
    """The fraction of an obligation from those of its milestones; once one is known, none is 0."""
    if not milestones:
        return _fraction(percents[0])
    if all(percent is None for percent in percents):
        return None
    total = sum(milestone.weight for milestone in milestones)
    parts = zip(milestones, percents, strict=True)
    return Fraction(sum(m.weight * (percent or 0) for m, percent in parts)) / (100 * total)


def _fraction(percent: Percent | None) -> Fraction | None:
    if percent is None:
        return None
    return _HUNDREDTHS[percent] if isinstance(percent, int) else percent / 100


def share(done: Fraction, due: Fraction) -> Fraction:
    """`min(1, done / due)`; nobody is more than in compliance."""
    if due is ONE:
        return done
    return ONE if done >= due else done / due
