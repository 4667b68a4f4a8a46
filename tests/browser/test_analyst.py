"""An analyst's way in a browser: from a question to a figure with its source."""

from pathlib import Path
from typing import Any

from playwright.sync_api import expect
from pypdf import PdfReader

from agreements.models import Regime, Role
from sosek.ledger.models import Entry
from tests.factories import member


def test_from_a_question_to_a_cited_figure(new_page: Any, case: Regime, tmp_path: Path) -> None:
    """How far had each side come by the end of 2010, and does it hang on how one counts?"""
    page = new_page(user=member(Role.ANALYST, case, username="analyst"))
    page.goto("/forums/kaltim-sabah/?as_of=2010-12-31")
    indonesia = page.locator("section.side.a").first
    expect(indonesia.locator(".fig").first).to_contain_text("0.75")
    expect(indonesia).to_contain_text("0.214 to 0.929")

    # Every method on the same facts, the same day kept.
    page.locator("details.menu summary").click()
    page.locator("details.menu").get_by_role("link", name="Compare").click()
    assert "as_of=2010-12-31" in page.url
    page.get_by_label("Forum").select_option("kaltim-sabah")
    page.get_by_role("button", name="Show").first.click()
    methods = page.locator("main section").filter(has_text="By method").first
    for printed in ("0.75", "75.0 %", "83.3 %", "28.6 %", "14.3 %"):
        expect(methods).to_contain_text(printed)
    expect(page.locator("#order")).to_contain_text("Yes: the order changes.")

    # What if “in progress” were worth a quarter.
    page.get_by_label("Another value").fill("0.25")
    page.locator("form").filter(has=page.get_by_label("Another value")).get_by_role(
        "button", name="Show"
    ).click()
    expect(page.locator("main")).to_contain_text("0.63")

    # Why 0.75: the reports behind it, then the same as a paper.
    page.goto("/forums/kaltim-sabah/?as_of=2010-12-31")
    page.locator("section.side.a").first.get_by_role("link", name="Receipt").click()
    assert "as_of=2010-12-31" in page.url
    expect(page.locator("main")).to_contain_text("0.75")
    cited = page.locator("#cited").inner_text()
    assert "as of 31 December 2010" in cited
    with page.expect_download() as download:
        page.locator("aside.take").get_by_role("link", name="PDF").click()
    path = tmp_path / "why.pdf"
    download.value.save_as(path)
    text = " ".join(" ".join(each.extract_text() for each in PdfReader(path).pages).split())
    assert "0.75" in text
    assert "fulfilment/1" in text
    assert Entry.objects.latest("sequence").hash[:16] in text.replace(" ", "")

    # The address that is cited shows the same again, to anybody.
    address = next(word for word in cited.split() if word.startswith("http")).rstrip(",")
    stranger = new_page()
    stranger.goto(address)
    expect(stranger.locator("main")).to_contain_text("0.75")
    assert (
        stranger.locator("#cited").inner_text().split(", retrieved")[0]
        == (cited.split(", retrieved")[0])
    )
