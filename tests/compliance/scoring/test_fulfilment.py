"""The rule of `fulfilment`, branch by branch."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from compliance.scoring import (
    METHOD,
    AgreementTerms,
    By,
    Degree,
    Milestone,
    Reason,
    Standing,
    Status,
    Verdict,
    agreement_results,
    rounded,
    score,
    score_by,
    score_of,
)
from tests.compliance.scoring.given import (
    BEGINNING,
    THRESHOLDS,
    TODAY,
    accepted,
    agreement,
    contested,
    day,
    disputed,
    ended,
    moment,
    obligation,
    observed,
    percents,
    result,
    says,
    stands,
    terms,
)


def figure(*agreements, as_of=TODAY, known_at=TODAY, party=""):
    return score(
        agreements,
        as_of=day(as_of),
        known_at=moment(known_at),
        thresholds=THRESHOLDS,
        party=party,
    )


# What a report says


@pytest.mark.parametrize(
    ("status", "percent", "fraction"),
    [
        (Status.NOT_STARTED, None, Fraction(0)),
        (Status.DECLINED, None, Fraction(0)),
        (Status.IN_PROGRESS, None, Fraction(1, 2)),
        (Status.IN_PROGRESS, 0, Fraction(0)),
        (Status.IN_PROGRESS, 37, Fraction(37, 100)),
        (Status.FULFILLED, None, Fraction(1)),
        (Status.SUSPENDED, None, Fraction(0)),
        (Status.INFORMATION, None, None),
    ],
)
def test_each_status_says_a_fraction(status, percent, fraction):
    report = stands(percent, status=status)._replace(percent=percent)

    assert result(report).established == fraction
    assert result(report).claimed == fraction


# Standing


@pytest.mark.parametrize(
    ("report", "verdict", "reason"),
    [
        (says(60), Verdict.PENDING, Reason.OPEN),
        (accepted(says(60)), Verdict.STANDS, Reason.ACCEPTED),
        (contested(says(60)), Verdict.DISPUTED, Reason.CONTESTED),
        (observed(60), Verdict.STANDS, Reason.OBSERVATION),
        (contested(observed(60)), Verdict.DISPUTED, Reason.CONTESTED),
        (accepted(observed(60)), Verdict.STANDS, Reason.ACCEPTED),
        (says(60, stands_from=moment(40)), Verdict.STANDS, Reason.SILENCE),
        (accepted(contested(says(60))), Verdict.STANDS, Reason.ACCEPTED),
        (contested(accepted(says(60))), Verdict.DISPUTED, Reason.CONTESTED),
        (contested(says(60, stands_from=moment(40)), at=90), Verdict.DISPUTED, Reason.CONTESTED),
        # Three sides: one acceptance suffices, one contest suspends.
        (accepted(says(60), side="BN"), Verdict.STANDS, Reason.ACCEPTED),
        (contested(accepted(says(60)), side="BN"), Verdict.DISPUTED, Reason.CONTESTED),
        (accepted(contested(says(60), side="BN")), Verdict.DISPUTED, Reason.CONTESTED),
        (ended(contested(says(60)), "upheld"), Verdict.STANDS, Reason.UPHELD),
        (ended(contested(says(60)), "withdrawn"), Verdict.STANDS, Reason.WITHDRAWN),
        (ended(contested(says(60)), "settled", 40), Verdict.STANDS, Reason.SETTLED),
        (ended(contested(says(60)), "overturned", 20), Verdict.STANDS, Reason.FOUND),
        (ended(contested(says(60)), "overturned"), Verdict.OVERTURNED, Reason.OVERTURNED),
        (ended(contested(observed(60)), "upheld"), Verdict.STANDS, Reason.UPHELD),
        (contested(ended(contested(says(60)), "upheld")), Verdict.STANDS, Reason.UPHELD),
        (says(60, status=Status.INFORMATION), Verdict.LEFT_OUT, Reason.INFORMATION),
        (stands(60, TODAY + 1, recorded=10), Verdict.LEFT_OUT, Reason.LATER),
        (
            says(60, TODAY + 1, recorded=10, status=Status.INFORMATION),
            Verdict.LEFT_OUT,
            Reason.INFORMATION,
        ),
        (stands(60, milestone="road"), Verdict.LEFT_OUT, Reason.NO_SUCH_MILESTONE),
    ],
)
def test_what_a_report_is_worth_and_why(report, verdict, reason):
    (considered,) = result(report).considered

    assert (considered.verdict, considered.reason) == (verdict, reason)
    assert considered.counted == (verdict in (Verdict.STANDS, Verdict.DISPUTED))


def test_silence_accepts_from_its_moment_on_and_not_before():
    claim = says(60, recorded=10, stands_from=moment(40))
    just_before = moment(40) - timedelta(microseconds=1)
    found = [obligation_at(claim, known_at) for known_at in (just_before, moment(40))]

    assert found == [None, Fraction(60, 100)]


def obligation_at(report, known_at):
    found = agreement_results([agreement(obligation(report))], as_of=day(TODAY), known_at=known_at)
    return found[0].obligations[0].established


def test_a_claim_that_silence_never_accepts_stays_open():
    assert percents(result(says(60, stands_from=None))) == (None, 60)


def test_the_last_answer_of_a_side_counts_whatever_their_order():
    report = accepted(contested(says(60)))

    assert percents(result(report._replace(answers=report.answers[::-1]))) == (60, 60)


def test_answers_silence_and_endings_count_by_the_moment_alone():
    report = ended(contested(says(60, 10, stands_from=moment(12)), at=20), "settled", 40, at=30)

    def established(known_at):
        return percents(result(report, as_of=11, known_at=known_at))[0]

    assert [established(k) for k in (9, 10, 12, 20, 30)] == [None, None, 60, 0, 40]


def test_the_last_ending_decides_whatever_their_order():
    report = ended(ended(contested(says(60)), "overturned"), "settled", 40)

    assert percents(result(report)) == (40, 40)
    assert percents(result(report._replace(endings=report.endings[::-1]))) == (40, 40)


# Established and claimed


@pytest.mark.parametrize(
    ("reports", "established", "claimed"),
    [
        ([], None, None),
        # A first claim moves nothing until it stands; contested, it is assessed as 0.
        ([says(60)], None, 60),
        ([disputed(60)], 0, 60),
        ([says(60, 5), disputed(40, 8)], 0, 40),
        ([disputed(60, 5), says(40, 8)], 0, 40),
        ([stands(60)], 60, 60),
        # A rise counts only once it stands.
        ([stands(60, 5), says(80, 8)], 60, 80),
        ([stands(60, 5), disputed(80, 8)], 60, 80),
        ([stands(60, 5), stands(80, 8)], 80, 80),
        # An admission against oneself counts at once, and is not undone by a later claim.
        ([stands(60, 5), says(20, 8)], 20, 20),
        ([stands(60, 5), disputed(20, 8)], 20, 20),
        ([stands(60, 5), says(20, 8), says(90, 9)], 20, 90),
        ([stands(60, 5), says(20, 8), stands(90, 9)], 90, 90),
        # An open claim older than what stands is history.
        ([says(20, 5), stands(60, 8)], 60, 60),
        ([disputed(20, 5), stands(60, 8)], 60, 60),
        # Latest: observed last; of one day, recorded last; whoever speaks.
        ([stands(80, 8, sequence=1), stands(60, 5, sequence=2)], 80, 80),
        ([stands(80, 8, sequence=2), stands(60, 8, sequence=1)], 80, 80),
        ([stands(80, 8, sequence=1), observed(60, 8, sequence=2)], 60, 60),
        # Suspended keeps what was before it, of its own kind.
        ([stands(60, 5), stands(None, 8)], 60, 60),
        ([stands(60, 5), says(None, 8)], 60, 60),
        ([stands(60, 5), says(80, 6), stands(None, 8)], 60, 80),
        ([stands(60, 5), says(20, 6), stands(None, 8)], 20, 20),
        ([stands(60, 5), stands(None, 8), stands(None, 9)], 60, 60),
        ([stands(60, 5), stands(None, 8), stands(70, 9)], 70, 70),
        ([says(60, 5), stands(None, 8)], 0, 60),
        ([disputed(60, 5), stands(None, 8)], 0, 60),
        ([stands(None)], 0, 0),
        ([says(None)], None, 0),
        ([disputed(None)], 0, 0),
        # Endings.
        ([ended(disputed(60), "upheld")], 60, 60),
        ([ended(disputed(60), "withdrawn", 10)], 60, 60),
        ([ended(disputed(60), "settled", 40)], 40, 40),
        ([ended(disputed(60), "settled")], 60, 60),
        ([ended(disputed(60), "settled", Fraction(100, 3))], Fraction(100, 3), Fraction(100, 3)),
        ([ended(disputed(60), "overturned", 10)], 10, 10),
        ([ended(disputed(60), "overturned", 0)], 0, 0),
        ([ended(disputed(60), "overturned")], 0, None),
        ([stands(30, 5), ended(disputed(60, 8), "overturned")], 30, 30),
        ([ended(disputed(60, 5), "overturned"), says(70, 8)], 0, 70),
        ([ended(disputed(60, 5), "overturned"), stands(70, 8)], 70, 70),
        ([stands(60, 5), ended(disputed(None, 8), "upheld")], 60, 60),
        # A finding stands from the observed day of the report it decides.
        ([stands(90, 20), ended(disputed(60, 10), "settled", 40)], 90, 90),
    ],
)
@pytest.mark.parametrize("backwards", [False, True])
def test_established_and_claimed(reports, established, claimed, backwards):
    found = result(*(reports[::-1] if backwards else reports))

    assert percents(found) == (established, claimed)


def test_a_report_counts_once_observed_and_once_recorded():
    report = stands(60, observed=10, recorded=20)

    assert percents(result(report, as_of=9, known_at=20)) == (None, None)
    assert percents(result(report, as_of=10, known_at=19)) == (None, None)
    assert percents(result(report, as_of=10, known_at=20)) == (60, 60)


# Corrections: said first, corrected later; `wrong` is always 80 percent, observed on day 10.


def corrected(correction, wrong=None, others=(), **when):
    wrong = wrong or stands(80, 10, key="wrong", sequence=1)
    return percents(result(*others, wrong, correction, **when))


@pytest.mark.parametrize(
    ("correction", "established", "claimed"),
    [
        # Open: it can lower at once, and never raise.
        (says(30, 10, corrects="wrong"), 30, 30),
        (says(90, 10, corrects="wrong"), 80, 90),
        (disputed(90, 10, corrects="wrong"), 80, 90),
        (disputed(30, 12, corrects="wrong"), 30, 30),
        # Standing: it takes the place of what it corrects, on its own day.
        (stands(30, 10, corrects="wrong"), 30, 30),
        (stands(90, 10, corrects="wrong"), 90, 90),
        (stands(90, 5, corrects="wrong"), 90, 90),
        # Open, and speaking of an earlier day: the report is recalled.
        (says(90, 5, corrects="wrong"), 0, 90),
        (disputed(90, 5, corrects="wrong"), 0, 90),
        # Suspended after all: what was before the report that was wrong.
        (says(None, 12, corrects="wrong"), 0, 0),
        (stands(None, 12, corrects="wrong"), 0, 0),
        # Overturned: as if never made.
        (ended(disputed(30, 12, corrects="wrong"), "overturned"), 80, 80),
        # Not a correction: information, another side, another milestone, another report.
        (says(30, 5, status=Status.INFORMATION, corrects="wrong"), 80, 80),
        (says(30, 5, side="MY", corrects="wrong"), 80, 80),
        (says(30, 5, milestone="road", corrects="wrong"), 80, 80),
        (says(30, 5, corrects="unknown"), 80, 80),
        # Nothing corrects what was said after it.
        (says(30, 5, sequence=0, corrects="wrong"), 80, 80),
    ],
)
def test_a_correction(correction, established, claimed):
    assert corrected(correction) == (established, claimed)


@pytest.mark.parametrize(
    ("correction", "established", "claimed"),
    [
        (says(90, 5, corrects="wrong"), 20, 90),
        (says(None, 12, corrects="wrong"), 20, 20),
        (stands(None, 12, corrects="wrong"), 20, 20),
        (says(90, 12, corrects="wrong"), 80, 90),
    ],
)
def test_a_recalled_report_counts_for_no_more_than_what_stood_before_it(
    correction, established, claimed
):
    assert corrected(correction, others=[stands(20, 2)]) == (established, claimed)


def test_a_correction_leaves_what_does_not_stand_as_it_is():
    assert corrected(says(90, 5, corrects="wrong"), says(80, 10, key="wrong", sequence=1)) == (
        None,
        90,
    )


def test_a_correction_of_another_milestone_is_an_ordinary_report():
    wrong = stands(80, 10, key="wrong", sequence=1)
    other = says(30, 5, milestone="road", corrects="wrong")

    assert percents(result(wrong, other, milestones=ROAD_AND_BRIDGE)) == (80, 80)


def test_a_correction_of_the_day_takes_the_report_out_of_the_days_between():
    open_, standing = (f(80, 15, recorded=16, corrects="wrong") for f in (says, stands))

    # Known before the correction was made; then while it is open; then once it stands.
    assert corrected(open_, as_of=12, known_at=15) == (80, 80)
    assert corrected(open_, as_of=12) == (0, None)
    assert corrected(standing, as_of=12) == (None, None)
    assert corrected(open_, as_of=15) == (80, 80)
    assert corrected(standing, as_of=15) == (80, 80)


def test_corrections_chain():
    wrong = stands(80, 10, key="wrong", sequence=1)
    better = says(30, 10, key="better", sequence=2, corrects="wrong")

    def chain(best, correction=better):
        return percents(result(wrong, correction, best))

    assert chain(says(50, 10, corrects="better")) == (30, 50)
    assert chain(stands(50, 10, corrects="better")) == (50, 50)
    assert chain(says(50, 10, corrects="better"), accepted(better)) == (30, 50)
    assert chain(stands(90, 5, corrects="better")) == (90, 90)
    assert chain(says(None, 10, corrects="better")) == (0, 0)
    # Two corrections of one report: each must be able to lower.
    assert chain(says(50, 12, corrects="wrong"), stands(30, 5, key="b", corrects="wrong")) == (
        30,
        50,
    )
    assert chain(says(50, 12, corrects="wrong"), disputed(30, 5, key="b", corrects="wrong")) == (
        0,
        50,
    )


def test_a_correction_does_not_revive_what_was_overturned_or_left_out():
    overturned = ended(disputed(80, 10, key="wrong", sequence=1), "overturned")
    information = says(80, 10, key="wrong", sequence=1, status=Status.INFORMATION)

    assert corrected(says(30, corrects="wrong"), overturned) == (0, 30)
    assert corrected(says(30, corrects="wrong"), information) == (None, 30)
    assert corrected(stands(30, 15, corrects="wrong"), overturned, as_of=12) == (0, None)
    explained = {
        c.key: c.reason for c in result(information, stands(30, corrects="wrong")).considered
    }
    assert explained["wrong"] is Reason.INFORMATION


def test_corrections_are_explained():
    wrong = stands(80, 10, key="wrong", sequence=1)

    def of_wrong(correction):
        found = {c.key: c for c in result(wrong, correction).considered}["wrong"]
        return found.verdict, found.reason, found.counted

    assert of_wrong(says(90, 12, corrects="wrong")) == (Verdict.STANDS, Reason.ACCEPTED, True)
    assert of_wrong(says(90, 5, corrects="wrong")) == (
        Verdict.RECALLED,
        Reason.CORRECTION_OPEN,
        True,
    )
    assert of_wrong(stands(90, 12, corrects="wrong")) == (
        Verdict.CORRECTED,
        Reason.CORRECTED,
        False,
    )


# Milestones

ROAD_AND_BRIDGE = (Milestone("road", 3), Milestone("bridge", 1))


@pytest.mark.parametrize(
    ("reports", "established", "claimed"),
    [
        ([], None, None),
        ([stands(80, milestone="road")], 60, 60),
        ([stands(80, milestone="road"), stands(40, milestone="bridge")], 70, 70),
        ([stands(80)], 80, 80),
        ([stands(80, 5), stands(40, 8, milestone="bridge")], 70, 70),
        ([stands(80, 8), stands(40, 5, milestone="bridge")], 80, 80),
        ([stands(80, 5), says(0, 8, milestone="bridge")], 60, 60),
        ([stands(80, 5), says(100, 8, milestone="bridge")], 80, 85),
        ([says(80, milestone="road")], None, 60),
        ([disputed(80, milestone="road")], 0, 60),
        ([says(80, milestone="road"), stands(40, milestone="bridge")], 10, 70),
        ([stands(80, 5), stands(None, 8, milestone="road")], 80, 80),
        ([stands(80, milestone="gate")], None, None),
        ([ended(disputed(80, milestone="road"), "settled", Fraction(100, 3))], 25, 25),
    ],
)
def test_an_obligation_is_the_weighted_mean_of_its_milestones(reports, established, claimed):
    assert percents(result(*reports, milestones=ROAD_AND_BRIDGE)) == (established, claimed)


def test_a_report_on_one_milestone_is_counted_in_its_own():
    found = result(
        stands(80, 5, key="whole"),
        stands(40, 8, key="road", milestone="road"),
        milestones=ROAD_AND_BRIDGE,
    )

    assert {c.key: c.counted for c in found.considered} == {"whole": True, "road": True}


def test_counted_is_what_the_figure_rests_on():
    found = result(
        stands(20, 2, key="overtaken"),
        stands(40, 4, key="latest"),
        says(90, 6, key="open"),
        ended(disputed(10, 7), "overturned")._replace(key="overturned"),
    )

    assert [c.key for c in found.considered if c.counted] == ["latest", "open"]
    assert not result(says(90)).considered[0].counted


def test_a_suspended_report_rests_on_what_was_before_it():
    found = result(
        stands(20, 2, key="overtaken"),
        stands(40, 4, key="kept"),
        disputed(50, 6, key="contested"),
        stands(None, 8, key="suspended"),
    )

    assert [c.key for c in found.considered if c.counted] == ["kept", "contested", "suspended"]
    assert found.contested


# Expected and compliance


@pytest.mark.parametrize(
    ("starts", "due", "opened", "as_of", "expected"),
    [
        (None, None, None, 5, 1),
        (10, None, None, 9, 0),
        (10, None, None, 10, 1),
        (None, None, 10, 9, 0),
        (None, None, 10, 10, 1),
        (5, None, 10, 5, 1),
        (10, 30, None, 5, 0),
        (10, 30, None, 10, 0),
        (10, 30, None, 15, Fraction(1, 4)),
        (10, 30, None, 29, Fraction(19, 20)),
        (10, 30, None, 30, 1),
        (10, 30, None, 31, 1),
        (None, 30, 10, 20, Fraction(1, 2)),
        (None, 30, None, 29, 0),
        (None, 30, None, 30, 1),
        (30, 30, None, 29, 0),
        (30, 30, None, 30, 1),
        (40, 30, None, 29, 0),
        (40, 30, None, 30, 1),
    ],
)
def test_expected(starts, due, opened, as_of, expected):
    found = result(
        as_of=as_of,
        starts_on=None if starts is None else day(starts),
        due_on=None if due is None else day(due),
        opened_on=None if opened is None else day(opened),
    )

    assert found.expected == expected
    assert found.due == (expected > 0)
    assert (found.standing is Standing.NOT_YET_DUE) == (expected == 0)


@pytest.mark.parametrize(
    ("percent", "claim", "compliance", "highest"),
    [
        (20, 20, Fraction(2, 5), Fraction(2, 5)),
        (20, 30, Fraction(2, 5), Fraction(3, 5)),
        (50, 50, Fraction(1), Fraction(1)),
        (80, 90, Fraction(1), Fraction(1)),
    ],
)
def test_compliance_is_what_is_established_of_what_is_expected(percent, claim, compliance, highest):
    found = result(stands(percent, 5), says(claim, 6), starts_on=day(0), due_on=day(40), as_of=20)

    assert found.expected == Fraction(1, 2)
    assert (found.compliance, found.highest) == (compliance, highest)


def test_nothing_is_compliance_where_nothing_is_expected_or_assessed():
    assert result(stands(50, 5), starts_on=day(9), as_of=8).compliance is None
    assert result(says(50)).compliance is None
    assert result(says(50)).highest == 1


# Terms


def test_the_terms_of_the_day_as_known_at_the_moment():
    versions = (
        terms("ID/ID-KT", sequence=1),
        terms("ID/ID-KU", sequence=2, recorded=50, holds_from=day(30)),
        terms("ID/ID-NN", sequence=3, recorded=60, holds_from=day(20)),
        terms("MY", sequence=4, recorded=70, holds_from=day(30)),
    )

    def owes(as_of, known_at):
        for order in (versions, versions[::-1]):
            found = result(versions=order, as_of=as_of, known_at=known_at).owes
        return found

    assert owes(29, 59) == "ID/ID-KT"
    assert owes(30, 49) == "ID/ID-KT"
    assert owes(30, 50) == "ID/ID-KU"
    assert owes(29, 60) == "ID/ID-NN"
    assert owes(30, 60) == "ID/ID-KU"
    assert owes(30, 70) == "MY"


def test_an_obligation_without_terms_does_not_exist_yet():
    versions = (terms(holds_from=day(30), recorded=20),)

    assert result(versions=versions, as_of=29) is None
    assert result(versions=versions, as_of=30, known_at=19) is None
    assert result(versions=versions, as_of=30, known_at=20) is not None
    assert figure(agreement(obligation(versions=versions)), as_of=29).degree is Degree.NOTHING_DUE


def test_an_ended_obligation_is_left_out_from_its_day_on():
    owed = obligation(stands(50, 5), ended_on=day(20))

    assert figure(agreement(owed), as_of=19).value == Fraction(1, 2)
    assert figure(agreement(owed), as_of=20).degree is Degree.NOTHING_DUE
    assert result(stands(50, 5), ended_on=day(20)).standing is Standing.ENDED


def test_an_agreement_counts_while_it_is_in_force():
    owed = obligation(stands(50, 5), starts_on=day(0))
    during = agreement(owed, holds_from=day(8), ended_on=day(20))
    adopted = agreement(owed, adopted_on=day(8))

    def in_force(agreement_, as_of):
        return figure(agreement_, as_of=as_of).degree is not Degree.NOTHING_DUE

    assert [in_force(during, n) for n in (7, 8, 19, 20)] == [False, True, True, False]
    assert [in_force(adopted, n) for n in (7, 8)] == [False, True]


def test_an_obligation_starts_with_its_agreement_else_with_the_forum():
    owed = obligation(due_on=day(30))
    adopted = agreement(owed, adopted_on=day(10), started=day(0))
    started = agreement(owed, started=day(0))

    def expected(agreement_):
        (found,) = agreement_results([agreement_], as_of=day(15), known_at=moment(15))
        return found.obligations[0].expected

    assert expected(adopted) == Fraction(1, 4)
    assert expected(started) == Fraction(1, 2)


def test_the_weight_of_an_agreement_is_that_of_its_terms():
    light, heavy = (AgreementTerms(n, moment(n), None, weight=n) for n in (1, 3))
    first = agreement(obligation(stands(0)), code="first", versions=(light, heavy))
    second = agreement(obligation(stands(100)), code="second")

    assert figure(first, second).value == Fraction(1, 4)
    assert figure(first, second, as_of=10, known_at=10).value == Fraction(1, 4)
    assert figure(first, second, known_at=2).due == 2


# Scores


@pytest.mark.parametrize(
    ("obligations", "value", "low", "high", "coverage"),
    [
        ([(stands(100), 3), (stands(0), 1)], (3, 4), (3, 4), (3, 4), (1, 1)),
        # Not assessed is left out of the mean; coverage and range say so.
        ([(stands(100), 1), (None, 3)], (1, 1), (1, 4), (1, 1), (1, 4)),
        ([(stands(0), 1), (None, 3)], (0, 1), (0, 1), (3, 4), (1, 4)),
        ([(says(100), 1), (stands(50), 1)], (1, 2), (1, 4), (3, 4), (1, 2)),
        ([(disputed(100), 1), (stands(50), 1)], (1, 4), (1, 4), (3, 4), (1, 1)),
        ([(None, 1)], None, (0, 1), (1, 1), (0, 1)),
    ],
)
def test_a_score_on_one_agreement(obligations, value, low, high, coverage):
    owed = [
        obligation(*([report] if report else []), code=str(n), weight=weight)
        for n, (report, weight) in enumerate(obligations)
    ]
    found = figure(agreement(*owed))

    assert found.value == (None if value is None else Fraction(*value))
    assert (found.low, found.high) == (Fraction(*low), Fraction(*high))
    assert found.coverage == Fraction(*coverage)
    assert found.due == len(obligations)


def test_above_an_agreement_the_mean_is_of_agreements():
    many = agreement(*(obligation(stands(0), code=str(n)) for n in range(9)), code="many")
    one = agreement(obligation(stands(100)), code="one")
    unknown = agreement(obligation(), code="unknown", weight=2)
    not_due = agreement(obligation(starts_on=day(TODAY + 1)), code="not due", weight=9)
    found = figure(many, one, unknown, not_due)

    assert found.value == Fraction(1, 2)
    assert (found.low, found.high) == (Fraction(1, 4), Fraction(3, 4))
    assert found.coverage == Fraction(1, 2)
    assert (found.assessed, found.due) == (10, 11)


def test_a_party_includes_the_parties_below_it():
    paths = {"ID": 0, "ID/ID-KT": 40, "ID/ID-KT/ID-NN": 80, "ID/ID-KTX": 20, "MY": 100}
    owed = [obligation(stands(p), owes=path, code=path) for path, p in paths.items()]

    def value(party):
        return figure(agreement(*owed), party=party).value

    assert value("ID/ID-KT/ID-NN") == Fraction(80, 100)
    assert value("ID/ID-KT") == Fraction(60, 100)
    assert value("ID") == Fraction(35, 100)
    assert value("") == Fraction(48, 100)
    assert value("BN") is None


@pytest.mark.parametrize(
    ("percent", "degree"),
    [
        (100, Degree.FULL),
        (95, Degree.FULL),
        (94, Degree.HIGH),
        (75, Degree.HIGH),
        (74, Degree.PARTIAL),
        (40, Degree.PARTIAL),
        (39, Degree.LOW),
        (0, Degree.LOW),
    ],
)
def test_degree(percent, degree):
    assert figure(agreement(obligation(stands(percent)))).degree is degree


def test_the_degree_is_of_the_exact_score_not_of_the_rounded_one():
    nearly = ended(disputed(60), "settled", Fraction(74_999_99, 100_000))
    found = figure(agreement(obligation(nearly)))

    assert rounded(found.value) == Decimal("0.750")
    assert found.degree is Degree.PARTIAL


def test_nothing_due_and_not_assessed_are_two_things():
    nothing = figure(agreement(obligation(starts_on=day(TODAY + 1))))
    unknown = figure(agreement(obligation()))

    assert nothing.degree is Degree.NOTHING_DUE
    assert (nothing.value, nothing.low, nothing.high, nothing.coverage) == (None,) * 4
    assert unknown.degree is Degree.NOT_ASSESSED
    assert (unknown.value, unknown.low, unknown.high, unknown.coverage) == (None, 0, 1, 0)


def test_a_weight_of_nothing_is_nothing_due():
    assert figure(agreement(obligation(stands(50), weight=0))).degree is Degree.NOTHING_DUE
    assert figure(agreement(obligation(stands(50)), weight=0)).degree is Degree.NOTHING_DUE


@pytest.mark.parametrize(
    ("reports", "contested_"),
    [
        ([disputed(60)], True),
        ([stands(60, 5), disputed(80, 8)], True),
        ([disputed(60, 5), stands(80, 8)], False),
        ([disputed(60, 5), stands(None, 8)], True),
        ([disputed(60, 5, milestone="road"), stands(80, 8, milestone="road")], False),
        ([stands(60, 5, milestone="road"), disputed(80, 8, milestone="road")], True),
        ([ended(disputed(60), "upheld")], False),
        ([stands(60)], False),
    ],
)
def test_a_figure_is_contested_while_it_rests_on_a_disputed_report(reports, contested_):
    milestones = (Milestone("road"),) if any(r.milestone for r in reports) else ()
    owed = obligation(*reports, milestones=milestones)

    assert figure(agreement(owed), agreement(obligation(stands(5)))).contested is contested_
    assert figure(agreement(owed), as_of=20, known_at=0).contested is False


# The state in one word


@pytest.mark.parametrize(
    ("reports", "standing", "status"),
    [
        ([], Standing.NOT_ASSESSED, None),
        ([says(60, status=Status.INFORMATION)], Standing.NOT_ASSESSED, None),
        ([says(100)], Standing.PENDING, Status.FULFILLED),
        ([disputed(100)], Standing.DISPUTED, Status.FULFILLED),
        ([stands(100)], Standing.MET, Status.FULFILLED),
        ([stands(60)], Standing.IN_PROGRESS, Status.IN_PROGRESS),
        ([stands(0)], Standing.NOT_STARTED, Status.NOT_STARTED),
        ([stands(0, status=Status.DECLINED)], Standing.DECLINED, Status.DECLINED),
        ([stands(60, 5), stands(None, 8)], Standing.SUSPENDED, Status.SUSPENDED),
        ([stands(60, 5), says(100, 8)], Standing.IN_PROGRESS, Status.IN_PROGRESS),
        ([stands(60, 5), disputed(100, 8)], Standing.IN_PROGRESS, Status.IN_PROGRESS),
        ([stands(60, 5), disputed(20, 8)], Standing.DISPUTED, Status.IN_PROGRESS),
        (
            [stands(60, 5), says(0, 8, status=Status.DECLINED)],
            Standing.DECLINED,
            Status.IN_PROGRESS,
        ),
        (
            [stands(0, 5), says(0, 8, status=Status.DECLINED)],
            Standing.NOT_STARTED,
            Status.NOT_STARTED,
        ),
        ([ended(disputed(60), "overturned")], Standing.NOT_STARTED, None),
        ([ended(disputed(100), "settled", 40)], Standing.IN_PROGRESS, Status.FULFILLED),
        ([ended(disputed(None), "settled", 40)], Standing.IN_PROGRESS, Status.SUSPENDED),
        ([ended(disputed(None), "settled", 0)], Standing.NOT_STARTED, Status.SUSPENDED),
        ([ended(disputed(60), "settled", 100)], Standing.MET, Status.IN_PROGRESS),
    ],
)
def test_the_state_of_an_obligation(reports, standing, status):
    found = result(*reports)

    assert (found.standing, found.standing_status) == (standing, status)


@pytest.mark.parametrize(
    ("reports", "standing"),
    [
        ([stands(100)], Standing.MET),
        ([stands(100, milestone="road")], Standing.IN_PROGRESS),
        ([stands(0, milestone="road")], Standing.NOT_STARTED),
        ([stands(100, 5), disputed(0, 8, milestone="road")], Standing.DISPUTED),
        ([stands(0, 5, status=Status.DECLINED)], Standing.DECLINED),
        ([says(100, milestone="road")], Standing.PENDING),
    ],
)
def test_the_state_of_an_obligation_with_milestones(reports, standing):
    assert result(*reports, milestones=ROAD_AND_BRIDGE).standing is standing


# Rows


def test_rows():
    agreements = [
        agreement(
            obligation(stands(100), owes="ID/ID-KT", code="a"),
            obligation(stands(0), owes="MY/MY-SB", code="b"),
            code="post",
            paper=2,
        ),
        agreement(obligation(stands(50), owes="ID", code="c"), code="road", paper=1),
    ]
    results = agreement_results(agreements, as_of=day(TODAY), known_at=moment(TODAY))

    def rows(by):
        return [
            (r.side, r.party, r.paper, r.agreement, r.score.value)
            for r in score_by(by, results, thresholds=THRESHOLDS, sides=["BN"])
        ]

    half, whole, zero = Fraction(1, 2), Fraction(1), Fraction(0)
    assert rows(By.SIDE) == [
        ("BN", "BN", None, None, None),
        ("ID", "ID", None, None, Fraction(3, 4)),
        ("MY", "MY", None, None, zero),
    ]
    assert rows(By.PARTY) == [
        ("BN", "BN", None, None, None),
        ("ID", "ID", None, None, Fraction(3, 4)),
        ("ID", "ID-KT", None, None, whole),
        ("MY", "MY", None, None, zero),
        ("MY", "MY-SB", None, None, zero),
    ]
    assert rows(By.PAPER)[2:] == [
        ("ID", "ID", 1, None, half),
        ("ID", "ID", 2, None, whole),
        ("MY", "MY", 1, None, None),
        ("MY", "MY", 2, None, zero),
    ]
    assert rows(By.AGREEMENT)[2:] == [
        ("ID", "ID", 1, "road", half),
        ("ID", "ID", 2, "post", whole),
        ("MY", "MY", 1, "road", None),
        ("MY", "MY", 2, "post", zero),
    ]


# Rounding


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(2, 7), 3, "0.286"),
        (Fraction(3, 14), 3, "0.214"),
        (Fraction(13, 14), 3, "0.929"),
        (Fraction(5, 7), 3, "0.714"),
        (Fraction(1, 2000), 3, "0.001"),
        (Fraction(3, 2000), 3, "0.002"),
        (Fraction(1, 2001), 3, "0.000"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2000), 3, "-0.001"),
        (Fraction(-1, 3), 2, "-0.33"),
        (Fraction(1), 3, "1.000"),
        (Fraction(0), 3, "0.000"),
    ],
)
def test_rounding_is_half_up(value, places, text):
    assert str(rounded(value, places)) == text


# The worked case of the design, section 4

STUDY = date(2010, 11, 10)
NEW_YEARS_EVE = date(2010, 12, 31)


def on(paper, indonesia, malaysia):
    """A paper's one agreement, with an obligation a side, as the study of 2010 observed it."""

    def owed(owes, percent):
        reports = [] if percent is None else [observed(percent)._replace(observed_on=STUDY)]
        return obligation(*reports, owes=owes, code=f"{paper}-{owes}")

    return agreement(
        owed("ID/ID-KT", indonesia), owed("MY/MY-SB", malaysia), code=f"paper-{paper}", paper=paper
    )


