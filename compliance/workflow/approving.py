"""Approvals: an authority is asked, and what it decided is recorded."""

import logging
import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import (
    AgendaItem,
    Citation,
    Obligation,
    PartialDate,
    Party,
    User,
)
from agreements.workflow import cited_by
from compliance.models import Approval, ApprovalDecision
from compliance.workflow.preliminaries import day_read, refuse_future, sent_before, today_in
from sosek.ledger.writing import open_chain

logger = logging.getLogger(__name__)


@transaction.atomic
def request_approval(
    *,
    obligation: Obligation,
    authority: Party,
    level: str = "",
    asked_on: PartialDate | None = None,
    text: str = "",
    language: str = "",
    author: User | None,
    citations: Sequence[Citation] = (),
    submission_key: uuid.UUID | None = None,
) -> Approval:
    """Ask an authority of the side that owes for its consent."""
    chain = open_chain()
    earlier = sent_before(Approval, submission_key, author=author, obligation=obligation)
    if earlier:
        return earlier
    refuse_future("asked_on", asked_on, today_in(obligation.forum, chain))
    owing = Party.objects.filter(owed_terms__obligation=obligation)
    if authority.side_code not in {party.side_code for party in owing}:
        raise ValidationError(
            {"authority": _("Only an authority of the side that owes can be asked.")}
        )
    same = Approval.objects.filter(obligation=obligation, authority=authority).pending()
    if same.exists():
        raise ValidationError(
            _("%(authority)s has been asked and has not decided yet."),
            code="pending",
            params={"authority": str(authority)},
        )
    if author is None and not citations:
        raise ValidationError({"source": _("What a source reports needs that source.")})
    approval = Approval(
        obligation=obligation,
        authority=authority,
        level=level,
        asked_on=asked_on,
        text=text.strip(),
        language=language,
        author=author,
        submission_key=submission_key or uuid.uuid4(),
    )
    chain.enter(approval, parts=list(cited_by(approval, citations)))
    logger.info("approval %s of obligation %s asked", approval.pk, obligation.pk)
    return approval


@transaction.atomic
def decide_approval(
    *,
    approval: Approval,
    outcome: str,
    decided_on: PartialDate,
    reason: str = "",
    language: str = "",
    author: User | None,
    item: AgendaItem | None = None,
    citations: Sequence[Citation] = (),
    submission_key: uuid.UUID | None = None,
) -> ApprovalDecision:
    """Record what an authority decided: approved, refused, or put off."""
    chain = open_chain()
    earlier = sent_before(ApprovalDecision, submission_key, author=author, approval=approval)
    if earlier:
        return earlier
    today = today_in(approval.obligation.forum, chain)
    refuse_future("decided_on", decided_on, today)
    if not Approval.objects.filter(pk=approval.pk).pending().exists():
        raise ValidationError(_("This approval has been decided."), code="decided")
    asked = approval.asked_on
    if asked and decided_on.last_day < asked.first_day:
        raise ValidationError({"decided_on": _("It was decided before it was asked.")})
    if author is None and not citations:
        raise ValidationError({"source": _("What a source reports needs that source.")})
    decision = ApprovalDecision(
        approval=approval,
        outcome=outcome,
        decided_on=decided_on,
        decided_day=day_read(decided_on, today),
        reason=reason.strip(),
        language=language,
        author=author,
        item=item,
        submission_key=submission_key or uuid.uuid4(),
    )
    chain.enter(decision, parts=list(cited_by(decision, citations)))
    logger.info("approval %s decided: %s", approval.pk, outcome)
    return decision
