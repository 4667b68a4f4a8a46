"""The admin: who enters, what its verbs write, what it refuses and in which words."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.admin.kinds import refusable
from agreements.models import (
    Agreement,
    AgreementTerms,
    Appointment,
    Citation,
    Committee,
    CommitteeName,
    Forum,
    Level,
    Meeting,
    Membership,
    Obligation,
    ObligationTerms,
    Party,
    Regime,
    RegimeSettings,
    Role,
    Site,
    Source,
    User,
    WorkingPaper,
)
from agreements.workflow import change_settings
from compliance.models import DraftFile, ReportDraft
from sosek.ledger.audit import audit
from sosek.ledger.models import Entry
from tests.admin_forms import admin_url, faults, filled, send
from tests.factories import (
    AgreementFactory,
    CitationFactory,
    CommitteeFactory,
    ForumFactory,
    ObligationFactory,
    PartyFactory,
    RegimeFactory,
    SiteFactory,
    SourceFactory,
    WorkingPaperFactory,
    member,
)

MASTERS = [model for model in admin.site._registry if hasattr(model, "history")]


@pytest.fixture
def at_work(client: Any, admin_user: Any) -> Any:
    """A client signed in as the admin."""
    client.force_login(admin_user)
    return client


@pytest.fixture
def citation(db: None) -> Any:
    return CitationFactory()


def last_payload(kind: str) -> str:
    return Entry.objects.filter(kind=kind).latest("sequence").payload


def test_only_admins_enter(
    client: Any, admin_user: Any, secretariat: Any, official_id: Any, superuser: Any
) -> None:
    """Django's own rights open nothing."""
    index = reverse("admin:index")
    assert client.get(index).status_code == 302

    def status_for(user: Any) -> int:
        client.force_login(user)
        return client.get(index, follow=True).status_code

    assert status_for(admin_user) == 200
    assert status_for(secretariat) == status_for(official_id) == status_for(superuser) == 403


def test_the_menu_leads_admins_there(client: Any, admin_user: Any, secretariat: Any) -> None:
    def menu_for(user: Any) -> str:
        client.force_login(user)
        return client.get(reverse("compliance:profile")).content.decode()

    assert 'href="/admin/"' in menu_for(admin_user)
    assert 'href="/admin/"' not in menu_for(secretariat)


def test_an_admin_who_is_not_active_is_out(client: Any, admin_user: Any) -> None:
    client.force_login(admin_user)
    User.objects.filter(pk=admin_user.pk).update(is_active=False)

    assert client.get(reverse("admin:index")).status_code == 302


def test_what_gives_djangos_rights_and_what_is_private_has_no_page() -> None:
    shown = {model._meta.model_name for model in admin.site._registry}

    assert not shown & {"group", "permission", "emailaddress"}
    assert not {ReportDraft, DraftFile} & set(admin.site._registry)


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda m: m._meta.model_name)
def test_every_list_opens_and_can_be_searched(at_work: Any, model: Any) -> None:
    assert at_work.get(admin_url(model, "changelist")).status_code == 200
    assert at_work.get(admin_url(model, "changelist"), {"q": "a"}).status_code == 200


FEW = {"regime"}  # of these there are never so many that a list of them is long


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda m: m._meta.model_name)
def test_every_list_is_searched_and_filtered(model: Any) -> None:
    page = admin.site.get_model_admin(model)

    assert page.search_fields
    assert page.list_filter or model is Regime


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda m: m._meta.model_name)
def test_what_can_be_long_is_looked_up(at_work: Any, admin_user: Any, rf: Any, model: Any) -> None:
    """Where a form asks for a row of another table, it completes what is typed."""
    request = rf.get("/")
    request.user = admin_user
    page = admin.site.get_model_admin(model)
    pages = [page, *page.get_inline_instances(request)]
    pages = [each for each in pages if each.has_add_permission(request, None)]

    asked = {
        field.name
        for each in pages
        for field in [*each.opts.fields, *each.opts.many_to_many]
        if field.related_model in admin.site._registry
        and field.related_model is not getattr(each, "parent_model", None)
        and field.name in _form(each, request).base_fields
    }
    looked_up = {name for each in pages for name in each.autocomplete_fields}

    assert asked - looked_up <= FEW


