"""Causes, capacity and grades: the reason given, the reason assessed, what is lacking and done."""

import logging
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import (
    Agreement,
    Citation,
    Forum,
    Obligation,
    PartialDate,
    Party,
    User,
)
from agreements.workflow import cited_by
from compliance.models import Assessment, CapacityNeed, Impediment, NeedSupport, Voice
from compliance.workflow.preliminaries import day_read, refuse_future, sent_before, today_in
from sosek.ledger.models import Recorded
from sosek.ledger.writing import Chain, open_chain

logger = logging.getLogger(__name__)


@transaction.atomic
def state_reason(
    *,
    obligation: Obligation,
    cause: str,
    text: str,
    observed_on: PartialDate,
    author: User | None,
    party: Party | None = None,
    assessor: str = "",
    language: str = "",
    citations: Sequence[Citation] = (),
    submission_key: uuid.UUID | None = None,
) -> Impediment:
    """Why an obligation is not met: given by a party of the side that owes, or, where no party is
    named, as assessed by an analyst from a source."""
    chain = open_chain()
    earlier = sent_before(Impediment, submission_key, author=author, obligation=obligation)
    if earlier:
        return earlier
    if party is not None:
        _refuse_other_side(obligation, party)
    row = Impediment(
        obligation=obligation,
        cause=cause,
        voice=Voice.GIVEN if party else Voice.ASSESSED,
        party=party,
        assessor="" if party else assessor.strip(),
        text=text.strip(),
        language=language,
        author=author,
        submission_key=submission_key or uuid.uuid4(),
        **_day(observed_on, obligation.forum, chain),
    )
    _enter(chain, row, citations, needs_source=author is None or party is None)
    return row


@transaction.atomic
def state_need(
    *,
    obligation: Obligation,
    party: Party,
    cause: str,
    text: str,
    observed_on: PartialDate,
    author: User | None,
    language: str = "",
    citations: Sequence[Citation] = (),
    submission_key: uuid.UUID | None = None,
) -> CapacityNeed:
    """What a party lacks to meet what it owes."""
    chain = open_chain()
    earlier = sent_before(CapacityNeed, submission_key, author=author, obligation=obligation)
    if earlier:
        return earlier
    _refuse_other_side(obligation, party)
    row = CapacityNeed(
        obligation=obligation,
        party=party,
        cause=cause,
        text=text.strip(),
        language=language,
        author=author,
        submission_key=submission_key or uuid.uuid4(),
        **_day(observed_on, obligation.forum, chain),
    )
    _enter(chain, row, citations, needs_source=author is None)
    return row


@transaction.atomic
def record_support(
    *,
    need: CapacityNeed,
    stage: str,
    text: str,
    observed_on: PartialDate,
    author: User | None,
    party: Party | None = None,
    donor: str = "",
    language: str = "",
    citations: Sequence[Citation] = (),
    submission_key: uuid.UUID | None = None,
) -> NeedSupport:
    """Support promised or delivered, or the effect it had."""
    chain = open_chain()
    earlier = sent_before(NeedSupport, submission_key, author=author, need=need)
    if earlier:
        return earlier
    row = NeedSupport(
        need=need,
        stage=stage,
        party=party,
        donor=donor.strip(),
        text=text.strip(),
        language=language,
        author=author,
        submission_key=submission_key or uuid.uuid4(),
        **_day(observed_on, need.obligation.forum, chain),
    )
    _enter(chain, row, citations, needs_source=author is None)
    return row


@transaction.atomic
def assess(
    *,
    forum: Forum,
    party: Party,
    scale: str,
    grade: str,
    assessor: str,
    rationale: str,
    observed_on: PartialDate,
    author: User | None,
    agreement: Agreement | None = None,
    language: str = "",
    citations: Sequence[Citation] = (),
    submission_key: uuid.UUID | None = None,
) -> Assessment:
    """Grade a party, on one agreement or as a whole, in somebody's name and from a source."""
    chain = open_chain()
    earlier = sent_before(Assessment, submission_key, author=author, forum=forum, party=party)
    if earlier:
        return earlier
    if party.side_code not in forum.side_codes():
        raise ValidationError({"party": _("This party has no seat in the forum.")})
    if agreement and agreement.paper.forum_id != forum.pk:
        raise ValidationError({"agreement": _("It belongs to another forum.")})
    row = Assessment(
        forum=forum,
        party=party,
        agreement=agreement,
        scale=scale,
        grade=grade,
        assessor=assessor.strip(),
        rationale=rationale.strip(),
        language=language,
        author=author,
        submission_key=submission_key or uuid.uuid4(),
        **_day(observed_on, forum, chain),
    )
    _enter(chain, row, citations, needs_source=True)
    return row


def _enter(
    chain: Chain, row: Recorded, citations: Sequence[Citation], *, needs_source: bool
) -> None:
    if needs_source and not citations:
        raise ValidationError({"source": _("Name the published source.")})
    chain.enter(row, parts=list(cited_by(row, citations)))
    logger.info("%s %s recorded", row._meta.model_name, row.pk)


def _refuse_other_side(obligation: Obligation, party: Party) -> None:
    owing = Party.objects.filter(owed_terms__obligation=obligation)
    if party.side_code not in {each.side_code for each in owing}:
        raise ValidationError(
            {"party": _("Only the side that owes this speaks of its own reasons and needs.")}
        )


def _day(observed_on: PartialDate, forum: Forum, chain: Chain) -> dict[str, Any]:
    """The day as it was given, and the one that figures read; none that has not come."""
    today = today_in(forum, chain)
    refuse_future("observed_on", observed_on, today)
    return {"observed_on": observed_on, "observed_day": day_read(observed_on, today)}
