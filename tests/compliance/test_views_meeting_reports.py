"""The papers of a meeting as files: who may have them, in which languages, at what cost."""

import io

import docx
import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from pypdf import PdfReader

from agreements.models import AgendaItem, ItemKind, Outcome
from compliance.dashboard.proceedings import meeting_page
from compliance.workflow.meetings import Ruling, add_item, decide, state_position
from tests.factories import CitationFactory, ObligationFactory, ObservationFactory, sign

pytestmark = pytest.mark.django_db

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def report_of(meeting, form="pdf", **query):
    return reverse("compliance:meeting_report", args=[meeting.code, form], query=query or None)


def brief_of(meeting, side, form="pdf"):
    return reverse("compliance:meeting_brief", args=[meeting.code, side, form])


def words(response):
    pages = PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def signed(meeting, official_id, official_my, indonesia, malaysia):
    return sign(meeting, (official_id, indonesia), (official_my, malaysia))


def test_the_report_comes_as_a_file_with_a_speaking_name(client, secretariat, meeting):
    client.force_login(secretariat)
    response = client.get(report_of(meeting))

    assert response.status_code == 200
    assert response.headers["Content-Type"] == PDF
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="kaltim-sabah-session-1-en.pdf"'
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.content.startswith(b"%PDF")
    assert "DRAFT" in words(response)


def test_it_comes_as_docx_too(client, secretariat, meeting):
    client.force_login(secretariat)
    response = client.get(report_of(meeting, "docx"))

    assert response.headers["Content-Type"] == DOCX
    assert docx.Document(io.BytesIO(response.content)).paragraphs[0].text == (
        "Regional committee: Session 1"
    )


def test_the_languages_are_chosen_in_the_address(client, secretariat, meeting):
    client.force_login(secretariat)
    response = client.get(report_of(meeting, lang="id", second="ms"))

    assert "kaltim-sabah-session-1-id-ms.pdf" in response.headers["Content-Disposition"]
    assert response.headers["Content-Language"] == "id, ms"
    assert "Tindak lanjut rapat sebelumnya / Perkara berbangkit" in words(response)


def test_without_a_choice_it_is_in_the_language_of_the_reader(client, secretariat, meeting):
    secretariat.language = "ms"
    secretariat.save()
    client.force_login(secretariat)

    assert "Perkara berbangkit" in words(client.get(report_of(meeting)))


def test_the_same_language_twice_is_one(client, secretariat, meeting):
    client.force_login(secretariat)
    response = client.get(report_of(meeting, lang="en", second="en"))

    assert "session-1-en.pdf" in response.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"lang": "fr"}, "There is no language “fr” here. Choose one of: en, id, ms."),
        ({"second": "<b>"}, "There is no language “&lt;b&gt;” here."),
        ({"as_of": "soon"}, "“soon” is not a day."),
    ],
)
def test_an_address_that_asks_for_nonsense_is_told_so(
    client, secretariat, meeting, query, sentence
):
    client.force_login(secretariat)
    response = client.get(report_of(meeting, **query))

    assert response.status_code == 400
    assert sentence in response.content.decode()


def test_another_form_is_not_there(client, secretariat, meeting):
    client.force_login(secretariat)

    assert client.get(report_of(meeting, "odt")).status_code == 404


def test_another_day_may_be_asked_for(client, secretariat, meeting):
    client.force_login(secretariat)

    assert "As of 1 February 2026" in words(client.get(report_of(meeting, as_of="2026-02-01")))


def test_the_report_is_only_read(client, secretariat, meeting):
    client.force_login(secretariat)

    assert client.post(report_of(meeting)).status_code == 405


def status_of(client, url, user):
    client.logout()
    if user:
        client.force_login(user)
    return client.get(url).status_code


def test_who_may_have_the_report(client, meeting, official_id, analyst, outsider):
    url = report_of(meeting)

    assert status_of(client, url, official_id) == 200
    assert status_of(client, url, analyst) == 200
    assert status_of(client, url, outsider) == 404
    assert status_of(client, url, None) == 404