def _form(page: Any, request: Any) -> Any:
    if hasattr(page, "get_formset"):
        return page.get_formset(request).form
    return page.get_form(request)


def rows(regime: Any) -> dict[Any, Any]:
    """How to make one more row of each model whose list is counted."""
    return {
        Committee: lambda: CommitteeFactory(regime=regime, side=PartyFactory()),
        Appointment: lambda: Appointment.objects.create(
            committee=CommitteeFactory(regime=regime), side=PartyFactory(), person="Somebody"
        ),
        Meeting: lambda: Meeting.objects.create(
            code=f"m-{Meeting.objects.count()}",
            committee=CommitteeFactory(regime=regime),
            kind="session",
        ),
        Obligation: lambda: ObligationFactory(
            agreement=AgreementFactory(paper=WorkingPaperFactory(forum=ForumFactory(regime=regime)))
        ),
        ObligationTerms: lambda: ObligationFactory(
            agreement=AgreementFactory(paper=WorkingPaperFactory(forum=ForumFactory(regime=regime)))
        ),
        Site: SiteFactory,
        Citation: CitationFactory,
        User: lambda: member(Role.ANALYST, regime),
        Membership: lambda: member(Role.ANALYST, regime),
    }


@pytest.mark.parametrize("model", list(rows(None)), ids=lambda m: m._meta.model_name)
def test_a_list_costs_the_same_with_one_row_and_with_three(
    at_work: Any, regime: Any, model: Any
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            at_work.get(admin_url(model, "changelist"))
        return len(queries)

    rows(regime)[model]()
    at_work.get(admin_url(model, "changelist"))
    one = cost()
    rows(regime)[model]()
    rows(regime)[model]()

    assert cost() == one


def test_what_belongs_to_another_regime_does_not_exist(at_work: Any) -> None:
    theirs = CommitteeFactory(regime=RegimeFactory(), name_en="Their body")

    assert "Their body" not in at_work.get(admin_url(Committee, "changelist")).content.decode()
    assert at_work.get(admin_url(Committee, "change", theirs.pk)).status_code == 302
    assert at_work.get(admin_url(Committee, "history", theirs.pk)).status_code == 403
    response = at_work.get(
        reverse("admin:autocomplete"),
        {"app_label": "agreements", "model_name": "appointment", "field_name": "committee"},
    )
    assert response.json()["results"] == []


def test_nothing_can_be_put_into_another_regime(at_work: Any, indonesia: Any) -> None:
    theirs = CommitteeFactory(regime=RegimeFactory())

    response = send(
        at_work, admin_url(Appointment, "add"), committee=theirs.pk, role="chair", person="X"
    )

    assert "Select a valid choice" in faults(response)[0]
    assert not Appointment.objects.exists()


def test_adding_a_party_writes_the_ledger(at_work: Any, indonesia: Any, citation: Any) -> None:
    response = send(
        at_work,
        admin_url(Party, "add"),
        code="ID-KU",
        name_id="Kalimantan Utara",
        kind="province",
        parent=indonesia.pk,
        valid_from="2012-11",
        citations=[citation.pk],
    )

    assert response.status_code == 302
    party = Party.objects.get(code="ID-KU")
    assert (party.path, str(party.valid_from)) == ("ID/ID-KU", "2012-11")
    assert list(party.citations.all()) == [citation]
    assert last_payload("party") == '{"parent":"ID","party":"ID-KU"}'
    assert audit().fault is None


def test_the_code_of_a_party_stays(at_work: Any, indonesia: Any) -> None:
    response = send(at_work, admin_url(Party, "change", indonesia.pk), code="RI", name_en="New")

    assert faults(response) == ["The ledger knows it as “ID”. That stays; change its name instead."]
    indonesia.refresh_from_db()
    assert (indonesia.code, indonesia.name_en) == ("ID", "Indonesia")


def test_a_party_that_owes_keeps_its_place(
    at_work: Any, obligation_of_id: Any, kaltim: Any, malaysia: Any
) -> None:
    response = send(at_work, admin_url(Party, "change", kaltim.pk), parent=malaysia.pk)

    assert "is fixed, since something rests on it" in faults(response)[0]
    kaltim.refresh_from_db()
    assert kaltim.path == "ID/ID-KT"


@pytest.mark.parametrize("resting", ["child", "forum", "consent"])
def test_a_party_on_which_something_rests_keeps_its_place(
    at_work: Any, regime: Any, agreement: Any, malaysia: Any, resting: str
) -> None:
    party = PartyFactory(code="ID-KU")
    if resting == "child":
        PartyFactory(code="ID-KU-1", parent=party)
    elif resting == "forum":
        ForumFactory(regime=regime, parties=[party])
    else:
        ObligationFactory(agreement=agreement, consents=[party])

    response = send(at_work, admin_url(Party, "change", party.pk), parent=malaysia.pk)

    assert "is fixed" in faults(response)[0]


def test_a_party_on_which_nothing_rests_may_move(at_work: Any, indonesia: Any) -> None:
    stray = PartyFactory(code="ID-KU")

    response = send(at_work, admin_url(Party, "change", stray.pk), parent=indonesia.pk)

    assert response.status_code == 302
    stray.refresh_from_db()
    assert stray.path == "ID/ID-KU"
    assert last_payload("party") == '{"parent":"ID","party":"ID-KU"}'
    assert audit().fault is None


def test_a_forum_keeps_its_parties_once_it_has_papers(
    at_work: Any, paper: Any, kaltim: Any, sabah: Any
) -> None:
    address = admin_url(Forum, "change", paper.forum.pk)

    assert send(at_work, address, name_en="Another name").status_code == 302
    response = send(at_work, address, parties=[kaltim.pk])

    assert "is fixed, since something rests on it" in faults(response)[0]
    assert set(paper.forum.parties.all()) == {kaltim, sabah}
    assert audit().fault is None


def test_a_forum_is_registered_with_its_parties(
    at_work: Any, regime: Any, kaltim: Any, sabah: Any
) -> None:
    send(
        at_work,
        admin_url(Forum, "add"),
        regime=regime.pk,
        slug="new-forum",
        name_en="New",
        parties=[kaltim.pk, sabah.pk],
        started_on="2015",
    )
    forum = Forum.objects.get(slug="new-forum")
    assert '"parties":["ID-KT","MY-SB"]' in last_payload("forum")

    send(at_work, admin_url(Forum, "change", forum.pk), parties=[kaltim.pk])

    assert '"parties":["ID-KT"]' in last_payload("forum")
    assert audit().fault is None


def test_a_paper_keeps_its_number_once_something_is_agreed_under_it(
    at_work: Any, agreement: Any
) -> None:
    address = admin_url(WorkingPaper, "change", agreement.paper.pk)

    assert "is fixed" in faults(send(at_work, address, number=9))[0]
    assert send(at_work, address, name_en="Renamed").status_code == 302
    assert audit().fault is None


def test_a_cited_source_keeps_its_key(at_work: Any, citation: Any) -> None:
    response = send(at_work, admin_url(Source, "change", citation.source.pk), key="other")

    assert "is fixed" in faults(response)[0]


def test_an_agreement_comes_with_its_first_terms(at_work: Any, paper: Any, citation: Any) -> None:
    address = admin_url(Agreement, "add")
    given = {"paper": paper.pk, "code": "patrols", "name_en": "Patrols", "weight": 3}

    assert faults(send(at_work, address, **given)) == ["This field is required."]
    send(at_work, address, **given, adopted_on="1995-10", citations=[citation.pk])

    terms = AgreementTerms.objects.get(agreement__code="patrols")
    assert (terms.weight, str(terms.adopted_on)) == (3, "1995-10")
    assert terms.author.username == "admin"
    assert list(terms.citations.all()) == [citation]
    assert audit().fault is None


def test_an_obligation_comes_with_its_first_terms(
    at_work: Any, agreement: Any, kaltim: Any, malaysia: Any, citation: Any
) -> None:
    response = send(
        at_work,
        admin_url(Obligation, "add"),
        agreement=agreement.pk,
        code="road",
        name_en="Road",
        owes=kaltim.pk,
        weight=1,
        due_on="2010",
        milestones="road; 2; Access road; Jalan masuk; Jalan masuk\n\nbridge",
        consents="MY; central",
        citations=[citation.pk],
    )

    assert response.status_code == 302, faults(response)
    terms = ObligationTerms.objects.get(obligation__code="road")
    assert [(m.code, m.weight, m.name_id) for m in terms.milestones.order_by("order")] == [
        ("road", 2, "Jalan masuk"),
        ("bridge", 1, ""),
    ]
    assert [(c.authority, c.level) for c in terms.consents.all()] == [(malaysia, "central")]
    assert audit().fault is None


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("milestones", "road; many", "Line 1: Write it as: road; 2;"),
        ("milestones", "road; 0", "Line 1: Ensure this value is greater than or equal to 1."),
        ("milestones", "ok\nthe road", "Line 2: Enter a valid “slug”"),
        ("milestones", "a; 1; b; c; d; e", "Line 1: Write it as"),
        ("milestones", "road\nroad", "Two milestones have the same code."),
        ("consents", "XX; central", "Line 1: There is no party “XX”."),
        ("due_on", "2010-13", "Write a year, a month or a day"),
    ],
)
def test_what_cannot_be_read_is_said(
    at_work: Any, obligation_of_id: Any, citation: Any, field: str, text: str, sentence: str
) -> None:
    address = admin_url(ObligationTerms, "add") + f"?obligation={obligation_of_id.pk}"

    response = send(at_work, address, citations=[citation.pk], **{field: text})

    assert faults(response)[0].startswith(sentence)
    assert obligation_of_id.terms.count() == 1


