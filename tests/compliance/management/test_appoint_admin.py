"""The first admin of a register is appointed from the command line."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agreements.models import Membership, Role, User
from agreements.permissions import has_role
from tests.refusals import everything


def appoint(*arguments: str) -> str:
    out = StringIO()
    call_command("appoint_admin", *arguments, "--regime", "sosek-test", stdout=out)
    return out.getvalue()


def test_a_new_account_becomes_admin_and_history_keeps_it(regime: Any) -> None:
    assert "is now an admin of sosek-test. The account is new" in appoint("siti", "--create")
    siti = User.objects.get(username="siti")
    assert has_role(siti, Role.ADMIN, regime=regime)
    assert not siti.has_usable_password()
    assert Membership.history.get().user_id == siti.pk  # type: ignore[attr-defined]

    before = everything()
    assert "already: nothing changed" in appoint("siti")
    assert "already: nothing changed" in appoint("siti", "--create")
    assert everything() == before


def test_an_account_that_is_there_keeps_its_password_and_roles(regime: Any) -> None:
    user = User.objects.create_user("rahim", password="Batas-Patok-708")
    Membership.objects.create(user=user, regime=regime, role=Role.ANALYST)

    assert appoint("rahim") == "rahim is now an admin of sosek-test.\n"
    assert User.objects.get().check_password("Batas-Patok-708")
    assert {role.role for role in user.memberships.all()} == {Role.ANALYST, Role.ADMIN}


def test_it_refuses_in_one_sentence_and_writes_nothing(regime: Any) -> None:
    User.objects.create_user("gone", is_active=False)
    before = everything()

    with pytest.raises(CommandError, match=r"There is no user 'nobody'; --create makes"):
        appoint("nobody")
    with pytest.raises(CommandError, match=r"The account 'gone' is not active"):
        appoint("gone", "--create")
    with pytest.raises(CommandError, match=r"valid username"):
        appoint("a b", "--create")
    with pytest.raises(CommandError, match=r"no regime 'x' \(known: sosek-test\)"):
        call_command("appoint_admin", "siti", "--create", "--regime", "x")
    assert everything() == before
