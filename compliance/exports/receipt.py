"""A receipt as a paper: the figure, what it rests on, how it is computed again, how to cite it."""

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from compliance.dashboard.methods import METHODS
from compliance.dashboard.receipt_parts import Part
from compliance.dashboard.receipts import Receipt
from compliance.exports import wording
from compliance.exports.document import (
    NUMBER,
    Block,
    Document,
    Fact,
    Facts,
    Line,
    Paragraph,
    Section,
    Steps,
    blocks_of,
    one,
    said,
)
from compliance.exports.receipt_parts import parts_told
from compliance.exports.report import page_words, unprintable
from compliance.templatetags.look import (
    level_word,
    measured,
    missing_word,
    score3,
    signed,
)


def receipt_document(
    receipt: Receipt, parts: Sequence[Part], citation: str, *, opened: bool
) -> Document:
    """The whole paper in the language that is active."""
    values = {"party": receipt.party.name, "forum": receipt.forum.name}
    return Document(
        title=one(_("Receipt: %(party)s, %(forum)s") % values),
        subtitle=_("What this figure rests on, and how anybody computes it again"),
        running=one(_("Receipt: %(party)s, %(forum)s") % values),
        mark="",
        footer=_footer(receipt),
        page=page_words(),
        unprintable=unprintable(),
        author=one(receipt.forum.regime.name),
        language=get_language() or "en",
        blocks=blocks_of(
            (
                _figure(receipt),
                _sum(receipt),
                parts_told(parts),
                _checking(receipt, opened=opened),
                _cite(citation),
            )
        ),
    )


def _footer(receipt: Receipt) -> str:
    if receipt.head is None:
        return ""
    head = " ".join(receipt.head.hash[start : start + 4] for start in range(0, 16, 4))
    return _("Ledger head %(head)s") % {"head": head}


def _figure(receipt: Receipt) -> Iterator[Block]:
    yield Section(1, _("The figure"))
    score, figure = receipt.score, receipt.figure
    rows = [
        Fact(_("Forum"), said(receipt.forum.name)),
        Fact(_("Party"), wording.party(receipt.party)),
        *_subject(receipt),
        Fact(_("As of"), said(wording.day(receipt.as_of))),
        Fact(_("As known at"), said(receipt.known_at, style="code")),
        Fact(_("Method and version"), said(receipt.version, style="code")),
    ]
    if figure is not None:
        levels = (f"{level_word(level)}: {count}" for level, count in figure.levels)
        rows += [
            Fact(_("Score"), said(measured(figure), style="strong")),
            Fact(_("Counted"), said("; ".join(levels))),
            Fact(_("Missing data"), said(missing_word(figure.missing_as))),
            Fact(_("Range, by fulfilment"), wording.range_of(score)),
            Fact(_("Coverage, by fulfilment"), (Line(score3(score.coverage), style=NUMBER),)),
        ]
    else:
        rows += [
            Fact(_("Score"), said(f"{score3(score.value)}, {wording.degree(score)}")),
            Fact(_("Range"), wording.range_of(score)),
            Fact(_("Coverage"), (Line(score3(score.coverage), style=NUMBER),)),
        ]
    yield Facts(tuple(rows))


def figure_words(receipt: Receipt) -> str:
    """The figure in its method's unit; of what nothing is assessed the word for that."""
    if receipt.figure is not None:
        return measured(receipt.figure)
    if receipt.score.value is None:
        return wording.degree(receipt.score)
    return score3(receipt.score.value)


def _subject(receipt: Receipt) -> Iterator[Fact]:
    if receipt.paper is not None:
        yield Fact(_("Working paper"), (Line(str(receipt.paper), style=NUMBER),))
    if receipt.agreement:
        label = receipt.found.case.agreement_labels.get(receipt.agreement)
        yield Fact(_("Agreement"), said(label.name if label else receipt.agreement))
    if receipt.obligation:
        obligation = receipt.found.case.obligation_labels.get(receipt.obligation)
        yield Fact(_("Obligation"), said(obligation.name if obligation else receipt.obligation))


def _sum(receipt: Receipt) -> Iterator[Block]:
    yield Section(1, _("The sum by hand"))
    yield Paragraph(said(sentence(receipt)), style="lead")
    words = METHODS[receipt.method]
    yield Facts(
        (
            Fact(_("Formula"), said(words.formula)),
            Fact(_("Missing data"), said(words.missing)),
            Fact(_("Source"), (*said(words.source), *said(words.address, style="link"))),
        )
    )


def sentence(receipt: Receipt) -> str:
    """How the figure comes out of its sum."""
    figure = receipt.figure
    if figure is not None:
        values = {"points": figure.points, "base": figure.base, "figure": measured(figure)}
        if figure.value is None:
            return _("Nothing of it is assessed, so there is no figure.")
        if figure.mean is not None:
            values["mean"] = signed(figure.mean)
            return (
                _("%(points)s ÷ %(base)s = %(mean)s, the mean; 50 × (mean + 1) = %(figure)s.")
                % values
            )
        return _("%(points)s ÷ %(base)s = %(figure)s.") % values
    if not receipt.weight:
        return _("No agreement has a score here, so there is nothing to add up.")
    return _("%(party)s: %(total)s ÷ %(weight)s = %(exact)s, shown as %(rounded)s.") % {
        "party": receipt.party.name,
        "total": receipt.total,
        "weight": receipt.weight,
        "exact": receipt.score.value,
        "rounded": score3(receipt.score.value),
    }


def _checking(receipt: Receipt, *, opened: bool) -> Iterator[Block]:
    yield Section(1, _("How to check it"))
    if receipt.head is not None:
        entry = _("entry %(number)s") % {"number": receipt.head.entries}
        yield Facts((Fact(_("Ledger head"), (Line(entry), Line(receipt.head.hash, style="code"))),))
    if not opened:
        yield Paragraph(said(_("This regime publishes its scores and not its record.")))
        return
    check, compute = receipt.commands
    yield Steps(
        (
            (Line(_("Download the ledger as it was at that moment, or a later one.")),),
            (Line(_("Check it:")), Line(check, style="code")),
            (Line(_("Compute the figure:")), Line(compute, style="code")),
        )
    )


def _cite(citation: str) -> Iterator[Block]:
    yield Section(1, _("To cite"))
    yield Paragraph(said(citation))
