"""The page of the timeline: what it shows, to whom, at what cost."""

import re
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template.defaultfilters import striptags
from django.urls import reverse
from django.utils import timezone, translation

from agreements.models import Instrument, Level, Meeting, Publishes, RegimeSettings
from agreements.workflow import change_settings
from compliance.dashboard.figures import kept
from compliance.models import Verdict
from tests.factories import (
    AgreementFactory,
    CitationFactory,
    CommitteeFactory,
    ForumFactory,
    ObligationFactory,
    ObservationFactory,
    ProgressReportFactory,
    VerificationFactory,
    WorkingPaperFactory,
)

ADDRESS = "/timeline/"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    kept.forget()


def instrument(regime, code, signed_on, **said):
    row = Instrument.objects.create(
        regime=regime, code=code, name_en=f"Treaty {code}", signed_on=signed_on, **said
    )
    row.citations.add(CitationFactory())
    return row


def meeting(committee, code, starts_on, **said):
    said = {"kind": "session", "held": "held"} | said
    row = Meeting.objects.create(committee=committee, code=code, starts_on=starts_on, **said)
    row.citations.add(CitationFactory())
    return row


@pytest.fixture
def case(regime, forum, kaltim, sabah, paper, obligation_of_id, obligation_of_my):
    """Of every kind of thing one, of some two."""
    first = instrument(regime, "bta-1970", "1970-08-24", place="Jakarta")
    instrument(regime, "bta-2023", "2023-06-08", revises=first)
    body = CommitteeFactory(regime=regime, forum=forum, name_en="Working group")
    above = CommitteeFactory(regime=regime, level=Level.GBC, name_en="Border committee")
    meeting(body, "session-1", "1996", number=1, host=kaltim)
    meeting(body, "session-18", "2013-08-22", ends_on="2013-08-24", host=sabah)
    meeting(above, "gbc-1", "1972")
    meeting(body, "visit", "2017-03", kind="site_visit", held="unconfirmed")
    meeting(body, "lost", None, number=34)
    AgreementFactory(paper=paper, code="dated", name_en="Build the road", adopted_on="2001-05")
    ObservationFactory(obligation=obligation_of_id, status="fulfilled", observed_on="2010-11")
    ObservationFactory(obligation=obligation_of_my, status="not_started", observed_on="2010-11-10")


def codes(response):
    return [row.each.code for row in response.context["page"]]


def words(response):
    return " ".join(striptags(response.content.decode()).split())


def test_it_tells_all_in_order_of_time(client, case, official_id):
    client.force_login(official_id)
    response = client.get(ADDRESS)

    assert codes(response) == [
        *("bta-1970", "gbc-1", "kaltim-sabah", "session-1", "dated"),
        *("post-nyamuk", "post-imam", "session-18", "visit", "bta-2023", "lost", "sea-posts"),
    ]
    page = words(response)
    for said in (
        "24 August 1970",
        "Treaty bta-1970, Jakarta",
        "Revises no. 1, Treaty bta-1970",
        "since 1995",
        "Session 1: Working group",
        "22 August 2013 to 24 August 2013",
        "May 2001",
        "November 2010",
        "Post at Sungai Nyamuk: established 1.00, not assessed before",
        "Obligation fulfilled",
        "Post at Sungai Imam: established 0.00, not assessed before",
        "Meeting, not confirmed that it took place",
        "2 have no date on record",
    ):
        assert said in page


def test_the_drawing_and_the_table_hold_the_same_rows(client, case, official_id):
    client.force_login(official_id)
    response = client.get(ADDRESS)

    dated = [row for row in response.context["page"] if row.number]
    for plate in response.context["plates"]:
        assert [mark.row for mark in plate.marks] == dated
    page = response.content.decode()
    assert page.count("<title>") == 1 + 2 * len(dated)
    assert re.findall(r' id="t(\d+)"', page) == [str(row.number) for row in dated]


def test_every_mark_leads_to_its_page_or_to_its_row(client, case, official_id, obligation_of_id):
    client.force_login(official_id)
    page = client.get(ADDRESS, {"as_of": "2020-12-31"}).content.decode()

    assert f'href="{obligation_of_id.get_absolute_url()}?as_of=2020-12-31"' in page
    assert f'href="{reverse("compliance:forum", args=["kaltim-sabah"])}?as_of=2020-12-31"' in page
    assert 'href="?as_of=2020-12-31&amp;page=1#t1"' in page


