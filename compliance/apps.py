"""The record and its figures."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "compliance"
    verbose_name = _("Record")

    def ready(self) -> None:
        from compliance.finding import index  # models exist only now

        pre_migrate.connect(
            index.lift_before_migrate, sender=self, dispatch_uid="lift the index of words"
        )
        post_migrate.connect(
            index.install_after_migrate, sender=self, dispatch_uid="index of words"
        )
