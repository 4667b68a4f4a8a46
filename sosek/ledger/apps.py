"""Installs the guards after every migrate."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from sosek.ledger import guards


class LedgerConfig(AppConfig):
    name = "sosek.ledger"
    label = "ledger"
    verbose_name = _("Ledger")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # A migration that rebuilds a table on SQLite drops its triggers; this puts them back. Once a
        # migrate is enough: it tells every app of it when all of them are done.
        post_migrate.connect(
            guards.install_after_migrate, sender=self, dispatch_uid="ledger guards"
        )
