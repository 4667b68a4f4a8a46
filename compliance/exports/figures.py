"""The part of a report that tells the figures: both sides' scores and everything beneath them."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from compliance.dashboard.board import AgreementLine, Board, SideFigure
from compliance.dashboard.report import MeetingReport
from compliance.dashboard.states import Cell, ObligationLine
from compliance.exports import wording
from compliance.exports.document import (
    MOST,
    NUMBER,
    Bar,
    Block,
    Chart,
    Column,
    Line,
    Lines,
    Paragraph,
    Section,
    Table,
    one,
    said,
)
from compliance.exports.matters import due
from compliance.exports.sources import Sources
from compliance.templatetags.look import score2, score3


def figures(report: MeetingReport, sources: Sources) -> Iterator[Block]:
    """The state of everything owed, as of the day."""
    board = report.board
    yield Section(1, _("State of the obligations"))
    yield Paragraph(said(_moment(report)), style="lead")
    if not board.sides:
        yield Paragraph(said(_("Nothing was owed on this day.")))
        return
    yield Section(2, _("Both sides"))
    yield chart(board)
    yield sides(board)
    yield Paragraph(said(degrees(board)), style="note")
    yield Section(2, _("Papers and sides"))
    yield matrix(board)
    yield from _owed(report, sources)


def _owed(report: MeetingReport, sources: Sources) -> Iterator[Block]:
    """Every obligation under its agreement and its paper, until there are too many to print."""
    left = MOST
    for paper in report.board.papers:
        if left > 0:
            number = _("Working paper %(number)s") % {"number": paper.number}
            yield Section(2, one(paper.title), number=number)
        for agreement in paper.agreements:
            lines = [line for cell in agreement.cells for line in cell.obligations]
            if left > 0:
                yield _agreement(agreement, lines[:left], report, sources)
            left -= len(lines)
    yield from wording.more(len(report.board.obligations))


def _moment(report: MeetingReport) -> str:
    values = {
        "day": wording.day(report.board.as_of),
        "moment": wording.moment(report.board.known_at, report.zone),
        "method": report.board.method,
    }
    return _("As of %(day)s, as known on %(moment)s, by the method %(method)s.") % values


def degrees(board: Board) -> str:
    limits = board.thresholds
    return _(
        "Degrees: full from %(full)s, high from %(high)s, partial from %(partial)s, low below. "
        "The score is the mean of what is assessed, weighted; the range counts what is not "
        "assessed as nothing and as everything; coverage is the share of what is due that is "
        "assessed."
    ) % {
        "full": score2(limits.full),
        "high": score2(limits.high),
        "partial": score2(limits.partial),
    }


def chart(board: Board) -> Chart:
    """Both sides' scores over one scale."""
    limits = board.thresholds
    shares = (Fraction(0), limits.partial, limits.high, limits.full, Fraction(1))
    sentences = [wording.score_sentence(each.side.name, each.score) for each in board.sides]
    return Chart(
        bars=tuple(
            Bar(each.side.name, each.side.css, each.score.value, each.score.low, each.score.high)
            for each in board.sides
        ),
        ticks=tuple((share, Line(score2(share), style=NUMBER)) for share in shares),
        alt="; ".join(sentences),
        caption=_(
            "Scores of the sides. Solid: established. Hatched: not assessed, the range. Empty: "
            "known shortfall. The thick line is the score."
        ),
    )


def sides(board: Board) -> Table:
    return Table(
        caption=_("Scores of the sides with their range and coverage"),
        columns=(
            Column(_("Side"), 26),
            Column(_("Score"), 13, kind="number"),
            Column(_("Degree"), 20),
            Column(_("Range"), 26),
            Column(_("Coverage"), 17, kind="number"),
            Column(_("Assessed"), 34),
        ),
        rows=tuple(_side(each) for each in board.sides),
    )


def _side(each: SideFigure) -> tuple[Lines, ...]:
    score = each.score
    contested = said(_("contested"), style="strong") if score.contested else ()
    return (
        (*wording.party(each.side), *said(each.place, style="quiet")),
        wording.figure(score.value),
        (*said(wording.degree(score)), *contested),
        wording.range_of(score),
        (Line(score3(score.coverage), style=NUMBER),),
        (*said(_papers(each)), *said(_obligations(each)), *said(_reports(each))),
    )


def _papers(each: SideFigure) -> str:
    text = ngettext(
        "%(assessed)s of %(due)s paper assessed",
        "%(assessed)s of %(due)s papers assessed",
        each.papers_due,
    )
    return text % {"assessed": each.papers_assessed, "due": each.papers_due}


def _obligations(each: SideFigure) -> str:
    text = ngettext(
        "%(assessed)s of %(due)s obligation assessed",
        "%(assessed)s of %(due)s obligations assessed",
        each.score.due,
    )
    return text % {"assessed": each.score.assessed, "due": each.score.due}


def _reports(each: SideFigure) -> str:
    text = ngettext("rests on %(reports)s report", "rests on %(reports)s reports", each.reports)
    return text % {"reports": each.reports}


def matrix(board: Board) -> Table:
    """Papers and sides, as on the dashboard."""
    return Table(
        caption=_("Each side's part in each working paper"),
        columns=(
            Column(_("No."), 12, kind="number"),
            Column(_("Working paper"), 80),
            *(
                Column(each.side.name, 80 // max(2, len(board.sides)), side=each.side.css)
                for each in board.sides
            ),
        ),
        rows=tuple(
            (
                (Line(str(paper.number), style=NUMBER),),
                said(paper.title),
                *(_cell(each) for each in paper.cells),
            )
            for paper in board.papers
        ),
    )


def _cell(cell: Cell) -> Lines:
    """The word of the state, the score where there is one, and what stands beside it."""
    from_states = said(wording.word(cell.state))
    beside = said(wording.word(cell.note), style="strong") if cell.note else ()
    if cell.note == "two_statements":
        beside += said(_("The figure takes one of them; the record shows both."), style="quiet")
    return (*from_states, *(wording.figure(cell.value) if cell.value is not None else ()), *beside)


def _agreement(
    agreement: AgreementLine,
    lines: Sequence[ObligationLine],
    report: MeetingReport,
    sources: Sources,
) -> Table:
    values = {"title": agreement.title, "weight": agreement.weight}
    return Table(
        caption=_("%(title)s (weight %(weight)s)") % values,
        columns=(
            Column(_("Obligation"), 38),
            Column(_("Owing party"), 24),
            Column(_("State"), 24),
            Column(capfirst(_("established")), 20, kind="number"),
            Column(_("Claimed"), 20, kind="number"),
            Column(_("Due"), 20),
            Column(_("Sources"), 24),
        ),
        rows=tuple(_obligation(line, report, sources) for line in lines),
    )


def _obligation(line: ObligationLine, report: MeetingReport, sources: Sources) -> tuple[Lines, ...]:
    state = report.states[line.code]
    return (
        wording.obligation(line),
        wording.party(line.party),
        wording.state(line),
        wording.figure(line.established),
        wording.figure(line.claimed),
        due(report, line.code),
        sources.cite(state.citations),
    )
