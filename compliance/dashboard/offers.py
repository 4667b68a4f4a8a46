"""What was offered on an obligation, what was answered, and the terms that came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from agreements.models import AgendaItem, Cause, Citation, Obligation, ObligationTerms, PartialDate
from agreements.permissions import Asker
from compliance.dashboard.figures import PartyLabel
from compliance.models import Offer, OfferAnswer
from compliance.permissions import can_answer_offer, can_withdraw_offer
from compliance.queries import Words


@dataclass(frozen=True, slots=True)
class OfferReply:
    """How an offer was answered."""

    outcome: str
    word: Any
    side: PartyLabel | None
    reason: str
    on: date
    meeting: str


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer as known at the moment."""

    key: str
    kind: str
    word: Any
    party: PartyLabel | None
    text: str
    reason: str
    language: str
    offered_on: PartialDate | None
    recorded_on: date
    due_on: PartialDate | None
    instead: str  # what would be owed
    site: str
    meeting: str
    citations: tuple[Citation, ...]
    days: int  # since it was recorded, while it is open
    reply: OfferReply | None  # None: open
    terms: ObligationTerms | None  # that its acceptance made
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the terms, with the offer that made it."""

    terms: ObligationTerms
    offer_url: str  # "": no offer made it


def offer_rows(rows: Any) -> Any:
    """The same offers with all that a line is made of, in four queries however many there are; the
    sources cited, and the names of committees where a meeting is named, cost three more."""
    return rows.select_related(
        "obligation__agreement__paper__forum",
        "party",
        "site",
        "item__meeting__committee",
        "answer__side",
        "answer__item__meeting__committee",
    ).prefetch_related(
        "citations__source",
        "obligation__terms__owes",
        "item__meeting__committee__names",
        "answer__item__meeting__committee__names",
    )


class OfferReader:
    """Makes lines of rows, as one reader knows them at a moment."""

    def __init__(
        self,
        user: Asker,
        parties: dict[str, PartyLabel],
        *,
        known_at: datetime,
        zone: ZoneInfo,
    ) -> None:
        self.user, self.parties, self.known_at, self.zone = user, parties, known_at, zone

    def line(self, row: Offer, versions: Sequence[ObligationTerms] = ()) -> OfferLine:
        reply = self._reply(getattr(row, "answer", None))
        names = Words(row.name_en, row.name_id, row.name_ms)
        recorded_on = self._day(row.recorded_at)
        return OfferLine(
            key=str(row.pk),
            kind=row.kind,
            word=row.get_kind_display(),
            party=self.parties.get(row.party.path),
            text=row.text,
            reason=row.reason,
            language=row.language,
            offered_on=row.offered_on,
            recorded_on=recorded_on,
            due_on=row.due_on,
            instead=str(names),
            site=row.site.name if row.site else "",
            meeting=_meeting(row.item),
            citations=tuple(row.citations.all()),
            days=(self._day(self.known_at) - recorded_on).days,
            reply=reply,
            terms=next((t for t in versions if _made_by(t) == str(row.pk)), None),
            may_answer=reply is None and can_answer_offer(self.user, row),
            may_withdraw=reply is None and can_withdraw_offer(self.user, row),
        )

    def _reply(self, answer: OfferAnswer | None) -> OfferReply | None:
        if answer is None or answer.recorded_at > self.known_at:
            return None
        return OfferReply(
            outcome=answer.outcome,
            word=answer.get_outcome_display(),
            side=self.parties.get(answer.side.path),
            reason=answer.reason,
            on=self._day(answer.recorded_at),
            meeting=_meeting(answer.item),
        )

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


def _meeting(item: AgendaItem | None) -> str:
    return str(item.meeting) if item else ""


def _made_by(terms: ObligationTerms) -> str:
    """The key of the offer whose acceptance made these terms; "": none did."""
    return terms.note.removeprefix("offer ") if terms.cause == Cause.OFFER else ""


def offers_on(
    obligation: Obligation, versions: Sequence[ObligationTerms], reader: OfferReader
) -> tuple[tuple[OfferLine, ...], tuple[Version, ...]]:
    """The offers on an obligation, and its versions with what made each: an offer on it, or on
    what it replaces. One query, and three where there is an offer."""
    made = [key for key in map(_made_by, versions) if key]
    rows = Offer.objects.visible_to(reader.user).filter(
        Q(obligation=obligation) | Q(pk__in=made), recorded_at__lte=reader.known_at
    )
    found = list(offer_rows(rows))
    urls = {str(row.pk): row.get_absolute_url() for row in found}
    own = [row for row in found if row.obligation_id == obligation.pk]
    for row in own:
        row.obligation = obligation  # with its terms, which the questions of rights read
    return (
        tuple(reader.line(row, versions) for row in own),
        tuple(Version(terms, urls.get(_made_by(terms), "")) for terms in versions),
    )
