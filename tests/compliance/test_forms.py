"""What people type: dates as far as they are known, shares, and a report's shape."""

from datetime import date

import pytest

from compliance.forms import ClaimForm, ObservationForm
from compliance.forms.fields import PartialDateInput, ShareInput, read_date

TODAY = date(2026, 11, 25)
KEY = "7b0f7f5e-5d2c-4a65-9d0a-0f3f6d1c2b3a"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2010", "2010"),
        ("2010-03", "2010-03"),
        ("2010-3", "2010-03"),
        ("201003", "2010-03"),
        ("032010", "2010-03"),
        ("3/2010", "2010-03"),
        ("2010-03-16", "2010-03-16"),
        ("2010/3/16", "2010-03-16"),
        ("16/3/2010", "2010-03-16"),
        ("16.03.2010", "2010-03-16"),
        ("16 3 2010", "2010-03-16"),
        ("20100316", "2010-03-16"),
        ("16032010", "2010-03-16"),
        ("16 March 2010", "2010-03-16"),
        ("16 Maret 2010", "2010-03-16"),
        ("16 Mac 2010", "2010-03-16"),
        ("Agustus 2010", "2010-08"),
        ("Ogos 2010", "2010-08"),
        ("1 Disember 2010", "2010-12-01"),
        ("1 Desember 2010", "2010-12-01"),
        ("Mei 2010", "2010-05"),
        (" 2010 ", "2010"),
        ("3/16/2010", None),  # the month never comes first
        ("31/2/2010", None),
        ("soon", None),
        ("10", None),
        ("20101399", None),
        ("2010-03-16 at noon", None),
        ("0316", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_people_write_it(typed, expected):
    found = read_date(typed)

    assert (found.text if found else None) == expected


def test_what_is_no_date_is_answered_with_an_example():
    with pytest.raises(Exception, match="2010-03-16"):
        PartialDateInput().clean("soon")


@pytest.mark.parametrize(
    ("typed", "expected"), [("40", 40), ("40 %", 40), ("40%", 40), ("", None), (" ", None)]
)
def test_a_share_may_carry_its_sign(typed, expected):
    assert ShareInput(required=False).clean(typed) == expected


@pytest.mark.parametrize("typed", ["101", "-1", "half", "0.5"])
def test_a_share_is_a_whole_number_of_a_hundred(typed):
    with pytest.raises(Exception, match="from 0 to 100"):
        ShareInput(required=False).clean(typed)


def claim(**data):
    return ClaimForm({"submission_key": KEY, **data}, today=TODAY)


def test_a_claim_says_when_and_what():
    form = claim()

    assert not form.is_valid()
    assert form.errors["observed_on"] == ["Say when it was so, for example 2026-11."]
    assert form.errors["narrative"] == ["Say in a sentence what was done or seen."]
    assert "status" not in form.errors  # the record asks for it, so that every door does


def test_a_claim_without_milestones_or_earlier_records_offers_neither():
    assert {"milestone", "corrects"}.isdisjoint(claim().fields)


def test_each_form_has_a_key_of_its_own():
    first, second = ClaimForm(today=TODAY), ClaimForm(today=TODAY)

    assert first["submission_key"].value() != second["submission_key"].value()


@pytest.mark.django_db
def test_an_observation_is_information_only_where_somebody_says_so():
    data = {"submission_key": KEY, "observed_on": "2010", "narrative": "A post is agreed."}

    assert "status" in ObservationForm(data, today=TODAY).errors
    form = ObservationForm(data | {"status": "information"}, today=TODAY)
    assert form.is_valid(), form.errors
    assert form.statement().status == ""
    assert ObservationForm(data | {"percent": "40"}, today=TODAY).is_valid()
