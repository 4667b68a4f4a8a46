"""The timeline without a database: its axis, what stands where, what a row and a mark say."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from agreements.models import PartialDate
from compliance.dashboard.axis import Spell, stretched
from compliance.dashboard.changes import Step, steps
from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.happenings import NO_LANE, Happening, Kind, Lane
from compliance.dashboard.lanes import PIN, Item, Room, placed
from compliance.dashboard.timeline import MOST, Period, plates, timeline
from compliance.queries import CaseFile
from compliance.scoring import facts as scored

INDONESIA, MALAYSIA = PartyLabel("ID", "ID", "Indonesia", 0), PartyLabel("MY", "MY", "Malaysia", 1)
SIDES = (INDONESIA, MALAYSIA)
DAY = date(2020, 12, 31)
FORUM = Lane(6, "kaltim-sabah", "Kaltim-Sabah")
NOW = timezone.now()
ALL = Period()


def happened(code, starts, kind=Kind.MEETING, **said):
    """Something with its date as text, or without one."""
    starts = PartialDate(starts) if starts else None
    ends = PartialDate(said.pop("ends")) if "ends" in said else None
    lane = said.pop("lane", FORUM if kind is Kind.MEETING else NO_LANE)
    return Happening(kind=kind, code=code, lane=lane, name=code, starts=starts, ends=ends, **said)


def drawn(*found, period=ALL, as_of=DAY):
    return timeline(found, SIDES, period=period, as_of=as_of, per_page=50)


def axis(*spells, years=(2000, 2009), **said):
    said = {"months": 12, "least": 10, "step": 30} | said
    return stretched(spells, years=years, **said)


# The axis


def test_an_even_axis_gives_every_year_the_same():
    even = axis()

    assert even.length == 100
    assert even.at(date(2000, 1, 1)) == 0
    assert even.at(date(2005, 1, 1)) == 50
    assert even.span(date(2001, 1, 1), date(2001, 12, 31)) == (10, 20)


def test_days_beyond_the_axis_fall_on_its_ends():
    assert axis().at(date(1999, 5, 5)) == 0
    assert axis().at(date(2010, 1, 1)) == 100
    assert axis().span(date(1990, 1, 1), date(2030, 1, 1)) == (0, 100)


def test_a_full_year_takes_more_room_and_never_moves_time_backwards():
    full = axis(*[Spell(date(2004, month, 1), "lane", 2) for month in range(1, 6)])

    start, end = full.span(date(2004, 1, 1), date(2004, 12, 31))
    assert end - start == 90  # five in two rows: three steps
    days = [date(2000, 1, 1) + timedelta(days=17 * turn) for turn in range(200)]
    assert [full.at(day) for day in days] == sorted(full.at(day) for day in days)


def test_what_stands_in_other_rows_needs_no_more_room():
    spells = [Spell(date(2004, 1, 1), lane, 1) for lane in "abc"]
    assert axis(*spells).length == 9 * 10 + 30


def test_a_given_length_is_kept():
    assert axis(Spell(date(2004, 1, 1), "a", 1), length=960).length == pytest.approx(960)


def test_years_are_printed_as_far_apart_as_they_must():
    found = axis().years(25)
    assert [year for year, _ in found] == [2000, 2003, 2006]
    assert axis(months=3).years(0)[0] == (2000, 0)


# Where marks stand


def items(*starts, **said):
    days = [PartialDate(text) for text in starts]
    return [
        Item(str(place), "lane", day.first_day, day.last_day, **said)
        for place, day in enumerate(days)
    ]


CROWD = ["2004", "2004", "2004-07", "2004-07-16", "2004-07-17", "2004-07-17", "2004-12-31"]


@pytest.mark.parametrize("rows", [None, 1, 2])
def test_no_number_covers_another(rows):
    spots = placed(items(*CROWD), axis(), Room(step=2 * PIN, rows=rows)).values()

    assert len(spots) == len(CROWD)
    for one, other in combinations(spots, 2):
        assert one.row != other.row or abs(one.at - other.at) >= 2 * PIN
    if rows:
        assert {spot.row for spot in spots} <= set(range(rows))


def test_where_rows_are_not_few_nobody_is_moved_and_no_span_covers_a_number():
    wide = axis(length=1000)
    spots = placed(items(*CROWD), wide, Room(step=28))
    for item in items(*CROWD):
        spot = spots[item.key]
        assert spot.at == (spot.start + spot.end) / 2
        assert (spot.start, spot.end) == wide.span(item.first, item.last)
    for one, other in combinations(spots.values(), 2):
        assert one.row != other.row or one.end <= other.start or other.end <= one.start


def test_a_label_stands_after_its_number_and_before_it_at_the_end():
    room = Room(step=28, letter=7)
    spots = placed(items("2001-06-01", "2009-06-01", label="Treaty"), axis(length=1000), room)

    assert not spots["0"].before
    assert spots["0"].label > spots["0"].at
    assert spots["1"].before
    assert spots["1"].label < spots["1"].at


def test_labels_never_cover_each_other_and_end_within_the_axis():
    wide, room = axis(length=1000), Room(step=28, letter=7)
    wanted = items(
        *[f"200{year}-0{month}" for year in range(10) for month in (2, 9)], label="x" * 25
    )
    spots = placed(wanted, wide, room)

    reaches = []
    for item in wanted:
        spot = spots[item.key]
        if spot.label is None:
            continue
        width = len(item.label) * room.letter
        reach = (spot.label - width, spot.at) if spot.before else (spot.at, spot.label + width)
        assert reach[0] >= 0
        assert reach[1] <= wide.length
        reaches.append((spot.row, reach))
    assert len(reaches) > room.labelled
    for (row, one), (other_row, other) in combinations(reaches, 2):
        assert row != other_row or one[1] <= other[0] or other[1] <= one[0]


def test_beyond_the_rows_for_labels_a_number_stands_alone():
    spots = placed(
        items(*["2004-05-05"] * 5, label="A long name"),
        axis(length=1000),
        Room(step=28, letter=7, labelled=3),
    )
    assert sum(spot.label is None for spot in spots.values()) == 2


def test_a_name_longer_than_the_axis_is_left_to_the_table():
    spots = placed(items("2004", label="x" * 500), axis(), Room(step=28, letter=7))
    assert spots["0"].label is None


# The page


CASE = (
    happened("bta", "1970-08-24", Kind.INSTRUMENT),
    happened("kaltim", "1995", Kind.FORUM, ends="2014"),
    happened("kaltara", "2015", Kind.FORUM, open=True, follows="kaltim"),
    happened("first", "1996", party=INDONESIA),
    happened("second", "2013-08-22", party=MALAYSIA, ends="2013-08-24"),
    happened("no-host", "2017-03"),
    happened("bta-2019", "2019-06-08", Kind.INSTRUMENT, follows="bta"),
    happened("posts", "1996", Kind.AGREEMENT),
    happened("post", "2010-11-10", Kind.CHANGE, party=INDONESIA, after=Fraction(1)),
    happened("nobody-knows", None),
)


@pytest.mark.parametrize("which", [0, 1])
def test_the_drawing_holds_the_dated_rows_of_the_table_and_no_others(which):
    found = drawn(*CASE)
    plate = plates(found, found.rows)[which]

    assert [mark.row for mark in plate.marks] == [row for row in found.rows if row.number]
    assert [pin.key for pin in plate.drawing.pins] == [
        str(row.number) for row in found.rows if row.number
    ]
    assert [row.each.code for row in found.rows if not row.number] == ["nobody-knows"]


@pytest.mark.parametrize("which", [0, 1])
def test_a_day_is_a_point_and_what_is_known_less_well_is_a_span(which):
    found = drawn(*CASE)
    marks = {mark.row.each.code: mark for mark in plates(found, found.rows)[which].marks}

    assert marks["bta"].pin.point
    assert not marks["bta"].pin.span
    for code in ("first", "no-host", "posts", "second"):
        assert marks[code].pin.span
        assert not marks[code].pin.point
    assert marks["kaltim"].bar
    assert not marks["kaltim"].pin.span


def test_the_first_side_stands_above_or_left_of_the_boundary_and_the_other_beyond():
    found = drawn(*CASE)
    across, down = plates(found, found.rows)

    def place(plate, code, axis):
        pin = next(mark.pin for mark in plate.marks if mark.row.each.code == code)
        return float(pin.shift.removeprefix("translate(").removesuffix(")").split()[axis])

    assert place(across, "first", 1) < place(across, "no-host", 1) < place(across, "second", 1)
    assert place(down, "first", 0) < place(down, "no-host", 0) < place(down, "second", 0)


def test_what_revises_or_succeeds_is_linked_where_both_are_shown():
    found = drawn(*CASE)
    follows = {row.each.code: row.follows.each.code for row in found.rows if row.follows}
    assert follows == {"kaltara": "kaltim", "bta-2019": "bta"}
    assert plates(found, found.rows)[0].drawing.links.count("M") == 2

    late = drawn(*CASE, period=Period(2015, None))
    assert not any(row.follows for row in late.rows)
    assert plates(late, late.rows)[0].drawing.links == ""


def test_nothing_later_than_the_day_but_what_is_planned():
    planned = happened("next", "2021-05", held="planned")
    found = drawn(*CASE, planned, as_of=date(2014, 6, 30))

    assert found.later
    assert not drawn(*CASE).later
    codes = [row.each.code for row in found.rows]
    assert "kaltara" not in codes
    assert codes[-2:] == ["next", "nobody-knows"]
    assert plates(found, found.rows)[0].drawing.today


@pytest.mark.parametrize(
    ("period", "codes"),
    [
        (Period(None, 1990), ["bta"]),
        (Period(2014, 2016), ["kaltim", "kaltara"]),
        (Period(2017, 2017), ["kaltara", "no-host"]),
        (Period(1950, 1960), []),
    ],
)
def test_a_period_holds_what_falls_into_it_and_nothing_undated(period, codes):
    found = drawn(*CASE, period=period)
    assert [row.each.code for row in found.rows] == codes
    assert found.undated == 1
    assert (plates(found, found.rows) is None) == (not codes)


def test_years_chosen_without_the_day_have_no_line_of_the_day():
    found = drawn(*CASE, period=Period(None, 1990))
    assert plates(found, found.rows)[0].drawing.today == ""
    assert plates(found, found.rows)[0].drawing.years[0].words == "1970"


def test_too_many_are_drawn_page_by_page():
    many = [happened(f"m{place:03}", "2004-05-05") for place in range(MOST + 1)]
    found = drawn(*many)
    assert found.too_many
    assert len(plates(found, found.rows[:50])[0].marks) == 50
    assert {row.page for row in found.rows} == {1, 2, 3, 4}


def test_a_long_name_of_a_side_is_told_by_its_code_on_a_phone():
    long = PartyLabel("LONG", "LONG", "A side with a very long name", 0)
    found = timeline(CASE, (long, MALAYSIA), period=Period(), as_of=DAY, per_page=50)
    heads = [text.words for text in plates(found, found.rows)[1].drawing.heads]
    assert heads[-2:] == ["LONG", "Malaysia"]


def test_numbers_in_attributes_are_never_localized():
    found = drawn(*CASE)
    for plate in plates(found, found.rows):
        drawing = plate.drawing
        said = drawing.ticks + drawing.rules + drawing.links + drawing.view + drawing.boundaries
        assert "," not in said
        assert "e" not in said


def test_a_forum_that_ended_ends_before_the_next_begins_and_one_that_goes_on_meets_the_day():
    found = drawn(*CASE)
    drawing = plates(found, found.rows)[0].drawing
    bars = {
        row.each.code: drawing.bars[str(row.number)]
        for row in found.rows
        if row.each.kind == "forum"
    }
    ends = {code: float(bar.x) + float(bar.width) for code, bar in bars.items()}

    assert ends["kaltim"] < float(bars["kaltara"].x)
    assert drawing.today.startswith(f"M{ends['kaltara']:.1f}".removesuffix(".0"))


# What became of an obligation


def report(sequence, observed, status, **said):
    return scored.Report(str(sequence), sequence, NOW, observed, status, claim=False, **said)


def told(*reports, terms=()):
    terms = terms or (scored.Terms(1, NOW, None, "ID/ID-KT"),)
    obligation = scored.Obligation("post", "posts", terms, reports)
    agreement = scored.Agreement("posts", 1, "kaltim-sabah", None, (), (obligation,))
    case = CaseFile((agreement,), {}, {}, {}, frozenset())
    return list(steps(case, as_of=DAY, known_at=NOW))


BUILT, HALF, NONE = scored.Status.FULFILLED, scored.Status.IN_PROGRESS, scored.Status.NOT_STARTED


def test_every_rise_and_fall_is_told_with_the_report_that_made_it():
    found = told(
        report(1, date(2005, 1, 1), NONE),
        report(2, date(2006, 1, 1), HALF),
        report(3, date(2007, 1, 1), HALF),  # says the same again
        report(4, date(2008, 1, 1), BUILT),
        report(5, date(2009, 1, 1), HALF),
    )
    assert [(step.day.year, step.before, step.after, step.report) for step in found] == [
        (2005, None, 0, 1),
        (2006, 0, Fraction(1, 2), 2),
        (2008, Fraction(1, 2), 1, 4),
        (2009, 1, Fraction(1, 2), 5),
    ]


def test_a_pending_claim_moves_nothing_and_nothing_later_than_the_day_counts():
    claim = scored.Report("1", 1, NOW, date(2005, 1, 1), BUILT, side="ID")
    assert told(claim, report(2, DAY + timedelta(days=1), BUILT)) == []


def test_a_change_that_a_contested_report_made_says_so():
    contest = scored.Answer(3, NOW, "MY", accepted=False)
    rise, fall = told(
        report(1, date(2005, 1, 1), BUILT), report(2, date(2006, 1, 1), HALF, answers=(contest,))
    )
    assert (rise.contested, fall.contested) == (False, True)

    each = happened("post", "2006", Kind.CHANGE, before=1, after=Fraction(1, 2), contested=True)
    words = render_to_string("compliance/_timeline_what.html", {"each": each})
    assert words.strip() == "post: established 0.50, before 1.00, contested"


def test_of_two_reports_of_a_day_the_one_that_counts_is_named():
    day = date(2005, 1, 1)
    assert [step.report for step in told(report(1, day, HALF), report(2, day, BUILT))] == [2]


def test_new_terms_can_change_it_and_an_ended_obligation_changes_no_more():
    parts = (scored.Milestone("road"), scored.Milestone("post"))
    first = scored.Terms(1, NOW, None, "ID/ID-KT")
    split = scored.Terms(2, NOW, date(2006, 1, 1), "ID/ID-KU", milestones=parts)
    ended = scored.Terms(3, NOW, date(2008, 1, 1), "ID/ID-KU", ended_on=date(2008, 1, 1))
    road = report(1, date(2005, 1, 1), BUILT, milestone="road")
    late = report(2, date(2009, 1, 1), BUILT)

    assert told(road, late, terms=(first, split, ended)) == [
        Step("post", "ID/ID-KU", date(2006, 1, 1), None, Fraction(1, 2), None)
    ]


def test_a_happening_knows_its_days_and_its_way():
    rise = happened("post", "2010", Kind.CHANGE, before=Fraction(0), after=Fraction(1, 2))
    fall = happened("post", "2010", Kind.CHANGE, before=Fraction(1), after=Fraction(1, 2))
    gone = happened("post", "2010", Kind.CHANGE, before=Fraction(1), after=None)
    flat = happened("post", "2010", Kind.CHANGE, before=None, after=Fraction(0))

    assert (rise.rises, rise.falls) == (True, False)
    assert (fall.rises, fall.falls) == (False, True)
    assert gone.falls
    assert (flat.rises, flat.falls) == (False, False)
    assert (rise.first_day, rise.last_day) == (date(2010, 1, 1), date(2010, 12, 31))
