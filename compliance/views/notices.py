"""Turning notices by e-mail off from a message, without signing in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from compliance.models import Frequency, NoticeSettings
from compliance.workflow.noticing import choose_frequency


@csrf_exempt  # mail programs post to it (RFC 8058); who has the secret may turn mail off, no more
@login_not_required
@require_http_methods(["GET", "POST"])
def notices_off(request: HttpRequest, secret: str) -> HttpResponse:
    """Opening the address changes nothing: what looks into mail follows every link in it."""
    found = NoticeSettings.objects.select_related("user")
    chosen = get_object_or_404(found, unsubscribing=secret)
    if request.method == "POST":
        chosen = choose_frequency(chosen.user, Frequency.OFF)
    context = {"off": chosen.frequency == Frequency.OFF}
    with translation.override(chosen.user.language or translation.get_language()):
        response = render(request, "compliance/notices_off.html", context)
        response.headers["Content-Language"] = translation.get_language()
    response.headers["Cache-Control"] = "private, no-store"
    return response
