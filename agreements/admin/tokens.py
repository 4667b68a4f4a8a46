"""Tokens of others: an admin sees which there are, and revokes them. Secrets nobody sees."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.admin.kinds import RecordAdmin
from agreements.models import ApiToken, Membership, User
from agreements.permissions import administered, can_administer
from agreements.workflow import revoke_token


@admin.register(ApiToken)
class ApiTokenAdmin(RecordAdmin):
    list_display = (
        *("name", "user", "scope", "prefix", "created_at", "expires_at", "last_used_at"),
        "revoked_at",
    )
    list_filter = ("scope", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("user",)
    search_fields = ("name", "prefix", "user__username")
    exclude = ("digest",)
    actions = ("revoke",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Those of who has a role in a regime of the asker."""
        roles = Membership.objects.filter(regime__in=administered(request.user))
        return super().get_queryset(request).filter(user__in=roles.values("user"))

    def get_actions(self, request: HttpRequest) -> Any:
        found = super().get_actions(request)
        revoke = self.get_action("revoke")
        return {**found, "revoke": revoke} if can_administer(request.user) else found

    @admin.action(description=gettext_lazy("Revoke the chosen tokens"))
    def revoke(self, request: HttpRequest, tokens: QuerySet[ApiToken]) -> None:
        for token in tokens:
            revoke_token(token, by=cast(User, request.user))
        messages.success(request, _("They open nothing any more."))
