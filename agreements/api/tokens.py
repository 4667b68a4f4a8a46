"""Who asks: by a token, or signed in by the browser; and whether they may write at all."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from agreements.models import ApiToken, Scope, User
from agreements.workflow import token_of

SCHEME = "Bearer"


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer sosek_…`: the program acts for the person who made the token."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        said = get_authorization_header(request).split()
        if not said or said[0].lower() != SCHEME.lower().encode():
            return None
        if len(said) != 2:
            raise AuthenticationFailed(_("Send one token: “Authorization: Bearer sosek_…”."))
        token = token_of(said[1].decode("latin-1"), timezone.now())
        if token is None:
            raise AuthenticationFailed(
                _("This token does not work: it is unknown, revoked or expired.")
            )
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="sosek"'


class MayWrite(BasePermission):
    """Anybody may ask; only who is known writes, and a token only where it was made for that.
    What they may write is asked of the object."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method in SAFE_METHODS or request.method not in view.allowed_methods:
            return True
        if isinstance(request.auth, ApiToken) and request.auth.scope != Scope.WRITE:
            raise PermissionDenied(_("This token was made to read."), code="scope")
        return bool(request.user and request.user.is_authenticated)
