"""The pages of disputes: what they show, who acts there, and what is refused."""

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from agreements.models import RegimeSettings
from agreements.workflow import change_settings
from compliance.models import (
    Dispute,
    DisputeEnding,
    DisputeStatement,
    EndingProposal,
    Rung,
    Verdict,
)
from compliance.workflow.disputing import Ending, confirm_ending, move_up, propose_ending
from compliance.workflow.reporting import verify_report
from tests.factories import (
    AgreementFactory,
    ObligationFactory,
    ObservationFactory,
    ProgressReportFactory,
    VerificationFactory,
    pdf,
    photo,
    upload,
)
from tests.refusals import writes_nothing

pytestmark = pytest.mark.django_db

DAY = "2026-11-25T04:00:00Z"
LIST = "/disputes/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(DAY, tick=True) as traveller:
        yield traveller


def contested(obligation, by, party, **said):
    report = ProgressReportFactory(
        obligation=obligation, **{"percent": 80, "uploads": [pdf()]} | said
    )
    VerificationFactory(report=report, verifier=by, party=party, verdict=Verdict.CONTESTED)
    return Dispute.objects.latest("sequence")


@pytest.fixture
def dispute(obligation_of_id, official_id, official_my, sabah):
    """Indonesia says 80 percent; Malaysia contests it."""
    return contested(obligation_of_id, official_my, sabah, author=official_id)


def sign_in(client, user):
    """Unless they are: a new session would be something written."""
    if client.session.get("_auth_user_id") != str(user.pk):
        client.force_login(user)


def page_of(client, user, dispute, **query):
    sign_in(client, user)
    response = client.get(reverse("compliance:dispute", args=[dispute.pk], query=query or None))
    assert response.status_code == 200
    return response


def send(client, user, dispute, name, **data):
    sign_in(client, user)
    given = {"submission_key": str(uuid.uuid4())} | data
    return client.post(reverse(f"compliance:dispute_{name}", args=[dispute.pk]), given)


def errors(response, name):
    return getattr(response.context["desk"], name).form.errors


def proposed(dispute, author, side, **ending):
    given = {"finding": "upheld", "reason": "Seen on site."} | ending
    return propose_ending(dispute=dispute, author=author, side=side, ending=Ending(**given))


# The list


def codes(cases):
    return [case.code for case in cases]


def listed(client, user, **query):
    sign_in(client, user)
    response = client.get(reverse("compliance:disputes", query=query or None))
    assert response.status_code == 200
    return response.context["found"]


def test_the_list_shows_what_waits_longest_first(
    client, clock, dispute, agreement, kaltim, official_id, official_my, sabah, indonesia
):
    clock.shift(timedelta(days=31))
    later = ObligationFactory(agreement=agreement, code="later", owes=kaltim)
    second = contested(later, official_my, sabah)
    ended = contested(
        ObligationFactory(agreement=agreement, code="over", owes=kaltim), official_my, sabah
    )
    verify_report(report=ended.report, verifier=official_my, party=sabah, verdict=Verdict.ACCEPTED)
    clock.shift(timedelta(days=10))

    found = listed(client, official_id)

    assert codes(found.open) == ["post-nyamuk", "later"]
    assert [case.days for case in found.open] == [41, 10]
    assert codes(found.closed) == ["over"]
    assert [(row.level, row.count, row.median_days, row.longest_days) for row in found.levels] == [
        ("consultation", 2, 25.5, 41)
    ]
    assert (found.open[0].overdue, found.open[0].current.overdue_days) == (True, 11)
    assert second.pk != ended.pk


def test_the_list_is_chosen_from_in_the_address(
    client, clock, dispute, obligation_of_my, official_id, official_my, indonesia, kaltim
):
    contested(obligation_of_my, official_id, kaltim)
    clock.shift(timedelta(days=31))
    move_up(dispute=dispute, author=official_id, side=indonesia, reason="No answer.")

    assert codes(listed(client, official_id, level="technical").open) == ["post-nyamuk"]
    assert codes(listed(client, official_id, side="ID").open) == ["post-imam"]
    assert codes(listed(client, official_id, forum="kaltim-sabah").open) == [
        "post-nyamuk",
        "post-imam",
    ]
    everything = listed(client, official_id, forum="elsewhere").open  # said, and left out
    assert codes(everything) == ["post-nyamuk", "post-imam"]


