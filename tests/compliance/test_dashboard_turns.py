"""Whose turn it is in disputes and offers, on the list of what waits for a person."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from compliance.models import Dispute, Verdict
from compliance.workflow.disputing import Ending, confirm_ending, move_up, propose_ending
from compliance.workflow.offering import Proposed, answer_offer, make_offer
from tests.factories import (
    ObligationFactory,
    ObservationFactory,
    ProgressReportFactory,
    VerificationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-25T04:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def dispute(obligation_of_id, official_my, sabah):
    report = ProgressReportFactory(obligation=obligation_of_id)
    VerificationFactory(report=report, verifier=official_my, party=sabah, verdict=Verdict.CONTESTED)
    return Dispute.objects.get()


def work_of(client, user, **query):
    client.force_login(user)
    response = client.get(reverse("compliance:work", query=query or None))
    assert response.status_code == 200
    return response.context["work"]


def disputes_of(client, user, **query):
    turns = work_of(client, user, **query).turns.disputes
    return [(turn.case.code, turn.confirm) for turn in turns]


def test_a_level_that_ran_out_of_time_is_the_turn_of_both(
    client, clock, dispute, official_id, official_my, official_away, secretariat, indonesia
):
    assert disputes_of(client, official_id) == []
    clock.shift(timedelta(days=31))
    for official in (official_id, official_my):
        assert disputes_of(client, official) == [("post-nyamuk", False)]
    for other in (official_away, secretariat):
        assert disputes_of(client, other) == []

    move_up(dispute=dispute, author=official_id, side=indonesia, reason="No answer.")
    assert disputes_of(client, official_id) == []


def test_a_proposal_is_the_turn_of_the_other_side(
    client, dispute, official_id, official_my, indonesia, malaysia
):
    ending = Ending(finding="upheld", reason="Seen.")
    row = propose_ending(dispute=dispute, author=official_id, side=indonesia, ending=ending)

    assert disputes_of(client, official_id) == []
    assert disputes_of(client, official_my) == [("post-nyamuk", True)]
    confirm_ending(dispute=dispute, author=official_my, side=malaysia, seen_at=row.proposed_at)
    assert disputes_of(client, official_my) == []


def test_another_proposal_is_another_turn(client, dispute, official_id, official_my, indonesia):
    """Else nobody would be told that what they read has changed."""

    def proposed(reason):
        ending = Ending(finding="upheld", reason=reason)
        propose_ending(dispute=dispute, author=official_id, side=indonesia, ending=ending)
        return [turn.key for turn in work_of(client, official_my).turns.disputes]

    first = proposed("Seen.")
    assert proposed("Seen.") == first  # the same words: a second click
    assert proposed("Seen and measured.") != first


def test_what_the_secretariat_prepared_is_the_turn_of_both(
    client, dispute, secretariat, official_id, official_my
):
    ending = Ending(finding="upheld", reason="Seen.")
    propose_ending(dispute=dispute, author=secretariat, side=None, ending=ending)

    for official in (official_id, official_my):
        assert disputes_of(client, official) == [("post-nyamuk", True)]


@pytest.fixture
def offer(obligation_of_my, official_my, sabah):
    return make_offer(
        obligation=obligation_of_my,
        party=sabah,
        author=official_my,
        proposed=Proposed(kind="cancellation", text="Not needed."),
    )


def test_an_offer_waits_for_the_other_side(client, offer, official_id, official_my, indonesia):
    def offers_of(user):
        return [turn.code for turn in work_of(client, user).turns.offers]

    assert (offers_of(official_id), offers_of(official_my)) == (["post-imam"], [])
    answer_offer(offer=offer, author=official_id, side=indonesia, outcome="refused", reason="No.")
    assert offers_of(official_id) == []


def test_turns_count_as_work(client, clock, dispute, offer, official_id):
    before = work_of(client, official_id).count
    clock.shift(timedelta(days=31))
    assert work_of(client, official_id).count >= before + 1


@pytest.mark.parametrize("count", [1, 3])
def test_turns_cost_the_same_for_every_row(
    client,
    clock,
    count,
    agreement,
    kaltim,
    sabah,
    official_id,
    official_my,
    secretariat,
    django_assert_num_queries,
):
    for number in range(count):
        owed = ObligationFactory(agreement=agreement, code=f"own-{number}", owes=kaltim)
        report = ProgressReportFactory(obligation=owed)
        VerificationFactory(
            report=report, verifier=official_my, party=sabah, verdict=Verdict.CONTESTED
        )
        propose_ending(
            dispute=Dispute.objects.latest("sequence"),
            author=secretariat,
            side=None,
            ending=Ending(finding="upheld", reason="Seen."),
        )
        theirs = ObligationFactory(agreement=agreement, code=f"theirs-{number}", owes=sabah)
        make_offer(
            obligation=theirs,
            party=sabah,
            author=official_my,
            proposed=Proposed(kind="cancellation", text="Not needed."),
        )
    clock.shift(timedelta(days=31))
    client.force_login(official_id)
    client.get(reverse("compliance:work"))  # remembers its number
    ObservationFactory(obligation=theirs)  # nothing that is kept may answer

    with django_assert_num_queries(40):
        response = client.get(reverse("compliance:work"))

    turns = response.context["work"].turns
    assert (len(turns.disputes), len(turns.offers)) == (count, count)
