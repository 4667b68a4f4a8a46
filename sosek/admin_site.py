"""The admin: for admins of a regime, signed in through the one sign-in page."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _


class SosekAdminSite(AdminSite):
    site_header = site_title = _("Sosek: master data and users")
    index_title = _("Master data and users")

    def has_permission(self, request: HttpRequest) -> bool:
        from agreements.permissions import can_administer  # apps are ready only now

        return bool(request.user.is_active and can_administer(request.user))

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """One door: who is signed in without the role is refused, who is not signs in there."""
        from django.contrib.auth.views import redirect_to_login
        from django.core.exceptions import PermissionDenied

        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        if request.user.is_authenticated:
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next", request.get_full_path()))


class SosekAdminConfig(AdminConfig):
    default_site = "sosek.admin_site.SosekAdminSite"
