"""A comparison as a paper: every method on the same facts, and what if one thing were otherwise."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from compliance.dashboard.comparison import Comparison, Hangs
from compliance.dashboard.methods import METHODS
from compliance.dashboard.provenance import Provenance
from compliance.dashboard.tables.compare import methods_table, what_if_table
from compliance.exports.dashboards import dashboard, part
from compliance.exports.document import Block, Document, Fact, Facts, Paragraph, Section, said

BY_METHOD = ("by_method", "party_name", "value", "unit", "assessed", "missing", "order_changes")
WHAT_IF = ("question", "case", "party_name", "value", "degree", "change", "order_changes")


def comparison_document(title: str, about: Provenance, page: Comparison) -> Document:
    """The whole paper in the language that is active."""
    subtitle = _("Methods on the same facts, and what if one thing were otherwise")
    return dashboard(title, subtitle, about, (_methods(page), _rules(page), _what_if(page)))


def _methods(page: Comparison) -> Iterator[Block]:
    yield from part(_("By method"), methods_table(page), *BY_METHOD)
    yield Paragraph(said(f"{_('Does the order hang on the method?')} {order(page.hangs)}"))


def order(hangs: Hangs) -> str:
    """Whether the order hangs on the method, as the page says it."""
    if hangs.moved:
        words = {"methods": ", ".join(hangs.moved), "first": hangs.same[0]}
        told = _("Yes: the order changes. By %(methods)s it is another than by %(first)s.") % words
        if hangs.equal:
            equal = {"methods": ", ".join(hangs.equal)}
            told = f"{told} {_('By %(methods)s all figures are equal.') % equal}"
    elif len(hangs.same) > 1:
        told = _(
            "No: the order is the same by all %(given)s methods that give everybody a figure."
        ) % {"given": len(hangs.same)}
    else:
        told = _("That cannot be said: too few methods give everybody a figure.")
    if hangs.without:
        without = {"methods": ", ".join(hangs.without)}
        told = f"{told} {_('Not everybody has a figure by: %(methods)s.') % without}"
    return told


def _rules(page: Comparison) -> Iterator[Block]:
    """How each calculates, after whom, and what it makes of missing data."""
    yield Section(1, _("How each method calculates"))
    words = [METHODS[line.method] for line in page.methods if line.method]
    yield Facts(
        tuple(
            Fact(str(each.name), (*said(f"{each.formula} {each.missing}"), *said(each.source)))
            for each in words
        )
    )


def _what_if(page: Comparison) -> Iterator[Block]:
    yield from part(_("If one thing were otherwise"), what_if_table(page), *WHAT_IF)
