"""The page of the mechanisms: its figures, the rows behind them, its words and its cost."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from agreements.models import PartialDate, Publishes, RegimeSettings
from agreements.workflow import change_settings
from compliance.dashboard.figures import kept
from compliance.dashboard.mechanism_page import steps
from compliance.dashboard.mechanism_words import days_of, reading
from compliance.dashboard.mechanisms import Health, Waited, Waits
from compliance.models import Dispute, Verdict
from compliance.workflow.approving import decide_approval, request_approval
from compliance.workflow.diagnosing import record_support, state_need
from tests.factories import (
    ObligationFactory,
    ProgressReportFactory,
    VerificationFactory,
    pdf,
)

MECHANISMS = reverse("compliance:mechanisms")
ASKED = {"as_of": "2010-12-31"}
EMPTY = Waits(())


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    kept.forget()


@pytest.fixture
def case(obligation_of_id: Any, obligation_of_my: Any, sabah: Any) -> Any:
    """One side reported with evidence and was contested; of the other nothing is said."""
    claim = ProgressReportFactory(
        obligation=obligation_of_id, status="fulfilled", observed_on="2010-11-10", uploads=[pdf()]
    )
    VerificationFactory(report=claim, party=sabah, verdict=Verdict.CONTESTED)
    return claim


def values(response: Any, key: str) -> list[list[str]]:
    """Of each side, then of all."""
    (section,) = [each for each in response.context["page"].sections if each.key == key]
    return [[figure.value for figure in figures] for _, figures in section.sides]


def behind(client: Any, **asked: str) -> list[Any]:
    return list(client.get(MECHANISMS, ASKED | asked).context["rows"])


def test_transparency_is_counted_per_side_and_in_all(
    client: Any, case: Any, official_id: Any
) -> None:
    client.force_login(official_id)
    response = client.get(MECHANISMS, ASKED)

    assert [row[:3] for row in values(response, "transparency")] == [
        ["1 of 1", "1 of 1", "1 of 1"],
        ["0 of 1", "0 of 1", "0 of 1"],
        ["1 of 2", "1 of 2", "1 of 2"],
    ]
    said = "in the last 12 months 1 of 2 obligations were reported on, 1 with evidence"
    assert said in response.content.decode()


def test_every_figure_leads_to_its_rows(
    client: Any, case: Any, official_id: Any, obligation_of_my: Any
) -> None:
    client.force_login(official_id)

    page = client.get(MECHANISMS, ASKED).content.decode()
    assert f"{MECHANISMS}?list=reported&amp;side=ID&amp;as_of=2010-12-31#rows" in page
    assert [row.title for row in behind(client, list="reported", side="ID")] == [
        "Post at Sungai Nyamuk"
    ]
    assert behind(client, list="reported", side="MY") == []
    (silent,) = behind(client, list="unreported")
    assert silent.url == obligation_of_my.get_absolute_url()
    (report,) = behind(client, list="delays")
    assert report.url == case.get_absolute_url()
    assert behind(client, list="nothing") == []


def test_a_dispute_is_open_until_the_contest_is_taken_back(
    client: Any, case: Any, official_id: Any, sabah: Any
) -> None:
    client.force_login(official_id)
    opened = client.get(MECHANISMS)
    VerificationFactory(report=case, party=sabah, verdict=Verdict.ACCEPTED)
    ended = client.get(MECHANISMS)

    assert [row[0] for row in values(opened, "settlement")] == ["1", "0", "1"]
    assert values(ended, "settlement") == [["0", "0"], ["0", "–"], ["0", "0"]]
    (row,) = client.get(MECHANISMS, {"list": "disputes_settled"}).context["rows"]
    assert row.side.code == "ID"
    assert Dispute.objects.count() == 1


def test_a_dispute_climbs_and_counts_at_the_level_it_has_reached(
    client: Any, case: Any, official_id: Any
) -> None:
    client.force_login(official_id)
    (section,) = [
        each for each in client.get(MECHANISMS).context["page"].sections if each.key == "settlement"
    ]
    assert [(level.name, level.words) for level in section.levels] == [
        ("Consultation", "1 dispute open")
    ]
    rows = client.get(MECHANISMS, {"list": "disputes_open", "level": "gbc"}).context["rows"]
    assert list(rows) == []


def test_needs_and_approvals_are_counted_with_what_became_of_them(
    client: Any,
    obligation_of_id: Any,
    official_id: Any,
    indonesia: Any,
    kaltim: Any,
) -> None:
    words: dict[str, Any] = {"author": official_id, "text": "Engineers and a budget."}
    for day in ("2010-01-05", "2010-02-05"):
        need = state_need(
            obligation=obligation_of_id,
            party=kaltim,
            cause="technical",
            observed_on=PartialDate(day),
            **words,
        )
    record_support(
        need=need, stage="promised", party=kaltim, observed_on=PartialDate("2010-03-01"), **words
    )
    asked = {"obligation": obligation_of_id, "author": official_id}
    request_approval(
        authority=indonesia, asked_on=PartialDate("2010-12-01"), level="central", **asked
    )
    decided = request_approval(
        authority=kaltim, asked_on=PartialDate("2010-11-01"), level="state", **asked
    )
    decide_approval(
        approval=decided,
        outcome="approved",
        decided_on=PartialDate("2010-11-11"),
        author=official_id,
    )
    client.force_login(official_id)
    response = client.get(MECHANISMS, ASKED)

    assert values(response, "capacity")[0] == ["0 of 2", "1 of 2", "1 of 2"]
    assert values(response, "decision")[0] == ["1", "20", "30"]
    assert len(behind(client, list="needs_open")) == 1
    assert [(row.level, row.days) for row in behind(client, list="approvals")] == [
        ("Central level", "30"),
        ("state", "10"),
    ]
    assert len(behind(client, list="approvals", level="state")) == 1
    assert behind(client, list="pending", level="state") == []


def test_before_anything_was_recorded_nothing_is_counted(
    client: Any, case: Any, official_id: Any
) -> None:
    client.force_login(official_id)
    yesterday = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    response = client.get(MECHANISMS, {"known_at": yesterday})

    assert values(response, "transparency") == [["–", "–", "–", "–"]]
    page = response.content.decode()
    for sentence in (
        "no obligation was in force on this day",
        "no dispute is on record",
        "no need is on record",
        "no approval is on record",
        "Nothing is on record yet from which a trend could be drawn",
    ):
        assert sentence in page


def test_where_only_scores_are_published_the_rows_of_the_record_are_withheld(
    client: Any, case: Any, regime: Any
) -> None:
    change_settings(
        RegimeSettings(regime=regime, publishes=Publishes.SCORES, time_zone="Asia/Makassar")
    )

    assert len(behind(client, list="reported")) == 1
    response = client.get(MECHANISMS, ASKED | {"list": "delays"})
    assert list(response.context["rows"]) == []
    assert "1 row counts; this regime does not publish it." in response.content.decode()


def test_the_mechanisms_are_for_members_unless_the_regime_publishes(
    client: Any, case: Any, outsider: Any
) -> None:
    assert client.get(MECHANISMS).status_code == 302
    client.force_login(outsider)
    assert client.get(MECHANISMS).status_code == 404


def test_a_trend_is_drawn_once_there_are_two_days(client: Any, case: Any, official_id: Any) -> None:
    client.force_login(official_id)

    def charts(day: str) -> list[Any]:
        page = client.get(MECHANISMS, {"as_of": day}).context["page"]
        return [section.chart for section in page.sections]

    assert charts("2010-12-31")[0] is None
    later = charts("2012-06-30")
    assert [row.values for row in later[0].rows] == [
        ("0 %", "0 %", "0 %"),
        ("0 %", "0 %", "0 %"),
        ("100 %", "0 %", "50 %"),
    ]
    assert later[1:] == [None, None, None]


def test_a_forum_shows_its_own(client: Any, case: Any, other_forum: Any, official_id: Any) -> None:
    client.force_login(official_id)

    shown = client.get(MECHANISMS, ASKED | {"forum": "kalbar-sarawak"})
    assert shown.context["page"].every.owed == frozenset()
    assert client.get(MECHANISMS, {"forum": "nowhere"}).status_code == 404


def some(**parts: Any) -> Health:
    nothing: dict[str, Any] = {
        **dict.fromkeys(("owed", "reported", "evidenced", "answered"), frozenset()),
        **dict.fromkeys(("delays", "open_disputes", "settled_disputes"), EMPTY),
        **dict.fromkeys(("needs_met", "needs_promised", "needs_open"), ()),
        **dict.fromkeys(("pending", "decided"), EMPTY),
    }
    return Health(**(nothing | parts))


def waits(*days: int | None) -> Waits:
    return Waits(tuple(Waited(str(place), "", each) for place, each in enumerate(days)))


@pytest.mark.parametrize(
    ("found", "sentences"),
    [
        (
            some(owed=frozenset("xyz")),
            ["Transparency: none of the 3 obligations in force was reported on in the last 12 "],
        ),
        (
            some(
                owed=frozenset("xyz"),
                reported=frozenset("xy"),
                evidenced=frozenset("x"),
                delays=waits(4, 7),
            ),
            [
                "2 of 3 obligations were reported on, 1 with evidence; 0 were answered",
                "Half of the reports were recorded within 5.5 days of what they observed.",
            ],
        ),
        (
            some(open_disputes=waits(3, 90), settled_disputes=waits(10)),
            ["2 disputes are open, the longest for 90 days.", "1 dispute has ended, after 10 days"],
        ),
        (some(settled_disputes=waits(10, 20)), ["no dispute is open.", "a median of 15 days."]),
        (
            some(needs_met=("a",), needs_promised=("b",), needs_open=("c",)),
            ["of 3 needs on record 1 are met; for 1 support is promised or delivered, and 1 are"],
        ),
        (
            some(pending=waits(400, None), decided=waits(100)),
            [
                "of 3 approvals asked for 2 wait.",
                "waits 250 days in the median, and at the longest 400.",
                "Of 1 approval it is not on record since when.",
            ],
        ),
    ],
)
def test_the_reading_is_made_from_the_figures(found: Health, sentences: list[str]) -> None:
    said = reading(found)

    for sentence in sentences:
        assert any(sentence in each for each in said), said


def test_no_reading_blames() -> None:
    words = " ".join(reading(some(owed=frozenset("x"), pending=waits(9000))))
    assert not {"fail", "failed", "late", "poor", "bad", "only", "neglect"} & set(words.split())


@pytest.mark.parametrize(
    ("days", "words"), [(None, "–"), (7, "7"), (Fraction(5, 2), "2.5"), (Fraction(4), "4")]
)
def test_days_in_words(days: Any, words: str) -> None:
    assert days_of(days) == words


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ([1], "M0 50H100"),
        ([0, 2], "M0 100H50V0H100"),
        ([None, 1, 2, 0], "M25 50H50V0H75V100H100"),
        ([2, None, 1, 1], "M0 0H25M50 50H75V50H100"),
    ],
)
def test_a_step_keeps_its_value_until_the_next(given: Any, path: str) -> None:
    assert steps(given, Fraction(2)) == path


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_rows(
    client: Any,
    agreement: Any,
    kaltim: Any,
    sabah: Any,
    official_id: Any,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(count):
        obligation = ObligationFactory(agreement=agreement, owes=kaltim)
        report = ProgressReportFactory(obligation=obligation, observed_on="2010-03-16")
        VerificationFactory(report=report, party=sabah, verdict=Verdict.CONTESTED)
    client.force_login(official_id)

    with django_assert_num_queries(20):
        response = client.get(MECHANISMS, ASKED | {"list": "delays"})

    assert len(response.context["rows"]) == count
