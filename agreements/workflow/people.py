"""People: their accounts and roles. A regime that has an active admin keeps one."""

import logging
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Membership, Regime, Role, User
from sosek.ledger.writing import open_chain

logger = logging.getLogger(__name__)


@transaction.atomic
def change_person(
    user: User, *, roles: Sequence[Membership] = (), without: Sequence[Membership] = ()
) -> User:
    """Save a user, new or not, with the roles that are new or changed, without those taken."""
    open_chain()  # two admins who take each other's role at once are heard one after the other
    before = _regimes_with_an_admin()
    user.full_clean()
    user.save()
    for role in without:
        role.delete()
    for role in roles:
        role.user = user
        role.full_clean()
        role.save()
    _refuse_two_sides(user)
    _refuse_the_last_to_go(before)
    logger.info("user %s changed, %s roles given, %s taken", user.pk, len(roles), len(without))
    return user


@transaction.atomic
def remove_person(user: User) -> None:
    """Delete an account that was never used; one that was used stays, so that history says who."""
    open_chain()
    if user.last_login is not None:
        raise ValidationError(
            _(
                "The account %(user)s was used, and what was done with it keeps its name. "
                "Take “active” from it instead."
            ),
            code="used",
            params={"user": user.get_username()},
        )
    before, key = _regimes_with_an_admin(), user.pk
    user.delete()
    _refuse_the_last_to_go(before)
    logger.info("user %s removed", key)


def _refuse_two_sides(user: User) -> None:
    """Who acts for both sides could accept what they claimed themselves."""
    sides: dict[int, set[str]] = {}
    for role in user.memberships.filter(role=Role.OFFICIAL).select_related("party"):
        if role.party is not None:
            sides.setdefault(role.regime_id, set()).add(role.party.side_code)
    if any(len(codes) > 1 for codes in sides.values()):
        raise ValidationError(
            _("An official acts for one side. Give the other side an account of its own."),
            code="two_sides",
        )


def _regimes_with_an_admin() -> set[int]:
    admins = Membership.objects.filter(role=Role.ADMIN, user__is_active=True)
    return set(admins.values_list("regime", flat=True))


def _refuse_the_last_to_go(before: set[int]) -> None:
    left = Regime.objects.filter(pk__in=before - _regimes_with_an_admin()).first()
    if left is not None:
        raise ValidationError(
            _(
                "This is the last active admin of %(regime)s. "
                "Make another user an admin of it first."
            ),
            code="last_admin",
            params={"regime": str(left)},
        )