def test_sources_are_cited_in_the_table(client, case, official_id):
    client.force_login(official_id)
    page = client.get(ADDRESS).content.decode()
    cited = [row.each for row in client.get(ADDRESS).context["page"] if row.each.citations]

    assert {each.code for each in cited} >= {"bta-1970", "session-1", "post-nyamuk"}
    for each in cited:
        assert reverse("agreements:source", args=[each.citations[0].source.key]) in page


def test_strangers_are_asked_to_sign_in_and_outsiders_find_nothing(client, case, outsider):
    response = client.get(ADDRESS)
    assert response.status_code == 302
    assert response["Location"].endswith("?next=%2Ftimeline%2F")
    client.force_login(outsider)
    assert client.get(ADDRESS).status_code == 404


def test_strangers_read_what_is_published(client, case, open_regime):
    response = client.get(ADDRESS)
    assert len(codes(response)) == 12
    assert all(row.each.citations for row in response.context["page"] if row.each.after is not None)


def test_where_scores_alone_are_published_the_reports_are_not_cited(client, case, regime):
    change_settings(RegimeSettings(regime=regime, publishes=Publishes.SCORES, time_zone="UTC"))
    changed = [
        row.each for row in client.get(ADDRESS).context["page"] if row.each.after is not None
    ]

    assert [(each.code, each.citations) for each in changed] == [
        ("post-nyamuk", ()),
        ("post-imam", ()),
    ]
    assert str(changed[0].starts) == "2010-11"  # no better known than the report says


def test_a_regime_of_others_is_nowhere(client, case, official_id):
    other = ForumFactory(slug="of-others")
    instrument(other.regime, "of-others-1", "1980")
    meeting(CommitteeFactory(regime=other.regime), "of-others-2", "1981")
    client.force_login(official_id)

    assert not any("others" in code for code in codes(client.get(ADDRESS)))
    assert client.get(ADDRESS, {"forum": "of-others"}).status_code == 404


def test_an_earlier_day_shows_nothing_of_what_came_after(client, case, official_id, forum):
    forum.ended_on = "2014"
    forum.save()
    client.force_login(official_id)
    response = client.get(ADDRESS, {"as_of": "2000-06-30"})

    assert codes(response)[:4] == ["bta-1970", "gbc-1", "kaltim-sabah", "session-1"]
    assert "post-nyamuk" not in codes(response)
    assert "since 1995" in words(response)
    assert "What came after this day is left out." in words(response)
    assert "1995 to 2014" in words(client.get(ADDRESS))


def test_a_planned_meeting_is_shown_ahead(client, case, official_id, forum):
    body = CommitteeFactory(regime=forum.regime, forum=forum)
    meeting(body, "next", "2090-01-01", held="planned")
    client.force_login(official_id)

    assert "next" in codes(client.get(ADDRESS))
    assert "Meeting, planned" in words(client.get(ADDRESS))


def test_a_past_knowledge_knows_nothing_entered_since(client, case, official_id):
    client.force_login(official_id)
    response = client.get(ADDRESS, {"known_at": "2009-12-31"})

    assert codes(response) == []
    assert "Nothing is on record here by this day." in words(response)
    today = timezone.localdate(timezone=ZoneInfo("Asia/Makassar")).isoformat()
    assert len(codes(client.get(ADDRESS, {"known_at": today, "as_of": "2030-01-01"}))) == 12


def test_a_contested_claim_leaves_what_was_established(client, case, official_id, obligation_of_my):
    claim = ProgressReportFactory(
        obligation=obligation_of_my, status="fulfilled", observed_on="2012-01-01"
    )
    other = obligation_of_my.agreement.obligations.get(code="post-nyamuk").terms.get().owes
    VerificationFactory(report=claim, party=other, verdict=Verdict.CONTESTED)
    client.force_login(official_id)

    assert codes(client.get(ADDRESS)).count("post-imam") == 1


def test_a_forum_shows_its_own_and_its_predecessors_and_what_concerns_all(
    client, case, official_id, forum, other_forum
):
    after = ForumFactory(
        slug="kaltara-sabah", regime=forum.regime, started_on="2015", predecessor=forum
    )
    meeting(CommitteeFactory(regime=forum.regime, forum=after), "session-26", "2024")
    meeting(CommitteeFactory(regime=forum.regime, forum=other_forum), "elsewhere", "2024")
    client.force_login(official_id)
    response = client.get(ADDRESS, {"forum": "kaltara-sabah", "as_of": "2025-01-01"})

    assert {"kaltara-sabah", "kaltim-sabah", "session-26", "session-1", "gbc-1", "bta-1970"} <= set(
        codes(response)
    )
    assert not {"elsewhere", "kalbar-sarawak"} & set(codes(response))
    assert "Succeeds no. 3, Kaltim-Sabah" in words(response)
    assert "Instruments and the bodies above the forums concern" in words(response)
    lanes = {row.each.lane for row in response.context["page"] if row.each.code.startswith("sess")}
    assert [lane.name for lane in lanes] == ["Kaltim-Sabah, Forum kaltara-sabah"]
    page = response.content.decode()
    assert '<input type="hidden" name="as_of" value="2025-01-01">' in page
    assert '<input type="hidden" name="forum" value="kaltara-sabah">' in page


