"""Who waited in vain for another writer is told so, on a page and by the API."""

import uuid
from typing import Any

from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from agreements.workflow import make_token
from tests.refusals import writes_nothing


def test_a_writer_who_waited_in_vain_is_told_to_send_it_again(
    client: Any, monkeypatch: Any, official_id: Any, obligation_of_id: Any
) -> None:
    def locked(*_arguments: Any, **_named: Any) -> None:
        raise OperationalError("database is locked")

    given = {"status": "fulfilled", "observed_on": "2010-05", "narrative": "Done."}
    own_form = given | {"submission_key": str(uuid.uuid4())}
    client.force_login(official_id)
    _token, secret = make_token(official_id, name="test", scope="write", days=7)
    program = Client(headers={"authorization": f"Bearer {secret}"})
    own = [obligation_of_id.code]
    monkeypatch.setattr("compliance.views.reports.submit_report", locked)
    monkeypatch.setattr("compliance.api.acts.submit_report", locked)
    with writes_nothing():
        page = client.post(reverse("compliance:report_create", args=own), own_form)
        told = program.post(reverse("api:report-submit", args=own), given)

    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"
    assert "The register is busy" in page.content.decode()
    assert told.status_code == 503, told.content
    assert told.headers["Retry-After"] == "30"
    assert told.json()["code"] == "busy"
