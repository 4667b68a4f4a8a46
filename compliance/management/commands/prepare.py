"""Everything that must be so before the server starts; a second time it finds nothing to do."""

import hashlib
import os
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Translations, database, cases, demo accounts and assets: whatever is not ready yet."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self._call("compilepo")
        self._migrate()
        call_command("createcachetable", verbosity=0)
        self._call("seed", verbosity=0)
        self._collect_assets()
        if settings.DEMO:
            self._call("demo_accounts")
        port = os.environ.get("PORT", "")
        if port:
            self.stdout.write(f"Sosek answers at http://127.0.0.1:{port}/ (Ctrl-C stops it)")

    def _call(self, name: str, **options: Any) -> None:
        call_command(name, stdout=self.stdout, stderr=self.stderr, **options)

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        # Called even if nothing is planned: it puts the guards of the record back in place.
        call_command("migrate", verbosity=0, interactive=False)
        self._call("clearsessions")
        if plan:
            self.stdout.write(f"database: {len(plan)} migrations applied")

    def _collect_assets(self) -> None:
        """Collecting and compressing takes seconds: only if a file has changed."""
        path, state = settings.DATA_DIR / "assets.state", assets_state()
        if path.exists() and path.read_text() == state and any(settings.STATIC_ROOT.glob("*")):
            return
        call_command("collectstatic", verbosity=0, interactive=False)
        path.write_text(state)
        self.stdout.write("assets collected")


def assets_state() -> str:
    """A fingerprint of every asset's name, size and time, and of how they are kept."""
    state = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))
            state.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return state.hexdigest()
