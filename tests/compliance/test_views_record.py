"""The page of an obligation, the form to log progress on it, and the answers to what is logged."""

import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agreements.models import Citation, PartialDate, Publishes, RegimeSettings
from agreements.workflow import change_settings
from compliance.models import Evidence, ProgressReport, ReportDraft, Status, Verdict, Verification
from sosek.ledger.models import Entry
from tests.factories import (
    PASSWORD,
    CitationFactory,
    ObligationFactory,
    ObservationFactory,
    ProgressReportFactory,
    ReportDraftFactory,
    SourceFactory,
    VerificationFactory,
    member,
    pdf,
    photo,
    upload,
)
from tests.refusals import writes_nothing

NOT_YOURS = "This record is not yours to correct, or it was corrected meanwhile. Choose again."

MAY, JUNE = datetime(2030, 5, 1, tzinfo=UTC), datetime(2030, 6, 1, tzinfo=UTC)
"""Later than now: the ledger never goes back."""


def page_of(obligation, **query):
    return reverse("compliance:obligation", args=[obligation.code], query=query or None)


def report_url(obligation):
    return reverse("compliance:report_create", args=[obligation.code])


def verify_url(report):
    return reverse("compliance:verify", args=[report.pk])


def filled(**changes):
    """The form as an official fills it in."""
    data = {
        "submission_key": str(uuid.uuid4()),
        "status": "in_progress",
        "percent": "40",
        "observed_on": "2010-03",
        "narrative": "The access road is paved.",
    }
    return {name: value for name, value in (data | changes).items() if value is not None}


def text_of(response):
    return " ".join(response.content.decode().split())


# Who sees the page


@pytest.mark.parametrize(
    "who", ["official_id", "official_my", "secretariat", "analyst", "admin_user"]
)
def test_every_member_reads_the_record(client, who, request, obligation_of_id):
    report = ProgressReportFactory(obligation=obligation_of_id)
    client.force_login(request.getfixturevalue(who))

    response = client.get(page_of(obligation_of_id))

    assert response.status_code == 200
    assert f'id="r-{report.pk}"' in response.content.decode()
    assert "The access road is paved." in response.content.decode()


def test_a_regime_that_publishes_nothing_is_not_there_for_strangers(
    client, outsider, superuser, obligation_of_id
):
    report = ProgressReportFactory(obligation=obligation_of_id, uploads=[photo()])
    evidence = report.evidence.get()
    addresses = [
        page_of(obligation_of_id),
        reverse("compliance:report", args=[report.pk]),
        reverse("compliance:evidence", args=[evidence.pk]),
    ]

    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    for stranger in (outsider, superuser):
        client.force_login(stranger)
        assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_a_regime_that_publishes_everything_shows_the_record_to_anybody(
    client, open_regime, obligation_of_id
):
    report = ProgressReportFactory(obligation=obligation_of_id)

    response = client.get(page_of(obligation_of_id))

    assert response.status_code == 200
    assert f'id="r-{report.pk}"' in response.content.decode()
    assert response.context["sheet"] is None
    assert "Sign in" in response.content.decode()


def test_a_regime_that_publishes_scores_shows_figures_without_records(
    client, regime, outsider, obligation_of_id
):
    change_settings(RegimeSettings(regime=regime, publishes=Publishes.SCORES))
    report = ObservationFactory(
        obligation=obligation_of_id, status=Status.FULFILLED, uploads=[photo()]
    )
    client.force_login(outsider)

    response = client.get(page_of(obligation_of_id))

    assert "<b>1.00</b>" in response.content.decode()
    assert response.context["record"] == []
    assert "publishes its figures, not the records" in response.content.decode()
    assert report.narrative not in response.content.decode()
    assert client.get(report.evidence.get().get_absolute_url()).status_code == 404


def test_a_report_has_a_permanent_address(client, official_my, obligation_of_id):
    report = ProgressReportFactory(obligation=obligation_of_id)
    client.force_login(official_my)

    response = client.get(reverse("compliance:report", args=[report.pk]) + "?as_of=2010-12-31")

    assert response.status_code == 302
    assert response.url == f"{page_of(obligation_of_id)}?as_of=2010-12-31#r-{report.pk}"


