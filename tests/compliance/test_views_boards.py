"""The dashboards: what each shows, to whom, at what cost."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from agreements.models import PartialDate
from compliance.dashboard.figures import kept
from compliance.models import Verdict
from tests.factories import (
    AgreementFactory,
    ObligationFactory,
    ObservationFactory,
    PartyFactory,
    ProgressReportFactory,
    SiteFactory,
    VerificationFactory,
    WorkingPaperFactory,
)

PAGES = [
    ("compliance:overview", []),
    ("compliance:forum", ["kaltim-sabah"]),
    ("compliance:papers", []),
    ("compliance:agreements", []),
    ("compliance:agreement", ["sea-posts"]),
    ("compliance:party", ["ID"]),
]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    kept.forget()


@pytest.fixture
def case(obligation_of_id: Any, obligation_of_my: Any) -> None:
    """One side has done its part, the other has not begun."""
    ObservationFactory(obligation=obligation_of_id, status="fulfilled", observed_on="2010-11-10")
    ObservationFactory(obligation=obligation_of_my, status="not_started", observed_on="2010-11-10")


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_dashboards_are_for_members_unless_the_regime_publishes(
    client: Any, case: None, official_id: Any, outsider: Any, name: str, args: list[str]
) -> None:
    address = reverse(name, args=args)

    assert client.get(address).status_code in (302, 404)
    client.force_login(outsider)
    assert client.get(address).status_code == 404
    client.force_login(official_id)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_strangers_read_what_is_published(
    client: Any, case: None, open_regime: Any, name: str, args: list[str]
) -> None:
    assert client.get(reverse(name, args=args)).status_code == 200


def test_the_forum_shows_both_sides_with_range_and_coverage(
    client: Any, case: None, official_id: Any
) -> None:
    client.force_login(official_id)
    response = client.get(reverse("compliance:forum", args=["kaltim-sabah"]))

    first, second = response.context["board"].sides
    assert (first.side.code, first.score.value, first.papers_assessed) == ("ID", Fraction(1), 1)
    assert (second.side.code, second.score.value, second.score.low) == ("MY", 0, 0)
    page = response.content.decode()
    assert "1.00" in page
    assert "0.00" in page
    assert "range 1.000 to 1.000" in page
    assert "1 of 1 paper assessed" in page


def test_an_old_date_shows_what_was_so_then_and_is_kept_in_the_links(
    client: Any, case: None, official_id: Any
) -> None:
    client.force_login(official_id)
    address = reverse("compliance:forum", args=["kaltim-sabah"])
    response = client.get(address, {"as_of": "2009-12-31"})

    assert response.context["board"].sides[0].score.value is None
    assert response.context["moment"].as_of == date(2009, 12, 31)
    party = reverse("compliance:party", args=["ID"])
    assert f"{party}?forum=kaltim-sabah&amp;as_of=2009-12-31" in response.content.decode()


def test_a_past_knowledge_knows_nothing_recorded_since(
    client: Any, case: None, official_id: Any
) -> None:
    client.force_login(official_id)
    address = reverse("compliance:forum", args=["kaltim-sabah"])
    response = client.get(address, {"known_at": "2009-12-31"})

    assert response.context["board"].papers == ()
    assert response.status_code == 200


@pytest.mark.parametrize(
    "asked", [{"as_of": "2010-13-45"}, {"known_at": "soon"}, {"method": "magic"}]
)
def test_an_impossible_question_is_said_and_answered_as_of_today(
    client: Any, case: None, official_id: Any, asked: dict[str, str]
) -> None:
    client.force_login(official_id)
    response = client.get(reverse("compliance:overview"), asked)

    assert response.status_code == 200
    assert len(response.context["moment"].errors) == 1
    assert response.context["moment"].is_today


def test_a_contested_figure_is_marked_wherever_it_is_shown(
    client: Any, obligation_of_id: Any, official_id: Any, malaysia: Any
) -> None:
    report = ProgressReportFactory(obligation=obligation_of_id, status="fulfilled")
    VerificationFactory(report=report, party=malaysia, verdict=Verdict.CONTESTED)
    client.force_login(official_id)

    for name, args in PAGES:
        assert "Contested" in client.get(reverse(name, args=args)).content.decode(), name


def test_a_party_page_leads_to_the_reports_behind_its_score(
    client: Any, case: None, official_id: Any, obligation_of_id: Any
) -> None:
    client.force_login(official_id)
    response = client.get(reverse("compliance:party", args=["ID-KT"]))

    behind = response.context["page"].behind
    assert [each.report.obligation for each in behind] == [obligation_of_id]
    assert behind[0].report.get_absolute_url() in response.content.decode()


def test_unknown_things_are_not_found(client: Any, case: None, official_id: Any) -> None:
    client.force_login(official_id)

    for name, args in [
        ("compliance:forum", ["nowhere"]),
        ("compliance:paper", [987654]),
        ("compliance:agreement", ["nothing"]),
        ("compliance:party", ["XX"]),
    ]:
        assert client.get(reverse(name, args=args)).status_code == 404, name


@pytest.fixture
def grown(paper: Any, kaltim: Any, sabah: Any, request: Any) -> int:
    """As many papers, agreements, obligations, sites, parties, reports and answers as asked."""
    count: int = request.param
    for number in range(count):
        own = WorkingPaperFactory(forum=paper.forum, number=10 + number)
        agreement = AgreementFactory(paper=own, code=f"grown-{number}")
        for side in (kaltim, sabah):
            district = PartyFactory(parent=side)
            obligation = ObligationFactory(
                agreement=agreement,
                owes=district,
                site=SiteFactory(party=district),
                milestones={"road": 1, "bridge": 2},
            )
            ObservationFactory(obligation=obligation, status="fulfilled")
            report = ProgressReportFactory(obligation=obligation)
            other = sabah if side == kaltim else kaltim
            VerificationFactory(report=report, party=other.parent)
    return count


COSTS = {
    "compliance:overview": 16,
    "compliance:forum": 12,
    "compliance:papers": 11,
    "compliance:agreements": 11,
    "compliance:party": 23,
}


@pytest.mark.parametrize("grown", [1, 3], indirect=True)
@pytest.mark.parametrize("name", sorted(COSTS))
def test_query_counts(
    client: Any, official_id: Any, grown: int, name: str, django_assert_num_queries: Any
) -> None:
    client.force_login(official_id)
    args = {"compliance:forum": ["kaltim-sabah"], "compliance:party": ["ID"]}.get(name, [])

    with django_assert_num_queries(COSTS[name]):
        response = client.get(reverse(name, args=args))

    assert response.status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_agreement_query_count(
    client: Any,
    official_id: Any,
    agreement: Any,
    kaltim: Any,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(count):
        district = PartyFactory(parent=kaltim)
        obligation = ObligationFactory(agreement=agreement, owes=district, consents=[district])
        ObservationFactory(obligation=obligation)
    client.force_login(official_id)

    with django_assert_num_queries(21):
        response = client.get(reverse("compliance:agreement", args=["sea-posts"]))

    assert len(response.context["page"].pairs) == count


def test_a_kept_board_is_used_again_and_dropped_when_the_record_grows(
    client: Any, case: None, official_id: Any, obligation_of_my: Any
) -> None:
    client.force_login(official_id)
    address = reverse("compliance:forum", args=["kaltim-sabah"])
    first = client.get(address).context["board"]
    assert client.get(address).context["board"] is first

    ObservationFactory(obligation=obligation_of_my, status="fulfilled", observed_on="2011-01-01")
    assert client.get(address).context["board"].sides[1].score.value == 1


def test_a_renamed_party_is_shown_by_its_new_name_at_once(
    client: Any, case: None, official_id: Any, indonesia: Any
) -> None:
    client.force_login(official_id)
    address = reverse("compliance:forum", args=["kaltim-sabah"])
    client.get(address)
    indonesia.name_en = "Republic of Indonesia"
    indonesia.save()

    assert "Republic of Indonesia" in client.get(address).content.decode()


def test_partial_dates_open_and_close() -> None:
    assert PartialDate("2012-02").first_day == date(2012, 2, 1)
    assert PartialDate("2012-02").last_day == date(2012, 2, 29)
    with pytest.raises(ValueError, match="month"):
        PartialDate("2012-13")


def test_the_as_of_form_keeps_the_filter(client: Any, case: None, official_id: Any) -> None:
    client.force_login(official_id)
    page = client.get(reverse("compliance:party", args=["ID"]), {"forum": "kaltim-sabah"})

    assert '<input type="hidden" name="forum" value="kaltim-sabah">' in page.content.decode()
