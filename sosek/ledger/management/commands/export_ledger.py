"""Write the ledger as JSON Lines, for anybody to check and to compute figures from."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sosek.ledger.download import everything, lines, to_anybody


class Command(BaseCommand):
    help = "Write the ledger as JSON Lines: all of it open, or only what anybody may read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", help="the file to write (default: standard output)")
        parser.add_argument(
            "--public", action="store_true", help="open only what the regimes publish"
        )

    def handle(self, *args: Any, output: str | None, public: bool, **options: Any) -> None:
        opens = to_anybody() if public else everything
        if output is None:
            for line in lines(opens):
                self.stdout.write(line, ending="")
            return
        try:
            count = _write(Path(output), lines(opens))
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{count} entries written to {output}")


def _write(path: Path, text: Iterable[str]) -> int:
    """The whole file or none of it, at first for nobody else to read."""
    fresh, count = path.with_name(path.name + ".new"), 0
    fresh.touch(mode=0o600)
    with fresh.open("w", encoding="utf-8", newline="\n") as file:
        for line in text:
            file.write(line)
            count += 1
    fresh.replace(path)
    return count