def test_an_unknown_obligation_is_not_there(client, official_id, forum):
    client.force_login(official_id)

    assert client.get(reverse("compliance:obligation", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_every_record(
    client, official_my, official_id, sabah, obligation_of_id, count, django_assert_num_queries
):
    for _ in range(count):
        report = ProgressReportFactory(
            obligation=obligation_of_id,
            uploads=[photo()],
            citations=[CitationFactory()],
            author=official_id,
        )
        VerificationFactory(report=report, party=sabah, verifier=official_my)
    client.force_login(official_my)

    with django_assert_num_queries(33):
        response = client.get(page_of(obligation_of_id))

    assert len(response.context["record"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_with_its_form_costs_the_same_for_every_record(
    client, official_id, indonesia, obligation_of_id, count, django_assert_num_queries
):
    for _ in range(count):
        ProgressReportFactory(obligation=obligation_of_id, author=official_id)
        ReportDraftFactory(obligation=obligation_of_id, author=official_id, side=indonesia)
    client.force_login(official_id)

    with django_assert_num_queries(38):
        response = client.get(page_of(obligation_of_id))

    assert len(response.context["sheet"].others) == count


# Looking back


def test_what_was_not_known_yet_is_left_out_and_counted(client, official_my, obligation_of_id):
    with time_machine.travel(MAY):
        early = ProgressReportFactory(obligation=obligation_of_id)
    with time_machine.travel(JUNE):
        late = ProgressReportFactory(obligation=obligation_of_id, percent=70)
        client.force_login(official_my)

        response = client.get(page_of(obligation_of_id, known_at="2030-05-15"))

    assert [each.entry.key for each in response.context["record"]] == [str(early.pk)]
    assert str(late.pk) not in response.content.decode()
    assert "1 later record is not shown" in response.content.decode()
    assert response.context["record"][0].accept is None  # answering belongs to the present


def test_what_is_about_a_later_day_is_left_out_and_counted(client, official_my, obligation_of_id):
    ProgressReportFactory(obligation=obligation_of_id, observed_on="2010-03-16")
    ProgressReportFactory(obligation=obligation_of_id, observed_on="2012")
    client.force_login(official_my)

    response = client.get(page_of(obligation_of_id, as_of="2010-12-31"))

    assert len(response.context["record"]) == 1
    assert "1 record about a later day is not shown" in response.content.decode()


def test_an_answer_that_was_not_known_yet_is_left_out(client, official_my, sabah, obligation_of_id):
    with time_machine.travel(MAY):
        report = ProgressReportFactory(obligation=obligation_of_id)
    with time_machine.travel(JUNE):
        VerificationFactory(report=report, party=sabah, verdict=Verdict.CONTESTED)
        client.force_login(official_my)

        response = client.get(page_of(obligation_of_id, known_at="2030-05-15"))

    assert response.context["record"][0].entry.answers == ()
    assert "Nothing is built there." not in response.content.decode()
    assert "1 later record is not shown" in response.content.decode()


# Logging progress


def test_who_may_log_progress(
    client, official_id, official_my, secretariat, analyst, admin_user, outsider, obligation_of_id
):
    def status_for(user):
        client.force_login(user)
        form = client.get(page_of(obligation_of_id))
        offered = form.status_code == 200 and form.context["sheet"] is not None
        return offered, client.post(report_url(obligation_of_id), {}).status_code

    assert status_for(official_id) == (True, 200)
    assert status_for(secretariat) == (True, 200)
    assert status_for(analyst) == (True, 200)
    assert status_for(official_my) == (False, 403)
    assert status_for(admin_user) == (False, 403)
    assert status_for(outsider) == (False, 404)
    assert not ProgressReport.objects.exists()


def test_an_official_logs_a_claim(client, official_id, kaltim, obligation_of_id):
    client.force_login(official_id)

    response = client.post(
        report_url(obligation_of_id), filled(evidence=[photo(), pdf()]), follow=True
    )

    report = ProgressReport.objects.get()
    assert (report.claim, report.party, report.author) == (True, kaltim, official_id)
    assert (report.status, report.percent, report.observed_on) == (
        "in_progress",
        40,
        PartialDate("2010-03"),
    )
    assert [file.name for file in report.evidence.all()] == ["post.jpg", "minutes.pdf"]
    assert response.redirect_chain[-1][0] == report.get_absolute_url()
    assert f'data-forget="report.post-nyamuk.{official_id.pk}"' in response.content.decode()


def test_an_observer_cites_a_source_which_may_differ_from_another(
    client, analyst, obligation_of_id
):
    source, other = SourceFactory(language="id"), SourceFactory()
    client.force_login(analyst)

    client.post(
        report_url(obligation_of_id),
        filled(
            source=source.pk,
            locator="S 523-527",
            quote="tidak terdapat kemajuan",
            other_source=other.pk,
            other_quote="the work goes on",
            sources_differ="on",
        ),
    )

    report = ProgressReport.objects.get()
    assert (report.claim, report.sources_differ) == (False, True)
    assert {c.quote for c in report.citations.all()} == {
        "tidak terdapat kemajuan",
        "the work goes on",
    }
    page = client.get(page_of(obligation_of_id)).content.decode()
    assert '<blockquote lang="id">tidak terdapat kemajuan</blockquote>' in page
    assert page.count("Two statements") == 2  # beside the state, and above the two passages


def test_a_place_that_is_cited_already_is_not_written_twice(client, analyst, obligation_of_id):
    citation = CitationFactory()
    client.force_login(analyst)

    client.post(
        report_url(obligation_of_id),
        filled(source=citation.source.pk, locator=citation.locator),
    )

    assert ProgressReport.objects.get().citations.get() == citation


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"narrative": ""}, "Say in a sentence what was done or seen."),
        ({"observed_on": ""}, "Say when it was so"),
        ({"observed_on": "soon"}, "Write a year, a month or a day"),
        ({"observed_on": "2099"}, "That day has not come yet."),
        ({"status": None, "percent": None}, "Choose the state you report."),
        ({"percent": "half"}, "Write a whole number from 0 to 100."),
        ({"status": "fulfilled"}, "A share goes with"),
        ({"submission_key": "x"}, "UUID"),
    ],
)
def test_a_refused_claim_says_why_and_writes_nothing(
    client, official_id, obligation_of_id, changes, reason
):
    client.force_login(official_id)
    entries = Entry.objects.count()

    response = client.post(report_url(obligation_of_id), filled(**changes))

    assert response.status_code == 200
    assert reason in response.content.decode()
    assert not ProgressReport.objects.exists()
    assert Entry.objects.count() == entries


