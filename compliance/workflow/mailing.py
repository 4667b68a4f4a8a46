"""Sending what lies in the outbox, each message on its own: nothing is lost, nothing sent twice.

A message is taken in hand by an update that succeeds for one process only, sent, and marked. Should
the process die between the two, the lease runs out and the message is sent again, under the same
Message-ID: a message that comes twice is a lesser harm than one that never comes, and a mailbox can
tell that it is the same.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from compliance.models import NoticeSettings, OutboxMessage
from compliance.workflow.noticing import settings_of

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)
"""So long one process has a message to itself: many times what sending may take."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
TOO_LONG = 552
"""What a server answers to a message that is larger than it takes."""
KEPT = timedelta(days=90)
"""So long a message that was sent is kept."""

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Sent:
    """What became of a run."""

    sent: int = 0
    failed: int = 0
    error: str = ""  # the last
    down: bool = False  # the server does not take mail from us now, so the run stopped


def send_messages(*, clock: Clock) -> Sent:
    """Send everything whose turn it is. Where the server itself is the trouble the rest waits for
    the next run, instead of failing one by one."""
    outcome = Sent()
    connection = get_connection()
    while not outcome.down:
        message = take_message(clock())
        if message is None:
            break
        _send(message, connection, clock, outcome)
    _close(connection)
    return outcome


def take_message(at: datetime) -> OutboxMessage | None:
    """The next message, taken in hand: of two processes that ask for it, one gets it."""
    rows = OutboxMessage.objects
    for key in list(rows.to_send(at).values_list("pk", flat=True)[:20]):
        if rows.free(at).filter(pk=key).update(leased_until=at + LEASE):
            taken: OutboxMessage = rows.select_related("user").get(pk=key)
            return taken
    return None


def _send(
    message: OutboxMessage, connection: BaseEmailBackend, clock: Clock, outcome: Sent
) -> None:
    row = OutboxMessage.objects.filter(pk=message.pk)
    try:
        connection.open()  # once for all: a message that is refused leaves it open
        _letter(message, connection).send()
    except (OSError, ValueError) as error:  # what smtplib raises is an OSError
        outcome.failed += 1
        outcome.error = f"{type(error).__name__}: {error}"[:300]
        outcome.down = not _of_this_message(error)
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(message.attempts, 10))
        row.update(
            attempts=F("attempts") + 1,
            last_error=outcome.error,
            next_try_at=clock() + wait,
            leased_until=None,
        )
        logger.warning("message %s not sent: %s", message.pk, type(error).__name__)
        return
    row.update(sent_at=clock(), leased_until=None, last_error="")
    outcome.sent += 1
    logger.info("message %s sent to user %s", message.pk, message.user_id)


def _of_this_message(error: Exception) -> bool:
    """Whether the server, or we, refuse this message alone. A sender is refused for all of them,
    but for a message that is too long (552)."""
    if isinstance(error, SMTPSenderRefused):
        return error.smtp_code == TOO_LONG
    return isinstance(error, SMTPRecipientsRefused | SMTPDataError | ValueError)


def _letter(message: OutboxMessage, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """As it goes out. The Message-ID is the row's: a message sent twice can be told."""
    off = settings.BASE_URL + off_path(settings_of(message.user).unsubscribing)
    letter = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        to=[message.user.email],
        connection=connection,
        headers={
            "Message-ID": f"<{message.pk}@{urlsplit(settings.BASE_URL).hostname}>",
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )
    if message.html:
        letter.attach_alternative(message.html, "text/html")
    return letter


def off_path(secret: str) -> str:
    """Of the page that turns mail off."""
    return reverse("compliance:notices_off", args=[secret])


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except OSError:  # what was sent is sent
        logger.warning("the mail server did not say goodbye")


@transaction.atomic
def forget_messages(*, at: datetime) -> int:
    """Delete what was sent long ago, and what nobody is to get any more; how many. Who was to get
    it has not been told of it: should they come back, they are."""
    rows = OutboxMessage.objects
    old, _ = rows.filter(sent_at__lt=at - KEPT).delete()
    wanted = rows.unsent().wanted().values("pk")
    unwanted = rows.unsent().exclude(pk__in=wanted)
    NoticeSettings.objects.filter(user__in=unwanted.values("user")).update(told={})
    gone, _ = unwanted.delete()
    return int(old + gone)
