"""One meeting: who came, what was discussed point by point, how each was closed, who signed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from agreements.models import (
    Addendum,
    AgendaItem,
    Decision,
    Delegate,
    Held,
    Meeting,
    MeetingFile,
    MeetingKind,
    MeetingRecord,
    Outcome,
    Position,
    PreparedAgreement,
    RecordConfirmation,
)
from agreements.models.agenda import numbers
from agreements.models.content import addendum_content, digest_of, record_content
from agreements.permissions import Asker, can_hold_meetings, is_member, meeting_sides, sides_at
from compliance.dashboard.figures import PartyLabel, party_labels
from compliance.dashboard.meetings import record_state, short_name
from compliance.dashboard.way import Step, ways_of

ABOUT = ("paper__forum", "agreement__paper", "obligation", "arises_from__item__meeting__committee")
DECIDED = ("decision__action_by", "decision__escalated_to", "decision__prepared__agreement")
PARTS = (
    "positions__side",
    "decision__approvals__authority",
    "decision__prepared__obligations__owes",
    "decision__prepared__obligations__site",
    "decision__prepared__obligations__obligation",
    "decision__escalated_to__names",
    "arises_from__item__meeting__committee__names",
)


@dataclass(frozen=True, slots=True)
class SidePosition:
    """What a side says to a point; nothing where it has said nothing."""

    side: PartyLabel
    text: str
    may_state: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda with all that was said and decided on it."""

    number: str
    item: AgendaItem
    name: str
    heading: bool  # points stand under it
    standing: bool  # nothing is decided on it
    positions: tuple[SidePosition, ...]
    decision: Decision | None
    prepared: PreparedAgreement | None
    way: tuple[Step, ...]

    @property
    def depth(self) -> int:
        return self.number.count(".")

    @property
    def open(self) -> bool:
        """Whether an outcome is still to be found."""
        return not (self.heading or self.standing or self.decision)


