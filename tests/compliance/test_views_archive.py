"""The archive of a regime is for its admin alone."""

import io
import json
import logging
import zipfile
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from sosek.ledger.models import Entry
from tests.factories import ProgressReportFactory, photo
from tests.refusals import writes_nothing

LEDGER = reverse("compliance:ledger")
ARCHIVE = reverse("compliance:archive", args=["sosek-test"])


@pytest.fixture
def report(obligation_of_id: Any) -> Any:
    return ProgressReportFactory(obligation=obligation_of_id, uploads=[photo("road.jpg")])


def test_the_admin_takes_all_of_it_and_that_is_noted(
    client: Any, report: Any, admin_user: Any, caplog: Any
) -> None:
    client.force_login(admin_user)
    assert f'href="{ARCHIVE}"' in client.get(LEDGER).content.decode()

    with writes_nothing(), caplog.at_level(logging.INFO, logger="compliance"):
        response = client.get(ARCHIVE)
        taken = b"".join(response.streaming_content)

    head = Entry.objects.latest("sequence")
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="sosek-test-{head.sequence}.zip"'
    )
    assert response.headers["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(taken)) as file:
        assert json.loads(file.read("archive.json"))["ledger"]["head"] == head.hash
        assert f"evidence/{report.evidence.get().sha256}" in file.namelist()
    said = [record.getMessage() for record in caplog.records]
    assert f"taken by user {admin_user.pk}, head {head.hash}" in said[-1]


def test_nobody_else_does(
    client: Any, report: Any, official_id: Any, secretariat: Any, analyst: Any, superuser: Any
) -> None:
    answers = []
    for user in (official_id, secretariat, analyst, superuser):
        client.force_login(user)
        answers.append(client.get(ARCHIVE).status_code)

    assert answers == [403, 403, 403, 404]
    client.force_login(secretariat)
    assert ARCHIVE not in client.get(LEDGER).content.decode()


def test_a_file_that_is_missing_is_named_and_no_archive_made(
    client: Any, report: Any, admin_user: Any
) -> None:
    default_storage.delete(report.evidence.get().file.name)
    client.force_login(admin_user)

    response = client.get(ARCHIVE)

    assert response.status_code == 409
    assert "The file “road.jpg” is on record" in response.content.decode()
