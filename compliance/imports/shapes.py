"""What the files of a fixture hold: each table, its fields, and the column each field fills."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db import models

from agreements.models import (
    Agreement,
    Appointment,
    Basis,
    Committee,
    CommitteeName,
    CommitteeParent,
    ElementKind,
    EndedHow,
    Forum,
    Instrument,
    Level,
    Meeting,
    MeetingKind,
    Obligation,
    ObligationTerms,
    Party,
    PartyKind,
    Post,
    Publishes,
    Regime,
    RegimeElement,
    RegimeSettings,
    Site,
    SiteKind,
    Source,
    SourceClass,
    WorkingPaper,
)
from agreements.models.commitments import Quality
from agreements.models.meetings import Held
from compliance.imports import reading
from compliance.imports.reading import Reader, one_of
from compliance.models import (
    Approval,
    ApprovalDecision,
    Assessment,
    Consented,
    Grade,
    Impediment,
    ImpedimentCause,
    Offer,
    OfferKind,
    ProgressReport,
    Scale,
    Status,
)


class Said(models.TextChoices):
    """As what a fixture enters a record: it observes from sources, it never claims for a party."""

    OBSERVATION = "observation"
    INFORMATION = "information"  # without a status: counted for nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a table."""

    read: Reader = reading.text
    column: str = ""  # that it fills, where it is not called the same
    of: str = ""  # the kind of what it names by its key
    required: bool = False
    terms: bool = False  # of the first version of the terms, not of the row itself
    aside: bool = False  # no column: the seeding knows what to do with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One kind of table."""

    model: type[models.Model]
    key: tuple[str, ...]  # the fields that say which one it is
    fields: Mapping[str, Field]
    parts: Mapping[str, str] = field(default_factory=dict)  # tables inside it: name → kind
    single: bool = False  # one table, not a list of them
    keyed: bool = False  # a record, which has its key from the fixture alone


def needed(known: Field) -> Field:
    return replace(known, required=True)


def in_terms(known: Field) -> Field:
    return replace(known, terms=True)


def naming(kind: str, column: str = "") -> Field:
    """A field that names something by its key."""
    return Field(of=kind, column=column)


TEXT = Field()
WORDS = Field(read=reading.words)
TITLE = Field(read=reading.words, column="name", required=True)
NUMBER = Field(read=reading.number)
FLAG = Field(read=reading.flag)
PARTIAL = Field(read=reading.partial)
OPENING = Field(read=reading.opening, column="holds_from")
TABLES = Field(read=reading.tables, aside=True)
KEY = Field(required=True, aside=True)

SMALL_TABLES: dict[str, dict[str, Field]] = {
    "citations": {
        "source": needed(naming("source")),
        "locator": TEXT,
        "basis": Field(read=one_of(Basis)),
        "quote": TEXT,
    },
    "milestones": {"code": needed(TEXT), "name": WORDS, "weight": NUMBER},
    "consents": {"authority": needed(naming("party")), "level": TEXT},
}
"""Fields that hold a list of small tables, and what is in each."""

