"""One account for each role, for a demonstration only."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from agreements.models import Membership, Party, Regime, Role, User

REGIME = "sosek-malindo"
ACCOUNTS = (
    ("official-id", Role.OFFICIAL, "ID"),
    ("official-my", Role.OFFICIAL, "MY"),
    ("secretariat", Role.SECRETARIAT, None),
    ("analyst", Role.ANALYST, None),
    ("admin", Role.ADMIN, None),
)


class Command(BaseCommand):
    help = "Create an account for each role and say how to sign in (with SOSEK_DEMO=True only)."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo accounts are for demonstrations only (SOSEK_DEMO=True).")
        refuse_weak_password()
        regime = Regime.objects.filter(slug=REGIME).first()
        if regime is None:
            raise CommandError(f"There is no regime {REGIME}: run `manage.py seed` first.")
        path = settings.DATA_DIR / "demo-accounts.txt"
        kept = _kept(path)
        said = [(name, _account(name, role, party, regime, kept)) for name, role, party in ACCOUNTS]
        _keep(path, kept)
        self.stdout.write("Sign in with:")
        for username, password in said:
            self.stdout.write(f"  {username:12} {password}")


def refuse_weak_password() -> None:
    """Before anything is done or printed: the password for all accounts must do for each."""
    for username, _role, _party in ACCOUNTS if settings.DEMO_PASSWORD else ():
        try:
            validate_password(settings.DEMO_PASSWORD, User(username=username))
        except ValidationError as error:
            raise CommandError(f"SOSEK_DEMO_PASSWORD: {error.messages[0]}") from None


def _account(
    username: str, role: Role, party: str | None, regime: Regime, kept: dict[str, str]
) -> str:
    """Make sure of one account; returns its password, or what to say of it."""
    user = User.objects.filter(username=username).first()
    if settings.DEMO_PASSWORD:
        kept.pop(username, None)
        user = _with_password(user or User(username=username), settings.DEMO_PASSWORD)
    elif user is None:
        kept[username] = secrets.token_urlsafe(12)
        user = _with_password(User(username=username), kept[username])
    _act(user, role, Party.objects.get(code=party) if party else None, regime)
    if settings.DEMO_PASSWORD:
        return "the password in SOSEK_DEMO_PASSWORD"
    if user.check_password(kept.get(username, "")):
        return kept[username]
    kept.pop(username, None)
    return "a password that was set elsewhere (SOSEK_DEMO_PASSWORD sets it anew)"


def _with_password(user: User, password: str) -> User:
    if user.pk and user.check_password(password):
        return user
    user.set_password(password)
    user.save()
    return user


def _act(user: User, role: Role, party: Party | None, regime: Regime) -> None:
    membership = {"user": user, "regime": regime, "role": role, "party": party}
    if not Membership.objects.filter(**membership).exists():
        row = Membership(**membership)
        row.full_clean()
        row.save()


def _kept(path: Path) -> dict[str, str]:
    """The passwords of earlier runs, by account."""
    if not path.exists():
        return {}
    return dict(line.split(maxsplit=1) for line in path.read_text().splitlines() if " " in line)


def _keep(path: Path, kept: dict[str, str]) -> None:
    """For nobody but the owner to read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.writelines(f"{username} {password}\n" for username, password in kept.items())
