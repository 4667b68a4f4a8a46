"""The scores of a forum, as the pages show them and as anybody can compute them again."""

from argparse import ArgumentParser
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agreements.models import Forum
from compliance.queries import case_file, lineage, settings_in_force
from compliance.scoring import (
    By,
    Format,
    Method,
    agreement_results,
    report_object,
    rows_as,
    score_by,
)
from compliance.scoring.offline import end_of_day
from sosek.ledger.models import Entry


class Command(BaseCommand):
    help = "Print the scores of a forum."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("forum", help="slug of the forum")
        parser.add_argument("--as-of", help="the day: what was so then (default: today)")
        parser.add_argument(
            "--known-at",
            help="a day (its end) or a moment: what was recorded by then (default: all)",
        )
        methods = [method.value for method in Method]
        parser.add_argument("--by", default=By.SIDE.value, choices=[by.value for by in By])
        parser.add_argument("--method", default=Method.FULFILMENT.value, choices=methods)
        formats = [style.value for style in Format]
        parser.add_argument("--format", default=Format.TABLE.value, choices=formats)

    def handle(self, *args: Any, **options: Any) -> None:
        forum = Forum.objects.select_related("regime").filter(slug=options["forum"]).first()
        head = Entry.objects.order_by("-sequence").first()
        if forum is None or head is None:
            known = ", ".join(Forum.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no forum {options['forum']!r} (known: {known}).")
        as_of, known_at = _as_of(options["as_of"], forum), timezone.now()
        if options["known_at"]:
            known_at = _known_at(options["known_at"], forum, head)
        by, method = By(options["by"]), Method(options["method"])
        report = _report(forum, by, method, as_of=as_of, known_at=known_at)
        text = rows_as(report, Format(options["format"]), by=by)
        self.stdout.write(text, ending="")


def _report(
    forum: Forum, by: By, method: Method, *, as_of: date, known_at: datetime
) -> dict[str, Any]:
    """With the head of the ledger as it was at the moment: a later entry changes no byte of it."""
    settings = settings_in_force(forum.regime, as_of=as_of, known_at=known_at)
    if settings.recorded_at > known_at:
        raise CommandError(f"Nothing of {forum.slug} had been recorded by that moment.")
    line = lineage(forum, Forum.objects.filter(regime=forum.regime))
    facts = case_file(line, known_at=known_at)
    known = Entry.objects.filter(recorded_at__lte=known_at)
    rows = score_by(
        by,
        agreement_results(facts.agreements, as_of=as_of, known_at=known_at),
        thresholds=settings.thresholds,
        sides={party.side_code for party in forum.parties.all()},
        method=method,
    )
    return report_object(
        forum=forum.slug,
        as_of=as_of,
        known_at=known_at,
        ledger_head=known.latest("sequence").hash,
        by=by,
        rows=rows,
        method=method,
    )


def _as_of(text: str | None, forum: Forum) -> date:
    """The day asked for; else today in the regime's time zone."""
    if text is None:
        now = timezone.now()
        return now.astimezone(_zone(forum, now.date(), known_at=now)).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is not a date: write it as YYYY-MM-DD.") from None


def _known_at(text: str, forum: Forum, head: Entry) -> datetime:
    """A day means its end; a day, and a moment without an offset, is one of the regime's zone."""
    try:
        moment = datetime.fromisoformat(text)
        zone = _zone(forum, moment.date(), known_at=head.recorded_at)
        if len(text) <= len("YYYY-MM-DD"):
            return end_of_day(moment.date(), zone)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise CommandError(f"{text!r} is neither a date nor a moment.") from None


def _zone(forum: Forum, day: date, *, known_at: datetime) -> ZoneInfo:
    settings = settings_in_force(forum.regime, as_of=day, known_at=known_at)
    return ZoneInfo(settings.time_zone)