def test_new_terms_start_from_those_that_stand(
    at_work: Any, agreement: Any, kaltim: Any, malaysia: Any, citation: Any
) -> None:
    obligation = ObligationFactory(
        agreement=agreement,
        owes=kaltim,
        due_on="2010-12",
        milestones={"road": 2},
        consents=[malaysia],
    )
    address = admin_url(ObligationTerms, "add") + f"?obligation={obligation.pk}"
    start = filled(at_work, address)
    assert (start["owes"], str(start["due_on"])) == (kaltim.pk, "2010-12")
    assert (start["milestones"], start["consents"]) == ("road; 2; road; ; ", "MY; ")

    send(at_work, address, holds_from="2011-01-01", due_on="2012", citations=[citation.pk])

    first, second = obligation.terms.order_by("sequence")
    assert (str(first.due_on), str(second.due_on)) == ("2010-12", "2012")
    assert [m.code for m in second.milestones.all()] == ["road"]
    assert second.author.username == "admin"
    assert audit().fault is None


def test_a_successor_of_the_other_side_is_refused(
    at_work: Any, obligation_of_id: Any, sabah: Any, citation: Any
) -> None:
    address = admin_url(ObligationTerms, "add") + f"?obligation={obligation_of_id.pk}"

    response = send(at_work, address, owes=sabah.pk, cause="succession", citations=[citation.pk])

    assert faults(response) == ["A successor belongs to the same side."]
    assert obligation_of_id.terms.count() == 1


