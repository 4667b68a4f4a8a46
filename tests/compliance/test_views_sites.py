"""The map and the table of sites, one site, and the map as a file."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from agreements.models import Obligation, SiteKind
from compliance.dashboard.figures import kept
from tests.factories import CitationFactory, ObligationFactory, ProgressReportFactory, SiteFactory

SITES = reverse("compliance:sites")


def near(code: str, party: Any, **given: Any) -> Any:
    at = {"latitude": "4.14", "longitude": "117.65", "quality": "approximate"} | given
    return SiteFactory(code=code, name=code.title(), party=party, **at)


@pytest.fixture
def case(client, official_id, obligation_of_id, obligation_of_my, kaltim, sabah) -> Any:
    """Two sites at which something is owed, one far away, one of unknown position."""
    own = near("nyamuk", kaltim, aliases=["Sei Nyamuk"], district="Sebatik, Nunukan")
    own.citations.add(CitationFactory(locator="S 487"))
    theirs = near("imam", sabah, latitude="4.26", longitude="117.9", district="Tawau")
    near("entikong", kaltim, latitude="0.9", longitude="110.3", quality="exact")
    SiteFactory(code="lost", name="Lost", party=sabah, kind=SiteKind.FERRY_TERMINAL)
    Obligation.objects.filter(pk=obligation_of_id.pk).update(site=own)
    Obligation.objects.filter(pk=obligation_of_my.pk).update(site=theirs)
    ProgressReportFactory(obligation=obligation_of_id, party=kaltim)
    client.force_login(official_id)
    return client


def names(response: Any) -> list[str]:
    return [site.name for site in response.context["page"].object_list]


def test_the_map_shows_where_and_how_far_and_the_table_the_rest(case):
    response = case.get(SITES)
    text, drawn = response.content.decode(), response.context["map"]

    assert names(response) == ["Nyamuk", "Imam", "Entikong", "Lost"]
    assert [site.number for site in response.context["page"]] == [1, 2, 3, None]
    assert [pin.number for pin in drawn.plate.pins] == ["1", "2", "3"]
    states = [point.state for point in drawn.points]
    assert states == ["pending", "not_assessed", "nothing_due"]
    assert [zoom.title for zoom in drawn.zooms] == ["The whole", "Nunukan–Tawau", "Entikong"]
    assert [site.name for site in drawn.unplaced] == ["Lost"]
    for said in (
        "not an authority on boundaries",
        "A dashed ring marks an approximate position.",
        "1 site has no position on record and is not drawn.",
        "Sei Nyamuk",
        "S 487",
        "1 Nyamuk, Kalimantan Timur, Pending, position approximate",
    ):
        assert said in text, said
    assert text.count('class="near"') == 2

    corner = case.get(SITES, {"zoom": "1"}).context["map"]
    assert [pin.number for pin in corner.plate.pins] == ["1", "2"]
    assert corner.plate.scale != drawn.plate.scale
    assert case.get(SITES, {"zoom": "nowhere"}).context["map"].zoom == "whole"


def test_an_address_chooses_sites_and_says_what_it_cannot_read(case):
    def chosen(**asked: str) -> list[str]:
        return names(case.get(SITES, asked))

    assert chosen(side="MY") == ["Imam", "Lost"]
    assert chosen(kind="ferry_terminal") == ["Lost"]
    assert chosen(state="pending", side="ID") == ["Nyamuk"]
    assert chosen(state="not_assessed") == ["Imam"]
    assert len(chosen(known_at="2000-01-01")) == 4  # with nothing owed at any of them then
    assert chosen(known_at="2000-01-01", forum="kaltim-sabah") == []
    response = case.get(SITES, {"state": "soon", "side": "ID"})
    text = response.content.decode()
    assert "State: there is no “soon” to choose. Shown is all." in text
    assert 'href="?state=soon"' in text  # by which the side is given up again
    assert names(response) == ["Nyamuk", "Entikong"]
    refused = case.get(SITES, {"state": "soon", "format": "csv"})
    assert refused.status_code == 400


def test_a_site_says_all_that_is_known_of_it(case):
    text = case.get(reverse("compliance:site", args=["nyamuk"])).content.decode()
    for said in ("Sei Nyamuk", "4.1400, 117.6500", "Approximate", "S 487", "Post at Sungai Nyamuk"):
        assert said in text, said
    assert 'href="/sites/nyamuk/"' in case.get("/obligations/post-nyamuk/").content.decode()
    lost = case.get(reverse("compliance:site", args=["lost"])).content.decode()
    assert '<svg class="map' not in lost
    assert case.get(reverse("compliance:site", args=["else"])).status_code == 404


def test_the_map_is_a_file_that_stands_for_itself(case):
    response = case.get(reverse("compliance:site_map"), {"zoom": "1"})
    text = response.content.decode()

    assert response["Content-Type"] == "image/svg+xml"
    assert ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314
    assert "class=" not in text
    assert "style=" not in text
    assert "1  Nyamuk, Kalimantan Timur, Pending, position approximate" in text
    assert "not an authority on boundaries" in text
    table = b"".join(case.get(SITES, {"format": "csv"}).streaming_content).decode()
    assert "Sei Nyamuk" in table
    assert "post-nyamuk" in table
    case.logout()
    assert case.get(reverse("compliance:site_map")).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_sites_cost_the_same(
    client, official_id, agreement, kaltim, count, django_assert_num_queries
):
    for number in range(count):
        site = near(f"s-{number}", kaltim)
        site.citations.add(CitationFactory())
        made = ObligationFactory(agreement=agreement, code=f"o-{number}", owes=kaltim)
        Obligation.objects.filter(pk=made.pk).update(site=site)
    client.force_login(official_id)
    kept.forget()

    with django_assert_num_queries(16):
        assert len(client.get(SITES).context["page"]) == count
