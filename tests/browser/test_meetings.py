"""A session from its plan to its signed record, in a browser: the secretariat and both sides."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from agreements.models import Agreement, Meeting, Obligation, Party, Regime, Role
from sosek.ledger.audit import audit
from tests.factories import member


@pytest.fixture
def cast(case: Regime) -> dict[str, Any]:
    """The secretariat and an official of each side."""
    return {
        "secretariat": member(Role.SECRETARIAT, case, username="secretariat"),
        "id": member(Role.OFFICIAL, case, Party.objects.get(code="ID"), username="official-id"),
        "my": member(Role.OFFICIAL, case, Party.objects.get(code="MY"), username="official-my"),
    }


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(text)


def plan(page: Page, committee: str, day: str, place: str) -> None:
    """Choose the committee, take what is proposed, add the day and the place."""
    page.goto(reverse("compliance:meetings"))
    page.get_by_role("link", name="Plan a meeting").click()
    page.get_by_label("Committee").select_option(value=committee)
    press(page, "Go on")
    page.get_by_label("Begins on").fill(day)
    page.get_by_label("Place").fill(place)


def point(page: Page, name: str) -> Any:
    return page.locator("ol.agenda > li").filter(has=page.get_by_role("heading", name=name)).first


def decide(page: Page, address: str, name: str, outcome: str, **fields: str) -> None:
    page.goto(address)
    point(page, name).get_by_role("link", name="Decide").click()
    page.get_by_label(outcome, exact=True).check()
    for label, text in fields.items():
        page.locator(f"[name={label}]").fill(text)


def state(page: Page, address: str, name: str, text: str) -> None:
    page.goto(address)
    point(page, name).get_by_role("link", name="State the position").click()
    page.get_by_role("textbox").fill(text)
    press(page, "Save the position")
    said(page, "The position of your side is saved.")


def confirm(page: Page, address: str) -> None:
    page.goto("/work/")
    page.locator("#records").get_by_role("link", name="Read and confirm").click()
    expect(page.locator("main")).to_contain_text("The ferry runs twice a day")
    press(page, "Confirm the record")


def test_a_session_is_planned_discussed_decided_and_signed(
    new_page: Any, cast: dict[str, Any]
) -> None:
    secretariat = new_page(user=cast["secretariat"])
    indonesia = new_page(user=cast["id"], width=360, height=740)
    malaysia = new_page(user=cast["my"], javascript=False)

    plan(secretariat, "kaltara-sabah", "2026-11-20", "Tawau")
    expect(secretariat.get_by_label("Number")).to_have_value("27")
    expect(secretariat.get_by_label("Host").locator(":checked")).to_have_text("Sabah")
    assert secretariat.locator("[name=invited]:checked").count() >= 2
    press(secretariat, "Plan the meeting")
    said(secretariat, "The meeting is planned.")
    meeting = Meeting.objects.get(number=27)
    address = meeting.get_absolute_url()
    expect(secretariat.locator("#matters")).to_contain_text("Serudong")

    secretariat.goto(reverse("compliance:meeting_agenda", args=[meeting.code]))
    add_points(secretariat)

    state(indonesia, address, "Ferry between Nunukan and Tawau", "The ferry runs twice a day.")
    state(malaysia, address, "Ferry between Nunukan and Tawau", "Once a day is enough.")
    indonesia.goto(address)
    expect(point(indonesia, "Ferry between")).to_contain_text("Once a day is enough.")

    decide_all(secretariat, address)

    secretariat.goto(address)
    secretariat.get_by_role("link", name="Close the record").click()
    press(secretariat, "Close the record")
    said(secretariat, "The record lies before the sides")

    confirm(indonesia, address)
    said(indonesia, "You have confirmed the record")
    assert not Agreement.objects.filter(name_en="Ferry service").exists()
    confirm(malaysia, address)
    expect(malaysia.get_by_role("status").first).to_contain_text("The record is signed.")

    stranger = new_page()
    stranger.goto(reverse("compliance:agreements"))
    expect(stranger.locator("main")).to_contain_text("Ferry service")
    assert Obligation.objects.filter(agreement__name_en="Ferry service").count() == 2
    stranger.goto(address)
    expect(point(stranger, "Ferry between")).to_contain_text("Once a day is enough.")
    assert audit().fault is None

    plan(secretariat, "sosek-central", "2027-02", "Jakarta")
    press(secretariat, "Plan the meeting")
    expect(point(secretariat, "Authority over the posts")).to_contain_text("from KK/JKK")
    secretariat.goto(address)
    way = point(secretariat, "Authority over the posts").locator(".chain")
    expect(way.locator("li")).to_have_count(2)
    expect(way).to_contain_text("still there")


def add_points(page: Page) -> None:
    page.get_by_label("About").select_option(label="1 Sea Border Crossing Post")
    page.get_by_label("Title").fill("Ferry between Nunukan and Tawau")
    press(page, "Add the point")
    said(page, "The point is on the agenda.")
    for title in ("Dates of the next site visit", "Authority over the posts"):
        page.get_by_label("Title").fill(title)
        page.get_by_label("Under").select_option(label="Other matters")
        press(page, "Add the point")
        said(page, "The point is on the agenda.")


def decide_all(page: Page, address: str) -> None:
    """One agreed with an obligation of each side, one put off, one handed up."""
    names = {
        "text": "The ferry runs twice a day from 1 March 2027.",
        "until": "2027-03",
        "name_en": "Ferry service",
        "owed_0_name_en": "Run the morning ferry",
        "owed_0_due_on": "2027-03-01",
        "owed_1_name_en": "Run the evening ferry",
        "owed_1_due_on": "2027-03-01",
    }
    decide(page, address, "Ferry between Nunukan and Tawau", "Agreed", **names)
    press(page, "Another approval")
    expect(page.locator("[name=text]")).to_have_value(names["text"])
    page.locator("[name=approval_1_authority]").select_option(index=1)
    press(page, "Save the decision")
    said(page, "The point is closed.")
    decide(page, address, "Dates of the next site visit", "Deferred")
    press(page, "Save the decision")
    decide(page, address, "Authority over the posts", "Escalated")
    press(page, "Save the decision")
    said(page, "The point is closed.")
