"""Disputes: opened by a contest, moved up when a level runs out of time, ended by both sides."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.core.exceptions import ValidationError

from agreements.models import CommitteeParent, Level
from compliance.dashboard.figures import figures
from compliance.models import (
    Dispute,
    DisputeEnding,
    DisputeEvidence,
    DisputeStatement,
    DisputeStep,
    EndingProposal,
    ProgressReport,
    Verdict,
)
from compliance.workflow.disputing import (
    CLOCKS,
    Ending,
    add_statement,
    confirm_ending,
    move_up,
    propose_ending,
)
from compliance.workflow.reporting import verify_report
from sosek.ledger.audit import audit
from sosek.ledger.models import Entry
from tests.factories import (
    CommitteeFactory,
    ObservationFactory,
    PartyFactory,
    ProgressReportFactory,
    VerificationFactory,
    photo,
    upload,
)
from tests.refusals import refuses, writes_nothing

pytestmark = pytest.mark.django_db

DAY = "2026-11-25T04:00:00Z"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(DAY, tick=True) as traveller:
        yield traveller


@pytest.fixture
def claim(obligation_of_id, official_id, official_my):
    """Indonesia says 80 percent; 30 stood before."""
    ObservationFactory(
        obligation=obligation_of_id, status="in_progress", percent=30, observed_on="2026-01-05"
    )
    return ProgressReportFactory(
        obligation=obligation_of_id, author=official_id, percent=80, observed_on="2026-11-01"
    )


@pytest.fixture
def dispute(claim, official_my, malaysia):
    VerificationFactory(
        report=claim, verifier=official_my, party=malaysia, verdict=Verdict.CONTESTED
    )
    return Dispute.objects.get()


def score_of(forum, *, known_at=None):
    found = figures(
        [forum],
        forum.regime,
        as_of=date(2026, 11, 25),
        known_at=known_at or Entry.objects.latest("sequence").recorded_at,
    )
    return found.score("ID").value


def contested(report):
    """Whether a figure that rests on the report is marked so."""
    forum = report.obligation.forum
    now = Entry.objects.latest("sequence").recorded_at
    found = figures([forum], forum.regime, as_of=date(2026, 11, 25), known_at=now)
    return found.score("ID").contested


def ended(dispute, official_id, official_my, indonesia, malaysia, **ending):
    propose_ending(
        dispute=dispute, author=official_id, side=indonesia, ending=Ending(reason="So.", **ending)
    )
    seen = EndingProposal.objects.get().proposed_at
    return confirm_ending(dispute=dispute, author=official_my, side=malaysia, seen_at=seen)


def test_contesting_opens_a_file_between_the_sides(dispute, claim, malaysia):
    step = dispute.steps.get()
    assert dispute.report == claim
    assert dispute.contest.reason == "Nothing is built there."
    assert (step.level, step.holder, step.side) == ("consultation", None, malaysia)
    assert step.due_on == date(2026, 11, 25) + timedelta(days=CLOCKS["consultation"])
    assert audit().fault is None


def test_the_regime_says_how_long_a_level_has(dispute, regime, claim, official_my, malaysia):
    from agreements.models import RegimeSettings
    from agreements.workflow import change_settings

    change_settings(RegimeSettings(regime=regime, dispute_days={"consultation": 5}))
    verify_report(report=claim, verifier=official_my, party=malaysia, verdict=Verdict.ACCEPTED)
    verify_report(
        report=claim, verifier=official_my, party=malaysia, verdict=Verdict.CONTESTED, reason="No."
    )
    assert Dispute.objects.latest("sequence").steps.get().due_on == date(2026, 11, 30)


def test_a_second_contest_joins_the_open_file(dispute, claim, official_my, malaysia):
    assert list(Dispute.objects.open()) == [dispute]
    verify_report(report=claim, verifier=official_my, party=malaysia, verdict=Verdict.ACCEPTED)
    assert not Dispute.objects.open().exists()  # withdrawn

    verify_report(
        report=claim, verifier=official_my, party=malaysia, verdict=Verdict.CONTESTED, reason="No."
    )
    assert Dispute.objects.open().count() == 1
    assert Dispute.objects.count() == 2


def test_a_contest_that_joined_gets_a_file_of_its_own_when_the_first_is_taken_back(
    obligation_of_id, official_id, official_my, indonesia, malaysia
):
    """An observation may be contested by both; while one still does, somebody must end it."""
    report = ObservationFactory(obligation=obligation_of_id, observed_on="2026-11-01")
    for official, side in ((official_my, malaysia), (official_id, indonesia)):
        VerificationFactory(report=report, verifier=official, party=side, verdict="contested")
    first = Dispute.objects.get()
    verify_report(report=report, verifier=official_my, party=malaysia, verdict=Verdict.ACCEPTED)

    second = Dispute.objects.open().get()
    assert second != first
    assert (second.contest.side, second.steps.get().side) == (indonesia, indonesia)
    assert contested(report)

    ended(second, official_id, official_my, indonesia, malaysia, finding="withdrawn")
    assert not Dispute.objects.open().exists()
    assert not contested(report)
    assert audit().fault is None


def test_accepting_opens_nothing(claim, official_my, malaysia):
    verify_report(report=claim, verifier=official_my, party=malaysia, verdict=Verdict.ACCEPTED)
    assert not Dispute.objects.exists()


def test_each_side_adds_what_it_has(dispute, official_id, official_my, indonesia, malaysia):
    for author, side in ((official_id, indonesia), (official_my, malaysia)):
        add_statement(dispute=dispute, author=author, side=side, text=" Look. ", uploads=[photo()])

    assert [each.text for each in dispute.statements.all()] == ["Look.", "Look."]
    assert DisputeEvidence.objects.count() == 2
    assert audit().fault is None


def test_a_statement_says_something(dispute, official_id, indonesia):
    with writes_nothing(), pytest.raises(ValidationError, match="Write what your side says"):
        add_statement(dispute=dispute, author=official_id, side=indonesia, text=" ")


def test_a_bad_file_keeps_the_statement_out(dispute, official_id, indonesia):
    with refuses("file", of="evidence"):
        add_statement(
            dispute=dispute,
            author=official_id,
            side=indonesia,
            text="Look.",
            uploads=[upload("road.jpg", b"<html>")],
        )


def test_a_statement_sent_twice_is_one(dispute, official_id, indonesia):
    sent = {"dispute": dispute, "author": official_id, "side": indonesia, "text": "Look."}
    first = add_statement(**sent)
    with writes_nothing():
        assert add_statement(**sent, submission_key=first.submission_key) == first


def test_who_has_no_seat_says_nothing(dispute, official_id):
    brunei = PartyFactory(code="BN")
    with refuses("no_seat"):
        add_statement(dispute=dispute, author=official_id, side=brunei, text="Look.")
    with refuses("no_seat"):
        propose_ending(
            dispute=dispute,
            author=official_id,
            side=brunei,
            ending=Ending(finding="upheld", reason="So."),
        )


def test_a_level_keeps_its_time(dispute, official_id, indonesia):
    with refuses("early"):
        move_up(dispute=dispute, author=official_id, side=indonesia, reason="No answer.")


@pytest.fixture
def ladder(regime, forum):
    """A committee on every rung but the highest."""
    found = {}
    for level in (Level.TECHNICAL, Level.REGIONAL, Level.CENTRAL):
        of = None if level == Level.CENTRAL else forum
        found[level] = CommitteeFactory(regime=regime, code=f"b-{level}", level=level, forum=of)
    CommitteeParent.objects.create(committee=found[Level.REGIONAL], parent=found[Level.CENTRAL])
    return found


def test_either_side_moves_it_up_once_time_ran_out(
    clock, dispute, ladder, official_id, official_my, indonesia, malaysia
):
    sides = [(official_id, indonesia), (official_my, malaysia)] * 2
    climbed = []
    for author, side in sides:
        clock.shift(timedelta(days=400))
        step = move_up(dispute=dispute, author=author, side=side, reason="Time ran out.")
        climbed.append((step.level, step.holder and step.holder.code))
    assert climbed == [
        ("technical", "b-technical"),
        ("regional", "b-regional"),
        ("central", "b-central"),
        ("gbc", None),
    ]

    clock.shift(timedelta(days=400))
    with refuses("top"):
        move_up(dispute=dispute, author=official_id, side=indonesia, reason="Higher.")
    assert audit().fault is None


def test_the_day_after_the_last_it_may_be_moved(clock, dispute, official_id, indonesia):
    clock.move_to("2026-12-25T10:00:00Z")  # the last day, in Makassar
    with refuses("early"):
        move_up(dispute=dispute, author=official_id, side=indonesia, reason="No answer.")
    clock.move_to("2026-12-25T16:00:00Z")  # midnight there
    assert move_up(dispute=dispute, author=official_id, side=indonesia, reason="No answer.")


def test_moving_up_says_why_and_happens_once(clock, dispute, official_id, indonesia):
    clock.shift(timedelta(days=31))
    with writes_nothing(), pytest.raises(ValidationError, match="Say why"):
        move_up(dispute=dispute, author=official_id, side=indonesia, reason=" ")

    step = move_up(dispute=dispute, author=official_id, side=indonesia, reason="No answer.")
    with writes_nothing():
        again = move_up(
            dispute=dispute,
            author=official_id,
            side=indonesia,
            reason="No answer.",
            submission_key=step.submission_key,
        )
    assert again == step
    assert DisputeStep.objects.count() == 2


@pytest.mark.parametrize(
    ("ending", "value"),
    [
        ({"finding": "upheld"}, Fraction(4, 5)),
        ({"finding": "withdrawn"}, Fraction(4, 5)),
        (
            {"finding": "settled", "status": "in_progress", "percent": 60, "settlement": "60."},
            Fraction(3, 5),
        ),
        ({"finding": "overturned", "status": "in_progress", "percent": 10}, Fraction(1, 10)),
        ({"finding": "overturned"}, Fraction(3, 10)),
    ],
)
def test_the_finding_enters_the_score(
    dispute, forum, official_id, official_my, indonesia, malaysia, ending, value
):
    contested = Entry.objects.latest("sequence").recorded_at
    assert score_of(forum) == Fraction(3, 10)  # what stood before
    ended(dispute, official_id, official_my, indonesia, malaysia, **ending)

    assert score_of(forum) == value
    assert score_of(forum, known_at=contested) == Fraction(3, 10)
    assert audit().fault is None


def test_it_ends_only_by_both_sides(dispute, official_id, official_my, indonesia, malaysia):
    ending = Ending(finding="upheld", reason="Seen on site.")
    with refuses("no_proposal"):
        confirm_ending(dispute=dispute, author=official_my, side=malaysia, seen_at=None)
    propose_ending(dispute=dispute, author=official_id, side=indonesia, ending=ending)
    seen = EndingProposal.objects.get().proposed_at
    with refuses("own_proposal"):
        confirm_ending(dispute=dispute, author=official_id, side=indonesia, seen_at=seen)
    assert Dispute.objects.open().exists()

    row = confirm_ending(dispute=dispute, author=official_my, side=malaysia, seen_at=seen)
    assert [each["side"] for each in row.confirmed] == ["ID", "MY"]
    assert [each["official"] for each in row.confirmed] == [
        str(official_id.opaque_id),
        str(official_my.opaque_id),
    ]
    with writes_nothing():  # a second click
        confirm_ending(dispute=dispute, author=official_my, side=malaysia, seen_at=seen)


def test_one_confirms_what_one_has_read(dispute, official_id, official_my, indonesia, malaysia):
    propose_ending(
        dispute=dispute,
        author=official_id,
        side=indonesia,
        ending=Ending(finding="upheld", reason="A."),
    )
    seen = EndingProposal.objects.get().proposed_at
    propose_ending(
        dispute=dispute,
        author=official_id,
        side=indonesia,
        ending=Ending(finding="overturned", reason="B."),
    )
    with refuses("stale"):
        confirm_ending(dispute=dispute, author=official_my, side=malaysia, seen_at=seen)


@pytest.mark.parametrize(
    ("ending", "sentence"),
    [
        ({"finding": "upheld", "reason": " "}, "Say why it ends so"),
        ({"finding": "settled", "reason": "So."}, "Say what was agreed"),
        ({"finding": "settled", "reason": "So.", "settlement": "X"}, "Say what was agreed"),
        ({"finding": "upheld", "reason": "So.", "status": "fulfilled"}, "with its own state"),
        ({"finding": "perhaps", "reason": "So."}, "not a valid choice"),
        (
            {"finding": "overturned", "reason": "So.", "status": "fulfilled", "percent": 40},
            "A share goes with",
        ),
    ],
)
def test_an_ending_says_what_it_finds_and_why(dispute, official_id, indonesia, ending, sentence):
    with writes_nothing(), pytest.raises(ValidationError, match=sentence):
        propose_ending(dispute=dispute, author=official_id, side=indonesia, ending=Ending(**ending))


def test_what_has_ended_is_not_argued_any_more(
    dispute, claim, official_id, official_my, indonesia, malaysia
):
    ended(dispute, official_id, official_my, indonesia, malaysia, finding="upheld")

    for act in (
        lambda: add_statement(dispute=dispute, author=official_id, side=indonesia, text="But."),
        lambda: move_up(dispute=dispute, author=official_id, side=indonesia, reason="But."),
        lambda: propose_ending(
            dispute=dispute,
            author=official_id,
            side=indonesia,
            ending=Ending(finding="upheld", reason="But."),
        ),
        lambda: verify_report(
            report=claim,
            verifier=official_my,
            party=malaysia,
            verdict=Verdict.ACCEPTED,
        ),
    ):
        with refuses("ended"):
            act()


def test_both_voices_stay(dispute, claim, official_id, official_my, indonesia, malaysia):
    add_statement(dispute=dispute, author=official_id, side=indonesia, text="It is paved.")
    ended(dispute, official_id, official_my, indonesia, malaysia, finding="overturned")

    assert ProgressReport.objects.get(pk=claim.pk).narrative == claim.narrative
    assert dispute.contest.reason
    assert DisputeStatement.objects.get().text == "It is paved."
    assert DisputeEnding.objects.get().finding == "overturned"


def test_what_the_secretariat_prepares_is_confirmed_by_both(
    dispute, secretariat, official_id, official_my, indonesia, malaysia
):
    propose_ending(
        dispute=dispute,
        author=secretariat,
        side=None,
        ending=Ending(finding="upheld", reason="Seen by both."),
    )
    seen = EndingProposal.objects.get().proposed_at

    def confirm(author, side):
        return confirm_ending(dispute=dispute, author=author, side=side, seen_at=seen)

    assert confirm(official_my, malaysia) is None
    with writes_nothing():
        assert confirm(official_my, malaysia) is None  # a second click
    with refuses("own_proposal"):
        confirm(secretariat, malaysia)
    assert Dispute.objects.open().exists()

    row = confirm(official_id, indonesia)
    assert [(each["side"], each["official"]) for each in row.confirmed] == [
        ("MY", str(official_my.opaque_id)),
        ("ID", str(official_id.opaque_id)),
    ]
    assert EndingProposal.objects.get().prepared
    assert audit().fault is None


def test_the_secretariat_leaves_what_a_side_proposes(
    dispute, secretariat, official_id, official_my, indonesia, malaysia
):
    def propose(author, side, reason):
        ending = Ending(finding="upheld", reason=reason)
        return propose_ending(dispute=dispute, author=author, side=side, ending=ending)

    first = propose(secretariat, None, "A.")
    confirm_ending(dispute=dispute, author=official_my, side=malaysia, seen_at=first.proposed_at)
    with refuses("proposed"):
        propose(secretariat, None, "B.")

    mine = propose(official_id, indonesia, "C.")  # a side may always propose another
    assert (mine.side, mine.adopted_at, mine.prepared) == (indonesia, None, False)
    with refuses("stale"):
        confirm_ending(
            dispute=dispute, author=official_my, side=malaysia, seen_at=first.proposed_at
        )
