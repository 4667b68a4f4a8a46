"""What waits for a person as single things, each with a key by which it is known again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse

from agreements.models import Role
from compliance.dashboard.concerns import ToReport
from compliance.dashboard.consents import ConsentLine
from compliance.dashboard.meetings import MeetingLine
from compliance.dashboard.meetings_due import MeetingsDue
from compliance.dashboard.persons import OwnWork
from compliance.dashboard.work import Worklist

URGENCY = ("open", "soon", "week", "last", "late")
"""How urgent something is, the more the later: it waits; within the month; within seven days;
within two; overdue."""


class Page(NamedTuple):
    """Where something is found; its address is made only where it is needed."""

    name: str
    of: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing on a person's list."""

    kind: str  # the part of the list it stands in
    key: str
    urgency: str
    title: str
    page: Page
    item: Any  # as the list has it

    @property
    def path(self) -> str:
        anchor = f"#{self.page.anchor}" if self.page.anchor else ""
        return reverse(f"compliance:{self.page.name}", args=[self.page.of]) + anchor


def waiting(own: OwnWork) -> list[Waiting]:
    """Everything that a person's list counts as theirs to do, and what is contested, in the order
    of the page. No query."""
    return [
        *_meetings(own.due),
        *_official(own.work),
        *_consents(own.to_chase),
        *_observer(own.work),
    ]


def _meetings(due: MeetingsDue) -> Iterator[Waiting]:
    for record in due.to_confirm:
        yield Waiting("records", record.key, "open", *_meeting(record.line), record)
    for each in due.to_prepare:
        yield Waiting("positions", each.key, _left(each.days_left), *_meeting(each.line), each)
    for line in due.to_close:
        yield Waiting("meetings", f"close/{line.code}", "open", *_meeting(line), line)


def _official(work: Worklist) -> Iterator[Waiting]:
    if Role.OFFICIAL not in work.roles:
        return
    for owed in work.to_report:
        yield Waiting("report", owed.key, _owed(owed), *_obligation(owed.line), owed)
    for each in work.to_answer:
        urgency = _left(each.days_left)
        yield Waiting("answer", each.key, urgency, *_obligation(each.line, each.anchor), each)
    for each in work.contested:
        yield Waiting("contested", each.key, "open", *_obligation(each.line, each.anchor), each)
    for turn in work.turns.disputes:
        page = Page("dispute", turn.case.key, "confirm" if turn.confirm else "move")
        yield Waiting("disputes", turn.key, "open", turn.case.title, page, turn)
    for offer in work.turns.offers:
        page = Page("obligation", offer.code, offer.anchor)
        yield Waiting("offers", offer.key, "open", offer.title, page, offer)


def _consents(lines: tuple[ConsentLine, ...]) -> Iterator[Waiting]:
    for line in lines:
        yield Waiting(
            "approvals", line.waiting_key, "open", *_obligation(line.obligation, "approvals"), line
        )


def _observer(work: Worklist) -> Iterator[Waiting]:
    for silent in work.silent:
        yield Waiting("silent", silent.key, "open", *_obligation(silent.line), silent)
    for line in work.unassessed:
        yield Waiting("unassessed", f"unassessed/{line.code}", "open", *_obligation(line), line)


def _meeting(line: MeetingLine) -> tuple[str, Page]:
    return f"{line.committee}: {line.title}", Page("meeting", line.code)


def _obligation(line: Any, anchor: str = "") -> tuple[str, Page]:
    return line.title, Page("obligation", line.code, anchor)


def _owed(item: ToReport) -> str:
    return "late" if item.overdue_days else _left(item.days_left)


def _left(days: int | None) -> str:
    """How urgent a thing with so many days left is; None: no day is set, or it is far."""
    if days is None:
        return "open"
    return "last" if days <= 2 else "week" if days <= 7 else "soon"


def more_urgent(now: str, before: str) -> bool:
    """Whether something has become more urgent than it was; "": it was not there."""
    return before not in URGENCY or URGENCY.index(now) > URGENCY.index(before)
