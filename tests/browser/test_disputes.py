"""A contested claim, an offer, an approval: their whole lives, by officials of both sides."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from agreements.models import Forum, Obligation, Party, Regime, Role, User
from compliance.dashboard.figures import figures
from compliance.models import Approval, Dispute, DisputeEnding, Offer, ProgressReport
from sosek.ledger.models import Entry
from tests.browser.test_journey import log, photograph
from tests.factories import member

OBLIGATION = "ks-2-id"  # in progress, by an observation of 2024
THEIRS = "ks-2-my"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-11-25T04:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def sides(case: Regime, clock: Any) -> tuple[User, User]:
    """An official of Indonesia and one of Malaysia, in the seeded case."""
    both = [
        member(Role.OFFICIAL, case, Party.objects.get(code=code), username=f"official-{code}")
        for code in ("ID", "MY")
    ]
    return both[0], both[1]


class Scores:
    """The score of a side as known at moments that are passed by."""

    def __init__(self, page: Page, side: str, css: str) -> None:
        self.page, self.side, self.css = page, side, css
        self.moments: list[tuple[str, Fraction]] = []

    def mark(self, expected: Fraction) -> None:
        """This is the score from now on, computed by hand."""
        moment = Entry.objects.latest("sequence").recorded_at
        self.moments.append((moment.isoformat(), expected))
        forum = Forum.objects.get(slug="kaltim-sabah")
        day = moment.date()
        found = figures([forum], forum.regime, as_of=day, known_at=moment)
        assert found.score(self.side).value == expected

    def check(self) -> None:
        """Each moment still says what it said."""
        address = reverse("compliance:forum", args=["kaltim-sabah"])
        for moment, expected in self.moments:
            self.page.goto(f"{address}?known_at={moment.replace('+', '%2B')}")
            shown = self.page.locator(f".side.{self.css} .fig b").first.inner_text()
            assert shown == f"{float(expected):.2f}"


def opens(page: Page, name: str) -> Any:
    """Open the form of this name, and give it."""
    page.locator(f"#{name} > summary").click()
    return page.locator(f"#{name}")


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(text)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_claim_is_contested_climbs_and_is_settled(
    new_page: Any, sides: tuple[User, User], clock: Any, tmp_path: Path, javascript: bool
) -> None:
    official_id, official_my = sides
    record = reverse("compliance:obligation", args=[OBLIGATION])
    scores = Scores(new_page(), "ID", "a")
    scores.mark(Fraction(3, 4))  # (1 + 0.5) / 2

    indonesia = new_page(user=official_id, width=360, javascript=javascript)
    indonesia.goto(record)
    log(indonesia, share="90", text="Road paved to the gate.", files=photograph(tmp_path))
    scores.mark(Fraction(3, 4))
    malaysia = new_page(user=official_my, javascript=javascript)
    malaysia.goto(record)
    claim = ProgressReport.objects.get(claim=True)
    entry = malaysia.locator(f"#r-{claim.pk}")
    entry.locator("summary", has_text="Contest").click()
    entry.get_by_label("Why your side contests this").fill("The last kilometre is earth.")
    entry.get_by_role("button", name="Contest this record").click()
    said(malaysia, "contested")
    scores.mark(Fraction(3, 4))

    # Both say what they have.
    dispute = Dispute.objects.get()
    malaysia.locator(f"#r-{claim.pk}").get_by_role("link", name="Dispute").click()
    expect(malaysia.get_by_text("14 days left").first).to_be_visible()
    form = opens(malaysia, "statement")
    form.get_by_label("What your side says").fill("We drove there on the third.")
    form.locator("input[type=file]").set_input_files(photograph(tmp_path))
    form.get_by_role("button", name="Submit the statement").click()
    said(malaysia, "stands in the file")
    expect(malaysia.locator(".side.b").get_by_role("link", name="road.jpg")).to_be_visible()
    expect(malaysia.locator(".side.a").get_by_role("link", name="road.jpg")).to_be_visible()

    # Twice a level runs out of time: each side moves it up once.
    for official, reason in (
        (official_my, "No answer."),
        (official_id, "The team did not meet."),
    ):
        last = dispute.steps.latest("sequence").due_on
        clock.shift(last - timezone.localdate() + timedelta(days=1))
        page = new_page(user=official, javascript=javascript)
        page.goto(reverse("compliance:work"))
        page.locator("#disputes").get_by_role("link", name="Move it up").click()
        expect(page.get_by_text("Overdue 1 day").first).to_be_visible()
        form = opens(page, "move")
        form.get_by_label("Why it goes to the next level").fill(reason)
        form.get_by_role("button", name="Move it to the next level").click()
        said(page, "before the next level")
        scores.mark(Fraction(3, 4))
    assert [step.level for step in dispute.steps.all()] == ["consultation", "technical", "regional"]

    # Indonesia proposes to settle, Malaysia confirms.
    indonesia = new_page(user=official_id, width=360, javascript=javascript)
    indonesia.goto(dispute.get_absolute_url())
    form = opens(indonesia, "ending")
    form.get_by_label("Settled").check()
    form.get_by_label("Reasons").fill("Both went there.")
    form.get_by_label("What was agreed").fill("60 percent until the last kilometre is paved.")
    form.get_by_label("State found").select_option("in_progress")
    form.get_by_label("Share found").fill("60")
    form.get_by_role("button", name="Propose it").click()
    said(indonesia, "Your proposal is kept")
    scores.mark(Fraction(3, 4))
    malaysia = new_page(user=official_my, javascript=javascript)
    malaysia.goto(reverse("compliance:work"))
    malaysia.get_by_role("link", name="Read the proposal").click()
    malaysia.get_by_role("button", name="Confirm for your side").click()
    said(malaysia, "The dispute has ended")
    scores.mark(Fraction(4, 5))  # (1 + 0.6) / 2

    assert DisputeEnding.objects.get().percent == 60
    expect(malaysia.get_by_text("Road paved to the gate.")).to_be_visible()
    expect(malaysia.get_by_text("The last kilometre is earth.")).to_be_visible()
    malaysia.goto(record)
    expect(malaysia.locator(f"#r-{claim.pk}")).to_contain_text("Both went there.")
    scores.check()


def test_an_offer_of_malaysia_is_accepted_by_indonesia(
    new_page: Any, sides: tuple[User, User], clock: Any
) -> None:
    """What it owed counts no more from that day; what it owes instead counts from the next."""
    official_id, official_my = sides
    record = reverse("compliance:obligation", args=[THEIRS])
    scores = Scores(new_page(), "MY", "b")
    scores.mark(Fraction(1, 4))  # (0 + 0.5) / 2

    malaysia = new_page(user=official_my, width=360)
    malaysia.goto(record)
    form = opens(malaysia, "offer")
    form.get_by_label("Substitution").check()
    form.get_by_label("Your offer in words").fill("Raise the value of trade at Tawau.")
    form.get_by_role("button", name="Make this offer").click()
    expect(malaysia.get_by_role("alert")).to_contain_text("Say in a few words")
    form = malaysia.locator("#offer")
    form.get_by_label("What would be owed instead").fill("Trade at Tawau")
    form.get_by_role("button", name="Make this offer").click()
    said(malaysia, "Your offer is made")
    scores.mark(Fraction(1, 4))  # an offer changes nothing

    indonesia = new_page(user=official_id)
    indonesia.goto(reverse("compliance:work"))
    offer = Offer.objects.get(obligation__code=THEIRS)
    indonesia.locator(f"#offers a.btn[href='{record}#o-{offer.pk}']").click()
    form = opens(indonesia, f"accept-{offer.pk}")
    form.get_by_label("Reason").fill("Better for both.")
    form.get_by_role("button", name="Accept this offer").click()
    said(indonesia, "You accepted this offer")
    new = Obligation.objects.latest("pk")
    indonesia.locator(f"#o-{offer.pk}").get_by_role("link", name="Trade at Tawau").click()
    indonesia.wait_for_url(f"**{new.get_absolute_url()}")

    scores.mark(Fraction(0))  # what is owed instead is not assessed: paper 1 alone counts
    clock.shift(timedelta(days=1))
    scores.check()
    address = reverse("compliance:forum", args=["kaltim-sabah"])
    indonesia.goto(f"{address}?as_of=2026-11-24")
    assert indonesia.locator(".side.b .fig b").first.inner_text() == "0.25"


def test_an_approval_is_asked_put_off_and_given(
    new_page: Any, sides: tuple[User, User], clock: Any
) -> None:
    """Malaysia keeps the chain of its own consents; Indonesia sees who holds which since when."""
    official_id, official_my = sides
    record = reverse("compliance:obligation", args=[THEIRS])
    scores = Scores(new_page(), "MY", "b")
    scores.mark(Fraction(1, 4))  # (0 + 0.5) / 2: no consent changes a score

    malaysia = new_page(user=official_my, width=360)
    malaysia.goto(record)
    malaysia.get_by_text("Record that an authority was asked").click()
    form = malaysia.locator("#approvals form").last
    form.get_by_label("Authority").select_option("Malaysia")
    form.get_by_label("Asked on").fill("2026-11-01")
    form.get_by_label("What is asked").fill("The land for the gate.")
    form.get_by_role("button", name="Put the request on record").click()
    said(malaysia, "The request is on record.")
    asked = Approval.objects.latest("sequence")

    def decide(outcome: str, reason: str = "") -> None:
        line = malaysia.locator(f"#a-{asked.pk}")
        line.get_by_text("Record a decision").click()
        line.get_by_label(outcome).check()
        line.get_by_label("Decided on").fill("2026-11-25")
        line.get_by_label("Reason").fill(reason)
        line.get_by_role("button", name="Put the decision on record").click()

    decide("Deferred")
    expect(malaysia.get_by_role("alert")).to_be_visible()  # why it was put off is asked for
    assert not asked.decisions.exists()
    malaysia.goto(record)
    decide("Deferred", "Until the survey is done.")
    said(malaysia, "The decision is on record.")

    indonesia = new_page(user=official_id)
    indonesia.goto(f"{reverse('compliance:approvals')}?side=MY&state=deferred")
    line = indonesia.locator("li", has_text="The land for the gate.")
    expect(line).to_contain_text("24 days")
    expect(line).to_contain_text("Until the survey is done.")
    indonesia.goto(record)
    assert not indonesia.locator("#approvals form").count()

    decide("Approved")
    said(malaysia, "The decision is on record.")
    indonesia.goto(f"{reverse('compliance:approvals')}?side=MY&state=approved")
    expect(indonesia.locator("li", has_text="The land for the gate.")).to_be_visible()
    scores.mark(Fraction(1, 4))
    scores.check()
