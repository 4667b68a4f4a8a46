"""Sosek's addresses and two pages that do nothing, to compare with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from sosek.urls import urlpatterns as of_sosek


@require_GET
def empty_page(request: HttpRequest) -> HttpResponse:
    """A signed-in page with its whole frame and no content."""
    return render(request, "base.html")


@require_POST
def empty_post(request: HttpRequest) -> HttpResponse:
    """A signed-in POST that writes nothing and answers like a success."""
    request.POST.get("narrative")
    return redirect("/")


urlpatterns = [
    path("bench/empty/", empty_page),
    path("bench/post/", empty_post),
    *of_sosek,
]
