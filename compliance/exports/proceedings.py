"""The part of a report that tells a meeting: who came, what was said, how each point was closed."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from agreements.models import Decision, Delegate, ItemKind, Outcome, Party, PreparedAgreement
from compliance.dashboard.proceedings import Delegation, MeetingPage, Point
from compliance.dashboard.report import MeetingReport
from compliance.dashboard.way import Step
from compliance.exports import wording
from compliance.exports.document import (
    Block,
    Column,
    Fact,
    Facts,
    Line,
    Lines,
    Paragraph,
    Section,
    Table,
    one,
    said,
)


def delegations(page: MeetingPage) -> Iterator[Block]:
    """Each side's persons; then those of none."""
    yield Section(1, _("Delegations"))
    for each in page.delegations:
        yield from _delegation(each)


def _delegation(delegation: Delegation) -> Iterator[Block]:
    side = delegation.side
    name = side.name if side else _("Of no side")
    yield Section(2, one(name), side=side.css if side else "")
    if not delegation.delegates:
        yield Paragraph(said(_("Nobody is on the list.")))
        return
    yield Table(
        caption=_("On the list: %(side)s") % {"side": name},
        columns=(
            Column(_("Name"), 30),
            Column(_("Office"), 38),
            Column(_("Seat"), 16),
            Column(_("Attendance"), 16),
        ),
        rows=tuple(_delegate(each) for each in delegation.delegates),
    )


def _delegate(delegate: Delegate) -> tuple[Lines, ...]:
    return (
        said(delegate.person) or said(_("no name on record"), style="quiet"),
        said(delegate.office),
        said(delegate.get_role_display()),
        said(delegate.get_attendance_display()),
    )


def adoption(report: MeetingReport) -> Iterator[Block]:
    """Which record came before, and whether it was signed."""
    yield Section(1, _("Adoption of the last record"))
    yield Paragraph(said(_last_record(report)))
    yield from _of_kind(report, ItemKind.OPENING)


def _last_record(report: MeetingReport) -> str:
    last, record = report.last, report.last_record
    if last is None:
        return _("No earlier meeting is on record.")
    values = {
        "meeting": str(last),
        "when": wording.span(last.starts_on, last.ends_on),
    }
    if record is None:
        return _(
            "The last meeting is %(meeting)s (%(when)s). No signed record of it is kept here."
        ) % (values)
    values["day"] = wording.day(record.recorded_at.astimezone(report.zone).date())
    return _("The record of %(meeting)s (%(when)s) was signed by both sides on %(day)s.") % values


def points_on_matters(report: MeetingReport) -> Iterator[Block]:
    """What the meeting took up of what had arisen."""
    yield from _of_kind(report, ItemKind.MATTERS)


def papers(report: MeetingReport) -> Iterator[Block]:
    yield from _kind_section(report, ItemKind.PAPER, _("Working papers"))


def others(report: MeetingReport) -> Iterator[Block]:
    yield from _kind_section(report, ItemKind.OTHER, _("Other matters"))


def next_session(report: MeetingReport) -> Iterator[Block]:
    """When the committee meets again, as far as planned."""
    yield Section(1, _("Next session"))
    following = report.page.following
    if following is None:
        yield Paragraph(said(_("No next meeting is planned yet.")))
    else:
        host = str(following.host) if following.host else _("no host on record")
        values = {
            "meeting": str(following),
            "when": wording.span(following.starts_on, following.ends_on),
            "place": following.place or _("place not yet named"),
            "host": host,
        }
        yield Paragraph(said(_("%(meeting)s: %(when)s, %(place)s; host: %(host)s.") % values))
    yield from _of_kind(report, ItemKind.NEXT)


def _kind_section(report: MeetingReport, kind: str, heading: str) -> Iterator[Block]:
    yield Section(1, heading)
    found = list(_of_kind(report, kind))
    yield from found or [Paragraph(said(_("Nothing was on the agenda.")))]


def _of_kind(report: MeetingReport, kind: str) -> Iterator[Block]:
    """The headings of one kind with the points under them, in the order of the agenda."""
    wanted, top = False, 2
    for point in report.page.points:
        if point.depth == 0:
            wanted, top = point.item.kind == kind, 1 if point.standing else 2
        if wanted:
            yield from _point(point, report.page, level=top + point.depth)


def _point(point: Point, page: MeetingPage, *, level: int) -> Iterator[Block]:
    """A standing heading is the section itself: only what was said to it is told."""
    if not point.standing:
        yield Section(level, one(point.name), number=point.number)
    rows = tuple(_facts(point, page))
    if rows:
        yield Facts(rows)
    if point.prepared:
        yield _prepared(point.prepared, page)
    if point.way:
        yield way(point.way)


