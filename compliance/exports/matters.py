"""The part of a paper that tells what is open from earlier meetings, and what has become of it."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from agreements.models import Outcome
from compliance.dashboard.cases import Case
from compliance.dashboard.matters import OpenApproval, OpenDecision, OpenObligation
from compliance.dashboard.report import MeetingReport
from compliance.exports import wording
from compliance.exports.document import (
    MOST,
    NUMBER,
    Block,
    Column,
    Line,
    Lines,
    Paragraph,
    Section,
    Table,
    said,
)


def matters(report: MeetingReport) -> Iterator[Block]:
    """What this meeting found open: obligations then and now, decisions, contests."""
    found = report.matters
    yield Section(1, _("Matters arising"))
    yield Paragraph(said(_since(report)), style="lead")
    yield Section(2, _("Obligations not yet fulfilled"))
    yield from _or_none(
        [_obligations(report, found.obligations[:MOST])] if found.obligations else [],
        _("No obligation that is due is open."),
    )
    yield from wording.more(len(found.obligations))
    yield Section(2, _("Decisions to be carried out or taken up again"))
    yield from _or_none(
        [_decisions(found.decisions[:MOST])] if found.decisions else [],
        _("No decision of an earlier meeting is open."),
    )
    yield from wording.more(len(found.decisions))
    if found.disputes:
        yield Section(2, _("Disputes before this committee"))
        yield _disputes(found.disputes[:MOST])
        yield from wording.more(len(found.disputes))
    yield Section(2, _("Contested"))
    yield from _or_none(_contested(report), _("No figure rests on a contested report."))


def _or_none(blocks: Sequence[Block], sentence: str) -> Sequence[Block]:
    return blocks or [Paragraph(said(sentence))]


def _since(report: MeetingReport) -> str:
    day = wording.day(report.board.as_of)
    if report.matters.since is None:
        return _("As of %(day)s. No earlier meeting was held by which to compare.") % {"day": day}
    values = {"day": day, "since": wording.day(report.matters.since)}
    return _("As of %(day)s, compared with the last meeting held, on %(since)s.") % values


def _obligations(report: MeetingReport, rows: Sequence[OpenObligation]) -> Table:
    return Table(
        caption=_("What was due and not fulfilled, at the last meeting and now"),
        columns=(
            Column(_("Paper"), 13, kind="number"),
            Column(_("Obligation"), 37),
            Column(_("Owing party"), 24),
            Column(_("Last meeting"), 25),
            Column(_("Now"), 25),
            Column(_("Due"), 22),
            Column(_("Reports since"), 17, kind="number"),
        ),
        rows=tuple(_obligation(report, each) for each in rows),
    )


def _obligation(report: MeetingReport, each: OpenObligation) -> tuple[Lines, ...]:
    line = each.line
    then = each.before
    return (
        (Line(str(each.paper), style=NUMBER),),
        wording.obligation(line),
        wording.party(line.party),
        (*wording.state(then), *wording.figure(then.established))
        if then
        else said(_("not in force")),
        (*wording.state(line), *wording.figure(line.established)),
        due(report, line.code),
        (Line(wording.number(each.reports_since), style=NUMBER),),
    )


def due(report: MeetingReport, code: str) -> Lines:
    """When something is due, and for how long it has been."""
    state = report.states[code]
    late = said(_("overdue: %(days)s") % {"days": wording.days(state.overdue_days)}, style="strong")
    return (*said(wording.day(state.due_on)), *(late if state.overdue_days else ()))


def _decisions(rows: Sequence[OpenDecision]) -> Table:
    return Table(
        caption=_("Decisions of earlier meetings that are open"),
        columns=(
            Column(_("Decision"), 42),
            Column(_("Meeting"), 28),
            Column(_("Outcome"), 16),
            Column(_("Action by"), 18),
            Column(_("Until"), 18),
            Column(_("Days"), 9, kind="number"),
        ),
        rows=tuple(
            (
                (*said(each.title, style="strong"), *said(each.decision.text)),
                (*said(each.meeting_name), *said(wording.day(each.decided_on), style="quiet")),
                said(Outcome(each.outcome).label),
                wording.party(each.action_by),
                said(wording.day(each.until)),
                (Line(wording.number(each.days), style=NUMBER),)
                if each.days is not None
                else wording.NONE,
            )
            for each in rows
        ),
    )


def _disputes(rows: Sequence[Case]) -> Table:
    return Table(
        caption=_("Disputes that have come before this committee and have not ended"),
        columns=(
            Column(_("Obligation"), 60),
            Column(_("Contested by"), 30),
            Column(_("Since"), 24),
            Column(_("Time until"), 24),
            Column(_("Days"), 12, kind="number"),
        ),
        rows=tuple(
            (
                said(each.title),
                wording.party(each.contested_by),
                said(wording.day(each.current.since)),
                said(wording.day(each.current.until)),
                (Line(wording.number(each.current.days), style=NUMBER),),
            )
            for each in rows
        ),
    )


def _contested(report: MeetingReport) -> list[Block]:
    lines = [
        line
        for each in report.matters.contested[:MOST]
        for line in said(f"{each.line.party.name}: {each.line.title}", side=each.line.party.css)
    ]
    return [Paragraph((line,)) for line in lines]


def approvals(waiting: Sequence[OpenApproval]) -> Iterator[Block]:
    """Who is still to consent, to what, and for how long that has been so."""
    yield Section(1, _("Pending approvals"))
    if not waiting:
        yield Paragraph(said(_("No approval is pending.")))
        return
    yield Table(
        caption=_("Approvals needed and neither given nor refused on record"),
        columns=(
            Column(_("Authority"), 30),
            Column(_("Level"), 20),
            Column(_("For"), 44),
            Column(_("Since"), 22),
            Column(_("Age"), 20),
        ),
        rows=tuple(_approval(each) for each in waiting[:MOST]),
    )
    yield from wording.more(len(waiting))


def _approval(approval: OpenApproval) -> tuple[Lines, ...]:
    if approval.line:
        subject = wording.obligation(approval.line)
    else:
        subject = said(approval.decision.item.name if approval.decision else "")
    return (
        wording.party(approval.authority),
        said(approval.level) or wording.NONE,
        subject,
        said(wording.day(None if approval.at_least else approval.since)),
        said(age(approval)),
    )


def age(each: OpenApproval) -> str:
    """In days; at least so many where the beginning is not on record."""
    if each.days is None:
        return _("not known")
    if each.at_least:
        return _("at least %(days)s") % {"days": wording.days(each.days)}
    return wording.days(each.days)
