"""The brief of a delegation before a meeting: the paper of one side, with nothing it drafts."""

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from compliance.dashboard.brief import Brief, Said
from compliance.dashboard.report import State
from compliance.exports import proceedings, wording
from compliance.exports.document import (
    MOST,
    Block,
    Column,
    Document,
    Fact,
    Facts,
    Line,
    Lines,
    Paragraph,
    Section,
    Table,
    blocks_of,
    one,
    said,
)
from compliance.exports.matters import age, due
from compliance.exports.report import footer, meeting_facts, page_words, unprintable
from compliance.exports.sources import Sources


def brief_document(brief: Brief) -> Document:
    """The whole paper in the language that is active."""
    report, sources = brief.report, Sources()
    values = {"side": brief.side.name, "meeting": report.page.name}
    blocks = blocks_of(
        (
            _opening(brief),
            _owed(brief, brief.ours, _("What we owe"), sources),
            _owed(brief, brief.theirs, _("What the other side owes"), sources),
            _overdue(brief),
            _contested(brief),
            _unanswered(brief),
            _agenda(brief),
            sources.listed(),
        )
    )
    return Document(
        title=one(_("Brief of %(side)s") % values),
        subtitle=one(report.page.name),
        running=one(_("Brief of %(side)s: %(meeting)s") % values),
        mark=one(_("For %(side)s") % values),
        footer=footer(report),
        page=page_words(),
        unprintable=unprintable(),
        author=one(report.regime.name),
        language=get_language() or "en",
        blocks=blocks,
    )


def _opening(brief: Brief) -> Iterator[Block]:
    report = brief.report
    values = {
        "day": wording.day(report.board.as_of),
        "moment": wording.moment(report.board.known_at, report.zone),
    }
    known = _("%(day)s, as known on %(moment)s") % values
    yield Facts((*meeting_facts(report.page), Fact(_("As of"), said(known))))


def _owed(brief: Brief, states: Sequence[State], heading: str, sources: Sources) -> Iterator[Block]:
    yield Section(1, heading)
    if not states:
        yield Paragraph(said(_("Nothing is on the register.")))
        return
    yield Table(
        caption=_("How far it is, and whose approval it waits for"),
        columns=(
            Column(_("Obligation"), 42),
            Column(_("Owing party"), 22),
            Column(_("State"), 22),
            Column(_("Due"), 22),
            Column(_("Waits for"), 34),
            Column(_("Sources"), 28),
        ),
        rows=tuple(
            (
                wording.obligation(each.line),
                wording.party(each.line.party),
                (*wording.state(each.line), *wording.figure(each.line.established)),
                due(brief.report, each.line.code),
                _waits_for(brief, each),
                sources.cite(each.citations),
            )
            for each in states[:MOST]
        ),
    )
    yield from wording.more(len(states))


def _waits_for(brief: Brief, state: State) -> Lines:
    found: list[Line] = []
    for each in brief.waiting_for(state.line.code):
        authority = each.authority
        found += said(authority.name if authority else each.level)
        found += said(age(each), style="quiet")
    return (*found,) or said(_("no approval"), style="quiet")


def _overdue(brief: Brief) -> Iterator[Block]:
    yield Section(1, _("Overdue"))
    late = brief.overdue
    if not late:
        yield Paragraph(said(_("Nothing is past its due date.")))
        return
    yield Table(
        caption=_("Past the due date, the longest first"),
        columns=(
            Column(_("Obligation"), 70),
            Column(_("Owing party"), 35),
            Column(_("State"), 30),
            Column(_("Due"), 35),
        ),
        rows=tuple(
            (
                wording.obligation(each.line),
                wording.party(each.line.party),
                wording.state(each.line),
                due(brief.report, each.line.code),
            )
            for each in late[:MOST]
        ),
    )
    yield from wording.more(len(late))


def _contested(brief: Brief) -> Iterator[Block]:
    yield Section(1, _("Contested"))
    if not brief.contested:
        yield Paragraph(said(_("No report is contested.")))
    for each in brief.contested[:MOST]:
        yield Section(2, one(each.line.title), side=each.line.party.css)
        contests = (
            Fact(
                _("%(side)s contests") % {"side": contest.side.name if contest.side else ""},
                (*said(contest.reason), *said(wording.day(contest.given_on), style="quiet")),
                side=contest.side.css if contest.side else "",
            )
            for contest in each.contests
        )
        yield Facts((_statement(each), *contests))


def _statement(each: Said) -> Fact:
    """What a report says, when it was so, and who says it."""
    label = (
        _("%(party)s states") % {"party": each.party.name} if each.party else _("A source states")
    )
    text = said(each.narrative, lang=each.language if each.language != get_language() else "")
    when = said(wording.day(each.observed_on), style="quiet")
    lines = (*said(wording.word(each.state), style="strong"), *text, *when)
    return Fact(label, lines, side=each.party.css if each.party else "")


def _unanswered(brief: Brief) -> Iterator[Block]:
    yield Section(1, _("What waits for our answer"))
    if not brief.unanswered:
        yield Paragraph(said(_("Everything that concerns us is answered.")))
    for each in brief.unanswered[:MOST]:
        yield Section(2, one(each.line.title), side=each.line.party.css)
        yield Facts((_statement(each), Fact(_("If we say nothing"), said(_silence(each)))))


def _silence(each: Said) -> str:
    if each.last_day is None or each.days_left is None:
        return _("Silence does not change it.")
    values = {"day": wording.day(each.last_day), "days": wording.days(each.days_left)}
    return _("It stands after %(day)s: %(days)s left.") % values


def _agenda(brief: Brief) -> Iterator[Block]:
    yield Section(1, _("Agenda and positions so far"))
    points = brief.report.page.points
    if not points:
        yield Paragraph(said(_("Nothing was on the agenda.")))
    yield from proceedings.agenda(points)
