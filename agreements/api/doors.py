"""What every address of the API does: know who asks, read the question, say if nothing is new."""

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework import mixins
from rest_framework.exceptions import AuthenticationFailed, MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from agreements.api.asking import Filter, chosen, refuse_unknown
from agreements.api.shape import Asked, Shape
from agreements.permissions import Asker

WALKING = ("cursor", "limit")
SHAPING = ("fields", "expand")


class Door(APIView):
    """An address. `asks` names the parameters it reads, beside those that every list reads."""

    asks: ClassVar[Mapping[str, Filter]] = {}
    passing: str = ""  # what changes with the time alone, and makes no answer new

    def known_names(self) -> tuple[str, ...]:
        """The parameters that this address reads."""
        return tuple(self.asks)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method not in self.allowed_methods:
            raise MethodNotAllowed(request.method or "")
        if any("\0" in value for value in kwargs.values() if isinstance(value, str)):
            raise Http404  # PostgreSQL takes it in no text
        refuse_unknown(request.query_params, self.known_names())
        self.said = self._read(request)

    def perform_authentication(self, request: Request) -> None:
        """A token that opens nothing is counted too, by the address it comes from."""
        try:
            super().perform_authentication(request)
        except AuthenticationFailed:
            self.check_throttles(request)
            raise

    def _read(self, request: Request) -> dict[str, Any]:
        """The parameters of `asks` that were given, each as what it is."""
        given = request.query_params
        return {
            name: each.read(given[name], name)
            for name, each in self.asks.items()
            if given.get(name, "")
        }

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        found: Any = super().finalize_response(request, response, *args, **kwargs)
        found.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(found, ("Authorization", "Cookie", "Accept-Language", "Accept"))
        if request.method in ("GET", "HEAD") and found.status_code == 200 and _is_told(found):
            found.add_post_render_callback(self._tagged)
        return found

    def _tagged(self, response: HttpResponse) -> HttpResponseBase | None:
        """The answer with a tag of its content; who has it already is told so. It is made and asked
        for anew each time, so it is never stale and never another reader's."""
        content = response.content
        if self.passing:
            content = content.replace(self.passing.encode(), b"")
        tag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
        response.headers["ETag"] = tag
        return get_conditional_response(self.request, etag=tag, response=response)


def _is_told(response: Any) -> bool:
    """Whether it is an answer in words, not a file."""
    return isinstance(response, Response)


class Shelf(Door, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    """All rows of a kind that the asker may see, and each of them."""

    model: ClassVar[type[Model]]
    serializer_class: type[Shape]

    @property
    def asker(self) -> Asker:
        user: Asker = self.request.user
        return user

    def known_names(self) -> tuple[str, ...]:
        own = (*self.asks, *WALKING) if self.action == "list" else ()
        return (*own, *SHAPING)

    @property
    def asked(self) -> Asked | None:
        """Which fields and parts the address asks for; None: it is only described."""
        if getattr(self, "swagger_fake_view", False):
            return None
        given, shape = self.request.query_params, self.serializer_class
        return Asked(
            fields=chosen(given.get("fields", ""), "fields", shape.names()),
            expand=chosen(given.get("expand", ""), "expand", tuple(shape.further)),
        )

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "asked": self.asked}

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = self.model._default_manager
        if getattr(self, "swagger_fake_view", False):
            return rows.none()  # type: ignore[no-any-return]
        return self.read(rows.visible_to(self.asker))

    def read(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with all that is told of them."""
        return self.serializer_class.read(rows, self.asker, self.asked or Asked())

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.action != "list":
            return queryset
        return self.narrowed(queryset, self.said)

    def narrowed(self, rows: QuerySet[Any], said: Mapping[str, Any]) -> QuerySet[Any]:
        """The rows that the address asks for."""
        return rows.filter(**{self.asks[name].lookup: value for name, value in said.items()})