def _facts(point: Point, page: MeetingPage) -> Iterator[Fact]:
    yield from about(point)
    if point.heading or point.standing:
        return
    yield from positions(point)
    if point.decision is None:
        yield Fact(_("Outcome"), said(_("No outcome yet"), style="strong"))
    else:
        yield from _decided(point.decision, page)


def _decided(decision: Decision, page: MeetingPage) -> Iterator[Fact]:
    """How a point was closed; what says nothing is left out."""
    acting = _acting(decision.action_by, page) if decision.action_by else ()
    rows = (
        Fact(_("Outcome"), said(decision.get_outcome_display(), style="strong")),
        Fact(_("Decision"), said(decision.text)),
        Fact(_("Escalated to"), said(decision.escalated_to or "")),
        Fact(_("Action by"), acting),
        Fact(_("Until"), said(wording.day(decision.until)) if decision.until else ()),
        Fact(_("Approvals needed"), _needed(decision)),
        Fact(_("Done on"), said(wording.day(decision.done_on)) if decision.done_on else ()),
    )
    yield from (row for row in rows if row.lines)


def _needed(decision: Decision) -> Lines:
    return tuple(line for each in decision.approvals.all() for line in said(each))


def about(point: Point) -> Iterator[Fact]:
    """What a point is about, where it comes from, and what is proposed."""
    item = point.item
    subject = item.paper or item.agreement or item.obligation
    if item.paper:
        text = _("Working paper %(number)s: %(title)s") % {
            "number": item.paper.number,
            "title": item.paper.name,
        }
        yield Fact(_("Subject"), said(text))
    elif subject and str(subject) != point.name:
        yield Fact(_("Subject"), said(subject))
    if item.arises_from:
        before = item.arises_from
        text = f"{before.item.meeting}: {before.get_outcome_display()}"
        yield Fact(_("Arises from"), said(text))
    if item.text:
        yield Fact(_("Proposed or discussed"), said(item.text))


def positions(point: Point) -> Iterator[Fact]:
    """What each side says; that it says nothing is told too."""
    for each in point.positions:
        yield Fact(
            _("Position: %(side)s") % {"side": each.side.name},
            said(each.text) or said(_("Nothing stated"), style="quiet"),
            side=each.side.css,
        )


def _acting(party: Party, page: MeetingPage) -> Lines:
    """A party behind the mark of its side, where that sits in the meeting."""
    side = next((each for each in page.sides if each.code == party.side_code), None)
    return said(party, side=side.css if side else "")


def _prepared(prepared: PreparedAgreement, page: MeetingPage) -> Table:
    """What was agreed, and whether it binds already."""
    force = (
        _("Agreed and in force: %(name)s")
        if page.record is not None
        else _("Agreed, in force once both sides have signed: %(name)s")
    )
    signed = page.record is not None
    return Table(
        caption=force % {"name": one(prepared.name)},
        columns=(
            Column(_("Obligation"), 36),
            Column(_("Owing party"), 20),
            Column(_("Starts"), 14),
            Column(_("Due"), 14),
            Column(_("Weight"), 12, kind="number"),
            Column(_("In the register"), 22, kind="code"),
        ),
        rows=tuple(
            (
                (*said(row.name), *said(row.site or "", style="quiet")),
                _acting(row.owes, page),
                said(wording.day(row.starts_on)),
                said(wording.day(row.due_on)),
                (Line(str(row.weight), style="number"),),
                said(row.obligation.code, style="code")
                if row.obligation and (signed or prepared.agreement)
                else said(_("not yet"), style="quiet"),
            )
            for row in prepared.obligations.all()
        ),
    )


def way(steps: Sequence[Step]) -> Table:
    """The way of a point through the committees, with the days it spent before each."""
    return Table(
        caption=_("The way of this point"),
        columns=(
            Column(_("Committee"), 34),
            Column(_("Level"), 20),
            Column(_("Came"), 18),
            Column(_("Left"), 18),
            Column(_("Outcome"), 16),
            Column(_("Days"), 8, kind="number"),
        ),
        rows=tuple(_step(step) for step in steps),
    )


def _step(step: Step) -> tuple[Lines, ...]:
    outcome = str(Outcome(step.outcome).label) if step.outcome else _("still there")
    return (
        said(step.committee),
        said(step.level),
        said(wording.day(step.came_on)),
        said(wording.day(step.left_on)) if step.left_on else said(_("still there")),
        said(outcome),
        (Line(wording.number(step.days), style="number"),)
        if step.days is not None
        else wording.NONE,
    )


def agenda(points: Iterable[Point]) -> Iterator[Block]:
    """The agenda with what each side has said so far."""
    for point in points:
        yield Section(2 + point.depth, one(point.name), number=point.number)
        rows = [*about(point)]
        if not (point.heading or point.standing):
            rows += positions(point)
        if rows:
            yield Facts(tuple(rows))