@dataclass(frozen=True, slots=True)
class Delegation:
    """The persons of one side on the list of a meeting."""

    side: PartyLabel | None  # None: of no side
    delegates: tuple[Delegate, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """A side's confirmation; or that it is still awaited."""

    side: PartyLabel
    confirmation: RecordConfirmation | None
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class AddendumLine:
    """An addendum and who has confirmed it."""

    addendum: Addendum
    digest: str
    signatures: tuple[Signature, ...]
    record: MeetingRecord | None


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """What the page of a meeting shows."""

    meeting: Meeting
    title: str  # kind and number
    name: str  # with that of the committee
    state: str
    host: PartyLabel | None
    sides: tuple[PartyLabel, ...]
    delegations: tuple[Delegation, ...]
    points: tuple[Point, ...]
    files: tuple[MeetingFile, ...]
    signatures: tuple[Signature, ...]
    addenda: tuple[AddendumLine, ...]
    record: MeetingRecord | None
    digest: str  # of the record as it stands
    previous: Meeting | None
    following: Meeting | None
    readable: bool  # whether the reader may see what was discussed
    may_write: bool
    may_brief: tuple[PartyLabel, ...]  # the sides whose brief the reader may have

    @property
    def open_points(self) -> list[Point]:
        return [point for point in self.points if point.open]

    @property
    def writing(self) -> bool:
        """Whether the reader may change what the record is to say."""
        return self.may_write and self.state not in ("closed", "signed", "called_off")

    @property
    def called_off(self) -> bool:
        return self.state == "called_off"

    @property
    def kept_here(self) -> bool:
        """Whether there is a record to write or to read; not of what only public sources tell."""
        return bool(self.points) or self.state in ("planned", "called_off", "closed", "signed")


def meeting_page(meeting: Meeting, user: Asker, *, as_of: date) -> MeetingPage:
    """The page of one meeting, whose committee is read already. At most thirty-nine queries,
    however many points it has and wherever they come from."""
    parties = party_labels()
    by_code = {label.code: label for label in parties.values()}
    committee = meeting.committee
    sides = tuple(by_code[side.code] for side in meeting_sides(committee))
    record = meeting.records.filter(order=0).first()
    readable = _readable(meeting, user, record)
    acts = sides_at(user, committee)
    called_off = meeting.held == Held.CALLED_OFF
    open_record = record is None and meeting.closed_at is None and not called_off
    return MeetingPage(
        meeting=meeting,
        title=short_name(meeting),
        name=str(meeting),
        state=record_state(meeting, signed=record is not None),
        host=parties.get(meeting.host.path) if meeting.host else None,
        sides=sides,
        delegations=_delegations(meeting, sides, user),
        points=_points(meeting, sides, user, acts if open_record else set(), as_of),
        files=tuple(meeting.files.visible_to(user)),
        signatures=_signatures(
            meeting.confirmations.visible_to(user)
            .filter(addendum=None)
            .select_related("side", "official"),
            sides,
            acts if record is None and meeting.closed_at else set(),
        ),
        addenda=_addenda(meeting, sides, user, acts),
        record=record if readable else None,
        digest=_digest(meeting) if readable and record is None and not called_off else "",
        previous=_neighbour(meeting, user, before=True),
        following=_neighbour(meeting, user, before=False),
        readable=readable,
        may_write=can_hold_meetings(user, committee),
        may_brief=tuple(side for side in sides if side.code in acts and not called_off),
    )


def _digest(meeting: Meeting) -> str:
    return digest_of(record_content(meeting))


def _readable(meeting: Meeting, user: Asker, record: MeetingRecord | None) -> bool:
    if is_member(user, meeting.committee.regime_id):
        return True
    if record is None:
        return False
    return MeetingRecord.objects.visible_to(user).filter(pk=record.pk).exists()


def _delegations(
    meeting: Meeting, sides: Sequence[PartyLabel], user: Asker
) -> tuple[Delegation, ...]:
    """Each side's persons, the chair first; then those of no side."""
    found: dict[str, list[Delegate]] = defaultdict(list)
    roles = {"chair": 0, "secretary": 1, "member": 2, "observer": 3}
    for each in meeting.delegates.visible_to(user).select_related("side"):
        found[each.side.side_code if each.side else ""].append(each)
    for rows in found.values():
        rows.sort(key=lambda each: (roles[each.role], each.pk))
    own = [Delegation(side, tuple(found[side.code])) for side in sides]
    others = [Delegation(None, tuple(found[""]))] if found[""] else []
    return (*own, *others)


def _points(
    meeting: Meeting,
    sides: Sequence[PartyLabel],
    user: Asker,
    acts: set[str],
    as_of: date,
) -> tuple[Point, ...]:
    rows = meeting.agenda.visible_to(user).select_related(*ABOUT, *DECIDED)
    items = list(rows.prefetch_related(*PARTS))
    for item in items:
        item.meeting = meeting
    headings = {item.under_id for item in items}
    by_key = {item.pk: item for item in items}
    ways = ways_of([item for item in items if _left_its_committee(item)], user, as_of=as_of)
    return tuple(
        _point(by_key[pk], number, sides, acts, headings, ways.get(pk, ()))
        for pk, number in numbers(items).items()
    )


def _decided(item: AgendaItem) -> Decision | None:
    """How a point was closed; nothing at a meeting that did not take place."""
    decision: Decision | None = getattr(item, "decision", None)
    return None if item.meeting.held == Held.CALLED_OFF else decision


def _left_its_committee(item: AgendaItem) -> bool:
    """Whether a way through the committees is to be looked for."""
    if item.meeting.held == Held.CALLED_OFF:
        return False
    decision = _decided(item)
    escalated = decision is not None and decision.outcome == Outcome.ESCALATED
    return escalated or item.arises_from_id is not None


def _point(
    item: AgendaItem,
    number: str,
    sides: Sequence[PartyLabel],
    acts: set[str],
    headings: set[int | None],
    way: tuple[Step, ...],
) -> Point:
    decision = _decided(item)
    heading = item.pk in headings
    said: dict[str, Position] = {each.side.code: each for each in item.positions.all()}
    standing = item.under_id is None and item.kind != "paper" and not item.title
    return Point(
        number=number,
        item=item,
        name=item.name,
        heading=heading,
        standing=standing,
        positions=tuple(
            SidePosition(
                side=side,
                text=said[side.code].text if side.code in said else "",
                may_state=side.code in acts and not heading and not standing,
            )
            for side in sides
        ),
        decision=decision,
        prepared=getattr(decision, "prepared", None),
        way=way,
    )


def _signatures(
    confirmations: Iterable[RecordConfirmation], sides: Sequence[PartyLabel], acts: set[str]
) -> tuple[Signature, ...]:
    by_side = {each.side.code: each for each in confirmations}
    return tuple(
        Signature(
            side=side,
            confirmation=by_side.get(side.code),
            may_confirm=side.code in acts and side.code not in by_side,
        )
        for side in sides
    )


def _addenda(
    meeting: Meeting, sides: Sequence[PartyLabel], user: Asker, acts: set[str]
) -> tuple[AddendumLine, ...]:
    addenda = meeting.addenda.visible_to(user)
    if not is_member(user, meeting.committee.regime_id):
        addenda = addenda.exclude(record=None)  # until it is signed it is between the sides
    rows = addenda.select_related("record").prefetch_related(
        "confirmations__side", "confirmations__official"
    )
    found = []
    for addendum in rows:
        addendum.meeting = meeting
        record: MeetingRecord | None = getattr(addendum, "record", None)
        found.append(
            AddendumLine(
                addendum=addendum,
                digest=digest_of(addendum_content(addendum)),
                signatures=_signatures(addendum.confirmations.all(), sides, acts),
                record=record,
            )
        )
    return tuple(found)


def _neighbour(meeting: Meeting, user: Asker, *, before: bool) -> Meeting | None:
    """The meeting of the same kind before or after it, of its committee or the ones in its line;
    what was called off is passed over. Two of one day follow each other as they were entered."""
    if meeting.starts_on is None:
        return None
    rows = Meeting.objects.visible_to(user).filter(
        committee__in=meeting.committee.line(), kind=meeting.kind
    )
    rows = rows.exclude(held=Held.CALLED_OFF)
    rows = rows.select_related("committee").prefetch_related("committee__names")
    start = meeting.starts_on.text
    if before:
        earlier = Q(starts_on__lt=start) | Q(starts_on=start, pk__lt=meeting.pk)
        return rows.filter(earlier).order_by("-starts_on", "-pk").first()
    later = Q(starts_on__gt=start) | Q(starts_on=start, pk__gt=meeting.pk)
    return rows.filter(later).order_by("starts_on", "pk").first()


SITTINGS = (MeetingKind.SESSION, MeetingKind.SPECIAL, MeetingKind.TECHNICAL)
"""Kinds of meetings that decide; matters arise since the last of them, not since a visit."""


def last_meeting(meeting: Meeting) -> Meeting | None:
    """The last sitting held before it, of its committee or the ones in its line: since then
    matters have arisen. Two queries."""
    if meeting.starts_on is None:
        return None
    rows = Meeting.objects.filter(
        committee__in=meeting.committee.line(), held=Held.HELD, kind__in=SITTINGS
    )
    start = meeting.starts_on.text
    earlier = Q(starts_on__lt=start) | Q(starts_on=start, pk__lt=meeting.pk)
    return rows.filter(earlier).order_by("-starts_on", "-pk").first()
