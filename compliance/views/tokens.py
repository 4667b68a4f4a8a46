"""The reader's tokens for programs: made, shown once, revoked."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.forms import TokenForm
from agreements.models import ApiToken, Scope
from agreements.views.pages import SignedInRequest
from agreements.workflow import make_token, revoke_token
from sosek.web import errors_on, paginate


@require_http_methods(["GET", "POST"])
def tokens(request: SignedInRequest) -> HttpResponse:
    form = TokenForm(request.POST or None)
    secret = ""
    if form.is_valid():
        with errors_on(form):
            _token, secret = make_token(request.user, **form.cleaned_data)
            form = TokenForm()
    response = _page(request, form, secret)
    if secret:  # told this once: nothing on the way keeps it
        response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def token_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.of(request.user), pk=pk)
    revoke_token(token, by=request.user)
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect(reverse("compliance:tokens"))


def _page(request: SignedInRequest, form: TokenForm, secret: str) -> HttpResponse:
    now = timezone.now()
    page = paginate(request, ApiToken.objects.of(request.user))
    context: dict[str, Any] = {
        "form": form,
        "secret": secret,
        "page": page,
        "lines": [(token, token.state(now)) for token in page],
        "scopes": Scope,
    }
    return render(request, "compliance/tokens.html", context)
