"""Files are served only here, after the same question as their record, and never to be run."""

import logging
import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from agreements.models import StoredFile
from compliance.exports.files import handed_out
from compliance.models import Evidence
from compliance.views.pages import DashboardRequest

logger = logging.getLogger(__name__)


@login_not_required
@require_GET
def evidence(request: DashboardRequest, pk: uuid.UUID) -> HttpResponseBase:
    visible = Evidence.objects.visible_to(request.user)
    return file_response(request, get_object_or_404(visible, pk=pk))


def file_response(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    """The file, or the page that says that it is missing."""
    try:
        found: HttpResponseBase = handed_out(request, stored)
    except FileNotFoundError:
        logger.error("file %s of %s is missing", stored.pk, type(stored).__name__)
        return render(request, "compliance/evidence_missing.html", {"file": stored}, status=404)
    return found
