"""Who may do what in disputes and with offers: the tables of rights, as in `test_permissions`."""

import uuid
from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.urls import reverse

from agreements.models import Cause, ObligationTerms
from agreements.workflow import amend_obligation
from compliance.models import (
    Dispute,
    DisputeEvidence,
    EndingProposal,
    Offer,
    OfferAnswer,
    Verdict,
)
from compliance.permissions import (
    can_answer_offer,
    can_offer,
    can_prepare_endings,
    can_speak_in,
    can_withdraw_offer,
)
from compliance.workflow.disputing import Ending, add_statement, propose_ending
from compliance.workflow.offering import Proposed, make_offer
from tests.compliance.test_permissions import EVERYBODY
from tests.factories import (
    AgreementFactory,
    ObligationFactory,
    ProgressReportFactory,
    VerificationFactory,
    WorkingPaperFactory,
    pdf,
)
from tests.rights import TOLD, YES, about, answer_of, answers, opens, questions, table

# In a dispute on a claim of Kaltim whose level ran out of time; the secretariat has prepared an
# ending. Every official of a side in the forum speaks for it, at this table or one that follows.

SPEAKING = table("""
    who               page  evidence  statement  move     ending   confirm
    stranger          404   404       sign-in    sign-in  sign-in  sign-in
    outsider          404   404       404        404      404      404
    foreigner         404   404       404        404      404      404
    superuser         404   404       404        404      404      404
    retired           404   404       sign-in    sign-in  sign-in  sign-in
    unseated          yes   yes       no         no       no       no
    official_id       yes   yes       yes        yes      yes      yes
    official_above    yes   yes       yes        yes      yes      yes
    official_below    yes   yes       yes        yes      yes      yes
    official_before   yes   yes       yes        yes      yes      yes
    official_next     yes   yes       yes        yes      yes      yes
    official_away     yes   yes       no         no       no       no
    official_my       yes   yes       yes        yes      yes      yes
    official_my_next  yes   yes       yes        yes      yes      yes
    official_my_away  yes   yes       no         no       no       no
    secretariat       yes   yes       no         no       yes      no
    analyst           yes   yes       no         no       no       no
    analyst_away      yes   yes       no         no       no       no
    admin_user        yes   yes       no         no       no       no
""")

# Offering to change what Kaltim owes, what Sabah does, what Kaltim did until Kaltara followed it,
# and what Kaltara owes in the forum that followed.

OFFERING = table("""
    who               on_kaltims  on_sabahs  on_what_moved  on_kaltaras
    stranger          sign-in     sign-in    sign-in        sign-in
    outsider          404         404        404            404
    foreigner         404         404        404            404
    superuser         404         404        404            404
    retired           sign-in     sign-in    sign-in        sign-in
    unseated          no          no         no             no
    official_id       yes         no         no             no
    official_above    yes         no         yes            yes
    official_below    no          no         no             no
    official_before   yes         no         yes            no
    official_next     no          no         yes            yes
    official_away     no          no         no             no
    official_my       no          yes        no             no
    official_my_next  no          yes        no             no
    official_my_away  no          no         no             no
    secretariat       no          no         no             no
    analyst           no          no         no             no
    analyst_away      no          no         no             no
    admin_user        no          no         no             no
""")

# Answering what Kaltim offers, and taking it back.

ANSWERING = table("""
    who               accepted  refused  withdrawn
    stranger          sign-in   sign-in  sign-in
    outsider          404       404      404
    foreigner         404       404      404
    superuser         404       404      404
    retired           sign-in   sign-in  sign-in
    unseated          no        no       no
    official_id       no        no       yes
    official_above    no        no       yes
    official_below    no        no       no
    official_before   no        no       yes
    official_next     no        no       no
    official_away     no        no       no
    official_my       yes       yes      no
    official_my_next  yes       yes      no
    official_my_away  no        no       no
    secretariat       no        no       no
    analyst           no        no       no
    analyst_away      no        no       no
    admin_user        no        no       no
""")


@pytest.fixture
def everybody(request):
    """Everybody of the tables."""
    return {who: request.getfixturevalue(who) for who in EVERYBODY}


