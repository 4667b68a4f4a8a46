"""A comparison as tables: every method, and every figure that would be otherwise."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from compliance.dashboard.comparison import Comparison, Line
from compliance.dashboard.table import Coded, Column, Kind, Row, Table, Value
from compliance.scoring.methods import RULES
from compliance.templatetags.look import degree_word, level_word


def methods_table(page: Comparison) -> Table:
    """One row for each party by each method, in the method's own unit."""
    return Table(
        name="methods",
        title=_("By method"),
        columns=(
            Column("by_method", _("Method and version"), Kind.CODE),
            *_party_columns(),
            Column("mean", _("Mean"), Kind.SCORE),
            Column("points", _("Points"), Kind.SCORE),
            Column("base", _("Of points"), Kind.NUMBER),
            Column("assessed", _("Assessed"), Kind.NUMBER),
            Column("missing", _("Not assessed"), Kind.NUMBER),
            Column("due", _("Due"), Kind.NUMBER),
            Column("levels", _("Levels")),
            Column("missing_as", _("Missing data"), Kind.CODE),
            Column("order_changes", _("The order changes"), Kind.FLAG),
        ),
        rows=(row for line in page.methods for row in _method(line)),
    )


def what_if_table(page: Comparison) -> Table:
    """One row for each party in each case, by the method asked for."""
    return Table(
        name="what-if",
        title=_("If one thing were otherwise"),
        columns=(
            Column("question", _("Question")),
            Column("case", _("Case"), Kind.CODE),
            *_party_columns(),
            Column("degree", _("Degree")),
            Column("change", _("Change"), Kind.SCORE),
            Column("order_changes", _("The order changes"), Kind.FLAG),
        ),
        rows=(
            *_cases(
                Coded("in_progress", _("If “in progress” were worth something else")),
                page.progress,
            ),
            *_cases(Coded("silence", _("If the silence period were another")), page.silence),
            *_cases(Coded("leaving_out", _("If one agreement were left out")), page.leaving_out),
        ),
    )


def _party_columns() -> tuple[Column, ...]:
    return (
        Column("party", _("Code of the party"), Kind.CODE),
        Column("party_name", _("Party")),
        Column("value", _("Value"), Kind.SCORE),
        Column("unit", _("Unit"), Kind.CODE),
    )


def _method(line: Line) -> Iterator[Row]:
    for entry in line.entries:
        figure = entry.figure
        if figure is None or line.method is None:
            continue
        levels = (f"{level_word(level)}: {count}" for level, count in figure.levels)
        yield (
            RULES[line.method].version,
            entry.party.code,
            entry.party.name,
            entry.value,
            entry.unit.value,
            figure.mean,
            figure.points,
            figure.base,
            figure.assessed,
            figure.missing,
            figure.due,
            "; ".join(levels),
            figure.missing_as.value,
            line.moved,
        )


def _cases(question: Coded, lines: Sequence[Line]) -> Iterator[Row]:
    for line in lines:
        for entry in line.entries:
            degree: Value = None
            if entry.degree is not None:
                degree = Coded(entry.degree.value, str(degree_word(entry.degree)))
            yield (
                question,
                line.key or "as_recorded",
                entry.party.code,
                entry.party.name,
                entry.value,
                entry.unit.value,
                degree,
                entry.change,
                line.moved,
            )
