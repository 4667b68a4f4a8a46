"""Each person's one list of what waits for them."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from agreements.models import Role
from compliance.models import Status, Verdict
from compliance.workflow.approving import request_approval
from tests.factories import (
    AgreementFactory,
    CitationFactory,
    ObligationFactory,
    ObservationFactory,
    ProgressReportFactory,
    ReportDraftFactory,
    VerificationFactory,
    member,
)

WORK = "/work/"
LATER = datetime(2030, 6, 1, 2, tzinfo=UTC)


def work_of(client, user, **query):
    client.force_login(user)
    response = client.get(reverse("compliance:work", query=query or None))
    assert response.status_code == 200
    return response.context["work"]


def codes(items):
    return [each.line.code for each in items]


def test_the_list_is_for_those_who_are_signed_in(client, forum):
    response = client.get(WORK)

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "who", ["official_id", "official_my", "secretariat", "analyst", "admin_user", "outsider"]
)
def test_everybody_has_a_list(client, who, request, obligation_of_id, obligation_of_my):
    ObservationFactory(obligation=obligation_of_id)

    work_of(client, request.getfixturevalue(who))


def test_who_has_no_role_is_told_so(client, outsider, obligation_of_id):
    client.force_login(outsider)

    assert "You have no role yet." in client.get(WORK).content.decode()


def test_what_is_due_and_not_reported_waits_for_the_side_that_owes(
    client, official_id, official_my, obligation_of_id, obligation_of_my
):
    assert codes(work_of(client, official_id).to_report) == ["post-nyamuk"]
    assert codes(work_of(client, official_my).to_report) == ["post-imam"]


def test_a_claim_takes_it_off_the_list_until_its_date_passes(
    client, official_id, agreement, kaltim
):
    for code, due_on in (("no-date", None), ("late", "2015"), ("done", "2015")):
        obligation = ObligationFactory(agreement=agreement, code=code, owes=kaltim, due_on=due_on)
        ProgressReportFactory(obligation=obligation, observed_on="2014")
    ObservationFactory(obligation=obligation, status=Status.FULFILLED, observed_on="2015")

    work = work_of(client, official_id, as_of="2016-01-02")

    assert codes(work.to_report) == ["late"]
    assert work.to_report[0].overdue_days == 2
    assert work.to_report[0].due_on.text == "2015"


def test_a_claim_about_a_later_day_is_no_report_on_an_earlier_one(
    client, official_id, obligation_of_id
):
    ProgressReportFactory(obligation=obligation_of_id, observed_on="2012")

    assert codes(work_of(client, official_id, as_of="2010-12-31").to_report) == ["post-nyamuk"]
    assert work_of(client, official_id).to_report == []


def test_what_is_not_due_yet_waits_for_nobody(client, official_id, secretariat, agreement, kaltim):
    ObligationFactory(agreement=agreement, code="later", owes=kaltim, starts_on="2028")

    assert work_of(client, official_id).to_report == []
    assert work_of(client, secretariat).silent == []


def test_what_falls_due_soon_is_on_the_list_whatever_was_claimed(
    client, official_id, agreement, kaltim
):
    begun = {"starts_on": "2016-01-01", "owes": kaltim, "agreement": agreement}
    for code, due_on in (("far", "2016-02-01"), ("near", "2016-01-31"), ("next", "2016-01-07")):
        obligation = ObligationFactory(code=code, due_on=due_on, **begun)
        ProgressReportFactory(obligation=obligation, observed_on="2016-01-01")
    ObligationFactory(
        code="step", agreement=agreement, owes=kaltim, starts_on="2016-01-08", due_on="2016-01-08"
    )

    work = work_of(client, official_id, as_of="2016-01-01")

    found = [(each.line.code, each.days_left) for each in work.to_report]
    assert found == [("next", 6), ("step", 7), ("near", 30)]


def test_a_claim_on_what_is_not_due_yet_waits_for_an_answer_too(
    client, official_my, agreement, kaltim
):
    later = ObligationFactory(agreement=agreement, code="later", owes=kaltim, starts_on="2098")
    ProgressReportFactory(obligation=later)

    assert codes(work_of(client, official_my).to_answer) == ["later"]


def test_what_the_list_shows_for_the_first_time_is_marked_for_a_while(
    client, official_id, obligation_of_id, agreement, kaltim
):
    def fresh_at(minute, **query):
        with time_machine.travel(LATER.replace(minute=minute)):
            client.force_login(official_id)
            response = client.get(reverse("compliance:work", query=query or None))
        fresh = response.context["fresh"]
        assert response.content.decode().count("<span>New</span>") == len(fresh)
        return fresh

    assert fresh_at(0) == set()  # the first look: nothing is newer than the rest
    with time_machine.travel(LATER):
        ObligationFactory(agreement=agreement, code="second", owes=kaltim)
    assert fresh_at(5, as_of="2029-01-01") == set()  # looking back marks and remembers nothing
    assert fresh_at(10) == fresh_at(39) == {"report/second"}
    assert fresh_at(41) == set()


def test_an_official_of_a_province_works_for_it_alone(
    client, regime, agreement, indonesia, kaltim, official_id, obligation_of_id
):
    ObligationFactory(agreement=agreement, code="of-the-state", owes=indonesia)
    minister = member(Role.OFFICIAL, regime, indonesia, username="minister")

    assert codes(work_of(client, official_id).to_report) == ["post-nyamuk"]
    assert codes(work_of(client, minister).to_report) == ["post-nyamuk", "of-the-state"]


def test_the_claim_that_silence_accepts_next_comes_first(client, official_my, agreement, kaltim):
    owed = {
        code: ObligationFactory(agreement=agreement, code=code, owes=kaltim)
        for code in ("seen", "second", "first")
    }
    with time_machine.travel(LATER):
        ProgressReportFactory(obligation=owed["first"])
    with time_machine.travel(LATER.replace(day=3)):
        ObservationFactory(obligation=owed["seen"])
        ProgressReportFactory(obligation=owed["second"])
        work = work_of(client, official_my)

    assert codes(work.to_answer) == ["first", "second", "seen"]


def test_days_left_count_down_to_the_last_day(client, official_my, obligation_of_id):
    with time_machine.travel(LATER):
        ProgressReportFactory(obligation=obligation_of_id)
    with time_machine.travel(LATER.replace(day=20)):
        [item] = work_of(client, official_my).to_answer

    assert (item.last_day, item.days_left) == (date(2030, 7, 1), 11)
    with time_machine.travel(datetime(2030, 7, 1, 16, tzinfo=UTC)):
        assert work_of(client, official_my).to_answer == []  # it stands


def test_an_answer_takes_it_off_the_list(client, official_my, sabah, obligation_of_id):
    report = ProgressReportFactory(obligation=obligation_of_id)
    observation = ObservationFactory(obligation=obligation_of_id, observed_on="2011")

    assert len(work_of(client, official_my).to_answer) == 2
    for each in (report, observation):
        VerificationFactory(report=each, party=sabah)
    assert work_of(client, official_my).to_answer == []


def test_only_what_counts_of_old_observations_waits(client, official_my, obligation_of_id):
    for year in ("2010", "2011", "2012"):
        ObservationFactory(obligation=obligation_of_id, observed_on=year)

    [item] = work_of(client, official_my).to_answer

    assert item.text.observed_on.text == "2012"


def test_ones_own_side_answers_nothing_of_its_own(client, official_id, obligation_of_id):
    ProgressReportFactory(obligation=obligation_of_id)
    ObservationFactory(obligation=obligation_of_id, observed_on="2011")

    assert work_of(client, official_id).to_answer == []


def test_what_is_contested_is_on_both_lists_and_counts_for_the_side_that_owes(
    client, official_id, official_my, sabah, obligation_of_id
):
    report = ProgressReportFactory(obligation=obligation_of_id)
    VerificationFactory(report=report, party=sabah, verdict=Verdict.CONTESTED)

    own, theirs = work_of(client, official_id), work_of(client, official_my)

    assert codes(own.contested) == codes(theirs.contested) == ["post-nyamuk"]
    [item] = own.contested
    assert ([side.name for side in item.contested_by], item.text.reason) == (
        ["Malaysia"],
        "Nothing is built there.",
    )
    assert (own.count, theirs.count) == (1, 0)


def test_ones_own_open_claims_wait_for_others(client, official_id, official_my, obligation_of_id):
    ProgressReportFactory(obligation=obligation_of_id)

    assert codes(work_of(client, official_id).waiting) == ["post-nyamuk"]
    assert work_of(client, official_my).waiting == []


def test_drafts_are_listed_for_their_side(
    client, official_id, official_my, indonesia, obligation_of_id
):
    draft = ReportDraftFactory(obligation=obligation_of_id, author=official_id, side=indonesia)

    own = work_of(client, official_id)

    assert own.drafts == [draft]
    assert own.to_report[0].draft == draft
    assert work_of(client, official_my).drafts == []


def test_the_secretariat_sees_who_has_not_reported_and_since_when(
    client, secretariat, official_id, paper, kaltim, obligation_of_id
):
    agreed = AgreementFactory(paper=paper, code="agreed", adopted_on="2001-05")
    ObligationFactory(agreement=agreed, code="agreed", owes=kaltim)
    once = ObligationFactory(agreement=agreed, code="once", owes=kaltim)
    ProgressReportFactory(obligation=once, observed_on="2009-04")
    ObligationFactory(agreement=agreed, code="begun", owes=kaltim, starts_on="2003")
    lately = ObligationFactory(agreement=agreed, code="lately", owes=kaltim)
    ProgressReportFactory(obligation=lately, observed_on="2010-06")
    done = ObligationFactory(agreement=agreed, code="done", owes=kaltim)
    ObservationFactory(obligation=done, status=Status.FULFILLED, observed_on="2005")

    work = work_of(client, secretariat, as_of="2010-12-31")

    assert [(each.line.code, each.since.text) for each in work.silent] == [
        ("post-nyamuk", "1995"),
        ("agreed", "2001-05"),
        ("begun", "2003"),
        ("once", "2009-04"),
    ]
    assert [bool(each.claim) for each in work.silent] == [False, False, False, True]
    assert work_of(client, official_id).silent == []


def test_the_analyst_sees_what_nobody_has_assessed(
    client, analyst, obligation_of_id, obligation_of_my
):
    ObservationFactory(obligation=obligation_of_id)
    ProgressReportFactory(obligation=obligation_of_my)

    work = work_of(client, analyst)

    assert [line.code for line in work.unassessed] == ["post-imam"]
    assert len(work.news) == 2


def test_the_number_stands_in_the_top_bar_until_something_new_is_recorded(
    client, official_id, official_my, sabah, obligation_of_id
):
    assert work_of(client, official_id).count == 1
    page = client.get(obligation_of_id.get_absolute_url()).content.decode()
    assert '<span class="count">1</span>' in page

    ProgressReportFactory(obligation=obligation_of_id)

    page = client.get(obligation_of_id.get_absolute_url()).content.decode()
    assert '<span class="count">' not in page


def test_looking_back_does_not_change_the_number(client, official_id, obligation_of_id):
    work_of(client, official_id, as_of="1990-01-01")

    assert "work" not in client.session


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_an_official_costs_the_same_however_much_waits(
    client, official_my, sabah, kaltim, indonesia, paper, count, django_assert_num_queries
):
    for _ in range(count):
        agreement = AgreementFactory(paper=paper)
        own = ObligationFactory(agreement=agreement, owes=sabah)
        ObservationFactory(obligation=own, citations=[CitationFactory()])
        theirs = ObligationFactory(agreement=agreement, owes=kaltim)
        ProgressReportFactory(obligation=theirs, citations=[CitationFactory()])
        contested = ProgressReportFactory(obligation=theirs)
        VerificationFactory(report=contested, party=sabah, verdict=Verdict.CONTESTED)
        ReportDraftFactory(obligation=own, author=official_my, side=sabah.parent)
    client.force_login(official_my)
    client.get(WORK)  # remembers its number: the next time only what is new is written

    ObservationFactory(obligation=theirs)  # nothing that is kept may answer
    with django_assert_num_queries(38):
        response = client.get(WORK)

    work = response.context["work"]
    assert (len(work.to_report), len(work.contested), len(work.drafts)) == (count, count, count)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_the_secretariat_costs_the_same_however_many_are_silent(
    client, secretariat, sabah, paper, count, django_assert_num_queries
):
    for _ in range(count):
        ObligationFactory(agreement__paper=paper, owes=sabah)
        ProgressReportFactory(
            obligation=ObligationFactory(agreement__paper=paper, owes=sabah),
            citations=[CitationFactory()],
        )
    client.force_login(secretariat)

    with django_assert_num_queries(32):
        response = client.get(WORK)

    assert len(response.context["work"].silent) == 2 * count


@pytest.mark.parametrize("count", [1, 3])
def test_an_official_chases_the_consents_that_their_side_waits_for(
    client, official_my, official_id, agreement, sabah, malaysia, count, django_assert_num_queries
):
    for number in range(count):
        owed = ObligationFactory(agreement=agreement, code=f"owed-{number}", owes=sabah)
        request_approval(obligation=owed, author=official_my, authority=malaysia)

    client.force_login(official_id)
    assert client.get(WORK).context["to_chase"] == ()
    client.force_login(official_my)
    client.get(WORK)
    with django_assert_num_queries(22):
        page = client.get(WORK)
    assert len(page.context["to_chase"]) == count
    assert page.content.decode().count("See the approval") == count
