"""Causes, needs and grades: what the verbs record, what they refuse."""

import uuid

import pytest
import time_machine
from django.core.exceptions import ValidationError

from agreements.models import PartialDate
from compliance.models import Assessment, CapacityNeed, Impediment, NeedSupport
from compliance.workflow.diagnosing import assess, record_support, state_need, state_reason
from sosek.ledger.audit import audit
from sosek.ledger.models import Entry
from tests.factories import (
    AgreementFactory,
    CitationFactory,
    PartyFactory,
    WorkingPaperFactory,
)
from tests.refusals import refuses, writes_nothing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-25T04:00:00Z", tick=True):
        yield


def reason(obligation, author, **given):
    said = {"cause": "financial", "text": "No money.", "observed_on": PartialDate("2026-03")}
    return state_reason(obligation=obligation, author=author, **said | given)


def need(obligation, author, party, **given):
    said = {"cause": "technical", "text": "Surveyors.", "observed_on": PartialDate("2026-03")}
    return state_need(obligation=obligation, author=author, party=party, **said | given)


def support(wanted, author, **given):
    said = {"stage": "promised", "text": "Two surveyors.", "observed_on": PartialDate("2026-05")}
    return record_support(need=wanted, author=author, **said | given)


def grade(forum, party, author, **given):
    said = {
        "scale": "verdict",
        "grade": "high",
        "assessor": "Sonny Sudiar",
        "rationale": "It built what it owed.",
        "observed_on": PartialDate("2010-11-10"),
    }
    if "citations" not in given:
        given["citations"] = [CitationFactory()]
    return assess(forum=forum, party=party, author=author, **said | given)


def test_a_side_gives_its_own_reason(obligation_of_my, official_my, sabah):
    row = reason(obligation_of_my, official_my, party=sabah)

    assert (row.voice, row.party, row.assessor) == ("given", sabah, "")
    assert row.observed_day.isoformat() == "2026-03-31"
    assert Entry.objects.latest("sequence").kind == "impediment"
    assert audit().fault is None


def test_an_analyst_assesses_another_and_both_stand(obligation_of_my, official_my, analyst, sabah):
    reason(obligation_of_my, official_my, party=sabah)
    row = reason(
        obligation_of_my,
        analyst,
        cause="interest",
        assessor=" Sonny Sudiar ",
        citations=[CitationFactory()],
    )

    assert (row.voice, row.party, row.assessor) == ("assessed", None, "Sonny Sudiar")
    assert Impediment.objects.count() == 2


def test_nobody_gives_the_reason_of_another_side(obligation_of_my, official_id, kaltim):
    with writes_nothing(), pytest.raises(ValidationError, match="Only the side that owes"):
        reason(obligation_of_my, official_id, party=kaltim)
    with writes_nothing(), pytest.raises(ValidationError, match="Only the side that owes"):
        need(obligation_of_my, official_id, kaltim)


def test_a_reason_that_is_assessed_needs_its_source(obligation_of_my, analyst):
    with writes_nothing(), pytest.raises(ValidationError, match="Name the published source"):
        reason(obligation_of_my, analyst)


def test_what_no_person_enters_needs_its_source(obligation_of_my, sabah):
    for party in (sabah, None):
        with writes_nothing(), pytest.raises(ValidationError, match="Name the published source"):
            reason(obligation_of_my, None, party=party)
    with writes_nothing(), pytest.raises(ValidationError, match="Name the published source"):
        need(obligation_of_my, None, sabah)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": " "}, "Say the reason in a sentence"),
        ({"cause": "laziness"}, "not a valid choice"),
    ],
)
def test_a_reason_says_what_it_means(obligation_of_my, official_my, sabah, given, sentence):
    with writes_nothing(), pytest.raises(ValidationError, match=sentence):
        reason(obligation_of_my, official_my, party=sabah, **given)


def test_no_day_to_come(obligation_of_my, official_my, sabah, forum):
    late = {"observed_on": PartialDate("2027")}
    with refuses("future", of="observed_on"):
        reason(obligation_of_my, official_my, party=sabah, **late)
    with refuses("future", of="observed_on"):
        need(obligation_of_my, official_my, sabah, **late)
    wanted = need(obligation_of_my, official_my, sabah)
    with refuses("future", of="observed_on"):
        support(wanted, official_my, **late)


