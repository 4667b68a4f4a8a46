"""Tokens: made once and shown once, and revoked by whoever made them or by an admin."""

import hashlib
import logging
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import ApiToken, User

logger = logging.getLogger(__name__)

MARK = "sosek_"
"""Every secret begins so: whoever finds one in a file knows what it is."""
SHOWN = len(MARK) + 6
MOST_TOKENS = 20
DAYS = (7, 30, 90, 365)
USED_EVERY = timedelta(minutes=10)
"""How exactly it is noted when a token was last used: a read is not to write each time."""


def digest_of_secret(secret: str) -> str:
    """What is kept of a secret. It is random and long: nothing is gained by a slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(user: User, *, name: str, scope: str, days: int) -> tuple[ApiToken, str]:
    """A new token, and its secret, which is told this once."""
    now = timezone.now()
    User.objects.select_for_update().get(pk=user.pk)
    if ApiToken.objects.working(now).filter(user=user).count() >= MOST_TOKENS:
        raise ValidationError(
            _("You have %(most)s tokens that work. Revoke one first."),
            code="most",
            params={"most": MOST_TOKENS},
        )
    if days not in DAYS:
        raise ValidationError({"days": _("Choose for how long it works.")})
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken(
        user=user,
        name=name.strip(),
        scope=scope,
        prefix=secret[:SHOWN],
        digest=digest_of_secret(secret),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    token.full_clean()
    token.save()
    logger.info("token %s made by user %s", token.pk, user.pk)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User) -> None:
    """It opens nothing any more; a second time changes nothing."""
    revoked = ApiToken.objects.filter(pk=token.pk, revoked_at=None)
    if revoked.update(revoked_at=timezone.now()):
        logger.info("token %s revoked by user %s", token.pk, by.pk)


def token_of(secret: str, now: datetime) -> ApiToken | None:
    """The token with this secret, if it works; it is noted that it was used. One query, and one
    more where that was not noted lately."""
    tokens = ApiToken.objects.working(now).select_related("user")
    token = tokens.filter(digest=digest_of_secret(secret)).first()
    if token is not None and _unnoted(token.last_used_at, now):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def _unnoted(last: datetime | None, now: datetime) -> bool:
    return last is None or last <= now - USED_EVERY
