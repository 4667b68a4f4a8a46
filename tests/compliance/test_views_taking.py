"""Taking along what a page shows: whole lists, in the reader's rights, named and dated."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from compliance.dashboard.figures import kept
from compliance.scoring.printing import instant
from sosek.ledger.models import Entry
from tests.factories import AgreementFactory, ObligationFactory, ObservationFactory

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


def test_a_file_is_for_who_may_see_the_page(client: Any, case: None, outsider: Any) -> None:
    assert client.get(PAPERS, {"format": "csv"}).status_code == 302
    client.force_login(outsider)
    assert client.get(PAPERS, {"format": "csv"}).status_code == 404
