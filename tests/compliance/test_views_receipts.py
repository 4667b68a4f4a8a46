"""Receipts: the same figure from the page, the shell and the download alone."""

import csv
import json
import shlex
from fractions import Fraction
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from agreements.models import Publishes, RegimeSettings
from agreements.workflow import change_settings
from compliance.models import Verdict
from compliance.scoring.__main__ import main
from sosek.ledger.__main__ import main as check
from sosek.ledger.models import Entry
from tests.factories import (
    AgreementFactory,
    ObligationFactory,
    ObservationFactory,
    ProgressReportFactory,
    VerificationFactory,
)

RECEIPT = reverse("compliance:receipt")
ASKED = {"forum": "kaltim-sabah", "party": "ID", "as_of": "2010-12-31"}


@pytest.fixture
def case(agreement: Any, paper: Any, obligation_of_id: Any, obligation_of_my: Any) -> Any:
    """One side has one agreement half done and another, twice as heavy, in full."""
    ObservationFactory(obligation=obligation_of_id, status="in_progress", observed_on="2010-11-10")
    second = AgreementFactory(paper=paper, code="roads", weight=2)
    road = ObligationFactory(agreement=second, code="road", owes=obligation_of_id.terms.get().owes)
    return ObservationFactory(obligation=road, status="fulfilled", observed_on="2010-11-10")


def csv_of(response: Any) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def said(client: Any, **asked: str) -> Any:
    response = client.get(RECEIPT, ASKED | asked | {"format": "json"})
    assert response.status_code == 200
    return response.json()


def test_the_sum_can_be_followed_by_hand(client: Any, case: Any, official_id: Any) -> None:
    client.force_login(official_id)
    response = client.get(RECEIPT, ASKED)

    found = response.context["receipt"]
    assert (found.total, found.weight, found.score.value) == (Fraction(5, 2), 3, Fraction(5, 6))
    assert [part.product for part in response.context["parts"]] == [Fraction(1, 2), 2]
    page = response.content.decode()
    assert "5/2 ÷ 3 = 5/6, shown as 0.833" in page
    assert Entry.objects.latest("sequence").hash in page
    assert "fulfilment/1" in page


def test_every_fact_says_whether_and_why_it_counts(
    client: Any, case: Any, official_id: Any, obligation_of_id: Any, sabah: Any
) -> None:
    claim = ProgressReportFactory(
        obligation=obligation_of_id, status="fulfilled", observed_on="2010-12-01"
    )
    VerificationFactory(report=claim, party=sabah, verdict=Verdict.CONTESTED)
    client.force_login(official_id)

    part = client.get(RECEIPT, ASKED).context["parts"][0]

    told = [(fact.considered.counted, str(fact.why)) for fact in part.shares[0].facts]
    assert told[0][1].startswith("From a published source")
    assert told[1][1].startswith("Contested")
    assert part.shares[0].withheld == 0


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        ({}, "side"),
        ({"party": "ID-KT"}, "party"),
        ({"agreement": "sea-posts"}, "agreement"),
        ({"party": "MY"}, "side"),
        ({"paper": "1", "method": "g20rg"}, "paper"),
    ],
)
def test_page_shell_and_download_say_the_same(
    client: Any,
    case: Any,
    official_id: Any,
    asked: dict[str, str],
    by: str,
    tmp_path: Path,
    capsys: Any,
    monkeypatch: Any,
) -> None:
    client.force_login(official_id)
    shown = said(client, **asked)
    ObservationFactory(obligation=case.obligation, status="not_started", observed_on="2010-12-01")
    again = client.get(shown["address"] + "&format=json").json()
    downloaded = client.get(reverse("compliance:ledger_download"))
    monkeypatch.chdir(tmp_path)
    Path("ledger.jsonl").write_bytes(b"".join(downloaded.streaming_content))
    capsys.readouterr()

    arguments = [shlex.split(command)[3:] for command in shown["commands"]]
    assert check(arguments[0]) == 0
    capsys.readouterr()
    assert main([*arguments[1], "--format", "json"]) == 0
    offline = json.loads(capsys.readouterr().out)
    shell = StringIO()
    options = ["--as-of", "2010-12-31", "--known-at", shown["known_at"], "--by", by]
    options += ["--method", shown["method"]]
    call_command("score", "kaltim-sabah", *options, "--format", "json", stdout=shell)

    assert shown["recorded_later"] == []
    changed = {name for name in shown if again[name] != shown[name]}
    assert changed <= {"recorded_later"}  # it grows, and changes nothing
    assert offline == json.loads(shell.getvalue())
    (row,) = shown["rows"]
    assert row in offline["rows"]
    assert {name: shown[name] for name in offline if name != "rows"} == {
        name: offline[name] for name in offline if name != "rows"
    }


