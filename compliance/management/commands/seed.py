"""Create what the fixtures have and the database lacks; change nothing that is there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from compliance.imports.fixtures import FixtureError
from compliance.imports.hush import hushed
from compliance.imports.seeding import seed
from compliance.imports.shapes import SHAPES


class Command(BaseCommand):
    help = (
        "Create what the fixtures have and the database lacks; say where they differ, and change "
        "nothing. All of it or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="?", help="a folder of TOML files; by default every one in fixtures/"
        )

    def handle(self, *args: Any, folder: str | None, verbosity: int, **options: Any) -> None:
        try:
            with hushed():
                outcome = seed(_folders(folder))
        except FixtureError as error:
            raise CommandError(str(error)) from None
        for kind, shape in SHAPES.items():
            count = outcome.created[kind]
            if count:
                name = shape.model._meta.verbose_name if count == 1 else None
                self.stdout.write(
                    f"created: {count} {name or shape.model._meta.verbose_name_plural}"
                )
        for difference in outcome.differences:
            self.stdout.write(f"differs: {difference}")
        if not outcome.created and not outcome.differences and verbosity:
            self.stdout.write("nothing to do")


def _folders(asked: str | None) -> list[Path]:
    """The folder asked for, by its path or its name in fixtures/; else all of them."""
    if asked is None:
        return sorted({path.parent for path in settings.FIXTURES.glob("*/*.toml")})
    for path in (Path(asked), settings.FIXTURES / asked):
        if path.is_dir():
            return [path]
    raise CommandError(f"There is no folder {asked}.")
