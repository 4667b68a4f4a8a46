"""The organisation chart of a day: who stands where, who sits, and what no source says."""

from datetime import date
from typing import Any

import pytest

from agreements.models import (
    Appointment,
    Committee,
    CommitteeName,
    CommitteeParent,
    Level,
    PartialDate,
)
from agreements.models.tree import name_on, stands, uncircled
from agreements.views.chart import (
    Chart,
    Line,
    committee_rows,
    every_side,
    organisation,
    seated_sides,
)
from agreements.views.seats import seat_on
from tests.factories import CitationFactory, CommitteeFactory

NEW_YEARS_EVE = date(2010, 12, 31)


def below(parent: Any, **kwargs: Any) -> Any:
    committee = CommitteeFactory(regime=parent.regime, **kwargs)
    CommitteeParent.objects.create(committee=committee, parent=parent)
    return committee


def chart_of(regime: Any, forums: list[Any], day: date = NEW_YEARS_EVE, **kwargs: Any) -> Chart:
    rows = committee_rows(Committee.objects.filter(regime=regime))
    return organisation(rows, every_side(), seated_sides(forums), day=day, **kwargs)


def names(lines: list[Line]) -> list[str]:
    return [line.joint.name if line.joint else line.seats[0].body for line in lines]


@pytest.fixture
def top(regime: Any, forum: Any) -> Any:
    return CommitteeFactory(regime=regime, code="gbc", level=Level.GBC, name_en="GBC")


@pytest.fixture
def regional(top: Any, forum: Any) -> Any:
    return below(top, code="regional", forum=forum, name_en="KK/JKK")


def who(seat: Any) -> list[str]:
    return [holder.who for holder in seat.holders]


def chair(committee: Any, who: str, **kwargs: Any) -> Appointment:
    return Appointment.objects.create(committee=committee, person=who, **kwargs)


def seat(committee: Any, day: date = NEW_YEARS_EVE) -> Any:
    return seat_on(committee.appointments.all(), day)


def test_levels_stand_from_the_top_down(top: Any, regional: Any, forum: Any) -> None:
    below(regional, code="teams", level=Level.TECHNICAL, forum=forum, name_en="Teams")
    CommitteeFactory(regime=top.regime, code="jc", level=Level.JOINT_COMMISSION, name_en="JC")
    chart = chart_of(top.regime, [forum])

    assert names(chart.lines) == ["GBC", "KK/JKK", "Teams"]
    assert [line.depth for line in chart.lines] == [0, 1, 2]
    assert [line.under for line in chart.lines] == ["", "GBC", "KK/JKK"]
    assert names(chart.parallel) == ["JC"]


def test_a_joint_body_without_own_bodies_has_a_chair_of_each_side(top: Any, forum: Any) -> None:
    (line,) = chart_of(top.regime, [forum]).lines

    assert [each.side.css for each in line.seats] == ["a", "b"]
    assert [each.body for each in line.seats] == ["", ""]
    assert [each.seat.holders for each in line.seats] == [(), ()]


def test_each_sides_own_body_sits_on_its_bank(
    regional: Any, forum: Any, kaltim: Any, sabah: Any
) -> None:
    below(regional, code="jkk", side=sabah, forum=forum, name_en="JKK")
    below(regional, code="kk", side=kaltim, forum=forum, name_en="KK")
    line = chart_of(regional.regime, [forum]).lines[1]

    assert [(each.body, each.side.css) for each in line.seats] == [("KK", "a"), ("JKK", "b")]


def test_a_side_without_a_body_of_its_own_is_shown_as_missing(
    regional: Any, forum: Any, kaltim: Any
) -> None:
    below(regional, code="kk", side=kaltim, forum=forum, name_en="KK")
    line = chart_of(regional.regime, [forum]).lines[1]

    assert [(each.body, each.side.css) for each in line.seats] == [("KK", "a"), ("", "b")]


def test_teams_of_the_sides_share_a_line_where_no_joint_body_stands_over_them(
    regional: Any, forum: Any, kaltim: Any, sabah: Any
) -> None:
    for side in (kaltim, sabah):
        own = below(regional, side=side, forum=forum)
        below(own, side=side, forum=forum, level=Level.TECHNICAL, name_en=f"Team {side}")
    chart = chart_of(regional.regime, [forum])

    assert len(chart.lines) == 3
    assert [each.body for each in chart.lines[2].seats] == ["Team Kalimantan Timur", "Team Sabah"]
    assert chart.lines[2].depth == 2


