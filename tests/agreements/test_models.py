"""What is true of the regime's own rows: dates as far as known, trees without circles, seats."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from agreements.models import Appointment, PartialDate, Party, RegimeSettings
from agreements.models.dates import PartialDateField
from agreements.workflow import change_settings, register
from tests.factories import CommitteeFactory, PartyFactory, RegimeFactory
from tests.refusals import refuses, told

# Partial dates


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2010", date(2010, 1, 1), date(2010, 12, 31)),
        ("2010-02", date(2010, 2, 1), date(2010, 2, 28)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2010-03-16", date(2010, 3, 16), date(2010, 3, 16)),
    ],
)
def test_a_date_opens_on_its_first_day_and_closes_on_its_last(
    text: str, first: date, last: date
) -> None:
    found = PartialDate(text)

    assert (found.first_day, found.last_day, str(found)) == (first, last, text)


@pytest.mark.parametrize(
    "text", ["", "10", "2010-3", "2010-13", "2010-00", "2010-02-30", "2010-03-16x", "0000", "soon"]
)
def test_a_date_that_does_not_exist_is_not_made(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        PartialDate(text)


def test_a_field_reads_text_and_says_what_it_cannot_read() -> None:
    field = PartialDateField("day", null=True, blank=True)

    assert field.to_python(" 2010-03 ") == PartialDate("2010-03")
    assert field.to_python(PartialDate("2010")) == PartialDate("2010")
    assert field.to_python("") is field.to_python(None) is None
    assert field.get_prep_value("2010") == "2010"
    assert field.get_prep_value("") is None
    with pytest.raises(ValidationError) as refusal:
        field.clean("16.3.2010", None)
    assert refusal.value.messages == [
        "Write a year, a month or a day: 2010, 2010-03 or 2010-03-16."
    ]


def test_a_form_keeps_what_was_typed_for_the_field_to_answer() -> None:
    typed: Any = PartialDateField("day", null=True, blank=True).formfield()

    assert isinstance(typed, forms.CharField)
    assert typed.clean("soon") == "soon"
    assert typed.clean("") is None


def test_a_date_is_kept_as_it_was_given(regime: Any) -> None:
    party = PartyFactory(valid_from=PartialDate("1957-08"))

    party.refresh_from_db()
    assert party.valid_from == PartialDate("1957-08")
    field: Any = Party._meta.get_field("valid_from")
    assert field.value_to_string(party) == "1957-08"
    assert field.value_to_string(PartyFactory()) == ""


# Names


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "Indonesia"), ("id", "Kaltim"), ("ms", "Kaltim")]
)
def test_a_name_falls_back_on_what_there_is(language: str, shown: str) -> None:
    with translation.override(language):
        named = Party(name_en="Indonesia" if language == "en" else "", name_id="Kaltim")
        assert named.name == shown


def test_something_without_any_name_is_refused(db: None) -> None:
    with pytest.raises(ValidationError) as refusal:
        Party(code="X", kind="state").full_clean()
    assert "name_en" in refusal.value.error_dict


# Parties


def test_the_path_of_a_party_leads_down_from_its_side(nunukan: Any, kaltim: Any) -> None:
    assert (nunukan.path, nunukan.side_code) == ("ID/ID-KT/ID-KT-NK", "ID")
    assert set(Party.objects.within(kaltim)) == {kaltim, nunukan}
    assert list(Party.objects.sides()) == [kaltim.parent]


def test_a_party_is_never_below_itself(indonesia: Any, kaltim: Any) -> None:
    indonesia.parent = kaltim
    with pytest.raises(ValidationError) as refusal:
        indonesia.full_clean()
    assert refusal.value.message_dict["parent"] == ["A party cannot stand below itself."]

    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.filter(pk=indonesia.pk).update(parent=indonesia)


def test_a_code_has_no_slash_and_an_end_comes_after_its_beginning(db: None) -> None:
    with pytest.raises(ValidationError) as refusal:
        Party(
            code="A/B",
            name_en="A",
            kind="state",
            valid_from=PartialDate("2015"),
            valid_to=PartialDate("2015"),
        ).full_clean()
    assert refusal.value.message_dict == {"code": ["A code has no slash."]}

    with pytest.raises(ValidationError) as refusal:
        Party(
            code="AB",
            name_en="A",
            kind="state",
            valid_from=PartialDate("2015"),
            valid_to=PartialDate("2014"),
        ).full_clean()
    assert refusal.value.message_dict == {"valid_to": ["The end is before the beginning."]}


# Seats


def chair(committee: Any, starts_on: str | None, ends_on: str | None, **kwargs: Any) -> Any:
    term = {"starts_on": starts_on, "ends_on": ends_on}
    dates = {name: PartialDate(text) if text else None for name, text in term.items()}
    return Appointment(committee=committee, person="Somebody", **dates, **kwargs)


@pytest.fixture
def committee(regime: Any) -> Any:
    found = CommitteeFactory(regime=regime)
    register(chair(found, "2005", "2010-06"))
    return found


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [("2010-05", "2012"), ("2000", "2006"), ("2006", "2007"), ("2000", "2020")],
)
def test_two_chairs_of_a_side_do_not_overlap(committee: Any, starts_on: str, ends_on: str) -> None:
    with refuses("overlap", of="starts_on"):
        register(chair(committee, starts_on, ends_on))


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        *[("2010-07", "2012"), ("2000", "2004"), ("2006", None), (None, "2007"), (None, None)],
        *[("2010", "2012"), ("2010-06", "2012"), ("2000", "2005")],  # it may have been handed over
    ],
)
def test_terms_that_do_not_meet_for_certain_stand(
    committee: Any, starts_on: str | None, ends_on: str | None
) -> None:
    assert register(chair(committee, starts_on, ends_on)).pk


def test_what_overlaps_may_stand_where_it_is_no_second_chair(
    committee: Any, regime: Any, indonesia: Any
) -> None:
    """A member, one of a side, one of another body, or one that sources dispute."""
    assert register(chair(committee, "2006", "2007", role="member")).pk
    assert register(chair(committee, "2006", "2007", side=indonesia)).pk
    assert register(chair(CommitteeFactory(regime=regime), "2006", "2007")).pk
    assert register(chair(committee, "2006", "2007", disputed=True)).pk
    assert register(chair(committee, "2011", "2012")).pk


def test_a_disputed_chair_is_in_nobodys_way(regime: Any) -> None:
    committee = CommitteeFactory(regime=regime)
    register(chair(committee, "2005", "2010", disputed=True))

    assert register(chair(committee, "2006", "2007")).pk


def test_a_chair_is_changed_without_meeting_itself(committee: Any) -> None:
    seated = committee.appointments.get()
    seated.note = "Seen in the minutes."

    seated.full_clean()


def test_a_seat_names_somebody_and_a_term_ends_after_it_begins(committee: Any) -> None:
    nobody = chair(committee, "2011", "2012")
    nobody.person = ""
    for seat, field in ((nobody, "person"), (chair(committee, "2012", "2011"), "ends_on")):
        with pytest.raises(ValidationError) as refusal:
            seat.full_clean()
        assert set(told(refusal.value)) == {field}


# Settings


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"time_zone": "Makassar"}, "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
        ({"silence_days": 0}, "silence_days"),
        ({"silence_days": 731}, "silence_days"),
        ({"publishes": "all"}, "publishes"),
        ({"thresholds": {"full": "0.9", "high": "0.7"}}, "thresholds"),
        ({"thresholds": {"full": "0.9", "high": "0.7", "partial": "x"}}, "thresholds"),
        ({"thresholds": {"full": "0.9", "high": "0.9", "partial": "0.3"}}, "thresholds"),
        ({"thresholds": {"full": "0.7", "high": "0.9", "partial": "0.3"}}, "thresholds"),
        ({"thresholds": {"full": "0.9", "high": "0.7", "partial": "0"}}, "thresholds"),
        ({"thresholds": {"full": "1.1", "high": "0.7", "partial": "0.3"}}, "thresholds"),
        (
            {"thresholds": {"full": "0.9", "high": "0.7", "partial": "0.3", "low": "0"}},
            "thresholds",
        ),
    ],
)
def test_settings_that_make_no_sense_are_not_recorded(
    regime: Any, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        change_settings(RegimeSettings(regime=regime, **wrong))

    assert set(told(refusal.value)) == {field}
    assert regime.settings_versions.count() == 1


def test_settings_at_their_limits_are_recorded(db: None) -> None:
    regime = RegimeFactory()
    for silence_days in (1, 730):
        thresholds = {"full": "1", "high": "0.7", "partial": "0.01"}
        change_settings(
            RegimeSettings(regime=regime, silence_days=silence_days, thresholds=thresholds)
        )
    assert regime.settings_versions.count() == 3
