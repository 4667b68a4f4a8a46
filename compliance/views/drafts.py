"""Drafts: discarding one, and looking at its files. Going on with one is the obligation's page."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agreements.permissions import Asker
from compliance.models import ReportDraft
from compliance.permissions import can_use_draft
from compliance.views.evidence import file_response
from compliance.views.pages import DashboardRequest
from compliance.views.sheets import keep_name
from compliance.workflow.reporting import discard_draft


@require_http_methods(["GET", "POST"])
def draft_discard(request: DashboardRequest, pk: uuid.UUID) -> HttpResponse:
    draft = _draft_or_404(request.user, pk)
    if request.method == "GET":
        return render(request, "compliance/draft_discard.html", {"draft": draft})
    kept = keep_name(request.user, draft.obligation, draft)
    discard_draft(draft)
    messages.success(request, _("The draft is discarded."), extra_tags=kept)
    return redirect("compliance:work")


@require_GET
def draft_file(request: DashboardRequest, pk: uuid.UUID, file: int) -> HttpResponseBase:
    draft = _draft_or_404(request.user, pk)
    return file_response(request, get_object_or_404(draft.files, pk=file))


def _draft_or_404(user: Asker, pk: uuid.UUID) -> ReportDraft:
    drafts = ReportDraft.objects.visible_to(user).select_related(
        "side", "author", "obligation__agreement__paper__forum__regime"
    )
    draft = get_object_or_404(drafts, pk=pk)
    if not can_use_draft(user, draft):
        raise PermissionDenied
    return draft
