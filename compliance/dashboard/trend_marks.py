"""What happened beside a trend: records, disputes, offers, meetings; each with words and a link."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Length
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Forum, Meeting, MeetingKind, PartialDate
from compliance.dashboard.cases import FINDING_WORDS
from compliance.dashboard.figures import Figures, PartyLabel
from compliance.dashboard.happenings import entered_by
from compliance.models import (
    Dispute,
    DisputeEnding,
    Offer,
    OfferAnswer,
    OfferKind,
    OfferOutcome,
    ProgressReport,
    Status,
)
from compliance.queries import Beside, beside_rows
from compliance.scoring import Obligation, Report


class Kind(StrEnum):
    """What a mark is of."""

    RECORD = "record"
    DISPUTE = "dispute"
    OFFER = "offer"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that happened on a day. Of what the reader may not see, there is no word."""

    kind: Kind
    day: date
    text: str = ""
    url: str = ""
    on: PartialDate | None = None  # as far as it is known, where that is not a day
    obligation: str = ""  # code
    owes: PartyLabel | None = None  # that owes what it is about

    @property
    def shown_on(self) -> PartialDate | date:
        """What is known of when it was."""
        return self.on or self.day

    @property
    def withheld(self) -> bool:
        return not self.text

    @property
    def public(self) -> bool:
        """Whether all may read of it who may see the forum."""
        return self.kind is Kind.MEETING

    def without_words(self) -> "Mark":
        """The same for who may not read the record."""
        return Mark(self.kind, self.day, obligation=self.obligation, owes=self.owes)


def happened_beside(forums: Sequence[Forum], known_at: datetime) -> list[QuerySet[Any]]:
    """What `figures` shall read beside the facts of these forums. No query of its own."""
    within = {"agreement__paper__forum__in": forums}
    offers = Offer.objects.filter(_of("obligation", within), recorded_at__lte=known_at)
    answers = OfferAnswer.objects.filter(
        _of("offer__obligation", within), recorded_at__lte=known_at
    )
    disputes = Dispute.objects.filter(_of("report__obligation", within), recorded_at__lte=known_at)
    endings = DisputeEnding.objects.filter(
        _of("dispute__report__obligation", within), recorded_at__lte=known_at
    )
    meetings = Meeting.objects.filter(committee__forum__in=forums, held="held").exclude(
        starts_on=None
    )
    reports = ProgressReport.objects.filter(_of("obligation", within), recorded_at__lte=known_at)
    inexact = reports.annotate(known=Length("observed_on")).filter(known__lt=len("2010-12-31"))
    entered = Cast("recorded_at", CharField())
    return [
        beside_rows(
            offers,
            "offer",
            code="obligation__code",
            said=F("kind"),
            day=Coalesce(Cast("offered_on", CharField()), entered),
        ),
        beside_rows(
            answers,
            "answer",
            code="offer__obligation__code",
            said=F("outcome"),
            day=entered,
            key="offer_id",
        ),
        beside_rows(
            inexact,
            "inexact",
            code="obligation__code",
            day=Cast("observed_on", CharField()),
            key="sequence",
        ),
        beside_rows(disputes, "dispute", code="report__obligation__code", day=entered),
        beside_rows(
            endings,
            "ending",
            code="dispute__report__obligation__code",
            said=F("finding"),
            day=entered,
            key="dispute_id",
        ),
        beside_rows(
            entered_by(meetings, known_at),
            "meeting",
            code="code",
            said=F("kind"),
            day=Cast("starts_on", CharField()),
            place=Coalesce(F("place"), Value("")),
        ),
    ]


def _of(prefix: str, conditions: dict[str, Any]) -> Q:
    return Q(**{f"{prefix}__{name}": value for name, value in conditions.items()})


def marks(found: Figures, obligations: Iterable[Obligation], *, whole: bool) -> list[Mark]:
    """What is known to have happened by the day, in order; meetings only of a `whole` forum's."""
    own = {obligation.code: obligation for obligation in obligations}
    teller = _Teller(found, own)
    told = [mark for each in own.values() for mark in teller.records(each)]
    for row in found.case.beside:
        if row.kind == "meeting":
            told += [teller.meeting(row)] if whole else []
        elif row.kind != "inexact" and row.code in own:
            told.append(teller.beside(row))
    return sorted((mark for mark in told if mark.day <= found.as_of), key=lambda mark: mark.day)


class _Teller:
    """Puts in words what happened."""

    def __init__(self, found: Figures, own: dict[str, Obligation]) -> None:
        self.found, self.own = found, own
        self.inexact = {
            row.key: PartialDate(row.day) for row in found.case.beside if row.kind == "inexact"
        }

    def records(self, obligation: Obligation) -> Iterator[Mark]:
        for report in obligation.reports:
            yield Mark(
                Kind.RECORD,
                report.observed_on,
                _("%(what)s, reported: %(state)s")
                % {"what": self.name(obligation.code), "state": _state(report)},
                reverse("compliance:obligation", args=[obligation.code]),
                self.inexact.get(report.key),
                obligation.code,
                self.owes(obligation.code),
            )

    def beside(self, row: Beside) -> Mark:
        name = self.name(row.code)
        if row.kind in ("offer", "answer"):
            kind, page = Kind.OFFER, "compliance:offer"
            text = (
                _("%(what)s, offered: %(kind)s")
                if row.kind == "offer"
                else _("%(what)s, the offer is answered: %(kind)s")
            )
            word = OfferKind(row.said) if row.kind == "offer" else OfferOutcome(row.said)
            text = text % {"what": name, "kind": word.label}
        else:
            kind, page = Kind.DISPUTE, "compliance:dispute"
            text = _("%(what)s, contested") % {"what": name}
            if row.kind == "ending":
                text = _("%(what)s, the dispute ended: %(finding)s") % {
                    "what": name,
                    "finding": FINDING_WORDS[row.said],
                }
        url = reverse(page, args=[UUID(row.key)])
        day = self.day(row.day)
        return Mark(kind, day, text, url, _inexact(row.day), row.code, self.owes(row.code))

    def meeting(self, row: Beside) -> Mark:
        text = str(MeetingKind(row.said).label)
        text = f"{text}, {row.place}" if row.place else text
        url = reverse("compliance:meeting", args=[row.code])
        return Mark(Kind.MEETING, self.day(row.day), text, url, _inexact(row.day))

    def name(self, code: str) -> str:
        label = self.found.case.obligation_labels[code]
        return label.site.name if label.site else str(label.name)

    def owes(self, code: str) -> PartyLabel | None:
        terms = self.own[code].terms
        return self.found.parties.get(terms[-1].owes) if terms else None

    def day(self, text: str) -> date:
        return _day(text, self.found.zone)


def _state(report: Report) -> str:
    word = str(Status(report.status.value).label)
    return word if report.percent is None else f"{word}, {report.percent} %"


def _inexact(text: str) -> PartialDate | None:
    return PartialDate(text) if len(text) < len("2010-12-31") else None


def _day(text: str, zone: ZoneInfo) -> date:
    """The first day of a date, or the day of a moment where the regime is."""
    if len(text) <= len("2010-12-31"):
        return PartialDate(text).first_day
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone).date()
