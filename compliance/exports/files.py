"""A file that was kept, as it is handed out: never to be run, and asked for anew each time."""

from typing import Any

from django.http import FileResponse, HttpRequest
from django.utils.cache import get_conditional_response

from agreements.models import StoredFile


def handed_out(request: HttpRequest, stored: StoredFile) -> Any:
    """The file as a download of the type that was found when it was checked. Raises
    FileNotFoundError where it is not there."""
    etag = f'"{stored.sha256}"'
    response: Any = get_conditional_response(request, etag=etag)
    if response is None:
        response = FileResponse(
            stored.file.open("rb"),
            as_attachment=True,
            filename=stored.name,
            content_type=stored.content_type,
        )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"  # ask each time whether one still may
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Said so that nothing on the way packs it again: photographs do not get smaller.
    response.headers["Content-Encoding"] = "identity"
    return response