def test_the_worked_case():
    papers = [on(1, 100, 0), on(2, 50, 0), *(on(n, None, None) for n in range(3, 8))]
    known_at = BEGINNING + timedelta(days=6000)
    results = agreement_results(papers, as_of=NEW_YEARS_EVE, known_at=known_at)
    id_, my = (score_of(results, thresholds=THRESHOLDS, party=p) for p in ("ID", "MY"))

    def shown(found):
        return [str(rounded(f)) for f in (found.value, found.coverage, found.low, found.high)]

    assert METHOD == "fulfilment/1"
    assert shown(id_) == ["0.750", "0.286", "0.214", "0.929"]
    assert shown(my) == ["0.000", "0.286", "0.000", "0.714"]
    assert (id_.degree, my.degree) == (Degree.HIGH, Degree.LOW)
    assert (id_.value, id_.coverage, id_.low) == (Fraction(3, 4), Fraction(2, 7), Fraction(3, 14))
    assert (id_.assessed, id_.due, id_.contested) == (2, 7, False)


def test_the_worked_case_was_not_known_before_the_study():
    papers = [on(1, 100, 0), on(2, 50, 0)]
    eve = STUDY - timedelta(days=1)
    before = score(papers, as_of=eve, known_at=moment(TODAY), thresholds=THRESHOLDS, party="ID")

    assert before.degree is Degree.NOT_ASSESSED
