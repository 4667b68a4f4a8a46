"""Meetings, their agenda and what was decided."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from agreements.admin.kinds import MasterAdmin, Part
from agreements.admin.listing import own
from agreements.models import AgendaItem, Decision, Meeting


class AgendaPart(Part):
    model = AgendaItem
    fields = ("order", "title", "paper", "obligation")
    autocomplete_fields = ("paper", "obligation")


@admin.register(Meeting)
class MeetingAdmin(MasterAdmin):
    list_display = ("code", "committee", "kind", "number", "starts_on", "place", "held")
    list_filter = ("kind", "held", own("host"), "committee__level")
    list_select_related = ("committee",)
    search_fields = ("code", "place", "summary_en", "summary_id", "summary_ms")
    autocomplete_fields = ("committee", "host", "citations")
    ordering = ("-starts_on", "pk")
    inlines = (AgendaPart,)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("committee__names")


@admin.register(AgendaItem)
class AgendaItemAdmin(MasterAdmin):
    """Here for its history; it is edited with its meeting."""

    list_display = ("__str__", "meeting", "paper", "obligation")
    list_select_related = ("meeting__committee", "paper", "obligation")
    search_fields = ("title", "meeting__code")
    autocomplete_fields = ("meeting", "paper", "obligation")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("meeting__committee__names")


@admin.register(Decision)
class DecisionAdmin(MasterAdmin):
    list_display = ("item", "outcome", "action_by", "until")
    list_filter = ("outcome",)
    list_select_related = ("item", "action_by")
    search_fields = ("text", "item__title", "item__meeting__code")
    autocomplete_fields = ("item", "action_by")
