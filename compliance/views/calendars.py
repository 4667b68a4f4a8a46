"""A person's calendar by its secret address, for programs that do not sign in."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.views.decorators.http import conditional_page, require_safe

from compliance.dashboard.deadlines import deadlines
from compliance.dashboard.persons import FiguresAt, forums_seen, member_figures, zone_of
from compliance.exports.calendar import as_calendar
from compliance.models import NoticeSettings
from compliance.views.pages import DashboardRequest


@login_not_required
@require_safe
@conditional_page
def calendar(request: DashboardRequest, secret: str) -> HttpResponse:
    """As of now, for whose address it is, whoever else may be signed in here."""
    found = NoticeSettings.objects.filter(user__is_active=True).select_related("user")
    user = get_object_or_404(found, calendar=secret).user
    language = user.language or settings.LANGUAGE_CODE
    now = timezone.now()
    with translation.override(language):
        forums = forums_seen(user)
        figures = member_figures(user, forums, FiguresAt(now))
        dates = deadlines(user, forums, figures, at=now, zone=zone_of(forums))
        base = request.build_absolute_uri("/").rstrip("/")
        host = urlsplit(settings.BASE_URL).hostname or ""  # the same by whatever name it is asked
        content = as_calendar(dates, base=base, host=host)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Cache-Control": "private, no-cache",
            "Content-Disposition": 'inline; filename="sosek.ics"',
            "Content-Language": language,
            "X-Robots-Tag": "noindex",
        },
    )
