"""The proceedings of meetings in the admin: read with their history, written by nobody there."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import (
    Addendum,
    AgendaItem,
    Decision,
    Delegate,
    Meeting,
    MeetingFile,
    MeetingRecord,
    NeededApproval,
    Outcome,
    Position,
    PreparedAgreement,
    PreparedObligation,
    RecordConfirmation,
    User,
)
from sosek.ledger.writing import open_chain
from tests.admin_forms import admin_url
from tests.factories import CommitteeFactory, PartyFactory, RegimeFactory, UserFactory

WITH_HISTORY = [
    Meeting,
    Delegate,
    AgendaItem,
    Position,
    Decision,
    NeededApproval,
    PreparedAgreement,
    PreparedObligation,
    Addendum,
    RecordConfirmation,
]
PROCEEDINGS = [*WITH_HISTORY, MeetingFile, MeetingRecord]


def one_meeting(regime: Any) -> None:
    """One row of everything that a meeting leaves."""
    number = Meeting.objects.count() + 1
    party, official = PartyFactory(), UserFactory()
    meeting = Meeting.objects.create(
        code=f"meeting-{number}",
        committee=CommitteeFactory(regime=regime),
        kind="session",
        number=number,
    )
    Delegate.objects.create(meeting=meeting, side=party, person="Somebody")
    item = AgendaItem.objects.create(meeting=meeting, order=1, title="The road")
    Position.objects.create(item=item, side=party, text="It is built.")
    decision = Decision.objects.create(item=item, outcome=Outcome.AGREED, action_by=party)
    NeededApproval.objects.create(decision=decision, authority=party)
    prepared = PreparedAgreement.objects.create(decision=decision, name_en="A road")
    PreparedObligation.objects.create(prepared=prepared, owes=party, name_en="Build it")
    addendum = Addendum.objects.create(meeting=meeting, order=1, text="On page 2 read 2014.")
    RecordConfirmation.objects.create(
        meeting=meeting,
        addendum=addendum,
        side=party,
        official=official,
        digest="0" * 64,
        confirmed_at=datetime(2014, 8, 22, tzinfo=UTC),
    )
    file = MeetingFile(
        meeting=meeting, name="minutes.pdf", content_type="application/pdf", size=1, sha256="0" * 64
    )
    file.file.save("minutes", ContentFile(b"%PDF"))
    open_chain().enter(MeetingRecord(meeting=meeting, content={"agenda": ["The road"]}))


@pytest.fixture
def at_work(client: Any, admin_user: Any, regime: Any) -> Any:
    one_meeting(regime)
    client.force_login(admin_user)
    return client


@pytest.mark.parametrize("superuser", [False, True])
@pytest.mark.parametrize("model", PROCEEDINGS, ids=lambda m: m._meta.model_name)
def test_proceedings_are_read_and_written_by_no_admin(
    at_work: Any, admin_user: Any, model: Any, superuser: bool
) -> None:
    User.objects.filter(pk=admin_user.pk).update(is_superuser=superuser, is_staff=superuser)
    row = model.objects.get()
    before = model.objects.filter(pk=row.pk).values().get()

    assert at_work.get(admin_url(model, "change", row.pk)).status_code == 200
    assert at_work.post(admin_url(model, "change", row.pk), {"text": "New"}).status_code == 403
    assert at_work.post(admin_url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert at_work.post(admin_url(model, "add"), {}).status_code == 403
    at_work.post(
        admin_url(model, "changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
    )

    assert model.objects.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("model", WITH_HISTORY, ids=lambda m: m._meta.model_name)
def test_their_history_is_read_and_nothing_is_undone_there(at_work: Any, model: Any) -> None:
    row = model.objects.get()
    first = row.history.get()

    assert at_work.get(admin_url(model, "history", row.pk)).status_code == 200
    version = admin_url(model, "simple_history", row.pk, first.pk)
    assert at_work.get(version).status_code == 200
    assert at_work.post(version, {"text": "New", "person": "New"}).status_code == 403

    assert row.history.count() == 1


@pytest.mark.parametrize("model", PROCEEDINGS, ids=lambda m: m._meta.model_name)
def test_proceedings_of_another_regime_do_not_exist(at_work: Any, model: Any) -> None:
    own = model.objects.get()
    one_meeting(RegimeFactory())
    theirs = model.objects.exclude(pk=own.pk).get()

    assert at_work.get(admin_url(model, "change", theirs.pk)).status_code == 302
    page = at_work.get(admin_url(model, "changelist"))
    assert [row.pk for row in page.context["cl"].result_list] == [own.pk]


@pytest.mark.parametrize("model", PROCEEDINGS, ids=lambda m: m._meta.model_name)
def test_a_list_costs_the_same_with_one_meeting_and_with_three(
    at_work: Any, regime: Any, model: Any
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            at_work.get(admin_url(model, "changelist"))
        return len(queries)

    at_work.get(admin_url(model, "changelist"))
    one = cost()
    one_meeting(regime)
    one_meeting(regime)

    assert cost() == one


def test_a_meeting_shows_its_agenda_and_a_record_what_was_signed(at_work: Any) -> None:
    meeting = at_work.get(admin_url(Meeting, "change", Meeting.objects.get().pk))
    record = at_work.get(admin_url(MeetingRecord, "change", MeetingRecord.objects.get().pk))

    assert "The road" in meeting.content.decode()
    assert "&quot;The road&quot;" in record.content.decode()


def test_a_file_is_not_opened_past_the_page_that_asks(at_work: Any) -> None:
    file = MeetingFile.objects.get()

    page = at_work.get(admin_url(MeetingFile, "change", file.pk)).content.decode()

    assert file.file.name not in page
