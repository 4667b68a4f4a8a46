"""The pages of bodies, sources and the reader: who sees them, what they say, what they cost."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from agreements.models import (
    Appointment,
    CommitteeName,
    CommitteeParent,
    Level,
    Meeting,
    PartyKind,
    Role,
    SourceClass,
)
from tests.factories import (
    CitationFactory,
    CommitteeFactory,
    ForumFactory,
    ObligationFactory,
    ObservationFactory,
    RegimeFactory,
    SourceFactory,
)

PAGES = [
    ("agreements:committees", []),
    ("agreements:committee", ["gbc"]),
    ("agreements:sources", []),
    ("agreements:source", ["study"]),
]


@pytest.fixture
def gbc(regime: Any, forum: Any) -> Any:
    return CommitteeFactory(regime=regime, code="gbc", level=Level.GBC, name_en="GBC")


@pytest.fixture
def study(db: None) -> Any:
    return SourceFactory(
        key="study", title="Mengukur Derajat", language="id", url="https://s.test/"
    )


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_pages_are_for_members_unless_the_regime_publishes(
    client: Any, gbc: Any, study: Any, official_id: Any, outsider: Any, name: str, args: list[str]
) -> None:
    address = reverse(name, args=args)

    refused = client.get(address)
    assert refused.status_code == (404 if args else 302)
    client.force_login(outsider)
    assert client.get(address).status_code == 404
    client.force_login(official_id)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_strangers_read_what_is_published(
    client: Any, gbc: Any, study: Any, open_regime: Any, name: str, args: list[str]
) -> None:
    assert client.get(reverse(name, args=args)).status_code == 200


def test_a_stranger_comes_back_to_the_list_after_signing_in(client: Any, gbc: Any) -> None:
    response = client.get(reverse("agreements:committees"), {"as_of": "2010-12-31"})
    assert response.url == "/accounts/login/?next=%2Fcommittees%2F%3Fas_of%3D2010-12-31"


def test_what_is_not_there_is_not_found(client: Any, gbc: Any, official_id: Any) -> None:
    client.force_login(official_id)
    for name in ("agreements:committee", "agreements:source"):
        assert client.get(reverse(name, args=["nothing"])).status_code == 404


def test_the_chart_says_what_no_source_says(client: Any, gbc: Any, official_id: Any) -> None:
    client.force_login(official_id)
    page = client.get(reverse("agreements:committees")).content.decode()
    assert page.count("No chair on record") == 2
    assert page.count('class="seat a void tight"') == 1


def test_the_chart_shows_both_disputed_chairs(
    client: Any, gbc: Any, indonesia: Any, official_id: Any
) -> None:
    for name in ("Commander", "Minister of Defence"):
        Appointment.objects.create(
            committee=gbc, side=indonesia, post_en=name, seen_on="2010", disputed=True
        )
    client.force_login(official_id)
    page = client.get(reverse("agreements:committees"), {"as_of": "2010-12-31"}).content.decode()

    assert page.count("Sources differ") == 1
    assert page.index("Commander") < page.index("Minister of Defence")
    assert 'class="versus"' in page


def test_the_chart_of_a_forum_keeps_the_moment_and_its_predecessors_bodies(
    client: Any, regime: Any, gbc: Any, forum: Any, official_id: Any
) -> None:
    successor = ForumFactory(slug="kaltara", regime=regime, predecessor=forum)
    CommitteeFactory(regime=regime, forum=forum, ended_on="2014", name_en="Kaltim body")
    CommitteeFactory(regime=regime, forum=successor, established_on="2015", name_en="Kaltara body")
    client.force_login(official_id)
    asked = {"forum": "kaltara", "as_of": "2010-12-31", "known_at": "2030-01-01"}
    page = client.get(reverse("agreements:committees"), asked).content.decode()

    assert "Kaltim body" in page
    assert "Kaltara body" not in page
    assert '<input type="hidden" name="known_at" value="2030-01-01">' in page
    assert 'name="as_of" value="2010-12-31"' in page
    assert '<option value="kaltara" selected>' in page


def test_a_committee_shows_all_that_is_on_record(
    client: Any, regime: Any, gbc: Any, kaltim: Any, official_id: Any
) -> None:
    successor = CommitteeFactory(regime=regime, name_en="What follows")
    own = CommitteeFactory(
        regime=regime,
        code="kk",
        side=kaltim,
        successor=successor,
        name_en="KK",
        mandate_en="To meet.",
    )
    CommitteeName.objects.create(committee=own, name_en="KK Sosek", holds_from="2005-01-01")
    CommitteeParent.objects.create(committee=own, parent=gbc)
    chair = Appointment.objects.create(committee=own, person="Adri Patton", seen_on="2010-11-10")
    chair.citations.add(CitationFactory(locator="S 804"))
    Meeting.objects.create(
        code="m", committee=own, kind="session", number=18, starts_on="2013", host=kaltim
    )
    client.force_login(official_id)
    address = reverse("agreements:committee", args=["kk"])
    page = client.get(address, {"as_of": "2004-12-31"}).content.decode()

    for text in ("<title>KK ·", "KK Sosek", "To meet.", "What follows", "GBC"):
        assert text in page
    for text in ("Adri Patton", "10 November 2010", "S 804", "Session 18", "host Kalimantan Timur"):
        assert text in page
    assert "<title>KK Sosek ·" in client.get(address).content.decode()


def test_a_committee_that_does_not_exist_on_the_day_says_so(
    client: Any, gbc: Any, official_id: Any
) -> None:
    gbc.established_on = "1972"
    gbc.save()
    client.force_login(official_id)
    address = reverse("agreements:committee", args=["gbc"])

    assert "does not exist" in client.get(address, {"as_of": "1971-12-31"}).content.decode()
    assert "does not exist" not in client.get(address, {"as_of": "1972-01-01"}).content.decode()


def test_a_source_shows_its_places_and_what_rests_on_them(
    client: Any, agreement: Any, kaltim: Any, study: Any, official_id: Any
) -> None:
    place = CitationFactory(source=study, locator="S 487", quote="belum dibangun")
    obligation = ObligationFactory(
        agreement=agreement, owes=kaltim, name_en="The post", citations=[place]
    )
    client.force_login(official_id)
    page = client.get(reverse("agreements:source", args=["study"])).content.decode()

    assert 'href="https://s.test/" rel="noreferrer"' in page
    assert '<blockquote lang="id">“belum dibangun”</blockquote>' in page
    assert page.count(f'href="{obligation.get_absolute_url()}"') == 1


def test_what_a_closed_record_cites_is_shown_to_its_members_only(
    client: Any, regime: Any, obligation_of_id: Any, study: Any, official_id: Any
) -> None:
    place = CitationFactory(source=study, locator="S 500", quote="rahasia")
    ObservationFactory(obligation=obligation_of_id, citations=[place])
    RegimeFactory(publishes="scores")
    address = reverse("agreements:source", args=["study"])

    assert "rahasia" not in client.get(address).content.decode()
    client.force_login(official_id)
    assert "rahasia" not in client.get(address).content.decode()


def test_who_may_read_every_record_sees_every_place(
    client: Any, obligation_of_id: Any, study: Any, official_id: Any
) -> None:
    place = CitationFactory(source=study, locator="S 500", quote="terbuka")
    ObservationFactory(obligation=obligation_of_id, citations=[place])
    client.force_login(official_id)
    page = client.get(reverse("agreements:source", args=["study"])).content.decode()

    assert "terbuka" in page


def test_what_rests_on_a_source_in_a_hidden_regime_is_not_shown(
    client: Any, obligation_of_id: Any, study: Any, official_id: Any
) -> None:
    hidden = ForumFactory(regime=RegimeFactory(slug="hidden"))
    hidden.citations.add(CitationFactory(source=study, locator="S 1", quote="tertutup"))
    client.force_login(official_id)
    page = client.get(reverse("agreements:source", args=["study"])).content.decode()

    assert "tertutup" not in page
    assert str(hidden.name) not in page


@pytest.fixture
def grown(gbc: Any, forum: Any, paper: Any, kaltim: Any, study: Any, request: Any) -> int:
    """As many bodies, chairs, meetings, sources, places and facts that cite as asked."""
    count: int = request.param
    for number in range(count):
        place = CitationFactory(source=study)
        own = CommitteeFactory(regime=gbc.regime, forum=forum, side=kaltim)
        CommitteeParent.objects.create(committee=own, parent=gbc).citations.add(place)
        CommitteeName.objects.create(committee=gbc, holds_from=f"200{number}-01-01", name_en="N")
        for committee in (own, gbc):
            committee.citations.add(CitationFactory(), place)
            row = Appointment.objects.create(committee=committee, side=kaltim, person="Somebody")
            row.citations.add(CitationFactory(), place)
        meeting = Meeting.objects.create(
            code=f"m{number}", committee=gbc, kind="session", number=number + 1, host=kaltim
        )
        meeting.citations.add(CitationFactory(), place)
        ObligationFactory(agreement__paper=paper, owes=kaltim, citations=[place])
    return count


COSTS = {
    "agreements:committees": 13,
    "agreements:committee": 23,
    "agreements:sources": 7,
    "agreements:source": 29,
}


@pytest.mark.parametrize("grown", [1, 3], indirect=True)
@pytest.mark.parametrize(("name", "args"), PAGES)
def test_query_counts(
    client: Any,
    official_id: Any,
    grown: int,
    name: str,
    args: list[str],
    django_assert_num_queries: Any,
) -> None:
    client.force_login(official_id)
    with django_assert_num_queries(COSTS[name]):
        response = client.get(reverse(name, args=args))
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("language", "words"),
    [("id", ["Negara", "Resmi", "Pejabat"]), ("ms", ["Negara", "Rasmi", "Pegawai"])],
)
def test_an_english_word_with_two_meanings_is_two_words_elsewhere(
    language: str, words: list[str]
) -> None:
    labels = [PartyKind.STATE.label, SourceClass.OFFICIAL.label, Role.OFFICIAL.label]
    with translation.override(language):
        assert [str(label) for label in labels] == words
