"""Every refusal as problem details (RFC 9457), whoever raised it."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    BadRequest,
    PermissionDenied,
    SuspiciousOperation,
)
from django.core.exceptions import ValidationError as Refusal
from django.core.signals import got_request_exception
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from sosek.busy import WAIT, is_busy

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

TITLES: dict[str, tuple[int, Promise]] = {
    "malformed": (400, _("The request cannot be read")),
    "invalid": (400, _("What was sent is refused")),
    "not-authenticated": (401, _("No valid token or sign-in")),
    "forbidden": (403, _("You may not do this")),
    "not-found": (404, _("There is nothing here for you")),
    "method-not-allowed": (405, _("This address does not answer that method")),
    "not-acceptable": (406, _("It cannot be told in that form")),
    "key-used": (409, _("This key was used for something else")),
    "length-required": (411, _("The request does not say its length")),
    "too-large": (413, _("The request is too large")),
    "unsupported-media-type": (415, _("It was sent in a form that is not read here")),
    "too-many-requests": (429, _("Too many requests")),
    "unexpected": (500, _("Something went wrong here")),
    "busy": (503, _("The register is busy: send it again in half a minute")),
}
"""Each kind of problem: its status and its title. Its address is a place on the page of the API."""

KINDS: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.ValidationError, "invalid"),
    (exceptions.ParseError, "malformed"),
    (exceptions.AuthenticationFailed, "not-authenticated"),
    (exceptions.NotAuthenticated, "not-authenticated"),
    (exceptions.PermissionDenied, "forbidden"),
    (exceptions.NotFound, "not-found"),
    (exceptions.MethodNotAllowed, "method-not-allowed"),
    (exceptions.NotAcceptable, "not-acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported-media-type"),
    (exceptions.Throttled, "too-many-requests"),
)
WORDLESS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (Http404, "not-found"),
    (PermissionDenied, "forbidden"),
    ((SuspiciousOperation, BadRequest, RecursionError), "malformed"),
)


class KeyUsed(exceptions.APIException):
    """An idempotency key that belongs to another request."""

    status_code = 409
    default_detail = _("Take a new key for what is not the same request.")
    default_code = "key_used"


class FieldErrorShape(serializers.Serializer[Any]):
    """What is wrong with one field; with the whole where it names none."""

    field = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemShape(serializers.Serializer[Any]):
    """Problem details after RFC 9457."""

    type = serializers.URLField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = FieldErrorShape(many=True, required=False)  # type: ignore[assignment]


def answer(exc: Exception, context: Mapping[str, Any]) -> Response:
    """The translator of all that is raised behind an address of the API."""
    request = context["request"]
    kind, error = _told(exc)
    if kind == "unexpected":
        if settings.DEBUG:
            raise exc
        logger.error("unexpected answer at %s", request.path, exc_info=exc)
        got_request_exception.send(sender=None, request=request)
    problem = problem_of(
        kind,
        address=request.build_absolute_uri(reverse("api:docs")),
        detail=_sentence(error) if error else str(TITLES[kind][1]),
        code=_code(error) if error else kind.replace("-", "_"),
    )
    if isinstance(error, exceptions.ValidationError):
        problem["errors"] = list(_errors(error.detail, ""))
        problem["code"] = problem["errors"][0]["code"]
    return Response(
        problem,
        status=problem["status"],
        headers={"Retry-After": str(WAIT)} if kind == "busy" else _headers(error),
        content_type=MEDIA_TYPE,
    )


def problem_of(kind: str, *, address: str, detail: str, code: str) -> dict[str, Any]:
    """The details; `address` is that of the page that says what each kind means."""
    status, title = TITLES[kind]
    return {
        "type": f"{address}#{kind}",
        "title": str(title),
        "status": status,
        "detail": detail,
        "code": code,
    }


def _told(exc: Exception) -> tuple[str, exceptions.APIException | None]:
    """Which kind of problem it is, and the exception that has the words for it."""
    if isinstance(exc, Refusal):
        return "invalid", exceptions.ValidationError(_as_api_errors(exc))
    if isinstance(exc, KeyUsed):
        return "key-used", exc
    if is_busy(exc):
        return "busy", None
    for wordless, kind in WORDLESS:
        if isinstance(exc, wordless):
            return kind, None
    for known, kind in KINDS:
        if isinstance(exc, known) and isinstance(exc, exceptions.APIException):
            return kind, exc
    return "unexpected", None


def _as_api_errors(refusal: Refusal) -> Any:
    """A refusal of a model or a verb as the same of a serializer."""
    by_field = (
        refusal.error_dict if hasattr(refusal, "error_dict") else {"": list(refusal.error_list)}
    )
    return {
        "" if name == NON_FIELD_ERRORS else name: [
            exceptions.ErrorDetail(" ".join(each.messages), code=each.code or "invalid")
            for each in errors
        ]
        for name, errors in by_field.items()
    }


def _errors(detail: Any, path: str) -> Iterator[dict[str, str]]:
    """Every error with the way to its field: citations.0.source."""
    if isinstance(detail, Mapping):
        for name, below in detail.items():
            plain = "" if name == "non_field_errors" else str(name)
            yield from _errors(below, ".".join(part for part in (path, plain) if part))
    elif isinstance(detail, list):
        for place, below in enumerate(detail):
            nested = isinstance(below, (Mapping, list))
            yield from _errors(below, f"{path}.{place}" if nested else path)
    else:
        yield {"field": path, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}


def _sentence(error: exceptions.APIException) -> str:
    if isinstance(error, exceptions.ValidationError):
        return str(next(_errors(error.detail, ""))["detail"])
    return str(error.detail)


def _code(error: exceptions.APIException) -> str:
    return getattr(error.detail, "code", error.default_code)


def _headers(error: exceptions.APIException | None) -> dict[str, str]:
    headers = {}
    if (challenge := getattr(error, "auth_header", None)) is not None:
        headers["WWW-Authenticate"] = challenge
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(int(wait))
    return headers
