"""A trend as a table: a row for each step of each party's score."""

from django.utils.translation import gettext as _

from compliance.dashboard.table import Coded, Column, Kind, Table
from compliance.dashboard.trend import Trend
from compliance.templatetags.look import degree_word


def trend_table(told: Trend) -> Table:
    """Every step, with what made it."""
    return Table(
        name="trend",
        title=_("Score over time"),
        columns=(
            Column("party", _("Code of the party"), Kind.CODE),
            Column("party_name", _("Party")),
            Column("from", _("From"), Kind.DAY),
            Column("score", _("Score"), Kind.SCORE),
            Column("low", _("Lowest"), Kind.SCORE),
            Column("high", _("Highest"), Kind.SCORE),
            Column("coverage", _("Coverage"), Kind.SCORE),
            Column("degree", _("Degree")),
            Column("assessed", _("Obligations assessed"), Kind.NUMBER),
            Column("due", _("Obligations due"), Kind.NUMBER),
            Column("why", _("What changed it")),
        ),
        rows=(
            (
                line.party.code,
                line.party.name,
                step.day,
                step.score.value,
                step.score.low,
                step.score.high,
                step.score.coverage,
                Coded(step.score.degree.value, str(degree_word(step.score.degree))),
                step.score.assessed,
                step.score.due,
                "; ".join(step.why),
            )
            for line in told.lines
            for step in line.steps
        ),
    )
