"""What was typed when the sign-in had run out: kept until it comes through, without any script."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as refuse

SESSION_KEY = "typed"
MOST_CHARACTERS = 20_000  # of a field
MOST_FIELDS = 120
KEPT_SECONDS = 60 * 60
FURNITURE = {"csrfmiddlewaretoken", "keep", "draft", "remove", "edition", "digest", "more"}


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a form that was sent too late, and the names of its files."""

    fields: dict[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()


def keep_typed(request: HttpRequest) -> None:
    """Put the fields of this form aside, for the person whose form it was. A field of several
    values is left as the page shows it first."""
    own = [name for name, values in request.POST.lists() if len(values) == 1]
    names = [name for name in own if name not in FURNITURE][:MOST_FIELDS]
    request.session[SESSION_KEY] = {
        "keep": request.POST.get("keep", "")[:200],
        "fields": {name: request.POST[name][:MOST_CHARACTERS] for name in names},
        "files": [str(f.name)[:150] for each in request.FILES for f in _files(request, each)][:20],
    }


def _files(request: HttpRequest, name: str) -> list[Any]:
    return request.FILES.getlist(name)


def typed_for(request: HttpRequest, keep: str) -> Typed | None:
    """What was put aside under this name, or under one that goes on from it with a dot. The name
    holds the user, so nobody reads another's."""
    kept = request.session.get(SESSION_KEY)
    if not kept or not f"{kept['keep']}.".startswith(f"{keep}."):
        return None
    return Typed(fields=kept["fields"], files=tuple(kept["files"]))


def forget_typed(request: HttpRequest, keep: str) -> None:
    """It came through."""
    if typed_for(request, keep):
        del request.session[SESSION_KEY]


def sign_in_again(request: HttpRequest, *, back_to: str) -> HttpResponse:
    """Keep what was typed, ask to sign in, and come back to it. A form that names nobody to keep it
    for was not one of ours: nothing of it is kept."""
    if request.POST.get("keep"):
        keep_typed(request)
        request.session.set_expiry(KEPT_SECONDS)
    messages.warning(
        request,
        _("You have been signed out. Sign in again: what you typed is kept and comes back."),
    )
    return redirect(f"{resolve_url('account_login')}?{urlencode({'next': back_to})}")


def keeps_typed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one form at one address: what is sent to it after the sign-in has run out comes
    back there."""

    @login_not_required
    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            return sign_in_again(request, back_to=request.get_full_path())
        return redirect_to_login(request.get_full_path())

    kept.comes_back = HttpRequest.get_full_path  # type: ignore[attr-defined]
    return kept


def page_name(request: HttpRequest) -> str:
    """The name under which what this user types in the form of this page is kept."""
    return f"page.{request.path}.{request.user.pk}"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of ours that is older than the sign-in: nothing is done, nothing is lost.

    The check of the origin comes before that of the token; where it was made and passed, the form
    came from our own page, and what it says may be shown again.
    """
    place = request.resolver_match
    if place is None or "HTTP_ORIGIN" not in request.META or "Origin" in reason:
        return refuse(request, reason)
    if place.view_name == "compliance:report_create":
        back_to = reverse("compliance:obligation", kwargs=place.kwargs) + "#log"
    elif place.view_name == "compliance:verify":
        back_to = reverse("compliance:report", kwargs=place.kwargs)
    elif hasattr(place.func, "comes_back"):
        back_to = place.func.comes_back(request)
    else:
        return refuse(request, reason)
    if request.user.is_anonymous:
        return sign_in_again(request, back_to=back_to)
    keep_typed(request)
    messages.warning(
        request,
        _("The page was older than your sign-in, so nothing was sent. What you typed is here."),
    )
    return redirect(back_to)
