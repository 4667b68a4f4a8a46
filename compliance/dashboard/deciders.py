"""Which planned meeting could decide something next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from agreements.models import Committee, Forum, Level, Meeting, PartialDate
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


class Body(NamedTuple):
    """What says of a committee over what it decides."""

    level: str
    side: str  # path; "" for a joint one
    forum: str  # slug; "" for all of the regime


def body_of(committee: Committee) -> Body:
    """No query where its side and forum are read with it."""
    side, forum = committee.side, committee.forum
    return Body(committee.level, side.path if side else "", forum.slug if forum else "")


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """A planned meeting."""

    code: str
    name: str
    starts_on: PartialDate
    body: Body  # that meets


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
            body=body_of(row.committee),
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
    found = (m for m in meetings if decides(m.body, authority, level, forum, forums))
    return next(found, None)


def decides(
    body: Body, authority: str, level: str, forum: Forum | None, forums: Mapping[str, Forum]
) -> bool:
    """Whether a committee could decide what this authority holds."""
    lowest = STEPS.index(SITS_AT.get(level, level)) if level in (*SITS_AT, *STEPS) else len(STEPS)
    of_side = body.side.split("/")[0] in ("", authority.split("/")[0])
    in_line = body.forum in ("", *_following(forum, forums))
    return of_side and in_line and STEPS.index(body.level) <= lowest


def _following(forum: Forum | None, forums: Mapping[str, Forum]) -> set[str]:
    """The forum and those that succeed it. No query."""
    line = [forum] if forum else []
    for each in line:
        line += [other for other in forums.values() if other.predecessor_id == each.pk]
    return {each.slug for each in line}