def test_an_observation_needs_its_source(client, analyst, obligation_of_id):
    client.force_login(analyst)

    response = client.post(report_url(obligation_of_id), filled())

    assert "An observation needs its published source." in response.content.decode()
    assert not ProgressReport.objects.exists()


def test_a_refused_observation_leaves_not_even_its_citation(client, analyst, obligation_of_id):
    client.force_login(analyst)
    data = filled(source=SourceFactory().pk, locator="p. 4", observed_on="2099")

    response = client.post(report_url(obligation_of_id), data)

    assert "That day has not come yet." in response.content.decode()
    assert not Citation.objects.exists()


def test_a_refused_form_keeps_what_was_typed(client, official_id, obligation_of_id):
    client.force_login(official_id)

    response = client.post(
        report_url(obligation_of_id), filled(observed_on="soon", narrative="Two words <b>")
    )

    form = response.context["sheet"].form
    assert (form["observed_on"].value(), form["percent"].value()) == ("soon", "40")
    assert "Two words &lt;b&gt;</textarea>" in response.content.decode()
    assert not ReportDraft.objects.exists()  # without a file there is nothing a browser forgets


def test_sending_twice_writes_once(client, official_id, obligation_of_id):
    client.force_login(official_id)
    data = filled()

    first = client.post(report_url(obligation_of_id), data)
    second = client.post(report_url(obligation_of_id), data | {"narrative": "Sent again"})

    report = ProgressReport.objects.get()
    assert first.url == second.url == report.get_absolute_url()
    assert report.narrative == "The access road is paved."


def test_the_key_of_another_form_is_refused(
    client, official_id, obligation_of_id, agreement, kaltim
):
    other = ObligationFactory(agreement=agreement, code="other", owes=kaltim)
    client.force_login(official_id)
    data = filled()
    client.post(report_url(obligation_of_id), data)

    response = client.post(report_url(other), data)

    assert "This form was already sent" in response.content.decode()
    assert ProgressReport.objects.get().obligation == obligation_of_id


def test_the_key_of_another_person_is_refused(client, official_id, secretariat, obligation_of_id):
    client.force_login(official_id)
    data = filled()
    client.post(report_url(obligation_of_id), data)
    client.force_login(secretariat)

    response = client.post(
        report_url(obligation_of_id), data | {"source": CitationFactory().source.pk}
    )

    assert "This form was already sent" in response.content.decode()
    assert ProgressReport.objects.count() == 1


