"""Meetings, who comes and which papers are attached: read here, written in the pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from agreements.admin.kinds import RecordAdmin, SeenAdmin, SeenPart
from agreements.admin.listing import own
from agreements.models import AgendaItem, Delegate, Meeting, MeetingFile


class AgendaPart(SeenPart):
    model = AgendaItem
    fields = ("order", "kind", "title", "paper", "agreement", "obligation")

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return rows.select_related("paper", "agreement", "obligation")


@admin.register(Meeting)
class MeetingAdmin(SeenAdmin):
    list_display = ("code", "committee", "kind", "number", "starts_on", "place", "held")
    list_filter = ("kind", "held", own("host"), "committee__level")
    list_select_related = ("committee",)
    search_fields = ("code", "place", "summary_en", "summary_id", "summary_ms")
    ordering = ("-starts_on", "pk")
    inlines = (AgendaPart,)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("committee__names")


@admin.register(Delegate)
class DelegateAdmin(SeenAdmin):
    list_display = ("__str__", "office", "side", "role", "attendance", "of_meeting")
    list_filter = ("attendance", "role", own("side"))
    list_select_related = ("meeting", "side")
    search_fields = ("person", "office", "meeting__code")

    @admin.display(description=Meeting._meta.verbose_name, ordering="meeting__code")
    def of_meeting(self, delegate: Delegate) -> str:
        return delegate.meeting.code


@admin.register(MeetingFile)
class MeetingFileAdmin(RecordAdmin):
    """The file itself is opened through the page that asks who may read it."""

    list_display = ("name", "of_meeting", "content_type", "size", "shown_on")
    list_filter = ("content_type",)
    list_select_related = ("meeting",)
    search_fields = ("name", "caption", "sha256", "meeting__code")
    exclude = ("file",)

    @admin.display(description=Meeting._meta.verbose_name, ordering="meeting__code")
    def of_meeting(self, file: MeetingFile) -> str:
        return file.meeting.code
