"""The record in the admin: looked at, never touched, whoever asks."""

from typing import Any

import pytest

from agreements.models import User
from compliance.models import Evidence, ProgressReport, Verification
from sosek.ledger.models import Entry
from tests.admin_forms import admin_url
from tests.factories import (
    ObservationFactory,
    ProgressReportFactory,
    RegimeFactory,
    VerificationFactory,
    pdf,
)


@pytest.fixture
def report(obligation_of_id: Any, official_id: Any, sabah: Any, official_my: Any) -> Any:
    report = ProgressReportFactory(
        obligation=obligation_of_id, author=official_id, percent=50, uploads=[pdf()]
    )
    VerificationFactory(report=report, verifier=official_my, party=sabah)
    return report


@pytest.fixture
def at_work(client: Any, admin_user: Any) -> Any:
    client.force_login(admin_user)
    return client


RECORDS = [ProgressReport, Verification, Evidence, Entry]


@pytest.mark.parametrize("model", RECORDS)
@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_touches_the_record(
    at_work: Any, report: Any, admin_user: Any, model: Any, superuser: bool
) -> None:
    User.objects.filter(pk=admin_user.pk).update(is_superuser=superuser, is_staff=superuser)
    row = model.objects.latest("pk")
    before = model.objects.filter(pk=row.pk).values().get()

    assert at_work.get(admin_url(model, "change", row.pk)).status_code == 200
    assert at_work.post(admin_url(model, "change", row.pk), {"percent": 100}).status_code == 403
    assert at_work.post(admin_url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert at_work.post(admin_url(model, "add"), {}).status_code == 403
    at_work.post(
        admin_url(model, "changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
    )

    assert model.objects.filter(pk=row.pk).values().get() == before


def test_a_superuser_without_the_role_does_not_even_look(
    client: Any, superuser: Any, report: Any
) -> None:
    client.force_login(superuser)

    assert (
        client.get(admin_url(ProgressReport, "change", report.pk), follow=True).status_code == 403
    )


def test_evidence_is_opened_through_the_page_that_asks(at_work: Any, report: Any) -> None:
    evidence = report.evidence.get()

    page = at_work.get(admin_url(Evidence, "change", evidence.pk)).content.decode()

    assert f'href="{evidence.get_absolute_url()}"' in page
    assert evidence.file.name not in page


def test_an_entry_shows_what_was_recorded(at_work: Any, report: Any) -> None:
    entry = Entry.objects.get(sequence=report.sequence)

    page = at_work.get(admin_url(Entry, "change", entry.pk)).content.decode()

    assert "&quot;percent&quot;: 50" in page
    assert entry.hash in page


def test_entries_of_another_regime_do_not_exist(at_work: Any) -> None:
    other = RegimeFactory(slug="elsewhere")
    entry = Entry.objects.filter(scope=other.slug).first()

    assert at_work.get(admin_url(Entry, "change", entry.pk)).status_code == 302
    assert "elsewhere" not in at_work.get(admin_url(Entry, "changelist")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_reports_costs_the_same(
    at_work: Any, obligation_of_id: Any, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        ObservationFactory(obligation=obligation_of_id)
    at_work.get(admin_url(ProgressReport, "changelist"))

    with django_assert_num_queries(8):
        at_work.get(admin_url(ProgressReport, "changelist"))