def test_the_list_stands_as_it_did_at_the_moment(
    client, clock, dispute, official_id, official_my, indonesia, malaysia
):
    clock.shift(timedelta(days=40))
    move_up(dispute=dispute, author=official_id, side=indonesia, reason="No answer.")
    clock.shift(timedelta(days=5))
    seen = proposed(dispute, official_id, indonesia).proposed_at
    confirm_ending(dispute=dispute, author=official_my, side=malaysia, seen_at=seen)

    assert codes(listed(client, official_id).closed) == ["post-nyamuk"]
    for query in ({"as_of": "2026-12-27"}, {"known_at": "2026-12-27"}):
        (case,) = listed(client, official_id, **query).open
        assert (case.current.level, case.days, case.current.overdue_days) == ("consultation", 32, 2)
    assert codes(listed(client, official_id, as_of="2026-11-24").open) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_every_row(
    client, count, agreement, kaltim, official_id, official_my, sabah, django_assert_num_queries
):
    for number in range(count):
        obligation = ObligationFactory(
            agreement=AgreementFactory(paper=agreement.paper, code=f"a-{number}"), owes=kaltim
        )
        contested(obligation, official_my, sabah)
    client.force_login(official_id)

    with django_assert_num_queries(11):
        response = client.get(LIST)

    assert len(response.context["found"].open) == count


# The page of one


def test_the_page_shows_both_voices_with_their_evidence(
    client, dispute, official_id, official_my, obligation_of_id
):
    send(
        client, official_id, dispute, "statement", text="It is paved.", evidence=[photo("road.jpg")]
    )
    page = page_of(client, official_my, dispute).context["page"]

    indonesia, malaysia = page.voices
    assert [each.kind for each in indonesia.said] == ["claim", "statement"]
    assert [file.name for each in indonesia.said for file in each.files] == [
        "minutes.pdf",
        "road.jpg",
    ]
    assert [(each.kind, each.text) for each in malaysia.said] == [
        ("contest", "Nothing is built there.")
    ]
    assert page.observed is None


def test_what_an_observer_says_is_of_no_side(client, obligation_of_id, official_id, kaltim):
    seen = ObservationFactory(obligation=obligation_of_id)
    VerificationFactory(report=seen, verifier=official_id, party=kaltim, verdict=Verdict.CONTESTED)

    response = page_of(client, official_id, Dispute.objects.get())

    assert response.context["page"].observed.kind == "observation"
    assert [len(voice.said) for voice in response.context["page"].voices] == [1, 0]
    assert "This side has said nothing yet." in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_every_statement(
    client, count, dispute, official_id, official_my, django_assert_num_queries
):
    for number in range(count):
        send(client, official_id, dispute, "statement", text=f"{number}", evidence=[photo()])
    client.force_login(official_my)

    with django_assert_num_queries(19):
        client.get(dispute.get_absolute_url())


def test_a_dispute_is_not_there_before_it_was_opened(client, dispute, official_id):
    client.force_login(official_id)
    address = reverse("compliance:dispute", args=[dispute.pk], query={"known_at": "2026-11-24"})

    assert client.get(address).status_code == 404


def test_who_looks_back_acts_on_nothing(client, clock, dispute, official_id):
    clock.shift(timedelta(days=3))
    response = page_of(client, official_id, dispute, known_at="2026-11-26")

    assert response.context["desk"] is None
    assert "What is known now" in response.content.decode()


