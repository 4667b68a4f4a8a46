"""A ledger with a row in every table that is guarded."""

from types import SimpleNamespace

import pytest

from compliance.models import Verdict
from tests.factories import (
    AgreementFactory,
    CitationFactory,
    ObligationFactory,
    ObservationFactory,
    ProgressReportFactory,
    VerificationFactory,
    photo,
    sign,
)


@pytest.fixture
def record(paper, meeting, official_id, official_my, indonesia, kaltim, malaysia):
    """One of everything: terms with parts, a claim with evidence, its answer, an observation, a
    signed record."""
    minutes = CitationFactory(locator="S 487-488", quote="Pos “Sungai Nyamuk”")
    agreement = AgreementFactory(paper=paper, code="sea-posts", citations=[minutes])
    obligation = ObligationFactory(
        agreement=agreement, code="post-nyamuk", owes=kaltim, citations=[minutes]
    )
    staged = ObligationFactory(
        agreement=agreement,
        code="road",
        owes=kaltim,
        milestones={"paved": 2, "open": 1},
        consents=[indonesia],
    )
    claim = ProgressReportFactory(
        obligation=obligation, author=official_id, uploads=[photo()], percent=50
    )
    answer = VerificationFactory(
        report=claim, verifier=official_my, party=malaysia, verdict=Verdict.CONTESTED
    )
    sign(meeting, (official_id, indonesia), (official_my, malaysia))
    seen = ObservationFactory(obligation=staged, milestone="paved", citations=[minutes])
    return SimpleNamespace(
        regime=paper.forum.regime,
        forum=paper.forum,
        paper=paper,
        agreement=agreement,
        obligation=obligation,
        staged=staged,
        claim=claim,
        answer=answer,
        seen=seen,
    )