def sends(client, address, **data):
    """What one is answered who sends this form; told, where the page says why not."""
    given = {"submission_key": str(uuid.uuid4()), "reason": "So.", "text": "Look."} | data
    response = client.post(address, given)
    return TOLD if response.status_code == 200 else answer_of(response)


def test_who_speaks_in_a_dispute(
    everybody, obligation_of_id, official_my, malaysia, sabah, secretariat
):
    with time_machine.travel("2026-11-25T04:00:00Z", tick=True) as clock:
        report = ProgressReportFactory(obligation=obligation_of_id)
        VerificationFactory(
            report=report, verifier=official_my, party=sabah, verdict=Verdict.CONTESTED
        )
        dispute = Dispute.objects.get()
        add_statement(
            dispute=dispute, author=official_my, side=malaysia, text="Look.", uploads=[pdf()]
        )
        ending = {"finding": "upheld", "reason": "Seen."}
        propose_ending(dispute=dispute, author=secretariat, side=None, ending=Ending(**ending))
        seen_at = EndingProposal.objects.get().proposed_at.isoformat()
        evidence = DisputeEvidence.objects.get().get_absolute_url()
        # The ledger does not go back in time: it may be a day later for it.
        clock.shift(40 * 24 * 3600)

        def door(name):
            address = reverse(f"compliance:dispute_{name}", args=[dispute.pk])
            return lambda client: sends(client, address, finding="upheld", seen_at=seen_at)

        doors = {name: door(name) for name in ("statement", "move", "ending", "confirm")} | {
            "page": lambda client: opens(client, dispute.get_absolute_url()),
            "evidence": lambda client: opens(client, evidence),
        }
        asked = {
            name: lambda user: can_speak_in(user, dispute)
            for name in ("statement", "move", "confirm")
        } | {
            "ending": lambda user: (
                can_speak_in(user, dispute) or can_prepare_endings(user, obligation_of_id.forum)
            ),
            "page": lambda user: Dispute.objects.visible_to(user).exists(),
            "evidence": lambda user: DisputeEvidence.objects.visible_to(user).exists(),
        }

        questions(everybody, SPEAKING, {YES}, asked)
        answers(everybody, SPEAKING, doors)


@pytest.fixture
def owed(obligation_of_id, obligation_of_my, agreement, kaltim, kaltara, next_forum):
    """What is owed, and by whom."""
    moved = ObligationFactory(agreement=agreement, code="moved", owes=kaltim)
    terms = ObligationTerms(
        obligation=moved, owes=kaltara, cause=Cause.SUCCESSION, holds_from=date(2015, 1, 1)
    )
    amend_obligation(terms)
    later = AgreementFactory(paper=WorkingPaperFactory(forum=next_forum))
    return SimpleNamespace(
        on_kaltims=obligation_of_id,
        on_sabahs=obligation_of_my,
        on_what_moved=moved,
        on_kaltaras=ObligationFactory(agreement=later, code="later", owes=kaltara),
    )


def test_who_makes_an_offer(everybody, owed):
    obligations = {name: getattr(owed, name) for name in next(iter(OFFERING.values()))}

    def door(client, obligation):
        address = reverse("compliance:offer_create", args=[obligation.code])
        answer = sends(client, address, kind="cancellation")
        assert Offer.objects.filter(obligation=obligation).exists() == (answer == YES)
        return answer

    questions(everybody, OFFERING, {YES}, about(can_offer, obligations))
    answers(everybody, OFFERING, about(door, obligations))


def test_who_answers_an_offer_and_who_takes_it_back(
    everybody, obligation_of_id, official_id, kaltim
):
    offer = make_offer(
        obligation=obligation_of_id,
        party=kaltim,
        author=official_id,
        proposed=Proposed(kind="cancellation", text="Not needed."),
    )
    address = reverse("compliance:offer_answer", args=[offer.pk])

    def door(client, outcome):
        answer = sends(client, address, outcome=outcome)
        assert OfferAnswer.objects.filter(outcome=outcome).exists() == (answer == YES)
        return answer

    asked = {
        "accepted": lambda user: can_answer_offer(user, offer),
        "refused": lambda user: can_answer_offer(user, offer),
        "withdrawn": lambda user: can_withdraw_offer(user, offer),
    }
    questions(everybody, ANSWERING, {YES}, asked)
    answers(everybody, ANSWERING, about(door, {name: name for name in asked}))
