"""Scores over time: on pages and as a file, to whom, at what cost."""

import json
from datetime import date
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from agreements.models import PartialDate, Publishes, RegimeSettings
from agreements.workflow import change_settings
from compliance.dashboard.figures import figures, kept
from compliance.dashboard.trend import Subject, trend_object, trend_of
from compliance.dashboard.trend_chart import MOST, _Scale, _thinned
from compliance.dashboard.trend_marks import happened_beside
from compliance.models import Verdict
from compliance.scoring import agreement_results, score_of
from compliance.views.moment import end_of_day
from compliance.workflow.offering import Proposed, make_offer
from tests.factories import (
    MeetingFactory,
    ObligationFactory,
    ObservationFactory,
    PartyFactory,
    ProgressReportFactory,
    VerificationFactory,
)

TREND = reverse("compliance:trend")
FORUM = reverse("compliance:forum", args=["kaltim-sabah"])
ASKED = {"forum": "kaltim-sabah", "as_of": "2011-12-31"}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    kept.forget()


@pytest.fixture
def case(
    obligation_of_id: Any,
    obligation_of_my: Any,
    official_id: Any,
    kaltim: Any,
    sabah: Any,
    committee: Any,
) -> None:
    """One side is half done, of the other something is contested; an offer, and a meeting."""
    ObservationFactory(
        obligation=obligation_of_id, status="in_progress", percent=50, observed_on="2010-03-16"
    )
    ObservationFactory(obligation=obligation_of_my, status="not_started", observed_on="2010-11")
    claim = ProgressReportFactory(
        obligation=obligation_of_id, status="fulfilled", observed_on="2011-02-01"
    )
    VerificationFactory(report=claim, party=sabah, verdict=Verdict.CONTESTED)
    proposed = Proposed(
        kind="cancellation", text="Not needed.", offered_on=PartialDate("2011-05"), reason="Trade."
    )
    make_offer(obligation=obligation_of_id, party=kaltim, author=official_id, proposed=proposed)
    held(MeetingFactory(committee=committee, number=9, starts_on="2010-12-01", place="Tawau"))


def held(meeting: Any) -> None:
    meeting.held = "held"
    meeting.save()


def told(client: Any, **asked: str) -> Any:
    return json.loads(client.get(TREND, ASKED | {"format": "json"} | asked).content)


def values(found: Any, party: str) -> list[tuple[str, str | None]]:
    (line,) = [each for each in found["trends"] if each["party"] == party]
    return [(point["from"], point["score"]) for point in line["points"]]


def test_it_is_told_from_the_first_on_record_to_the_day_with_what_happened(
    client: Any, case: None, official_id: Any
) -> None:
    client.force_login(official_id)
    found = told(client)

    assert (found["from"], found["to"], found["every_change"]) == ("2010-03-16", "2011-12-31", True)
    assert values(found, "ID") == [("2010-03-16", "0.500"), ("2011-02-01", "0.500")]
    assert values(found, "MY") == [("2010-03-16", None), ("2010-11-30", "0.000")]
    assert found["trends"][0]["points"][1]["why"] == ["reports: Post at Sungai Nyamuk"]
    assert [(m["kind"], m["on"], m["text"]) for m in found["marks"]] == [
        ("record", "2010-03-16", "Post at Sungai Nyamuk, reported: In progress, 50 %"),
        ("record", "2010-11", "Post at Sungai Imam, reported: Not started"),
        ("meeting", "2010-12-01", "Session, Tawau"),
        ("record", "2011-02-01", "Post at Sungai Nyamuk, reported: Fulfilled"),
        ("offer", "2011-05", "Post at Sungai Nyamuk, offered: Cancellation"),
    ]
    today = told(client, as_of="")["marks"][-1]
    assert (today["kind"], today["text"]) == ("dispute", "Post at Sungai Nyamuk, contested")
    dispute = client.get(today["url"])
    assert dispute.status_code == 200
    for step in found["trends"][0]["points"]:  # each is what the board says of its day
        score = client.get(FORUM, {"as_of": step["from"]}).context["board"].sides[0].score
        assert (str(score.value), score.degree.value) == (step["exact"], step["degree"])
        assert (f"{float(score.low):.3f}", f"{float(score.high):.3f}") == (
            step["low"],
            step["high"],
        )