def test_the_head_and_the_figure_are_those_of_the_moment(
    client: Any, case: Any, official_id: Any
) -> None:
    client.force_login(official_id)
    before = Entry.objects.latest("sequence")
    shown = said(client)
    ObservationFactory(obligation=case.obligation, status="not_started", observed_on="2010-12-01")

    then, now = said(client, known_at=shown["known_at"]), said(client)

    assert (then["ledger_head"], then["ledger_entries"]) == (before.hash, before.sequence)
    assert (then["exact"], now["exact"]) == ("5/6", "1/6")
    late = Entry.objects.latest("sequence")
    assert [each["entry"] for each in then["recorded_later"]] == [late.sequence]
    page = client.get(RECEIPT, ASKED | {"known_at": shown["known_at"]}).content.decode()
    assert f"Recorded later: entry {late.sequence}, on" in page
    assert now["ledger_head"] != then["ledger_head"]


def test_where_only_scores_are_published_the_facts_are_withheld(
    client: Any, case: Any, regime: Any
) -> None:
    change_settings(
        RegimeSettings(regime=regime, publishes=Publishes.SCORES, time_zone="Asia/Makassar")
    )

    response = client.get(RECEIPT, ASKED)
    shares = [share for part in said(client)["agreements"] for share in part["obligations"]]

    assert [(share["reports"], share["withheld"]) for share in shares] == [([], 1), ([], 1)]
    page = response.content.decode()
    assert "publishes its scores and not its record" in page
    assert "compliance.scoring" not in page
    assert case.narrative not in page


def test_nothing_to_add_up_says_so(client: Any, case: Any, official_id: Any) -> None:
    client.force_login(official_id)

    page = client.get(RECEIPT, ASKED | {"party": "MY"}).content.decode()
    early = client.get(RECEIPT, ASKED | {"known_at": "1995-01-01"})

    assert "there is nothing to add up" in page
    assert early.context["receipt"].head is None
    assert "nothing due" in early.content.decode()


def test_what_each_brings_comes_to_the_figure(client: Any, case: Any, official_id: Any) -> None:
    client.force_login(official_id)

    shown = said(client)
    brought = [
        Fraction(share["contribution"])
        for part in shown["agreements"]
        for share in part["obligations"]
    ]

    assert brought == [Fraction(1, 6), Fraction(2, 3)]
    assert sum(brought) == Fraction(shown["exact"])
    assert [part["contribution"] for part in shown["agreements"]] == ["1/6", "2/3"]


def test_by_another_method_each_thing_has_its_level(
    client: Any, case: Any, official_id: Any
) -> None:
    client.force_login(official_id)

    page = client.get(RECEIPT, ASKED | {"method": "pam"}).content.decode()
    shown, whole = said(client, method="pam"), said(client, method="g20rg")

    assert (shown["method_version"], shown["exact"]) == ("pam/1", "250/3")
    levels = [share["level"] for part in shown["agreements"] for share in part["obligations"]]
    assert levels == ["intermediate", "full"]
    assert [(part["level"], part["points"]) for part in whole["agreements"]] == [
        ("partial", 0),
        ("full", 1),
    ]
    assert "83.3 %" in page
    assert "5 ÷ 6 = 83.3 %" in page
    assert "Range, by fulfilment" in page
    assert "Degrees from" not in page


def test_an_obligation_has_a_receipt_of_its_own_with_every_reason(
    client: Any, case: Any, official_id: Any, obligation_of_id: Any
) -> None:
    ObservationFactory(obligation=obligation_of_id, status="", observed_on="2010-11-20")
    waits = ProgressReportFactory(
        obligation=obligation_of_id, status="fulfilled", observed_on="2010-12-01"
    )
    ProgressReportFactory(obligation=obligation_of_id, status="fulfilled", observed_on="2010-12-02")
    client.force_login(official_id)
    asked = {"obligation": obligation_of_id.code, "as_of": "2010-12-31"}

    shown = client.get(RECEIPT, asked | {"format": "json", "method": "ogp"}).json()
    page = client.get(RECEIPT, asked).content.decode()

    assert shown["address"].startswith(f"{RECEIPT}?forum=kaltim-sabah&party=ID-KT&obligation=")
    (part,) = shown["agreements"]
    (share,) = part["obligations"]
    assert (shown["exact"], shown["party"], shown["rows"]) == ("1/2", "ID-KT", [])
    assert shown["method"] == "fulfilment"  # what is established is the same by every method
    told = [(each["reason"], each["counted"]) for each in share["reports"]]
    assert told == [
        ("observation", True),
        ("information", False),
        ("open", True),
        ("open", True),
    ]
    until = [each["contestable_until"] for each in share["reports"]]
    assert (until[0], until[2] is None) == (None, waits.silence_until is None)
    assert "1 without a status, counted for nothing" in page


