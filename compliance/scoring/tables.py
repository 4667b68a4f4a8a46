"""Tables of scores: one row a side, a party, or a side's paper or agreement."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from compliance.scoring.aggregation import EVERYBODY, AgreementResult, Score, combined
from compliance.scoring.facts import Thresholds
from compliance.scoring.methods import Method, MethodFigure, figure


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
    figure: MethodFigure | None = None  # by another method, which the row then states

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
    method: Method = Method.FULFILMENT,
) -> tuple[Row, ...]:
    """A table of scores, in the order of its keys; by another method with its figure.

    Rows are sides; or parties, with every party above one that owes; or each side's papers or
    agreements. `sides` are shown even where they owe nothing.
    """
    parts = _parts(by, results, set(sides))
    return tuple(
        Row(
            path,
            paper if by in (By.PAPER, By.AGREEMENT) else None,
            agreement if by is By.AGREEMENT else None,
            combined([(each.weight, each.tallies[path]) for each in own], thresholds),
            None if method is Method.FULFILMENT else figure(method, own, path),
        )
        for (path, paper, agreement), own in sorted(parts.items())
    )


def _parts(
    by: By, results: Sequence[AgreementResult], sides: set[str]
) -> dict[tuple[str, int, str], list[AgreementResult]]:
    """The agreements in which the party of each row has a part."""
    parts: dict[tuple[str, int, str], list[AgreementResult]] = {}
    shown = {side for result in results for side in result.tallies if _is_side(side)} | sides
    if by in (By.SIDE, By.PARTY):
        parts = {_key(by, side): [] for side in shown}
    for result in results:
        for side in shown:
            parts.setdefault(_key(by, side, result), [])
        for path in result.tallies:
            if path and (by is By.PARTY or _is_side(path)):
                parts.setdefault(_key(by, path, result), []).append(result)
    return parts


def _key(by: By, path: str, result: AgreementResult | None = None) -> tuple[str, int, str]:
    if result is None or by in (By.SIDE, By.PARTY):
        return path, 0, ""
    return path, result.paper, result.code if by is By.AGREEMENT else ""


def _is_side(path: str) -> bool:
    return path != EVERYBODY and "/" not in path
