"""The mechanisms as a paper, and their charts as one drawing."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from compliance.dashboard.mechanism_page import Chart, MechanismPage
from compliance.dashboard.mechanism_words import reading
from compliance.dashboard.provenance import Provenance
from compliance.dashboard.table import Table
from compliance.dashboard.tables.mechanisms import figures_table
from compliance.exports.dashboards import dashboard, hues_of, part
from compliance.exports.document import Block, Document, Paragraph, Picture, Section, said
from compliance.exports.drawn import trends_svg

FIGURES = ("figure", "side_name", "value", "of")
ROWS = ("title", "side_name", "level", "days")


def mechanisms_document(
    name: str, about: Provenance, page: MechanismPage, rows: Iterable[Table]
) -> Document:
    """What the figures of a forum or regime say in words, every figure with what it is of, the
    trends, and the rows that the address asks for."""
    hues = hues_of(page.sides)
    parts: list[Iterable[Block]] = [
        _words(page),
        part(_("Figures"), figures_table(page), *FIGURES, hues=hues),
        _trends(page),
        *(part(table.title, table, *ROWS, hues=hues) for table in rows),
    ]
    return dashboard(_("Mechanisms"), name, about, parts)


def _words(page: MechanismPage) -> Iterator[Block]:
    yield Section(1, _("In words"))
    yield from (Paragraph(said(sentence)) for sentence in reading(page.every))


def _trends(page: MechanismPage) -> Iterator[Block]:
    found = charts(page)
    if not found:
        return
    yield Section(1, _("Trend"))
    for words, chart in found:
        yield Picture(trends_svg([(words, chart)], words), alt=_alt(words, chart), caption=words)


def _alt(words: str, chart: Chart) -> str:
    """The last value of each side, beside what is drawn."""
    names = [line.side.name for line in chart.lines]
    last = ", ".join(
        f"{name} {value}" for name, value in zip(names, chart.rows[0].values, strict=False)
    )
    return f"{words}: {last}"


def charts(page: MechanismPage) -> list[tuple[str, Chart]]:
    """The charts of the page, each with its words."""
    words = {
        "transparency": _("Share of the obligations reported on in the twelve months before"),
        "settlement": _("Disputes open"),
        "capacity": _("Needs not yet met"),
        "decision": _("Approvals waiting"),
    }
    return [(words[each.key], each.chart) for each in page.sections if each.chart]
