"""The organisation chart of a day: bodies from the top down, each side's seats on its own bank."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from django.db.models import Prefetch, prefetch_related_objects

from agreements.models import (
    Appointment,
    Citation,
    Committee,
    Forum,
    Level,
    PartialDate,
    Party,
    Post,
)
from agreements.models.tree import Body, tree
from agreements.models.visible import InRegimeQuerySet
from agreements.views.seats import Seat, seat_on

LEVELS = list(Level)


@dataclass(frozen=True, slots=True)
class Side:
    """A side of the regime, and on which bank it sits."""

    code: str
    name: str
    css: str


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A chair as the chart shows it: of a side's own body, or of one side in a joint body."""

    side: Side | None
    body: str  # the side's own body, "" for a seat in the joint one
    code: str  # of the body
    name: str
    circular: bool
    seat: Seat
    citations: tuple[Citation, ...] = ()  # for the body itself


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when, as far as known."""

    starts_on: PartialDate | None
    ends_on: PartialDate | None


@dataclass(frozen=True, slots=True)
class Joint:
    """A body that both sides form."""

    code: str
    name: str
    term: Term
    circular: bool
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the chart: a joint body and the sides' bodies that form it."""

    level: str
    forum: str
    under: str
    depth: int
    joint: Joint | None
    seats: tuple[SeatLine, ...]

    @property
    def step(self) -> int:
        """How far it is indented."""
        return min(self.depth, 6)


@dataclass(frozen=True, slots=True)
class Chart:
    """The bodies of a day: those above and below one another, and those in parallel."""

    lines: list[Line] = field(default_factory=list)
    parallel: list[Line] = field(default_factory=list)


Key = tuple[object, ...]


