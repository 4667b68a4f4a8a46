"""Help: the pages of docs/ in the reader's language, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from sosek.manual import manual, manual_page


@login_not_required
@require_GET
def help_index(request: HttpRequest) -> HttpResponse:
    return render(request, "help/index.html", {"pages": manual(get_language() or "")})


@login_not_required
@require_GET
def help_page(request: HttpRequest, name: str) -> HttpResponse:
    page = manual_page(name, get_language() or "")
    if page is None:
        raise Http404
    return render(request, "help/page.html", {"page": page})
