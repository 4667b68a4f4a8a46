"""Every page, in every language, theme and width: no barrier, no violation, nothing cut off."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect

from agreements.models import (
    AgendaItem,
    Appointment,
    Citation,
    Committee,
    ItemKind,
    Meeting,
    Party,
    Regime,
    Role,
    User,
    WorkingPaper,
)
from compliance.dashboard.invitations import invitation_list
from compliance.models import ProgressReport, Verdict
from compliance.workflow.meetings import (
    Agreed,
    Owed,
    Ruling,
    add_item,
    close_meeting,
    decide,
    state_position,
)
from tests.factories import (
    MeetingFactory,
    ProgressReportFactory,
    ReportDraftFactory,
    VerificationFactory,
    member,
)

EVERYTHING = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}}
VIEWS = [  # a theme changes nothing but colours: what else there is, is asked in the other one;
    # and the colours of both at each width in English, since no language changes them
    (320, "dark", EVERYTHING),
    (320, "light", COLOURS),
    (1280, "light", EVERYTHING),
    (1280, "dark", COLOURS),
]
LANGUAGES = ["en", "id", "ms"]
TOO_SMALL = """() => [...document.querySelectorAll("body *")]
  .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
  .filter((e) => e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < 13)
  .map((e) => e.textContent.trim())"""


@pytest.fixture
def official(transactional_db: None) -> User:
    """Of Indonesia, in the seeded case with a contested claim, a pending one and a draft."""
    call_command("seed", stdout=StringIO())
    regime = Regime.objects.get()
    user: User = member(Role.OFFICIAL, regime, Party.objects.get(code="ID"), username="official-id")
    other = Party.objects.get(code="MY")
    member(Role.OFFICIAL, regime, other, username="official-my")
    obligation = ProgressReport.objects.filter(obligation__code="ks-2-id")[0].obligation
    claim = ProgressReportFactory(obligation=obligation, status="fulfilled")
    VerificationFactory(report=claim, party=other, verdict=Verdict.CONTESTED)
    facing = ProgressReport.objects.filter(obligation__code="ks-2-my")[0].obligation
    ProgressReportFactory(obligation=facing, status="in_progress", percent=60)
    ReportDraftFactory(obligation=obligation, author=user, side=Party.objects.get(code="ID"))
    return user


def addresses() -> list[str]:
    """Every page an official can open."""
    source = Citation.objects.latest("pk").source
    pages: list[tuple[str, list[Any]]] = [
        ("compliance:overview", []),
        ("compliance:forum", ["kaltim-sabah"]),
        ("compliance:forum", ["kalbar-sarawak"]),
        ("compliance:papers", []),
        ("compliance:paper", [WorkingPaper.objects.get(number=2).pk]),
        ("compliance:agreements", []),
        ("compliance:agreement", ["ks-2"]),
        ("compliance:obligations", []),
        ("compliance:obligation", ["ks-2-id"]),
        ("compliance:obligation", ["ks-2-my"]),
        ("compliance:obligation", ["ks-3-id"]),
        ("compliance:party", ["ID"]),
        ("compliance:timeline", []),
        ("compliance:work", []),
        ("compliance:meetings", []),
        ("compliance:meeting", ["kaltara-sabah-session-26"]),
        ("compliance:meeting", ["kaltara-sabah-session-27"]),
        ("compliance:position", ["kaltara-sabah-session-27", _point().pk]),
        ("agreements:committees", []),
        ("agreements:committee", [Committee.objects.earliest("pk").code]),
        ("agreements:sources", []),
        ("agreements:source", [source.key]),
        ("agreements:profile", []),
        ("account_change_password", []),
        ("account_logout", []),
    ]
    early = reverse("compliance:timeline") + "?to=1990"
    return [reverse(name, args=args) for name, args in pages] + [early, "/no-such-page/"]


@pytest.fixture
def secretary(official: User) -> User:
    """Of the same case."""
    user: User = member(Role.SECRETARIAT, Regime.objects.get(), username="secretary")
    return user


def editing_addresses() -> list[str]:
    """Every page on which the secretariat edits the structure, and what leads there."""
    seat = Appointment.objects.filter(committee__code="gbc").earliest("pk")
    bodies = ("rename", "move", "close", "describe", "appoint", "vacant")
    seats = ("edit", "end", "vacant")
    return [
        reverse("agreements:committees"),
        reverse("agreements:committee", args=["gbc"]),
        reverse("agreements:committee_add"),
        *(reverse(f"agreements:committee_{step}", args=["gbc"]) for step in bodies),
        *(reverse(f"agreements:appointment_{step}", args=[seat.pk]) for step in seats),
    ]


def written() -> list[str]:
    """Every page on which the secretariat writes a meeting, and where an official signs it."""
    code = "kaltara-sabah-session-27"
    delegate = Meeting.objects.get(code=code).delegates.earliest("pk")
    pages: list[tuple[str, list[Any]]] = [
        ("compliance:meeting_change", [code]),
        ("compliance:meeting_delegates", [code]),
        ("compliance:delegate_add", [code]),
        ("compliance:delegate_change", [code, delegate.pk]),
        ("compliance:meeting_agenda", [code]),
        ("compliance:point_change", [code, _point().pk]),
        ("compliance:decision", [code, _point().pk]),
        ("compliance:meeting_close", [code]),
        ("compliance:meeting_reopen", [code]),
        ("compliance:meeting_file_add", [code]),
        ("compliance:addendum_add", [code]),
    ]
    plan = reverse("compliance:meeting_plan")
    own = [reverse(name, args=args) for name, args in pages]
    meeting = reverse("compliance:meeting", args=[code])
    return [plan, f"{plan}?committee=kaltara-sabah", meeting, *own]


def _point() -> AgendaItem:
    return AgendaItem.objects.get(meeting__code="kaltara-sabah-session-27", paper__number=1)


@pytest.fixture
def session(official: User) -> Meeting:
    """A planned session with a paper on which both sides speak and which is agreed."""
    committee = Committee.objects.get(code="kaltara-sabah")
    day = date(2026, 11, 20)
    meeting = MeetingFactory(
        committee=committee,
        number=27,
        starts_on=day.isoformat(),
        place="Tawau",
        delegates=invitation_list(committee, day=day),
    )
    paper = WorkingPaper.objects.get(number=1)
    item = add_item(AgendaItem(meeting=meeting, kind=ItemKind.PAPER, paper=paper))
    sides = Party.objects.filter(parent=None)
    for side in sides:
        state_position(item, side=side, text="Twice a day.")
    owed = Agreed(names={"en": "Ferry"}, obligations=[Owed(owes=side) for side in sides])
    approvals = [(sides[0], "central")]
    decide(item, Ruling(outcome="agreed", text="Yes.", approvals=approvals, agreed=owed))
    under = meeting.agenda.get(kind=ItemKind.OTHER)
    point = AgendaItem(meeting=meeting, kind=ItemKind.OTHER, under=under, title="Authority")
    decide(add_item(point), Ruling(outcome="escalated"))
    return meeting


def barriers(page: Page, address: str) -> list[str]:
    """What axe finds in every theme and width; what scrolls sideways or is too small to read."""
    page.goto(address)
    said = []
    english = page.locator("html").get_attribute("lang") == "en"
    for width, theme, rules in VIEWS:
        if rules is COLOURS and not english:
            continue
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found = Axe().run(page, options=rules)
        for violation in found.response["violations"]:
            place = violation["nodes"][0]["html"][:160]
            said.append(f"{address} {width} {theme}: {violation['id']} {place}")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            said.append(f"{address} {width} {theme}: wider than the screen")
        said += [f"{address} {width}: below 13 px: {text}" for text in page.evaluate(TOO_SMALL)]
    return said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_barrier(
    new_page: Any, official: User, session: Meeting, language: str
) -> None:
    page = new_page(user=official, locale=language)
    assert [each for address in addresses() for each in barriers(page, address)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_that_edits_the_structure_has_a_barrier(
    new_page: Any, secretary: User, language: str
) -> None:
    page = new_page(user=secretary, locale=language)
    assert [each for address in editing_addresses() for each in barriers(page, address)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_a_meeting_has_a_barrier(
    new_page: Any, official: User, session: Meeting, language: str
) -> None:
    secretariat = member(Role.SECRETARIAT, Regime.objects.get(), username="secretariat")
    page = new_page(user=secretariat, locale=language)
    assert [each for address in written() for each in barriers(page, address)] == []

    close_meeting(session)
    page = new_page(user=official, locale=language)
    for address in ("compliance:meeting", "compliance:meeting_confirm"):
        assert barriers(page, reverse(address, args=[session.code])) == []
    assert barriers(page, reverse("compliance:work")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_signed_out_pages_have_no_barrier(new_page: Any, official: User, language: str) -> None:
    page = new_page(locale=language)
    for address in (reverse("account_login"), reverse("compliance:overview")):
        assert barriers(page, address) == []


def test_a_page_speaks_the_language_chosen(new_page: Any, official: User) -> None:
    page = new_page()
    page.goto("/")
    page.get_by_role("button", name="Bahasa Indonesia").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "id")
    expect(page.locator("body")).to_contain_text("belum dinilai", ignore_case=True)


def test_the_form_is_reached_and_filled_by_keyboard(new_page: Any, official: User) -> None:
    page = new_page(user=official)
    page.goto(reverse("compliance:obligation", args=["ks-3-id"]))
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_class("skip")
    page.locator("input[name=status]").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[name=status]:checked")).to_have_value("in_progress")
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || ''"))
    assert {"percent", "observed_on", "narrative"} <= set(reached)


def test_every_score_stands_with_its_range_and_leads_to_its_reports(
    new_page: Any, official: User
) -> None:
    page = new_page()
    page.goto(reverse("compliance:forum", args=["kaltim-sabah"]))
    side = page.locator("section.side.a").first
    expect(side).to_contain_text("Range")
    expect(side).to_contain_text("Coverage")
    side.get_by_role("link", name="report").click()
    page.locator("#reports li a").first.click()
    expect(page.locator("ol.rec")).to_be_visible()
