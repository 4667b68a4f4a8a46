"""Users and roles in the admin, and the verbs behind them: a regime keeps its last admin."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from agreements.models import Membership, Role, User
from agreements.workflow import change_person, remove_person
from tests.admin_forms import admin_url, faults, filled, send
from tests.factories import PASSWORD, MembershipFactory, RegimeFactory, UserFactory, member

LAST = "This is the last active admin of Sosek Test. Make another user an admin of it first."


@pytest.fixture
def at_work(client: Any, admin_user: Any) -> Any:
    """A client signed in as the admin."""
    client.force_login(admin_user)
    return client


def of(user: Any) -> str:
    return admin_url(User, "change", user.pk)


def test_a_user_is_made_with_password_and_role(
    client: Any, at_work: Any, regime: Any, kaltim: Any
) -> None:
    send(
        at_work,
        admin_url(User, "add"),
        **{
            "username": "new-official",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "memberships-0-regime": regime.pk,
            "memberships-0-role": "official",
            "memberships-0-party": kaltim.pk,
        },
    )

    role = Membership.objects.get(user__username="new-official")
    assert (role.role, role.party) == (Role.OFFICIAL, kaltim)
    assert client.login(username="new-official", password=PASSWORD)


def test_an_official_needs_a_party(at_work: Any, regime: Any, outsider: Any) -> None:
    response = send(
        at_work,
        of(outsider),
        **{"memberships-0-regime": regime.pk, "memberships-0-role": "official"},
    )

    assert faults(response) == ["An official needs a party; the other roles stand for no party."]
    assert not outsider.memberships.exists()


def test_the_same_role_is_given_once(at_work: Any, analyst: Any, regime: Any) -> None:
    response = send(
        at_work,
        of(analyst),
        **{
            "memberships-TOTAL_FORMS": 2,
            "memberships-1-regime": regime.pk,
            "memberships-1-role": "analyst",
        },
    )

    assert faults(response) == ["This user already has this role here."]
    assert analyst.memberships.count() == 1


def test_nobody_becomes_a_superuser_here(at_work: Any, admin_user: Any) -> None:
    shown = filled(at_work, of(admin_user))
    assert not {"is_superuser", "is_staff", "groups", "user_permissions"} & set(shown)

    send(at_work, of(admin_user), is_superuser="on", is_staff="on", first_name="Ada")

    admin_user.refresh_from_db()
    assert (admin_user.first_name, admin_user.is_superuser, admin_user.is_staff) == (
        "Ada",
        False,
        False,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"is_active": None},
        {"memberships-0-DELETE": "on"},
        {"memberships-0-role": "analyst"},
    ],
)
def test_the_last_admin_stays(at_work: Any, admin_user: Any, changes: dict[str, Any]) -> None:
    response = send(at_work, of(admin_user), **changes)

    assert faults(response) == [LAST]
    assert "was changed successfully" not in response.content.decode()
    admin_user.refresh_from_db()
    assert admin_user.is_active
    assert admin_user.memberships.get().role == Role.ADMIN


def test_one_of_two_admins_may_go(at_work: Any, admin_user: Any, regime: Any) -> None:
    other = member(Role.ADMIN, regime)

    assert send(at_work, of(other), is_active=None).status_code == 302
    other.refresh_from_db()
    assert not other.is_active

    response = send(at_work, of(admin_user), **{"memberships-0-DELETE": "on"})
    assert faults(response) == [LAST], "who is not active does not count"


def test_an_account_that_was_never_used_is_deleted(at_work: Any, analyst: Any) -> None:
    address = admin_url(User, "delete", analyst.pk)

    assert at_work.get(address).status_code == 200
    at_work.post(address, {"post": "yes"})

    assert not User.objects.filter(pk=analyst.pk).exists()
    assert not Membership.objects.filter(user=analyst.pk).exists()


def test_an_account_that_was_used_stays(client: Any, at_work: Any, admin_user: Any) -> None:
    response = at_work.post(admin_url(User, "delete", admin_user.pk), {"post": "yes"}, follow=True)

    assert (
        "The account admin was used, and what was done with it keeps its name."
        in response.content.decode()
    )
    assert User.objects.filter(pk=admin_user.pk).exists()


def test_the_last_admin_is_not_deleted_by_the_verb_either(admin_user: Any) -> None:
    key = admin_user.pk

    with pytest.raises(ValidationError) as refused:
        remove_person(admin_user)

    assert refused.value.code == "last_admin"
    assert User.objects.filter(pk=key).exists()


def test_the_verb_refuses_to_leave_any_regime_without_admin(admin_user: Any) -> None:
    second = MembershipFactory(user=admin_user, regime=RegimeFactory(), role=Role.ADMIN)

    with pytest.raises(ValidationError) as refused:
        change_person(admin_user, without=[second])

    assert refused.value.code == "last_admin"
    assert admin_user.memberships.count() == 2


def test_a_new_password(client: Any, at_work: Any, analyst: Any) -> None:
    address = f"/admin/agreements/user/{analyst.pk}/password/"
    page = at_work.get(address)
    assert page.status_code == 200
    assert "unset" not in page.content.decode()

    weak = at_work.post(address, {"password1": "1995", "password2": "1995"})
    assert weak.status_code == 200
    at_work.post(address, {"password1": "Sungai-Imam-2010", "password2": "Sungai-Imam-2010"})

    assert client.login(username="analyst", password="Sungai-Imam-2010")


def test_users_of_other_regimes_do_not_exist_here(at_work: Any, regime: Any) -> None:
    theirs = member(Role.ANALYST, RegimeFactory(), username="theirs")
    shared = member(Role.ANALYST, regime, username="shared")
    MembershipFactory(user=shared, regime=RegimeFactory(), role=Role.SECRETARIAT)
    nobodys = UserFactory(username="nobodys")

    assert at_work.get(of(theirs)).status_code == 302
    assert at_work.get(of(nobodys)).status_code == 200
    assert at_work.get(of(shared)).status_code == 200
    assert at_work.post(of(shared), {}).status_code == 403, "another regime's admins have a say"


def test_roles_of_another_regime_are_neither_shown_nor_given(at_work: Any, outsider: Any) -> None:
    other = RegimeFactory()

    response = send(
        at_work,
        of(outsider),
        **{"memberships-0-regime": other.pk, "memberships-0-role": "admin"},
    )

    assert "Select a valid choice" in faults(response)[0]
    assert not outsider.memberships.exists()


def test_the_history_of_roles_is_kept(at_work: Any, analyst: Any, admin_user: Any) -> None:
    role = analyst.memberships.get()

    send(at_work, of(analyst), **{"memberships-0-role": "secretariat"})

    assert at_work.get(admin_url(Membership, "history", role.pk)).status_code == 200
    assert role.history.latest("history_id").history_user == admin_user
    assert at_work.post(admin_url(Membership, "change", role.pk), {}).status_code == 403


def test_the_history_of_a_role_is_no_way_around_the_last_admin(
    at_work: Any, admin_user: Any, regime: Any
) -> None:
    """The page of an old state of a role only shows it."""
    role = admin_user.memberships.get()
    version = admin_url(Membership, "simple_history", role.pk, role.history.get().pk)
    given = {"user": admin_user.pk, "regime": regime.pk, "role": Role.ANALYST}

    assert at_work.get(version).status_code == 200
    assert at_work.post(version, given).status_code == 403
    role.refresh_from_db()
    assert role.role == Role.ADMIN
