"""Methods side by side, and what would be if one thing were otherwise."""

import json
from datetime import timedelta
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from agreements.models import Publishes, RegimeSettings
from agreements.workflow import change_settings
from sosek.ledger.models import Entry
from tests.factories import (
    AgreementFactory,
    ObligationFactory,
    ObservationFactory,
    ProgressReportFactory,
)
from tests.refusals import writes_nothing

COMPARE = reverse("compliance:compare")
ASKED = {"forum": "kaltim-sabah", "as_of": "2010-12-31"}


@pytest.fixture
def case(agreement: Any, paper: Any, obligation_of_id: Any, obligation_of_my: Any) -> Any:
    """Of one agreement each side has half; of another one side has all and the other nothing."""
    half = {"status": "in_progress", "observed_on": "2010-11-10"}
    ObservationFactory(obligation=obligation_of_id, **half)
    ObservationFactory(obligation=obligation_of_my, **(half | {"percent": 60}))
    second = AgreementFactory(paper=paper, code="roads")
    for code, owed, status in (
        ("road-id", obligation_of_id, "fulfilled"),
        ("road-my", obligation_of_my, "not_started"),
    ):
        road = ObligationFactory(agreement=second, code=code, owes=owed.terms.get().owes)
        ObservationFactory(obligation=road, status=status, observed_on="2010-11-10")
    return second


def test_page_and_shell_say_the_same_by_every_method(
    client: Any, case: Any, official_id: Any
) -> None:
    client.force_login(official_id)

    response = client.get(COMPARE, ASKED)
    shown = client.get(COMPARE, ASKED | {"format": "json"}).json()
    parties = client.get(COMPARE, ASKED | {"format": "json", "by": "party"}).json()

    known = ["--as-of", "2010-12-31", "--known-at", shown["known_at"], "--format", "json"]
    by_code = {line["method"]: line for line in shown["methods"]}
    assert list(by_code) == ["fulfilment", "g20rg", "pam", "ogp", "binary", "all-parties"]
    for method, line in by_code.items():
        said = StringIO()
        call_command("score", "kaltim-sabah", *known, "--method", method, stdout=said)
        rows = json.loads(said.getvalue())["rows"]
        values = [row["score" if method == "fulfilment" else "value"] for row in rows]
        assert [each["value"] for each in line["figures"]] == values, method
    # 3/4 against 3/10; +1/2 against -1/2; 5 of 6 against 2 of 6; 2 of 2 against 1 of 2.
    assert [[each["value"] for each in line["figures"]] for line in shown["methods"]] == [
        [0.75, 0.3],
        [75.0, 25.0],
        [83.333, 33.333],
        [100.0, 50.0],
        [50.0, 0.0],
        [0.0, 0.0],
    ]
    assert [line["order_changes"] for line in shown["methods"]] == [False] * 5 + [True]
    assert [each["party"] for each in parties["methods"][0]["figures"]] == ["ID-KT", "MY-SB"]
    page = response.content.decode()
    assert "Yes: the order changes. By All sides together it is another than by Fulfilment." in page
    assert 'party=ID&amp;method=pam&amp;as_of=2010-12-31"' in page
    assert shown["ledger_head"] == Entry.objects.latest("sequence").hash


def test_what_would_be_otherwise(client: Any, case: Any, official_id: Any, regime: Any) -> None:
    client.force_login(official_id)
    asked = ASKED | {
        "full": "0.7",
        "high": "0,6",
        "partial": "0.3",
        "progress": "0.35",
        "silence": "45",
    }

    shown = client.get(COMPARE, asked | {"format": "json"}).json()
    page = client.get(COMPARE, asked).content.decode()

    assert [(each["degree"], each["asked"]) for each in shown["thresholds"]["degrees"]] == [
        ("high", "full"),
        ("low", "partial"),
    ]
    assert "The degree changes." in page
    # Only one half is without a number: its worth moves one figure.
    moved = {
        line["value"]: [each["exact"] for each in line["figures"]] for line in shown["in_progress"]
    }
    assert list(moved) == ["0", "25", "35", "50", "75", "100"]
    assert moved["0"] == ["1/2", "3/10"]
    assert moved["35"] == [str(Fraction(27, 40)), "3/10"]
    assert "−0.25 against what is so" in page
    days = [line["days"] for line in shown["silence"]["if"]]
    assert days == [None, "0", "15", "30", "45", "60", "90", "never"]
    without = {
        line["agreement"]: ([each["exact"] for each in line["figures"]], line["order_changes"])
        for line in shown["leaving_out"]
    }
    assert without == {"sea-posts": (["1", "0"], False), "roads": (["1/2", "3/5"], True)}
    assert "The order changes without 1 of 2: 1 ·" in page


