"""Whom a meeting invites: who sits on the committee, and on the sides' bodies that form it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from agreements.models import Appointment, Committee, Delegate, Party, Post
from agreements.models.tree import held
from agreements.views.seats import seat_on

ORDER = {Post.CHAIR: 0, Post.SECRETARY: 1, Post.MEMBER: 2, Post.OBSERVER: 3}


def invitation_list(committee: Committee, *, day: date) -> list[Delegate]:
    """Delegates not yet saved, side by side, chairs first, as the appointments of the day have
    them. Four queries."""
    rows = (
        Appointment.objects.filter(committee__in=_bodies(committee, day), vacant=False)
        .select_related("committee__side", "side")
        .prefetch_related("citations")
        .order_by("pk")
    )
    seats: dict[tuple[int, str, str], list[Appointment]] = defaultdict(list)
    for row in rows:
        side = row.side or row.committee.side
        seats[row.committee_id, side.side_code if side else "", row.role].append(row)
    found = [each for (_, side, _role), held in seats.items() for each in _seated(held, side, day)]
    return sorted(found, key=lambda each: (_position(each), ORDER[Post(each.role)]))


def _bodies(committee: Committee, day: date) -> list[Committee]:
    """The committee and the sides' own bodies that stand directly below it on the day, of the same
    level and forum."""
    own = Committee.objects.filter(
        parents__parent=committee,
        side__isnull=False,
        level=committee.level,
        forum=committee.forum_id,
    )
    rows = own.distinct().prefetch_related("parents")
    places = [(row, held(row.parents.all(), day)) for row in rows]
    return [committee, *(row for row, place in places if place and place.parent_id == committee.pk)]


def _seated(rows: Iterable[Appointment], side: str, day: date) -> Iterator[Delegate]:
    rows = list(rows)
    holders = {(h.who, h.office) for h in seat_on(rows, day).holders}
    for row in rows:
        office = str(row.post)
        who = (row.person or office, office if row.person else "")
        if who in holders:
            holders.discard(who)
            yield Delegate(
                side=_side_of(row),
                person=row.person,
                office=office,
                role=row.role,
                appointment=row,
            )


def _side_of(row: Appointment) -> Party | None:
    return row.side or row.committee.side


def _position(delegate: Delegate) -> tuple[int, str]:
    return (delegate.side.position, delegate.side.path) if delegate.side else (0, "")