SHAPES: dict[str, Shape] = {
    "source": Shape(
        model=Source,
        key=("key",),
        fields={
            "key": needed(TEXT),
            "class": needed(Field(read=one_of(SourceClass), column="kind")),
            "author": TEXT,
            "title": needed(TEXT),
            "published_on": PARTIAL,
            "url": TEXT,
            "language": TEXT,
            "note": TEXT,
        },
    ),
    "regime": Shape(
        model=Regime,
        key=("slug",),
        single=True,
        fields={
            "slug": needed(TEXT),
            "name": WORDS,
            "objective": WORDS,
            "vision": WORDS,
            "citations": TABLES,
        },
        parts={"element": "element"},
    ),
    "settings": Shape(
        model=RegimeSettings,
        key=("regime",),
        single=True,
        fields={
            "regime": naming("regime"),
            "silence_days": NUMBER,
            "thresholds": Field(read=reading.shares),
            "dispute_days": Field(read=reading.counts),
            "time_zone": TEXT,
            "publishes": Field(read=one_of(Publishes)),
        },
    ),
    "element": Shape(
        model=RegimeElement,
        key=("regime", "kind", "order"),
        fields={
            "regime": naming("regime"),
            "kind": needed(Field(read=one_of(ElementKind))),
            "order": needed(NUMBER),
            "text": needed(WORDS),
            "citations": TABLES,
        },
    ),
    "instrument": Shape(
        model=Instrument,
        key=("code",),
        fields={
            "regime": naming("regime"),
            "code": needed(TEXT),
            "title": TITLE,
            "signed_on": PARTIAL,
            "place": TEXT,
            "revises": naming("instrument"),
            "note": WORDS,
            "citations": TABLES,
        },
    ),
    "party": Shape(
        model=Party,
        key=("code",),
        fields={
            "code": needed(TEXT),
            "parent": naming("party"),
            "name": needed(WORDS),
            "kind": needed(Field(read=one_of(PartyKind))),
            "position": NUMBER,
            "valid_from": PARTIAL,
            "valid_to": PARTIAL,
            "successor": naming("party"),
            "citations": TABLES,
        },
    ),
    "forum": Shape(
        model=Forum,
        key=("slug",),
        fields={
            "regime": naming("regime"),
            "slug": needed(TEXT),
            "name": needed(WORDS),
            "parties": Field(read=reading.texts, of="party", required=True, aside=True),
            "started_on": PARTIAL,
            "ended_on": PARTIAL,
            "predecessor": naming("forum"),
            "citations": TABLES,
        },
    ),
    "committee": Shape(
        model=Committee,
        key=("code",),
        fields={
            "regime": naming("regime"),
            "code": needed(TEXT),
            "level": needed(Field(read=one_of(Level))),
            "side": naming("party"),
            "forum": naming("forum"),
            "established_on": PARTIAL,
            "ended_on": PARTIAL,
            "successor": naming("committee"),
            "mandate": WORDS,
            "citations": TABLES,
        },
        parts={"name": "committee name", "parent": "committee parent"},
    ),
    "committee name": Shape(
        model=CommitteeName,
        key=("committee", "valid_from"),
        fields={
            "committee": naming("committee"),
            "text": needed(replace(WORDS, column="name")),
            "valid_from": OPENING,
        },
    ),
    "committee parent": Shape(
        model=CommitteeParent,
        key=("committee", "valid_from"),
        fields={
            "committee": naming("committee"),
            "code": needed(naming("committee", "parent")),
            "valid_from": OPENING,
            "citations": TABLES,
        },
    ),
    "appointment": Shape(
        model=Appointment,
        key=("committee", "side", "role", "person", "post", "from", "seen_on"),
        fields={
            "committee": needed(naming("committee")),
            "side": naming("party"),
            "person": TEXT,
            "post": WORDS,
            "role": needed(Field(read=one_of(Post))),
            "from": replace(PARTIAL, column="starts_on"),
            "to": replace(PARTIAL, column="ends_on"),
            "seen_on": PARTIAL,
            "disputed": FLAG,
            "vacant": FLAG,
            "note": TEXT,
            "citations": TABLES,
        },
    ),
    "paper": Shape(
        model=WorkingPaper,
        key=("forum", "number"),
        fields={
            "forum": needed(naming("forum")),
            "number": needed(NUMBER),
            "title": TITLE,
            "proposer": naming("party"),
            "citations": TABLES,
        },
    ),
    "agreement": Shape(
        model=Agreement,
        key=("code",),
        fields={
            "code": needed(TEXT),
            "forum": Field(of="forum", required=True, aside=True),
            "paper": Field(read=reading.number, required=True, aside=True),
            "title": TITLE,
            "weight": in_terms(NUMBER),
            "adopted_on": in_terms(PARTIAL),
            "ended_on": in_terms(PARTIAL),
            "citations": TABLES,
        },
    ),
    "site": Shape(
        model=Site,
        key=("code",),
        fields={
            "code": needed(TEXT),
            "name": needed(TEXT),
            "aliases": Field(read=reading.texts),
            "party": needed(naming("party")),
            "kind": needed(Field(read=one_of(SiteKind))),
            "lat": Field(read=reading.decimal, column="latitude"),
            "lon": Field(read=reading.decimal, column="longitude"),
            "quality": Field(read=one_of(Quality)),
            "district": TEXT,
            "note": TEXT,
            "citations": TABLES,
        },
    ),
    "obligation": Shape(
        model=Obligation,
        key=("code",),
        fields={
            "code": needed(TEXT),
            "agreement": needed(naming("agreement")),
            "site": naming("site"),
            "title": TITLE,
            "owes": needed(in_terms(naming("party"))),
            "weight": in_terms(NUMBER),
            "starts_on": in_terms(PARTIAL),
            "due_on": in_terms(PARTIAL),
            "ended_on": in_terms(PARTIAL),
            "ended_how": in_terms(Field(read=one_of(EndedHow))),
            "milestones": TABLES,
            "consents": TABLES,
            "citations": TABLES,
        },
    ),
    "succession": Shape(
        model=ObligationTerms,
        key=("obligation", "holds_from"),
        fields={
            "obligation": needed(naming("obligation")),
            "holds_from": Field(read=reading.day, required=True),
            "owes": needed(naming("party")),
            "note": TEXT,
            "citations": TABLES,
        },
    ),
    "meeting": Shape(
        model=Meeting,
        key=("committee", "kind", "number", "starts_on"),
        fields={
            "committee": needed(naming("committee")),
            "number": NUMBER,
            "kind": needed(Field(read=one_of(MeetingKind))),
            "starts_on": PARTIAL,
            "ends_on": PARTIAL,
            "place": TEXT,
            "host": naming("party"),
            "held": Field(read=one_of(Held)),
            "called_off_because": TEXT,
            "summary": WORDS,
            "citations": TABLES,
        },
    ),
    "report": Shape(
        model=ProgressReport,
        key=("key",),
        keyed=True,
        fields={
            "key": KEY,
            "obligation": needed(naming("obligation")),
            "kind": Field(read=one_of(Said), required=True, aside=True),
            "milestone": TEXT,
            "status": Field(read=one_of(Status)),
            "percent": NUMBER,
            "observed_on": needed(PARTIAL),
            "narrative": needed(TEXT),
            "language": TEXT,
            "sources_differ": FLAG,
            "citations": TABLES,
        },
    ),
    "offer": Shape(
        model=Offer,
        key=("key",),
        keyed=True,
        fields={
            "key": KEY,
            "obligation": needed(naming("obligation")),
            "kind": needed(Field(read=one_of(OfferKind))),
            "party": needed(naming("party")),
            "text": needed(TEXT),
            "reason": TEXT,
            "language": TEXT,
            "offered_on": PARTIAL,
            "due_on": PARTIAL,
            "instead": Field(read=reading.words, column="name"),
            "site": naming("site"),
            "citations": TABLES,
        },
    ),
    "approval": Shape(
        model=Approval,
        key=("key",),
        keyed=True,
        fields={
            "key": KEY,
            "obligation": needed(naming("obligation")),
            "authority": needed(naming("party")),
            "level": TEXT,
            "asked_on": PARTIAL,
            "text": TEXT,
            "language": TEXT,
            "citations": TABLES,
        },
    ),
    "decision": Shape(
        model=ApprovalDecision,
        key=("key",),
        keyed=True,
        fields={
            "key": KEY,
            "approval": needed(naming("approval")),
            "outcome": needed(Field(read=one_of(Consented))),
            "decided_on": needed(PARTIAL),
            "reason": TEXT,
            "language": TEXT,
            "citations": TABLES,
        },
    ),
    "impediment": Shape(
        model=Impediment,
        key=("key",),
        keyed=True,
        fields={
            "key": KEY,
            "obligation": needed(naming("obligation")),
            "cause": needed(Field(read=one_of(ImpedimentCause))),
            "party": naming("party"),  # that gives the reason; without one it is assessed
            "assessor": TEXT,
            "observed_on": needed(PARTIAL),
            "text": needed(TEXT),
            "language": TEXT,
            "citations": TABLES,
        },
    ),
    "assessment": Shape(
        model=Assessment,
        key=("key",),
        keyed=True,
        fields={
            "key": KEY,
            "forum": needed(naming("forum")),
            "party": needed(naming("party")),
            "agreement": naming("agreement"),
            "scale": needed(Field(read=one_of(Scale))),
            "grade": needed(Field(read=one_of(Grade))),
            "assessor": needed(TEXT),
            "observed_on": needed(PARTIAL),
            "rationale": needed(TEXT),
            "language": TEXT,
            "citations": TABLES,
        },
    ),
}
"""Every kind of table, in the order in which they are created."""