def test_a_correction_links_both_ways(client, official_id, obligation_of_id):
    wrong = ProgressReportFactory(obligation=obligation_of_id, author=official_id, percent=70)
    client.force_login(official_id)

    form = client.get(page_of(obligation_of_id, corrects=str(wrong.pk))).context["sheet"].form
    assert form["corrects"].value() == str(wrong.pk)
    client.post(
        report_url(obligation_of_id), filled(corrects=str(wrong.pk), observed_on="2010-03-16")
    )

    right = ProgressReport.objects.get(corrects=wrong)
    page = text_of(client.get(page_of(obligation_of_id)))
    assert f'<a href="#r-{right.pk}">Corrected by the record of 16 March 2010</a>' in page
    assert f'<a href="#r-{wrong.pk}">Corrects the record of 16 March 2010</a>' in page


def test_only_ones_own_latest_records_are_offered_for_correction(
    client, official_id, analyst, obligation_of_id
):
    wrong = ProgressReportFactory(obligation=obligation_of_id, author=official_id)
    right = ProgressReportFactory(obligation=obligation_of_id, author=official_id, corrects=wrong)
    seen = ObservationFactory(obligation=obligation_of_id, author=analyst)

    def offered(user):
        client.force_login(user)
        form = client.get(page_of(obligation_of_id)).context["sheet"].form
        return [value for value, _label in form.fields["corrects"].choices if value]

    assert offered(official_id) == [str(right.pk)]
    assert offered(analyst) == [str(seen.pk)]


def test_nobody_corrects_the_record_of_another_side(
    client, official_id, official_my, obligation_of_id, obligation_of_my
):
    theirs = ProgressReportFactory(obligation=obligation_of_my, author=official_my)
    client.force_login(official_id)

    with writes_nothing():
        response = client.post(report_url(obligation_of_id), filled(corrects=str(theirs.pk)))

    assert NOT_YOURS in text_of(response)


def test_what_a_colleague_corrected_meanwhile_is_not_corrected_again(
    client, official_id, obligation_of_id
):
    """Nor does it pass for a record that corrects nothing."""
    wrong = ProgressReportFactory(obligation=obligation_of_id, author=official_id)
    ProgressReportFactory(obligation=obligation_of_id, corrects=wrong)
    client.force_login(official_id)

    with writes_nothing():
        response = client.post(report_url(obligation_of_id), filled(corrects=str(wrong.pk)))

    assert NOT_YOURS in text_of(response)


def test_a_part_that_the_terms_do_not_have_is_refused(client, official_id, obligation_of_id):
    client.force_login(official_id)

    with writes_nothing():
        response = client.post(report_url(obligation_of_id), filled(milestone="bridge"))

    assert response.context["sheet"].form.errors["milestone"] == [
        "The terms have no such milestone."
    ]


def test_a_milestone_is_offered_and_kept(client, official_id, agreement, kaltim):
    obligation = ObligationFactory(
        agreement=agreement,
        code="post-simanggaris",
        owes=kaltim,
        milestones={"road": 2, "bridge": 1},
    )
    client.force_login(official_id)

    client.post(report_url(obligation), filled(milestone="bridge"))

    assert ProgressReport.objects.get().milestone == "bridge"
    assert "about the part “bridge”" in client.get(page_of(obligation)).content.decode()


def test_a_browser_forgets_nothing_but_this_form(client, official_id, obligation_of_id):
    client.force_login(official_id)

    response = client.post(
        report_url(obligation_of_id), filled(keep="report.another.1"), follow=True
    )

    assert f'data-forget="report.post-nyamuk.{official_id.pk}"' in response.content.decode()


def test_opening_the_address_of_the_form_leads_to_it(client, official_id, obligation_of_id):
    client.force_login(official_id)

    assert client.get(report_url(obligation_of_id)).url == page_of(obligation_of_id) + "#log"


# Files


def bad_files(settings):
    settings.EVIDENCE_MAX_BYTES = 4000
    return [
        upload("plan.exe.jpg", b"MZ" + b"\0" * 100),
        upload("huge.pdf", b"%PDF-1.4" + b"0" * 5000),
    ]


