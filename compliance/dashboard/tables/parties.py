"""A party's dashboard as tables: its agreements, and the parties below it."""

from collections.abc import Iterable
from typing import TypeAlias

from django.utils.translation import gettext as _

from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.party import PartyAgreement
from compliance.dashboard.table import Column, Kind, Table
from compliance.dashboard.tables.cells import (
    party_cells,
    party_columns,
    score_cells,
    score_columns,
)
from compliance.scoring import MethodFigure, Score


def party_agreements_table(agreements: Iterable[PartyAgreement]) -> Table:
    """What a party owes under each agreement, and its score there."""
    return Table(
        name="agreements",
        title=_("Agreements"),
        columns=(
            Column("paper", _("No. of the paper"), Kind.NUMBER),
            Column("agreement", _("Code of the agreement"), Kind.CODE),
            Column("agreement_title", _("Agreement")),
            *score_columns(),
            Column("obligations", _("Obligations"), Kind.NUMBER),
        ),
        rows=(
            (
                each.number,
                each.code,
                each.title,
                *score_cells(each.score, each.figure),
                len(each.lines),
            )
            for each in agreements
        ),
    )


Scored: TypeAlias = tuple[PartyLabel, Score, MethodFigure | None]
"""A party's score, and its figure by another method where the reader asks for one."""


def scores_table(scores: Iterable[Scored], *, title: str) -> Table:
    """The score of each of some parties."""
    return Table(
        name="scores",
        title=title,
        columns=(*party_columns(), *score_columns()),
        rows=((*party_cells(party), *score_cells(score, other)) for party, score, other in scores),
    )