def test_what_both_sides_confirm_is_not_entered_here(
    at_work: Any, obligation_of_id: Any, citation: Any
) -> None:
    address = admin_url(ObligationTerms, "add") + f"?obligation={obligation_of_id.pk}"

    response = send(at_work, address, cause="correction", citations=[citation.pk])

    assert "Select a valid choice" in faults(response)[0]


def test_a_promise_shows_its_versions_and_keeps_its_code(
    at_work: Any, obligation_of_id: Any, citation: Any
) -> None:
    address = admin_url(ObligationTerms, "add") + f"?obligation={obligation_of_id.pk}"
    send(at_work, address, holds_from="2015-01-01", citations=[citation.pk])

    change = admin_url(Obligation, "change", obligation_of_id.pk)
    page = at_work.get(change).content.decode()

    assert page.index(">From the beginning</a>") < page.index(">From 2015-01-01</a>")
    assert f'href="{address}"' in page
    assert not {"code", "agreement"} & set(filled(at_work, change))


def test_agreements_get_further_terms_too(at_work: Any, agreement: Any, citation: Any) -> None:
    address = admin_url(AgreementTerms, "add") + f"?agreement={agreement.pk}"

    send(at_work, address, weight=5, citations=[citation.pk])

    assert agreement.terms.latest("sequence").weight == 5
    assert audit().fault is None


def test_settings_change_by_a_new_version(at_work: Any, regime: Any) -> None:
    address = admin_url(RegimeSettings, "add") + f"?regime={regime.pk}"
    assert filled(at_work, address)["silence_days"] == 30

    send(at_work, address, silence_days=45, thresholds_high="0,8", reason="Session 14")

    latest = regime.settings_versions.latest("sequence")
    assert (latest.silence_days, latest.thresholds["high"]) == (45, "0.8")
    assert latest.author.username == "admin"
    assert regime.settings_versions.count() == 2
    assert audit().fault is None


