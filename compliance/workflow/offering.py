"""Offers: made by the party that owes, answered by the other side; accepted ones change what is
owed from their day."""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from agreements.models import (
    AgendaItem,
    Cause,
    Citation,
    Consent,
    EndedHow,
    Milestone,
    Obligation,
    ObligationTerms,
    PartialDate,
    Party,
    Site,
    User,
)
from agreements.workflow import amend_obligation, cited_by, register_obligation
from compliance.models import Offer, OfferAnswer, OfferKind, OfferOutcome
from compliance.workflow.preliminaries import sent_before, today_in
from sosek.ledger.writing import open_chain

logger = logging.getLogger(__name__)

NAMES = ("name_en", "name_id", "name_ms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What an offer says."""

    kind: str
    text: str
    reason: str = ""
    language: str = ""
    offered_on: PartialDate | None = None
    due_on: PartialDate | None = None
    names: dict[str, str] = field(default_factory=dict)  # by language
    site: Site | None = None
    item: AgendaItem | None = None


@transaction.atomic
def make_offer(
    *,
    obligation: Obligation,
    party: Party,
    proposed: Proposed,
    author: User | None,
    citations: Sequence[Citation] = (),
    submission_key: uuid.UUID | None = None,
) -> Offer:
    """Offer something else than what is owed; reported by a source where no author is named."""
    chain = open_chain()
    earlier = sent_before(Offer, submission_key, author=author, obligation=obligation)
    if earlier:
        return earlier
    today = today_in(obligation.forum, chain)
    terms = _terms_on(obligation, today)
    _check_offer(obligation, terms, party, proposed, author, today)
    if author is None and not citations:
        raise ValidationError({"source": _("An offer that a source reports needs that source.")})
    names = {
        f"name_{language}": proposed.names.get(language, "") for language in ("en", "id", "ms")
    }
    offer = Offer(
        obligation=obligation,
        kind=proposed.kind,
        party=party,
        author=author,
        text=proposed.text.strip(),
        reason=proposed.reason.strip(),
        language=proposed.language,
        offered_on=proposed.offered_on or (PartialDate(today.isoformat()) if author else None),
        due_on=proposed.due_on,
        site=proposed.site,
        item=proposed.item,
        submission_key=submission_key or uuid.uuid4(),
        **names,
    )
    chain.enter(offer, parts=list(cited_by(offer, citations)))
    logger.info("offer %s on obligation %s", offer.pk, obligation.pk)
    return offer


def _terms_on(obligation: Obligation, day: date) -> ObligationTerms:
    """The terms that hold on a day: those from the latest day, of these the last recorded. Read
    under the lock: what the caller has read before may have changed since."""
    terms = ObligationTerms.objects.filter(obligation=obligation).select_related("owes")
    rows = [row for row in terms if (row.holds_from or date.min) <= day]
    if not rows:
        raise ValidationError(_("This obligation has no terms yet."), code="no_terms")
    return max(rows, key=lambda row: (row.holds_from or date.min, row.sequence))


def _check_offer(
    obligation: Obligation,
    terms: ObligationTerms,
    party: Party,
    proposed: Proposed,
    author: User | None,
    today: date,
) -> None:
    if terms.owes.side_code != party.side_code:
        raise ValidationError(
            _("Only the party that owes this can offer to change it."), code="side"
        )
    if terms.ended_on:
        raise ValidationError(_("This obligation has ended: nothing is owed."), code="ended")
    if author and Offer.objects.filter(obligation=obligation).open().exists():
        raise ValidationError(
            _("An offer on this obligation is open. Take it back before making another."),
            code="open",
        )
    asks_late = terms.due_on is not None and terms.due_on.last_day < today
    if author and proposed.kind == OfferKind.EXTENSION and asks_late:
        raise ValidationError(
            {"due_on": _("A later date is asked for before the old one has passed.")}
        )
    if proposed.due_on and terms.due_on and proposed.due_on.last_day <= terms.due_on.last_day:
        raise ValidationError({"due_on": _("The new date is not later than the old one.")})


@transaction.atomic
def answer_offer(
    *,
    offer: Offer,
    author: User,
    side: Party,
    outcome: str,
    reason: str,
    item: AgendaItem | None = None,
    submission_key: uuid.UUID | None = None,
) -> OfferAnswer:
    """Accept or refuse for another side, or take back for one's own. Accepted, it makes the terms
    that hold from this day."""
    chain = open_chain()
    given = OfferAnswer.objects.filter(offer=offer).first()
    if given and given.author_id == author.pk and given.outcome == outcome:
        return given  # a second click
    _check_answer(offer, side, outcome, given)
    today = today_in(offer.obligation.forum, chain)
    if outcome == OfferOutcome.ACCEPTED:
        _refuse_overtaken(offer, _terms_on(offer.obligation, today))
    answer = OfferAnswer(
        offer=offer,
        outcome=outcome,
        side=side,
        author=author,
        reason=reason.strip(),
        item=item,
        submission_key=submission_key or uuid.uuid4(),
    )
    chain.enter(answer)
    if outcome == OfferOutcome.ACCEPTED:
        _enact(offer, author, today)
    logger.info("offer %s %s by user %s", offer.pk, outcome, author.pk)
    return answer


def _check_answer(offer: Offer, side: Party, outcome: str, given: OfferAnswer | None) -> None:
    if given is not None:
        raise ValidationError(_("This offer has its answer."), code="answered")
    own = side.code == offer.party.side_code
    if own != (outcome == OfferOutcome.WITHDRAWN):
        raise ValidationError(
            _("The other side answers an offer; its own side can only take it back."), code="side"
        )
    if side.code not in offer.obligation.forum.side_codes():
        raise ValidationError(_("Your side has no seat in this forum."), code="no_seat")


def _refuse_overtaken(offer: Offer, before: ObligationTerms) -> None:
    """What changed since the offer was made may leave it nothing to change: it can still be refused
    or taken back."""
    if before.ended_on:
        raise ValidationError(_("This obligation has ended: nothing is owed."), code="ended")
    no_later = bool(
        offer.due_on and before.due_on and offer.due_on.last_day <= before.due_on.last_day
    )
    if offer.kind == OfferKind.EXTENSION and no_later:
        raise ValidationError(_("The new date is not later than the old one."), code="overtaken")


def _enact(offer: Offer, author: User, day: date) -> None:
    """New terms from this day; for what replaces an obligation also the one that does."""
    before = _terms_on(offer.obligation, day)
    if offer.kind == OfferKind.EXTENSION:
        _amend(before, offer, author, day, due_on=offer.due_on)
    elif offer.kind == OfferKind.CANCELLATION:
        ended = {"ended_on": PartialDate(day.isoformat()), "ended_how": EndedHow.CANCELLED}
        _amend(before, offer, author, day, **ended)
    else:
        new = _replacement(offer, before, author, day)
        ended = {"ended_on": PartialDate(day.isoformat()), "ended_how": EndedHow.REPLACED}
        _amend(before, offer, author, day, **ended, replaced_by=new)


def _amend(
    before: ObligationTerms, offer: Offer, author: User, day: date, **changed: Any
) -> ObligationTerms:
    kept = ("owes", "weight", "starts_on", "due_on")
    values = {name: getattr(before, name) for name in kept} | changed
    terms = ObligationTerms(
        obligation=before.obligation,
        holds_from=day,
        cause=Cause.OFFER,
        note=f"offer {offer.pk}",
        author=author,
        **values,
    )
    milestones, consents = _parts(before)
    return amend_obligation(terms, milestones=milestones, consents=consents)


def _parts(before: ObligationTerms) -> tuple[list[Milestone], list[Consent]]:
    milestones = [
        Milestone(code=each.code, weight=each.weight, **{n: getattr(each, n) for n in NAMES})
        for each in before.milestones.all()
    ]
    consents = [
        Consent(authority=each.authority, level=each.level) for each in before.consents.all()
    ]
    return milestones, consents


def _replacement(offer: Offer, before: ObligationTerms, author: User, day: date) -> Obligation:
    old = offer.obligation
    names = {name: getattr(offer, name) for name in NAMES}
    if not any(names.values()):
        names = {"name_en": offer.text[:300]}
    obligation = Obligation(
        agreement=old.agreement,
        code=_free_code(old),
        site=offer.site or (old.site if offer.kind == OfferKind.RESCOPING else None),
        **names,
    )
    terms = ObligationTerms(
        holds_from=day,
        cause=Cause.OFFER,
        note=f"offer {offer.pk}",
        author=author,
        owes=before.owes,
        weight=before.weight,
        starts_on=PartialDate(day.isoformat()),
        due_on=offer.due_on or before.due_on,
    )
    _milestones, consents = _parts(before)
    return register_obligation(obligation, terms, consents=consents)


def _free_code(old: Obligation) -> str:
    stem, count = slugify(old.code)[:70], 2
    while Obligation.objects.filter(code=f"{stem}-{count}").exists():
        count += 1
    return f"{stem}-{count}"
