"""`manage.py reindex`: make the index of words anew, should anybody doubt it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from compliance.finding.index import refill


class Command(BaseCommand):
    help = "Makes the index of words, by which everything is found, anew."

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        count = refill(connection)
        if verbosity:
            self.stdout.write(f"{count} entries in the index of words")