def test_bad_files_are_named_and_the_good_ones_kept(
    client, official_id, obligation_of_id, settings
):
    client.force_login(official_id)

    response = client.post(
        report_url(obligation_of_id), filled(evidence=[photo(), *bad_files(settings)])
    )

    page = response.content.decode()
    assert "plan.exe.jpg was not taken" in page
    assert "huge.pdf was not taken: it is larger than" in page
    assert not ProgressReport.objects.exists()
    draft = ReportDraft.objects.get()
    assert [file.name for file in draft.files.all()] == ["post.jpg"]
    assert f'name="draft_id" value="{draft.pk}"' in page
    assert "The access road is paved.</textarea>" in page


def test_a_page_in_the_clothes_of_a_picture_is_not_taken(client, official_id, obligation_of_id):
    client.force_login(official_id)
    disguised = upload("post.png", b"<!doctype html><script>alert(1)</script>", "image/png")

    response = client.post(report_url(obligation_of_id), filled(evidence=[disguised]))

    assert "post.png was not taken" in response.content.decode()
    assert not Evidence.objects.exists()
    assert not ReportDraft.objects.exists()


def test_after_a_refusal_the_kept_files_go_with_the_report(client, official_id, obligation_of_id):
    client.force_login(official_id)
    data = filled(observed_on="soon")
    client.post(report_url(obligation_of_id), data | {"evidence": [photo()]})
    draft = ReportDraft.objects.get()
    file = draft.files.get()

    client.post(
        report_url(obligation_of_id),
        data
        | {
            "observed_on": "2010-03",
            "draft_id": str(draft.pk),
            f"caption_{file.pk}": "The paved road",
            f"shown_on_{file.pk}": "16/3/2010",
            f"place_{file.pk}": "Sungai Nyamuk",
        },
    )

    kept = Evidence.objects.get()
    assert (kept.name, kept.caption, kept.place) == ("post.jpg", "The paved road", "Sungai Nyamuk")
    assert kept.shown_on == PartialDate("2010-03-16")
    assert not ReportDraft.objects.exists()


def test_sending_the_same_files_again_after_a_refusal_keeps_them_once(
    client, official_id, obligation_of_id
):
    client.force_login(official_id)
    data = filled(observed_on="soon")

    for _ in range(2):
        client.post(report_url(obligation_of_id), data | {"evidence": [photo()]})

    assert ReportDraft.objects.get().files.count() == 1
    client.post(report_url(obligation_of_id), data | {"observed_on": "2010", "evidence": [photo()]})
    assert Evidence.objects.count() == 1


def test_the_date_of_a_photograph_is_read_or_asked_for(client, official_id, obligation_of_id):
    client.force_login(official_id)
    data = filled(draft="1")
    client.post(report_url(obligation_of_id), data | {"evidence": [photo()]})
    draft = ReportDraft.objects.get()
    file = draft.files.get()
    data |= {"draft_id": str(draft.pk), f"shown_on_{file.pk}": "soon"}
    del data["draft"]

    response = client.post(report_url(obligation_of_id), data)

    assert "post.jpg: write a year, a month or a day" in response.content.decode()
    assert 'value="soon"' in response.content.decode()
    assert not ProgressReport.objects.exists()


# Accepting and contesting


def test_who_may_answer_a_claim(
    client, official_id, official_my, secretariat, analyst, admin_user, outsider, obligation_of_id
):
    report = ProgressReportFactory(obligation=obligation_of_id, author=official_id)

    def status_for(user):
        client.force_login(user)
        data = {"verdict": "accepted", "submission_key": str(uuid.uuid4())}
        return client.post(verify_url(report), data).status_code

    for user in (official_id, secretariat, analyst, admin_user):
        assert status_for(user) == 403
    assert status_for(outsider) == 404
    assert not Verification.objects.exists()
    assert status_for(official_my) == 302
    assert Verification.objects.get().verdict == Verdict.ACCEPTED


def test_the_buttons_are_there_for_those_who_may(
    client, official_id, official_my, secretariat, obligation_of_id
):
    ProgressReportFactory(obligation=obligation_of_id)
    ObservationFactory(obligation=obligation_of_id, observed_on="2011")
    ObservationFactory(obligation=obligation_of_id, observed_on="2012", status="")

    def offered(user):
        client.force_login(user)
        record = client.get(page_of(obligation_of_id)).context["record"]
        return [(bool(each.accept), bool(each.contest)) for each in record]

    assert offered(official_my) == [(True, True), (True, True), (False, False)]
    assert offered(official_id) == [(False, False), (False, True), (False, False)]
    assert offered(secretariat) == [(False, False), (False, False), (False, False)]


