"""Which planned meeting could decide something next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from agreements.models import Forum, Level, Meeting, PartialDate
from agreements.models.meetings import Held
from agreements.permissions import Asker

STEPS = list(Level.values)
"""The levels of committees, the highest first."""

SITS_AT = {
    "national": Level.CENTRAL,
    "provincial": Level.REGIONAL,
    "district": Level.TECHNICAL,
}
"""On which level of committees an authority sits."""


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """A planned meeting."""

    code: str
    name: str
    starts_on: PartialDate
    level: str
    side: str  # path; "" for a joint one
    forum: str  # slug; "" for all of the regime


def planned_meetings(user: Asker, *, as_of: date) -> list[NextMeeting]:
    """Those that are planned from a day on, the earliest first. Two queries."""
    rows = (
        Meeting.objects.visible_to(user)
        .filter(held=Held.PLANNED)
        .exclude(starts_on=None)
        .select_related("committee__side", "committee__forum")
        .prefetch_related("committee__names")
    )
    found = [
        NextMeeting(
            code=row.code,
            name=str(row),
            starts_on=row.starts_on,
            level=row.committee.level,
            side=row.committee.side.path if row.committee.side else "",
            forum=row.committee.forum.slug if row.committee.forum else "",
        )
        for row in rows
        if row.starts_on and row.starts_on.last_day >= as_of
    ]
    return sorted(found, key=lambda each: (each.starts_on.first_day, each.code))


def deciding(
    meetings: Iterable[NextMeeting],
    authority: str,
    level: str,
    forum: Forum | None,
    forums: Mapping[str, Forum],
) -> NextMeeting | None:
    """The first that could decide what this authority holds: of a committee of its level or above,
    joint or of its side, in this forum, in one that follows it, or in all."""
    lowest = STEPS.index(SITS_AT.get(level, level)) if level in (*SITS_AT, *STEPS) else len(STEPS)
    line = _following(forum, forums)
    side = authority.split("/")[0]
    for meeting in meetings:
        of_side = meeting.side.split("/")[0] in ("", side)
        if of_side and meeting.forum in ("", *line) and STEPS.index(meeting.level) <= lowest:
            return meeting
    return None


def _following(forum: Forum | None, forums: Mapping[str, Forum]) -> set[str]:
    """The forum and those that succeed it. No query."""
    line = [forum] if forum else []
    for each in line:
        line += [other for other in forums.values() if other.predecessor_id == each.pk]
    return {each.slug for each in line}
