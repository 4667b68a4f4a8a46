"""All of a regime as one file, for its admin."""

import logging
import tempfile

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from agreements.models import Regime
from compliance.archive.packing import MissingFileError, pack
from compliance.permissions import can_take_archive
from compliance.views.pages import MemberRequest

logger = logging.getLogger(__name__)


@require_GET
def archive(request: MemberRequest, slug: str) -> HttpResponseBase:
    regime = get_object_or_404(Regime.objects.visible_to(request.user), slug=slug)
    if not can_take_archive(request.user, regime):
        raise PermissionDenied
    # Into a file first: a slow reader would else hold the database to one moment for hours, and
    # what turns out to be missing could no longer be said.
    out = tempfile.TemporaryFile(dir=settings.DATA_DIR)  # noqa: SIM115 - the response closes it
    try:
        packed = pack(regime, out)
    except MissingFileError as missing:
        out.close()
        logger.error("no archive of regime %s: a file is missing", regime.pk)
        context = {"regime": regime, "name": missing.name}
        return render(request, "compliance/archive_missing.html", context, status=409)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    user, head = request.user.pk, packed.head
    logger.info("archive of regime %s taken by user %s, head %s", regime.pk, user, head)
    name = f"{regime.slug}-{packed.entries}.zip"
    response = FileResponse(out, as_attachment=True, filename=name, content_type="application/zip")
    response.headers["Cache-Control"] = "private, no-store"
    # Said so that nothing on the way packs it again.
    response.headers["Content-Encoding"] = "identity"
    return response
