"""Hold records and ledger against each other; name the first entry that does not fit."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sosek.ledger.audit import audit
from sosek.ledger.guards import require_guards


class Command(BaseCommand):
    help = "Check the ledger and every record against it."

    def handle(self, *args: Any, **options: Any) -> None:
        result = audit()
        if result.fault:
            place = f"entry {result.fault.sequence or result.fault.line}"
            raise CommandError(f"The ledger is broken at {place}: {result.fault.reason}.")
        require_guards()
        closed = f", {result.closed} of them closed" if result.closed else ""
        self.stdout.write(f"{result.entries} entries fit{closed}. Head {result.head}")
