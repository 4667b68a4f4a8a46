"""The ledger's pages and its download: what each shows, to whom, at what cost."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from agreements.models import Publishes, RegimeSettings
from agreements.workflow import FIXED_FACTS, change_settings
from compliance.dashboard.wording import KINDS, TELLERS, Names, in_words
from compliance.models import Verdict
from sosek.ledger.chain import check
from sosek.ledger.models import Entry, Recorded
from tests.factories import (
    ObligationFactory,
    ProgressReportFactory,
    RegimeFactory,
    VerificationFactory,
)

LEDGER = reverse("compliance:ledger")
DOWNLOAD = reverse("compliance:ledger_download")


@pytest.fixture
def claim(obligation_of_id: Any) -> Any:
    return ProgressReportFactory(obligation=obligation_of_id, status="fulfilled")


def downloaded(client: Any, **asked: str) -> list[dict[str, Any]]:
    response = client.get(DOWNLOAD, asked)
    assert response.status_code == 200
    return [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]


def entry_of(record: Any) -> str:
    return reverse("compliance:ledger_entry", args=[record.sequence])


def publish(regime: Any, level: str) -> None:
    change_settings(RegimeSettings(regime=regime, publishes=level, time_zone="Asia/Makassar"))


def test_the_head_is_shown_in_full_with_how_to_check_it(
    client: Any, claim: Any, official_id: Any
) -> None:
    client.force_login(official_id)
    response = client.get(LEDGER)

    last = Entry.objects.latest("sequence")
    assert "".join(response.context["head"].groups) == last.hash
    assert response.context["head"].entries == last.sequence
    page = response.content.decode()
    assert "python -m sosek.ledger ledger.jsonl" in page
    assert f'href="{DOWNLOAD}"' in page


def test_an_entry_is_told_in_words_and_leads_to_what_it_is_about(
    client: Any, claim: Any, sabah: Any, official_id: Any
) -> None:
    VerificationFactory(report=claim, party=sabah, verdict=Verdict.CONTESTED)
    client.force_login(official_id)

    page = client.get(LEDGER).content.decode()

    said = "Kalimantan Timur reports on “Post at Sungai Nyamuk”: Fulfilled, observed on"
    assert f'<a href="{claim.get_absolute_url()}">{said} 16 March 2010.</a>' in page
    answer = "Malaysia contests a report on “Post at Sungai Nyamuk”."
    assert f'<a href="{claim.get_absolute_url()}">{answer}</a>' in page


def test_every_kind_that_is_written_has_its_words() -> None:
    recorded = {m.ledger_kind for m in apps.get_models() if issubclass(m, Recorded)}

    assert set(TELLERS) == set(KINDS) == recorded | set(FIXED_FACTS) | {"regime"}


@pytest.mark.django_db
def test_every_entry_of_the_case_is_told(client: Any) -> None:
    call_command("seed", stdout=StringIO())

    for entry in Entry.objects.all():
        told = in_words(entry.kind, json.loads(entry.payload), Names()).text
        assert "as JSON" not in told, entry.payload


def test_what_has_no_words_says_so_plainly() -> None:
    assert "no words here (weather)" in in_words("weather", {}, Names()).text
    assert "does not read as its kind should" in in_words("report", {}, Names()).text


def test_one_entry_shows_all_that_is_chained_and_its_payload(
    client: Any, claim: Any, official_id: Any
) -> None:
    client.force_login(official_id)
    response = client.get(entry_of(claim))
    entry = Entry.objects.get(sequence=claim.sequence)

    page = response.content.decode()
    for value in (entry.digest, entry.previous, entry.hash, entry.salt, "sosek-test"):
        assert value in page
    assert json.loads(response.context["entry"].payload) == json.loads(entry.payload)
    assert reverse("compliance:ledger_entry", args=[entry.sequence - 1]) in page
    assert response.context["entry"].following is None


def test_an_entry_as_json_is_its_line_of_the_download(
    client: Any, claim: Any, official_id: Any
) -> None:
    client.force_login(official_id)
    response = client.get(entry_of(claim), {"format": "json"})

    assert response["Content-Type"] == "application/json"
    assert response.json() == downloaded(client)[claim.sequence - 1]


def test_a_closed_entry_says_so_and_shows_its_digest(client: Any, claim: Any, regime: Any) -> None:
    publish(regime, Publishes.SCORES)
    entry = Entry.objects.get(sequence=claim.sequence)

    listed = client.get(LEDGER, {"kind": "report"}).content.decode()
    page = client.get(entry_of(claim)).content.decode()

    assert "Closed, proven by its digest" in listed
    assert entry.digest[:16] in listed
    for text in (listed, page):
        assert claim.narrative not in text
        assert "Kalimantan Timur reports" not in text
        assert entry.salt not in text
    assert entry.digest in page
    assert "payload" not in client.get(entry_of(claim), {"format": "json"}).json()


@pytest.mark.parametrize(
    ("level", "opened"), [(Publishes.SCORES, False), (Publishes.EVERYTHING, True)]
)
def test_a_stranger_opens_what_is_published(
    client: Any, claim: Any, regime: Any, level: str, opened: bool
) -> None:
    publish(regime, level)
    lines = {line["sequence"]: line for line in downloaded(client)}

    assert ("payload" in lines[claim.sequence]) is opened
    assert all("payload" in line for line in lines.values() if line["kind"] == "obligation")


def test_a_member_opens_their_own_regime_and_no_other(
    client: Any, claim: Any, official_id: Any, foreigner: Any
) -> None:
    for user, own in ((official_id, "sosek-test"), (foreigner, "elsewhere")):
        client.force_login(user)
        opened = {line["scope"] for line in downloaded(client) if "payload" in line}
        assert opened == {"", own}


def test_what_one_regime_publishes_opens_no_other(client: Any, claim: Any, regime: Any) -> None:
    publish(regime, Publishes.EVERYTHING)
    RegimeFactory(slug="hidden")

    opened = {line["scope"] for line in downloaded(client) if "payload" in line}
    assert opened == {"", "sosek-test"}


def test_a_download_fits_and_ends_with_the_head_of_the_page(
    client: Any, claim: Any, official_id: Any
) -> None:
    client.force_login(official_id)
    response = client.get(DOWNLOAD)
    text = b"".join(response.streaming_content).decode()

    found = check(text.splitlines(keepends=True))
    assert found.fault is None
    assert found.head == "".join(client.get(LEDGER).context["head"].groups)
    assert response["Content-Disposition"] == 'attachment; filename="ledger.jsonl"'


def test_a_download_is_read_as_it_is_sent(
    client: Any, claim: Any, official_id: Any, monkeypatch: Any
) -> None:
    """However long the ledger is, no more than a parcel of it is held."""
    monkeypatch.setattr("compliance.views.ledger.LINES_AT_ONCE", 2)
    client.force_login(official_id)

    response = client.get(DOWNLOAD)

    assert response.streaming
    parcels = iter(response.streaming_content)
    assert next(parcels).count(b"\n") == 2
    assert sum(parcel.count(b"\n") for parcel in parcels) == Entry.objects.count() - 2


def test_the_ledger_as_known_at_a_moment_has_the_head_of_then(
    client: Any, obligation_of_id: Any, official_id: Any
) -> None:
    then = Entry.objects.latest("sequence")
    later = ProgressReportFactory(obligation=obligation_of_id)
    client.force_login(official_id)
    asked = {"known_at": then.recorded_at.astimezone(UTC).isoformat()}

    page = client.get(LEDGER, asked)
    assert "".join(page.context["head"].groups) == then.hash
    assert page.context["lines"][0].sequence == then.sequence
    assert downloaded(client, **asked)[-1]["hash"] == then.hash
    assert client.get(entry_of(later), asked).status_code == 404
    last = client.get(reverse("compliance:ledger_entry", args=[then.sequence]), asked)
    assert last.context["entry"].following is None


def test_before_the_first_entry_the_ledger_is_empty(
    client: Any, claim: Any, official_id: Any
) -> None:
    client.force_login(official_id)
    response = client.get(LEDGER, {"known_at": "1995-01-01"})

    assert response.context["head"] is None
    assert "No entry fits." in response.content.decode()


def sequences(client: Any, **asked: str) -> list[int]:
    return [line.sequence for line in client.get(LEDGER, asked).context["lines"]]


def test_entries_are_filtered_by_kind_regime_and_day(
    client: Any, claim: Any, official_id: Any
) -> None:
    client.force_login(official_id)
    today = datetime.now(UTC) + timedelta(hours=8)  # at Makassar
    day, next_day = today.date(), today.date() + timedelta(days=1)

    everything = sequences(client)
    assert everything == list(Entry.objects.order_by("-sequence").values_list("pk", flat=True))
    assert sequences(client, kind="report") == [claim.sequence]
    assert claim.sequence in sequences(client, regime="sosek-test")
    assert all(Entry.objects.get(pk=n).scope for n in sequences(client, regime="sosek-test"))
    assert sequences(client, **{"from": str(day), "to": str(day)}) == everything
    assert sequences(client, **{"from": str(next_day)}) == []
    assert sequences(client, to=str(day - timedelta(days=1))) == []


@pytest.mark.parametrize("text", ["2010-13-01", "soon", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_read_is_said_and_left_out(
    client: Any, claim: Any, official_id: Any, text: str
) -> None:
    client.force_login(official_id)
    response = client.get(LEDGER, {"from": text})

    assert f"“{text}” is not a day" in response.content.decode()
    assert response.context["lines"]


def test_a_filter_that_no_database_takes_finds_nothing(
    client: Any, claim: Any, official_id: Any
) -> None:
    client.force_login(official_id)
    assert sequences(client, kind="report\0") == []
    assert sequences(client, regime="sosek-test\0") == []


def test_the_ledger_asks_strangers_to_sign_in(client: Any, claim: Any, outsider: Any) -> None:
    for address in (LEDGER, DOWNLOAD, entry_of(claim)):
        assert client.get(address).status_code == 302
    client.force_login(outsider)
    for address in (LEDGER, DOWNLOAD, entry_of(claim)):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_ledger_costs_the_same_for_any_number_of_entries(
    client: Any,
    agreement: Any,
    sabah: Any,
    official_id: Any,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(count):
        obligation = ObligationFactory(agreement=agreement)
        report = ProgressReportFactory(obligation=obligation)
        VerificationFactory(report=report, party=sabah, verdict=Verdict.CONTESTED)
    client.force_login(official_id)

    with django_assert_num_queries(15):
        response = client.get(LEDGER)

    told = [line.words.text for line in response.context["lines"]]
    assert len([text for text in told if "contests" in text]) == 2 * count


def test_the_download_costs_the_same_for_any_number_of_entries(
    client: Any, claim: Any, official_id: Any, django_assert_num_queries: Any
) -> None:
    client.force_login(official_id)

    with django_assert_num_queries(6):
        assert downloaded(client)
