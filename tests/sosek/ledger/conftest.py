"""A ledger with a row in every table that is guarded."""

from types import SimpleNamespace

import pytest

from agreements.models import PartialDate
from compliance.models import Verdict
from compliance.workflow.approving import decide_approval, request_approval
from compliance.workflow.diagnosing import assess, record_support, state_need, state_reason
from compliance.workflow.disputing import Ending, add_statement, confirm_ending, propose_ending
from compliance.workflow.offering import Proposed, answer_offer, make_offer
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
    _mechanism(answer, staged, minutes, (official_id, indonesia), (official_my, malaysia))
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


def _mechanism(answer, staged, minutes, ours, theirs):
    """A dispute that has ended, an offer refused, an approval decided, a cause, a need, a grade."""
    (official, indonesia), (other, malaysia) = ours, theirs
    dispute, day = answer.dispute, PartialDate("2010-11")
    add_statement(dispute=dispute, author=official, side=indonesia, text="Look.", uploads=[photo()])
    ending = Ending(finding="upheld", reason="Seen on site.")
    seen_at = propose_ending(
        dispute=dispute, author=official, side=indonesia, ending=ending
    ).proposed_at
    confirm_ending(dispute=dispute, author=other, side=malaysia, seen_at=seen_at)
    offer = make_offer(
        obligation=staged,
        party=staged.terms.get().owes,
        author=None,
        proposed=Proposed(kind="cancellation", text="Not any more."),
        citations=[minutes],
    )
    answer_offer(offer=offer, author=other, side=malaysia, outcome="refused", reason="No.")
    approval = request_approval(
        obligation=staged, authority=indonesia, author=None, citations=[minutes]
    )
    decide_approval(
        approval=approval, outcome="approved", decided_on=day, author=None, citations=[minutes]
    )
    said = {"text": "No money.", "observed_on": day, "author": None, "citations": [minutes]}
    owes = staged.terms.get().owes
    state_reason(obligation=staged, cause="financial", **said)
    need = state_need(obligation=staged, party=owes, cause="financial", **said)
    record_support(need=need, stage="promised", **said)
    assess(
        forum=staged.forum,
        party=owes,
        scale="degree",
        grade="high",
        assessor="Sonny Sudiar",
        rationale="It tried.",
        observed_on=day,
        author=None,
        citations=[minutes],
    )
