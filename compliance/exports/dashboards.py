"""A dashboard as a paper: the figures of its page, and at the foot where they come from.

Nothing is computed here. A paper of another page is made in the same way: give `dashboard` its
title, where its figures come from, and its parts; `printed` makes a part of any table.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from compliance.dashboard.board import Board
from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.map import SiteMap, site_map
from compliance.dashboard.provenance import Provenance
from compliance.dashboard.states import ObligationLine
from compliance.dashboard.table import Table
from compliance.dashboard.tables.matrix import late_table, owed_table
from compliance.dashboard.tables.parties import scores_table
from compliance.dashboard.tables.places import sites_table
from compliance.exports import figures, wording
from compliance.exports.document import (
    NUMBER,
    Bar,
    Block,
    Chart,
    Document,
    Fact,
    Facts,
    Line,
    Paragraph,
    Picture,
    Section,
    blocks_of,
    one,
    said,
)
from compliance.exports.drawn import map_svg
from compliance.exports.printed import Hues, printed
from compliance.exports.report import page_words, unprintable
from compliance.scoring import Score, Thresholds
from compliance.scoring.printing import instant
from compliance.templatetags.look import score2

OBLIGATIONS = ("title", "party_name", "state", "established", "claimed", "due_on")
SITES = ("site_name", "position", "party_name", "title", "state")
SCORES = ("party_name", "score", "low", "high", "coverage", "degree")
MOST_BARS = 12


def dashboard(
    title: str,
    subtitle: str,
    about: Provenance,
    parts: Iterable[Iterable[Block]],
    *,
    author: str = "Sosek",
) -> Document:
    """A paper of these parts, in the language that is active."""
    return Document(
        title=one(title),
        subtitle=one(subtitle),
        running=one(title),
        mark="",
        footer=_footer(about),
        page=page_words(),
        unprintable=unprintable(),
        author=one(author),
        language=get_language() or "en",
        blocks=blocks_of((_opening(about), *parts, _cited(about))),
    )


def _footer(about: Provenance) -> str:
    """On every page: as of when, known when, by which method, at which head."""
    return _("As of %(as_of)s · known at %(known_at)s · %(method)s · ledger head %(head)s") % {
        "as_of": wording.day(about.as_of),
        "known_at": instant(about.known_at),
        "method": about.method,
        "head": f"{about.head[:16]}…" if about.head else "–",
    }


def _opening(about: Provenance) -> Iterator[Block]:
    yield Facts(
        (
            Fact(_("As of"), said(wording.day(about.as_of))),
            Fact(_("As known at"), said(wording.moment(about.known_at, about.zone))),
            Fact(_("Method"), said(about.method)),
        )
    )


def _cited(about: Provenance) -> Iterator[Block]:
    """The line to cite, and what stands in it in full."""
    yield Section(1, _("To cite"))
    yield Paragraph(said(about.line, style="cite"))
    entry = _("entry %(number)s") % {"number": wording.number(about.entry)}
    yield Facts(
        (
            Fact(_("Address"), said(about.address, style="address")),
            Fact(_("As known at"), said(instant(about.known_at), style="code")),
            Fact(_("Ledger head"), (Line(entry), *said(about.head, style="code"))),
        )
    )


def part(heading: str, table: Table, *keys: str, hues: Hues | None = None) -> Iterator[Block]:
    """A section of one table."""
    yield Section(1, heading)
    yield from printed(table, *keys, hues=hues)


def hues_of(sides: Iterable[PartyLabel]) -> dict[str, str]:
    """The class of each side's hue by its code."""
    return {side.code: side.css for side in sides}


def board_document(
    title: str, about: Provenance, board: Board, late: Iterable[ObligationLine]
) -> Document:
    """The dashboard of a forum, or of a whole regime."""
    return dashboard(title, _("Both sides next to each other"), about, _board(board, late))


def _board(board: Board, late: Iterable[ObligationLine]) -> Iterator[Iterable[Block]]:
    sides = [figure.side for figure in board.sides]
    hues = hues_of(sides)
    yield _sides(board)
    if not sides:
        return
    yield _matrix(board)
    yield part(_("Due and not fulfilled"), late_table(late), *OBLIGATIONS, hues=hues)
    everything = owed_table(board.obligations)
    yield part(_("Obligations"), everything, *OBLIGATIONS, hues=hues)
    found = site_map(board.obligations, sides)
    if found:
        yield _map(found)
        yield printed(sites_table(board.obligations), *SITES, hues=hues)


def _sides(board: Board) -> Iterator[Block]:
    yield Section(1, _("Both sides"))
    if not board.sides:
        yield Paragraph(said(_("Nothing was owed on this day.")))
        return
    yield figures.chart(board)
    yield figures.sides(board)
    yield Paragraph(said(figures.degrees(board)), style="note")


def _matrix(board: Board) -> Iterator[Block]:
    yield Section(1, _("Papers and sides"))
    yield figures.matrix(board)


def _map(found: SiteMap) -> Iterator[Block]:
    yield Section(1, _("Sites"))
    names = "; ".join(
        f"{point.number} {point.site.name}, {point.party.name}" for point in found.points
    )
    title = map_title(found)
    caption = [title, _("Positions as recorded; not an authority on boundaries.")]
    if found.approximate:
        caption.insert(1, _("A dashed ring marks an approximate position."))
    yield Picture(
        svg=map_svg(found, title),
        alt=f"{title}: {names}",
        caption=f"{names}. {' '.join(caption[1:])}",
    )


def map_title(found: SiteMap) -> str:
    count = len(found.points)
    return ngettext("Map of %(count)s site", "Map of %(count)s sites", count) % {"count": count}


def scores_part(scores: Sequence[tuple[PartyLabel, Score]], limits: Thresholds) -> Iterator[Block]:
    """The scores of some parties over one scale, and the same as a table."""
    shares = (Fraction(0), limits.partial, limits.high, limits.full, Fraction(1))
    drawn = scores[:MOST_BARS]
    yield Section(1, _("Scores"))
    yield Chart(
        bars=tuple(
            Bar(party.name, party.css, score.value, score.low, score.high) for party, score in drawn
        ),
        ticks=tuple((share, Line(score2(share), style=NUMBER)) for share in shares),
        alt="; ".join(wording.score_sentence(party.name, score) for party, score in drawn),
        caption=_(
            "From above: %(names)s. Solid: established. Hatched: not assessed, the range. Empty: "
            "known shortfall. The thick line is the score."
        )
        % {"names": ", ".join(party.name for party, _score in drawn)},
    )
    hues = {party.path.partition("/")[0]: party.css for party, _score in scores}
    yield from printed(scores_table(scores, title=_("Scores")), *SCORES, hues=hues)
