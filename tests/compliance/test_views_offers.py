"""Offers on the page of their obligation: made, answered, taken back, refused."""

import uuid
from datetime import date
from fractions import Fraction

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agreements.models import AgendaItem, Obligation, PartialDate
from agreements.models.agenda import ItemKind
from compliance.dashboard.figures import figures
from compliance.models import Offer, OfferAnswer
from compliance.workflow.offering import Proposed, answer_offer, make_offer
from sosek.ledger.models import Entry
from tests.factories import ObligationFactory, ProgressReportFactory, SiteFactory
from tests.refusals import writes_nothing

pytestmark = pytest.mark.django_db

INSTEAD = {
    "kind": "substitution",
    "text": "Raise trade at Tawau instead.",
    "name": "Trade at Tawau",
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-25T04:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def post(agreement, sabah):
    """Sabah owes it until the end of 2028."""
    return ObligationFactory(
        agreement=agreement, code="post", name_en="Build the post", owes=sabah, due_on="2028"
    )


@pytest.fixture
def offer(post, official_my, sabah):
    return offered(post, official_my, sabah)


def offered(post, official, party, **said):
    given = {"kind": "cancellation", "text": "It is not needed any more."} | said
    return make_offer(obligation=post, party=party, author=official, proposed=Proposed(**given))


def sign_in(client, user):
    """Unless they are: a new session would be something written."""
    if client.session.get("_auth_user_id") != str(user.pk):
        client.force_login(user)


def page_of(client, user, obligation, **query):
    sign_in(client, user)
    return client.get(reverse("compliance:obligation", args=[obligation.code], query=query or None))


def make(client, user, obligation, **said):
    sign_in(client, user)
    given = {"submission_key": str(uuid.uuid4()), "kind": "cancellation", "text": "Not needed."}
    return client.post(reverse("compliance:offer_create", args=[obligation.code]), given | said)


def answer(client, user, offer, outcome, **said):
    sign_in(client, user)
    given = {"submission_key": str(uuid.uuid4()), "outcome": outcome, "reason": "So."}
    return client.post(reverse("compliance:offer_answer", args=[offer.pk]), given | said)


def test_the_party_that_owes_makes_an_offer(client, post, official_my):
    site = SiteFactory(party=post.terms.get().owes, name="Tawau")
    response = make(client, official_my, post, **INSTEAD, due_on="2029-06", site=site.pk)

    offer = Offer.objects.get()
    assert response.url == offer.get_absolute_url()
    assert (offer.name_en, offer.due_on, offer.site) == (
        "Trade at Tawau",
        PartialDate("2029-06"),
        site,
    )
    assert offer.language == "en"
    (shown,) = page_of(client, official_my, post).context["offering"].offers
    assert (shown.line.instead, shown.accept, shown.refuse) == ("Trade at Tawau", None, None)
    assert shown.withdraw is not None


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": ""}, "Choose what you offer."),
        ({"text": " "}, "Say what is offered."),
        ({"kind": "extension"}, "Say the new date"),
        ({"kind": "extension", "due_on": "2027"}, "not later than the old one"),
        ({"kind": "extension", "due_on": "soon"}, "Write a year, a month or a day"),
        ({"kind": "substitution"}, "Say in a few words"),
        ({"site": "0"}, "Select a valid choice"),
    ],
)
def test_a_refused_offer_keeps_what_was_typed(client, post, official_my, said, sentence):
    sign_in(client, official_my)
    with writes_nothing():
        response = make(client, official_my, post, **{"reason": "The road is closed."} | said)

    slip = response.context["offering"].slip
    assert sentence in str(slip.form.errors)
    assert slip.form["reason"].value() == "The road is closed."
    assert slip.opened


def test_an_offer_sent_twice_is_one(client, post, official_my):
    key = str(uuid.uuid4())
    for _time in range(2):
        assert make(client, official_my, post, submission_key=key).status_code == 302
    assert Offer.objects.count() == 1


def test_nobody_makes_a_second_while_one_is_open(client, post, offer, official_my):
    assert page_of(client, official_my, post).context["offering"].slip is None
    sign_in(client, official_my)
    with writes_nothing():
        response = make(client, official_my, post)
    assert "An offer on this obligation is open." in response.content.decode()


def test_a_lost_sign_in_keeps_the_offer(client, post, official_my):
    client.post(
        reverse("compliance:offer_create", args=[post.code]),
        {"text": "Not needed.", "keep": f"offer.post.{official_my.pk}"},
    )
    client.force_login(official_my)
    slip = client.get(post.get_absolute_url()).context["offering"].slip
    assert (slip.form["text"].value(), slip.opened) == ("Not needed.", True)


def test_the_other_side_refuses_with_a_reason_and_nothing_changes(
    client, post, offer, official_id, official_my
):
    sign_in(client, official_id)
    with writes_nothing():
        response = answer(client, official_id, offer, "refused", reason=" ")
    (shown,) = response.context["offering"].offers
    assert "Give the reason" in str(shown.refuse.form.errors)

    assert answer(client, official_id, offer, "refused", reason="It is needed.").status_code == 302
    (shown,) = page_of(client, official_my, post).context["offering"].offers
    assert (shown.line.reply.outcome, shown.line.reply.reason) == ("refused", "It is needed.")
    assert shown.line.terms is None
    assert post.terms.count() == 1


