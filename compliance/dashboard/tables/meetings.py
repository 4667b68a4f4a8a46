"""Meetings as tables: the list, an agenda, its decisions, and what arises from earlier ones."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from agreements.models import AgendaItem, Decision
from compliance.dashboard.consents import LEVELS
from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.matters import Matters, OpenApproval
from compliance.dashboard.meetings import MeetingLine
from compliance.dashboard.proceedings import Point
from compliance.dashboard.table import Coded, Column, Kind, Row, Table
from compliance.dashboard.tables.cells import party_cells, party_columns, state
from compliance.templatetags.look import consent_word


def meetings_table(lines: Iterable[MeetingLine]) -> Table:
    """Meetings, the newest first."""
    return Table(
        name="meetings",
        title=_("Meetings"),
        columns=(
            Column("meeting", _("Code of the meeting"), Kind.CODE),
            Column("title", _("Meeting")),
            Column("committee", _("Committee")),
            Column("host", _("Code of the host"), Kind.CODE),
            Column("host_name", _("Host")),
            Column("place", _("Place")),
            Column("starts_on", _("From"), Kind.DAY),
            Column("ends_on", _("To"), Kind.DAY),
            Column("state", _("State")),
            Column("called_off_because", _("Called off because")),
        ),
        rows=(
            (
                line.code,
                line.title,
                line.committee,
                line.host.code if line.host else None,
                line.host.name if line.host else None,
                line.place,
                line.starts_on,
                line.ends_on,
                state(line.state),
                line.called_off_because,
            )
            for line in lines
        ),
    )


def agenda_table(points: Iterable[Point]) -> Table:
    """The points of a meeting, with what each side says as far as the reader may see it."""
    return Table(
        name="agenda",
        title=_("Agenda"),
        columns=(
            Column("number", _("No."), Kind.CODE),
            Column("kind", _("Kind")),
            Column("title", _("Point")),
            Column("paper", _("No. of the paper"), Kind.NUMBER),
            Column("agreement", _("Code of the agreement"), Kind.CODE),
            Column("obligation", _("Code of the obligation"), Kind.CODE),
            Column("text", _("What is proposed or discussed")),
            Column("positions", _("Positions")),
            Column("outcome", _("Outcome")),
        ),
        rows=map(_point, points),
    )


def _point(point: Point) -> Row:
    item: AgendaItem = point.item
    said = [f"{each.side.name}: {each.text}" for each in point.positions if each.text]
    return (
        point.number,
        Coded(item.kind, str(item.get_kind_display())),
        point.name,
        item.paper.number if item.paper else None,
        item.agreement.code if item.agreement else None,
        item.obligation.code if item.obligation else None,
        item.text,
        "\n".join(said),
        state(point.decision.outcome) if point.decision else None,
    )


def decisions_table(points: Iterable[Point]) -> Table:
    """What was decided on the points of a meeting."""
    return Table(
        name="decisions",
        title=_("Decisions"),
        columns=(
            Column("number", _("No."), Kind.CODE),
            Column("title", _("Point")),
            Column("outcome", _("Outcome")),
            Column("text", _("Decision")),
            Column("action_by", _("Code of who acts"), Kind.CODE),
            Column("action_by_name", _("Action by")),
            Column("until", _("Until"), Kind.DAY),
            Column("escalated_to", _("Escalated to")),
            Column("done_on", _("Done on"), Kind.DAY),
        ),
        rows=(_decision(point, point.decision) for point in points if point.decision),
    )


def _decision(point: Point, decision: Decision) -> Row:
    acts = decision.action_by
    return (
        point.number,
        point.name,
        state(decision.outcome),
        decision.text,
        acts.code if acts else None,
        str(acts.name) if acts else None,
        decision.until,
        str(decision.escalated_to) if decision.escalated_to else None,
        decision.done_on,
    )


def matters_table(matters: Matters) -> Table:
    """All that a meeting finds open, a row for each thing."""
    return Table(
        name="matters",
        title=_("Matters arising"),
        columns=(
            Column("kind", _("Kind")),
            Column("code", _("Code or key"), Kind.CODE),
            Column("title", _("What it is")),
            *party_columns(),
            Column("state", _("State")),
            Column("due_on", _("Due on"), Kind.DAY),
            Column("since", _("Since"), Kind.DAY),
            Column("days", _("Days"), Kind.NUMBER),
            Column("overdue_days", _("Days overdue"), Kind.NUMBER),
        ),
        rows=_matters(matters),
    )


def _matters(matters: Matters) -> Iterator[Row]:
    kind = Coded("obligation", _("Obligation"))
    for each in matters.obligations:
        line, late = each.line, each.overdue_days
        who = party_cells(line.party)
        yield kind, line.code, line.title, *who, state(line.state), each.due_on, None, None, late
    kind = Coded("decision", _("Decision"))
    for taken in matters.decisions:
        who = party_cells(taken.action_by)
        key, word = str(taken.decision.pk), state(taken.outcome)
        since, days, late = taken.decided_on, taken.days, taken.overdue_days
        yield kind, key, taken.title, *who, word, taken.until, since, days, late
    yield from map(_open_approval, matters.approvals)
    kind = Coded("dispute", _("Dispute"))
    for case in matters.disputes:
        who, word = party_cells(case.party), state("disputed")
        yield kind, case.key, case.title, *who, word, None, case.opened_on, case.days, None


def _open_approval(each: OpenApproval) -> Row:
    holder: PartyLabel | None = each.authority
    level = str(LEVELS.get(each.level, each.level))
    title = each.line.title if each.line else str(each.decision)
    return (
        Coded("approval", _("Approval")),
        each.line.code if each.line else None,
        title if holder else f"{title} ({level})",
        *party_cells(holder),
        Coded(each.state, str(consent_word(each.state))),
        None,
        each.since,
        each.days,
        None,
    )
