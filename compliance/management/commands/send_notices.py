"""Notices by e-mail, for cron: write the digests that are due, then send what is unsent."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from compliance.exports.digests import Written, write_digests
from compliance.models import OutboxMessage
from compliance.workflow.mailing import forget_messages, send_messages


class Command(BaseCommand):
    help = (
        "Write the digests that are due into the outbox and send what is unsent. Safe to run at "
        "any time, twice or at once: nothing is written or sent twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at", type=_moment, help="the moment it is taken to be, with its offset (now)"
        )

    def handle(self, *args: Any, at: datetime | None, verbosity: int, **options: Any) -> None:
        if not settings.MAILS:
            raise CommandError("There is no mail server: set EMAIL_URL.")
        now = at or timezone.now()
        forget_messages(at=now)
        written = write_digests(at=now)
        self._tell(written, verbosity)
        outcome = send_messages(clock=lambda: at or timezone.now())
        self.stdout.write(f"sent: {outcome.sent}")
        wrong = []
        if outcome.failed:
            left = OutboxMessage.objects.unsent().count()
            wrong.append(
                f"{outcome.failed} not sent ({outcome.error}); {left} in the outbox, tried again "
                f"at a later run."
            )
        if written.broken:
            names = ", ".join(written.broken)
            wrong.append(f"No digest could be written for {names}; the log says why.")
        if wrong:
            raise CommandError(" ".join(wrong))

    def _tell(self, outcome: Written, verbosity: int) -> None:
        self.stdout.write(f"written: {outcome.written}")
        if outcome.unreachable and verbosity:
            names = ", ".join(outcome.unreachable)
            self.stdout.write(f"without an e-mail address, so not written to: {names}")


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ArgumentTypeError(f"{text!r} is no moment: write it as 2026-03-10T06:00+08:00")
    return moment
