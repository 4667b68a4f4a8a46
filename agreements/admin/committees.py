"""Committees with their dated names and places, and who sits on them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.admin.kinds import MasterAdmin, Part, SeenAdmin
from agreements.admin.listing import own
from agreements.models import Appointment, Committee, CommitteeName, CommitteeParent

CALLED = ("code", "names__name_en", "names__name_id", "names__name_ms")


class NamePart(Part):
    model = CommitteeName
    min_num = 1
    fields = ("holds_from", "name_en", "name_id", "name_ms")


class PlacePart(Part):
    model = CommitteeParent
    fk_name = "committee"
    fields = ("holds_from", "parent", "citations")
    autocomplete_fields = ("parent", "citations")


@admin.register(Committee)
class CommitteeAdmin(MasterAdmin):
    list_display = ("__str__", "code", "level", "side", "forum", "established_on", "ended_on")
    list_filter = ("level", own("side"), own("forum"))
    list_select_related = ("side", "forum")
    search_fields = CALLED
    autocomplete_fields = ("side", "forum", "successor", "citations")
    inlines = (NamePart, PlacePart)
    fieldsets = (
        (None, {"fields": ("regime", "code", "level", "side", "forum")}),
        (_("In time"), {"fields": ("established_on", "ended_on", "successor")}),
        (_("Mandate"), {"fields": ("mandate_en", "mandate_id", "mandate_ms")}),
        (None, {"fields": ("citations",)}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("names")


@admin.register(CommitteeName)
class CommitteeNameAdmin(MasterAdmin):
    """Here for its history; it is edited with its committee."""

    list_display = ("__str__", "committee", "holds_from")
    list_filter = ("committee__level", own("committee__forum"))
    list_select_related = ("committee",)
    search_fields = ("committee__code", "name_en", "name_id", "name_ms")
    autocomplete_fields = ("committee",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("committee__names")


@admin.register(CommitteeParent)
class CommitteeParentAdmin(SeenAdmin):
    """Here for its history; it is edited with its committee."""

    list_display = ("committee", "parent", "holds_from")
    list_filter = ("committee__level", own("committee__forum"))
    list_select_related = ("committee", "parent")
    search_fields = ("committee__code", "parent__code")
    autocomplete_fields = ("committee", "parent", "citations")

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return rows.prefetch_related("committee__names", "parent__names")


@admin.register(Appointment)
class AppointmentAdmin(MasterAdmin):
    list_display = (
        "__str__",
        "role",
        "committee",
        "side",
        "starts_on",
        "ends_on",
        "seen_on",
        "disputed",
    )
    list_filter = ("role", "disputed", own("side"), "committee__level")
    list_select_related = ("committee", "side")
    search_fields = ("person", "post_en", "post_id", "post_ms", "committee__code")
    autocomplete_fields = ("committee", "side", "citations")
    fieldsets = (
        (None, {"fields": ("committee", "side", "role", "person")}),
        (_("Office"), {"fields": ("post_en", "post_id", "post_ms")}),
        (_("Term"), {"fields": ("starts_on", "ends_on", "seen_on", "disputed", "vacant")}),
        (None, {"fields": ("note", "citations")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("committee__names")
