"""How often one may ask: counted per token, per person signed in, and per address of a stranger."""

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from agreements.models import ApiToken

WINDOW = 60  # seconds


class PerMinute(BaseThrottle):
    """So many requests a minute, counted where every worker sees the same count."""

    def __init__(self) -> None:
        self._left = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        who, most = self._asker(request)
        window, passed = divmod(time.time(), WINDOW)
        self._left = WINDOW - passed
        key = f"api.{who}.{int(window)}"
        if cache.add(key, 1, timeout=2 * WINDOW):
            return True
        try:
            return int(cache.incr(key)) <= most
        except ValueError:  # it ran out between the two
            return True

    def wait(self) -> float:
        return max(1.0, self._left + 1)

    def _asker(self, request: Request) -> tuple[str, int]:
        if isinstance(request.auth, ApiToken):
            return f"token.{request.auth.pk}", settings.API_RATE
        if request.user and request.user.is_authenticated:
            return f"user.{request.user.pk}", settings.API_RATE
        return f"address.{self.get_ident(request)}", settings.API_RATE_STRANGERS