def test_its_files_are_served_to_who_may_read_it(
    client, dispute, official_id, official_my, outsider
):
    send(client, official_id, dispute, "statement", text="Look.", evidence=[photo("road.jpg")])
    address = DisputeStatement.objects.get().evidence.get().get_absolute_url()

    client.force_login(official_my)
    response = client.get(address)
    assert (response.status_code, b"".join(response.streaming_content)[:2]) == (200, b"\xff\xd8")
    client.force_login(outsider)
    assert client.get(address).status_code == 404


# Acting


def test_a_statement_that_is_refused_keeps_what_was_typed(client, dispute, official_id):
    sign_in(client, official_id)
    with writes_nothing():
        response = send(
            client,
            official_id,
            dispute,
            "statement",
            text="It is paved.",
            evidence=[upload("road.jpg", b"<html>")],
        )

    slip = response.context["desk"].statement
    assert (slip.form["text"].value(), slip.again, slip.opened) == (
        "It is paved.",
        ("road.jpg",),
        True,
    )
    assert "road.jpg" in str(errors(response, "statement"))


def test_a_statement_sent_twice_stands_once(client, dispute, official_id):
    sent = {"text": "Look.", "submission_key": str(uuid.uuid4())}
    for _time in range(2):
        assert send(client, official_id, dispute, "statement", **sent).status_code == 302
    assert DisputeStatement.objects.count() == 1


def test_a_lost_sign_in_keeps_the_statement(client, dispute, official_id):
    response = client.post(
        reverse("compliance:dispute_statement", args=[dispute.pk]),
        {"text": "It is paved.", "keep": f"statement.{dispute.pk}.{official_id.pk}"},
    )
    assert response.url.startswith(reverse("account_login"))
    client.force_login(official_id)
    slip = client.get(dispute.get_absolute_url()).context["desk"].statement

    assert (slip.form["text"].value(), slip.opened) == ("It is paved.", True)
    send(client, official_id, dispute, "statement", text="It is paved.")
    assert "typed" not in client.session


def test_it_moves_up_only_once_its_time_ran_out(client, clock, dispute, official_my):
    sign_in(client, official_my)
    with writes_nothing():
        response = send(client, official_my, dispute, "move", reason="No answer.")
    assert "has time until 2026-12-25" in str(errors(response, "move"))
    assert page_of(client, official_my, dispute).context["desk"].move is None

    clock.shift(timedelta(days=31))
    assert page_of(client, official_my, dispute).context["desk"].move is not None
    sign_in(client, official_my)
    with writes_nothing():
        response = send(client, official_my, dispute, "move", reason=" ")
    assert "Say why" in str(errors(response, "move"))
    send(client, official_my, dispute, "move", reason="No answer.")
    assert [step.level for step in dispute.steps.all()] == ["consultation", "technical"]


def test_a_proposal_is_shown_to_the_two_sides_alone(
    client, dispute, official_id, official_my, secretariat, analyst, unseated, admin_user
):
    send(client, official_id, dispute, "ending", finding="upheld", reason="Only between us.")

    def sees(user):
        return "Only between us." in page_of(client, user, dispute).content.decode()

    assert [sees(user) for user in (official_id, official_my)] == [True, True]
    assert not any(sees(user) for user in (secretariat, analyst, unseated, admin_user))


def test_an_ending_is_proposed_and_confirmed(client, dispute, official_id, official_my):
    ending = {
        "finding": "settled",
        "status": "in_progress",
        "percent": "60%",
        "settlement": "60 until the bridge is built.",
        "reason": "Both sides went there.",
    }
    for _time in range(2):
        send(client, official_id, dispute, "ending", **ending)
    assert EndingProposal.history.count() == 1
    desk = page_of(client, official_id, dispute).context["desk"]
    assert (desk.own_proposal, desk.confirm) == (True, None)

    desk = page_of(client, official_my, dispute).context["desk"]
    assert send(client, official_my, dispute, "confirm", seen_at=desk.seen).status_code == 302

    row = DisputeEnding.objects.get()
    assert (row.finding, row.percent, row.settlement) == ("settled", 60, ending["settlement"])
    response = page_of(client, official_my, dispute)
    assert [each.side.code for each in response.context["case"].end.confirmed] == ["ID", "MY"]
    assert response.context["desk"] is None


