"""Meetings: planned by the secretariat, what each side says to a point, and how it is closed."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404

from agreements.api.meetings import DecisionShape, MeetingShape, PositionShape
from agreements.api.writing import Act
from agreements.models import AgendaItem, Committee, Meeting, Party, Position
from agreements.permissions import can_hold_meetings, meeting_sides, sides_at
from compliance.api import said as say
from compliance.api.said import picked
from compliance.dashboard.choices import hosts, seated_parties
from compliance.workflow.meetings import decide, plan_meeting, state_position
from compliance.workflow.meetings.deciding import Ruling


class Plan(Act):
    """Plan a meeting of a committee."""

    takes, gives = say.SayMeeting, MeetingShape

    def find(self, code: str) -> Committee:  # type: ignore[override]
        rows = Committee.objects.visible_to(self.writer).select_related(
            "regime", "forum__predecessor", "side"
        )
        return get_object_or_404(rows, code=code)

    def ask(self, subject: Committee, said: Mapping[str, Any]) -> Any:
        return True if can_hold_meetings(self.writer, subject) else None

    def act(self, subject: Committee, actor: Any, said: dict[str, Any], key: uuid.UUID) -> Meeting:
        meeting = Meeting(committee=subject)
        said["host"] = picked(hosts(meeting), said["host"], "host")
        for name, value in said.items():
            setattr(meeting, name, value)
        return plan_meeting(meeting)


class OnPoint(Act):
    """Something is said of a point of an agenda."""

    def find(self, code: str, pk: int) -> AgendaItem:  # type: ignore[override]
        meetings = Meeting.objects.visible_to(self.writer)
        meeting = get_object_or_404(
            meetings.select_related(
                "committee__regime", "committee__forum__predecessor", "committee__side", "host"
            ),
            code=code,
        )
        items = AgendaItem.objects.visible_to(self.writer).filter(meeting=meeting)
        about = ("paper__forum", "agreement__paper", "obligation__agreement__paper", "under")
        item = get_object_or_404(items.select_related(*about), pk=pk)
        item.meeting = meeting
        return item


class TakePosition(OnPoint):
    """What one's side says to a point, in place of what it said before."""

    takes, gives = say.SayPosition, PositionShape

    def ask(self, subject: AgendaItem, said: Mapping[str, Any]) -> Party | None:
        committee = subject.meeting.committee
        own = sides_at(self.writer, committee)
        return next((side for side in meeting_sides(committee) if side.code in own), None)

    def act(
        self, subject: AgendaItem, actor: Party, said: dict[str, Any], key: uuid.UUID
    ) -> Position | None:
        return state_position(subject, side=actor, text=said["text"])


class Decide(OnPoint):
    """Close a point; deciding again replaces what was decided, until the record is closed."""

    takes, gives = say.SayDecision, DecisionShape

    def ask(self, subject: AgendaItem, said: Mapping[str, Any]) -> Any:
        return True if can_hold_meetings(self.writer, subject.meeting.committee) else None

    def act(self, subject: AgendaItem, actor: Any, said: dict[str, Any], key: uuid.UUID) -> Any:
        parties = seated_parties(subject.meeting)
        above = Committee.objects.visible_to(self.writer)
        return decide(
            subject,
            Ruling(
                outcome=said["outcome"],
                text=said["text"],
                action_by=picked(parties, said["action_by"], "action_by"),
                until=said["until"],
                escalated_to=picked(above, said["escalated_to"], "escalated_to"),
                approvals=[
                    (picked(parties, each["authority"] or "-", "approvals"), each["level"])
                    for each in said["approvals"]
                ],
            ),
        )
