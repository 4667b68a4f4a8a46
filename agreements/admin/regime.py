"""The regime, the versions of its settings, its elements and instruments."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.admin.forms import SETTINGS, NewRegimeForm, SettingsForm
from agreements.admin.kinds import MasterAdmin, VersionAdmin
from agreements.admin.listing import further, own, spoken_by
from agreements.models import Instrument, Membership, Regime, RegimeElement, RegimeSettings, Role
from agreements.workflow import change_person, change_settings, register_regime

NAMES = ("name_en", "name_id", "name_ms")


@admin.register(Regime)
class RegimeAdmin(MasterAdmin):
    stays = True
    new_form = NewRegimeForm
    fixed = ("slug",)
    regime_path = "pk"
    list_display = ("__str__", "slug")
    search_fields = ("slug", *NAMES)
    autocomplete_fields = ("citations",)
    readonly_fields = ("settings",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        texts = [
            f"{text}_{code}" for text in ("objective", "vision") for code in ("en", "id", "ms")
        ]
        first = (_("First settings"), {"fields": SETTINGS})
        now = (_("Settings"), {"fields": ("settings",)})
        return [
            (None, {"fields": ("slug", *NAMES, "citations")}),
            (_("Aims"), {"fields": texts, "classes": ("collapse",)}),
            now if obj else first,
        ]

    def register(self, request: HttpRequest, obj: Any, form: Any) -> None:
        """Who registers a regime is its first admin."""
        settings = form.settings()
        settings.author = request.user
        register_regime(obj, settings, citations=form.cleaned_data["citations"])
        role = Membership(user=request.user, regime=obj, role=Role.ADMIN)  # type: ignore[misc]
        change_person(request.user, roles=[role])  # type: ignore[arg-type]

    @admin.display(description=_("versions"))
    def settings(self, obj: Regime) -> str:
        return further(obj.settings_versions.all(), of="regime", obj=obj)


@admin.register(RegimeSettings)
class RegimeSettingsAdmin(VersionAdmin):
    versions_of = "regime"
    form = SettingsForm
    list_display = ("regime", "sequence", "holds_from", "publishes", "silence_days", "recorded_at")
    list_filter = (own("regime"),)
    list_select_related = ("regime",)
    search_fields = ("reason", "regime__slug", "author__username")
    ordering = ("-sequence",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        recorded = ("dispute_days", "sequence", "recorded_at", "author") if obj else ()
        return ("regime", "holds_from", "reason", *SETTINGS, *recorded)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given = super().get_changeform_initial_data(request)
        return spoken_by(self.latest(request), *SETTINGS) | given

    def enter(self, obj: Any, form: Any) -> None:
        before = obj.regime.settings_versions.order_by("-sequence").first()
        obj.dispute_days = before.dispute_days if before else {}
        change_settings(obj)


@admin.register(RegimeElement)
class RegimeElementAdmin(MasterAdmin):
    list_display = ("__str__", "kind", "order", "regime")
    list_filter = ("kind", own("regime"))
    list_select_related = ("regime",)
    search_fields = ("text_en", "text_id", "text_ms")
    autocomplete_fields = ("citations",)


@admin.register(Instrument)
class InstrumentAdmin(MasterAdmin):
    list_display = ("__str__", "signed_on", "place", "revises")
    list_filter = (own("regime"),)
    list_select_related = ("revises",)
    search_fields = ("code", "place", *NAMES)
    autocomplete_fields = ("revises", "citations")
