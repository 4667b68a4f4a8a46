"""A synthetic forum, for load tests."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from compliance.imports.hush import hushed
from compliance.imports.synthetic import generate


class Command(BaseCommand):
    help = "Write a made-up forum with so many obligations and reports (demonstrations only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--obligations", type=_count, default=1000)
        parser.add_argument("--reports", type=_count, default=10_000)
        parser.add_argument("--seed", type=int, default=1, help="another one, another forum")

    def handle(self, *args: Any, obligations: int, reports: int, seed: int, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError(
                "What is recorded cannot be deleted again: only a demonstration takes made-up "
                "records (SOSEK_DEMO=True)."
            )
        with hushed():
            forum = generate(obligations=obligations, reports=reports, seed=seed)
        self.stdout.write(
            f"{forum.slug}: {obligations} obligations and {reports} reports, published"
        )


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)
