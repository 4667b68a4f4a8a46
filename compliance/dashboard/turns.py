"""Whose turn it is: disputes and offers that wait for the reader's side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from agreements.models import Forum
from agreements.permissions import Asker, official_parties, official_sides
from compliance.dashboard.cases import Case, CaseReader, dispute_rows
from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.offers import OfferLine, OfferReader, offer_rows
from compliance.models import Dispute, EndingProposal, Offer
from sosek.ledger.models import instant


@dataclass(frozen=True, slots=True)
class DisputeTurn:
    """An open dispute in which the reader's side can do something now."""

    case: Case
    proposed_at: datetime | None  # of what others propose; None: its level ran out of time

    @property
    def confirm(self) -> bool:
        """Whether a proposal of others waits for it."""
        return self.proposed_at is not None

    @property
    def key(self) -> str:
        """By which a notice knows it again: another proposal must be read anew."""
        if self.proposed_at is None:
            return f"dispute/{self.case.key}/{self.case.current.level}"
        return f"dispute/{self.case.key}/confirm/{instant(self.proposed_at)}"


@dataclass(frozen=True, slots=True)
class OfferTurn:
    """An offer of another side that nobody has answered."""

    code: str  # of the obligation
    title: str
    offer: OfferLine

    @property
    def anchor(self) -> str:
        """Of the offer on the page of its obligation."""
        return f"o-{self.offer.key}"

    @property
    def key(self) -> str:
        """By which a notice knows it again."""
        return f"offer/{self.offer.key}"


@dataclass(frozen=True, slots=True)
class Turns:
    disputes: list[DisputeTurn]
    offers: list[OfferTurn]


def turns(
    user: Asker,
    forums: Sequence[Forum],
    parties: Mapping[str, PartyLabel],
    *,
    known_at: datetime,
    zone: ZoneInfo,
) -> Turns:
    """What waits for the sides that the user speaks for, the longest first. No query for who
    speaks for none; else at most fifteen, however many rows there are."""
    own = [forum for forum in forums if official_parties(user, forum)]
    if not own:
        return Turns([], [])
    labels = dict(parties)
    cases = CaseReader(labels, known_at=known_at, zone=zone)
    offers = OfferReader(user, labels, known_at=known_at, zone=zone)
    return Turns(
        disputes=sorted(_disputes(user, own, cases), key=lambda turn: -turn.case.days),
        offers=sorted(_offers(user, own, offers), key=lambda turn: -turn.offer.days),
    )


def _disputes(user: Asker, forums: Sequence[Forum], reader: CaseReader) -> list[DisputeTurn]:
    rows = Dispute.objects.visible_to(user).filter(
        report__obligation__agreement__paper__forum__in=forums, recorded_at__lte=reader.known_at
    )
    waiting = dispute_rows(rows.exclude(ending__recorded_at__lte=reader.known_at))
    found = []
    for row in waiting.select_related("proposal__side"):
        case = reader.case(row)
        proposed_at = _to_confirm(user, row, reader.known_at)
        if case.end is None and (proposed_at or case.may_move):
            found.append(DisputeTurn(case, proposed_at))
    return found


def _to_confirm(user: Asker, row: Dispute, known_at: datetime) -> datetime | None:
    """Since when a proposal stands by which the reader's side does not stand yet, if one does."""
    proposal: EndingProposal | None = getattr(row, "proposal", None)
    if proposal is None or proposal.proposed_at > known_at:
        return None
    own = proposal.side and proposal.side.code in official_sides(user, row.report.obligation.forum)
    return None if own else proposal.proposed_at


def _offers(user: Asker, forums: Sequence[Forum], reader: OfferReader) -> list[OfferTurn]:
    rows = Offer.objects.visible_to(user).filter(
        obligation__agreement__paper__forum__in=forums, recorded_at__lte=reader.known_at
    )
    waiting = offer_rows(rows.exclude(answer__recorded_at__lte=reader.known_at))
    found = []
    for row in waiting:
        line = reader.line(row)
        if line.may_answer:
            found.append(OfferTurn(row.obligation.code, str(row.obligation.name), line))
    return found