def test_contesting_needs_a_reason_and_keeps_what_was_typed(client, official_my, obligation_of_id):
    report = ProgressReportFactory(obligation=obligation_of_id)
    client.force_login(official_my)
    data = {"verdict": "contested", "submission_key": str(uuid.uuid4()), "reason": "  "}

    response = client.post(verify_url(report), data)

    assert response.status_code == 200
    assert "Say why your side contests this report." in response.content.decode()
    assert not Verification.objects.exists()
    [answering] = response.context["record"]
    assert answering.opened == Verdict.CONTESTED
    assert answering.contest["reason"].value() == "  "

    client.post(verify_url(report), data | {"reason": "Nothing is built there."})
    assert Verification.objects.get().reason == "Nothing is built there."


def test_the_same_answer_twice_is_refused_but_the_same_form_twice_is_one_answer(
    client, official_my, obligation_of_id
):
    report = ProgressReportFactory(obligation=obligation_of_id)
    client.force_login(official_my)
    data = {"verdict": "accepted", "submission_key": str(uuid.uuid4())}

    assert client.post(verify_url(report), data).url == report.get_absolute_url()
    assert client.post(verify_url(report), data).url == report.get_absolute_url()
    response = client.post(verify_url(report), data | {"submission_key": str(uuid.uuid4())})

    assert "Your side has already given this answer." in response.content.decode()
    assert Verification.objects.count() == 1


def test_an_answer_can_be_changed(client, official_my, obligation_of_id):
    report = ProgressReportFactory(obligation=obligation_of_id)
    client.force_login(official_my)
    for verdict in ("accepted", "contested"):
        data = {"verdict": verdict, "submission_key": str(uuid.uuid4()), "reason": "Seen."}
        client.post(verify_url(report), data)

    [answering] = client.get(page_of(obligation_of_id)).context["record"]

    assert [each.accepted for each in answering.entry.answers] == [True, False]
    assert (answering.accept is not None, answering.contest is not None) == (True, False)
    assert answering.entry.contested


@pytest.mark.parametrize("verdict", ["", "perhaps"])
def test_an_unknown_answer_is_refused(client, official_my, obligation_of_id, verdict):
    report = ProgressReportFactory(obligation=obligation_of_id)
    client.force_login(official_my)
    data = {"verdict": verdict, "submission_key": str(uuid.uuid4())}

    response = client.post(verify_url(report), data)

    assert response.status_code == 200
    assert not Verification.objects.exists()


def test_the_worklist_opens_the_form_one_came_for(client, official_my, obligation_of_id):
    report = ProgressReportFactory(obligation=obligation_of_id)
    client.force_login(official_my)

    response = client.get(page_of(obligation_of_id, contested=str(report.pk)))

    assert response.context["record"][0].opened == Verdict.CONTESTED


def test_answering_is_a_post(client, official_my, obligation_of_id):
    report = ProgressReportFactory(obligation=obligation_of_id)
    client.force_login(official_my)

    assert client.get(verify_url(report)).status_code == 405


# A sign-in that has run out


def signed_in_again(client, response, user):
    """Sign in on the page to which one was sent, and follow to where one came from."""
    page = client.get(response.url)
    address = page.context["redirect_field_value"]
    data = {"login": user.username, "password": PASSWORD, "next": address}
    return client.post(reverse("account_login"), data, follow=True)


def test_what_was_typed_survives_an_expired_sign_in(client, official_id, obligation_of_id):
    data = filled(
        narrative="Typed on a slow line.",
        keep=f"report.post-nyamuk.{official_id.pk}",
        evidence=[photo("jetty.jpg")],
    )

    response = client.post(report_url(obligation_of_id), data)

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert not ProgressReport.objects.exists()
    page = signed_in_again(client, response, official_id)
    assert page.redirect_chain[-1][0] == page_of(obligation_of_id) + "#log"
    assert "Typed on a slow line.</textarea>" in page.content.decode()
    assert "<li>jetty.jpg</li>" in page.content.decode()
    assert "It is not sent yet." in page.content.decode()
    form = page.context["sheet"].form
    assert form["submission_key"].value() == data["submission_key"]
    assert form["status"].value() == "in_progress"

    client.post(report_url(obligation_of_id), data | {"evidence": [photo("jetty.jpg")]})
    assert ProgressReport.objects.get().narrative == "Typed on a slow line."
    assert client.get(page_of(obligation_of_id)).context["sheet"].form["narrative"].value() is None


