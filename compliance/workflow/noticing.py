"""What a person chooses about notices and the calendar, and what they have been told and shown."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from agreements.models import User
from compliance.models import Frequency, NoticeSettings, OutboxMessage, new_secret

logger = logging.getLogger(__name__)

VISIT = timedelta(minutes=30)
"""For so long something stays marked as new: coming back to the list takes no mark away."""


def settings_of(user: User) -> NoticeSettings:
    """A person's settings, made where there are none yet."""
    return NoticeSettings.objects.get_or_create(user=user)[0]


@transaction.atomic
def choose_frequency(user: User, frequency: str) -> NoticeSettings:
    """Be told so often. Who turns mail off gets none that lies unsent; who turns it on again is
    told of everything that waits then."""
    settings = settings_of(user)
    if settings.frequency == Frequency.OFF:
        settings.told = {}
    settings.frequency = frequency
    settings.full_clean()
    settings.save(update_fields=["frequency", "told"])
    if frequency == Frequency.OFF:
        OutboxMessage.objects.unsent().filter(user=user).delete()
    logger.info("notices of user %s: %s", user.pk, frequency)
    return settings


def open_calendar(user: User) -> NoticeSettings:
    """Give the calendar a new address; an earlier one stops."""
    settings = settings_of(user)
    settings.calendar = new_secret()
    settings.save(update_fields=["calendar"])
    logger.info("calendar of user %s has a new address", user.pk)
    return settings


def close_calendar(user: User) -> None:
    """Turn the calendar off: its address stops."""
    NoticeSettings.objects.filter(user=user).update(calendar=None)
    logger.info("calendar of user %s is off", user.pk)


def note_seen(user: User, keys: Iterable[str], *, at: datetime) -> frozenset[str]:
    """Remember what the list shows; returns what of it is new since the person last looked. Who
    looks for the first time is shown nothing as new. One query, and a write where it changed."""
    settings = NoticeSettings.objects.filter(user=user).first()
    before = settings.seen if settings else None
    first = "" if before is None else at.isoformat()
    now = {key: (before or {}).get(key, first) for key in keys}
    if now != before:
        settings = settings or settings_of(user)
        NoticeSettings.objects.filter(pk=settings.pk).update(seen=now)
    return frozenset(key for key, seen in now.items() if _lately(seen, at))


def _lately(seen: str, at: datetime) -> bool:
    return bool(seen) and at - datetime.fromisoformat(seen) < VISIT


@transaction.atomic
def write_message(message: OutboxMessage, *, told: Mapping[str, str]) -> bool:
    """Put a message into the outbox and remember what it told, both or neither; whether it was
    not there yet. Of two processes that write the same one, one does."""
    row, made = OutboxMessage.objects.get_or_create(
        key=message.key,
        defaults={
            name: getattr(message, name)
            for name in ("user", "language", "subject", "body", "html", "created_at", "next_try_at")
        },
    )
    if made:
        NoticeSettings.objects.filter(user=row.user_id).update(told=dict(told))
        logger.info("message %s for user %s written", row.pk, row.user_id)
    return bool(made)
