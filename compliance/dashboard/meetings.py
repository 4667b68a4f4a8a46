"""The list of meetings: what each was or will be, and where its record is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from agreements.models import Held, Meeting, MeetingRecord, PartialDate
from agreements.permissions import Asker
from compliance.dashboard.figures import PartyLabel


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in a list."""

    code: str
    title: str  # its kind and number
    committee: str
    host: PartyLabel | None
    place: str
    starts_on: PartialDate | None
    ends_on: PartialDate | None  # where it lasted longer than its first day
    state: str
    called_off_because: str

    @property
    def year(self) -> int | None:
        return self.starts_on.parts[0] if self.starts_on else None


def meetings_read(user: Asker) -> QuerySet[Meeting]:
    """The meetings that a reader may see, with all that a line of a list says; the newest first.
    Two queries, beside the parties' names."""
    records = MeetingRecord.objects.filter(meeting=OuterRef("pk"), order=0)
    rows: Any = Meeting.objects.visible_to(user)
    found: QuerySet[Meeting] = (
        rows.select_related("committee", "host")
        .prefetch_related("committee__names")
        .annotate(is_signed=Exists(records))
        .order_by(F("starts_on").desc(nulls_last=True), "-pk")
    )
    return found


def meeting_lines(
    meetings: Iterable[Meeting], parties: Mapping[str, PartyLabel]
) -> tuple[MeetingLine, ...]:
    """No query where the meetings are those of `meetings_read`; `parties` by their path."""
    return tuple(
        MeetingLine(
            code=row.code,
            title=short_name(row),
            committee=str(row.committee),
            host=parties.get(row.host.path) if row.host else None,
            place=row.place,
            starts_on=row.starts_on,
            ends_on=row.ends_on if row.ends_on != row.starts_on else None,
            state=record_state(row, signed=row.is_signed),  # type: ignore[attr-defined]
            called_off_because=row.called_off_because,
        )
        for row in meetings
    )


def short_name(meeting: Meeting) -> str:
    """Its kind, and its number where it has one."""
    kind = str(meeting.get_kind_display())
    return f"{kind} {meeting.number}" if meeting.number else kind


def record_state(meeting: Meeting, *, signed: bool) -> str:
    """Where the meeting and its record are: planned, held, not confirmed, called off, closed (its
    record lies before the sides), or signed."""
    if signed:
        return "signed"
    return "closed" if meeting.closed_at is not None else str(meeting.held)


def coming(meetings: QuerySet[Meeting], *, as_of: date) -> QuerySet[Meeting]:
    """Those that begin on the day or later, the next first. One that is planned for a month or a
    year comes as long as that is not over; one that is called off does not come."""
    day = as_of.isoformat()
    still = Q(held=Held.PLANNED, starts_on__in=[day[:7], day[:4]])
    stand = meetings.exclude(held=Held.CALLED_OFF)
    return stand.filter(Q(starts_on__gte=day) | still).order_by("starts_on", "pk")
