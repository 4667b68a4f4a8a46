"""Sources, and places in them."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from agreements.admin.kinds import MasterAdmin, RecordAdmin, Refusable
from agreements.models import Citation, Source
from agreements.permissions import can_administer
from agreements.workflow import register


@admin.register(Source)
class SourceAdmin(MasterAdmin):
    list_display = ("key", "kind", "author", "title", "published_on")
    list_filter = ("kind", "language")
    search_fields = ("key", "author", "title", "url")


@admin.register(Citation)
class CitationAdmin(Refusable, RecordAdmin):
    """Added, then never changed: records that were submitted rest on it."""

    list_display = ("__str__", "basis", "source", "quote")
    list_filter = ("basis",)
    list_select_related = ("source",)
    search_fields = ("source__key", "source__author", "source__title", "locator", "quote")
    autocomplete_fields = ("source",)
    ordering = ("source__key", "pk")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can_administer(request.user)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("source")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        register(obj)
