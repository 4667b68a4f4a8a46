"""When somebody else writes for long, who waited too long is told so, and loses nothing."""

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

WAIT = 30  # seconds after which to send it again


class BusyMiddleware:
    """SQLite has one writer at a time: beside the import of a large workbook another may wait
    longer than the database lets it. Nothing of it is written then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_busy(exception):
            return None
        logger.warning("busy: %s was not answered", request.path)
        headers = {"Retry-After": str(WAIT), "Cache-Control": "no-store"}
        return HttpResponse(render_to_string("503.html"), status=503, headers=headers)


def is_busy(exception: Exception) -> bool:
    """Whether a writer waited for another in vain."""
    return isinstance(exception, OperationalError) and "database is locked" in str(exception)
