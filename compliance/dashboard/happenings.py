"""What happened in a regime and when: instruments, forums, meetings, agreements, changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet

from agreements.models import (
    AgreementTerms,
    Citation,
    Committee,
    Forum,
    Instrument,
    Level,
    Meeting,
    PartialDate,
    Regime,
)
from agreements.permissions import Asker
from compliance.dashboard.changes import Changes
from compliance.dashboard.figures import PartyLabel
from compliance.models import ProgressReport
from compliance.queries import lineage
from compliance.scoring import in_force

M = TypeVar("M", bound=Model)

LEVELS = list(Level)


class Kind(StrEnum):
    """What a row of the timeline is about, in the order in which a day tells it."""

    INSTRUMENT = "instrument"
    FORUM = "forum"
    MEETING = "meeting"
    AGREEMENT = "agreement"
    CHANGE = "change"  # of what is established of an obligation


KINDS = list(Kind)


class Lane(NamedTuple):
    """What is drawn in one line: its order among those of a kind, a code and a name."""

    order: int
    code: str
    name: str


NO_LANE = Lane(0, "", "")


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing with its date as far as it is known; words are given by the template."""

    kind: Kind
    code: str  # unique within the kind
    lane: Lane  # in which it is drawn among those of its kind
    name: str
    starts: PartialDate | None  # None: no date on record
    ends: PartialDate | None = None  # where it lasted longer than its beginning
    open: bool = False  # it goes on
    party: PartyLabel | None = None  # that hosts or owes
    word: str = ""  # kind of a meeting, in words
    held: str = "held"  # held, planned, unconfirmed, called_off
    because: str = ""  # why it was called off
    place: str = ""
    before: Fraction | None = None  # established before a change
    after: Fraction | None = None
    contested: bool = False  # what a change came to
    follows: str = ""  # code of what it revises or succeeds
    citations: tuple[Citation, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.code}"

    @property
    def ahead(self) -> bool:
        """Whether it has only been planned so far."""
        return self.kind is Kind.MEETING and self.held == "planned"

    @property
    def first_day(self) -> date | None:
        return self.starts.first_day if self.starts else None

    @property
    def last_day(self) -> date | None:
        end = self.ends or self.starts
        return end.last_day if end else None

    @property
    def order(self) -> tuple[Any, ...]:
        """In time, the undated last; on the same days as they are told."""
        first, last = self.first_day or date.max, self.last_day or date.max
        return first, last, KINDS.index(self.kind), self.lane.order, self.name, self.code

    @property
    def rises(self) -> bool:
        return (self.after or 0) > (self.before or 0)

    @property
    def falls(self) -> bool:
        return self.before is not None and (self.after is None or self.after < self.before)


def happenings(
    user: Asker,
    regime: Regime,
    forums: Sequence[Forum],
    changes: Changes,
    *,
    as_of: date,
    known_at: datetime,
) -> list[Happening]:
    """All that this reader may see of these forums, in no order.

    Instruments and the meetings of the bodies above all forums concern every forum. What the
    record says counts as known at the moment; of the regime's own facts, which keep no such
    moment, those entered later are left out and the others are told as they stand.
    Twelve queries, however many rows there are.
    """
    return [
        *_instruments(user, regime, known_at),
        *_forums(user, forums, as_of, known_at),
        *_meetings(user, regime, forums, changes.parties, known_at),
        *_agreements(user, forums, as_of, known_at),
        *_changes(user, changes),
    ]


def entered_by(rows: QuerySet[M], known_at: datetime) -> QuerySet[M]:
    """Without what was entered after the moment."""
    history: Any = rows.model.history  # type: ignore[attr-defined]
    later = history.filter(id=OuterRef("pk"), history_type="+", history_date__gt=known_at)
    return rows.filter(~Exists(later))


def _cited() -> Prefetch:
    return Prefetch("citations", Citation.objects.select_related("source").order_by("pk"))


def _instruments(user: Asker, regime: Regime, known_at: datetime) -> Iterator[Happening]:
    """Two queries."""
    rows = Instrument.objects.visible_to(user).filter(regime=regime).select_related("revises")
    for row in entered_by(rows, known_at).prefetch_related(_cited()):
        yield Happening(
            kind=Kind.INSTRUMENT,
            code=row.code,
            lane=NO_LANE,
            name=str(row.name),
            starts=row.signed_on,
            place=row.place,
            follows=row.revises.code if row.revises else "",
            citations=tuple(row.citations.all()),
        )


