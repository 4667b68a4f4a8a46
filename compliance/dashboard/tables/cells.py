"""Columns and cells that several tables share, so that a key means the same in all of them."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.states import ObligationLine
from compliance.dashboard.table import Coded, Column, Kind, Row
from compliance.scoring import Score
from compliance.templatetags.look import degree_word, state_word


def state(code: str) -> Coded:
    """A state with the word that the pages print for it."""
    return Coded(code, str(state_word(code)))


def side_of(party: PartyLabel | None) -> str:
    """The code of the side to which a party belongs."""
    return party.path.partition("/")[0] if party else ""


def party_columns() -> tuple[Column, ...]:
    """Who owes, or speaks: the side, the party, its name."""
    return (
        Column("side", _("Code of the side"), Kind.CODE),
        Column("party", _("Code of the party"), Kind.CODE),
        Column("party_name", _("Party")),
    )


def party_cells(party: PartyLabel | None) -> Row:
    return (side_of(party), party.code, party.name) if party else (None, None, None)


def obligation_columns() -> tuple[Column, ...]:
    """An obligation and how far it is, as lists show it."""
    return (
        Column("obligation", _("Code of the obligation"), Kind.CODE),
        Column("title", _("Obligation")),
        Column("site", _("Site")),
        *party_columns(),
        Column("state", _("State")),
        Column("established", pgettext("share", "Established"), Kind.SCORE),
        Column("claimed", pgettext("share", "Claimed"), Kind.SCORE),
        Column("expected", pgettext("share", "Expected"), Kind.SCORE),
        Column("compliance", _("Compliance"), Kind.SCORE),
        Column("counts", _("Counts as due"), Kind.FLAG),
        Column("due_on", _("Due on"), Kind.DAY),
        Column("contested", _("Contested"), Kind.FLAG),
        Column("sources_differ", _("Sources differ"), Kind.FLAG),
    )


def obligation_cells(line: ObligationLine) -> Row:
    return (
        line.code,
        line.title,
        line.site.name if line.site else None,
        *party_cells(line.party),
        state(line.state),
        line.established,
        line.claimed,
        line.expected,
        line.compliance,
        line.due,
        line.due_on,
        line.contested,
        line.sources_differ,
    )


def score_columns() -> tuple[Column, ...]:
    """A score with its range, its coverage and its degree."""
    return (
        Column("score", _("Score"), Kind.SCORE),
        Column("low", _("Low end of the range"), Kind.SCORE),
        Column("high", _("High end of the range"), Kind.SCORE),
        Column("coverage", _("Coverage"), Kind.SCORE),
        Column("degree", _("Degree")),
    )


def score_cells(score: Score) -> Row:
    degree = Coded(score.degree.value, str(degree_word(score.degree)))
    return score.value, score.low, score.high, score.coverage, degree