def test_a_need_is_stated_and_supported(obligation_of_my, official_my, sabah, indonesia):
    wanted = need(obligation_of_my, official_my, sabah)
    support(wanted, official_my, party=indonesia)
    support(wanted, official_my, stage="delivered", donor=" A bank ")
    support(wanted, official_my, stage="met", text="They came.")

    assert [each.stage for each in wanted.support.all()] == ["promised", "delivered", "met"]
    assert wanted.support.get(stage="delivered").donor == "A bank"
    assert audit().fault is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": " "}, "Say what is lacking"),
        ({"cause": "interest"}, "A need is technical"),
    ],
)
def test_a_need_is_of_capacity(obligation_of_my, official_my, sabah, given, sentence):
    with writes_nothing(), pytest.raises(ValidationError, match=sentence):
        need(obligation_of_my, official_my, sabah, **given)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": " "}, "what was promised or done"),
        ({"stage": "hoped"}, "not a valid choice"),
    ],
)
def test_support_says_what_it_is(obligation_of_my, official_my, sabah, given, sentence):
    wanted = need(obligation_of_my, official_my, sabah)
    with writes_nothing(), pytest.raises(ValidationError, match=sentence):
        support(wanted, official_my, **given)


def test_two_analysts_grade_the_same_and_both_stand(forum, sabah, analyst):
    grade(forum, sabah, analyst, grade="low")
    grade(forum, sabah, analyst, scale="degree", grade="partial", assessor="Somebody else")

    grades = Assessment.objects.values_list("assessor", "scale", "grade")
    assert list(grades) == [
        ("Sonny Sudiar", "verdict", "low"),
        ("Somebody else", "degree", "partial"),
    ]
    assert audit().fault is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"grade": "partial"}, "The scale has no such grade"),
        ({"scale": "stars"}, "not a valid choice"),
        ({"rationale": " "}, "Say why"),
        ({"assessor": " "}, "cannot be blank"),
        ({"citations": []}, "Name the published source"),
        ({"observed_on": PartialDate("2027")}, "not come yet"),
    ],
)
def test_a_grade_is_somebodys_on_its_scale_with_reason_and_source(
    forum, sabah, analyst, given, sentence
):
    given = {"citations": [CitationFactory()]} | given
    with writes_nothing(), pytest.raises(ValidationError, match=sentence):
        grade(forum, sabah, analyst, **given)


def test_who_has_no_seat_is_not_graded(forum, analyst):
    brunei, cited = PartyFactory(code="BN"), [CitationFactory()]
    with writes_nothing(), pytest.raises(ValidationError, match="no seat"):
        grade(forum, brunei, analyst, citations=cited)


def test_an_agreement_is_graded_in_its_own_forum(other_forum, forum, malaysia, analyst):
    agreement = AgreementFactory(paper=WorkingPaperFactory(forum=other_forum))
    cited = [CitationFactory()]
    with writes_nothing(), pytest.raises(ValidationError, match="another forum"):
        grade(forum, malaysia, analyst, agreement=agreement, citations=cited)
    assert grade(other_forum, malaysia, analyst, agreement=agreement)


def test_what_is_sent_twice_is_recorded_once(
    obligation_of_my, obligation_of_id, official_my, sabah, forum, analyst
):
    key = {"submission_key": uuid.uuid4()}
    wanted = need(obligation_of_my, official_my, sabah, **key)
    rows = [
        (reason(obligation_of_my, official_my, party=sabah, **key), Impediment),
        (wanted, CapacityNeed),
        (support(wanted, official_my, **key), NeedSupport),
        (grade(forum, sabah, analyst, **key), Assessment),
    ]
    cited = [CitationFactory()]
    with writes_nothing():
        assert reason(obligation_of_my, official_my, party=sabah, **key) == rows[0][0]
        assert need(obligation_of_my, official_my, sabah, **key) == wanted
        assert support(wanted, official_my, **key) == rows[2][0]
        assert grade(forum, sabah, analyst, citations=cited, **key) == rows[3][0]
    assert [model.objects.count() for _row, model in rows] == [1, 1, 1, 1]
    with refuses("key"):
        reason(obligation_of_id, official_my, party=sabah, **key)