def test_bodies_live_from_the_first_day_of_their_beginning_to_the_last_of_their_end(
    top: Any, forum: Any
) -> None:
    top.established_on, top.ended_on = "1995", "2014-02"
    top.save()

    def stands(day: date) -> bool:
        return bool(chart_of(top.regime, [forum], day).lines)

    assert stands(date(1995, 1, 1))
    assert stands(date(2014, 2, 28))
    assert not stands(date(1994, 12, 31))
    assert not stands(date(2014, 3, 1))


def test_a_successor_stands_in_the_place_of_what_it_follows(top: Any, forum: Any) -> None:
    new = below(top, code="new", established_on="2015", name_en="Kaltara")
    below(top, code="old", ended_on="2014", successor=new, name_en="Kaltim")

    assert names(chart_of(top.regime, [forum], date(2014, 12, 31)).lines) == ["GBC", "Kaltim"]
    assert names(chart_of(top.regime, [forum], date(2015, 1, 1)).lines) == ["GBC", "Kaltara"]


def test_names_and_places_are_those_of_the_day(top: Any, regional: Any, forum: Any) -> None:
    later = date(2013, 5, 1)
    CommitteeName.objects.create(committee=regional, name_en="Sosek", holds_from=later)
    CommitteeParent.objects.create(committee=regional, parent=None, holds_from=later)

    before = chart_of(top.regime, [forum], date(2013, 4, 30)).lines
    after = chart_of(top.regime, [forum], later).lines
    assert [(line.joint.name, line.depth) for line in before] == [("GBC", 0), ("KK/JKK", 1)]
    assert [(line.joint.name, line.depth) for line in after] == [("GBC", 0), ("Sosek", 0)]


def test_before_its_first_name_holds_a_body_has_the_first(regime: Any) -> None:
    committee = Committee.objects.create(regime=regime, code="young", level=Level.CENTRAL)
    assert name_on(committee, NEW_YEARS_EVE) == "young"
    CommitteeName.objects.create(committee=committee, name_en="Young", holds_from=date(2015, 1, 1))
    assert name_on(committee, NEW_YEARS_EVE) == "Young"


def test_a_body_under_one_that_has_ended_stands_under_none(
    top: Any, regional: Any, forum: Any
) -> None:
    top.ended_on = "2005"
    top.save()

    (line,) = chart_of(top.regime, [forum]).lines
    assert (line.joint.name, line.under, line.depth) == ("KK/JKK", "", 0)
    assert not line.joint.circular


def test_a_circle_is_cut_and_said(top: Any, regional: Any, forum: Any) -> None:
    CommitteeParent.objects.create(committee=top, parent=regional)
    chart = chart_of(top.regime, [forum])

    assert sorted(names(chart.lines)) == ["GBC", "KK/JKK"]
    assert sum(line.joint.circular for line in chart.lines) == 1


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ({1: None, 2: 1}, {1: None, 2: 1}),
        ({1: 2, 2: 1}, {1: 2, 2: None}),
        ({1: 2, 2: 3, 3: 1, 4: 3}, {1: 2, 2: 3, 3: None, 4: 3}),
        ({1: 1}, {1: None}),
    ],
)
def test_circles(above: dict[int, int | None], expected: dict[int, int | None]) -> None:
    assert uncircled(above) == expected


def test_a_forum_shows_its_bodies_and_those_above_all(
    top: Any, regional: Any, forum: Any, other_forum: Any
) -> None:
    below(top, code="other", forum=other_forum, name_en="Other")
    forums = [forum, other_forum]

    whole = chart_of(top.regime, forums)
    assert names(whole.lines) == ["GBC", "KK/JKK", "Other"]
    asked = chart_of(top.regime, forums, within=frozenset({other_forum.pk}))
    assert names(asked.lines) == ["GBC", "Other"]


