"""The mechanisms as tables: each figure with what it is of, its trend, and the rows behind one."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from compliance.dashboard.mechanism_page import MechanismPage
from compliance.dashboard.mechanism_rows import Behind
from compliance.dashboard.mechanisms import Health, Waits, health
from compliance.dashboard.table import Coded, Column, Kind, Row, Table, Value

Measure = tuple[str, str, Value, int | None]
"""The key of a figure, its words, its value, and of how many it is."""


def figures_table(page: MechanismPage) -> Table:
    """Every figure, per side and of all."""
    return Table(
        name="figures",
        title=_("Figures"),
        columns=(
            Column("side", _("Code of the side"), Kind.CODE),
            Column("side_name", _("Side")),
            Column("figure", _("Figure")),
            Column("value", _("Value"), Kind.NUMBER),
            Column("of", _("Of how many"), Kind.NUMBER),
        ),
        rows=_figures(page),
    )


def _figures(page: MechanismPage) -> Iterator[Row]:
    for side in page.sides:
        found = health(page.record, as_of=page.as_of, side=side.path)
        for key, words, value, base in _measures(found):
            yield side.code, side.name, Coded(key, words), value, base
    for key, words, value, base in _measures(page.every):
        yield None, _("All sides"), Coded(key, words), value, base


def _measures(found: Health) -> Iterator[Measure]:
    owed, needs = len(found.owed), found.needs
    reported = _("obligations reported on in the last 12 months")
    yield "reported", reported, len(found.reported), owed
    yield "evidenced", _("reported on with evidence"), len(found.evidenced), owed
    yield "answered", _("answered by another side"), len(found.answered), owed
    yield from _days("delay", _("days from observed to recorded"), found.delays)
    yield "disputes_open", _("disputes open"), found.open_disputes.count, None
    yield from _days("settlement", _("days to settle a dispute"), found.settled_disputes)
    yield "needs_met", _("needs met"), len(found.needs_met), needs
    promised = _("needs with support promised or delivered")
    yield "needs_promised", promised, len(found.needs_promised), needs
    yield "needs_open", _("needs open"), len(found.needs_open), needs
    yield "approvals_waiting", _("approvals waiting"), found.pending.count, None
    yield from _days("approval", _("days an approval waits or waited"), found.waits)


def _days(key: str, words: str, waits: Waits) -> Iterator[Measure]:
    median = waits.median
    whole = int(median) if median is not None and Fraction(median).denominator == 1 else median
    yield f"{key}_median", _("%(what)s, median") % {"what": words}, whole, len(waits.dated)
    longest = _("%(what)s, the longest") % {"what": words}
    yield f"{key}_longest", longest, waits.longest, len(waits.dated)


def trend_table(page: MechanismPage) -> Table:
    """What the charts draw, day by day."""
    return Table(
        name="trend",
        title=_("Trend"),
        columns=(
            Column("group", _("Group"), Kind.CODE),
            Column("day", _("Day"), Kind.DAY),
            Column("side", _("Code of the side"), Kind.CODE),
            Column("side_name", _("Side")),
            Column("value", _("Value as the page prints it")),
        ),
        rows=_trend(page),
    )


def _trend(page: MechanismPage) -> Iterator[Row]:
    names = [*((side.code, side.name) for side in page.sides), (None, _("All sides"))]
    for section in page.sections:
        for row in section.chart.rows if section.chart else ():
            for (code, name), value in zip(names, row.values, strict=True):
                yield section.key, row.day, code, name, value


def behind_figure_table(rows: Iterable[Behind], *, title: str) -> Table:
    """The rows behind one figure."""
    return Table(
        name="rows",
        title=title,
        columns=(
            Column("title", _("What")),
            Column("page", _("Page"), Kind.CODE),
            Column("side", _("Code of the side"), Kind.CODE),
            Column("side_name", _("Side")),
            Column("level", _("Level")),
            Column("days", _("Days")),
        ),
        rows=(
            (
                row.title,
                row.url,
                row.side.code if row.side else None,
                row.side.name if row.side else None,
                row.level,
                row.days,
            )
            for row in rows
        ),
    )
