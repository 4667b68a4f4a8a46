"""Compile the translations, without GNU gettext."""

import os
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Compile locale/*/LC_MESSAGES/*.po to .mo where the .po is newer."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for root in settings.LOCALE_PATHS:
            for path in sorted(Path(root).glob("*/LC_MESSAGES/*.po")):
                if compile_catalogue(path):
                    self.stdout.write(f"compiled {path.relative_to(root)}")


def compile_catalogue(path: Path) -> bool:
    """Whether there was anything to do. A reader never sees half a file."""
    target = path.with_suffix(".mo")
    written = path.stat().st_mtime_ns
    if target.exists() and target.stat().st_mtime_ns == written:
        return False
    try:
        catalogue = polib.pofile(str(path))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read: {error}.") from None
    fresh = target.with_suffix(".new")
    catalogue.save_as_mofile(str(fresh))
    # The same time as the text it was made from: an older text put back is compiled again too.
    os.utime(fresh, ns=(written, written))
    fresh.replace(target)
    return True
