"""Write all of a regime as one archive, that another Sosek imports with the same ledger head."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agreements.models import Regime
from compliance.archive.packing import MissingFileError, Packed, pack
from compliance.archive.schema import whole_schema


class Command(BaseCommand):
    help = "Write all of a regime as one archive; or, with --schema, what an archive looks like."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("regime", nargs="?", help="slug of the regime")
        parser.add_argument("--output", help="the file to write, such as regime.zip")
        parser.add_argument(
            "--schema", action="store_true", help="print the JSON Schema of archives, and no more"
        )

    def handle(
        self, *args: Any, regime: str | None, output: str | None, schema: bool, **options: Any
    ) -> None:
        if schema:
            self.stdout.write(json.dumps(whole_schema(), indent=1, ensure_ascii=False))
            return
        found = Regime.objects.filter(slug=regime).first()
        if found is None:
            known = ", ".join(Regime.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no regime {regime!r} (known: {known}).")
        if output is None:
            raise CommandError("Say where to: --output regime.zip")
        packed = _write(Path(output), found)
        rows = sum(part["rows"] for part in packed.parts)
        closed = f", {packed.closed} of them closed" if packed.closed else ""
        self.stdout.write(
            f"{rows} rows, {packed.files} files and {packed.entries} entries{closed} written to "
            f"{output}. Head {packed.head}"
        )


def _write(path: Path, regime: Regime) -> Packed:
    """The whole file or none of it; for nobody else to read, for nothing in it is withheld."""
    fresh = path.with_name(path.name + ".new")
    try:
        with os.fdopen(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            packed = pack(regime, out)
        fresh.replace(path)
    except MissingFileError as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        fresh.unlink(missing_ok=True)
    return packed
