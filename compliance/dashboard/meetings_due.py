"""Meetings that wait for somebody: records to confirm for a side, records to be closed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from agreements.models import (
    Addendum,
    AgendaItem,
    Committee,
    Held,
    Meeting,
    MeetingRecord,
    Party,
    RecordConfirmation,
    Role,
)
from agreements.permissions import Asker, can_hold_meetings, memberships, sits_in
from compliance.dashboard.concerns import COMING
from compliance.dashboard.figures import PartyLabel, party_labels
from compliance.dashboard.meetings import MeetingLine, meeting_lines, meetings_read


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A record, or an addendum to one, that waits for an official of a side."""

    line: MeetingLine
    side: PartyLabel
    since: date | None  # since when the record lies before the sides; None for an addendum
    addendum: int  # its number; 0: the record itself

    @property
    def key(self) -> str:
        """By which a notice knows it again; a record that is closed anew is another."""
        return f"record/{self.line.code}/{self.addendum}/{self.since or ''}"


@dataclass(frozen=True, slots=True)
class ToPrepare:
    """A meeting that comes soon, with points to which the reader's side has said nothing."""

    line: MeetingLine
    points: int
    days_left: int  # until it begins, or can begin where only its month is known

    @property
    def key(self) -> str:
        """By which a notice knows it again."""
        return f"position/{self.line.code}"


@dataclass(frozen=True, slots=True)
class MeetingsDue:
    """What waits for a person in the meetings."""

    to_confirm: tuple[ToConfirm, ...]
    to_prepare: tuple[ToPrepare, ...]
    to_close: tuple[MeetingLine, ...]

    @property
    def count(self) -> int:
        return len(self.to_confirm) + len(self.to_prepare) + len(self.to_close)


def meetings_due(user: Asker, *, today: date) -> MeetingsDue:
    """For officials what they have to confirm and to prepare, for the secretariat what it has to
    close. At most twenty queries, however many there are."""
    roles = {membership.role for membership in memberships(user)}
    if not roles & {Role.OFFICIAL, Role.SECRETARIAT}:
        return MeetingsDue((), (), ())
    parties = party_labels()
    return MeetingsDue(
        to_confirm=tuple(_to_confirm(user, parties)) if Role.OFFICIAL in roles else (),
        to_prepare=tuple(_to_prepare(user, parties, today)) if Role.OFFICIAL in roles else (),
        to_close=tuple(_to_close(user, parties, today)) if Role.SECRETARIAT in roles else (),
    )


def _to_confirm(user: Asker, parties: dict[str, PartyLabel]) -> Iterator[ToConfirm]:
    records = MeetingRecord.objects.filter(meeting=OuterRef("pk"), order=0)
    closed = meetings_read(user).filter(~Exists(records), closed_at__isnull=False)
    addenda = Addendum.objects.visible_to(user).filter(record=None)
    corrected = meetings_read(user).filter(pk__in=addenda.values("meeting"))
    found = _with_seats([*_seated(closed), *_seated(corrected)])
    waiting: dict[int, list[Addendum]] = defaultdict(list)
    for addendum in addenda.order_by("order"):
        waiting[addendum.meeting_id].append(addendum)
    keys = [meeting.pk for meeting, _ in found]
    confirmations = RecordConfirmation.objects.filter(meeting__in=keys).select_related("side")
    given = {(each.meeting_id, each.addendum_id or 0, each.side.code) for each in confirmations}
    for meeting, seats in found:
        line = meeting_lines([meeting], parties)[0]
        for code in sorted(_own(user, meeting.committee) & seats):
            if meeting.closed_at and line.state == "closed":
                if (meeting.pk, 0, code) not in given:
                    yield ToConfirm(line, parties[code], meeting.closed_at.date(), 0)
                continue
            for addendum in waiting[meeting.pk]:
                if (meeting.pk, addendum.pk, code) not in given:
                    yield ToConfirm(line, parties[code], None, addendum.order)


def _seated(rows: Any) -> list[Meeting]:
    """With the forum of their committee and its parties."""
    found = rows.select_related("committee__forum__predecessor", "committee__side", "host")
    return list(found.prefetch_related("committee__forum__parties", "committee__names"))


def _with_seats(meetings: Iterable[Meeting]) -> list[tuple[Meeting, set[str]]]:
    """Each with the codes of the sides that sit in its committee. One query at most."""
    meetings = list(meetings)
    above = {
        each.committee.regime_id
        for each in meetings
        if not (each.committee.forum or each.committee.side)
    }
    everybody: dict[int, set[str]] = defaultdict(set)
    if above:
        rows = Party.objects.filter(forums__regime__in=above)
        for regime, path in rows.values_list("forums__regime", "path"):
            everybody[regime].add(path.split("/")[0])
    return [(each, _seats(each.committee, everybody)) for each in meetings]


def _seats(committee: Committee, everybody: dict[int, set[str]]) -> set[str]:
    if committee.side:
        return {committee.side.side_code}
    if committee.forum:
        return {party.side_code for party in committee.forum.parties.all()}
    return everybody[committee.regime_id]


def _own(user: Asker, committee: Committee) -> set[str]:
    """The sides for which the user is an official there."""
    return {
        membership.party.side_code
        for membership in memberships(user)
        if membership.role == Role.OFFICIAL
        and membership.party is not None
        and sits_in(membership, committee)
    }


def _to_prepare(user: Asker, parties: dict[str, PartyLabel], today: date) -> Iterator[ToPrepare]:
    """Planned meetings of the next weeks with points that are about something, open, and without
    a position of the reader's side; the next first."""
    last = today + timedelta(days=COMING)
    planned = meetings_read(user).filter(held=Held.PLANNED, closed_at=None)
    coming = planned.filter(starts_on__gte=str(today.year)).order_by("starts_on", "pk")
    soon = [
        each
        for each in _seated(coming)
        if each.starts_on and each.starts_on.first_day <= last and each.starts_on.last_day >= today
    ]
    about = Q(paper=None, agreement=None, obligation=None, under=None)
    points = AgendaItem.objects.filter(meeting__in=soon, decision=None, points=None).exclude(about)
    said: dict[int, list[set[str]]] = defaultdict(list)
    for point in points.prefetch_related("positions__side"):
        said[point.meeting_id].append({each.side.code for each in point.positions.all()})
    for meeting, seats in _with_seats(soon):
        own = seats & _own(user, meeting.committee)
        unsaid = sum(not own <= sides for sides in said[meeting.pk])
        if own and unsaid and meeting.starts_on:
            left = max(0, (meeting.starts_on.first_day - today).days)
            yield ToPrepare(meeting_lines([meeting], parties)[0], unsaid, left)


def _to_close(user: Asker, parties: dict[str, PartyLabel], today: date) -> Iterator[MeetingLine]:
    """Those that have an agenda, are past their first day and are not closed; the longest first."""
    records = MeetingRecord.objects.filter(meeting=OuterRef("pk"), order=0)
    agenda = AgendaItem.objects.filter(meeting=OuterRef("pk"))
    held = Q(held__in=[Held.PLANNED, Held.HELD], closed_at=None)
    rows = meetings_read(user).filter(held, Exists(agenda), ~Exists(records))
    rows = rows.select_related("committee__forum__predecessor", "host").order_by("starts_on", "pk")
    own = [each for each in rows if can_hold_meetings(user, each.committee)]
    past = [each for each in own if each.starts_on and each.starts_on.first_day <= today]
    yield from meeting_lines(past, parties)
