"""Approvals, reasons, needs and grades on their pages: what is shown, sent, refused and kept."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import PartialDate, Publishes, RegimeSettings
from agreements.workflow import change_settings
from compliance.models import (
    Approval,
    ApprovalDecision,
    Assessment,
    CapacityNeed,
    Impediment,
    NeedSupport,
)
from compliance.workflow.approving import decide_approval, request_approval
from compliance.workflow.diagnosing import assess, record_support, state_need, state_reason
from tests.factories import (
    PASSWORD,
    CitationFactory,
    ObligationFactory,
    PartyFactory,
    SourceFactory,
)
from tests.refusals import writes_nothing


@pytest.fixture
def capital(malaysia):
    return PartyFactory(parent=malaysia, code="MY-KL", name_en="Kuala Lumpur", kind="authority")


@pytest.fixture
def post(agreement, sabah, capital):
    return ObligationFactory(agreement=agreement, code="post", owes=sabah, consents=[capital])


@pytest.fixture
def approval(post, capital, official_my):
    return request_approval(obligation=post, authority=capital, author=official_my)


@pytest.fixture
def need(post, sabah, official_my):
    return state_need(
        obligation=post,
        party=sabah,
        cause="technical",
        text="Surveyors are lacking.",
        observed_on=PartialDate("2010"),
        author=official_my,
    )


def page_of(obligation):
    return reverse("compliance:obligation", args=[obligation.code])


def text_of(response):
    return " ".join(response.content.decode().split())


def said(**more):
    return {"submission_key": str(uuid.uuid4()), **more}


def ask(capital):
    return said(authority=str(capital.pk), level="national", asked_on="2010-03", text="Consent.")


DECIDED = {"outcome": "refused", "decided_on": "2011", "reason": "Not urgent."}
GIVEN = {"cause": "financial", "text": "The funds are large.", "observed_on": "2010-11-10"}
NEEDED = {"cause": "technical", "text": "Surveyors.", "observed_on": "2010"}
HELPED = {"stage": "promised", "text": "Two surveyors.", "observed_on": "2011", "donor": "A bank"}


def assessed(source, /, **changes):
    told = {"assessor": "Sonny Sudiar", "locator": "p. 4", "basis": "inferred"}
    return said(**GIVEN | told | {"source": str(source.pk)} | changes)


def graded(source, party, forum, /, **changes):
    told = {
        "party": str(party.pk),
        "forum": str(forum.pk),
        "graded": "verdict.low",
        "assessor": "Sonny Sudiar",
        "rationale": "It did not build.",
        "observed_on": "2010-11-10",
        "source": str(source.pk),
        "basis": "stated",
    }
    return said(**told | changes)


# What the page of an obligation shows


def test_the_chain_of_consents_with_the_mark_of_who_is_above(client, official_id, approval, post):
    client.force_login(official_id)
    text = text_of(client.get(page_of(post)))

    assert "Kuala Lumpur" in text
    assert "Beyond the authority of the forum that agreed it." in text
    assert "Asked, not decided" in text
    assert "Record a decision" not in text  # the other side only reads


def test_the_reason_given_and_the_one_assessed_stand_side_by_side(
    client, official_id, post, sabah, official_my, analyst
):
    told = {"obligation": post, "observed_on": PartialDate("2010")}
    state_reason(**told, cause="financial", text="Funds.", party=sabah, author=official_my)
    state_reason(
        **told,
        cause="interest",
        text="Not a priority.",
        assessor="Sonny Sudiar",
        author=analyst,
        citations=[CitationFactory(basis="inferred")],
    )
    client.force_login(official_id)
    text = text_of(client.get(page_of(post)))

    given, assessed_ = text.index("Given by the side"), text.index("Assessed by analysts")
    assert given < text.index("Funds.") < assessed_ < text.index("Not a priority.")
    assert "Assessed by Sonny Sudiar" in text
    assert "Inferred" in text
    assert '<div class="voices versus">' in text


def test_a_need_shows_what_became_of_it(client, official_id, need, post, official_my, indonesia):
    record_support(
        need=need,
        stage="promised",
        text="Two surveyors.",
        party=indonesia,
        observed_on=PartialDate("2011"),
        author=official_my,
    )
    client.force_login(official_id)
    text = text_of(client.get(page_of(post)))

    assert "Surveyors are lacking." in text
    assert "Two surveyors." in text
    assert "Nothing delivered on record" in text


def test_who_may_read_no_record_sees_none_of_it(client, regime, approval, post, need):
    change_settings(RegimeSettings(regime=regime, publishes=Publishes.SCORES))
    text = text_of(client.get(page_of(post)))

    assert 'id="approvals"' not in text
    assert "Surveyors are lacking." not in text
    assert "publishes its figures" in text_of(client.get(reverse("compliance:approvals")))


def test_looking_back_there_is_nothing_to_send(client, official_my, approval, post, need):
    client.force_login(official_my)
    response = client.get(page_of(post) + "?known_at=2036-01-01")
    assert response.context["approvals"].ask is None
    assert response.context["diagnosis"].state is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_every_consent_reason_and_need(
    client, official_my, analyst, post, sabah, malaysia, count, django_assert_num_queries
):
    for number in range(count):
        authority = PartyFactory(parent=malaysia, code=f"MY-{number}", kind="authority")
        cited = {"citations": [CitationFactory()]}
        told = {"obligation": post, "text": "So it is.", "observed_on": PartialDate("2010")}
        asked = request_approval(obligation=post, authority=authority, author=official_my, **cited)
        decide_approval(
            approval=asked,
            outcome="deferred",
            decided_on=PartialDate("2011"),
            reason="Later.",
            author=official_my,
            **cited,
        )
        state_reason(**told, cause="authority", party=sabah, author=official_my, **cited)
        state_reason(**told, cause="interest", assessor="A", author=analyst, **cited)
        need = state_need(**told, cause="technical", party=sabah, author=official_my, **cited)
        record_support(
            need=need,
            stage="promised",
            text="So it is.",
            observed_on=PartialDate("2011"),
            author=official_my,
            **cited,
        )
    client.force_login(official_my)

    with django_assert_num_queries(50):
        response = client.get(page_of(post))

    assert len(response.context["diagnosis"].said.given) == count
    assert len(response.context["diagnosis"].needs) == count


# What is sent


def sent(client, name, args, data):
    return client.post(reverse(f"compliance:{name}", args=args), data)


def test_an_official_puts_a_request_and_a_decision_on_record(client, official_my, post, capital):
    client.force_login(official_my)
    response = sent(client, "approval_request", ["post"], ask(capital))
    assert response.url == f"{page_of(post)}#approvals"
    approval = Approval.objects.get()
    assert (approval.author, approval.level, str(approval.asked_on)) == (
        *(official_my, "national"),
        "2010-03",
    )

    sent(client, "approval_decide", [approval.pk], said(**DECIDED))
    decision = ApprovalDecision.objects.get()
    assert (decision.outcome, decision.reason, decision.language) == (
        *("refused", "Not urgent."),
        "en",
    )
    assert "Not urgent." in text_of(client.get(page_of(post)))


def test_an_official_says_why_what_is_lacking_and_what_became_of_it(
    client, official_my, post, sabah
):
    client.force_login(official_my)
    sent(client, "reason_give", ["post"], said(**GIVEN))
    sent(client, "need_state", ["post"], said(**NEEDED))
    need = CapacityNeed.objects.get()
    sent(client, "support_record", [need.pk], said(**HELPED))

    assert (Impediment.objects.get().voice, Impediment.objects.get().party) == ("given", sabah)
    assert need.party == sabah
    assert NeedSupport.objects.get().donor == "A bank"


def test_an_analyst_assesses_a_reason_from_a_source(client, analyst, post):
    source = SourceFactory()
    client.force_login(analyst)
    sent(client, "reason_assess", ["post"], assessed(source))
    sent(client, "reason_assess", ["post"], assessed(source, assessor=""))

    first, own = Impediment.objects.all()
    assert (first.voice, first.assessor, own.assessor) == ("assessed", "Sonny Sudiar", "analyst")
    citation = first.citations.get()
    assert (citation.source, citation.locator, citation.basis) == (source, "p. 4", "inferred")
    assert own.citations.get() == citation  # cited again, not twice


def test_an_analyst_grades_a_party(client, analyst, malaysia, forum, agreement):
    source = SourceFactory()
    client.force_login(analyst)
    address = reverse("compliance:assessment_add", query={"party": "MY", "agreement": "sea-posts"})
    form = client.get(address).context["form"]
    assert (form["party"].value(), form["agreement"].value()) == (malaysia.pk, agreement.pk)

    response = client.post(address, graded(source, malaysia, forum, agreement=str(agreement.pk)))
    assert response.url == f"{reverse('compliance:party', args=['MY'])}#assessments"
    made = Assessment.objects.get()
    assert (made.scale, made.grade, made.agreement) == ("verdict", "low", agreement)
    assert "It did not build." in text_of(client.get(agreement.get_absolute_url()))


def test_a_second_click_records_nothing_more(
    client, official_my, analyst, post, capital, approval, need, malaysia, forum
):
    source = SourceFactory()
    other = PartyFactory(parent=malaysia, code="MY-X", kind="authority")
    sendings = [
        (official_my, "approval_request", ["post"], ask(other)),
        (official_my, "approval_decide", [approval.pk], said(**DECIDED)),
        (official_my, "reason_give", ["post"], said(**GIVEN)),
        (analyst, "reason_assess", ["post"], assessed(source)),
        (official_my, "need_state", ["post"], said(**NEEDED)),
        (official_my, "support_record", [need.pk], said(**HELPED)),
        (analyst, "assessment_add", [], graded(source, malaysia, forum)),
    ]
    for who, name, args, data in sendings:
        client.force_login(who)
        assert sent(client, name, args, data).status_code == 302, name
    before = [model.objects.count() for model in (Approval, ApprovalDecision, Impediment)]
    for who, name, args, data in sendings:
        client.force_login(who)
        assert sent(client, name, args, data).status_code == 302, name
    assert [model.objects.count() for model in (Approval, ApprovalDecision, Impediment)] == before
    assert (CapacityNeed.objects.count(), NeedSupport.objects.count()) == (2, 1)
    assert Assessment.objects.count() == 1


# What is refused, and nothing typed is lost


@pytest.mark.parametrize(
    ("name", "data", "sentence", "kept"),
    [
        ("approval_request", {"text": "Kept words"}, "This field is required", "Kept words"),
        ("approval_request", {"asked_on": "soon"}, "Write a year, a month or a day", "soon"),
        ("reason_give", GIVEN | {"observed_on": "2099"}, "not come yet", "The funds are large."),
        ("reason_give", {"text": "Kept words"}, "This field is required", "Kept words"),
        ("need_state", NEEDED | {"cause": "interest"}, "Select a valid choice", "Surveyors."),
    ],
)
def test_a_refusal_keeps_what_was_typed(client, official_my, post, name, data, sentence, kept):
    client.force_login(official_my)
    with writes_nothing():
        response = sent(client, name, ["post"], said(**data))

    text = text_of(response)
    assert response.status_code == 200
    assert sentence in text
    assert kept in text
    assert "<details open>" in text


def test_a_decision_and_support_are_refused_with_their_reasons(client, official_my, approval, need):
    client.force_login(official_my)
    with writes_nothing():
        no = sent(client, "approval_decide", [approval.pk], said(**DECIDED | {"reason": ""}))
        late = sent(client, "support_record", [need.pk], said(**HELPED | {"observed_on": "2099"}))
    assert "Give the reason for refusing or putting off." in text_of(no)
    assert "not come yet" in text_of(late)
    assert "Two surveyors." in text_of(late)


def test_who_is_asked_already_is_not_asked_again(client, official_my, approval, post, capital):
    client.force_login(official_my)
    with writes_nothing():
        response = sent(client, "approval_request", ["post"], ask(capital))
    assert "has been asked and has not decided yet" in text_of(response)


def test_an_analyst_names_the_source(client, analyst, post, malaysia, forum):
    source = SourceFactory()
    client.force_login(analyst)
    with writes_nothing():
        reason = sent(client, "reason_assess", ["post"], assessed(source, source=""))
        grade = sent(client, "assessment_add", [], graded(source, malaysia, forum, source=""))
    assert "Name the published source." in text_of(reason)
    assert "Name the published source." in text_of(grade)
    assert "It did not build." in text_of(grade)


def test_a_refused_grade_leaves_no_citation(client, analyst, forum):
    brunei, source = PartyFactory(code="BN"), SourceFactory()
    client.force_login(analyst)
    with writes_nothing():
        response = sent(client, "assessment_add", [], graded(source, brunei, forum))
    assert "no seat in the forum" in text_of(response)


def test_a_lost_sign_in_loses_nothing(client, official_my, post):
    response = sent(
        client, "reason_give", ["post"], said(**GIVEN, keep=f"give.post.{official_my.pk}")
    )
    assert response.url.startswith(reverse("account_login"))
    client.post(response.url, {"login": official_my.username, "password": PASSWORD})

    form = client.get(page_of(post)).context["diagnosis"].give
    assert form["text"].value() == "The funds are large."
    assert form.opened
    assert not Impediment.objects.exists()


def test_a_form_older_than_the_sign_in_comes_back(official_my, post):
    client = Client(enforce_csrf_checks=True)
    client.force_login(official_my)
    address = reverse("compliance:need_state", args=["post"])
    keep = f"need.post.{official_my.pk}"
    with writes_nothing():
        response = client.post(
            address, said(**NEEDED, keep=keep), headers={"origin": "http://testserver"}
        )
    assert response.url == address
    form = client.get(address, follow=True).context["diagnosis"].state
    assert form["text"].value() == "Surveyors."


@pytest.mark.parametrize("name", ["approval_request", "reason_give", "reason_assess", "need_state"])
def test_the_address_of_a_form_leads_to_it(client, official_my, post, name):
    client.force_login(official_my)
    response = client.get(reverse(f"compliance:{name}", args=["post"]))
    assert response.url.startswith(page_of(post) + "#")


# The lists


def test_approvals_are_filtered_by_the_address(client, official_id, approval, agreement, kaltim):
    ObligationFactory(agreement=agreement, code="other", owes=kaltim, consents=[kaltim.parent])
    client.force_login(official_id)

    def shown(**query):
        response = client.get(reverse("compliance:approvals", query=query))
        return [line.obligation.code for line in response.context["lines"]]

    assert sorted(shown()) == ["other", "post"]
    assert shown(side="MY") == shown(holder="MY-KL") == shown(state="asked") == ["post"]
    assert shown(state="needed") == ["other"]
    assert sorted(shown(state="waiting")) == ["other", "post"]
    assert shown(level="national") == []
    [asked] = client.get(reverse("compliance:approvals", query={"state": "asked"})).context["lines"]
    assert shown(days=asked.days) == ["post"]  # since when the other waits is not on record
    assert shown(days=asked.days + 1) == []
    assert sorted(shown(days="many")) == sorted(shown(days="²")) == ["other", "post"]
    assert sorted(shown(forum="kaltim-sabah")) == ["other", "post"]
    assert client.get(reverse("compliance:approvals") + "?forum=none").status_code == 404


def test_a_party_shows_causes_needs_and_grades_each_under_its_author(
    client, official_id, post, sabah, malaysia, official_my, analyst, need, forum
):
    told = {"obligation": post, "observed_on": PartialDate("2010")}
    state_reason(**told, cause="financial", text="Funds.", party=sabah, author=official_my)
    for name in ("First", "Second"):
        state_reason(
            **told,
            cause="financial",
            text="Funds, they say.",
            assessor=name,
            author=analyst,
            citations=[CitationFactory()],
        )
        assess(
            forum=forum,
            party=malaysia,
            scale="degree",
            grade="low" if name == "First" else "partial",
            assessor=name,
            rationale="So it is.",
            observed_on=PartialDate("2010"),
            author=analyst,
            citations=[CitationFactory()],
        )
    client.force_login(official_id)
    response = client.get(reverse("compliance:party", args=["MY"]))
    text, found = text_of(response), response.context["page"].diagnosis

    [cause] = found.causes
    assert (cause.cause, cause.given, cause.assessed) == ("financial", 1, 2)
    assert (cause.given_width, cause.assessed_width) == ("50%", "100%")
    assert "Capacity: financial: given 1, assessed 2" in text
    assert "Surveyors are lacking." in text
    [thing] = found.assessments
    assert [(each.assessor, each.grade) for each in thing.grades] == [
        ("First", "Low"),
        ("Second", "Partial"),
    ]
    assert re.findall(r"Assessed by (\w+), 2010</p>", text) == ["First", "Second"]
    early = client.get(reverse("compliance:party", args=["MY"]) + "?as_of=2009-12-31")
    assert early.context["page"].diagnosis.causes == ()
    assert early.context["page"].diagnosis.assessments == ()


@pytest.mark.parametrize("count", [1, 3])
def test_a_party_costs_the_same_for_every_cause_need_and_grade(
    client,
    official_id,
    analyst,
    official_my,
    agreement,
    forum,
    sabah,
    malaysia,
    count,
    django_assert_num_queries,
):
    for number in range(count):
        owed = ObligationFactory(agreement=agreement, owes=sabah)
        cited = {"citations": [CitationFactory()]}
        told = {"obligation": owed, "text": "So it is.", "observed_on": PartialDate("2010")}
        state_reason(**told, cause="authority", party=sabah, author=official_my, **cited)
        need = state_need(**told, cause="technical", party=sabah, author=official_my, **cited)
        record_support(
            need=need,
            stage="met",
            text="So it is.",
            observed_on=PartialDate("2011"),
            author=official_my,
            **cited,
        )
        assess(
            forum=forum,
            party=malaysia,
            agreement=agreement,
            scale="degree",
            grade="low",
            assessor=f"Analyst {number}",
            rationale="So it is.",
            observed_on=PartialDate("2010"),
            author=analyst,
            **cited,
        )
    client.force_login(official_id)

    with django_assert_num_queries(26):
        response = client.get(reverse("compliance:party", args=["MY"]))
    assert len(response.context["page"].diagnosis.needs) == count
    with django_assert_num_queries(22):
        response = client.get(agreement.get_absolute_url())
    assert len(response.context["page"].grades[0].grades) == count
