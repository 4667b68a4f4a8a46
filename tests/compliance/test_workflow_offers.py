"""Offers and approvals: what is asked instead, what is answered, and who consents."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from agreements.models import Obligation, ObligationTerms, PartialDate
from agreements.workflow import amend_obligation
from compliance.dashboard.board import board
from compliance.models import Approval, ApprovalDecision, Offer, OfferAnswer
from compliance.workflow.approving import decide_approval, request_approval
from compliance.workflow.offering import Proposed, answer_offer, make_offer
from sosek.ledger.audit import audit
from sosek.ledger.models import Entry
from tests.factories import CitationFactory, ObligationFactory, PartyFactory
from tests.refusals import refuses, writes_nothing

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-25T04:00:00Z", tick=True):
        yield


@pytest.fixture
def post(agreement, sabah, malaysia):
    """A post that Sabah owes until 2028, in two parts, with a consent that it needs."""
    return ObligationFactory(
        agreement=agreement,
        code="post",
        name_en="Build the post",
        owes=sabah,
        due_on="2028",
        weight=2,
        milestones={"road": 1, "building": 2},
        consents=[malaysia],
    )


def offered(post, official, party, **proposed):
    given = {"kind": "substitution", "text": "Raise trade at Tawau instead."} | proposed
    if given["kind"] in ("substitution", "rescoping"):
        given.setdefault("names", {"en": "Raise trade at Tawau"})
    return make_offer(obligation=post, party=party, author=official, proposed=Proposed(**given))


def answered(offer, official, side, outcome="accepted", reason="Better for both."):
    return answer_offer(offer=offer, author=official, side=side, outcome=outcome, reason=reason)


def due(forum, regime, day=TODAY):
    found = board([forum], regime, as_of=day, known_at=Entry.objects.latest("sequence").recorded_at)
    return {line.code for line in found.obligations if line.due}


def test_an_offer_changes_nothing(post, official_my, sabah, forum, regime):
    offer = offered(post, official_my, sabah)

    assert Offer.objects.open().get() == offer
    assert str(offer.offered_on) == "2026-11-25"
    assert post.terms.count() == 1
    assert due(forum, regime, date(2027, 6, 1)) == {"post"}
    assert audit().fault is None


def test_an_extension_moves_the_date(post, official_my, official_id, sabah, indonesia):
    offer = offered(post, official_my, sabah, kind="extension", due_on=PartialDate("2030"))
    answered(offer, official_id, indonesia)

    terms = post.terms.latest("sequence")
    assert (str(terms.due_on), terms.holds_from, terms.cause) == ("2030", TODAY, "offer")
    assert (terms.owes, terms.weight) == (sabah, 2)
    assert [(each.code, each.weight) for each in terms.milestones.all()] == [
        ("road", 1),
        ("building", 2),
    ]
    assert [each.authority.code for each in terms.consents.all()] == ["MY"]
    assert audit().fault is None


def test_a_cancellation_ends_it_from_its_day(
    post, official_my, official_id, sabah, indonesia, forum, regime
):
    answered(offered(post, official_my, sabah, kind="cancellation"), official_id, indonesia)

    terms = post.terms.latest("sequence")
    assert (str(terms.ended_on), terms.ended_how) == ("2026-11-25", "cancelled")
    assert due(forum, regime) == set()
    assert due(forum, regime, date(2026, 11, 24)) == {"post"}


def test_a_substitution_replaces_it(
    post, official_my, official_id, sabah, indonesia, forum, regime
):
    answered(offered(post, official_my, sabah), official_id, indonesia)

    new = Obligation.objects.exclude(pk=post.pk).get()
    terms = post.terms.latest("sequence")
    assert (new.code, str(new), new.agreement) == ("post-2", "Raise trade at Tawau", post.agreement)
    assert (terms.ended_how, terms.replaced_by) == ("replaced", new)
    assert (new.terms.get().weight, str(new.terms.get().due_on)) == (2, "2028")
    assert due(forum, regime, date(2027, 6, 1)) == {"post-2"}
    assert due(forum, regime, date(2026, 11, 24)) == {"post"}
    assert audit().fault is None


@pytest.mark.parametrize("outcome", ["refused"])
def test_a_refused_offer_changes_nothing(post, official_my, official_id, sabah, indonesia, outcome):
    answered(offered(post, official_my, sabah), official_id, indonesia, outcome)

    assert post.terms.count() == 1
    assert not Offer.objects.open().exists()
    assert OfferAnswer.objects.get().reason == "Better for both."


def test_its_own_side_may_take_it_back(post, official_my, sabah, malaysia):
    answered(offered(post, official_my, sabah), official_my, malaysia, "withdrawn")
    assert OfferAnswer.objects.get().outcome == "withdrawn"
    assert offered(post, official_my, sabah)  # and make another


def test_nobody_answers_their_own_offer(post, official_my, official_id, sabah, malaysia, indonesia):
    offer = offered(post, official_my, sabah)
    for outcome in ("accepted", "refused"):
        with refuses("side"):
            answered(offer, official_my, malaysia, outcome)
    with refuses("side"):
        answered(offer, official_id, indonesia, "withdrawn")


def test_an_offer_is_answered_once_and_with_reasons(
    post, official_my, official_id, sabah, indonesia
):
    offer = offered(post, official_my, sabah)
    with writes_nothing(), pytest.raises(ValidationError, match="Give the reason"):
        answered(offer, official_id, indonesia, reason=" ")
    answered(offer, official_id, indonesia, "refused")
    with writes_nothing():  # a second click
        answered(offer, official_id, indonesia, "refused")
    with refuses("answered"):
        answered(offer, official_id, indonesia, "accepted")


def test_who_has_no_seat_answers_nothing(post, official_my, official_id, sabah):
    offer, brunei = offered(post, official_my, sabah), PartyFactory(code="BN")
    with refuses("no_seat"):
        answered(offer, official_id, brunei)


def test_only_who_owes_offers(post, official_id, kaltim):
    with refuses("side"):
        offered(post, official_id, kaltim)


def test_one_offer_at_a_time(post, official_my, sabah):
    offered(post, official_my, sabah)
    with refuses("open"):
        offered(post, official_my, sabah, kind="cancellation")


@pytest.mark.parametrize(
    ("proposed", "sentence"),
    [
        ({"text": " "}, "Say what is offered"),
        ({"names": {}}, "what would be owed instead"),
        ({"kind": "extension"}, "Say the new date"),
        ({"kind": "extension", "due_on": PartialDate("2027")}, "not later than the old one"),
        ({"kind": "gift", "names": {}}, "not a valid choice"),
    ],
)
def test_an_offer_says_what_it_means(post, official_my, sabah, proposed, sentence):
    with writes_nothing(), pytest.raises(ValidationError, match=sentence):
        offered(post, official_my, sabah, **proposed)


def test_more_time_is_asked_for_in_time(agreement, official_my, sabah):
    late = ObligationFactory(agreement=agreement, code="late", owes=sabah, due_on="2025")
    with writes_nothing(), pytest.raises(ValidationError, match="before the old one has passed"):
        offered(late, official_my, sabah, kind="extension", due_on=PartialDate("2030"))


def test_what_has_ended_is_not_offered_on(post, official_my, official_id, sabah, indonesia):
    answered(offered(post, official_my, sabah, kind="cancellation"), official_id, indonesia)
    with refuses("ended"):
        offered(post, official_my, sabah)


def amended(post, **changed):
    """Terms that the secretariat entered after the offer was made."""
    before = post.terms.latest("sequence")
    kept = {name: getattr(before, name) for name in ("owes", "weight", "starts_on", "due_on")}
    return amend_obligation(
        ObligationTerms(obligation=post, holds_from=TODAY, cause="correction", **kept | changed)
    )


@pytest.mark.parametrize("kind", ["substitution", "extension", "cancellation"])
def test_accepting_does_not_bring_back_what_has_ended_since(
    post, official_my, official_id, sabah, malaysia, indonesia, kind
):
    later = {"due_on": PartialDate("2030")} if kind == "extension" else {}
    offer = offered(post, official_my, sabah, kind=kind, **later)
    amended(post, ended_on=PartialDate("2026-11-25"), ended_how="cancelled")

    with refuses("ended"):
        answered(offer, official_id, indonesia)
    assert answered(offer, official_my, malaysia, "withdrawn").outcome == "withdrawn"


def test_accepting_more_time_does_not_shorten_what_was_given_since(
    post, official_my, official_id, sabah, indonesia
):
    offer = offered(post, official_my, sabah, kind="extension", due_on=PartialDate("2030"))
    amended(post, due_on=PartialDate("2032"))

    with refuses("overtaken"):
        answered(offer, official_id, indonesia)
    assert answered(offer, official_id, indonesia, "refused").outcome == "refused"


def test_accepting_changes_the_terms_as_they_are_now(
    post, official_my, official_id, sabah, indonesia
):
    """Whatever the page had read before somebody else changed them."""
    offer = offered(post, official_my, sabah, kind="extension", due_on=PartialDate("2030"))
    prefetch_related_objects([offer.obligation], "terms__owes")
    amended(post, weight=5)

    answered(offer, official_id, indonesia)
    terms = post.terms.latest("sequence")
    assert (str(terms.due_on), terms.weight) == ("2030", 5)


def test_a_reported_offer_needs_its_source(post, sabah):
    proposed = Proposed(kind="substitution", text="Tawau instead.")
    with writes_nothing(), pytest.raises(ValidationError, match="needs that source"):
        make_offer(obligation=post, party=sabah, author=None, proposed=proposed)
    offer = make_offer(
        obligation=post, party=sabah, author=None, proposed=proposed, citations=[CitationFactory()]
    )
    assert offer.offered_on is None  # no source says


def test_an_offer_sent_twice_is_one(post, official_my, sabah):
    offer = offered(post, official_my, sabah)
    sent = {
        "obligation": post,
        "party": sabah,
        "author": official_my,
        "proposed": Proposed(kind="cancellation", text="X"),
    }
    with writes_nothing():
        assert make_offer(**sent, submission_key=offer.submission_key) == offer


# Approvals


def asked(post, official, authority, **given):
    return request_approval(obligation=post, authority=authority, author=official, **given)


def test_an_approval_is_asked_and_decided(post, official_my, malaysia):
    approval = asked(post, official_my, malaysia, level="national", asked_on=PartialDate("2026-03"))
    assert list(Approval.objects.pending()) == [approval]

    decide_approval(
        approval=approval,
        outcome="deferred",
        decided_on=PartialDate("2026-06"),
        reason="No allocation.",
        author=official_my,
    )
    assert Approval.objects.pending().exists()  # put off is not decided
    decide_approval(
        approval=approval,
        outcome="approved",
        decided_on=PartialDate("2026-11"),
        author=official_my,
    )
    assert not Approval.objects.pending().exists()
    assert ApprovalDecision.objects.latest("sequence").decided_day == TODAY
    assert audit().fault is None


def test_what_is_decided_stays_decided(post, official_my, malaysia):
    approval = asked(post, official_my, malaysia)
    no = {"outcome": "refused", "decided_on": PartialDate("2026-10"), "reason": "Not urgent."}
    decide_approval(approval=approval, author=official_my, **no)
    with refuses("decided"):
        decide_approval(approval=approval, author=official_my, **no)
    assert asked(post, official_my, malaysia)  # but it may be asked again


@pytest.mark.parametrize("outcome", ["refused", "deferred"])
def test_a_no_has_its_reason(post, official_my, malaysia, outcome):
    approval = asked(post, official_my, malaysia)
    with writes_nothing(), pytest.raises(ValidationError, match="Give the reason"):
        decide_approval(
            approval=approval,
            outcome=outcome,
            decided_on=PartialDate("2026-10"),
            author=official_my,
        )


def test_the_days_make_sense(post, official_my, malaysia):
    with refuses("future", of="asked_on"):
        asked(post, official_my, malaysia, asked_on=PartialDate("2027"))
    approval = asked(post, official_my, malaysia, asked_on=PartialDate("2026-06"))
    with refuses("future", of="decided_on"):
        decide_approval(
            approval=approval,
            outcome="approved",
            decided_on=PartialDate("2027"),
            author=official_my,
        )
    with writes_nothing(), pytest.raises(ValidationError, match="before it was asked"):
        decide_approval(
            approval=approval,
            outcome="approved",
            decided_on=PartialDate("2026-05"),
            author=official_my,
        )


def test_only_authorities_of_the_side_that_owes_are_asked(post, official_my, indonesia):
    with writes_nothing(), pytest.raises(ValidationError, match="side that owes"):
        asked(post, official_my, indonesia)


def test_nobody_is_asked_twice_at_once(post, official_my, malaysia):
    asked(post, official_my, malaysia)
    with refuses("pending"):
        asked(post, official_my, malaysia)


def test_what_a_source_reports_needs_it(post, malaysia):
    with writes_nothing(), pytest.raises(ValidationError, match="needs that source"):
        asked(post, None, malaysia)
    approval = asked(post, None, malaysia, citations=[CitationFactory()])
    with writes_nothing(), pytest.raises(ValidationError, match="needs that source"):
        decide_approval(
            approval=approval, outcome="approved", decided_on=PartialDate("2022"), author=None
        )