def test_years_can_be_chosen_and_are_kept(client, case, official_id):
    client.force_login(official_id)
    response = client.get(ADDRESS, {"from": "1996", "to": "2001", "as_of": "2020-01-01"})

    assert codes(response) == ["kaltim-sabah", "session-1", "dated"]
    assert response.context["errors"] == []
    page = response.content.decode()
    assert 'name="from" inputmode="numeric" maxlength="4" placeholder="1995" value="1996"' in page
    assert '<input type="hidden" name="to" value="2001">' in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"from": "long ago"}, "“long ago” is not a year. Write it as 1995. It is left out."),
        ({"to": "0000"}, "“0000” is not a year."),
        ({"to": "²²²²"}, "is not a year."),
        ({"from": "20101"}, "is not a year."),
        ({"from": "2010", "to": "1990"}, "2010 is later than 1990. Shown are all years."),
    ],
)
def test_impossible_years_are_said_and_ignored(client, case, official_id, asked, said):
    client.force_login(official_id)
    response = client.get(ADDRESS, asked)

    assert said in words(response)
    assert len(codes(response)) == 12


def test_unknown_forums_are_not_found(client, case, official_id):
    client.force_login(official_id)
    assert client.get(ADDRESS, {"forum": "nowhere"}).status_code == 404


def test_a_regime_without_anything_says_so(client, official_id):
    client.force_login(official_id)
    response = client.get(ADDRESS)
    assert response.context["plates"] is None
    assert "Nothing is on record here by this day." in words(response)


def test_what_has_no_date_at_all_is_a_table_without_a_drawing(client, regime, official_id):
    instrument(regime, "undated", None)
    client.force_login(official_id)
    response = client.get(ADDRESS)
    assert response.context["plates"] is None
    assert codes(response) == ["undated"]
    assert "Date not stated" in words(response)


@pytest.mark.parametrize("language", ["id", "ms"])
def test_it_speaks_the_language_of_the_reader(client, case, official_id, language):
    client.force_login(official_id)
    english = words(client.get(ADDRESS))
    client.cookies["django_language"] = language
    with translation.override(language):
        page = words(client.get(ADDRESS, headers={"accept-language": language}))
    for word in ("Timeline", "The same as a table", "Obligation fulfilled"):
        assert word in english
        assert word not in page


@pytest.mark.parametrize("count", [1, 3])
def test_query_count(
    client: Any,
    official_id: Any,
    regime: Any,
    kaltim: Any,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for place in range(count):
        forum = ForumFactory(regime=regime, parties=[kaltim])
        forum.citations.add(CitationFactory())
        instrument(regime, f"treaty-{place}", "1970")
        body = CommitteeFactory(regime=regime, forum=forum)
        meeting(body, f"meeting-{place}", "2004", host=kaltim)
        paper = WorkingPaperFactory(forum=forum)
        agreement = AgreementFactory(paper=paper, adopted_on="2001", citations=[CitationFactory()])
        obligation = ObligationFactory(agreement=agreement, owes=kaltim)
        ObservationFactory(obligation=obligation, status="fulfilled", observed_on="2010-11-10")
    client.force_login(official_id)

    with django_assert_num_queries(23):
        response = client.get(ADDRESS)

    assert len(response.context["page"]) == 5 * count


def test_the_changes_are_kept_until_the_record_grows(
    client, case, official_id, obligation_of_my, django_assert_num_queries
):
    client.force_login(official_id)
    client.get(ADDRESS)
    assert codes(client.get(ADDRESS)).count("post-imam") == 1

    ObservationFactory(obligation=obligation_of_my, status="fulfilled", observed_on="2012-01-01")
    assert codes(client.get(ADDRESS)).count("post-imam") == 2
    assert date(2012, 1, 1) in [row.each.first_day for row in client.get(ADDRESS).context["page"]]


def test_menu_and_overview_lead_to_it(client, case, official_id):
    client.force_login(official_id)
    page = client.get("/", {"as_of": "2020-01-01"}).content.decode()
    assert page.count('href="/timeline/?as_of=2020-01-01"') == 2