def test_one_confirms_what_one_has_read(client, dispute, official_id, official_my, indonesia):
    seen = proposed(dispute, official_id, indonesia).proposed_at
    proposed(dispute, official_id, indonesia, reason="Another.")
    sign_in(client, official_my)
    with writes_nothing():
        response = send(client, official_my, dispute, "confirm", seen_at=seen.isoformat())

    assert "Read it again" in str(errors(response, "confirm"))
    assert response.context["desk"].seen != seen.isoformat()


def test_what_the_secretariat_prepares_waits_for_both(
    client, dispute, secretariat, official_id, official_my
):
    send(client, secretariat, dispute, "ending", finding="upheld", reason="As seen by both.")
    for official in (official_my, official_id):
        desk = page_of(client, official, dispute).context["desk"]
        send(client, official, dispute, "confirm", seen_at=desk.seen)

    assert [each["side"] for each in DisputeEnding.objects.get().confirmed] == ["MY", "ID"]


def test_the_secretariat_confirms_nothing(client, dispute, secretariat, official_id, indonesia):
    seen = proposed(dispute, official_id, indonesia).proposed_at.isoformat()
    desk = page_of(client, secretariat, dispute).context["desk"]
    assert (desk.proposal, desk.ending) == (None, None)
    for name in ("statement", "move", "confirm"):
        sign_in(client, secretariat)
        with writes_nothing():
            data = {"text": "Look.", "reason": "So.", "seen_at": seen}
            assert send(client, secretariat, dispute, name, **data).status_code == 403
    sign_in(client, secretariat)
    with writes_nothing():
        response = send(client, secretariat, dispute, "ending", finding="upheld", reason="So.")
    assert "A side stands by a proposal" in str(errors(response, "ending"))


def test_what_has_ended_says_so_to_who_comes_too_late(
    client, dispute, official_id, official_my, indonesia, malaysia
):
    seen = proposed(dispute, official_id, indonesia).proposed_at
    confirm_ending(dispute=dispute, author=official_my, side=malaysia, seen_at=seen)
    sign_in(client, official_my)
    with writes_nothing():
        response = send(client, official_my, dispute, "statement", text="But.")

    assert "This dispute has ended." in response.content.decode()


@pytest.mark.parametrize("name", ["statement", "move", "ending", "confirm"])
def test_a_form_has_the_page_of_its_dispute(client, dispute, official_id, name):
    client.force_login(official_id)
    response = client.get(reverse(f"compliance:dispute_{name}", args=[dispute.pk]))

    assert response.url == f"{dispute.get_absolute_url()}#{name}"


# Where else it is shown


def test_the_record_leads_to_the_dispute_and_then_says_how_it_ended(
    client, clock, dispute, obligation_of_id, official_id, official_my, indonesia, malaysia
):
    def entry():
        client.force_login(official_id)
        response = client.get(obligation_of_id.get_absolute_url())
        assert dispute.get_absolute_url() in response.content.decode()
        return response.context["record"][0].entry

    clock.shift(timedelta(days=31))
    (case,) = entry().disputes
    assert (entry().contested, case.current.level, case.current.overdue_days) == (
        True,
        Rung.CONSULTATION,
        1,
    )

    seen = proposed(dispute, official_id, indonesia, reason="Both went there.").proposed_at
    confirm_ending(dispute=dispute, author=official_my, side=malaysia, seen_at=seen)
    (case,) = entry().disputes
    assert (case.end.finding, case.end.reason) == ("upheld", "Both went there.")
    assert not entry().contested


def test_the_regime_s_clock_is_shown(client, regime, obligation_of_id, official_my, sabah):
    change_settings(RegimeSettings(regime=regime, dispute_days={"consultation": 5}))
    dispute = contested(obligation_of_id, official_my, sabah)

    assert page_of(client, official_my, dispute).context["case"].current.until == date(2026, 11, 30)
