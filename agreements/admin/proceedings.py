"""What was discussed and decided at meetings, and the signed records: read here, with history."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agreements.admin.kinds import RecordAdmin, SeenAdmin
from agreements.admin.listing import own
from agreements.models import (
    Addendum,
    AgendaItem,
    Decision,
    MeetingRecord,
    NeededApproval,
    Position,
    PreparedAgreement,
    PreparedObligation,
    RecordConfirmation,
)

ABOUT = ("paper", "agreement", "obligation")
NAMES = ("name_en", "name_id", "name_ms")


def about(path: str) -> tuple[str, ...]:
    """What a point is called by where it has no title of its own."""
    return tuple(f"{path}__{name}" for name in ABOUT)


@admin.register(AgendaItem)
class AgendaItemAdmin(SeenAdmin):
    list_display = ("__str__", "kind", "meeting", *ABOUT)
    list_filter = ("kind",)
    list_select_related = ("meeting__committee", *ABOUT)
    search_fields = ("title", "text", "meeting__code")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("meeting__committee__names")


@admin.register(Position)
class PositionAdmin(SeenAdmin):
    list_display = ("item", "side", "text")
    list_filter = (own("side"),)
    list_select_related = ("item", *about("item"), "side")
    search_fields = ("text", "item__title", "item__meeting__code")


@admin.register(Decision)
class DecisionAdmin(SeenAdmin):
    list_display = ("item", "outcome", "action_by", "until", "done_on")
    list_filter = ("outcome", own("action_by"))
    list_select_related = ("item", *about("item"), "action_by")
    search_fields = ("text", "item__title", "item__meeting__code")


@admin.register(NeededApproval)
class NeededApprovalAdmin(SeenAdmin):
    list_display = ("authority", "level", "decision")
    list_filter = (own("authority"),)
    list_select_related = ("authority", "decision__item", *about("decision__item"))
    search_fields = ("authority__code", "level", "decision__item__meeting__code")


@admin.register(PreparedAgreement)
class PreparedAgreementAdmin(SeenAdmin):
    list_display = ("__str__", "decision", "weight", "agreement")
    list_filter = ("decision__outcome",)
    list_select_related = ("decision__item", *about("decision__item"), "agreement")
    search_fields = (*NAMES, "agreement__code", "decision__item__meeting__code")


@admin.register(PreparedObligation)
class PreparedObligationAdmin(SeenAdmin):
    list_display = ("__str__", "prepared", "owes", "site", "due_on", "obligation")
    list_filter = (own("owes"), own("site"))
    list_select_related = ("prepared", "owes", "site", "obligation")
    search_fields = (*NAMES, "obligation__code", "prepared__decision__item__meeting__code")


@admin.register(Addendum)
class AddendumAdmin(SeenAdmin):
    list_display = ("__str__", "text")
    list_filter = ("meeting__committee__level",)
    list_select_related = ("meeting",)
    search_fields = ("text", "meeting__code")


@admin.register(RecordConfirmation)
class RecordConfirmationAdmin(SeenAdmin):
    list_display = ("__str__", "official", "confirmed_at", "addendum")
    list_filter = (own("side"),)
    list_select_related = ("meeting", "side", "official", "addendum__meeting")
    search_fields = ("meeting__code", "official__username", "digest")


@admin.register(MeetingRecord)
class MeetingRecordAdmin(RecordAdmin):
    list_display = ("__str__", "order", "recorded_at")
    list_filter = ("meeting__committee__level",)
    list_select_related = ("meeting",)
    search_fields = ("meeting__code",)
    ordering = ("-sequence",)
    exclude = ("content",)
    readonly_fields = ("said",)

    @admin.display(description=_("what was recorded"))
    def said(self, record: MeetingRecord) -> str:
        text = json.dumps(record.content, ensure_ascii=False, indent=2)
        return format_html("<pre>{}</pre>", text)