def _forums(
    user: Asker, forums: Sequence[Forum], as_of: date, known_at: datetime
) -> Iterator[Happening]:
    """Two queries."""
    rows = Forum.objects.visible_to(user).filter(pk__in=[forum.pk for forum in forums])
    rows = rows.select_related("predecessor").prefetch_related(_cited())
    for row in entered_by(rows, known_at):
        ended = row.ended_on if row.ended_on and row.ended_on.first_day <= as_of else None
        yield Happening(
            kind=Kind.FORUM,
            code=row.slug,
            lane=NO_LANE,
            name=str(row.name),
            starts=row.started_on,
            ends=ended,
            open=ended is None,
            follows=row.predecessor.slug if row.predecessor else "",
            citations=tuple(row.citations.all()),
        )


def _meetings(
    user: Asker,
    regime: Regime,
    forums: Sequence[Forum],
    parties: Mapping[str, PartyLabel],
    known_at: datetime,
) -> Iterator[Happening]:
    """Three queries. A forum and those it succeeds share a lane; above them each level has one."""
    rows = Meeting.objects.visible_to(user).filter(committee__regime=regime)
    rows = rows.filter(Q(committee__forum__in=forums) | Q(committee__forum=None))
    rows = rows.select_related("committee", "host").prefetch_related("committee__names", _cited())
    lines = _lines(forums)
    for row in entered_by(rows, known_at):
        body, lane = row.committee, lines.get(row.committee.forum_id)
        yield Happening(
            kind=Kind.MEETING,
            code=row.code,
            lane=lane or Lane(LEVELS.index(Level(body.level)), body.level, _level(body)),
            name=str(body),
            starts=row.starts_on,
            ends=row.ends_on if row.ends_on != row.starts_on else None,
            party=parties.get(row.host.path) if row.host else None,
            word=f"{row.get_kind_display()} {row.number}" if row.number else _kind(row),
            held=row.held,
            because=row.called_off_because,
            place=row.place,
            citations=tuple(row.citations.all()),
        )


def _kind(meeting: Meeting) -> str:
    return str(meeting.get_kind_display())


def _level(body: Committee) -> str:
    return str(body.get_level_display())


def _lines(forums: Sequence[Forum]) -> dict[int | None, Lane]:
    """The lane of each forum: that of the first it succeeds, with the names of all."""
    found: dict[int | None, Lane] = {}
    for place, forum in enumerate(forums):
        line = lineage(forum, forums)
        longer = any(forum in lineage(other, forums)[1:] for other in forums)
        if not longer:
            name = ", ".join(str(each.name) for each in reversed(line))
            lane = Lane(len(LEVELS) + place, line[-1].slug, name)
            found |= {each.pk: lane for each in line}
    return found


def _agreements(
    user: Asker, forums: Sequence[Forum], as_of: date, known_at: datetime
) -> Iterator[Happening]:
    """What terms say of the adoption, by those that hold on the day. Three queries."""
    rows = AgreementTerms.objects.visible_to(user).filter(
        agreement__paper__forum__in=forums, recorded_at__lte=known_at
    )
    rows = rows.select_related("agreement").prefetch_related(
        _cited(), Prefetch("agreement__citations", _cited().queryset)
    )
    versions: dict[int, list[AgreementTerms]] = {}
    for row in rows:
        versions.setdefault(row.agreement_id, []).append(row)
    for each in versions.values():
        terms = in_force(each, as_of=as_of, known_at=known_at)
        if terms is not None:
            cited = [*terms.citations.all(), *terms.agreement.citations.all()]
            yield Happening(
                kind=Kind.AGREEMENT,
                code=terms.agreement.code,
                lane=NO_LANE,
                name=str(terms.agreement.name),
                starts=terms.adopted_on,
                citations=tuple({citation.pk: citation for citation in cited}.values()),
            )


def _changes(user: Asker, changes: Changes) -> Iterator[Happening]:
    """What became of the obligations, with the sources of the reports that the reader may see.
    Two queries."""
    visible = ProgressReport.objects.visible_to(user).prefetch_related(_cited())
    wanted = [each.report for each in changes.all if each.report is not None]
    reports = {row.sequence: row for row in visible.filter(sequence__in=wanted).only("sequence")}
    for each in changes.all:
        report = reports.get(each.report) if each.report is not None else None
        yield Happening(
            kind=Kind.CHANGE,
            code=each.obligation,
            lane=NO_LANE,
            name=each.name,
            starts=each.on,
            party=each.party,
            before=each.before,
            after=each.after,
            contested=each.contested,
            citations=tuple(report.citations.all()) if report else (),
        )