def test_an_accepted_offer_leads_to_what_came_of_it(client, post, official_id, official_my):
    make(client, official_my, post, **INSTEAD)
    response = answer(client, official_id, Offer.objects.get(), "accepted", follow=True)
    assert response.status_code == 302

    new = Obligation.objects.latest("pk")
    page = page_of(client, official_id, post)
    (shown,) = page.context["offering"].offers
    assert shown.line.terms.replaced_by == new
    assert new.get_absolute_url() in page.content.decode()
    assert page.context["page"].versions[-1].offer_url == Offer.objects.get().get_absolute_url()
    (version,) = page_of(client, official_id, new).context["page"].versions
    assert version.offer_url == Offer.objects.get().get_absolute_url()
    assert page.context["offering"].slip is None  # nothing is owed any more


def test_an_offer_is_taken_back_by_its_own_side(client, post, offer, official_my):
    assert answer(client, official_my, offer, "withdrawn", reason="Needed.").status_code == 302

    offering = page_of(client, official_my, post).context["offering"]
    assert offering.offers[0].line.reply.outcome == "withdrawn"
    assert offering.slip is not None


def test_who_answers_too_late_is_told(client, post, offer, official_id, official_my, indonesia):
    answer_offer(
        offer=offer, author=official_my, side=offer.party.parent, outcome="withdrawn", reason="So."
    )
    sign_in(client, official_id)
    with writes_nothing():
        response = answer(client, official_id, offer, "accepted")
    assert "This offer has its answer." in response.content.decode()


def test_it_is_answered_at_a_meeting(client, post, offer, meeting, official_id):
    item = AgendaItem.objects.create(
        meeting=meeting, order=90, kind=ItemKind.OTHER, title="The post", obligation=post
    )
    (shown,) = page_of(client, official_id, post).context["offering"].offers
    assert str(item.pk) in dict(shown.accept.form.fields["item"].choices)

    answer(client, official_id, offer, "accepted", item=item.pk)
    assert OfferAnswer.objects.get().item == item
    (shown,) = page_of(client, official_id, post).context["offering"].offers
    assert shown.line.reply.meeting == str(meeting)


def test_who_looks_back_sees_what_was_known(client, clock, post, offer, official_id):
    clock.move_to("2026-11-28T04:00:00Z")
    answer(client, official_id, offer, "accepted")

    (shown,) = page_of(client, official_id, post, known_at="2026-11-26").context["offering"].offers
    assert (shown.line.reply, shown.accept, shown.line.days) == (None, None, 1)
    assert not page_of(client, official_id, post, known_at="2026-11-24").context["offering"].shown


@pytest.mark.parametrize("count", [1, 3])
def test_offers_cost_the_same_for_every_row(
    client, count, post, official_my, sabah, malaysia, official_id, django_assert_num_queries
):
    for _number in range(count):
        offer = offered(post, official_my, sabah)
        answer_offer(
            offer=offer, author=official_my, side=malaysia, outcome="withdrawn", reason="So."
        )
    client.force_login(official_id)

    with django_assert_num_queries(31):
        client.get(post.get_absolute_url())


def score_of(forum, party, day):
    """As known at the end of the ledger."""
    known_at = Entry.objects.latest("sequence").recorded_at
    return figures([forum], forum.regime, as_of=day, known_at=known_at).score(party).value


def test_the_score_follows_an_accepted_extension_from_its_day(
    client, clock, forum, agreement, sabah, official_my, official_id
):
    """Half done; due at the end of 2026, then of 2028."""
    bridge = ObligationFactory(
        agreement=agreement, code="bridge", owes=sabah, starts_on="2024-12-31", due_on="2026-12-31"
    )
    seen = ProgressReportFactory(
        obligation=bridge, author=official_my, percent=50, observed_on="2026-11-01"
    )
    client.force_login(official_id)
    client.post(
        reverse("compliance:verify", args=[seen.pk]),
        {"verdict": "accepted", "submission_key": str(uuid.uuid4())},
    )
    today, before = date(2026, 11, 25), date(2026, 11, 24)
    expected = Fraction((today - date(2024, 12, 31)).days, 730)
    assert score_of(forum, "MY", today) == Fraction(1, 2) / expected

    make(client, official_my, bridge, kind="extension", due_on="2028-12-31", text="Two years more.")
    assert score_of(forum, "MY", today) == Fraction(1, 2) / expected  # an offer changes nothing
    answer(client, official_id, Offer.objects.get(), "accepted")

    later = Fraction(
        (today - date(2024, 12, 31)).days, (date(2028, 12, 31) - date(2024, 12, 31)).days
    )
    assert later < Fraction(1, 2)
    assert score_of(forum, "MY", today) == 1
    assert score_of(forum, "MY", before) == Fraction(1, 2) / Fraction(
        (before - date(2024, 12, 31)).days, 730
    )


def test_a_form_older_than_the_sign_in_comes_back_filled(post, official_my):
    client = Client(enforce_csrf_checks=True)
    client.force_login(official_my)
    client.get(post.get_absolute_url())
    data = {
        "text": "Not needed.",
        "keep": f"offer.post.{official_my.pk}",
        "csrfmiddlewaretoken": "a" * 64,
    }

    response = client.post(
        reverse("compliance:offer_create", args=[post.code]),
        data,
        follow=True,
        headers={"origin": "http://testserver"},
    )

    assert "Not needed.</textarea>" in response.content.decode()
    assert "The page was older than your sign-in" in response.content.decode()
    assert not Offer.objects.exists()
