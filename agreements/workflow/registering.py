"""Registering: parties, forums, papers, agreements, obligations, and the rest of the regime."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from agreements.models import (
    Agreement,
    AgreementTerms,
    Citation,
    CommitteeParent,
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
from agreements.workflow.circles import refuse_circle
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
    if isinstance(row, CommitteeParent):
        refuse_circle(row.committee, since=row.holds_from)
    if citations:
        row.citations.set(citations)  # type: ignore[attr-defined]
    logger.info("%s %s registered", row._meta.model_name, row.pk)
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
    enter_terms(chain, terms, citations)
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
    enter_terms(chain, terms, citations, milestones, consents)
    logger.info("obligation %s registered", obligation.pk)
    return obligation


def enter_terms(
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