def test_a_stranger_reads_a_record_that_is_published_once_it_is_signed(
    client, open_regime, meeting, outsider, official_id, official_my, indonesia, malaysia
):
    url = report_of(meeting)
    before = status_of(client, url, None), status_of(client, url, outsider)
    sign(meeting, (official_id, indonesia), (official_my, malaysia))
    after = status_of(client, url, None), status_of(client, url, outsider)

    assert before == (404, 404)
    assert after == (200, 200)


def test_a_regime_that_publishes_nothing_stays_closed(client, signed, outsider):
    assert status_of(client, report_of(signed), outsider) == 404


def test_who_may_have_a_brief(
    client, meeting, official_id, official_my, secretariat, analyst, admin_user, outsider
):
    url = brief_of(meeting, "ID")

    assert status_of(client, url, official_id) == 200
    for user in (official_my, secretariat, analyst, admin_user):
        assert status_of(client, url, user) == 403
    assert status_of(client, url, outsider) == 404
    assert status_of(client, url, None) == 302
    assert status_of(client, brief_of(meeting, "BN"), official_id) == 404


def test_a_stranger_gets_no_brief_of_a_published_record(client, open_regime, signed, outsider):
    assert status_of(client, brief_of(signed, "ID"), outsider) == 403


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_brief_says_whose_it_is(client, meeting, official_my, form):
    client.force_login(official_my)
    response = client.get(brief_of(meeting, "MY", form))

    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="kaltim-sabah-session-1-brief-MY-en.{form}"'
    )


def test_the_page_offers_what_the_reader_may_have(rf, meeting, official_id, secretariat):
    def offered(user):
        page = meeting_page(meeting, user, as_of=meeting.day)
        return render_to_string("compliance/_meeting_reports.html", {"page": page})

    assert report_of(meeting, "docx") in offered(secretariat)
    assert "brief" not in offered(secretariat)
    assert brief_of(meeting, "ID") in offered(official_id)
    assert brief_of(meeting, "MY") not in offered(official_id)


def with_rows(count, meeting, agreement, kaltim, sabah, paper, official_id, indonesia, malaysia):
    """So many obligations of each side with a report, and points with both sides' positions."""
    for number in range(count):
        for party in (kaltim, sabah):
            obligation = ObligationFactory(
                agreement=agreement, owes=party, consents=[party], citations=[CitationFactory()]
            )
            ObservationFactory(obligation=obligation, author=official_id, observed_on="2026-01-05")
        item = add_item(
            AgendaItem(meeting=meeting, kind=ItemKind.PAPER, paper=paper, title=f"Point {number}")
        )
        for side in (indonesia, malaysia):
            state_position(item, side=side, text="Yes.")
        decide(
            item,
            Ruling(outcome=Outcome.AGREED, action_by=indonesia, approvals=[(malaysia, "Ministry")]),
        )


@pytest.mark.parametrize("count", [1, 3])
def test_report_query_count(
    client, secretariat, meeting, agreement, kaltim, sabah, paper, official_id, indonesia, malaysia,
    django_assert_num_queries, count,
):  # fmt: skip
    with_rows(count, meeting, agreement, kaltim, sabah, paper, official_id, indonesia, malaysia)
    client.force_login(secretariat)

    with django_assert_num_queries(61):
        response = client.get(report_of(meeting))

    assert response.status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_brief_query_count(
    client, meeting, agreement, kaltim, sabah, paper, official_id, indonesia, malaysia,
    django_assert_num_queries, count,
):  # fmt: skip
    with_rows(count, meeting, agreement, kaltim, sabah, paper, official_id, indonesia, malaysia)
    client.force_login(official_id)

    with django_assert_num_queries(64):
        response = client.get(brief_of(meeting, "ID"))

    assert response.status_code == 200