def test_the_receipt_can_be_taken_as_pdf_with_its_citation(
    client: Any, case: Any, official_id: Any, obligation_of_id: Any
) -> None:
    client.force_login(official_id)

    shown = client.get(RECEIPT, ASKED | {"method": "g20rg", "format": "pdf"})
    page = client.get(RECEIPT, ASKED)

    assert shown.headers["Content-Type"] == "application/pdf"
    assert 'filename="receipt-2010-12-31-' in shown.headers["Content-Disposition"]
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(shown.content)).pages)
    squeezed = "".join(text.replace("\u200b", "").split())
    for part in ("75.0%", "g20rg/1", Entry.objects.latest("sequence").hash, "Tocite"):
        assert part in squeezed
    cited = page.context["take"].cited.line
    assert "Kaltim-Sabah, Indonesia: 0.833, as of 31 December 2010" in cited
    assert "method fulfilment/1" in cited
    assert f"http://testserver{RECEIPT}?forum=kaltim-sabah&party=ID&as_of=2010-12-31" in cited
    lines = csv_of(client.get(RECEIPT, ASKED | {"format": "csv", "table": "reports"}))
    assert [(line["obligation"], line["counted"], line["verdict"]) for line in lines] == [
        (obligation_of_id.code, "true", "stands"),
        ("road", "true", "stands"),
    ]
    lines = csv_of(client.get(RECEIPT, ASKED | {"format": "csv", "method": "pam"}))
    assert [(each["points"], each["base"], each["method"]) for each in lines] == [
        ("2", "3", "pam/1"),
        ("3", "3", "pam/1"),
    ]


def test_scores_lead_to_their_receipts(client: Any, case: Any, official_id: Any) -> None:
    client.force_login(official_id)
    kept = "&amp;as_of=2010-12-31"

    def page(name: str, *args: str) -> str:
        return client.get(reverse(name, args=args), {"as_of": "2010-12-31"}).content.decode()

    in_forum = f"{RECEIPT}?forum=kaltim-sabah&amp;party=ID"
    assert f'href="{in_forum}{kept}"' in page("compliance:forum", "kaltim-sabah")
    assert f'href="{in_forum}&amp;agreement=roads{kept}"' in page("compliance:agreement", "roads")
    assert f'href="{RECEIPT}?party=ID{kept}"' in page("compliance:overview")
    party = page("compliance:party", "ID")
    assert f'href="{RECEIPT}?party=ID-KT{kept}"' in party
    assert f'href="{RECEIPT}?party=ID&amp;agreement=roads{kept}"' in party
    paper = page("compliance:paper", str(case.obligation.agreement.paper_id))
    assert f'href="{in_forum}&amp;paper=1{kept}"' in paper
    of_road = f'href="{RECEIPT}?obligation=road{kept}"'
    assert of_road in paper
    assert of_road in page("compliance:agreement", "roads")
    assert of_road in page("compliance:obligation", "road")


def test_without_a_forum_the_receipts_of_each_are_offered(
    client: Any, case: Any, other_forum: Any, official_id: Any
) -> None:
    client.force_login(official_id)
    page = client.get(RECEIPT, {"party": "ID"}).content.decode()

    for slug in ("kaltim-sabah", "kalbar-sarawak"):
        assert f"{RECEIPT}?forum={slug}&amp;party=ID" in page
    assert "party=MY" not in page


@pytest.mark.parametrize(
    "asked",
    [
        {"forum": "nowhere"},
        {"party": "nobody"},
        {"agreement": "nothing"},
        {"obligation": "nothing"},
        {"paper": "9"},
        {"paper": "²"},
    ],
)
def test_what_is_not_there_is_not_found(
    client: Any, case: Any, official_id: Any, asked: dict[str, str]
) -> None:
    client.force_login(official_id)
    assert client.get(RECEIPT, ASKED | asked).status_code == 404


def test_receipts_are_for_members_unless_the_regime_publishes(
    client: Any, case: Any, outsider: Any, foreigner: Any
) -> None:
    assert client.get(RECEIPT, ASKED).status_code == 302
    for user in (outsider, foreigner):
        client.force_login(user)
        assert client.get(RECEIPT, ASKED).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_receipt_costs_the_same_for_any_number_of_facts(
    client: Any,
    paper: Any,
    kaltim: Any,
    official_id: Any,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(count):
        agreement = AgreementFactory(paper=paper)
        obligation = ObligationFactory(agreement=agreement, owes=kaltim)
        ObservationFactory(obligation=obligation, observed_on="2010-03-16")
    client.force_login(official_id)

    with django_assert_num_queries(16):
        response = client.get(RECEIPT, ASKED)

    assert len(response.context["parts"]) == count
