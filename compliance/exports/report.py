"""The report of a meeting: one paper of all that its page and the board know."""

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from compliance.dashboard.proceedings import MeetingPage
from compliance.dashboard.report import MeetingReport
from compliance.exports import closing, figures, matters, proceedings, wording
from compliance.exports.document import (
    Block,
    Document,
    Fact,
    Facts,
    Lines,
    Section,
    blocks_of,
    one,
    said,
)
from compliance.exports.sources import Sources


def report_document(report: MeetingReport) -> Document:
    """The whole paper in the language that is active."""
    page = report.page
    return Document(
        title=one(meeting_title(page)),
        subtitle=_("Report of the meeting"),
        running=one(meeting_title(page)),
        mark=mark(page),
        footer=footer(report),
        page=page_words(),
        unprintable=unprintable(),
        author=one(report.regime.name),
        language=get_language() or "en",
        blocks=_called_off(report) if page.called_off else _blocks(report),
    )


def _called_off(report: MeetingReport) -> tuple[Block, ...]:
    """Of a meeting that did not take place: why, who was invited, and what would have come up."""
    page = report.page
    return blocks_of(
        (
            _title_block(report),
            proceedings.delegations(page),
            (Section(1, _("Agenda as it was planned")),),
            proceedings.agenda(page.points),
        )
    )


def _blocks(report: MeetingReport) -> tuple[Block, ...]:
    page, sources = report.page, Sources()
    return blocks_of(
        (
            _title_block(report),
            proceedings.delegations(page),
            proceedings.adoption(report),
            matters.matters(report),
            proceedings.points_on_matters(report),
            proceedings.papers(report),
            proceedings.others(report),
            proceedings.next_session(report),
            figures.figures(report, sources),
            matters.approvals(report.waiting),
            closing.annex(report),
            sources.listed(),
            closing.addenda(report),
            closing.signatures(report),
            closing.checking(report),
        )
    )


def meeting_title(page: MeetingPage) -> str:
    """The committee, the kind of meeting and its number."""
    return page.name


def mark(page: MeetingPage) -> str:
    """What every page says while the record is not signed."""
    if page.state == "signed":
        return ""
    if page.called_off:
        return _("Called off")
    return _("Not signed yet") if page.state == "closed" else _("Draft")


def page_words() -> str:
    """The count of pages, with places for the printer's numbers."""
    return _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"}


def unprintable() -> str:
    return _(
        "□ stands for a sign that this print has no letter for; the editable version of the paper "
        "has it."
    )


def footer(report: MeetingReport) -> str:
    """The ledger head in groups that a person can compare."""
    if report.head is None:
        return ""
    groups = [report.head.hash[start : start + 4] for start in range(0, 16, 4)]
    return _("Ledger head %(head)s") % {"head": " ".join(groups)}


def _title_block(report: MeetingReport) -> Iterator[Block]:
    yield Facts((*meeting_facts(report.page), *_reason(report.page), _record_state(report)))


def meeting_facts(page: MeetingPage) -> Iterator[Fact]:
    """Which meeting it is, when and where."""
    meeting = page.meeting
    yield Fact(_("Committee"), said(meeting.committee))
    yield Fact(_("Meeting"), said(_kind_and_number(page)))
    yield Fact(_("Date"), said(wording.span(meeting.starts_on, meeting.ends_on)))
    yield Fact(_("Place"), said(meeting.place) or _not_recorded())
    yield Fact(_("Host"), wording.party(page.host) if page.host else _not_recorded())


def _reason(page: MeetingPage) -> Iterator[Fact]:
    if page.called_off:
        yield Fact(_("Called off"), said(page.meeting.called_off_because))


def _kind_and_number(page: MeetingPage) -> str:
    number = page.meeting.number
    kind = str(page.meeting.get_kind_display())
    return f"{kind} {number}" if number else kind


def _not_recorded() -> Lines:
    return said(_("not on record"), style="quiet")


def _record_state(report: MeetingReport) -> Fact:
    """Where the record is; of a signed one, who confirmed it for which side when."""
    lines = list(said(closing.state_sentence(report), style="strong"))
    for each in report.page.signatures:
        if each.confirmation is not None:
            when = wording.moment(each.confirmation.confirmed_at, report.zone)
            text = _("%(side)s confirmed it on %(moment)s") % {
                "side": each.side.name,
                "moment": when,
            }
            lines += said(text, side=each.side.css)
    return Fact(_("Record of the meeting"), tuple(lines))
