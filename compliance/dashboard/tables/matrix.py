"""Papers and agreements as tables: a row for each side's part in each of them."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from compliance.dashboard.board import PaperLine
from compliance.dashboard.states import Cell
from compliance.dashboard.table import Coded, Column, Kind, Row, Table, Value
from compliance.templatetags.look import state_word


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


def _paper_columns() -> tuple[Column, ...]:
    return (
        Column("forum", _("Forum"), Kind.CODE),
        Column("paper", _("No. of the paper"), Kind.NUMBER),
        Column("paper_title", _("Working paper")),
    )


def _paper(paper: PaperLine) -> tuple[Value, ...]:
    return paper.forum, paper.number, paper.title


def _part_columns() -> tuple[Column, ...]:
    return (
        Column("side", _("Code of the side"), Kind.CODE),
        Column("side_name", _("Side")),
        Column("state", _("State")),
        Column("score", _("Score"), Kind.SCORE),
        Column("contested", _("Contested"), Kind.FLAG),
        Column("obligations", _("Obligations"), Kind.NUMBER),
    )


def _parts(cells: Iterable[Cell]) -> Iterator[Row]:
    for cell in cells:
        state = Coded(cell.state, str(state_word(cell.state)))
        yield (
            cell.side.code,
            cell.side.name,
            state,
            cell.figure.value if cell.figure else cell.value,
            cell.contested,
            cell.count,
        )
