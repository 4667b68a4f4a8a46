"""The verbs of the regime: what they write, with its entry; what they refuse, and write nothing."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from agreements.models import (
    AgreementTerms,
    Cause,
    CommitteeParent,
    Consent,
    Forum,
    Membership,
    Milestone,
    Obligation,
    ObligationTerms,
    PartialDate,
    Party,
    Role,
    Site,
    User,
)
from agreements.workflow import (
    amend_agreement,
    amend_obligation,
    change_master,
    change_person,
    register,
    register_forum,
    register_obligation,
    register_party,
    remove_person,
)
from sosek.ledger.audit import audit
from sosek.ledger.models import Entry
from tests.factories import (
    AgreementFactory,
    CitationFactory,
    CommitteeFactory,
    ForumFactory,
    PartyFactory,
    SourceFactory,
    WorkingPaperFactory,
    member,
)
from tests.refusals import refuses, told, writes_nothing


def latest(kind: str) -> Any:
    """What the last entry of this kind says."""
    return json.loads(Entry.objects.filter(kind=kind).latest("sequence").payload)


def entries() -> int:
    return Entry.objects.count()


# Registering


def test_an_obligation_is_entered_with_its_first_terms(agreement: Any, kaltim: Any) -> None:
    citation = CitationFactory()
    before = entries()

    obligation = register_obligation(
        Obligation(agreement=agreement, code="road", name_en="Road"),
        ObligationTerms(owes=kaltim, due_on=PartialDate("2010")),
        milestones=[Milestone(code="a", name_en="A"), Milestone(code="b", name_en="B")],
        consents=[Consent(authority=kaltim)],
        citations=[citation],
    )

    terms = obligation.terms.get()
    assert [part.code for part in terms.milestones.order_by("order")] == ["a", "b"]
    assert terms.consents.get().order == 3
    assert list(terms.citations.all()) == list(obligation.citations.all()) == [citation]
    assert entries() == before + 2
    assert latest("obligation") == obligation.fixed_facts()
    assert audit().fault is None


def test_what_is_incomplete_is_not_registered(
    regime: Any, agreement: Any, kaltim: Any, indonesia: Any
) -> None:
    refused = [
        lambda: register_party(Party(code="ID-KT", name_en="Again", kind="province")),
        lambda: register_party(Party(code="", name_en="No code", kind="province")),
        lambda: register_forum(Forum(slug="x", regime=regime), parties=[kaltim]),
        lambda: register(Site(code="", name="Nowhere", party=kaltim, kind="sea_post")),
        lambda: register_obligation(
            Obligation(agreement=agreement, code="road", name_en="Road"),
            ObligationTerms(owes=kaltim, weight=0),
        ),
        lambda: register_obligation(
            Obligation(agreement=agreement, code="road", name_en="Road"),
            ObligationTerms(owes=kaltim),
            milestones=[Milestone(code="a", name_en="A"), Milestone(code="a", name_en="B")],
        ),
    ]
    for verb in refused:
        with writes_nothing(), pytest.raises(ValidationError):
            verb()


def test_what_no_score_reads_is_kept_without_an_entry(regime: Any, kaltim: Any) -> None:
    before, citation = entries(), CitationFactory()

    site = register(
        Site(code="post", name="Post", party=kaltim, kind="sea_post"), citations=[citation]
    )

    assert list(site.citations.all()) == [citation]
    assert site.history.count() == 1
    assert entries() == before


# Changing


def test_terms_get_a_further_version_and_keep_the_old(
    obligation_of_id: Any, agreement: Any, kaltara: Any
) -> None:
    amend_obligation(
        ObligationTerms(
            obligation=obligation_of_id,
            owes=kaltara,
            cause=Cause.SUCCESSION,
            holds_from=date(2015, 1, 1),
        ),
        milestones=[Milestone(code="road", name_en="Road")],
    )
    amend_agreement(AgreementTerms(agreement=agreement, weight=2))

    owing = [terms.owes.code for terms in obligation_of_id.terms.order_by("sequence")]
    assert owing == ["ID-KT", "ID-KU"]
    assert obligation_of_id.terms.latest("sequence").milestones.get().code == "road"
    assert agreement.terms.count() == 2
    assert audit().fault is None


def test_a_successor_belongs_to_the_same_side(obligation_of_id: Any, sabah: Any) -> None:
    terms = ObligationTerms(obligation=obligation_of_id, owes=sabah, cause=Cause.SUCCESSION)

    with writes_nothing(), pytest.raises(ValidationError) as refusal:
        amend_obligation(terms)
    assert refusal.value.message_dict == {"owes": ["A successor belongs to the same side."]}


def test_what_the_ledger_knows_by_name_keeps_it(
    regime: Any, kaltim: Any, forum: Any, agreement: Any, obligation_of_id: Any
) -> None:
    for row, name in (
        (regime, "slug"),
        (kaltim, "code"),
        (forum, "slug"),
        (agreement, "code"),
        (obligation_of_id, "code"),
    ):
        setattr(row, name, "another")
        with refuses("fixed", of=name):
            change_master(row)


def test_names_change_and_history_keeps_the_old(kaltim: Any, obligation_of_id: Any) -> None:
    before = entries()
    kaltim.name_en = "East Kalimantan"

    change_master(kaltim)

    assert list(kaltim.history.values_list("name_en", flat=True)) == ["East Kalimantan", ""]
    assert entries() == before


def test_what_something_rests_on_keeps_its_place(
    indonesia: Any, malaysia: Any, kaltim: Any, nunukan: Any, forum: Any, obligation_of_id: Any
) -> None:
    """A party that owes, sits in a forum, must consent or has parties below it; a forum with
    papers."""
    asked = PartyFactory(code="ID-BN", parent=indonesia)
    amend_obligation(
        ObligationTerms(obligation=obligation_of_id, owes=kaltim),
        consents=[Consent(authority=asked)],
    )
    seated = PartyFactory(code="ID-KB", parent=indonesia)
    ForumFactory(regime=forum.regime, parties=[seated])
    above = PartyFactory(code="ID-X", parent=indonesia)
    PartyFactory(code="ID-X-Y", parent=above)

    for party in (kaltim, asked, seated, above):
        party.parent = malaysia
        with refuses("fixed"):
            change_master(party)
    forum.started_on = PartialDate("1996")
    with refuses("fixed"):
        change_master(forum)
    forum.refresh_from_db()
    with refuses("fixed"):
        change_master(forum, parties=[kaltim])


def test_what_nothing_rests_on_is_entered_anew(
    regime: Any, indonesia: Any, malaysia: Any, sabah: Any
) -> None:
    free = PartyFactory(code="FREE", parent=indonesia)
    free.parent = malaysia
    change_master(free)
    assert latest("party") == {"party": "FREE", "parent": "MY"}
    assert free.path == "MY/FREE"

    forum = ForumFactory(regime=regime, parties=[indonesia])
    change_master(forum, parties=[indonesia, sabah])
    assert latest("forum")["parties"] == ["ID", "MY-SB"]
    assert audit().fault is None


def test_a_paper_and_a_source_move_until_something_rests_on_them(
    forum: Any, other_forum: Any, paper: Any, agreement: Any
) -> None:
    free = WorkingPaperFactory(forum=forum, number=9)
    free.number = 8
    assert change_master(free).number == 8
    paper.number = 7
    with refuses("fixed"):
        change_master(paper)

    source = SourceFactory()
    source.key = "renamed"
    assert change_master(source).key == "renamed"
    cited = CitationFactory().source
    cited.key = "renamed-too"
    with refuses("fixed"):
        change_master(cited)


def test_what_is_promised_stays_under_what_it_was_agreed(
    paper: Any, agreement: Any, obligation_of_id: Any
) -> None:
    agreement.paper = WorkingPaperFactory(forum=paper.forum, number=9)
    obligation_of_id.agreement = AgreementFactory(paper=paper)

    for row in (agreement, obligation_of_id):
        with refuses("fixed"):
            change_master(row)


def test_a_change_that_is_wrong_writes_nothing(regime: Any) -> None:
    committee = CommitteeFactory(regime=regime)
    committee.established_on, committee.ended_on = PartialDate("2010"), PartialDate("2009")

    with writes_nothing(), pytest.raises(ValidationError) as refusal:
        change_master(committee)
    assert set(told(refusal.value)) == {"ended_on"}


def test_no_place_of_a_body_leads_back_to_it(regime: Any) -> None:
    """Whichever door writes it: the import and the admin use the same verbs."""
    top, below = CommitteeFactory(regime=regime), CommitteeFactory(regime=regime)
    place = register(CommitteeParent(committee=below, parent=top))
    with refuses("circle", of="parent"):
        register(CommitteeParent(committee=top, parent=below))

    top_place = register(CommitteeParent(committee=top))
    top_place.parent = below
    with refuses("circle", of="parent"):
        change_master(top_place)
    assert change_master(place)


# People


def test_roles_are_given_and_taken_with_the_person(outsider: Any, regime: Any, kaltim: Any) -> None:
    official = Membership(regime=regime, role=Role.OFFICIAL, party=kaltim)
    change_person(outsider, roles=[official])
    assert outsider.memberships.get().party == kaltim

    change_person(outsider, without=[official])
    assert not outsider.memberships.exists()


def test_a_role_that_cannot_be_leaves_the_person_as_they_were(outsider: Any, regime: Any) -> None:
    outsider.first_name = "Changed"

    with writes_nothing(), pytest.raises(ValidationError):
        change_person(outsider, roles=[Membership(regime=regime, role=Role.OFFICIAL)])
    assert User.objects.get(pk=outsider.pk).first_name == ""


def test_an_official_acts_for_one_side(
    official_id: Any, regime: Any, indonesia: Any, sabah: Any
) -> None:
    """Who acts for both could accept what they claimed themselves."""
    both = Membership(regime=regime, role=Role.OFFICIAL, party=sabah)
    with refuses("two_sides"):
        change_person(official_id, roles=[both])

    change_person(
        official_id, roles=[Membership(regime=regime, role=Role.OFFICIAL, party=indonesia)]
    )
    assert official_id.memberships.count() == 2


def test_a_regime_keeps_its_last_active_admin(admin_user: Any, regime: Any) -> None:
    role = admin_user.memberships.get()
    with refuses("last_admin"):
        change_person(admin_user, without=[role])
    admin_user.is_active = False
    with refuses("last_admin"):
        change_person(admin_user)
    with refuses("last_admin"):
        remove_person(User.objects.get(pk=admin_user.pk))

    member(Role.ADMIN, regime)
    assert not change_person(admin_user).is_active


def test_an_account_that_was_used_stays(client: Any, outsider: Any, analyst: Any) -> None:
    client.force_login(outsider)
    outsider.refresh_from_db()
    with refuses("used"):
        remove_person(outsider)

    remove_person(analyst)
    assert not User.objects.filter(username="analyst").exists()
