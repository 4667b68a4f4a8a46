"""What somebody sees who is signed in is theirs alone; the next on the device is shown nothing."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse


class PrivateMiddleware:
    """Pages of who is signed in are asked for anew, and signing out empties the browser of them.
    They may be gone back to until then: without a connection, a form would be lost otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = SESSION_KEY in request.session
        response = self.get_response(request)
        if SESSION_KEY in request.session:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        elif signed_in:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response