def test_an_impossible_period_is_said_and_the_whole_time_shown(
    client: Any, case: None, official_id: Any
) -> None:
    client.force_login(official_id)
    for asked, said in [
        ({"from": "soon"}, "“soon” is not a day"),
        ({"to": "2010-13-45"}, "“2010-13-45” is not a day"),
        ({"from": "2011-06-01", "to": "2010-06-01"}, "is later than"),
        ({"to": "2012-06-01"}, "The trend ends on the day that is shown, 31 December 2011."),
        ({"from": "2012-06-01"}, "is later than"),
    ]:
        response = client.get(FORUM, {"as_of": "2011-12-31"} | asked)
        trend = response.context["trend"].trend
        assert said in response.content.decode()
        assert (trend.first, trend.last) == (date(2010, 3, 16), date(2011, 12, 31))
        refused = client.get(TREND, ASKED | asked)
        assert refused.status_code == 400
        assert said in refused.content.decode()


def test_every_page_shows_its_own_in_a_period_and_keeps_the_day(
    client: Any, case: None, official_id: Any, paper: Any
) -> None:
    client.force_login(official_id)
    asked = {"as_of": "2011-12-31", "from": "2010-06-01", "to": "2011-06-30"}
    for name, args, lines, own in [
        ("compliance:forum", ["kaltim-sabah"], 2, "forum=kaltim-sabah"),
        ("compliance:party", ["ID"], 1, "party=ID"),
        ("compliance:paper", [paper.pk], 2, f"paper={paper.pk}"),
        ("compliance:agreement", ["sea-posts"], 2, "agreement=sea-posts"),
    ]:
        response = client.get(reverse(name, args=args), asked)
        section, page = response.context["trend"], response.content.decode()
        assert len(section.plots) == lines, name
        assert section.trend.first == date(2010, 6, 1)
        assert own in section.address
        assert "from=2010-06-01&amp;to=2011-06-30&amp;as_of=2011-12-31" in page
        assert "Indonesia from 1 June 2010 to 30 June 2011, in steps (2)" in page
        assert "Post at Sungai Nyamuk, offered: Cancellation" in page
        assert client.get(section.address, {"as_of": "2011-12-31"}).status_code == 200
        meetings = [mark for mark in section.trend.marks if mark.kind == "meeting"]
        assert bool(meetings) is (name in ("compliance:forum", "compliance:party"))


def test_it_is_a_file_by_itself_that_says_where_it_is_from(
    client: Any, case: None, official_id: Any
) -> None:
    client.force_login(official_id)
    titles = {
        "en": "Score over time",
        "id": "Skor dari waktu ke waktu",
        "ms": "Skor dari semasa ke semasa",
    }
    for language, title in titles.items():
        response = client.get(TREND, ASKED, headers={"accept-language": language})
        assert response["Content-Type"].startswith("image/svg+xml")
        drawn = ET.fromstring(response.content)  # noqa: S314 - made here
        assert title in drawn.findtext(f"{SVG}title", "")
        assert drawn.attrib["lang"] == language
        texts = " ".join("".join(each.itertext()) for each in drawn.iter(f"{SVG}text"))
        assert "as_of=2011-12-31" in texts
        assert "fulfilment/1" in texts
        told = [each.findtext(f"{SVG}title") for each in drawn.iter(f"{SVG}g")]
        shapes = [words for words in told if words is not None]
        assert len(shapes) >= 8  # steps and signs
        assert all(words.strip() for words in shapes)
        assert "style=" not in response.content.decode()
        assert not any("," in each.attrib.get("x", "") for each in drawn.iter())

    table = client.get(TREND, ASKED | {"format": "csv", "party": "ID"})
    lines = b"".join(table.streaming_content).decode().splitlines()
    assert lines[0].removeprefix("\ufeff").startswith("party,party_name,from,score,low,high")
    assert lines[1].startswith("ID,Indonesia,2010-03-16,0.500,0.500,0.500,1.000,partial,1,1,")
    assert client.get(TREND, ASKED | {"format": "tar"}).status_code == 404


