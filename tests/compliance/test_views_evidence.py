"""Files are downloads after the question of their record, and nothing that a browser would run."""

import logging

import pytest

from tests.factories import ProgressReportFactory, pdf, photo, upload


@pytest.fixture
def evidence(obligation_of_id):
    report = ProgressReportFactory(
        obligation=obligation_of_id, uploads=[upload("Pos “Nyamuk” té.jpg", photo().read())]
    )
    return report.evidence.get()


def test_a_file_is_served_as_what_it_was_found_to_be(client, official_my, evidence):
    client.force_login(official_my)

    response = client.get(evidence.get_absolute_url())

    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''Pos%20%E2%80%9CNyamuk%E2%80%9D%20t%C3%A9.jpg"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["ETag"] == f'"{evidence.sha256}"'
    assert len(b"".join(response.streaming_content)) == evidence.size
    response.close()


def test_a_file_that_one_has_is_not_sent_again(client, official_my, evidence):
    client.force_login(official_my)

    response = client.get(
        evidence.get_absolute_url(), headers={"if-none-match": f'"{evidence.sha256}"'}
    )

    assert response.status_code == 304
    assert response.content == b""
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_photograph_is_not_packed_again(client, official_my, evidence):
    client.force_login(official_my)

    response = client.get(evidence.get_absolute_url(), headers={"accept-encoding": "gzip"})

    assert response["Content-Encoding"] == "identity"
    assert len(b"".join(response.streaming_content)) == evidence.size
    response.close()


def test_who_may_not_read_the_record_gets_no_file(client, outsider, evidence):
    known = {"if-none-match": f'"{evidence.sha256}"'}

    assert client.get(evidence.get_absolute_url(), headers=known).status_code == 404
    client.force_login(outsider)
    assert client.get(evidence.get_absolute_url(), headers=known).status_code == 404


def test_anybody_gets_the_file_of_a_published_record(client, open_regime, evidence):
    response = client.get(evidence.get_absolute_url())

    assert response.status_code == 200
    response.close()


def test_a_file_that_is_gone_is_said_and_logged(client, official_my, evidence, caplog):
    evidence.file.storage.delete(evidence.file.name)
    client.force_login(official_my)

    with caplog.at_level(logging.ERROR, logger="compliance.views.evidence"):
        response = client.get(evidence.get_absolute_url())

    assert response.status_code == 404
    assert evidence.sha256 in response.content.decode()
    assert str(evidence.pk) in caplog.text


def test_the_page_names_each_file_with_its_kind_and_fingerprint(
    client, official_my, obligation_of_id
):
    report = ProgressReportFactory(obligation=obligation_of_id, uploads=[pdf()])
    file = report.evidence.get()
    client.force_login(official_my)

    page = client.get(obligation_of_id.get_absolute_url()).content.decode()

    assert f'href="{file.get_absolute_url()}"' in page
    assert "PDF, 56" in page
    assert f"<code>{file.sha256[:12]}</code>" in page
    assert file.file.name not in page
