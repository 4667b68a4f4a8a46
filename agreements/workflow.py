"""The verbs of the regime: what may be registered, and how terms get new versions.

What a score reads goes into the ledger in the same transaction. The rest is master data, kept
with its history of changes.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from agreements.models import (
    Agreement,
    AgreementTerms,
    Cause,
    Citation,
    Consent,
    Forum,
    Milestone,
    Obligation,
    ObligationTerms,
    Party,
    Regime,
    RegimeSettings,
    WorkingPaper,
)
from sosek.ledger.audit import Facts
from sosek.ledger.models import Recorded
from sosek.ledger.writing import Chain, open_chain

logger = logging.getLogger(__name__)

Citations = Sequence[Citation]
M = TypeVar("M", bound=Model)


@transaction.atomic
def register_regime(
    regime: Regime, settings: RegimeSettings, *, citations: Citations = ()
) -> Regime:
    """A new regime with the first version of its settings."""
    chain = open_chain()
    _keep(regime, citations)
    chain.note(
        kind="regime", scope=regime.slug, subject=regime.slug, payload={"regime": regime.slug}
    )
    settings.regime = regime
    chain.enter(settings)
    logger.info("regime %s registered", regime.pk)
    return regime


@transaction.atomic
def change_settings(settings: RegimeSettings) -> RegimeSettings:
    """A new version of a regime's settings; the earlier ones stay."""
    open_chain().enter(settings)
    logger.info("settings of regime %s changed", settings.regime_id)
    return settings


@transaction.atomic
def register_party(party: Party, *, citations: Citations = ()) -> Party:
    chain = open_chain()
    _keep(party, citations)
    chain.note(kind="party", scope="", subject=party.code, payload=party.fixed_facts())
    logger.info("party %s registered", party.pk)
    return party


@transaction.atomic
def register_forum(forum: Forum, *, parties: Iterable[Party], citations: Citations = ()) -> Forum:
    chain = open_chain()
    _keep(forum, citations)
    forum.parties.set(parties)
    chain.note(
        kind="forum", scope=forum.regime.slug, subject=forum.slug, payload=forum.fixed_facts()
    )
    logger.info("forum %s registered", forum.pk)
    return forum


@transaction.atomic
def register(row: M, *, citations: Citations = ()) -> M:
    """New master data that no score reads: a source, an element, a site, a committee, a meeting."""
    row.full_clean()
    row.save()
    if citations:
        row.citations.set(citations)  # type: ignore[attr-defined]
    logger.info("%s %s registered", row._meta.model_name, row.pk)
    return row


@transaction.atomic
def change_master(row: Any) -> Any:
    """Save a change of a party, forum, agreement, obligation or paper; history keeps the old.

    What a score reads of it (`fixed_facts`) must stay as it was entered in the ledger, except
    for a party or forum that nothing rests on yet, which is entered anew.
    """
    chain = open_chain()
    before = type(row)._default_manager.filter(pk=row.pk).first()
    _refuse_what_is_fixed(row, before)
    row.full_clean()
    row.save()
    after = row.fixed_facts() if hasattr(row, "fixed_facts") else None
    if after is not None and before is not None and before.fixed_facts() != after:
        scope = row.regime.slug if isinstance(row, Forum) else ""
        key, kind = ("slug", "forum") if isinstance(row, Forum) else ("code", "party")
        chain.note(kind=kind, scope=scope, subject=getattr(row, key), payload=after)
    return row


@transaction.atomic
def register_paper(paper: WorkingPaper, *, citations: Citations = ()) -> WorkingPaper:
    _keep(paper, citations)
    logger.info("paper %s registered", paper.pk)
    return paper


@transaction.atomic
def register_agreement(
    agreement: Agreement, terms: AgreementTerms, *, citations: Citations = ()
) -> Agreement:
    """A new agreement with the first version of its terms."""
    chain = open_chain()
    _keep(agreement, citations)
    chain.note(
        kind="agreement",
        scope=agreement.paper.forum.regime.slug,
        subject=agreement.code,
        payload=agreement.fixed_facts(),
    )
    terms.agreement = agreement
    _enter_terms(chain, terms, citations)
    logger.info("agreement %s registered", agreement.pk)
    return agreement


