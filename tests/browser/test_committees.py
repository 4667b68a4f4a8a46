"""The secretariat at the chart: moving a body, appointing a chair, last year's chart; at a desk and
on a phone, with and without script."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from agreements.models import Appointment, Committee, Regime, Role, User
from tests.factories import member

CHART = reverse("agreements:committees")


@pytest.fixture
def secretary(case: Regime) -> User:
    user: User = member(Role.SECRETARIAT, case, username="secretary")
    return user


def edit(page: Page, code: str, step: str) -> None:
    """Open the list of steps of a body on the chart, and choose one."""
    body = page.locator(f"#c-{code}")
    body.locator("summary", has_text="Edit the body").first.click()
    body.get_by_role("link", name=step, exact=True).click()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_body_is_moved_and_last_years_chart_shows_the_old_tree(
    new_page: Any, secretary: User, width: int, javascript: bool
) -> None:
    page = new_page(user=secretary, width=width, javascript=javascript)
    page.goto(f"{CHART}?as_of=2010-12-31")
    assert fits(page)
    edit(page, "kaltim-sabah", "Move")
    page.get_by_label("Stands under").select_option("hlc")
    page.get_by_label("From").fill("1 Mei 2010")
    page.get_by_role("button", name="Move it").click()

    expect(page.get_by_role("status").first).to_contain_text("The place is saved.")
    assert page.url.endswith("as_of=2010-12-31#c-kaltim-sabah")
    line = page.locator("li", has=page.locator("#c-kaltim-sabah"))
    expect(line.locator(".lvl")).to_contain_text("under High Level Committee")
    page.goto(f"{CHART}?as_of=2009-12-31")
    expect(line.locator(".lvl")).to_contain_text("under KK/JKK Sosek Malindo, central level")
    assert fits(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_chair_is_appointed_where_none_was_on_record(
    new_page: Any, secretary: User, javascript: bool
) -> None:
    page = new_page(user=secretary, width=360, javascript=javascript)
    page.goto(f"{CHART}?as_of=2010-12-31&forum=kaltim-sabah")
    seat = page.locator("#c-sosek-central-id")
    expect(seat).to_contain_text("No chair on record")
    seat.get_by_role("link", name="Name chair").click()
    assert fits(page)
    page.get_by_label("Person").fill("Safrizal ZA")
    page.get_by_label("From", exact=False).first.fill("2009")
    page.get_by_label("To", exact=False).first.fill("2008")
    page.get_by_role("button", name="Save the appointment").click()
    expect(page.get_by_role("alert")).to_contain_text("The term ends before it begins.")
    expect(page.get_by_label("Person")).to_have_value("Safrizal ZA")
    page.get_by_label("To", exact=False).first.fill("2011")
    page.get_by_role("button", name="Save the appointment").click()

    expect(seat).to_contain_text("Safrizal ZA")
    expect(seat).to_contain_text("2009 to 2011")
    row = Appointment.objects.get(starts_on="2009")
    assert row.history.get().history_user == secretary


def test_two_people_at_one_body_lose_nothing(new_page: Any, case: Regime, secretary: User) -> None:
    other: User = member(Role.ADMIN, case, username="colleague")
    address = reverse("agreements:committee_describe", args=["gbc"])
    first, second = new_page(user=secretary), new_page(user=other)
    for page in (first, second):
        page.goto(address)
    second.get_by_label("Established").fill("1973")
    second.get_by_role("button", name="Save the description").click()
    expect(second.get_by_role("status").first).to_contain_text("saved")
    first.get_by_label("Mandate (English)").fill("To keep the border.")
    first.get_by_role("button", name="Save the description").click()

    expect(first.get_by_role("alert")).to_contain_text("Somebody changed this")
    expect(first.locator(".msg.note")).to_contain_text("by colleague")
    expect(first.get_by_label("Mandate (English)")).to_have_value("To keep the border.")
    expect(first.get_by_label("Established")).to_have_value("1973")
    first.get_by_role("button", name="Save the description").click()
    expect(first.get_by_role("status").first).to_contain_text("saved")
    gbc = Committee.objects.get(code="gbc")
    assert (gbc.mandate_en, str(gbc.established_on)) == ("To keep the border.", "1973")


def test_a_change_is_reverted_on_the_page_of_the_body(new_page: Any, secretary: User) -> None:
    page = new_page(user=secretary, width=360)
    page.goto(reverse("agreements:committee_rename", args=["hlc"]))
    page.get_by_label("Name (English)").fill("Highest Committee")
    page.get_by_role("button", name="Save the name").click()
    page.goto(reverse("agreements:committee", args=["hlc"]))
    expect(page.locator("h1")).to_contain_text("Highest Committee")
    page.locator("#history").get_by_role("button", name="Revert").first.click()
    expect(page.get_by_role("status").first).to_contain_text("reverted")
    expect(page.locator("h1")).to_contain_text("High Level Committee")


@pytest.mark.parametrize("language", ["en", "id", "ms"])
def test_the_chart_prints_on_one_page(
    new_page: Any, secretary: User, tmp_path: Any, language: str
) -> None:
    page = new_page(user=secretary, locale=language)
    for day in ("1996-12-31", "2010-12-31", "2026-11-25"):
        page.goto(f"{CHART}?as_of={day}")
        path = tmp_path / "chart.pdf"
        page.pdf(path=str(path), format="A4")
        assert len(PdfReader(path).pages) == 1, day
