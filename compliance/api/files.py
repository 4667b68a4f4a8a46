"""Evidence, handed out after the same question as its record."""

import uuid
from typing import Any, ClassVar

from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from agreements.api.doors import Door
from compliance.exports.files import handed_out
from compliance.models import DisputeEvidence, Evidence
from compliance.workflow.evidence import DOCUMENTS, IMAGES

TYPES = sorted({*IMAGES, *DOCUMENTS, "text/plain", "text/csv"})


class FileDoor(Door):
    """A file that was kept, as a download of the type that was found in it."""

    model: ClassVar[type[Model]]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A file is what it is, whatever is asked for."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(responses={("200", each): OpenApiTypes.BINARY for each in TYPES})
    def get(self, request: Request, pk: uuid.UUID) -> Any:
        rows: Any = self.model._default_manager
        stored = get_object_or_404(rows.visible_to(request.user), pk=pk)
        try:
            return handed_out(request, stored)
        except FileNotFoundError:
            raise Http404 from None


class EvidenceDoor(FileDoor):
    """Evidence of a report, as a download."""

    model = Evidence


class DisputeEvidenceDoor(FileDoor):
    """Evidence in a dispute, as a download."""

    model = DisputeEvidence
