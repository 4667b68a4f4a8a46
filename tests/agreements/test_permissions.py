"""Who may do what to the regime's own facts: asked of the questions, of the pages, of the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from agreements.models import Membership, Role, Site, User
from agreements.permissions import (
    acts_for,
    administered,
    can_administer,
    can_edit_structure,
    has_role,
    is_member,
    memberships,
    official_parties,
    official_sides,
)
from tests.admin_forms import admin_url, send
from tests.factories import ForumFactory, MembershipFactory, RegimeFactory, member
from tests.rights import YES, answers, opens, posts, questions, table

# `structure` and `administer` are questions, the rest are doors: the list of bodies of a regime
# that publishes nothing, the admin, adding a site there, giving somebody a role, and looking at
# the agreed terms and adding to them. Who may edit the structure without being an admin finds
# the admin closed all the same.

RIGHTS = table("""
    who               structure  administer  bodies   admin    site     role     terms
    stranger          no         no          sign-in  sign-in  sign-in  sign-in  sign-in
    outsider          no         no          404      no       no       no       no
    foreigner         no         no          yes      no       no       no       no
    superuser         no         no          404      no       no       no       no
    retired           no         no          sign-in  sign-in  sign-in  sign-in  sign-in
    unseated          no         no          yes      no       no       no       no
    official_id       no         no          yes      no       no       no       no
    official_my       no         no          yes      no       no       no       no
    official_away     no         no          yes      no       no       no       no
    secretariat       yes        no          yes      no       no       no       no
    analyst           no         no          yes      no       no       no       no
    admin_user        yes        yes         yes      yes      yes      yes      yes
""")


@pytest.fixture
def everybody(request: Any) -> dict[str, Any]:
    return {who: request.getfixturevalue(who) for who in RIGHTS}


def test_who_does_what(everybody: dict[str, Any], regime: Any, kaltim: Any, agreement: Any) -> None:
    somebody = everybody["outsider"]
    add_site = admin_url(Site, "add")
    change_user = admin_url(User, "change", somebody.pk)

    def adds_a_site(client: Any) -> str:
        given = {"code": "new", "name": "New", "party": kaltim.pk, "kind": "sea_post"}
        if opens(client, add_site) == YES:
            send(client, add_site, **given)
            assert Site.objects.filter(code="new").exists()
            return YES
        return posts(client, add_site, **given)

    def gives_a_role(client: Any) -> str:
        given = {"memberships-0-regime": regime.pk, "memberships-0-role": Role.ANALYST}
        if opens(client, change_user) == YES:
            send(client, change_user, **given)
            assert Membership.objects.filter(user=somebody, role=Role.ANALYST).exists()
            return YES
        return posts(client, change_user, **given)

    asked = {
        "structure": lambda user: can_edit_structure(user, regime),
        "administer": can_administer,
    }
    doors = {
        "bodies": lambda client: opens(client, reverse("agreements:committees")),
        "admin": lambda client: opens(client, reverse("admin:index")),
        "site": adds_a_site,
        "role": gives_a_role,
        "terms": lambda client: opens(client, admin_url(type(agreement.terms.get()), "add")),
    }

    questions(everybody, RIGHTS, {YES}, asked)
    answers(everybody, RIGHTS, doors)


def test_roles_are_those_of_the_regime(analyst: Any, admin_user: Any, regime: Any) -> None:
    other = RegimeFactory()
    MembershipFactory(user=analyst, regime=other, role=Role.SECRETARIAT)

    assert has_role(analyst, Role.ANALYST, regime=regime)
    assert has_role(analyst, Role.SECRETARIAT, Role.ADMIN, regime=other.pk)
    assert not has_role(analyst, Role.SECRETARIAT, regime=regime)
    assert not can_edit_structure(analyst, regime)
    assert can_edit_structure(analyst, other.pk)
    assert is_member(analyst, regime)
    assert is_member(analyst, other)
    assert is_member(admin_user, regime)
    assert not is_member(admin_user, other)
    assert administered(admin_user) == {regime.pk}
    assert administered(analyst) == set()


def test_who_is_not_signed_in_or_not_active_acts_as_nobody(retired: Any, regime: Any) -> None:
    for user in (AnonymousUser(), retired):
        assert memberships(user) == ()
        assert not is_member(user, regime)
        assert administered(user) == set()


def test_memberships_are_read_once_a_request(
    official_id: Any, forum: Any, kaltim: Any, django_assert_num_queries: Any
) -> None:
    user = User.objects.get(pk=official_id.pk)

    with django_assert_num_queries(2):  # what the user acts as, and who sits in the forum
        for _ in range(2):
            assert acts_for(user, kaltim, forum)
            assert official_sides(user, forum) == {"ID"}


def test_an_official_acts_for_the_party_and_those_below_it(
    official_id: Any, indonesia: Any, kaltim: Any, nunukan: Any, kaltara: Any, forum: Any
) -> None:
    assert [acts_for(official_id, party, forum) for party in (kaltim, nunukan)] == [True, True]
    assert [acts_for(official_id, party, forum) for party in (indonesia, kaltara)] == [False, False]
    namesake = type(kaltim)(code="ID-KT2", path="ID/ID-KT2")  # only begins like it
    assert not acts_for(official_id, namesake, forum)


def test_an_official_acts_where_their_side_sits_and_in_what_their_forum_succeeds(
    regime: Any, sabah: Any, kaltim: Any, forum: Any, next_forum: Any, other_forum: Any
) -> None:
    last = ForumFactory(regime=regime, predecessor=next_forum, parties=[kaltim, sabah])
    confined = member(Role.OFFICIAL, regime, sabah, forum=next_forum)
    anywhere = member(Role.OFFICIAL, regime, sabah)
    alone = ForumFactory(regime=regime, parties=[kaltim])
    foreign = ForumFactory(parties=[kaltim, sabah])

    def acts_in(user: Any) -> list[Any]:
        forums = (forum, next_forum, last, other_forum, alone, foreign)
        return [each for each in forums if official_parties(user, each) == [sabah]]

    assert acts_in(confined) == [forum, next_forum]
    assert acts_in(anywhere) == [forum, next_forum, last, other_forum]


def test_only_officials_act_for_a_party(secretariat: Any, admin_user: Any, forum: Any) -> None:
    assert official_parties(secretariat, forum) == official_parties(admin_user, forum) == []