@transaction.atomic
def register_obligation(
    obligation: Obligation,
    terms: ObligationTerms,
    *,
    milestones: Sequence[Milestone] = (),
    consents: Sequence[Consent] = (),
    citations: Citations = (),
) -> Obligation:
    """A new obligation with the first version of its terms."""
    chain = open_chain()
    _keep(obligation, citations)
    chain.note(
        kind="obligation",
        scope=obligation.forum.regime.slug,
        subject=obligation.code,
        payload=obligation.fixed_facts(),
    )
    terms.obligation = obligation
    _enter_terms(chain, terms, citations, milestones, consents)
    logger.info("obligation %s registered", obligation.pk)
    return obligation


@transaction.atomic
def amend_agreement(terms: AgreementTerms, *, citations: Citations = ()) -> AgreementTerms:
    """A further version of an agreement's terms, from its day on."""
    _enter_terms(open_chain(), terms, citations)
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
    _enter_terms(chain, terms, citations, milestones, consents)
    logger.info("terms of obligation %s amended", terms.obligation_id)
    return terms


def _enter_terms(
    chain: Chain,
    terms: AgreementTerms | ObligationTerms,
    citations: Citations,
    milestones: Sequence[Milestone] = (),
    consents: Sequence[Consent] = (),
) -> None:
    """Write a version with all its parts, then its entry."""
    parts: list[Milestone | Consent] = [*milestones, *consents]
    for order, part in enumerate(parts, start=1):
        part.terms, part.order = terms, order  # type: ignore[assignment]
    chain.enter(terms, parts=[*parts, *cited_by(terms, citations)])


def cited_by(record: Recorded, citations: Citations) -> Iterator[Model]:
    """The rows that link a record with its citations, written with it."""
    through = record.citations.through  # type: ignore[attr-defined]
    name = record._meta.model_name
    for citation in citations:
        yield through(**{f"{name}_id": record.pk, "citation": citation})


def _keep(row: Model, citations: Citations) -> None:
    row.full_clean()
    row.save()
    row.citations.set(citations)  # type: ignore[attr-defined]


def _refuse_foreign_successor(terms: ObligationTerms) -> None:
    first = terms.obligation.terms.order_by("sequence").first()
    if first and first.owes.side_code != terms.owes.side_code:
        raise ValidationError(
            {"owes": _("A successor belongs to the same side.")}, code="other_side"
        )


def _refuse_what_is_fixed(row: Model, before: Any) -> None:
    """Codes, parents, papers and a forum's beginning cannot change once something rests on them."""
    if before is None or not hasattr(row, "fixed_facts"):
        return
    if before.fixed_facts() != row.fixed_facts() and _is_used(before):
        raise ValidationError(
            _(
                "What a score reads of it (its code, its place, its beginning) is fixed, "
                "since obligations rest on it."
            ),
            code="fixed",
        )


def _is_used(row: Any) -> bool:
    if isinstance(row, Party):
        below = Party.objects.within(row)
        return below.filter(owed_terms__isnull=False).exists() or below.count() > 1
    if isinstance(row, Forum):
        return row.papers.exists()
    return True


def _party_facts() -> Facts:
    for party in Party.objects.select_related("parent"):
        # The path is made from the parents, and scoring reads it: it must say the same.
        strayed = {"path": party.path} if party.path != party.path_below(party.parent) else {}
        yield party.code, party.fixed_facts() | strayed


def _forum_facts() -> Facts:
    rows = Forum.objects.select_related("regime", "predecessor").prefetch_related("parties")
    return ((forum.slug, forum.fixed_facts()) for forum in rows)


def _agreement_facts() -> Facts:
    rows = Agreement.objects.select_related("paper__forum")
    return ((agreement.code, agreement.fixed_facts()) for agreement in rows)


def _obligation_facts() -> Facts:
    rows = Obligation.objects.select_related("agreement")
    return ((obligation.code, obligation.fixed_facts()) for obligation in rows)


FIXED_FACTS = {
    "party": _party_facts,
    "forum": _forum_facts,
    "agreement": _agreement_facts,
    "obligation": _obligation_facts,
}
