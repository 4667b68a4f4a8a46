"""The forms by which an offer is made and answered, on the page of its obligation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from agreements.models import Obligation
from agreements.permissions import Asker
from compliance.dashboard.choices import points_about, sites_of
from compliance.dashboard.offers import OfferLine
from compliance.forms import OfferAnswerForm, OfferForm
from compliance.models import OfferOutcome
from compliance.permissions import can_offer
from compliance.views.pages import DashboardRequest
from compliance.views.slips import Slip, blank_slip

Refused = tuple[str, Slip]  # the key of an offer and the outcome, with a dot between


@dataclass(frozen=True, slots=True)
class Answerable:
    """An offer with the forms by which the reader may answer it or take it back."""

    line: OfferLine
    accept: Slip | None = None
    refuse: Slip | None = None
    withdraw: Slip | None = None


@dataclass(frozen=True, slots=True)
class Offering:
    """All that the section of offers shows."""

    offers: list[Answerable]
    slip: Slip | None  # to make one
    open: bool  # whether one is open: then nobody makes another

    @property
    def shown(self) -> bool:
        return bool(self.offers or self.slip)


def offering(
    request: DashboardRequest,
    obligation: Obligation,
    lines: Sequence[OfferLine],
    *,
    ended: bool,
    slip: Slip | None = None,
    answer: Refused | None = None,
) -> Offering:
    """The offers on an obligation with the forms of the reader; none for who looks back. The
    points of agendas and the sites to choose from cost a query each, for those who may choose."""
    looking_back = request.moment.known_at is not None
    opened = any(line.reply is None for line in lines)
    answering = not looking_back and any(line.may_answer for line in lines)
    items = item_choices(request.user, obligation) if answering else []
    makes = not (looking_back or opened or ended) and can_offer(request.user, obligation)
    if slip is None and makes:
        slip = blank_offer(request, obligation)
    return Offering(
        offers=[
            Answerable(line) if looking_back else _answerable(request, line, items, answer)
            for line in lines
        ],
        slip=slip,
        open=opened,
    )


def blank_offer(request: DashboardRequest, obligation: Obligation) -> Slip:
    """The form to make an offer, with what a lost sign-in left of it."""
    return blank_slip(
        request,
        offer_keep(request.user, obligation),
        lambda typed: offer_form(request.user, obligation, initial=typed),
    )


def offer_form(user: Asker, obligation: Obligation, **given: Any) -> OfferForm:
    """The form with what it offers to choose from."""
    return OfferForm(
        sites=[(str(site.pk), site.name) for site in sites_of(user, obligation)],
        items=item_choices(user, obligation),
        auto_id="id_offer_%s",
        **given,
    )


def item_choices(user: Asker, obligation: Obligation) -> list[tuple[str, str]]:
    """The points of agendas about this obligation, each with its meeting. Two queries."""
    rows = points_about(user, obligation).select_related(
        "meeting__committee", "paper", "agreement", "obligation"
    )
    rows = rows.prefetch_related("meeting__committee__names")
    return [(str(item.pk), f"{item.meeting}: {item}") for item in rows]


def offer_keep(user: Asker, obligation: Obligation) -> str:
    """The name under which the browser keeps what is typed in an offer by this user."""
    return f"offer.{obligation.code}.{user.pk}"


def reply_keep(user: Asker, offer: Any, outcome: str) -> str:
    """The same for an answer."""
    return f"reply.{offer}.{user.pk}.{outcome}"


def _answerable(
    request: HttpRequest,
    line: OfferLine,
    items: list[tuple[str, str]],
    refused: Refused | None,
) -> Answerable:
    def slip(outcome: OfferOutcome, *, may: bool) -> Slip | None:
        if refused and refused[0] == f"{line.key}.{outcome}":
            return refused[1]
        if not may:
            return None

        def make(typed: Mapping[str, str]) -> OfferAnswerForm:
            return OfferAnswerForm(offer=line.key, outcome=outcome, items=items, initial=typed)

        return blank_slip(request, reply_keep(request.user, line.key, outcome), make)

    return Answerable(
        line,
        accept=slip(OfferOutcome.ACCEPTED, may=line.may_answer),
        refuse=slip(OfferOutcome.REFUSED, may=line.may_answer),
        withdraw=slip(OfferOutcome.WITHDRAWN, may=line.may_withdraw),
    )
