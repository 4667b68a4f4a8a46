"""What is too large to be read is refused before anything of it is."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from agreements.api.problems import MEDIA_TYPE, TITLES, problem_of

logger = logging.getLogger(__name__)

LENGTH_REQUIRED, TOO_LARGE = 411, 413
KINDS = {LENGTH_REQUIRED: "length-required", TOO_LARGE: "too-large"}


class LimitMiddleware:
    """Asks how long a request says it is, before session and form are read. Django reads no more
    than that; one sent in chunks says nothing, and no browser sends one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refusal = _refusal(request)
        if refusal is None:
            return self.get_response(request)
        logger.info("request refused: %s, %s bytes", refusal, request.META.get("CONTENT_LENGTH"))
        return _refused(request, refusal)


def _refusal(request: HttpRequest) -> int | None:
    """The status with which it is refused, if it is."""
    said = str(request.META.get("CONTENT_LENGTH") or "")
    if not said:
        return LENGTH_REQUIRED if "HTTP_TRANSFER_ENCODING" in request.META else None
    return TOO_LARGE if said.isdecimal() and _beyond(said, settings.REQUEST_MAX_BYTES) else None


def _beyond(said: str, most: int) -> bool:
    """By its digits first: Python reads no number of thousands of them."""
    digits = said.lstrip("0")
    return len(digits) > len(str(most)) or int(digits or "0") > most


def _refused(request: HttpRequest, status: int) -> HttpResponse:
    """The sentence that says so, in the language of the switch or the browser: who the reader is
    has not been asked."""
    with translation.override(translation.get_language_from_request(request)):
        if request.path.startswith("/api/"):
            return _problem(request, status)
        text = render_to_string(f"{status}.html", {"most": settings.REQUEST_MAX_BYTES})
        return HttpResponse(text, status=status, headers={"Cache-Control": "no-store"})


def _problem(request: HttpRequest, status: int) -> HttpResponse:
    """The same for a program."""
    kind = KINDS[status]
    told = problem_of(
        kind,
        address=request.build_absolute_uri(reverse("api:docs")),
        detail=str(TITLES[kind][1]),
        code=kind.replace("-", "_"),
    )
    return JsonResponse(
        told, status=status, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"}
    )
