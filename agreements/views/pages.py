"""What the pages of the agreements share: the request they are given, and who may see nothing."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

from agreements.models import Forum, Regime, User


class Chrome(Protocol):
    """What a page is told about the regime shown."""

    @property
    def regime(self) -> Regime | None: ...

    @property
    def regime_forums(self) -> Sequence[Forum]: ...


class Moment(Protocol):
    """The day a page shows."""

    @property
    def as_of(self) -> date: ...

    @property
    def query(self) -> str: ...


class PageRequest(HttpRequest):
    """A request with what the middleware puts on it."""

    chrome: Chrome
    moment: Moment


class SignedInRequest(PageRequest):
    """A request behind the sign-in."""

    user: User


def regime_or_sign_in(request: PageRequest) -> Regime | HttpResponse:
    """The regime shown; a stranger to whom none is published is asked to sign in."""
    regime = request.chrome.regime
    if regime is not None:
        return regime
    if request.user.is_authenticated:
        raise Http404
    address = urlencode({"next": request.get_full_path()})
    return redirect(f"{resolve_url('account_login')}?{address}")
