"""Parties and forums."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.admin.kinds import MasterAdmin
from agreements.admin.listing import own
from agreements.models import Forum, Party
from agreements.workflow import change_master, register_forum, register_party


@admin.register(Party)
class PartyAdmin(MasterAdmin):
    stays = True
    list_display = ("__str__", "code", "kind", "parent", "valid_from", "valid_to")
    list_filter = ("kind", own("parent"))
    list_select_related = ("parent",)
    search_fields = ("code", "name_en", "name_id", "name_ms")
    autocomplete_fields = ("parent", "successor", "citations")
    fieldsets = (
        (None, {"fields": ("code", "name_en", "name_id", "name_ms", "kind", "position")}),
        (_("Place in the tree"), {"fields": ("parent", "valid_from", "valid_to", "successor")}),
        (None, {"fields": ("citations",)}),
    )

    def register(self, request: HttpRequest, obj: Any, form: Any) -> None:
        register_party(obj, citations=form.cleaned_data["citations"])


@admin.register(Forum)
class ForumAdmin(MasterAdmin):
    stays = True
    list_display = ("__str__", "slug", "started_on", "ended_on", "predecessor", "regime")
    list_filter = (own("regime"),)
    list_select_related = ("regime", "predecessor")
    search_fields = ("slug", "name_en", "name_id", "name_ms")
    autocomplete_fields = ("parties", "predecessor", "citations")

    def register(self, request: HttpRequest, obj: Any, form: Any) -> None:
        given = form.cleaned_data
        register_forum(obj, parties=given["parties"], citations=given["citations"])

    def change(self, obj: Any, form: Any) -> None:
        change_master(obj, parties=form.cleaned_data["parties"])
