"""Changing: new versions of terms and settings, and master data as far as no record rests on it."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from agreements.models import (
    Agreement,
    AgreementTerms,
    Cause,
    CommitteeParent,
    Consent,
    Forum,
    Milestone,
    Obligation,
    ObligationTerms,
    Party,
    Regime,
    RegimeSettings,
    Source,
    WorkingPaper,
)
from agreements.workflow.circles import refuse_circle
from agreements.workflow.registering import Citations, enter_terms
from sosek.ledger.writing import Chain, open_chain

logger = logging.getLogger(__name__)

M = TypeVar("M", bound=Model)

# By which field the ledger names a row.
NAMES: dict[type[Model], str] = {
    Regime: "slug",
    Party: "code",
    Forum: "slug",
    Agreement: "code",
    Obligation: "code",
}


@transaction.atomic
def change_settings(settings: RegimeSettings) -> RegimeSettings:
    """A new version of a regime's settings; the earlier ones stay."""
    open_chain().enter(settings)
    logger.info("settings of regime %s changed", settings.regime_id)
    return settings


@transaction.atomic
def amend_agreement(terms: AgreementTerms, *, citations: Citations = ()) -> AgreementTerms:
    """A further version of an agreement's terms, from its day on."""
    enter_terms(open_chain(), terms, citations)
    logger.info("terms of agreement %s amended", terms.agreement_id)
    return terms


@transaction.atomic
def amend_obligation(
    terms: ObligationTerms,
    *,
    milestones: Sequence[Milestone] = (),
    consents: Sequence[Consent] = (),
    citations: Citations = (),
) -> ObligationTerms:
    """A further version of an obligation's terms, from its day on: who owes it, its dates."""
    chain = open_chain()
    if terms.cause == Cause.SUCCESSION:
        _refuse_foreign_successor(terms)
    enter_terms(chain, terms, citations, milestones, consents)
    logger.info("terms of obligation %s amended", terms.obligation_id)
    return terms


def _refuse_foreign_successor(terms: ObligationTerms) -> None:
    first = terms.obligation.terms.order_by("sequence").first()
    if first and first.owes.side_code != terms.owes.side_code:
        raise ValidationError(
            {"owes": _("A successor belongs to the same side.")}, code="other_side"
        )


@transaction.atomic
def change_master(row: M, *, parties: Iterable[Party] | None = None) -> M:
    """Save a change of master data, and of the parties of a forum; history keeps the old.

    What a score reads of it (`fixed_facts`) must stay as it was entered in the ledger, except
    for a party or forum that nothing rests on yet, which is entered anew.
    """
    chain = open_chain()
    old: Any = type(row)._default_manager.filter(pk=row.pk).first()
    before = _scored(old)
    _refuse_another_name(row, old)
    row.full_clean()
    row.save()
    if isinstance(row, CommitteeParent):
        refuse_circle(row.committee, since=row.holds_from)
    if parties is not None:
        row.parties.set(parties)  # type: ignore[attr-defined]
    after = _scored(row)
    if old is not None and before != after:
        _refuse_what_is_fixed(old)
        _enter_anew(chain, row, after)
    logger.info("%s %s changed", row._meta.model_name, row.pk)
    return row


def _enter_anew(chain: Chain, row: Any, facts: dict[str, Any]) -> None:
    """A party or forum on which nothing rests yet: the ledger's latest entry of it counts."""
    if isinstance(row, Party):
        chain.note(kind="party", scope="", subject=row.code, payload=facts)
    elif isinstance(row, Forum):
        chain.note(kind="forum", scope=row.regime.slug, subject=row.slug, payload=facts)


def _scored(row: Any) -> dict[str, Any]:
    """What of a row stands in the ledger; nothing for what no record reads."""
    return row.fixed_facts() if row is not None and hasattr(row, "fixed_facts") else {}


def _refuse_another_name(row: Any, old: Any) -> None:
    """The ledger knows parties, forums and promises by their names: those are never given anew."""
    name = NAMES.get(type(row))
    if name and old is not None and getattr(row, name) != getattr(old, name):
        sentence = _("The ledger knows it as “%(name)s”. That stays; change its name instead.")
        refusal = ValidationError(sentence, code="fixed", params={"name": getattr(old, name)})
        raise ValidationError({name: refusal})


def _refuse_what_is_fixed(old: Any) -> None:
    """Parents, papers and a forum's beginning cannot change once something rests on them."""
    if _is_used(old):
        raise ValidationError(
            _(
                "What the record reads of it (its place, its number, its parties, its beginning) "
                "is fixed, since something rests on it."
            ),
            code="fixed",
        )


def _is_used(row: Any) -> bool:
    if isinstance(row, Party):
        below = Party.objects.within(row)
        asked = Consent.objects.filter(authority=row)
        rests = (below.filter(owed_terms__isnull=False), row.children, row.forums, asked)
        return any(rows.exists() for rows in rests)
    if isinstance(row, Forum):
        return row.papers.exists()
    if isinstance(row, WorkingPaper):
        return row.agreements.exists()
    if isinstance(row, Source):
        return row.citations.exists()
    return True
