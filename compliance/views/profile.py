"""The reader's own page: language, theme, notices, calendar, password, and in which roles they
act."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.forms import ProfileForm
from agreements.views.pages import SignedInRequest
from compliance.forms.notices import NoticesForm
from compliance.models import Frequency, NoticeSettings
from compliance.workflow.noticing import choose_frequency, close_calendar, open_calendar


@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        user.save(update_fields=["language", "theme"])
        response = redirect("compliance:profile")
        keep_language(response, user.language)
        with translation.override(user.language or translation.get_language()):
            messages.success(request, _("Saved."))
        return response
    return _page(request, form=form)


@require_POST
def notices(request: SignedInRequest) -> HttpResponse:
    """How often mail comes."""
    form = NoticesForm(request.POST)
    if not form.is_valid():
        return _page(request, notices=form)
    choose_frequency(request.user, form.cleaned_data["frequency"])
    messages.success(request, _("Saved."))
    return redirect(reverse("compliance:profile") + "#notices")


@require_POST
def calendar(request: SignedInRequest) -> HttpResponse:
    """A new address for the calendar, or none."""
    if "off" in request.POST:
        close_calendar(request.user)
        messages.success(request, _("The calendar is off; its address no longer works."))
    else:
        open_calendar(request.user)
        messages.success(request, _("The calendar has a new address; an earlier one stopped."))
    return redirect(reverse("compliance:profile") + "#calendar")


def _page(request: SignedInRequest, **forms: Any) -> HttpResponse:
    chosen = NoticeSettings.objects.filter(user=request.user).first()
    memberships = request.user.memberships.select_related("regime", "party", "forum")
    frequency = chosen.frequency if chosen else Frequency.DAILY
    context = {
        "form": forms.get("form") or ProfileForm(instance=request.user),
        "notices": forms.get("notices") or NoticesForm(initial={"frequency": frequency}),
        "calendar": _calendar_address(request, chosen),
        "memberships": memberships.order_by("regime", "pk"),
    }
    return render(request, "compliance/profile.html", context)


def _calendar_address(request: SignedInRequest, chosen: NoticeSettings | None) -> str:
    if chosen is None or chosen.calendar is None:
        return ""
    return request.build_absolute_uri(reverse("compliance:calendar", args=[chosen.calendar]))


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
