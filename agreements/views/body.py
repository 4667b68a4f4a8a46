"""One body: its names over time, its place in the tree, who sits on it, when it met."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from agreements.models import (
    Appointment,
    Citation,
    Committee,
    CommitteeName,
    Meeting,
    PartialDate,
    Post,
)
from agreements.models.tree import name_on, path_to, tree
from agreements.models.visible import InRegimeQuerySet
from agreements.views.chart import Side, cited, every_side
from agreements.views.seats import Holder, holder


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another body, to go to."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Under which body it stands from a day on; under none where it names none."""

    above: Neighbour | None
    holds_from: date | None
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Sitting:
    """One appointment to it."""

    chair: bool
    role: str
    side: Side | None
    holder: Holder


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting of it."""

    url: str
    kind: str
    number: int | None
    starts_on: PartialDate | None
    ends_on: PartialDate | None  # where it lasted longer than its first day
    place: str
    host: str
    side: Side | None  # of the host
    held: str
    called_off_because: str
    summary: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class BodyPage:
    """All that the page of a body says."""

    committee: Committee
    name: str
    side: Side | None
    names: tuple[CommitteeName, ...]
    places: tuple[Place, ...]
    path: tuple[Neighbour, ...]
    stands: bool  # whether it exists on the day
    circular: bool
    below: tuple[Neighbour, ...]
    successor: Neighbour | None
    predecessors: tuple[Neighbour, ...]
    citations: tuple[Citation, ...]
    sittings: tuple[Sitting, ...]
    chaired: bool  # whether any chair is on record, or that there is none
    sides: Mapping[str, Side]


def body_page(
    committee: Committee, committees: InRegimeQuerySet[Committee], *, day: date
) -> BodyPage:
    """The page of a body, among all that the reader may see. Eight queries."""
    among = committees.filter(regime=committee.regime).select_related("forum")
    among = among.prefetch_related("names", "parents")
    rows = {row.pk: row for row in among}
    names = {pk: Neighbour(row.code, name_on(row, day)) for pk, row in rows.items()}
    bodies = tree(list(rows.values()), day)
    body = bodies.get(committee.pk)
    sides = every_side()
    sittings = _sittings(committee, sides)
    return BodyPage(
        committee=committee,
        name=names[committee.pk].name,
        side=sides.get(committee.side.side_code) if committee.side else None,
        names=tuple(rows[committee.pk].names.all()),
        places=_places(committee, names),
        stands=body is not None,
        circular=body is not None and body.circular,
        path=tuple(names[each.committee.pk] for each in path_to(body, bodies)) if body else (),
        below=tuple(names[pk] for pk, each in bodies.items() if each.above == committee.pk),
        successor=names.get(committee.successor_id or 0),
        predecessors=tuple(
            names[pk] for pk, row in rows.items() if row.successor_id == committee.pk
        ),
        citations=tuple(committee.citations.select_related("source").order_by("pk")),
        sittings=sittings,
        chaired=any(each.chair for each in sittings),
        sides=sides,
    )


def meeting_lines(
    meetings: Iterable[Meeting], sides: Mapping[str, Side]
) -> tuple[MeetingLine, ...]:
    """No query where host and citations are read with the meetings."""
    return tuple(
        MeetingLine(
            url=row.get_absolute_url(),
            kind=row.get_kind_display(),
            number=row.number,
            starts_on=row.starts_on,
            ends_on=row.ends_on if row.ends_on != row.starts_on else None,
            place=row.place,
            host=str(row.host.name) if row.host else "",
            side=sides.get(row.host.side_code) if row.host else None,
            held=row.get_held_display(),
            called_off_because=row.called_off_because,
            summary=str(row.summary),
            citations=tuple(row.citations.all()),
        )
        for row in meetings
    )


def _places(committee: Committee, names: Mapping[int, Neighbour]) -> tuple[Place, ...]:
    """Two queries."""
    return tuple(
        Place(names.get(row.parent_id or 0), row.holds_from, tuple(row.citations.all()))
        for row in committee.parents.prefetch_related(cited())
    )


def _sittings(committee: Committee, sides: Mapping[str, Side]) -> tuple[Sitting, ...]:
    """The chairs first, then the other seats; each by side and in the order of time. Two
    queries."""
    rows = committee.appointments.select_related("side").prefetch_related(cited())
    order = {code: place for place, code in enumerate(sides)}
    seats = list(Post)

    def place(row: Appointment) -> tuple[int, int, str]:
        known = row.starts_on or row.seen_on or row.ends_on
        side = order.get(row.side.side_code, 0) if row.side else -1
        return seats.index(Post(row.role)), side, str(known or "")

    return tuple(
        Sitting(
            chair=row.role == Post.CHAIR,
            role=row.get_role_display(),
            side=sides.get(row.side.side_code) if row.side else None,
            holder=holder(row),
        )
        for row in sorted(rows, key=place)
    )
