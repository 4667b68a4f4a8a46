"""What the reports on an obligation or milestone come to: what is established, what is claimed."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from compliance.scoring.facts import Milestone
from compliance.scoring.standing import (
    CORRECTED,
    DISPUTED,
    LEFT_OUT,
    OVERTURNED,
    PENDING,
    RECALLED,
    STANDS,
    Judgement,
    Percent,
    Verdict,
)


class Reached(NamedTuple):
    """How far something is established, and by which report."""

    percent: Percent | None  # None: not assessed
    by: Judgement | None  # the report that decides; None: nothing stands
    disputed: bool  # a report that the figure rests on is contested


def pools_of(
    judged: Sequence[Judgement], milestones: Sequence[Milestone]
) -> list[Sequence[Judgement]]:
    """The reports that speak for each milestone: its own and those on the whole obligation."""
    if not milestones:
        return [judged]  # those on a milestone have been left out
    return [
        [j for j in judged if j.report.milestone in (None, milestone.code)]
        for milestone in milestones
    ]


def counted(pool: Sequence[Judgement]) -> list[Judgement]:
    """The reports of a pool that the established figure rests on."""
    firm = [n for n, j in enumerate(pool) if j.verdict is STANDS and j.percent is not None]
    if firm:
        speaking: tuple[Verdict, ...] = (STANDS, PENDING, DISPUTED, RECALLED)
        pool = pool[firm[-1] :]
    else:
        speaking = (STANDS, DISPUTED, RECALLED)  # before anything stands a claim moves nothing
    return [judgement for judgement in pool if judgement.verdict in speaking]


def established(pool: Iterable[Judgement]) -> Reached:
    """The lowest of the latest standing report and every later one, earliest observed first.

    Where nothing stands: 0 if a report is disputed or was overturned, else None. A suspended report
    keeps what was established just before it, 0 if nothing was.
    """
    percent: Percent | None = None
    by: Judgement | None = None
    disputed = emptied = False
    for judgement in pool:
        verdict = judgement.verdict
        if verdict is STANDS and judgement.percent is not None:
            percent, by, disputed = judgement.percent, judgement, False
        elif verdict is STANDS:
            percent, by = percent or 0, judgement
        elif verdict is OVERTURNED:
            emptied = True
        elif verdict is not CORRECTED and verdict is not LEFT_OUT:
            percent, by = _lowered(percent, by, judgement)
            disputed = disputed or verdict is DISPUTED
    if percent is None and (disputed or emptied):
        percent = 0
    return Reached(percent, by, disputed)


def _lowered(
    percent: Percent | None, by: Judgement | None, judgement: Judgement
) -> tuple[Percent | None, Judgement | None]:
    """What is established after a report that does not stand: less, or the same."""
    if percent is None:
        return (0, judgement) if judgement.verdict is RECALLED else (None, None)
    if judgement.percent is not None and judgement.percent < percent:
        return judgement.percent, judgement
    return percent, by


def claimed(pool: Sequence[Judgement]) -> Percent | None:
    """What the latest report says, whoever speaks; None: nothing is said.

    Its author's corrections apply as soon as they are recorded. A suspended report keeps what was
    claimed just before it, 0 if nothing was.
    """
    suspended = False
    for judgement in reversed(pool):
        verdict = judgement.verdict
        if judgement.replaced or verdict is LEFT_OUT or verdict is OVERTURNED:
            continue
        if judgement.percent is not None:
            return judgement.percent
        suspended = True
    return 0 if suspended else None
