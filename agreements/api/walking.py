"""Lists in parts: each part says where the next begins, so that none is missed or told twice."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from agreements.api.asking import number
from sosek.ledger.models import Entry, Recorded

USUAL, MOST = 50, 200


class Walk(BasePagination):
    """In the order in which rows came, so that what comes meanwhile stands at the end."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        limit = number(request.query_params.get("limit", str(USUAL)), "limit", most=MOST) or USUAL
        key = order_of(queryset.model)
        if cursor := request.query_params.get("cursor", ""):
            queryset = queryset.filter(**{f"{key}__gt": _read(cursor)})
        rows = list(queryset.order_by(key)[: limit + 1])
        self._next = None
        if len(rows) > limit:
            after = _written(getattr(rows[limit - 1], key))
            self._next = replace_query_param(request.build_absolute_uri(), "cursor", after)
        return rows[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._next, "results": data})

    def get_paginated_response_schema(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {"type": "string", "nullable": True, "format": "uri"},
                "results": schema,
            },
        }


def order_of(model: Any) -> str:
    """The column by which rows of a model come one after the other."""
    return "sequence" if issubclass(model, (Recorded, Entry)) else "pk"


def _written(key: int) -> str:
    return base64.urlsafe_b64encode(str(key).encode()).decode().rstrip("=")


def _read(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode()
    except (ValueError, binascii.Error):
        text = ""
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise ValidationError({"cursor": _("Take the cursor of the answer before.")})
    return int(text)
