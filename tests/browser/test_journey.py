"""One claim from its first click to the score, in a browser, by officials of both sides."""

import json
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

from agreements.models import Party, Regime, Role
from compliance.models import ProgressReport, Verification
from compliance.scoring.__main__ import main as compute_offline
from tests.factories import member

OBLIGATION = "ks-2-id"  # in progress, by an observation of 2024
PASSWORD = "a sentence nobody else would think of"


@pytest.fixture
def officials(case: Regime) -> tuple[Any, Any]:
    """One of each side, with passwords of their own."""
    both = []
    for name, party in (("official-id", "ID"), ("official-my", "MY")):
        user = member(Role.OFFICIAL, case, Party.objects.get(code=party), username=name)
        user.set_password(PASSWORD)
        user.save()
        both.append(user)
    return both[0], both[1]


def sign_in(page: Page, name: str, *, to: str) -> None:
    page.goto(f"{reverse('account_login')}?next={to}")
    page.get_by_label("Username").fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{to}")


def photograph(folder: Path) -> str:
    path = folder / "road.jpg"
    Image.new("RGB", (640, 480), "#7a5").save(path)
    return str(path)


def log(page: Page, *, share: str, text: str, files: str = "") -> None:
    """Fill the form to log progress and submit it."""
    page.get_by_label("In progress").check()
    page.get_by_label("Share done").fill(share)
    page.get_by_label("When it was so").fill("2026-11")
    page.get_by_label("What was done").fill(text)
    if files:
        page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("status").first).to_contain_text("submitted")


def accept(page: Page, report: ProgressReport) -> None:
    entry = page.locator(f"#r-{report.pk}")
    entry.locator("summary", has_text="Accept").click()
    entry.get_by_role("button", name="Accept this record").click()


class Figure:
    """The score of Indonesia, as page, command and offline computation say it."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder

    def everywhere(self) -> Fraction:
        shown = self.on_page()
        printed = StringIO()
        call_command("score", "kaltim-sabah", "--format", "json", stdout=printed)
        report = json.loads(printed.getvalue())
        computed = self.offline(report["as_of"], report["known_at"])

        assert report["rows"] == computed["rows"]
        indonesia = report["rows"][0]
        assert indonesia["side"] == "ID"
        assert shown == f"{indonesia['score']:.2f}"
        return Fraction(str(indonesia["score"]))

    def on_page(self) -> str:
        self.page.goto(reverse("compliance:forum", args=["kaltim-sabah"]))
        return self.page.locator(".side.a .fig b").first.inner_text()

    def offline(self, as_of: str, known_at: str) -> Any:
        """From the exported ledger alone."""
        file = self.folder / "ledger.jsonl"
        call_command("export_ledger", "--output", str(file), stdout=StringIO())
        printed = StringIO()
        arguments = [str(file), "--forum", "kaltim-sabah", "--as-of", as_of]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdout", printed)
            code = compute_offline([*arguments, "--known-at", known_at, "--format", "json"])
        assert not code
        return json.loads(printed.getvalue())

    def is_contested(self) -> bool:
        self.on_page()
        return self.page.locator(".side.a .fig").first.get_by_text("Contested").count() > 0


def test_a_claim_is_logged_contested_corrected_and_accepted(
    new_page: Any, officials: tuple[Any, Any], tmp_path: Path
) -> None:
    address = reverse("compliance:obligation", args=[OBLIGATION])
    indonesia, malaysia = new_page(width=360), new_page()
    figure = Figure(new_page(), tmp_path)
    before = figure.everywhere()
    assert before == Fraction(3, 4)  # (1 + 0.5) / 2

    sign_in(indonesia, "official-id", to=address)
    log(indonesia, share="90", text="Road paved to the gate.", files=photograph(tmp_path))
    assert figure.everywhere() == before  # a pending claim raises nothing
    assert not figure.is_contested()

    sign_in(malaysia, "official-my", to=address)
    claim = ProgressReport.objects.get(claim=True)
    entry = malaysia.locator(f"#r-{claim.pk}")
    expect(entry.get_by_role("link", name="road.jpg")).to_be_visible()
    entry.locator("summary", has_text="Contest").click()
    entry.get_by_label("Why your side contests this").fill("The last kilometre is earth.")
    entry.get_by_role("button", name="Contest this record").click()
    expect(malaysia.get_by_role("status").first).to_contain_text("contested")
    assert figure.everywhere() == before  # the score stays at what stands
    assert figure.is_contested()

    indonesia.goto(address)
    indonesia.locator(f"#r-{claim.pk}").get_by_role("link", name="Correct it").click()
    log(indonesia, share="80", text="Road paved but for the last kilometre.")
    assert figure.everywhere() == before

    corrected = ProgressReport.objects.get(corrects=claim)
    malaysia.goto(address)
    accept(malaysia, corrected)
    expect(malaysia.get_by_role("status").first).to_contain_text("accepted")
    assert figure.everywhere() == Fraction(9, 10)  # (1 + 0.8) / 2
    assert not figure.is_contested()
    assert Verification.objects.count() == 2


def test_the_same_journey_without_javascript(
    new_page: Any, officials: tuple[Any, Any], tmp_path: Path
) -> None:
    address = reverse("compliance:obligation", args=[OBLIGATION])
    indonesia = new_page(width=360, javascript=False)
    sign_in(indonesia, "official-id", to=address)
    log(indonesia, share="60", text="Bridge done.", files=photograph(tmp_path))
    claim = ProgressReport.objects.get(claim=True)
    assert claim.evidence.get().content_type == "image/jpeg"

    malaysia = new_page(width=360, javascript=False)
    sign_in(malaysia, "official-my", to=address)
    accept(malaysia, claim)
    expect(malaysia.get_by_role("status").first).to_contain_text("accepted")


def test_what_was_typed_survives_an_expired_sign_in(
    new_page: Any, officials: tuple[Any, Any]
) -> None:
    address = reverse("compliance:obligation", args=[OBLIGATION])
    page = new_page(javascript=False)
    sign_in(page, "official-id", to=address)
    page.get_by_label("What was done").fill("Forty metres of drainage.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Submit").click()

    expect(page.locator("body")).to_contain_text("Sign in")
    assert ProgressReport.objects.filter(claim=True).count() == 0
    page.get_by_label("Username").fill("official-id")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("What was done")).to_have_value("Forty metres of drainage.")


def test_a_lost_connection_keeps_the_form(new_page: Any, officials: tuple[Any, Any]) -> None:
    address = reverse("compliance:obligation", args=[OBLIGATION])
    page = new_page()
    sign_in(page, "official-id", to=address)
    page.get_by_label("In progress").check()
    page.get_by_label("What was done").fill("Written in the field.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Submit").click()
    page.context.set_offline(False)
    page.goto(address)

    expect(page.get_by_label("What was done")).to_have_value("Written in the field.")
    assert ProgressReport.objects.filter(claim=True).count() == 0


def test_a_second_click_writes_nothing_twice(new_page: Any, officials: tuple[Any, Any]) -> None:
    address = reverse("compliance:obligation", args=[OBLIGATION])
    page = new_page()
    sign_in(page, "official-id", to=address)
    page.get_by_label("In progress").check()
    page.get_by_label("When it was so").fill("2026")
    page.get_by_label("What was done").fill("Once.")
    page.get_by_role("button", name="Submit").dblclick()
    expect(page.get_by_role("status").first).to_contain_text("submitted")

    assert ProgressReport.objects.filter(claim=True).count() == 1
