"""Drafts: saved at any time, private to their side, gone once they are sent or discarded."""

import uuid

import pytest
from django.urls import reverse

from agreements.models import Role
from compliance.models import DraftFile, ProgressReport, ReportDraft
from tests.factories import MembershipFactory, ReportDraftFactory, member, pdf, photo, upload


def form_address(obligation):
    return reverse("compliance:report_create", args=[obligation.code])


def discard_address(draft):
    return reverse("compliance:draft_discard", args=[draft.pk])


@pytest.fixture
def draft(obligation_of_id, official_id, indonesia):
    return ReportDraftFactory(
        obligation=obligation_of_id,
        author=official_id,
        side=indonesia,
        fields={"narrative": "So far the road is surveyed.", "status": "in_progress"},
        files=[photo()],
    )


@pytest.fixture
def colleague(regime, indonesia):
    return member(Role.OFFICIAL, regime, indonesia, username="colleague")


def test_anything_can_be_saved_as_a_draft(client, official_id, indonesia, obligation_of_id):
    client.force_login(official_id)
    data = {"draft": "1", "observed_on": "soon", "submission_key": str(uuid.uuid4())}

    response = client.post(form_address(obligation_of_id), data | {"evidence": [photo()]})

    draft = ReportDraft.objects.get()
    assert response.url == draft.get_absolute_url()
    assert (draft.author, draft.side, draft.fields["observed_on"]) == (
        official_id,
        indonesia,
        "soon",
    )
    assert draft.files.get().name == "post.jpg"
    assert not ProgressReport.objects.exists()
    page = client.get(response.url).content.decode()
    assert "Your draft is saved. Only your side can see it." in page
    assert f'data-forget="report.post-nyamuk.{official_id.pk}"' in page


def test_saving_a_draft_twice_keeps_one(client, official_id, obligation_of_id):
    client.force_login(official_id)
    data = {"draft": "1", "narrative": "So far", "submission_key": str(uuid.uuid4())}

    for _ in range(2):
        client.post(form_address(obligation_of_id), data | {"evidence": [photo()]})

    assert ReportDraft.objects.get().files.count() == 1


def test_a_draft_names_the_bad_files_and_keeps_the_good(client, official_id, obligation_of_id):
    client.force_login(official_id)
    files = [pdf(), upload("plan.exe", b"MZ")]

    response = client.post(
        form_address(obligation_of_id), {"draft": "1", "evidence": files}, follow=True
    )

    assert "plan.exe was not taken" in response.content.decode()
    assert ReportDraft.objects.get().files.get().name == "minutes.pdf"


def test_a_colleague_goes_on_with_a_draft_and_submits_it(client, colleague, draft):
    client.force_login(colleague)

    form = client.get(draft.get_absolute_url()).context["sheet"].form
    assert form["narrative"].value() == "So far the road is surveyed."
    data = {
        "draft_id": str(draft.pk),
        "submission_key": str(form["submission_key"].value()),
        "narrative": "The road is paved.",
        "observed_on": "2010-03",
        "status": "in_progress",
    }
    client.post(form_address(draft.obligation), data)

    report = ProgressReport.objects.get()
    assert (report.author, report.narrative) == (colleague, "The road is paved.")
    assert report.evidence.get().name == "post.jpg"
    assert not ReportDraft.objects.exists()


def test_a_draft_sent_twice_is_one_record(client, official_id, draft):
    client.force_login(official_id)
    data = {
        "draft_id": str(draft.pk),
        "submission_key": str(uuid.uuid4()),
        "narrative": "The road is paved.",
        "observed_on": "2010-03",
        "status": "in_progress",
    }

    first = client.post(form_address(draft.obligation), data)
    second = client.post(form_address(draft.obligation), data)

    assert first.url == second.url == ProgressReport.objects.get().get_absolute_url()


def test_a_draft_sent_by_two_at_once_is_sent_once(client, official_id, colleague, draft):
    data = {
        "draft_id": str(draft.pk),
        "narrative": "The road is paved.",
        "observed_on": "2010-03",
        "status": "in_progress",
    }
    client.force_login(colleague)
    client.post(form_address(draft.obligation), data | {"submission_key": str(uuid.uuid4())})
    client.force_login(official_id)

    response = client.post(
        form_address(draft.obligation), data | {"submission_key": str(uuid.uuid4())}
    )

    assert "Somebody of your side has sent or discarded this draft." in response.content.decode()
    assert "The road is paved.</textarea>" in response.content.decode()
    assert ProgressReport.objects.get().author == colleague