def test_a_term_that_covers_the_day_holds_the_seat(top: Any) -> None:
    chair(top, "Past", starts_on="2000", ends_on="2005")
    chair(top, "Present", starts_on="2006", ends_on="2010-12-31")
    chair(top, "Future", starts_on="2011")
    found = seat(top)

    assert who(found) == ["Present"]
    assert [each.who for each in found.before] == ["Past"]
    assert [each.who for each in found.later] == ["Future"]
    assert who(seat(top, date(2005, 12, 31))) == ["Past"]
    assert who(seat(top, date(2011, 1, 1))) == ["Future"]


def test_without_a_term_whoever_was_seen_last_holds_the_seat(top: Any) -> None:
    for name, seen in (("First", "1984-12"), ("Last", "2010-11-10"), ("Later", "2013")):
        chair(top, name, seen_on=seen)
    chair(top, "Undated")
    found = seat(top)

    assert who(found) == ["Last"]
    assert [each.who for each in found.before] == ["First"]
    assert [each.who for each in found.later] == ["Later"]
    assert [each.who for each in found.undated] == ["Undated"]
    assert who(seat(top, date(2013, 6, 1))) == ["Later"]


def test_who_was_seen_on_the_very_day_sits_beside_a_term_that_covers_it(top: Any) -> None:
    chair(top, "Seen", seen_on="1984-12")
    chair(top, "Office", ends_on="2005-08-25")

    assert who(seat(top, date(1984, 12, 24))) == ["Seen", "Office"]
    assert who(seat(top, date(1985, 1, 1))) == ["Office"]
    assert [each.who for each in seat(top, date(1985, 1, 1)).before] == ["Seen"]


def test_where_only_undated_holders_are_told_of_they_hold_the_seat(top: Any) -> None:
    chair(top, "Undated")
    assert who(seat(top)) == ["Undated"]
    assert seat(top).undated == ()


def test_a_seat_seen_only_later_is_vacant_on_the_day(top: Any) -> None:
    chair(top, "Later", seen_on="2013")
    assert seat(top).holders == ()
    assert [each.who for each in seat(top).later] == ["Later"]


def test_sources_that_differ_are_both_shown(top: Any) -> None:
    chair(top, "Minister", starts_on="2005-08-25", disputed=True)
    chair(top, "Commander", seen_on="2010-11-10", disputed=True)
    chair(top, "Earlier", seen_on="2000")
    found = seat(top)

    assert who(found) == ["Commander", "Minister"]
    assert found.disputed
    assert [each.who for each in found.before] == ["Earlier"]
    assert who(seat(top, date(2006, 1, 1))) == ["Minister"]


def test_a_dispute_of_the_past_is_no_dispute_of_today(top: Any) -> None:
    chair(top, "Minister", seen_on="2005", disputed=True)
    chair(top, "Commander", seen_on="2006", disputed=True)
    chair(top, "Later", seen_on="2009")

    assert who(seat(top)) == ["Later"]
    assert not seat(top).disputed
    assert who(seat(top, date(2007, 1, 1))) == ["Minister", "Commander"]


def test_an_office_without_a_name_holds_a_seat(top: Any) -> None:
    row = Appointment.objects.create(committee=top, post_en="Minister of Defence")
    row.citations.add(CitationFactory())
    (found,) = seat(top).holders

    assert (found.who, found.office, found.named) == ("Minister of Defence", "", False)
    assert len(found.citations) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_chart_query_count(
    top: Any, forum: Any, kaltim: Any, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        joint = below(top, forum=forum)
        own = below(joint, side=kaltim, forum=forum)
        row = chair(own, "Somebody", side=kaltim, seen_on="2010")
        row.citations.add(CitationFactory())
        own.citations.add(CitationFactory())

    with django_assert_num_queries(8):
        chart = chart_of(top.regime, [forum])
    assert len(chart.lines) == 1 + count


@pytest.mark.django_db
def test_a_body_without_dates_lives_as_long_as_its_forum(forum):
    body = CommitteeFactory(regime=forum.regime, forum=forum)
    forum.started_on, forum.ended_on = PartialDate("1995"), PartialDate("2014")

    body.forum = forum
    assert not stands(body, date(1994, 12, 31))
    assert stands(body, date(1995, 1, 1))
    assert stands(body, date(2014, 12, 31))
    assert not stands(body, date(2015, 1, 1))