def test_new_settings_keep_the_days_of_a_dispute(at_work: Any, regime: Any) -> None:
    change_settings(RegimeSettings(regime=regime, dispute_days={"central": 60}))

    send(at_work, admin_url(RegimeSettings, "add") + f"?regime={regime.pk}", silence_days=45)

    assert regime.settings_versions.latest("sequence").dispute_days == {"central": 60}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"thresholds_high": "0.99"}, "Give full, high and partial, each lower, between 0 and 1."),
        ({"thresholds_high": "high"}, "Give full, high and partial, each lower, between 0 and 1."),
        ({"thresholds_full": ""}, "This field is required."),
        ({"time_zone": "Makassar"}, "Name a time zone such as Asia/Makassar."),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    at_work: Any, regime: Any, changes: dict[str, str], sentence: str
) -> None:
    address = admin_url(RegimeSettings, "add") + f"?regime={regime.pk}"

    assert sentence in faults(send(at_work, address, **changes))
    assert regime.settings_versions.count() == 1


def test_who_registers_a_regime_is_its_admin(at_work: Any, admin_user: Any) -> None:
    response = send(at_work, admin_url(Regime, "add"), slug="second", name_en="Second")

    assert response.status_code == 302
    regime = Regime.objects.get(slug="second")
    assert regime.settings_versions.get().publishes == "nothing"
    assert regime.memberships.get().user == admin_user
    assert at_work.get(admin_url(Regime, "change", regime.pk)).status_code == 200
    assert audit().fault is None


