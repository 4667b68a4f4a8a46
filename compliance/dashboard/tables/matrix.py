"""A board as tables: the sides, and each side's part in each paper and agreement."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from compliance.dashboard.board import Board, PaperLine
from compliance.dashboard.states import Cell, ObligationLine
from compliance.dashboard.table import Column, Kind, Row, Table
from compliance.dashboard.tables.cells import (
    obligation_cells,
    obligation_columns,
    score_cells,
    score_columns,
    state,
)


def sides_table(board: Board) -> Table:
    """Each side's score with all that stands beside it."""
    return Table(
        name="sides",
        title=_("Scores of the sides"),
        columns=(
            *_side_columns(),
            *score_columns(),
            Column("papers_assessed", _("Papers assessed"), Kind.NUMBER),
            Column("papers_due", _("Papers due"), Kind.NUMBER),
            Column("reports", _("Reports it rests on"), Kind.NUMBER),
        ),
        rows=(
            (
                figure.side.code,
                figure.side.name,
                *score_cells(figure.score),
                figure.papers_assessed,
                figure.papers_due,
                figure.reports,
            )
            for figure in board.sides
        ),
    )


def papers_table(papers: Iterable[PaperLine]) -> Table:
    """Each side's part in each paper."""
    return Table(
        name="papers",
        title=_("Working papers"),
        columns=(*_paper_columns(), *_part_columns()),
        rows=((*_paper(paper), *row) for paper in papers for row in _parts(paper.cells)),
    )


def agreements_table(papers: Iterable[PaperLine]) -> Table:
    """Each side's part in each agreement of these papers."""
    return Table(
        name="agreements",
        title=_("Agreements"),
        columns=(
            *_paper_columns(),
            Column("agreement", _("Code of the agreement"), Kind.CODE),
            Column("agreement_title", _("Agreement")),
            Column("weight", _("Weight"), Kind.NUMBER),
            *_part_columns(),
        ),
        rows=(
            (*_paper(paper), line.code, line.title, line.weight, *row)
            for paper in papers
            for line in paper.agreements
            for row in _parts(line.cells)
        ),
    )


def obligations_table(papers: Iterable[tuple[PaperLine, ObligationLine]]) -> Table:
    """Obligations with the papers they stand under."""
    return Table(
        name="obligations",
        title=_("Obligations"),
        columns=(*_paper_columns(), *obligation_columns()),
        rows=((*_paper(paper), *obligation_cells(line)) for paper, line in papers),
    )


def owed_table(lines: Iterable[ObligationLine]) -> Table:
    """What is owed under one agreement."""
    return Table(
        name="obligations",
        title=_("Obligations"),
        columns=obligation_columns(),
        rows=(obligation_cells(line) for line in lines),
    )


def late_table(lines: Iterable[ObligationLine]) -> Table:
    """What is due and not established in full."""
    return Table(
        name="late",
        title=_("Due and not fulfilled"),
        columns=obligation_columns(),
        rows=(obligation_cells(line) for line in lines),
    )


def _paper_columns() -> tuple[Column, ...]:
    return (
        Column("forum", _("Forum"), Kind.CODE),
        Column("paper", _("No. of the paper"), Kind.NUMBER),
        Column("paper_title", _("Working paper")),
    )


def _paper(paper: PaperLine) -> Row:
    return paper.forum, paper.number, paper.title


def _side_columns() -> tuple[Column, ...]:
    return (
        Column("side", _("Code of the side"), Kind.CODE),
        Column("side_name", _("Side")),
    )


def _part_columns() -> tuple[Column, ...]:
    return (
        *_side_columns(),
        Column("state", _("State")),
        Column("score", _("Score"), Kind.SCORE),
        Column("contested", _("Contested"), Kind.FLAG),
        Column("obligations", _("Obligations"), Kind.NUMBER),
    )


def _parts(cells: Iterable[Cell]) -> Iterator[Row]:
    for cell in cells:
        name = cell.side.name
        yield cell.side.code, name, state(cell.state), cell.value, cell.contested, cell.count
