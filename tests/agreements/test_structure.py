"""The verbs of the structure: what each writes and refuses; a refusal writes nothing."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from agreements.models import (
    Appointment,
    Committee,
    CommitteeName,
    CommitteeParent,
    Level,
    Meeting,
    PartialDate,
)
from agreements.models.tree import name_on, tree
from agreements.workflow import (
    add_committee,
    appoint,
    change_appointment,
    changes_since,
    close_committee,
    describe_committee,
    edition_of,
    end_appointment,
    in_words,
    mark_vacant,
    move_committee,
    past_of,
    rename_committee,
    revert,
    standing_below,
)
from sosek.ledger.models import Entry
from tests.factories import CitationFactory, CommitteeFactory, RegimeFactory
from tests.refusals import refuses, writes_nothing

MAY = date(2013, 5, 1)
LATER = date(2015, 1, 1)
NO_NAMES = {"name_en": "", "name_id": "", "name_ms": ""}


def below(parent: Any, **kwargs: Any) -> Any:
    committee = CommitteeFactory(regime=parent.regime, **kwargs)
    CommitteeParent.objects.create(committee=committee, parent=parent)
    return committee


@pytest.fixture
def top(regime: Any) -> Any:
    return CommitteeFactory(regime=regime, code="gbc", level=Level.GBC, name_en="GBC")


@pytest.fixture
def middle(top: Any) -> Any:
    return below(top, code="hlc", level=Level.HLC, name_en="HLC")


@pytest.fixture
def lowest(middle: Any) -> Any:
    return below(middle, code="kk", name_en="KK")


def above(committee: Any, day: date) -> str:
    bodies = tree(list(Committee.objects.prefetch_related("names", "parents")), day)
    up = bodies[committee.pk].above
    return bodies[up].name if up else ""


def add(regime: Any, author: Any, name: str = "JKK", **kwargs: Any) -> Any:
    facts = {"level": Level.REGIONAL, **kwargs.pop("facts", {})}
    committee = Committee(regime=regime, **facts)
    return add_committee(committee, name=CommitteeName(name_en=name), author=author, **kwargs)


def chair(committee: Any, author: Any, who: str = "Adri Patton", **kwargs: Any) -> Any:
    verb = {name: kwargs.pop(name) for name in ("citations", "edition") if name in kwargs}
    row = Appointment(committee=committee, person=who, **kwargs)
    return appoint(row, author=author, **verb)


def last(committee: Any) -> Any:
    return past_of(committee)[0]


def test_a_body_is_added_with_its_name_its_place_and_what_it_cites(
    top: Any, secretariat: Any
) -> None:
    place = CitationFactory()
    made = add(top.regime, secretariat, "JKK Sabah", parent=top, citations=[place])

    assert made.code == "jkk-sabah"
    assert str(made.names.get()) == "JKK Sabah"
    assert made.parents.get().parent == top
    assert list(made.citations.all()) == [place]
    assert {past.row.history_user for past in past_of(made)} == {secretariat}


def test_a_second_body_of_the_name_elsewhere_gets_a_code_of_its_own(
    top: Any, secretariat: Any
) -> None:
    add(top.regime, secretariat, "Team")
    other = add(top.regime, secretariat, "Team", facts={"level": Level.TECHNICAL})
    reserved = add(top.regime, secretariat, "Add")

    assert (other.code, reserved.code) == ("team-2", "add-2")


def test_the_same_body_is_not_added_twice(top: Any, secretariat: Any) -> None:
    add(top.regime, secretariat)
    with refuses("twin", of="name_en"):
        add(top.regime, secretariat)


def test_a_body_needs_a_name(top: Any, secretariat: Any) -> None:
    with refuses(None, of="name_en"):  # type: ignore[arg-type]
        add(top.regime, secretariat, "")


def test_a_body_stands_under_one_of_its_own_regime(top: Any, secretariat: Any) -> None:
    foreign = CommitteeFactory(regime=RegimeFactory())
    with refuses("other_regime", of="parent"):
        add(top.regime, secretariat, parent=foreign)


def test_nothing_of_it_goes_to_the_ledger(top: Any, lowest: Any, secretariat: Any) -> None:
    before = Entry.objects.count()
    add(top.regime, secretariat)
    move_committee(lowest, parent=top, holds_from=MAY, author=secretariat)
    chair(lowest, secretariat)

    assert Entry.objects.count() == before


@pytest.mark.parametrize("who", ["official_id", "analyst", "outsider", "superuser"])
def test_only_the_secretariat_and_admins_edit(
    lowest: Any, top: Any, who: str, request: Any
) -> None:
    user = request.getfixturevalue(who)
    row = Appointment.objects.create(committee=lowest, person="Somebody")
    steps = [
        lambda: add(top.regime, user),
        lambda: rename_committee(lowest, names={"name_en": "N"}, holds_from=MAY, author=user),
        lambda: move_committee(lowest, parent=top, holds_from=MAY, author=user),
        lambda: close_committee(lowest, ended_on=PartialDate("2014"), author=user),
        lambda: describe_committee(lowest, mandate_en="To meet.", author=user),
        lambda: chair(lowest, user),
        lambda: change_appointment(row, author=user),
        lambda: end_appointment(row, ends_on=PartialDate("2014"), author=user),
        lambda: mark_vacant(Appointment(committee=lowest), author=user),
        lambda: revert(lowest, last(lowest), author=user),
    ]
    for step in steps:
        with writes_nothing(), pytest.raises(PermissionDenied):
            step()


def test_an_admin_edits(lowest: Any, admin_user: Any) -> None:
    rename_committee(lowest, names={"name_en": "N"}, holds_from=MAY, author=admin_user)
    assert last(lowest).row.history_user == admin_user


def test_a_new_name_holds_from_its_day_and_older_days_keep_the_old(
    lowest: Any, secretariat: Any
) -> None:
    rename_committee(lowest, names={"name_en": "Sosek"}, holds_from=MAY, author=secretariat)

    assert name_on(lowest, date(2013, 4, 30)) == "KK"
    assert name_on(lowest, MAY) == "Sosek"


def test_a_name_of_the_same_day_is_replaced(lowest: Any, secretariat: Any) -> None:
    for name in ("Sosekk", "Sosek"):
        rename_committee(lowest, names={"name_en": name}, holds_from=MAY, author=secretariat)
    rename_committee(lowest, names={"name_en": "KK 1"}, holds_from=None, author=secretariat)

    assert [str(row) for row in lowest.names.all()] == ["KK 1", "Sosek"]


def test_the_same_name_again_is_refused(lowest: Any, secretariat: Any) -> None:
    with refuses("same", of="name_en"):
        rename_committee(
            lowest, names={**NO_NAMES, "name_en": "KK"}, holds_from=MAY, author=secretariat
        )


def test_a_body_moves_with_what_stands_below_it_and_older_days_keep_the_old_tree(
    top: Any, middle: Any, lowest: Any, secretariat: Any
) -> None:
    other = below(top, code="spc", name_en="SPC")
    move_committee(middle, parent=other, holds_from=MAY, author=secretariat)

    assert (above(middle, MAY), above(lowest, MAY)) == ("SPC", "HLC")
    assert above(middle, date(2013, 4, 30)) == "GBC"


def test_a_place_of_the_same_day_is_replaced_and_may_be_under_none(
    top: Any, lowest: Any, secretariat: Any
) -> None:
    place = CitationFactory()
    move_committee(lowest, parent=top, holds_from=MAY, author=secretariat, citations=[place])
    move_committee(lowest, parent=None, holds_from=MAY, author=secretariat)

    row = lowest.parents.get(holds_from=MAY)
    assert row.parent is None
    assert list(row.citations.all()) == [place]


def test_a_body_cannot_stand_below_itself(
    top: Any, middle: Any, lowest: Any, secretariat: Any
) -> None:
    with refuses("circle", of="parent"):
        move_committee(top, parent=lowest, holds_from=MAY, author=secretariat)
    with refuses("circle", of="parent"):
        move_committee(top, parent=lowest, holds_from=None, author=secretariat)
    with refuses("circle", of="parent"):
        move_committee(top, parent=top, holds_from=MAY, author=secretariat)


def test_a_circle_is_told_with_the_bodies_and_the_day(
    top: Any, middle: Any, lowest: Any, secretariat: Any
) -> None:
    with pytest.raises(Exception, match="“GBC” cannot stand under “KK”") as refusal:
        move_committee(top, parent=lowest, holds_from=MAY, author=secretariat)
    assert "on 1 May 2013 that body stands below it (GBC → HLC → KK)" in str(refusal.value)


def test_a_circle_that_closes_on_a_later_day_is_refused_with_that_day(
    top: Any, middle: Any, lowest: Any, secretariat: Any
) -> None:
    CommitteeParent.objects.create(committee=middle, parent=None, holds_from=MAY)
    CommitteeParent.objects.create(committee=middle, parent=top, holds_from=LATER)
    with writes_nothing(), pytest.raises(Exception, match="on 1 January 2015"):
        move_committee(top, parent=lowest, holds_from=MAY, author=secretariat)


def test_what_was_a_circle_only_before_is_none(
    top: Any, middle: Any, lowest: Any, secretariat: Any
) -> None:
    CommitteeParent.objects.create(committee=middle, parent=None, holds_from=MAY)
    move_committee(top, parent=lowest, holds_from=LATER, author=secretariat)
    assert above(top, LATER) == "KK"


def test_a_body_does_not_move_to_where_it_stands_nor_under_what_is_not_there(
    top: Any, middle: Any, lowest: Any, secretariat: Any
) -> None:
    top.ended_on = PartialDate("2010")
    top.save()
    other = CommitteeFactory(regime=RegimeFactory())
    with refuses("same", of="parent"):
        move_committee(lowest, parent=middle, holds_from=MAY, author=secretariat)
    with refuses("absent", of="parent"):
        move_committee(lowest, parent=top, holds_from=MAY, author=secretariat)
    with refuses("other_regime", of="parent"):
        move_committee(lowest, parent=other, holds_from=MAY, author=secretariat)


def test_a_body_is_closed_and_followed(middle: Any, lowest: Any, secretariat: Any) -> None:
    new = below(middle, name_en="New")
    end = PartialDate("2014")
    closed = close_committee(lowest, ended_on=end, successor=new, author=secretariat)

    assert (closed.ended_on, closed.successor) == (end, new)
    assert standing_below(middle, LATER) == [new]
    assert standing_below(middle, MAY) == [lowest, new]


def test_what_is_wrong_with_an_end_is_said(middle: Any, lowest: Any, secretariat: Any) -> None:
    lowest.established_on = "2012-06"
    lowest.save()
    with refuses(None, of="ended_on"):  # type: ignore[arg-type]
        close_committee(lowest, ended_on=PartialDate("2011"), author=secretariat)
    with refuses("circle", of="successor"):
        end = PartialDate("2014")
        close_committee(lowest, ended_on=end, successor=lowest, author=secretariat)
    close_committee(middle, ended_on=PartialDate("2014"), successor=lowest, author=secretariat)
    with refuses("circle", of="successor"):
        end = PartialDate("2014")
        close_committee(lowest, ended_on=end, successor=middle, author=secretariat)
    with refuses("same"):
        close_committee(middle, ended_on=PartialDate("2014"), successor=lowest, author=secretariat)
    # The year in which it began may be the one in which it ended.
    close_committee(lowest, ended_on=PartialDate("2012"), author=secretariat)


def test_what_a_body_is_for_is_described(lowest: Any, forum: Any, secretariat: Any) -> None:
    describe_committee(
        lowest, mandate_en="To meet.", level=Level.CENTRAL, forum=forum, author=secretariat
    )
    lowest.refresh_from_db()
    assert (str(lowest.mandate), lowest.level, lowest.forum) == ("To meet.", "central", forum)
    with refuses("same"):
        describe_committee(lowest, mandate_en="To meet.", author=secretariat)


def test_side_and_forum_stay_once_something_rests_on_them(
    middle: Any, lowest: Any, forum: Any, kaltim: Any, secretariat: Any
) -> None:
    with refuses("fixed", of="forum"):
        describe_committee(middle, forum=forum, author=secretariat)
    Meeting.objects.create(code="m", committee=lowest, kind="session", number=1)
    with refuses("fixed", of="side"):
        describe_committee(lowest, side=kaltim, author=secretariat)
    describe_committee(lowest, side=None, mandate_en="To meet.", author=secretariat)


def test_somebody_is_appointed_with_what_says_so(lowest: Any, secretariat: Any) -> None:
    place = CitationFactory()
    row = chair(lowest, secretariat, starts_on="2010-03", citations=[place])

    assert str(row.starts_on) == "2010-03"
    assert list(row.citations.all()) == [place]
    with refuses("twin", of="person"):
        chair(lowest, secretariat, starts_on="2010-03")


def test_two_chairs_of_one_side_do_not_overlap_where_their_terms_are_known(
    lowest: Any, kaltim: Any, sabah: Any, secretariat: Any
) -> None:
    term = {"starts_on": "2005", "ends_on": "2010-06-30"}
    chair(lowest, secretariat, "First", side=kaltim, **term)
    with refuses("overlap", of="starts_on"):
        chair(
            lowest,
            secretariat,
            side=kaltim,
            starts_on=PartialDate("2010-06-30"),
            ends_on=PartialDate("2012"),
        )
    handed_over = {"starts_on": PartialDate("2010"), "ends_on": PartialDate("2012")}
    for given in (
        {"side": kaltim, **handed_over},  # in the same year: nothing says that they overlap
        {"side": sabah, "starts_on": PartialDate("2006"), "ends_on": PartialDate("2007")},
        {"side": kaltim, "starts_on": PartialDate("2006")},  # how long is not known
        {
            "side": kaltim,
            "role": "member",
            "starts_on": PartialDate("2006"),
            "ends_on": PartialDate("2007"),
        },
        {
            "side": kaltim,
            "disputed": True,
            "starts_on": PartialDate("2006"),
            "ends_on": PartialDate("2007"),
        },
    ):
        chair(lowest, secretariat, "Second", **given)


def test_an_overlap_names_the_chair_and_the_term(lowest: Any, secretariat: Any) -> None:
    first = {"starts_on": PartialDate("2005"), "ends_on": PartialDate("2010")}
    chair(lowest, secretariat, "First", **first)
    sentence = "First chairs this committee from 2005 to 2010"
    with writes_nothing(), pytest.raises(Exception, match=sentence):
        chair(lowest, secretariat, starts_on=PartialDate("2006"), ends_on=PartialDate("2007"))


def test_on_the_body_of_a_side_all_chairs_are_of_one_seat(
    top: Any, kaltim: Any, indonesia: Any, secretariat: Any
) -> None:
    own = below(top, side=kaltim)
    term = {"starts_on": PartialDate("2005"), "ends_on": PartialDate("2010")}
    chair(own, secretariat, "First", side=kaltim, **term)
    with refuses("overlap", of="starts_on"):
        chair(own, secretariat, "Second", side=indonesia, **term)


def test_an_appointment_is_put_right(lowest: Any, secretariat: Any) -> None:
    first, second = CitationFactory(), CitationFactory()
    row = chair(lowest, secretariat, citations=[first])
    row.person = "Abdussamad"
    change_appointment(row, author=secretariat, citations=[second])

    row.refresh_from_db()
    assert row.person == "Abdussamad"
    assert list(row.citations.all()) == [second]
    with refuses("same"):
        change_appointment(row, author=secretariat, citations=[second])
    Appointment.objects.filter(pk=row.pk).delete()
    with refuses("gone"):
        change_appointment(row, author=secretariat)


def test_a_term_ends(lowest: Any, secretariat: Any) -> None:
    row = chair(lowest, secretariat, starts_on=PartialDate("2010-03"))
    with refuses(None, of="ends_on"):  # type: ignore[arg-type]
        end_appointment(row, ends_on=PartialDate("2009"), author=secretariat)
    end_appointment(row, ends_on=PartialDate("2010"), author=secretariat)

    row.refresh_from_db()
    assert str(row.ends_on) == "2010"
    with refuses("same"):
        end_appointment(row, ends_on=PartialDate("2010"), author=secretariat)


@pytest.mark.parametrize(
    ("since", "ended"), [("2012-05-01", "2012-04-30"), ("2012-05", "2012-05"), ("2012", "2012")]
)
def test_a_vacancy_ends_the_open_term_before_it(
    lowest: Any, secretariat: Any, since: str, ended: str
) -> None:
    row = chair(lowest, secretariat, starts_on=PartialDate("2010"))
    vacancy = Appointment(committee=lowest, starts_on=PartialDate(since))
    mark_vacant(vacancy, after=row, author=secretariat)

    row.refresh_from_db()
    assert str(row.ends_on) == ended
    assert lowest.appointments.filter(vacant=True).get() == vacancy


def test_a_vacancy_says_nothing_of_the_term_of_who_was_only_seen(
    lowest: Any, secretariat: Any
) -> None:
    row = chair(lowest, secretariat, seen_on=PartialDate("1984-12"))
    vacancy = Appointment(committee=lowest, starts_on=PartialDate("2012"))
    mark_vacant(vacancy, after=row, author=secretariat)

    row.refresh_from_db()
    assert row.ends_on is None


def test_whoever_is_appointed_ends_the_vacancy(lowest: Any, secretariat: Any) -> None:
    vacancy = Appointment(committee=lowest, starts_on=PartialDate("2012"))
    mark_vacant(vacancy, author=secretariat)
    with refuses("twin", of="person"):
        again = Appointment(committee=lowest, starts_on=PartialDate("2012"))
        mark_vacant(again, author=secretariat)
    chair(lowest, secretariat, starts_on=PartialDate("2013-05-01"))

    vacancy.refresh_from_db()
    assert str(vacancy.ends_on) == "2013-04-30"


def test_who_has_not_seen_the_last_change_is_refused(lowest: Any, secretariat: Any) -> None:
    seen = edition_of(lowest)
    row = chair(lowest, secretariat, edition=seen)
    steps = [
        lambda old: rename_committee(
            lowest, names={"name_en": "N"}, holds_from=MAY, author=secretariat, edition=old
        ),
        lambda old: move_committee(
            lowest, parent=None, holds_from=MAY, author=secretariat, edition=old
        ),
        lambda old: close_committee(
            lowest, ended_on=PartialDate("2014"), author=secretariat, edition=old
        ),
        lambda old: describe_committee(lowest, mandate_en="M", author=secretariat, edition=old),
        lambda old: chair(lowest, secretariat, "Other", edition=old),
        lambda old: end_appointment(
            row, ends_on=PartialDate("2014"), author=secretariat, edition=old
        ),
        lambda old: revert(lowest, last(lowest), author=secretariat, edition=old),
    ]
    for step in steps:
        for old in (seen, "", "no edition"):
            with refuses("stale"):
                step(old)
    steps[0](edition_of(lowest))


def test_what_was_changed_since_is_told_in_words(
    lowest: Any, kaltim: Any, secretariat: Any
) -> None:
    first = CitationFactory(locator="S 804")
    row = chair(lowest, secretariat, side=kaltim, starts_on=PartialDate("2010"))
    seen = edition_of(lowest)
    row.starts_on, row.disputed = PartialDate("2009-03"), True
    change_appointment(row, author=secretariat, citations=[first])
    rename_committee(lowest, names={"name_en": "Sosek"}, holds_from=MAY, author=secretariat)

    name, term = changes_since(seen, lowest)
    assert (name.kind, name.added, name.who) == ("Name of a committee", True, "secretariat")
    assert [(line.label, line.before, line.after.text) for line in name.lines] == [
        ("Name (English)", None, "Sosek"),
        ("From", None, "2013-05-01"),
    ]
    assert (term.kind, term.name, term.added) == ("Appointment", "Adri Patton", False)
    told = [(line.label, line.before and line.before.text, line.after.text) for line in term.lines]
    assert told == [
        ("From", "2010", "2009-03"),
        ("Sources differ", None, "yes"),
        ("Sources", None, "Sudiar, S 804"),
    ]
    assert changes_since("no edition", lowest) == []


def test_a_place_is_told_by_the_bodies_names(top: Any, lowest: Any, secretariat: Any) -> None:
    seen = edition_of(lowest)
    move_committee(lowest, parent=top, holds_from=None, author=secretariat)
    move_committee(lowest, parent=None, holds_from=None, author=secretariat)

    to_none, to_top = changes_since(seen, lowest)
    assert [(line.before.text, line.after.text) for line in to_top.lines] == [("HLC", "GBC")]
    assert [(line.before.text, line.after.text) for line in to_none.lines] == [
        ("GBC", "no other body")
    ]


def test_changes_speak_the_readers_language(lowest: Any, secretariat: Any) -> None:
    describe_committee(lowest, level=Level.CENTRAL, author=secretariat)
    with translation.override("id"):
        (line,) = in_words([last(lowest)])[0].lines
    assert line.after is not None
    assert line.after.text == "Tingkat pusat"


def test_a_change_is_taken_back_and_that_too_is_history(
    middle: Any, lowest: Any, top: Any, admin_user: Any, secretariat: Any
) -> None:
    move_committee(lowest, parent=top, holds_from=None, author=secretariat)
    revert(lowest, last(lowest), author=admin_user)

    assert lowest.parents.get().parent == middle
    latest = last(lowest)
    assert (latest.row.history_user, latest.row.history_type) == (admin_user, "~")
    revert(lowest, latest, author=admin_user)
    assert lowest.parents.get().parent == top


def test_what_was_added_goes_and_comes_back_with_what_it_cites(
    lowest: Any, secretariat: Any
) -> None:
    place = CitationFactory()
    row = chair(lowest, secretariat, citations=[place])
    added = last(lowest)
    revert(lowest, added, author=secretariat)
    assert not lowest.appointments.exists()
    with refuses("gone"):
        revert(lowest, added, author=secretariat)

    taken = last(lowest)
    revert(lowest, taken, author=secretariat)
    back = lowest.appointments.get()
    assert (back.pk, list(back.citations.all())) == (row.pk, [place])
    with refuses("there"):
        revert(lowest, taken, author=secretariat)


def test_sources_come_back_with_the_change(lowest: Any, secretariat: Any) -> None:
    first, second = CitationFactory(), CitationFactory()
    row = chair(lowest, secretariat, citations=[first])
    change_appointment(row, author=secretariat, citations=[second])
    changed = last(lowest)
    row.citations.add(first)
    with refuses("changed_since"):
        revert(lowest, changed, author=secretariat)
    row.citations.remove(first)
    revert(lowest, changed, author=secretariat)
    assert list(row.citations.all()) == [first]


def test_a_later_change_of_the_same_stays_in_the_way(lowest: Any, secretariat: Any) -> None:
    describe_committee(lowest, mandate_en="One", author=secretariat)
    first = last(lowest)
    describe_committee(lowest, mandate_en="Two", level=Level.CENTRAL, author=secretariat)
    with refuses("changed_since"):
        revert(lowest, first, author=secretariat)
    revert(lowest, last(lowest), author=secretariat)
    revert(lowest, first, author=secretariat)

    lowest.refresh_from_db()
    assert (lowest.mandate_en, lowest.level) == ("", Level.REGIONAL)


def test_taking_back_is_checked_like_any_change(
    top: Any, middle: Any, lowest: Any, secretariat: Any
) -> None:
    move_committee(lowest, parent=None, holds_from=None, author=secretariat)
    out = last(lowest)
    move_committee(top, parent=lowest, holds_from=None, author=secretariat)
    with refuses("circle", of="parent"):
        revert(lowest, out, author=secretariat)

    row = chair(lowest, secretariat, starts_on=PartialDate("2005"), ends_on=PartialDate("2010"))
    end_appointment(row, ends_on=PartialDate("2006"), author=secretariat)
    ended = last(lowest)
    second = {"starts_on": PartialDate("2008"), "ends_on": PartialDate("2012")}
    chair(lowest, secretariat, "Second", **second)
    with refuses("overlap", of="starts_on"):
        revert(lowest, ended, author=secretariat)


def test_a_body_goes_only_where_nothing_rests_on_it(
    top: Any, lowest: Any, secretariat: Any
) -> None:
    made = add(top.regime, secretariat, parent=top)
    added = next(past for past in past_of(made) if past.model is Committee)
    below(made)
    with refuses("rests"):
        revert(made, added, author=secretariat)
    CommitteeParent.objects.filter(parent=made).delete()
    revert(made, added, author=secretariat)
    assert not Committee.objects.filter(pk=made.pk).exists()
    assert [past.removed for past in past_of(made)][:3] == [True] * 3


def test_a_body_keeps_a_name(lowest: Any, secretariat: Any) -> None:
    named = next(past for past in past_of(lowest) if past.model is CommitteeName)
    with refuses("last_name"):
        revert(lowest, named, author=secretariat)


def test_what_stood_before_the_history_began_is_not_known(lowest: Any, secretariat: Any) -> None:
    CommitteeName.history.all().delete()
    rename_committee(lowest, names={"name_en": "New"}, holds_from=None, author=secretariat)
    with refuses("unknown"):
        revert(lowest, last(lowest), author=secretariat)
