"""The trend: whatever it says of a day is what scoring says of that day alone."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from compliance.scoring import (
    EVERYBODY,
    Agreement,
    AgreementTerms,
    Degree,
    Obligation,
    Status,
    Thresholds,
    agreement_results,
    rounded,
    score_of,
)
from compliance.scoring.course import Why
from compliance.scoring.trend import month_ends, trend
from tests.compliance.scoring.given import (
    THRESHOLDS,
    agreement,
    day,
    disputed,
    moment,
    obligation,
    observed,
    says,
    stands,
    terms,
)
from tests.compliance.scoring.test_properties import Dice, report_from, terms_from

PARTIES = (EVERYBODY, "ID", "ID/ID-KT", "MY")
STRICT = Thresholds(Fraction(1), Fraction(9, 10), Fraction(1, 2))


def told(agreements: Any, first: int, last: int, known_at: int = 1000, **asked: Any) -> Any:
    asked.setdefault("thresholds_on", lambda _day: THRESHOLDS)
    return trend(agreements, first=day(first), last=day(last), known_at=moment(known_at), **asked)


def points(agreements: Any, first: int = 0, last: int = 30, **asked: Any) -> list[Any]:
    """Of everybody: the number of the day, the score, and why it changed."""
    found = told(agreements, first, last, **asked)[EVERYBODY]
    return [((p.day - day(0)).days, p.score.value, [c.why for c in p.causes]) for p in found]


def invented(random: Random) -> list[Agreement]:
    """A forum of a few agreements with all that can happen to them within some days."""

    def dice() -> Dice:
        return Dice(random.randrange(10**30))

    def number() -> int:
        return random.randrange(10**30)

    def owed(code: str) -> Obligation:
        reports: list[Any] = []
        for sequence in range(10, 10 + random.randrange(9)):
            reports.append(report_from(number(), sequence, reports))
        versions = tuple(terms_from(number(), n) for n in range(1, 1 + dice().of(1, 1, 2, 3)))
        return Obligation(code, "agreement", versions, tuple(reports))

    def version(sequence: int) -> AgreementTerms:
        at = dice()
        return AgreementTerms(
            sequence,
            moment(at.below(3)),
            at.of(None, None, day(2), day(5)),
            weight=1 + at.below(3),
            adopted_on=at.of(None, day(0), day(2)),
            ended_on=at.of(None, None, day(6), day(9)),
        )

    return [
        Agreement(
            code,
            number,
            "forum",
            dice().of(None, day(0), day(1)),
            tuple(version(n) for n in range(1, 1 + dice().of(1, 1, 2))),
            tuple(owed(f"{code}-{n}") for n in range(dice().of(1, 2, 4))),
        )
        for number, code in enumerate("xyz", start=1)
    ]


@pytest.mark.parametrize("seed", range(12))
def test_each_point_is_the_score_of_its_day(seed: int) -> None:
    agreements = invented(Random(seed))  # noqa: S311 - made-up facts, no secrets
    first, last, known_at = seed % 3 * 3 - 3, 45, 4 if seed % 4 == 1 else 1000

    def thresholds_on(each: date) -> Thresholds:
        return STRICT if each >= day(5) else THRESHOLDS

    every = [day(first) + timedelta(n) for n in range(last - first + 1)]
    found = told(
        agreements, first, last, known_at, parties=PARTIES, thresholds_on=thresholds_on, also=every
    )
    for party in PARTIES:
        assert [point.day for point in found[party]] == every
        for point in found[party]:
            results = agreement_results(agreements, as_of=point.day, known_at=moment(known_at))
            thresholds = thresholds_on(point.day)
            assert point.score == score_of(results, thresholds=thresholds, party=party), point.day
    # What is told without being asked is a choice of these, with all that changed at once.
    fewer = told(agreements, first, last, known_at, parties=PARTIES, thresholds_on=thresholds_on)
    months = told(agreements, first, last, known_at, parties=PARTIES, every_change=False)
    for party in PARTIES:
        by_day = {point.day: point.score for point in found[party]}
        assert all(point.score == by_day[point.day] for point in fewer[party])
        ends = {day(first), day(last), *month_ends(day(first), day(last))}
        assert {(p.day, p.score.value) for p in months[party]} == {
            (each, by_day[each].value) for each in ends
        }
        days = {point.day for point in fewer[party]}
        assert ends <= days
        for before, here in pairwise(found[party]):
            alone = {cause.why for cause in here.causes} == {Why.TIME}
            assert before.score == here.score or alone or here.day in days


def test_a_report_counts_from_its_day_with_all_that_became_of_it() -> None:
    one = obligation(stands(40, 3), says(100, 5), disputed(100, 9), observed(100, 20), code="post")

    assert points([agreement(one)]) == [
        (0, None, []),
        (3, Fraction(2, 5), [Why.REPORT]),
        (5, Fraction(2, 5), [Why.REPORT]),  # the claim raises what could be so
        (9, Fraction(2, 5), [Why.REPORT]),  # contested
        (20, 1, [Why.REPORT]),
        (30, 1, []),  # the end of the month
    ]


def test_what_is_expected_in_part_is_told_at_month_ends_and_when_it_falls_due() -> None:
    one = obligation(stands(50, 10), starts_on=day(0), due_on=day(40))
    found = points([agreement(one)], last=60)

    assert found == [
        (0, None, []),
        (1, None, [Why.START]),
        (10, 1, [Why.REPORT]),
        (30, Fraction(1, 2) / Fraction(30, 40), [Why.TIME]),
        (40, Fraction(1, 2), [Why.DUE]),
        (58, Fraction(1, 2), []),
        (60, Fraction(1, 2), []),
    ]


def test_terms_agreements_and_settings_change_it_too() -> None:
    versions = (terms(ended_on=day(20)), terms("MY", holds_from=day(8), sequence=2, weight=2))
    moved = agreement(
        obligation(stands(80, 1), versions=versions), obligation(stands(0, 1)), adopted_on=day(2)
    )

    def later_stricter(each: date) -> Thresholds:
        return STRICT if each >= day(15) else THRESHOLDS

    found = told([moved], 0, 25, parties=("ID",), also=[day(15)], thresholds_on=later_stricter)
    assert [(p.score.value, p.score.degree, [c.why for c in p.causes]) for p in found["ID"]] == [
        (None, Degree.NOTHING_DUE, []),
        (Fraction(2, 5), Degree.PARTIAL, [Why.AGREEMENT]),
        (0, Degree.LOW, [Why.TERMS]),
        (0, Degree.LOW, []),
        (0, Degree.LOW, []),
    ]
    only = replace(THRESHOLDS, partial=Fraction(1, 10))
    settings = told(
        [agreement(obligation(stands(30, 1)))],
        2,
        9,
        also=[day(5)],
        thresholds_on=lambda each: only if each >= day(5) else THRESHOLDS,
    )[EVERYBODY]
    assert [c.why for c in settings[1].causes] == [Why.SETTINGS]


def test_a_period_that_ends_before_it_begins_has_no_points() -> None:
    assert told([agreement(obligation())], 5, 4) == {EVERYBODY: ()}
    assert [str(each) for each in month_ends(date(2011, 12, 31), date(2012, 3, 30))] == [
        "2011-12-31",
        "2012-01-31",
        "2012-02-29",
    ]
    ends = list(month_ends(date(1995, 6, 1), date.max))
    assert (ends[0], ends[-1], len(ends)) == (date(1995, 12, 31), date.max, 8005)


def test_the_worked_case_is_told_step_by_step() -> None:
    def seen(status: str, on: int) -> Any:
        return observed(None, on, status=Status(status))

    def paper(number: int, **reports: Any) -> Agreement:
        owed = (
            obligation(*reports.get(side, ()), code=f"{side}-{number}", owes=side)
            for side in ("ID", "MY")
        )
        return agreement(*owed, code=f"paper-{number}", paper=number)

    march, november, year = 74, 313, 364  # days of 2010
    forum = [
        paper(1, ID=[seen("fulfilled", march)], MY=[seen("not_started", november)]),
        paper(2, ID=[seen("in_progress", november)], MY=[seen("not_started", november)]),
        *(paper(number) for number in range(3, 8)),
    ]
    found = told(forum, 0, year, parties=("ID", "MY"))

    def row(party: str, on: date) -> tuple[str, ...]:
        (score,) = (point.score for point in found[party] if point.day == on)
        figures = (score.value, score.low, score.high, score.coverage)
        return (*("–" if f is None else str(rounded(f)) for f in figures), score.degree.value)

    assert row("ID", day(0)) == ("–", "0.000", "1.000", "0.000", "not_assessed")
    assert row("ID", date(2010, 3, 16)) == ("1.000", "0.143", "1.000", "0.143", "full")
    assert row("ID", date(2010, 11, 10)) == ("0.750", "0.214", "0.929", "0.286", "high")
    assert row("ID", date(2010, 12, 31)) == ("0.750", "0.214", "0.929", "0.286", "high")
    assert row("MY", date(2010, 3, 31)) == ("–", "0.000", "1.000", "0.000", "not_assessed")
    assert row("MY", date(2010, 12, 31)) == ("0.000", "0.000", "0.714", "0.286", "low")
