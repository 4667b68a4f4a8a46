"""A workbook is sent, looked at and imported, without scripts as with them."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from agreements.models import Committee, Role, Site, User
from tests.browser.test_access import VIEWS, barriers
from tests.factories import RegimeFactory, member
from tests.workbooks import changed, workbook


@pytest.fixture
def admin(transactional_db: None) -> User:
    return member(Role.ADMIN, RegimeFactory(name_en="Border regime"), username="admin")


def send(page: Page, content: bytes) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Import from a workbook").click()
    page.get_by_label("Workbook").set_input_files(
        {"name": "parties.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Preview").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_workbook_is_sent_looked_at_and_imported(
    new_page: Any, admin: User, javascript: bool
) -> None:
    page = new_page(user=admin, javascript=javascript)
    send(page, workbook(changed("site", 0, kind="harbour")))
    expect(page.locator(".refusals")).to_contain_text("site, row 2, column E (kind): “harbour”")
    expect(page.get_by_role("button", name="Import", exact=True)).to_have_count(0)
    assert not Site.objects.exists()

    page.get_by_role("link", name="Choose another workbook").click()
    send(page, workbook())
    expect(page.locator("tr.new")).to_have_count(7)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("7 rows were imported.")

    send(page, workbook(changed("committee", 0, name_en="The region")))
    expect(page.locator("tr.differs")).to_contain_text("Region → The region")
    page.get_by_label("Also change what differs").check()
    page.get_by_role("button", name="Preview again").click()
    expect(page.locator("tr.changed")).to_have_count(1)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("1 row was imported.")
    assert str(Committee.objects.get(code="region")) == "The region"


def test_the_template_is_downloaded(new_page: Any, admin: User) -> None:
    page = new_page(user=admin)
    page.goto("/admin/import/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the template").click()
    assert download.value.suggested_filename == "sosek.xlsx"


def test_the_pages_of_the_import_have_no_barrier(new_page: Any, admin: User) -> None:
    """The policy is kept at every width and theme; axe alone, on these pages, breaks it itself."""
    page = new_page(user=admin)
    send(page, workbook(changed("site", 0, kind="harbour")))
    pages = ["/admin/import/", page.url]
    for address in pages:
        page.goto(address)
        for width, theme, _ in VIEWS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)

    watched = new_page(user=admin, bypass_csp=True)
    found = [each for address in pages for each in barriers(watched, address)]
    crumbs = 'link-in-text-block <a href="/admin/">'  # of the admin's own look, on all its pages,
    header = "below 13 px"  # and so is the size of its header's text
    assert [each for each in found if crumbs not in each and header not in each] == []
