"""Every page, in every language, theme and width: no barrier, no violation, nothing cut off."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from agreements.models import (
    AgendaItem,
    Appointment,
    Citation,
    Committee,
    ItemKind,
    Meeting,
    PartialDate,
    Party,
    Regime,
    Role,
    User,
    WorkingPaper,
)
from compliance.dashboard.invitations import invitation_list
from compliance.models import Dispute, ProgressReport, Verdict
from compliance.workflow.diagnosing import record_support, state_need
from compliance.workflow.disputing import Ending, add_statement, propose_ending
from compliance.workflow.meetings import (
    Agreed,
    Owed,
    Ruling,
    add_item,
    close_meeting,
    decide,
    state_position,
)
from compliance.workflow.noticing import open_calendar, settings_of
from compliance.workflow.offering import Proposed, make_offer
from tests.browser.barriers import barriers
from tests.factories import (
    MeetingFactory,
    ProgressReportFactory,
    ReportDraftFactory,
    VerificationFactory,
    member,
    photo,
)

LANGUAGES = ["en", "id", "ms"]


@pytest.fixture
def official(case: Regime) -> User:
    """Of Indonesia, in the seeded case with a contested claim, a pending one and a draft."""
    user: User = member(Role.OFFICIAL, case, Party.objects.get(code="ID"), username="official-id")
    other = Party.objects.get(code="MY")
    member(Role.OFFICIAL, case, other, username="official-my")
    obligation = ProgressReport.objects.filter(obligation__code="ks-2-id")[0].obligation
    claim = ProgressReportFactory(obligation=obligation, status="fulfilled")
    VerificationFactory(report=claim, party=other, verdict=Verdict.CONTESTED)
    dispute = Dispute.objects.get()
    theirs = User.objects.get(username="official-my")
    add_statement(dispute=dispute, author=theirs, side=other, text="Look.", uploads=[photo()])
    propose_ending(
        dispute=dispute,
        author=theirs,
        side=other,
        ending=Ending(finding="overturned", reason="Nothing is built there."),
    )
    facing = ProgressReport.objects.filter(obligation__code="ks-2-my")[0].obligation
    ProgressReportFactory(obligation=facing, status="in_progress", percent=60)
    make_offer(
        obligation=facing,
        party=other,
        author=theirs,
        proposed=Proposed(kind="cancellation", text="Not needed any more."),
    )
    ReportDraftFactory(obligation=obligation, author=user, side=Party.objects.get(code="ID"))
    need = state_need(
        obligation=obligation,
        party=Party.objects.get(code="ID-KU"),
        cause="technical",
        text="Surveyors are lacking.",
        observed_on=PartialDate("2016"),
        author=user,
    )
    record_support(
        need=need,
        stage="promised",
        text="Two surveyors.",
        donor="A bank",
        observed_on=PartialDate("2017"),
        author=user,
    )
    open_calendar(user)
    return user


@pytest.fixture
def analyst(official: User) -> User:
    """In the same case."""
    user: User = member(Role.ANALYST, Regime.objects.get(), username="analyst")
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
        ("compliance:obligation", ["ks-1-my"]),
        ("compliance:party", ["ID"]),
        ("compliance:disputes", []),
        ("compliance:dispute", [Dispute.objects.get().pk]),
        ("compliance:party", ["MY"]),
        ("compliance:approvals", []),
        ("compliance:timeline", []),
        ("compliance:ledger", []),
        ("compliance:ledger_entry", [ProgressReport.objects.latest("sequence").sequence]),
        ("compliance:receipt", []),
        ("compliance:mechanisms", []),
        ("compliance:sites", []),
        ("compliance:site", ["simanggaris"]),
        ("compliance:search", []),
        ("compliance:work", []),
        ("compliance:tokens", []),
        ("compliance:meetings", []),
        ("compliance:meeting", ["kaltara-sabah-session-26"]),
        ("compliance:meeting", ["kaltara-sabah-session-27"]),
        ("compliance:position", ["kaltara-sabah-session-27", _point().pk]),
        ("agreements:committees", []),
        ("agreements:committee", [Committee.objects.earliest("pk").code]),
        ("agreements:sources", []),
        ("agreements:source", [source.key]),
        ("compliance:profile", []),
        ("intake:send", []),
        ("account_change_password", []),
        ("account_logout", []),
    ]
    asked = [
        reverse("compliance:timeline") + "?to=1990",
        reverse("compliance:search") + "?q=simangg",
        reverse("compliance:sites") + "?zoom=1&kind=town&state=soon",
        reverse("compliance:ledger") + "?from=soon",
        reverse("compliance:forum", args=["kaltim-sabah"]) + "?from=soon&as_of=2010-12-31",
        reverse("compliance:receipt") + "?forum=kaltim-sabah&party=ID&as_of=2010-12-31",
        reverse("compliance:mechanisms") + "?list=disputes_open",
        "/no-such-page/",
    ]
    return [reverse(name, args=args) for name, args in pages] + asked


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
        ("compliance:meeting_call_off", [code]),
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
def test_the_forms_of_an_analyst_have_no_barrier(
    new_page: Any, analyst: User, language: str
) -> None:
    page = new_page(user=analyst, locale=language)
    grading = reverse("compliance:assessment_add") + "?party=MY&agreement=ks-1"
    for address in (grading, reverse("compliance:obligation", args=["ks-2-my"])):
        assert barriers(page, address) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_signed_out_pages_have_no_barrier(new_page: Any, official: User, language: str) -> None:
    page = new_page(locale=language)
    off = reverse("compliance:notices_off", args=[settings_of(official).unsubscribing])
    for address in (reverse("account_login"), reverse("compliance:overview"), off):
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
