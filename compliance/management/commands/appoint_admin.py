"""The first admin of a register, appointed from the command line, who then appoints the others."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from agreements.models import Membership, Regime, Role, User
from agreements.workflow.people import change_person


class Command(BaseCommand):
    help = "Make a user an admin of a regime; with --create, an account that is not there yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the name by which they sign in")
        parser.add_argument("--regime", required=True, help="slug of the regime")
        parser.add_argument(
            "--create", action="store_true", help="make the account, with no password yet"
        )

    def handle(self, *args: Any, username: str, regime: str, create: bool, **options: Any) -> None:
        place = _regime(regime)
        user = _user(username, create=create)
        role = Membership(regime=place, role=Role.ADMIN)
        if user.pk and user.memberships.filter(regime=place, role=Role.ADMIN, forum=None).exists():
            self.stdout.write(f"{username} is an admin of {place.slug} already: nothing changed.")
            return
        made = (
            "" if user.pk else "The account is new: manage.py changepassword gives it a password."
        )
        try:
            change_person(user, roles=[role])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{username} is now an admin of {place.slug}. {made}".strip())


def _regime(slug: str) -> Regime:
    found = Regime.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Regime.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no regime {slug!r} (known: {known}).")
    return found


def _user(username: str, *, create: bool) -> User:
    """The account of that name; one that is not active would be an admin who cannot sign in."""
    found = User.objects.filter(username=username).first()
    if found is None and not create:
        raise CommandError(f"There is no user {username!r}; --create makes the account.")
    if found is None:
        found = User(username=username)
        found.set_unusable_password()
    if not found.is_active:
        raise CommandError(f"The account {username!r} is not active: nobody can sign in with it.")
    return found
