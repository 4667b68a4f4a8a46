"""The regime's health, by hand: each figure from a few facts, without a database."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from compliance.dashboard.mechanisms import (
    Asked,
    Contest,
    MechanismRecord,
    Need,
    Said,
    a_year_before,
    health,
    median,
    trend,
)
from compliance.scoring import Agreement, AgreementTerms, Obligation, Terms

KNOWN = datetime(2026, 1, 1, tzinfo=UTC)
DAY = date(2010, 12, 31)


def agreement(*owed: Any, adopted: date | None = None, ended: date | None = None) -> Agreement:
    """One agreement; obligations by code, with the party that owes and the day they ended."""
    obligations = tuple(
        Obligation(code, "a", (Terms(2, KNOWN, None, party, ended_on=over),))
        for code, party, over in owed
    )
    terms = (AgreementTerms(1, KNOWN, None, adopted_on=adopted, ended_on=ended),)
    return Agreement("a", 1, "f", date(1995, 1, 1), terms, obligations)


def record(**parts: Any) -> MechanismRecord:
    whole: dict[str, Any] = {
        "agreements": (agreement(("x", "ID/ID-KT", None), ("y", "MY", None), ("z", "MY", None)),),
        "reports": (),
        "disputes": (),
        "needs": (),
        "approvals": (),
        "known_at": KNOWN,
    }
    return MechanismRecord(**(whole | parts))


def said(obligation: str, observed: date, recorded: date | None = None, **more: Any) -> Said:
    facts = {"evidence": False, "answered": False} | more
    return Said(f"{obligation}{observed}", obligation, observed, recorded or observed, **facts)


@pytest.mark.parametrize(
    ("days", "middle"),
    [([], None), ([7], 7), ([9, 1, 5], 5), ([4, 1], Fraction(5, 2)), ([1, 2, 2, 100], 2)],
)
def test_the_median(days: list[int], middle: Any) -> None:
    assert median(days) == middle


@pytest.mark.parametrize(
    ("day", "before"),
    [(DAY, date(2009, 12, 31)), (date(2012, 2, 29), date(2011, 2, 28))],
)
def test_a_year_earlier(day: date, before: date) -> None:
    assert a_year_before(day) == before


@pytest.mark.parametrize(
    ("observed", "counts"),
    [
        (date(2009, 12, 31), False),
        (date(2010, 1, 1), True),
        (DAY, True),
        (date(2011, 1, 1), False),
    ],
)
def test_a_report_counts_for_twelve_months(observed: date, counts: bool) -> None:
    found = health(record(reports=(said("x", observed),)), as_of=DAY)

    assert found.share == Fraction(int(counts), 3)


def test_transparency_of_each_side() -> None:
    given = record(
        reports=(
            said("x", date(2010, 3, 1), date(2010, 3, 11), evidence=True),
            said("x", date(2010, 5, 1), date(2010, 5, 5)),
            said("y", date(2010, 6, 1), date(2010, 7, 1), answered=True),
            said("nowhere", date(2010, 6, 1)),
        )
    )

    every = health(given, as_of=DAY)
    assert (every.owed, every.reported) == ({"x", "y", "z"}, {"x", "y"})
    assert (every.evidenced, every.answered) == ({"x"}, {"y"})
    assert (every.delays.median, every.delays.longest, every.delays.count) == (10, 30, 3)
    own = health(given, as_of=DAY, side="MY")
    assert (own.owed, own.reported, own.share) == ({"y", "z"}, {"y"}, Fraction(1, 2))
    assert own.delays.dated == [30]


@pytest.mark.parametrize(
    ("given", "owed"),
    [
        (agreement(("x", "ID", None)), {"x"}),
        (agreement(("x", "ID", DAY)), set()),
        (agreement(("x", "ID", date(2011, 1, 1))), {"x"}),
        (agreement(("x", "ID", None), ended=DAY), set()),
        (agreement(("x", "ID", None), adopted=DAY), {"x"}),
        (agreement(("x", "ID", None), adopted=date(2011, 1, 1)), set()),
    ],
)
def test_what_is_in_force_is_the_base(given: Agreement, owed: set[str]) -> None:
    found = health(record(agreements=(given,)), as_of=DAY)

    assert found.owed == owed
    assert (found.share is None) is (not owed)


@pytest.mark.parametrize(
    ("dispute", "open_days", "settled_days", "level"),
    [
        (Contest("d", "x", date(2010, 12, 1)), [30], [], ""),
        (Contest("d", "x", date(2010, 12, 1), ended_on=date(2010, 12, 11)), [], [10], ""),
        (Contest("d", "x", date(2010, 12, 1), ended_on=date(2011, 1, 1)), [30], [], ""),
        (Contest("d", "x", date(2011, 1, 1)), [], [], None),
        (
            Contest(
                "d",
                "x",
                date(2010, 12, 1),
                ((date(2010, 12, 2), "consultation"), (date(2010, 12, 20), "regional")),
            ),
            [30],
            [],
            "regional",
        ),
        (
            Contest(
                "d",
                "x",
                date(2010, 12, 1),
                ((date(2010, 12, 2), "consultation"), (date(2011, 1, 20), "regional")),
                date(2010, 12, 3),
            ),
            [],
            [2],
            "consultation",
        ),
    ],
)
def test_disputes(
    dispute: Contest, open_days: list[int], settled_days: list[int], level: str | None
) -> None:
    found = health(record(disputes=(dispute,)), as_of=DAY)

    assert (found.open_disputes.dated, found.settled_disputes.dated) == (open_days, settled_days)
    levels = [name for name, _ in found.open_disputes.by_level + found.settled_disputes.by_level]
    assert levels == ([] if level is None else [level])


@pytest.mark.parametrize(
    ("stages", "place"),
    [
        ((), "open"),
        (((date(2010, 2, 1), "promised"),), "promised"),
        (((date(2010, 2, 1), "promised"), (date(2010, 3, 1), "delivered")), "promised"),
        (((date(2010, 3, 1), "met"), (date(2010, 2, 1), "promised")), "met"),
        (((date(2010, 2, 1), "delivered"), (date(2010, 3, 1), "no_effect")), "open"),
        (((date(2011, 2, 1), "met"),), "open"),
    ],
)
def test_needs_are_at_their_latest_stage_by_the_day(stages: Any, place: str) -> None:
    found = health(record(needs=(Need("n", "x", date(2010, 1, 1), stages),)), as_of=DAY)

    places = {
        "met": found.needs_met,
        "promised": found.needs_promised,
        "open": found.needs_open,
    }
    assert {name for name, keys in places.items() if keys} == {place}
    assert found.needs == 1


def test_a_need_said_later_is_not_there_yet() -> None:
    assert health(record(needs=(Need("n", "x", date(2011, 1, 1)),)), as_of=DAY).needs == 0


def test_how_long_approvals_wait() -> None:
    recorded = date(2010, 12, 1)
    given = record(
        approvals=(
            Asked("1", "x", "central", date(2010, 12, 1), recorded),
            Asked("2", "y", "central", date(2010, 12, 21), recorded, date(2010, 12, 25)),
            Asked("3", "y", "state", None, recorded),
            Asked("4", "y", "state", date(2010, 12, 29), recorded, date(2011, 3, 1)),
            Asked("5", "y", "state", date(2011, 1, 1), recorded),
        )
    )

    found = health(given, as_of=DAY)
    assert (found.pending.count, found.pending.dated, found.pending.undated) == (3, [30, 2], 1)
    assert found.decided.dated == [4]
    assert (found.waits.median, found.waits.longest) == (4, 30)
    assert [(level, w.count) for level, w in found.waits.by_level] == [("central", 2), ("state", 2)]
    assert health(given, as_of=DAY, side="ID").waits.dated == [30]
    early = health(given, as_of=date(2010, 11, 30))
    assert early.waits.count == 0


def test_what_ended_still_belongs_to_the_side_that_owed_it() -> None:
    ended = agreement(("x", "ID", date(2010, 6, 1)))
    given = record(agreements=(ended,), disputes=(Contest("d", "x", date(2010, 12, 1)),))

    assert health(given, as_of=DAY, side="ID").open_disputes.count == 1
    assert health(given, as_of=DAY, side="MY").open_disputes.count == 0


def test_a_trend_goes_from_the_first_fact_by_year_ends_to_the_day() -> None:
    given = record(reports=(said("x", date(2008, 5, 1)), said("y", date(2010, 5, 1))))

    points = trend(given, ["ID", "MY"], as_of=date(2010, 6, 30))

    assert [point.day for point in points] == [
        date(2008, 12, 31),
        date(2009, 12, 31),
        date(2010, 6, 30),
    ]
    assert [point.by_side[""].share for point in points] == [
        Fraction(1, 3),
        Fraction(0),
        Fraction(1, 3),
    ]
    assert [point.by_side["ID"].share for point in points] == [1, 0, 0]


def test_a_trend_of_nothing_has_no_points_and_of_long_ago_the_last_twenty_years() -> None:
    assert trend(record(), ["ID"], as_of=DAY) == []
    long = trend(record(reports=(said("x", date(1970, 1, 1)),)), [], as_of=DAY)
    assert (len(long), long[0].day) == (21, date(1990, 12, 31))
