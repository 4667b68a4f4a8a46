"""Files are served only here, after the same question as their record, and never to be run."""

import logging
import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET

from agreements.models import StoredFile
from compliance.models import Evidence
from compliance.views.pages import DashboardRequest

logger = logging.getLogger(__name__)


@login_not_required
@require_GET
def evidence(request: DashboardRequest, pk: uuid.UUID) -> HttpResponseBase:
    visible = Evidence.objects.visible_to(request.user)
    return file_response(request, get_object_or_404(visible, pk=pk))


def file_response(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    """The file as a download of the type that was found when it was checked."""
    etag = f'"{stored.sha256}"'
    response: Any = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            content = stored.file.open("rb")
        except FileNotFoundError:
            logger.error("file %s of %s is missing", stored.pk, type(stored).__name__)
            return render(request, "compliance/evidence_missing.html", {"file": stored}, status=404)
        response = FileResponse(
            content, as_attachment=True, filename=stored.name, content_type=stored.content_type
        )
    return _guarded(response, etag)


def _guarded(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"  # ask each time whether one still may
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Said so that nothing on the way packs it again: photographs do not get smaller.
    response.headers["Content-Encoding"] = "identity"
    return response
