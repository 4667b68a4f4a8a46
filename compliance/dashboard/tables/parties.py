"""A party's dashboard as tables: its agreements, and the parties below it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.party import PartyAgreement
from compliance.dashboard.receipts import Part
from compliance.dashboard.table import Column, Kind, Table
from compliance.dashboard.tables.cells import (
    party_cells,
    party_columns,
    score_cells,
    score_columns,
)
from compliance.scoring import Score


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
            (each.number, each.code, each.title, *score_cells(each.score), len(each.lines))
            for each in agreements
        ),
    )


def scores_table(scores: Iterable[tuple[PartyLabel, Score]], *, title: str) -> Table:
    """The score of each of some parties."""
    return Table(
        name="scores",
        title=title,
        columns=(*party_columns(), *score_columns()),
        rows=((*party_cells(party), *score_cells(score)) for party, score in scores),
    )


def receipt_table(parts: Iterable[Part]) -> Table:
    """What each obligation brings to a figure, under the agreement through which it does."""
    return Table(
        name="receipt",
        title=_("Receipt"),
        columns=(
            Column("paper", _("No. of the paper"), Kind.NUMBER),
            Column("agreement", _("Code of the agreement"), Kind.CODE),
            Column("agreement_title", _("Agreement")),
            Column("agreement_weight", _("Weight of the agreement"), Kind.NUMBER),
            Column("agreement_score", _("Score on the agreement"), Kind.SCORE),
            Column("obligation", _("Code of the obligation"), Kind.CODE),
            Column("title", _("Obligation")),
            Column("weight", _("Weight"), Kind.NUMBER),
            Column("compliance", _("Compliance"), Kind.SCORE),
            Column("product", _("Weight times compliance"), Kind.SCORE),
            Column("reports", _("Reports"), Kind.NUMBER),
            Column("withheld", _("Withheld"), Kind.NUMBER),
        ),
        rows=(
            (
                part.paper,
                part.code,
                part.title,
                part.weight,
                part.score.value,
                share.line.code,
                share.line.title,
                share.weight,
                share.line.compliance,
                share.product,
                len(share.facts),
                share.withheld,
            )
            for part in parts
            for share in part.shares
        ),
    )