@pytest.mark.parametrize("model", [AgreementTerms, ObligationTerms, RegimeSettings, Citation])
def test_versions_and_citations_are_only_looked_at(
    at_work: Any, obligation_of_id: Any, citation: Any, model: Any
) -> None:
    row = model.objects.first()
    address = admin_url(model, "change", row.pk)

    assert at_work.get(address).status_code == 200
    assert at_work.post(address, {}).status_code == 403
    assert at_work.post(admin_url(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_a_citation_is_added_once(at_work: Any) -> None:
    given = {"source": SourceFactory().pk, "locator": "p. 4", "basis": "stated"}

    assert send(at_work, admin_url(Citation, "add"), **given).status_code == 302
    assert "already exists" in faults(send(at_work, admin_url(Citation, "add"), **given))[0]


def test_a_committee_comes_with_its_name_and_place(
    at_work: Any, regime: Any, citation: Any
) -> None:
    gbc = CommitteeFactory(regime=regime, code="gbc", level=Level.GBC)

    response = send(
        at_work,
        admin_url(Committee, "add"),
        **{
            "regime": regime.pk,
            "code": "hlc",
            "level": "hlc",
            "names-0-name_en": "High Level Committee",
            "parents-TOTAL_FORMS": 1,
            "parents-0-parent": gbc.pk,
            "parents-0-holds_from": "1990-01-01",
            "parents-0-citations": [citation.pk],
        },
    )

    assert response.status_code == 302, faults(response)
    hlc = Committee.objects.get(code="hlc")
    assert str(hlc) == "High Level Committee"
    assert hlc.parents.get().parent == gbc
    assert list(hlc.parents.get().citations.all()) == [citation]


def test_two_names_from_the_same_day_are_refused_in_words(at_work: Any, regime: Any) -> None:
    committee = CommitteeFactory(regime=regime)

    response = send(
        at_work,
        admin_url(Committee, "change", committee.pk),
        **{"names-TOTAL_FORMS": 2, "names-1-committee": committee.pk, "names-1-name_en": "Again"},
    )

    assert faults(response) == ["The committee already has a name from that day."]
    assert CommitteeName.objects.count() == 1


def test_history_says_who_and_a_change_can_be_undone(
    at_work: Any, regime: Any, admin_user: Any
) -> None:
    committee = CommitteeFactory(regime=regime, mandate_en="First")
    send(at_work, admin_url(Committee, "change", committee.pk), mandate_en="Second")

    page = at_work.get(admin_url(Committee, "history", committee.pk)).content.decode()
    assert ">admin</a>" in page
    assert "First &rarr; Second" in page
    assert 'style="' not in page

    first = committee.history.earliest("history_id")
    assert first.history_user is None
    assert committee.history.latest("history_id").history_user == admin_user
    send(at_work, admin_url(Committee, "simple_history", committee.pk, first.pk))

    committee.refresh_from_db()
    assert committee.mandate_en == "First"
    assert committee.history.count() == 3


def test_undoing_cannot_move_what_the_record_rests_on(
    at_work: Any, indonesia: Any, agreement: Any, citation: Any
) -> None:
    stray = PartyFactory(code="ID-KU")
    send(at_work, admin_url(Party, "change", stray.pk), parent=indonesia.pk)
    stray.refresh_from_db()
    ObligationFactory(agreement=agreement, owes=stray)

    first = stray.history.earliest("history_id")
    response = send(at_work, admin_url(Party, "simple_history", stray.pk, first.pk))

    assert "is fixed" in faults(response)[0]
    stray.refresh_from_db()
    assert stray.path == "ID/ID-KU"


@pytest.mark.parametrize("model", MASTERS, ids=lambda m: m._meta.model_name)
def test_history_of_another_regime_is_nobodys_here(at_work: Any, model: Any) -> None:
    address = admin_url(model, "history", 987654)

    assert at_work.get(address).status_code == 404


def test_what_something_rests_on_is_not_deleted(
    at_work: Any, agreement: Any, citation: Any
) -> None:
    site = SiteFactory()
    ObligationFactory(agreement=agreement, site=site)

    for row in (site, citation.source, agreement.paper):
        response = at_work.post(admin_url(type(row), "delete", row.pk), {"post": "yes"})

        assert "would require deleting the following protected" in response.content.decode()
        assert type(row).objects.filter(pk=row.pk).exists()


def test_what_nothing_rests_on_is_deleted(at_work: Any) -> None:
    site = SiteFactory()

    at_work.post(admin_url(Site, "delete", site.pk), {"post": "yes"})

    assert not Site.objects.exists()
    assert site.history.model.objects.filter(history_type="-").count() == 1


@pytest.mark.parametrize("model", [Regime, Party, Forum, Agreement, Obligation])
def test_what_the_ledger_names_is_never_deleted(
    at_work: Any, obligation_of_id: Any, model: Any
) -> None:
    row = model.objects.first()

    response = at_work.post(admin_url(model, "delete", row.pk), {"post": "yes"})

    assert response.status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_nothing_is_deleted_by_the_dozen(at_work: Any, outsider: Any) -> None:
    for row in (SiteFactory(), outsider):
        data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        at_work.post(admin_url(type(row), "changelist"), data)

        assert type(row).objects.filter(pk=row.pk).exists()


def test_looking_waits_for_no_writer(at_work: Any, indonesia: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        at_work.get(admin_url(Party, "change", indonesia.pk))

    assert not [each for each in queries if "SAVEPOINT" in each["sql"] or "BEGIN" in each["sql"]]


class Page:
    """A page on which the database itself refuses what the rules let through."""

    @refusable
    def view(self, request: Any) -> Any:
        if not hasattr(request, "refusal"):
            raise IntegrityError
        return request.refusal


def test_what_the_database_refuses_is_said_too(rf: Any, db: None) -> None:
    assert Page().view(rf.post("/")).messages == [
        "The database has something else that does not go with this. Look again."
    ]


def test_other_names_of_a_site_are_lines(at_work: Any) -> None:
    site = SiteFactory(aliases=["Simanggaris", "Sei Manggaris"])
    address = admin_url(Site, "change", site.pk)
    assert filled(at_work, address)["aliases"] == "Simanggaris\nSei Manggaris"

    send(at_work, address, aliases="Simanggaris\nSeimanggaris")

    site.refresh_from_db()
    assert site.aliases == ["Simanggaris", "Seimanggaris"]


@pytest.mark.parametrize(("language", "label"), [("id", "Komite:"), ("ms", "Jawatankuasa:")])
def test_what_a_form_relates_to_is_named_in_the_readers_language(
    at_work: Any, language: str, label: str
) -> None:
    at_work.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = at_work.get(admin_url(CommitteeName, "add")).content.decode()

    assert label in page
    assert "Committee:" not in page
