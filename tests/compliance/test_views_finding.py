"""The page on which everything is searched, and the choices of the lists."""

from typing import Any

import pytest
from django.urls import reverse

from agreements.models import Appointment, Instrument, Obligation
from tests.factories import ObligationFactory, ProgressReportFactory, SiteFactory, SourceFactory

SEARCH = reverse("compliance:search")


@pytest.fixture
def case(client, official_id, obligation_of_id, obligation_of_my, meeting, kaltim) -> Any:
    site = SiteFactory(code="nyamuk", name="Sungai Nyamuk", party=kaltim)
    Obligation.objects.filter(pk=obligation_of_id.pk).update(site=site, name_id="Pos <b>Nyamuk</b>")
    Appointment.objects.create(committee=meeting.committee, person="Nyamuk bin Adri")
    Instrument.objects.create(
        regime=meeting.committee.regime, code="bta", name_en="Nyamuk arrangement"
    )
    SourceFactory(key="study", title="On Nyamuk")
    ProgressReportFactory(obligation=obligation_of_id, narrative="Nyamuk & more.", party=kaltim)
    client.force_login(official_id)
    return client


def test_what_is_found_is_marked_and_leads_there(case):
    response = case.get(SEARCH, {"q": "nyamuk"})
    text = response.content.decode()

    assert {hit.kind for hit in response.context["hits"]} == {
        "obligation",
        "site",
        "person",
        "instrument",
        "source",
        "report",
    }
    assert "6 results" in text
    assert "Post at Sungai <mark>Nyamuk</mark>" in text
    assert "<mark>Nyamuk</mark> &amp; more." in text
    for address in ("/sites/nyamuk/", "/obligations/post-nyamuk/", "#r-", "/sources/study/"):
        assert address in text, address
    own = case.get(SEARCH, {"q": '"pos"'}).content.decode()
    assert '<p class="small" lang="id">' in own
    assert "<mark>Pos</mark> &lt;b&gt;Nyamuk&lt;/b&gt;" in own
    for text in ("border", "open sea", "regional", "session"):
        assert case.get(SEARCH, {"q": text}).context["hits"], text


def test_what_is_not_found_is_answered_in_words(case):
    assert "Nothing is asked yet." in case.get(SEARCH).content.decode()
    assert "Try fewer words" in case.get(SEARCH, {"q": "zzz"}).content.decode()
    text = case.get(SEARCH, {"q": "nyamuk", "kind": "meeting"}).content.decode()
    assert "Nothing of this kind is found." in text
    assert "Show the 6 of other kinds" in text
    text = case.get(SEARCH, {"q": "nyamuk", "kind": "<x>", "page": "99"}).content.decode()
    assert "There is nothing of the kind “&lt;x&gt;”. Shown is all." in text
    assert "6 results" in text
    assert case.get(SEARCH, {"q": "\x00" + '"' * 1000, "page": "x"}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same(client, official_id, agreement, count, django_assert_num_queries):
    for number in range(count):
        made = ObligationFactory(agreement=agreement, code=f"o-{number}", name_en="Serudong")
        ProgressReportFactory(obligation=made, narrative="Serudong.")
    client.force_login(official_id)

    with django_assert_num_queries(11):
        assert len(client.get(SEARCH, {"q": "serudong"}).context["hits"]) == 2 * count


@pytest.mark.parametrize(
    ("name", "good", "bad", "rows"),
    [
        ("compliance:papers", {"state": "not_assessed"}, "state", 1),
        ("compliance:agreements", {"forum": "kaltim-sabah"}, "paper", 1),
        (
            "compliance:obligations",
            {"site": "nyamuk", "due": "now", "dispute": "no", "party": "ID-KT"},
            "site",
            1,
        ),
        ("compliance:obligations", {"due": "later"}, "due", 0),
        ("compliance:meetings", {"held": "planned", "from": "2026-01-01"}, "to", 1),
        ("compliance:meetings", {"to": "2026-01-01"}, "host", 0),
        ("compliance:disputes", {"level": "central"}, "level", 0),
        ("agreements:sources", {"kind": "study"}, "basis", None),
        ("agreements:sources", {"basis": "inferred"}, "kind", 0),
    ],
)
def test_lists_are_narrowed_by_their_address(case, name, good, bad, rows):
    response = case.get(reverse(name), good)
    text = response.content.decode()
    if rows is not None:
        assert len(response.context["page"]) == rows
    assert text.count("Remove<span") == len([key for key in good if f'name="{key}"' in text]) > 0

    text = case.get(reverse(name), good | {bad: "no\x00where"}).content.decode()
    assert "“nowhere”" in text
    assert case.get(reverse(name), {bad: "nowhere"}).status_code == 200


def test_the_chart_is_narrowed_too(case):
    def codes(**asked: str) -> list[str]:
        chart = case.get(reverse("agreements:committees"), asked).context["chart"]
        return [line.joint.code for line in chart.lines if line.joint]

    assert codes() == ["central", "regional"]
    assert codes(level="regional", side="joint") == ["regional"]
    assert codes(side="ID") == []
    assert codes(level="<") == ["central", "regional"]
