"""The record in the admin: to look, not to touch. Drafts have no page: they are their side's."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import Model, Q
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agreements.admin.kinds import RecordAdmin
from agreements.admin.listing import own
from agreements.models import Membership, Regime
from agreements.permissions import administered
from compliance.models import Evidence, OutboxMessage, ProgressReport, Verification
from sosek.ledger.models import Entry


@admin.register(ProgressReport)
class ProgressReportAdmin(RecordAdmin):
    regime_path = "obligation__agreement__paper__forum__regime"
    list_display = (
        "obligation",
        "observed_on",
        "status",
        "percent",
        "claim",
        "side",
        "recorded_at",
    )
    list_filter = ("status", "claim", own("side"), own("obligation__agreement__paper__forum"))
    list_select_related = ("obligation", "side")
    search_fields = ("obligation__code", "narrative")
    ordering = ("-sequence",)
    exclude = ("submission_key",)


@admin.register(Verification)
class VerificationAdmin(RecordAdmin):
    regime_path = "report__obligation__agreement__paper__forum__regime"
    list_display = ("report", "side", "verdict", "verifier", "recorded_at")
    list_filter = ("verdict", own("side"))
    list_select_related = ("report__obligation", "side", "verifier")
    search_fields = ("report__obligation__code", "reason")
    ordering = ("-sequence",)
    exclude = ("submission_key",)


@admin.register(Evidence)
class EvidenceAdmin(RecordAdmin):
    """The file itself is opened through the page that asks who may read it."""

    regime_path = "report__obligation__agreement__paper__forum__regime"
    list_display = ("name", "report", "content_type", "size", "shown_on")
    list_filter = ("content_type",)
    list_select_related = ("report__obligation",)
    search_fields = ("name", "caption", "sha256", "report__obligation__code")
    exclude = ("file",)
    readonly_fields = ("opened",)

    @admin.display(description=_("file"))
    def opened(self, evidence: Evidence) -> str:
        return format_html('<a href="{}">{}</a>', evidence.get_absolute_url(), evidence.name)


@admin.register(Entry)
class EntryAdmin(RecordAdmin):
    list_display = ("sequence", "recorded_at", "kind", "subject", "scope")
    list_filter = ("kind",)
    search_fields = ("=subject", "hash")
    exclude = ("payload",)
    readonly_fields = ("said",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Those of the asker's regimes, and those of all."""
        return super().get_queryset(request).filter(Q(scope="") | Q(scope__in=_slugs(request)))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        seen = not isinstance(obj, Entry) or obj.scope in {"", *_slugs(request)}
        return super().has_view_permission(request, obj) and seen

    @admin.display(description=_("what was recorded"))
    def said(self, entry: Entry) -> str:
        text = json.dumps(json.loads(entry.payload), ensure_ascii=False, indent=2)
        return format_html("<pre>{}</pre>", text)


@admin.register(OutboxMessage)
class OutboxMessageAdmin(RecordAdmin):
    """Whether notices go out, and why not. What they say is for who gets them alone."""

    list_display = ("user", "subject", "created_at", "sent_at", "attempts", "last_error")
    list_filter = (("sent_at", admin.EmptyFieldListFilter), "attempts")
    list_select_related = ("user",)
    search_fields = ("user__username", "last_error")
    exclude = ("body", "html")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Those to who has a role in a regime of the asker."""
        return super().get_queryset(request).filter(user__in=_members(request))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        seen = not isinstance(obj, OutboxMessage) or obj.user_id in _members(request)
        return super().has_view_permission(request, obj) and seen


def _members(request: HttpRequest) -> frozenset[int]:
    roles = Membership.objects.filter(regime__in=administered(request.user))
    return frozenset(roles.values_list("user", flat=True))


def _slugs(request: HttpRequest) -> list[str]:
    own_regimes = Regime.objects.filter(pk__in=administered(request.user))
    return list(own_regimes.values_list("slug", flat=True))
