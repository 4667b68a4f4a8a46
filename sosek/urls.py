"""All addresses."""

from allauth.account import views as account
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import TemplateView
from django.views.i18n import set_language

from compliance.views import intake

# Only what has a page of ours: an admin makes accounts and gives new passwords.
accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path(
        "password/reset/",
        login_not_required(TemplateView.as_view(template_name="account/password_reset.html")),
        name="account_reset_password",
    ),
]

imports = [
    path("", intake.workbook_send, name="send"),
    path("<slug:slug>/template.xlsx", intake.workbook_template, name="template"),
    path("<str:token>/", intake.workbook_preview, name="preview"),
]

urlpatterns = [
    # Where it was once; before the admin's own pages take what is under their address.
    path("admin/import/", intake.workbook_before),
    path("admin/", admin.site.urls),
    path("accounts/", include(accounts)),
    path("api/", include("sosek.api")),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("import/", include((imports, "intake"))),
    path("", include("agreements.urls")),
    path("", include("compliance.urls")),
]
