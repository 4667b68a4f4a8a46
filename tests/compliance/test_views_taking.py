"""Taking along what a page shows: whole lists, in the reader's rights, named and dated."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit
from xml.etree import ElementTree

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from agreements.models import (
    AgendaItem,
    Appointment,
    Outcome,
    PartialDate,
    Publishes,
    RegimeSettings,
)
from agreements.workflow import change_settings
from compliance.dashboard.figures import kept
from compliance.models import Verdict
from compliance.scoring.printing import instant
from compliance.templatetags.look import score2, score3
from compliance.workflow.approving import request_approval
from compliance.workflow.diagnosing import state_need
from compliance.workflow.meetings import Ruling, add_item, decide
from sosek.ledger.models import Entry
from tests.factories import (
    AgreementFactory,
    CitationFactory,
    CommitteeFactory,
    MeetingFactory,
    ObligationFactory,
    ObservationFactory,
    PartyFactory,
    ProgressReportFactory,
    SiteFactory,
    VerificationFactory,
)

PAPERS = reverse("compliance:papers")
AGREEMENTS = reverse("compliance:agreements")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    kept.forget()


@pytest.fixture
def case(obligation_of_id: Any, obligation_of_my: Any) -> None:
    """One side has done its part, the other has not begun."""
    ObservationFactory(obligation=obligation_of_id, status="fulfilled", observed_on="2010-11-10")
    ObservationFactory(obligation=obligation_of_my, status="not_started", observed_on="2010-11-10")


def rows_of(response: Any) -> list[dict[str, str]]:
    """The rows of a CSV file, by its keys."""
    assert response.status_code == 200, response.status_code
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_list_is_taken_whole_and_says_where_it_comes_from(
    client: Any, case: None, paper: Any, kaltim: Any, official_id: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("sosek.web.PAGE_SIZE", 1)
    monkeypatch.setattr("compliance.views.taking.LINES_AT_ONCE", 1)
    for number in range(2):
        agreement = AgreementFactory(paper=paper, code=f"more-{number}")
        ObligationFactory(agreement=agreement, owes=kaltim)
    client.force_login(official_id)
    page = client.get(AGREEMENTS, {"as_of": "2012-12-31"})
    assert len(page.context["page"].object_list) == 1

    response = client.get(AGREEMENTS, {"as_of": "2012-12-31", "page": "2", "format": "csv"})

    last = Entry.objects.latest("sequence")
    name = f"agreements-2012-12-31-{last.hash[:8]}.csv"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    rows = rows_of(response)
    assert len(rows) == 6  # three agreements, two sides
    assert [row["score"] for row in rows if row["agreement"] == "sea-posts"] == ["1.000", "0.000"]
    assert {row["ledger_head"] for row in rows} == {last.hash}
    assert {row["as_of"] for row in rows} == {"2012-12-31"}


def test_the_address_in_a_citation_finds_the_same_figures_again(
    client: Any, case: None, official_id: Any, obligation_of_my: Any
) -> None:
    client.force_login(official_id)
    cited = client.get(PAPERS, {"forum": "kaltim-sabah"}).context["take"].cited
    before = Entry.objects.latest("sequence")
    ObservationFactory(obligation=obligation_of_my, status="fulfilled", observed_on="2010-12-10")
    assert cited.address.startswith("http://testserver/papers/?forum=kaltim-sabah&as_of=")
    assert f"known_at={instant(cited.known_at)}" in cited.address
    assert cited.address in cited.line

    again = client.get(cited.address.removeprefix("http://testserver"))
    now = client.get(PAPERS)

    assert [cell.value for cell in again.context["board"].papers[0].cells] == [1, 0]
    assert [cell.value for cell in now.context["board"].papers[0].cells] == [1, 1]
    assert again.context["take"].cited.head == before.hash
    assert again.context["take"].cited.address == cited.address
    assert now.context["take"].cited.entry == before.sequence + 1


def test_a_page_shows_what_it_offers(client: Any, case: None, official_id: Any) -> None:
    client.force_login(official_id)
    response = client.get(PAPERS, {"forum": "kaltim-sabah", "page": "1"})

    page = response.content.decode()
    assert '<a href="?forum=kaltim-sabah&amp;format=csv&amp;table=papers">CSV' in page
    assert '<a href="?forum=kaltim-sabah&amp;format=xlsx&amp;table=papers">XLSX' in page
    assert "ledger head" in page
    book = client.get(PAPERS, {"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content)))["papers"]
    assert [cell.value for cell in sheet[1]][-3:] == ["Score", "Contested", "Obligations"]
    assert [row[-3].value for row in sheet.iter_rows(min_row=2)] == [1, 0]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"format": "ods"}, 404),
        ({"format": "pdf"}, 404),
        ({"format": "csv", "table": "secrets"}, 404),
        ({"format": "csv", "as_of": "2010-13-45"}, 400),
    ],
)
def test_what_there_is_not_is_refused(
    client: Any, case: None, official_id: Any, asked: dict[str, str], status: int
) -> None:
    client.force_login(official_id)

    assert client.get(PAPERS, asked).status_code == status


SECRET = "Nobody but the parties reads this"
PDFS = {
    "/",
    "/forums/kaltim-sabah/",
    "/papers/{paper}/",
    "/agreements/sea-posts/",
    "/obligations/post-nyamuk/",
    "/parties/ID/",
    "/mechanisms/",
}
SVGS = {"/forums/kaltim-sabah/", "/mechanisms/"}
OFFERED = {
    "/": ["sides", "papers", "late"],
    "/forums/kaltim-sabah/": ["sides", "papers", "late", "agreements", "sites"],
    "/papers/": ["papers"],
    "/papers/{paper}/": ["agreements", "obligations"],
    "/agreements/": ["agreements"],
    "/agreements/sea-posts/": ["obligations", "scores"],
    "/obligations/": ["obligations"],
    "/obligations/post-nyamuk/": ["reports", "obligations", "approvals", "needs"],
    "/parties/ID/": ["agreements", "scores", "reports", "needs"],
    "/disputes/": ["disputes"],
    "/approvals/": ["approvals"],
    "/meetings/": ["meetings"],
    "/meetings/{meeting}/": ["agenda", "decisions", "matters"],
    "/mechanisms/": ["figures", "trend"],
    "/mechanisms/?list=needs_open": ["figures", "trend", "rows"],
    "/timeline/": ["timeline"],
    "/work/": ["work"],
    "/ledger/": ["ledger"],
    "/receipts/?forum=kaltim-sabah&party=ID": ["receipt"],
    "/committees/": ["committees"],
    "/committees/regional/": ["seats"],
    "/sources/": ["sources"],
    "/sources/{source}/": ["places"],
}
"""Every page with a table, and the tables that can be taken from it."""

ROWS: dict[str, Callable[[Any], list[str]]] = {
    "papers": lambda c: [p.title for p in c["board"].papers for _cell in p.cells],
    "obligations": lambda c: [row.line.code for row in c["page"].object_list],
    "disputes": lambda c: [case.key for case in c["page"].object_list],
    "approvals": lambda c: [line.obligation.code for line in c["lines"].object_list],
    "meetings": lambda c: [line.code for line in c["page"].object_list],
    "timeline": lambda c: [row.each.code for row in c["page"].object_list],
    "ledger": lambda c: [str(line.sequence) for line in c["lines"]],
    "sources": lambda c: [source.key for source in c["page"].object_list],
}
"""What a page of one list shows, row by row; its table has it in the column below."""

KEYS = {
    "papers": "paper_title",
    "disputes": "dispute",
    "approvals": "obligation",
    "meetings": "meeting",
    "timeline": "code",
    "ledger": "entry",
    "sources": "source",
    "obligations": "obligation",
}


@pytest.fixture
def everything(
    obligation_of_id: Any,
    obligation_of_my: Any,
    official_id: Any,
    official_my: Any,
    indonesia: Any,
    kaltim: Any,
    malaysia: Any,
    committee: Any,
    meeting: Any,
) -> dict[str, Any]:
    """Something for every table; what was submitted says the same secret everywhere."""
    own = {"obligation": obligation_of_id, "author": official_id}
    cited = CitationFactory()
    obligation_of_id.citations.add(cited)
    ProgressReportFactory(**own, status="fulfilled", narrative=SECRET)
    ObservationFactory(obligation=obligation_of_id, status="fulfilled", narrative=SECRET)
    ObservationFactory(obligation=obligation_of_my, status="in_progress", narrative=SECRET)
    contested = ProgressReportFactory(
        obligation=obligation_of_my, author=official_my, narrative=SECRET
    )
    VerificationFactory(
        report=contested,
        verifier=official_id,
        party=indonesia,
        verdict=Verdict.CONTESTED,
        reason=SECRET,
    )
    request_approval(**own, authority=indonesia)
    observed_on = PartialDate("2010")
    state_need(**own, party=kaltim, cause="technical", text=SECRET, observed_on=observed_on)
    point = add_item(AgendaItem(meeting=meeting, title="The post", text=SECRET))
    decide(point, Ruling(outcome=Outcome.AGREED, text=SECRET))
    Appointment.objects.create(committee=committee, person="A. Patton", side=indonesia)
    site = SiteFactory(party=kaltim, latitude="4.1", longitude="117.6", quality="approximate")
    ObligationFactory(agreement=obligation_of_id.agreement, owes=kaltim, site=site)
    return {"paper": obligation_of_id.agreement.paper_id, "meeting": meeting.code} | {
        "source": cited.source.key
    }


def taken_from(client: Any, page: str, shown: Any, form: str) -> dict[str, Any]:
    """The files of one form that a page offers, by the names of their tables."""
    links = re.findall(r'<a href="([^"]*format=(\w+)[^"]*)">', shown.content.decode())
    found = {}
    for link, of in ((unescape(link), of) for link, of in links):
        if of == form:
            address = link if link.startswith("/") else page.partition("?")[0] + link
            response = client.get(address)
            assert response.status_code == 200, address
            stem = response.headers["Content-Disposition"].rpartition("-2")[0].split('"')[1]
            name = parse_qs(address).get("table", [stem.partition("-")[0]])[0]
            found[name] = b"".join(response)
    return found


def test_every_table_can_be_taken_and_has_the_rows_of_its_page(
    client: Any, everything: dict[str, Any], official_id: Any
) -> None:
    client.force_login(official_id)

    for page, names in OFFERED.items():
        address = page.format(**everything)
        shown = client.get(address)
        text, bare = shown.content.decode(), page.partition("?")[0]
        assert ("format=pdf" in text) == (bare in PDFS), page
        assert ("format=svg" in text) == (bare in SVGS), page
        files = taken_from(client, address, shown, "csv")
        assert list(files) == names, page
        for name, content in files.items():
            lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
            assert len(lines) > 1 or name == "late", (page, name)
            assert len(set(lines[0])) == len(lines[0]), (page, name)
            assert {len(line) for line in lines} == {len(lines[0])}, (page, name)
            if len(names) == 1 and name in ROWS:
                column = lines[0].index(KEYS[name])
                assert [line[column] for line in lines[1:]] == ROWS[name](shown.context), page


def test_the_same_rows_are_taken_as_a_workbook(
    client: Any, everything: dict[str, Any], official_id: Any
) -> None:
    client.force_login(official_id)

    for page in ("/obligations/post-nyamuk/", "/timeline/", "/tables/committees/"):
        rows = rows_of(client.get(page, {"format": "csv"}))
        file = client.get(page, {"format": "xlsx"})
        book = openpyxl.load_workbook(io.BytesIO(b"".join(file)))
        assert book[book.sheetnames[0]].max_row == len(rows) + 1, page
        assert book["about"]["B2"].value.startswith("Sosek, "), page


def test_dashboards_are_taken_as_papers_and_charts_as_drawings(
    client: Any, everything: dict[str, Any], official_id: Any
) -> None:
    client.force_login(official_id)

    for page in PDFS:
        text = text_of(client.get(page.format(**everything), {"format": "pdf"}))
        assert Entry.objects.latest("sequence").hash in text, page
        assert "fulfilment/1" in text, page
    asked = {"format": "pdf", "as_of": "2030-06-30"}
    client.cookies["django_language"] = "id"
    forum = client.get("/forums/kaltim-sabah/", asked)
    text = text_of(forum)
    assert "Sosek, Kaltim-Sabah, per 30 Juni 2030" in text
    board = client.get("/forums/kaltim-sabah/", {"as_of": "2030-06-30"}).context["board"]
    assert board.sides[0].score.value == 1
    with translation.override("id"):
        for side in board.sides:
            assert score3(side.score.high) in text
            assert score2(side.score.value) in text
    for page in SVGS:
        response = client.get(page, {"format": "svg"})
        assert response.headers["Content-Type"] == "image/svg+xml"
        drawing = ElementTree.fromstring(response.content)  # noqa: S314 - our own
        assert drawing[0].tag.endswith("title")
        assert "class=" not in response.content.decode()


def text_of(response: Any) -> str:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u200b", "").split())


def test_what_a_reader_may_not_see_is_in_no_file(
    client: Any, everything: dict[str, Any], regime: Any, official_id: Any
) -> None:
    def files() -> Iterator[Any]:
        for page, names in OFFERED.items():
            for name in names:
                asked = {"format": "csv", "table": name} | dict(parse_qsl(urlsplit(page).query))
                yield client.get(page.partition("?")[0].format(**everything), asked)

    published = RegimeSettings(regime=regime, publishes=Publishes.SCORES, time_zone="Asia/Makassar")
    change_settings(published)
    found = [file for file in files() if file.status_code == 200]
    assert len(found) > 20
    assert not any(SECRET.encode() in b"".join(file) for file in found)
    page = "/obligations/post-nyamuk/"
    assert SECRET not in text_of(client.get(page, {"format": "pdf"}))
    client.force_login(official_id)
    assert SECRET in text_of(client.get(page, {"format": "pdf"}))
    assert SECRET.encode() in b"".join(client.get(page, {"format": "csv"}))


COSTS = {
    "/obligations/": 10,
    "/obligations/post-nyamuk/": 38,
    "/parties/ID/?table=reports": 23,
    "/ledger/": 10,
    "/meetings/": 9,
    "/approvals/": 17,
    "/tables/committees/": 12,
}


@pytest.mark.parametrize("count", [1, 3])
def test_a_file_costs_the_same_for_any_number_of_rows(
    client: Any,
    obligation_of_id: Any,
    committee: Any,
    kaltim: Any,
    official_id: Any,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for number in range(count):
        district = PartyFactory(parent=kaltim)
        other = ObligationFactory(
            agreement=obligation_of_id.agreement, owes=district, consents=[district]
        )
        ObservationFactory(obligation=other)
        ObservationFactory(obligation=obligation_of_id)
        MeetingFactory(committee=committee, number=10 + number, host=district)
        body = CommitteeFactory(regime=committee.regime, side=kaltim)
        Appointment.objects.create(committee=body, person="A. Patton", side=kaltim)
    client.force_login(official_id)

    for page, cost in COSTS.items():
        with django_assert_num_queries(cost, info=page):
            rows = rows_of(client.get(f"{page}{'&' if '?' in page else '?'}format=csv"))
        assert len(rows) >= count, page


def test_a_file_is_for_who_may_see_the_page(client: Any, case: None, outsider: Any) -> None:
    assert client.get(PAPERS, {"format": "csv"}).status_code == 302
    client.force_login(outsider)
    assert client.get(PAPERS, {"format": "csv"}).status_code == 404