@pytest.mark.parametrize("who", ["official_my", "secretariat", "analyst", "admin_user", "outsider"])
def test_a_draft_is_not_there_for_anybody_else(client, who, request, draft):
    client.force_login(request.getfixturevalue(who))
    file = draft.files.get()

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(discard_address(draft)).status_code == 404
    assert client.post(discard_address(draft)).status_code == 404
    address = reverse("compliance:draft_file", args=[draft.pk, file.pk])
    assert client.get(address).status_code == 404
    assert ReportDraft.objects.exists()


def test_the_address_of_a_draft_asks_a_stranger_to_sign_in(client, open_regime, draft):
    response = client.get(draft.get_absolute_url())

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_draft_of_the_other_side_cannot_be_submitted_by_its_number(
    client, official_my, obligation_of_my, draft
):
    client.force_login(official_my)
    data = {
        "draft_id": str(draft.pk),
        "submission_key": str(uuid.uuid4()),
        "narrative": "The road is paved.",
        "observed_on": "2010-03",
        "status": "in_progress",
    }

    client.post(form_address(obligation_of_my), data)

    assert not ProgressReport.objects.exists()
    assert ReportDraft.objects.get() == draft


def test_an_observer_keeps_a_draft_to_themselves(client, analyst, secretariat, obligation_of_id):
    client.force_login(analyst)
    client.post(form_address(obligation_of_id), {"draft": "1", "narrative": "Read on page 4"})
    draft = ReportDraft.objects.get()
    assert draft.side is None

    client.force_login(secretariat)

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(discard_address(draft)).status_code == 404


def test_one_who_is_an_official_no_more_may_not_go_on(client, official_id, draft, other_forum):
    membership = official_id.memberships.get()
    membership.forum = other_forum
    membership.save()
    client.force_login(official_id)

    assert client.get(discard_address(draft)).status_code == 403


def test_a_claim_in_the_making_is_not_offered_to_an_observer(
    client, regime, indonesia, other_forum, analyst, draft
):
    MembershipFactory(
        user=analyst, regime=regime, role=Role.OFFICIAL, party=indonesia, forum=other_forum
    )
    client.force_login(analyst)

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(draft.obligation.get_absolute_url()).context["sheet"].others == ()


def test_discarding_asks_first_and_takes_the_files_with_it(
    client, official_id, draft, django_capture_on_commit_callbacks
):
    client.force_login(official_id)
    stored = draft.files.get().file

    assert "cannot be undone" in client.get(discard_address(draft)).content.decode()
    assert ReportDraft.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(discard_address(draft))

    assert response.url == reverse("compliance:work")
    assert not ReportDraft.objects.exists()
    assert not stored.storage.exists(stored.name)


def test_a_file_is_taken_out_and_what_was_typed_stays(client, official_id, draft):
    client.force_login(official_id)
    file = draft.files.get()
    data = {"draft_id": str(draft.pk), "narrative": "Typed since", "remove": str(file.pk)}

    response = client.post(form_address(draft.obligation), data)

    assert response.url == draft.get_absolute_url()
    assert not DraftFile.objects.exists()
    draft.refresh_from_db()
    assert draft.fields["narrative"] == "Typed since"


def test_no_file_of_another_draft_is_taken_out(client, official_my, obligation_of_my, draft):
    client.force_login(official_my)

    client.post(form_address(obligation_of_my), {"remove": str(draft.files.get().pk)})
    client.post(form_address(obligation_of_my), {"remove": "x"})

    assert draft.files.count() == 1


def test_the_side_looks_at_the_files_of_its_draft(client, colleague, draft):
    client.force_login(colleague)
    file = draft.files.get()

    response = client.get(reverse("compliance:draft_file", args=[draft.pk, file.pk]))

    assert response["Content-Disposition"] == 'attachment; filename="post.jpg"'
    assert response["Content-Type"] == "image/jpeg"
    file.file.open("rb")
    with file.file as stored:
        assert b"".join(response.streaming_content) == stored.read()
    response.close()


def test_what_a_kept_file_shows_is_kept_with_the_draft(client, official_id, draft):
    client.force_login(official_id)
    file = draft.files.get()
    said = {f"caption_{file.pk}": "The road", f"shown_on_{file.pk}": "soon"}

    client.post(form_address(draft.obligation), {"draft": "1", "draft_id": str(draft.pk), **said})

    page = client.get(draft.get_absolute_url()).content.decode()
    assert 'value="The road"' in page
    assert 'value="soon"' in page
