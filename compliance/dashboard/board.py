"""The board of a forum or of a whole regime: both sides' scores and the matrix under them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from agreements.models import Forum, Regime
from compliance.dashboard.figures import Figures, PartyLabel, figures
from compliance.dashboard.states import Cell, ObligationLine, cell, obligation_line
from compliance.scoring import AgreementResult, Method, MethodFigure, Score, Thresholds

SHOWN_PER_CELL = 4
"""Beyond so many obligations a cell says their number and leads to the agreement's page."""


@dataclass(frozen=True, slots=True)
class SideFigure:
    """A side's score with all that stands beside it."""

    side: PartyLabel
    score: Score
    parties: tuple[PartyLabel, ...]  # those below it that owe something here
    papers_assessed: int
    papers_due: int
    reports: int  # that the figure rests on
    figure: MethodFigure | None  # by another method, where the reader asks for it

    @property
    def place(self) -> str:
        """Names of the parties below the side."""
        return ", ".join(party.name for party in self.parties if party.path != self.side.path)


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """An agreement with each side's part in it."""

    code: str
    title: str
    weight: int
    cells: tuple[Cell, ...]  # one per side, in the order of the sides

    @property
    def assessed(self) -> bool:
        return any(each.value is not None for each in self.cells)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A working paper with each side's part in it."""

    pk: int
    number: int
    title: str
    forum: str  # slug
    cells: tuple[Cell, ...]
    agreements: tuple[AgreementLine, ...]
    scores: tuple[Score, ...]  # one per side

    @property
    def sides(self) -> list[tuple[Cell, Score]]:
        """Each side's part with its score."""
        return list(zip(self.cells, self.scores, strict=True))

    @property
    def assessed(self) -> bool:
        return any(each.value is not None for each in self.cells)


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard's figures, as of a day, as known at a moment, by a method."""

    sides: tuple[SideFigure, ...]
    papers: tuple[PaperLine, ...]
    thresholds: Thresholds
    as_of: date
    known_at: datetime
    method: str

    @property
    def obligations(self) -> list[ObligationLine]:
        """Every obligation in force on the day."""
        return [
            line
            for paper in self.papers
            for agreement in paper.agreements
            for each in agreement.cells
            for line in each.obligations
        ]


def board(
    forums: Sequence[Forum],
    regime: Regime,
    *,
    as_of: date,
    known_at: datetime,
    method: str = Method.FULFILMENT,
) -> Board:
    """The board of these forums together. Six queries, however many rows there are."""
    return board_of(figures(forums, regime, as_of=as_of, known_at=known_at, method=method))


def board_of(found: Figures) -> Board:
    """The board made of figures already computed."""
    papers = tuple(_paper_lines(found))
    return Board(
        sides=tuple(_side_figure(side, found) for side in found.sides),
        papers=papers,
        thresholds=found.thresholds,
        as_of=found.as_of,
        known_at=found.known_at,
        method=found.method,
    )


def _paper_lines(found: Figures) -> Iterable[PaperLine]:
    forum_of = {agreement.code: agreement.forum for agreement in found.case.agreements}
    by_paper: dict[int, list[AgreementResult]] = defaultdict(list)
    for result in found.results:
        by_paper[found.case.agreement_labels[result.code].paper].append(result)
    for pk, results in by_paper.items():
        label = found.case.papers[pk]
        agreements = tuple(_agreement_line(result, found) for result in results)
        scores = tuple(found.score(side.path, results=results) for side in found.sides)
        yield PaperLine(
            pk=pk,
            number=label.number,
            title=str(label.name),
            forum=forum_of[results[0].code],
            cells=tuple(
                cell(
                    side,
                    [line for each in agreements for line in each.cells[place].obligations],
                    scores[place].value,
                    found.figure(side.path, results=results),
                )
                for place, side in enumerate(found.sides)
            ),
            agreements=agreements,
            scores=scores,
        )


def _agreement_line(result: AgreementResult, found: Figures) -> AgreementLine:
    lines: dict[str, list[ObligationLine]] = defaultdict(list)
    for each in result.obligations:
        lines[each.owes.split("/")[0]].append(obligation_line(each, found))
    return AgreementLine(
        code=result.code,
        title=str(found.case.agreement_labels[result.code].name),
        weight=result.weight,
        cells=tuple(
            cell(
                side,
                lines[side.path],
                found.score(side.path, results=[result]).value,
                found.figure(side.path, results=[result]),
            )
            for side in found.sides
        ),
    )


def _side_figure(side: PartyLabel, found: Figures) -> SideFigure:
    owing = {
        each.owes
        for result in found.results
        for each in result.obligations
        if each.owes.split("/")[0] == side.path
    }
    assessed, due = _papers_counted(side, found)
    return SideFigure(
        side=side,
        score=found.score(side.path),
        parties=tuple(label for path, label in found.parties.items() if path in owing),
        papers_assessed=assessed,
        papers_due=due,
        reports=sum(_counted(result, side) for result in found.results),
        figure=found.figure(side.path),
    )


def _papers_counted(side: PartyLabel, found: Figures) -> tuple[int, int]:
    """How many papers with anything due have something assessed, and how many there are."""
    by_paper: dict[int, list[AgreementResult]] = defaultdict(list)
    for result in found.results:
        by_paper[found.case.agreement_labels[result.code].paper].append(result)
    scores = [found.score(side.path, results=results) for results in by_paper.values()]
    due = [score for score in scores if score.due]
    return sum(score.assessed > 0 for score in due), len(due)


def _counted(result: AgreementResult, side: PartyLabel) -> int:
    return sum(
        len(each.rests_on)
        for each in result.obligations
        if each.owes.split("/")[0] == side.path and each.due
    )
