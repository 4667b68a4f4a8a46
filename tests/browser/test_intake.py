"""A workbook is sent, looked at and imported, without scripts as with them."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from agreements.models import Committee, Role, Site, User
from compliance.imports import runs
from tests.browser.barriers import barriers
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
    page.get_by_role("button", name="Look at it").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_workbook_is_sent_looked_at_and_imported(
    new_page: Any, admin: User, javascript: bool
) -> None:
    page = new_page(user=admin, javascript=javascript)
    send(page, workbook(changed("site", 0, kind="harbour")))
    expect(page.locator(".refusals")).to_contain_text("site, row 2, column E (kind): “harbour”")
    expect(page.get_by_role("button", name="Import", exact=False)).to_have_count(0)
    assert not Site.objects.exists()

    page.get_by_role("link", name="Choose another workbook").click()
    send(page, workbook())
    expect(page.locator("tr.is-new")).to_have_count(7)
    page.get_by_role("button", name="Import 7 rows").click()
    expect(page.locator("main .msg")).to_contain_text("7 rows were imported.")

    send(page, workbook(changed("committee", 0, name_en="The region")))
    expect(page.locator("tr.is-differs")).to_contain_text("Region → The region")
    page.get_by_label("Also change what differs").check()
    page.get_by_role("button", name="Preview again").click()
    expect(page.locator("tr.is-changed")).to_have_count(1)
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.locator("main .msg")).to_contain_text("1 row was imported.")
    assert str(Committee.objects.get(code="region")) == "The region"


def test_the_template_is_downloaded(new_page: Any, admin: User) -> None:
    page = new_page(user=admin)
    page.goto("/import/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the template").click()
    assert download.value.suggested_filename == "sosek.xlsx"


def test_the_pages_of_the_import_have_no_barrier(new_page: Any, admin: User) -> None:
    page = new_page(user=admin)
    send(page, workbook(changed("site", 0, kind="harbour")))
    found = [each for address in ("/import/", page.url) for each in barriers(page, address)]
    assert found == []


def test_a_large_workbook_is_taken_by_a_thread_while_its_sender_waits(
    new_page: Any, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without scripts: the page loads again by itself, until all is said."""
    monkeypatch.setattr(runs, "SMALL", 0)
    page = new_page(user=admin, javascript=False)
    send(page, workbook())
    expect(page.locator("tr.is-new")).to_have_count(7, timeout=20_000)
    page.get_by_role("button", name="Import 7 rows").click()
    expect(page.locator("main .msg")).to_contain_text("7 rows were imported.", timeout=20_000)
    assert Site.objects.get().history.get().history_user == admin
