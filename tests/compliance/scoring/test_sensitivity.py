"""What would be if one thing were otherwise, worked out by hand."""

from datetime import UTC
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from compliance.scoring import Method, Milestone, Status, agreement_results, figure
from compliance.scoring.sensitivity import (
    in_silence,
    judged_again,
    order_of,
    with_progress,
    with_silence,
    without_each,
)
from tests.compliance.scoring.given import (
    agreement,
    answered,
    contested,
    day,
    ended,
    moment,
    obligation,
    observed,
    says,
    stands,
    terms,
)

NOW = 40


def facts(*reports, party="ID", code="a", weight=1):
    owes = obligation(*reports, code=f"{code}-{party}", versions=(terms(party),))
    return agreement(owes, code=code, weight=weight)


def judged(agreements):
    return agreement_results(agreements, as_of=day(NOW), known_at=moment(NOW))


def value(results, party="ID", method=Method.FULFILMENT):
    return figure(method, results, party).value


def again(agreements, change):
    found = judged(agreements)
    return judged_again(agreements, found, change, as_of=day(NOW), known_at=moment(NOW))


@pytest.mark.parametrize("percent", [0, 25, 50, 75, 100, 35])
def test_in_progress_is_worth_what_is_asked_unless_it_has_a_number(percent):
    half = observed(None, status=Status.IN_PROGRESS)
    said = observed(None, status=Status.IN_PROGRESS)._replace(percent=60)
    agreements = [facts(half), facts(said, code="b"), facts(stands(100), code="c")]

    found = again(agreements, with_progress(percent))

    assert value(found) == (Fraction(percent, 100) + Fraction(60, 100) + 1) / 3
    assert value(judged(agreements)) == Fraction(210, 300)


def test_what_a_dispute_found_stays_whatever_in_progress_is_worth():
    found = ended(contested(says(None, status=Status.IN_PROGRESS)), "settled", percent=50)
    agreements = [facts(found)]
    assert value(again(agreements, with_progress(0))) == Fraction(1, 2)


def test_only_what_a_change_touches_is_judged_again():
    agreements = [facts(stands(100)), facts(observed(None, status=Status.IN_PROGRESS), code="b")]
    before = judged(agreements)

    after = judged_again(
        agreements, before, with_progress(10), as_of=day(NOW), known_at=moment(NOW)
    )

    assert after[0] is before[0]
    assert after[1] is not before[1]


def claimed(recorded, **more):
    """A claim of full, of the day it was recorded, that silence accepts after thirty days."""
    return says(100, recorded, stands_from=moment(recorded + 31), **more)


# Recorded on day 5 and asked on day 40: silence of 30 days ends with day 35, of 34 with day 39.
@pytest.mark.parametrize(
    ("days", "accepted"),
    [(0, True), (30, True), (34, True), (35, False), (60, False), (None, False)],
)
def test_silence_accepts_after_so_many_whole_days(days, accepted):
    agreements = [facts(stands(0, 1), claimed(5))]

    found = again(agreements, with_silence(days, UTC, known_at=moment(NOW)))

    assert value(judged(agreements)) == 1
    assert value(found) == (1 if accepted else 0)


def test_the_days_of_silence_are_those_of_the_regime():
    # 18:00 in UTC is the next day at Makassar, so that the period ends a day later there.
    late = says(100, 5, stands_from=moment(60))
    late = late._replace(recorded_at=late.recorded_at.replace(hour=18))
    agreements = [facts(stands(0, 1), late)]

    def found(zone):
        return value(again(agreements, with_silence(34, zone, known_at=moment(NOW))))

    assert found(UTC) == 1
    assert found(ZoneInfo("Asia/Makassar")) == 0


def test_an_answer_is_an_answer_and_what_nobody_could_contest_never_stands_by_silence():
    agreements = [
        facts(stands(0, 1), answered(claimed(5), accepted=False)),
        facts(stands(0, 1), says(100, 5), code="b"),
    ]
    assert value(again(agreements, with_silence(0, UTC, known_at=moment(NOW)))) == 0


def test_claims_that_wait_in_their_silence_period_are_counted():
    waiting, over, never = claimed(20), claimed(5), says(100, 30)
    agreements = [facts(waiting, over, never), facts(contested(claimed(21)), code="b")]

    found = in_silence(judged(agreements), known_at=moment(NOW))

    assert [report.key for report in found] == [waiting.key]


def test_a_claim_on_a_milestone_waits_too():
    claim = claimed(20, milestone="m")
    owes = obligation(claim, versions=(terms(milestones=(Milestone("m"),)),))
    assert len(in_silence(judged([agreement(owes)]), known_at=moment(NOW))) == 1


# Scores 1, 1/2 and nothing, of weights 1, 3 and 2: (1 + 3/2) / 4 = 5/8.
def test_leaving_out_any_one_agreement():
    agreements = [
        facts(stands(100)),
        facts(stands(50), code="b", weight=3),
        facts(code="c", weight=2),
    ]
    found = judged(agreements)

    assert value(found) == Fraction(5, 8)
    assert without_each(Method.FULFILMENT, found, "ID") == {
        "a": Fraction(1, 2),
        "b": 1,
        "c": Fraction(5, 8),
    }


@pytest.mark.parametrize("method", Method)
def test_leaving_one_out_is_the_figure_of_the_others(method):
    agreements = [
        facts(stands(100)),
        facts(stands(60), code="b", weight=3),
        facts(code="c"),
        facts(stands(0), code="d"),
    ]
    found = judged(agreements)

    expected = {
        each.code: value([other for other in found if other is not each], method=method)
        for each in found
    }

    assert without_each(method, found, "ID") == expected


def test_without_the_only_assessed_agreement_there_is_no_figure():
    found = judged([facts(stands(100)), facts(code="b")])
    for method in Method:
        assert without_each(method, found, "ID")["a"] is None


@pytest.mark.parametrize(
    ("values", "order"),
    [
        ((1, 0), (0, 1)),
        ((0, 1), (1, 0)),
        ((1, 1), (0, 0)),
        ((1, 0, 1), (0, 2, 0)),
        ((1, None), None),
        ((1,), None),
        ((), None),
    ],
)
def test_the_order_of_figures(values, order):
    assert order_of(values) == order
