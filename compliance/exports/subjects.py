"""The pages of a paper, an agreement, an obligation and a party, as papers."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from compliance.dashboard.agreement import AgreementPage
from compliance.dashboard.board import Board, PaperLine
from compliance.dashboard.party import PartyPage
from compliance.dashboard.provenance import Provenance
from compliance.dashboard.record import RecordPage
from compliance.dashboard.table import Table
from compliance.dashboard.tables.matrix import agreements_table, owed_table
from compliance.dashboard.tables.parties import party_agreements_table
from compliance.dashboard.tables.record import behind_table, needs_table
from compliance.exports import wording
from compliance.exports.dashboards import OBLIGATIONS, dashboard, hues_of, part, scores_part
from compliance.exports.document import Block, Document, Fact, Facts, Paragraph, said

PARTS = ("agreement_title", "side_name", "state", "score")
UNDER = ("paper", "agreement_title", "score", "low", "high", "coverage", "degree")
BEHIND = ("title", "state", "observed_on", "narrative")
COLUMNS = {
    "reports": ("observed_on", "kind", "party_name", "state", "share", "narrative", "worth"),
    "obligations": OBLIGATIONS,
    "approvals": ("authority_name", "level", "state", "since", "days"),
    "needs": ("party_name", "cause", "text", "met"),
}
"""What is printed of the tables of an obligation's page."""


def paper_document(title: str, about: Provenance, line: PaperLine, board: Board) -> Document:
    """A working paper: each side's part in it, and every obligation under it."""
    hues = hues_of(figure.side for figure in board.sides)
    owed = owed_table(each for cell in line.cells for each in cell.obligations)
    parts = (
        part(_("Agreements"), agreements_table([line]), *PARTS, hues=hues),
        part(_("Obligations"), owed, *OBLIGATIONS, hues=hues),
    )
    subtitle = _("Working paper %(number)s") % {"number": line.number}
    return dashboard(title, subtitle, about, parts)


def agreement_document(title: str, about: Provenance, page: AgreementPage) -> Document:
    """An agreement: both sides' scores on it, and what each owes."""
    hues = hues_of(side for side, _score in page.sides)
    owed = owed_table(each.line for pair in page.pairs for each in pair if each)
    parts = (
        scores_part(page.sides, page.figures.thresholds),
        part(_("Obligations"), owed, *OBLIGATIONS, hues=hues),
    )
    return dashboard(title, _("Agreement"), about, parts)


def obligation_document(
    title: str, about: Provenance, page: RecordPage, tables: Iterable[Table]
) -> Document:
    """An obligation: how far it is, and the tables of its page."""
    hues = hues_of(page.figures.sides)
    parts = [_state(page), *(part(t.title, t, *COLUMNS[t.name], hues=hues) for t in tables)]
    return dashboard(title, _("Obligation"), about, parts)


def _state(page: RecordPage) -> Iterator[Block]:
    line = page.line
    if line is None:
        yield Paragraph(said(_("It was not in force on this day.")))
        return
    yield Facts(
        (
            Fact(_("Owing party"), wording.party(line.party)),
            Fact(_("State"), wording.state(line)),
            Fact(_("Established share"), wording.figure(line.established)),
            Fact(_("Claimed share"), wording.figure(line.claimed)),
            Fact(_("Expected share"), wording.figure(line.expected)),
            Fact(_("Due"), said(wording.day(line.due_on))),
        )
    )


def party_document(title: str, about: Provenance, page: PartyPage) -> Document:
    """A party: its score and those of the parties below it, its agreements, what they rest on."""
    hues = {page.label.path.partition("/")[0]: page.label.css}
    own = [(page.label, page.score), *page.below]
    parts = [
        scores_part(own, page.figures.thresholds),
        part(_("Agreements"), party_agreements_table(page.agreements), *UNDER, hues=hues),
        part(_("Reports behind the score"), behind_table(page.behind), *BEHIND, hues=hues),
    ]
    if page.readable:
        needs = needs_table(page.diagnosis.needs)
        parts.append(part(_("Needs"), needs, "title", *COLUMNS["needs"], hues=hues))
    return dashboard(title, _("Party"), about, parts)
