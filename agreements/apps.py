"""The regime's own facts, and how the ledger reads the fixed ones back."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = _("Regime")

    def ready(self) -> None:
        from agreements import workflow  # models exist only now
        from sosek.ledger.audit import FIXED_FACTS

        FIXED_FACTS.update(workflow.FIXED_FACTS)