def test_a_page_of_sign_in_after_the_expiry_says_what_happened(
    client, official_id, obligation_of_id
):
    response = client.post(report_url(obligation_of_id), filled(), follow=True)

    assert "what you typed is kept and comes back" in response.content.decode()


def test_nobody_reads_what_another_had_typed(client, official_id, kaltim, regime, obligation_of_id):
    colleague = member("official", regime, kaltim, username="colleague")
    data = filled(narrative="A secret.", keep=f"report.post-nyamuk.{official_id.pk}")

    page = signed_in_again(client, client.post(report_url(obligation_of_id), data), colleague)

    assert "A secret." not in page.content.decode()


def test_an_answer_survives_an_expired_sign_in(client, official_my, obligation_of_id):
    report = ProgressReportFactory(obligation=obligation_of_id)
    data = {
        "verdict": "contested",
        "reason": "Nothing is built.",
        "submission_key": str(uuid.uuid4()),
        "keep": f"answer.{report.pk}.{official_my.pk}.contested",
    }

    page = signed_in_again(client, client.post(verify_url(report), data), official_my)

    [answering] = page.context["record"]
    assert answering.opened == Verdict.CONTESTED
    assert answering.contest["reason"].value() == "Nothing is built."
    assert not Verification.objects.exists()


def test_the_store_of_lost_forms_has_a_limit(client, official_id, obligation_of_id):
    data = filled(narrative="x" * 100_000, keep=f"report.post-nyamuk.{official_id.pk}")
    data |= {f"field_{number}": "y" for number in range(500)}

    client.post(report_url(obligation_of_id), data)

    kept = client.session["typed"]["fields"]
    assert max(len(value) for value in kept.values()) == 20_000
    assert len(kept) <= 120


def test_a_form_older_than_the_sign_in_comes_back_filled(official_id, obligation_of_id):
    client = Client(enforce_csrf_checks=True)
    client.force_login(official_id)
    client.get(page_of(obligation_of_id))
    data = filled(keep=f"report.post-nyamuk.{official_id.pk}", csrfmiddlewaretoken="a" * 64)

    response = client.post(
        report_url(obligation_of_id), data, follow=True, headers={"origin": "http://testserver"}
    )

    assert "The access road is paved.</textarea>" in response.content.decode()
    assert "The page was older than your sign-in" in response.content.decode()
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("origin", ["http://elsewhere.example", None])
def test_a_form_from_elsewhere_is_refused_and_not_shown(official_id, obligation_of_id, origin):
    client = Client(enforce_csrf_checks=True)
    client.force_login(official_id)
    client.get(page_of(obligation_of_id))
    data = filled(keep=f"report.post-nyamuk.{official_id.pk}", csrfmiddlewaretoken="a" * 64)

    response = client.post(
        report_url(obligation_of_id), data, headers={"origin": origin} if origin else {}
    )

    assert response.status_code == 403
    assert "typed" not in client.session


# The list


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_every_obligation(
    client, official_id, paper, count, django_assert_num_queries
):
    for _ in range(count):
        ProgressReportFactory(obligation=ObligationFactory(agreement__paper=paper))
    client.force_login(official_id)

    with django_assert_num_queries(11):
        response = client.get(reverse("compliance:obligations"))

    assert len(response.context["page"]) == count


def test_the_list_can_be_narrowed(client, official_id, obligation_of_id, obligation_of_my):
    ObservationFactory(obligation=obligation_of_my, status=Status.FULFILLED)
    client.force_login(official_id)

    def listed(**query):
        response = client.get(reverse("compliance:obligations", query=query))
        return [row.line.code for row in response.context["page"]]

    assert listed() == ["post-nyamuk", "post-imam"]
    assert listed(side="MY") == ["post-imam"]
    assert listed(state="not_assessed") == ["post-nyamuk"]
    assert listed(forum="kaltim-sabah", state="fulfilled") == ["post-imam"]
    assert listed(forum="elsewhere") == ["post-nyamuk", "post-imam"]  # said, and left out


def test_the_list_of_a_closed_regime_is_not_for_strangers(client, outsider, obligation_of_id):
    assert client.get(reverse("compliance:obligations")).status_code == 302
    client.force_login(outsider)
    assert client.get(reverse("compliance:obligations")).status_code == 404