@dataclass(slots=True)
class Group:
    """What stands on one line, below the line `above`."""

    above: Key | None
    joint: Body | None = None
    own: list[Body] = field(default_factory=list)

    @property
    def first(self) -> Body:
        return self.joint or self.own[0]

    @property
    def order(self) -> tuple[int, int, int]:
        found = self.first.committee
        return LEVELS.index(Level(found.level)), found.forum_id or 0, found.pk


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that a line is drawn from."""

    day: date
    bodies: Mapping[int, Body]
    sides: Mapping[str, Side]
    seated: Mapping[int, frozenset[str]]  # the sides of each forum

    def line(self, group: Group, depth: int) -> Line:
        found = group.first.committee
        above = group.first.above
        return Line(
            level=found.get_level_display(),
            forum=str(found.forum.name) if found.forum else "",
            under=self.bodies[above].name if above else "",
            depth=depth,
            joint=self._joint(group.joint) if group.joint else None,
            seats=self._seats(group),
        )

    def _joint(self, body: Body) -> Joint:
        found = body.committee
        return Joint(
            code=found.code,
            name=body.name,
            term=Term(found.established_on, found.ended_on),
            circular=body.circular,
            citations=tuple(found.citations.all()),
        )

    def _seats(self, group: Group) -> tuple[SeatLine, ...]:
        """One side after the other, and again where a side has more than one."""
        places: dict[str, list[SeatLine]] = {code: [] for code in self.sides}
        for body in group.own:
            line = self._own(body)
            places.setdefault(line.side.code if line.side else "", []).append(line)
        if group.joint:
            for line in self._chairs(group.joint, frozenset(c for c in places if places[c])):
                places.setdefault(line.side.code if line.side else "", []).append(line)
        rows = zip_longest(*places.values())
        return tuple(line for row in rows for line in row if line)

    def _own(self, body: Body) -> SeatLine:
        found = body.committee
        return SeatLine(
            side=self.sides.get(found.side.side_code) if found.side else None,
            body=body.name,
            code=found.code,
            name=body.name,
            circular=body.circular,
            seat=seat_on(found.appointments.all(), self.day),
            citations=tuple(found.citations.all()),
        )

    def _chairs(self, joint: Body, elsewhere: frozenset[str]) -> Iterator[SeatLine]:
        """The chairs of a joint body; a side that chairs by a body of its own has none here."""
        by_side: dict[str, list[Appointment]] = defaultdict(list)
        for row in joint.committee.appointments.all():
            by_side[row.side.side_code if row.side else ""].append(row)
        forum = joint.committee.forum_id
        everyone = frozenset[str]().union(*self.seated.values())
        expected = self.seated.get(forum, frozenset()) if forum else everyone
        for code in ("", *self.sides):
            if by_side[code] or code in expected - elsewhere:
                seat = seat_on(by_side[code], self.day)
                found = joint.committee.code
                side = self.sides.get(code)
                yield SeatLine(side, "", found, joint.name, circular=False, seat=seat)


def organisation(
    committees: Sequence[Committee],
    sides: Mapping[str, Side],
    seated: Mapping[int, frozenset[str]],
    *,
    day: date,
    within: frozenset[int] | None = None,
    fits: Callable[[Committee], bool] = lambda _committee: True,
) -> Chart:
    """The chart of these bodies; `within` are the forums asked for, `fits` says what else is.
    No query where the rows are those of `committee_rows`."""
    bodies = tree(committees, day)
    drawing = Drawing(day, bodies, sides, seated)
    shown = {
        pk: body
        for pk, body in bodies.items()
        if (within is None or body.committee.forum_id in (None, *within)) and fits(body.committee)
    }
    chart = Chart()
    for group, depth in _from_the_top(_groups(shown)):
        beside = group.first.committee.level == Level.JOINT_COMMISSION
        (chart.parallel if beside else chart.lines).append(drawing.line(group, depth))
    return chart


def committee_rows(committees: InRegimeQuerySet[Committee]) -> list[Committee]:
    """The bodies with all that a chart reads of them. Six queries."""
    chairs = Appointment.objects.filter(role=Post.CHAIR).select_related("side")
    seats = Prefetch("appointments", chairs.prefetch_related(cited()))
    rows = committees.select_related("side", "forum")
    return list(rows.prefetch_related("names", "parents", seats, cited()))


def cited() -> Prefetch:
    """Citations with their sources, in a fixed order. One query."""
    return Prefetch("citations", Citation.objects.select_related("source").order_by("pk"))


def seated_sides(forums: Sequence[Forum]) -> dict[int, frozenset[str]]:
    """Codes of the sides in each forum. One query."""
    prefetch_related_objects(forums, "parties")
    return {
        forum.pk: frozenset(party.side_code for party in forum.parties.all()) for forum in forums
    }


def every_side() -> dict[str, Side]:
    """The sides by their code, in their order; each on the same bank on every page. One query."""
    return {
        party.code: Side(party.code, str(party.name), "ab"[place % 2])
        for place, party in enumerate(Party.objects.sides())
    }


def _groups(bodies: Mapping[int, Body]) -> dict[Key, Group]:
    """The bodies by the line on which they stand."""
    keys: dict[int, Key] = {}
    groups: dict[Key, Group] = {}
    for body in bodies.values():
        key = _key(body, bodies, keys)
        above = _key_above(body, bodies, keys)
        group = groups.setdefault(key, Group(above=None))
        if above != key:
            group.above = above
        if body.committee.side_id is None:
            group.joint = body
        else:
            group.own.append(body)
    return groups


def _key(body: Body, bodies: Mapping[int, Body], keys: dict[int, Key]) -> Key:
    """Its line: its own where it is joint; else that of the joint body it forms, or one that it
    shares with its like below the same line."""
    found = body.committee
    if found.pk not in keys:
        above = bodies.get(body.above) if body.above else None
        if found.side_id is None:
            keys[found.pk] = (found.pk,)
        elif above and above.committee.side_id is None and _alike(found, above.committee):
            keys[found.pk] = (above.committee.pk,)
        else:
            keys[found.pk] = (_key_above(body, bodies, keys), found.level, found.forum_id)
    return keys[found.pk]


def _key_above(body: Body, bodies: Mapping[int, Body], keys: dict[int, Key]) -> Key | None:
    above = bodies.get(body.above) if body.above else None
    return _key(above, bodies, keys) if above else None


def _alike(one: Committee, other: Committee) -> bool:
    return one.level == other.level and one.forum_id == other.forum_id


def _from_the_top(groups: Mapping[Key, Group]) -> Iterator[tuple[Group, int]]:
    """Every line with its depth, the one above before those below it."""
    below: dict[Key | None, list[Key]] = defaultdict(list)
    for key in sorted(groups, key=lambda key: groups[key].order, reverse=True):
        below[groups[key].above].append(key)
    waiting = [(key, 0) for key in below[None]]
    while waiting:
        key, depth = waiting.pop()
        yield groups[key], depth
        waiting += [(each, depth + 1) for each in below[key]]