def test_the_silence_period_moves_what_waits_in_it(
    client: Any, case: Any, official_id: Any, official_my: Any, obligation_of_my: Any
) -> None:
    claim = ProgressReportFactory(
        obligation=obligation_of_my, status="fulfilled", observed_on="2010-12-01"
    )
    assert claim.silence_until is not None
    client.force_login(official_id)

    # Looked at ten days later than it was recorded, by what was known then.
    known_at = (claim.recorded_at + timedelta(days=10)).isoformat()
    shown = client.get(COMPARE, ASKED | {"format": "json", "known_at": known_at}).json()

    assert shown["silence"]["waiting"] == 1
    values = {line["days"]: line["figures"][1]["exact"] for line in shown["silence"]["if"]}
    assert (values[None], values["0"], values["15"], values["never"]) == (
        "3/10",
        "1/2",
        "3/10",
        "3/10",
    )


UNREADABLE = [
    ({"by": "site"}, "There is no “site” to compare by."),
    ({"full": "0.9"}, "Write all three thresholds as numbers from 0 to 1"),
    ({"full": "0.5", "high": "0.6", "partial": "0.1"}, "Thresholds go down from full"),
    ({"full": "1.5", "high": "0.6", "partial": "0.1"}, "Thresholds go down from full"),
    ({"progress": "1.2"}, "“1.2” is no value of “in progress”"),
    ({"progress": "0.355"}, "“0.355” is no value of “in progress”"),
    ({"silence": "-1"}, "“-1” is no silence period"),
    ({"silence": "9999"}, "“9999” is no silence period"),
    ({"method": "luck"}, "There is no method “luck”."),
]


def test_what_cannot_be_read_is_said(client: Any, forum: Any, official_id: Any) -> None:
    client.force_login(official_id)
    with writes_nothing():
        for asked, sentence in UNREADABLE:
            response = client.get(COMPARE, ASKED | asked)
            assert response.status_code == 200
            assert sentence in response.content.decode(), asked


def test_the_figures_of_every_page_are_those_of_the_method(
    client: Any, case: Any, official_id: Any, paper: Any
) -> None:
    client.force_login(official_id)
    asked = {"as_of": "2010-12-31", "method": "g20rg"}
    pages = {
        "overview": [],
        "forum": ["kaltim-sabah"],
        "party": ["ID"],
        "paper": [paper.pk],
        "agreement": ["roads"],
    }
    for name, arguments in pages.items():
        page = client.get(reverse(f"compliance:{name}", args=arguments), asked).content.decode()
        assert "by method G20 Research Group" in page, name
        assert ("100.0 %" if name == "agreement" else "75.0 %") in page, name
        assert "by fulfilment" in page, name
        plain = client.get(reverse(f"compliance:{name}", args=arguments)).content.decode()
        assert "by fulfilment" not in plain, name


def test_compared_is_for_members_unless_the_regime_publishes(
    client: Any, case: Any, outsider: Any, regime: Any
) -> None:
    assert client.get(COMPARE, ASKED).status_code == 302
    client.force_login(outsider)
    assert client.get(COMPARE, ASKED).status_code == 404
    client.logout()
    change_settings(
        RegimeSettings(regime=regime, publishes=Publishes.SCORES, time_zone="Asia/Makassar")
    )
    assert client.get(COMPARE, ASKED).status_code == 200
    assert client.get(COMPARE, ASKED | {"forum": "nowhere"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_comparison_costs_the_same_for_any_number_of_rows(
    client: Any,
    paper: Any,
    kaltim: Any,
    official_id: Any,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(count):
        obligation = ObligationFactory(agreement=AgreementFactory(paper=paper), owes=kaltim)
        ObservationFactory(obligation=obligation, status="in_progress", observed_on="2010-03-16")
    client.force_login(official_id)

    with django_assert_num_queries(11):
        response = client.get(COMPARE, ASKED)

    assert len(response.context["page"].leaving_out) == count
