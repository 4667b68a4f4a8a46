"""Tables of scores: one row a side, a party, or a side's paper or agreement."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from compliance.scoring.aggregation import (
    EVERYBODY,
    AgreementResult,
    Score,
    Tally,
    combined,
)
from compliance.scoring.facts import Thresholds


class By(StrEnum):
    """What the rows of a table of scores are."""

    SIDE = "side"
    PARTY = "party"
    PAPER = "paper"  # of each side
    AGREEMENT = "agreement"  # of each side


class Row(NamedTuple):
    """One line of a table of scores."""

    path: str  # of the party
    paper: int | None
    agreement: str | None
    score: Score

    @property
    def side(self) -> str:
        return self.path.partition("/")[0]

    @property
    def party(self) -> str:
        """The party's own code."""
        return self.path.rpartition("/")[2]


def score_by(
    by: By,
    results: Sequence[AgreementResult],
    *,
    thresholds: Thresholds,
    sides: Iterable[str] = (),
) -> tuple[Row, ...]:
    """A table of scores, in the order of its keys.

    Rows are sides; or parties, with every party above one that owes; or each side's papers or
    agreements. `sides` are shown even where they owe nothing.
    """
    parts: dict[tuple[str, int, str], list[tuple[int, Tally]]] = {}
    shown = {side for result in results for side in result.tallies if _is_side(side)} | set(sides)
    if by in (By.SIDE, By.PARTY):
        parts = {_key(by, side): [] for side in shown}
    for result in results:
        for side in shown:
            parts.setdefault(_key(by, side, result), [])
        for path, tally in result.tallies.items():
            if path and (by is By.PARTY or _is_side(path)):
                parts.setdefault(_key(by, path, result), []).append((result.weight, tally))
    return tuple(
        Row(
            path,
            paper if by in (By.PAPER, By.AGREEMENT) else None,
            agreement if by is By.AGREEMENT else None,
            combined(parts[path, paper, agreement], thresholds),
        )
        for path, paper, agreement in sorted(parts)
    )


def _key(by: By, path: str, result: AgreementResult | None = None) -> tuple[str, int, str]:
    if result is None or by in (By.SIDE, By.PARTY):
        return path, 0, ""
    return path, result.paper, result.code if by is By.AGREEMENT else ""


def _is_side(path: str) -> bool:
    return path != EVERYBODY and "/" not in path