def test_who_may_not_read_the_record_sees_that_it_counts_without_a_word_of_it(
    client: Any, case: None, regime: Any, outsider: Any, official_id: Any
) -> None:
    assert client.get(TREND, ASKED).status_code == 302
    client.force_login(outsider)
    assert client.get(TREND, ASKED).status_code == 404
    client.force_login(official_id)
    assert client.get(TREND, ASKED).status_code == 200
    for asked in ({"forum": "x"}, {"party": "x"}, {"paper": "x"}, {"paper": "9"}):
        assert client.get(TREND, asked).status_code == 404, asked
    assert client.get(TREND, {"agreement": "x"}).status_code == 404
    client.logout()
    change_settings(
        RegimeSettings(regime=regime, publishes=Publishes.SCORES, time_zone="Asia/Makassar")
    )
    found = told(client)

    assert values(found, "ID") == [("2010-03-16", "0.500"), ("2011-02-01", "0.500")]
    assert [m["text"] for m in found["marks"]] == [None, None, "Session, Tawau", None, None]
    assert all(m["url"] is None for m in found["marks"] if m["kind"] != "meeting")
    page = client.get(FORUM, {"as_of": "2011-12-31"}).content.decode()
    assert "4 things more happened that this regime does not publish." in page
    assert "reported:" not in page
    assert "offered:" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_query_counts(
    client: Any,
    official_id: Any,
    agreement: Any,
    kaltim: Any,
    committee: Any,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for number in range(count):
        obligation = ObligationFactory(agreement=agreement, owes=PartyFactory(parent=kaltim))
        ObservationFactory(obligation=obligation)
        held(MeetingFactory(committee=committee, number=20 + number, starts_on="2010"))
    client.force_login(official_id)

    with django_assert_num_queries(11):
        assert client.get(TREND, {"forum": "kaltim-sabah"}).status_code == 200
    with django_assert_num_queries(13):
        response = client.get(reverse("compliance:paper", args=[agreement.paper.pk]))
    assert response.context["trend"].trend is not None


def test_what_is_too_much_for_a_page_is_shown_by_its_file(
    client: Any, case: None, official_id: Any, monkeypatch: Any
) -> None:
    for module in ("views.trends", "dashboard.trend"):
        monkeypatch.setattr(f"compliance.{module}.MOST_REPORTS", 1)
    client.force_login(official_id)
    response = client.get(FORUM, {"as_of": "2011-12-31"})

    assert response.context["trend"].trend is None
    assert f'<img class="over" src="{TREND}?forum=kaltim-sabah' in response.content.decode()
    found = told(client)
    assert found["every_change"] is False
    assert values(found, "ID") == [("2010-03-16", "0.500"), ("2011-02-28", "0.500")]
    assert "Told at month ends" in client.get(TREND, ASKED).content.decode()
    shorter = told(client, **{"from": "2011-01-01"})
    assert shorter["every_change"] is True


def test_one_function_answers_a_program_as_well(case: None, forum: Any, regime: Any) -> None:
    known_at = end_of_day(date(2100, 1, 1), ZoneInfo("UTC"))
    found = figures(
        [forum],
        regime,
        as_of=date(2011, 12, 31),
        known_at=known_at,
        beside=happened_beside([forum], known_at),
    )
    own = trend_of(found, Subject(party="ID"), first=date(2010, 1, 1))

    assert [(str(s.day), s.score.value) for s in own.lines[0].steps] == [
        ("2010-01-01", None),
        ("2010-03-16", Fraction(1, 2)),
        ("2011-02-01", Fraction(1, 2)),
    ]
    for step in own.lines[0].steps:
        results = agreement_results(found.case.agreements, as_of=step.day, known_at=known_at)
        assert step.score == score_of(results, thresholds=own.thresholds, party="ID")
    assert trend_object(own)["trends"][0]["points"][1]["exact"] == "1/2"
    assert own.withheld == 0


def test_too_many_steps_are_drawn_as_the_last_of_each_place(case: None) -> None:
    class At:
        def __init__(self, day: date) -> None:
            self.day = day

    days = [At(date.fromordinal(730_000 + number)) for number in range(3000)]
    scale = _Scale(days[0].day, days[-1].day)
    drawn: Any = _thinned(days, scale)  # type: ignore[arg-type]

    assert len(drawn) == MOST
    assert drawn[-1] is days[-1]
    with translation.override("id"):
        assert _thinned(drawn, scale) == drawn
