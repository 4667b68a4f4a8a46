"""The reader's own page: language, theme, password, and in which roles they act."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.forms import ProfileForm
from agreements.views.pages import SignedInRequest


@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        user.save(update_fields=["language", "theme"])
        response = redirect("agreements:profile")
        keep_language(response, user.language)
        with translation.override(user.language or translation.get_language()):
            messages.success(request, _("Saved."))
        return response
    memberships = request.user.memberships.select_related("regime", "party", "forum")
    context = {"form": form, "memberships": memberships.order_by("regime", "pk")}
    return render(request, "agreements/profile.html", context)


def keep_language(response: HttpResponse, language: str) -> None:
    """The switch's cookie wins over the profile, so it must say the same; or nothing."""
    name = settings.LANGUAGE_COOKIE_NAME
    if not language:
        response.delete_cookie(
            name, path=settings.LANGUAGE_COOKIE_PATH, domain=settings.LANGUAGE_COOKIE_DOMAIN
        )
        return
    response.set_cookie(
        name,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
