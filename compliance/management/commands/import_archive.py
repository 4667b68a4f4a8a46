"""Take an archive into an empty register: all of it or nothing, with the same ledger head."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from compliance.archive.importing import import_archive
from compliance.archive.opening import ArchiveError


class Command(BaseCommand):
    help = "Import an archive into an empty register. All of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="an archive that export_archive wrote")
        parser.add_argument(
            "--dry-run", action="store_true", help="check everything, and write nothing"
        )

    def handle(self, *args: Any, file: str, dry_run: bool, **options: Any) -> None:
        try:
            manifest = import_archive(Path(file), dry_run=dry_run)
        except ArchiveError as error:
            raise CommandError(f"{error} Nothing was written.") from None
        rows, files = sum(part["rows"] for part in manifest["parts"]), manifest["evidence"]["files"]
        ledger = manifest["ledger"]
        what = f"{rows} rows, {files} files and {ledger['entries']} entries"
        done = "fit and could be imported; nothing was written" if dry_run else "imported"
        self.stdout.write(f"{what} {done}. Head {ledger['head']}")
