"""The ledger: its head, and every entry, open as far as the reader may see."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agreements.api.asking import Filter
from agreements.api.doors import Door, Shelf
from agreements.api.shape import Asked, Shape
from agreements.models import Regime
from compliance.dashboard.ledger import opens_to
from sosek.ledger.models import Entry, instant


class EntryShape(Shape):
    """One step of the chain. Payload and salt are told where the reader may see them; the digest
    proves the rest."""

    recorded_at = serializers.SerializerMethodField(help_text="To the microsecond, as it is hashed")
    salt = serializers.SerializerMethodField()
    payload = serializers.SerializerMethodField()

    class Meta:
        model = Entry
        fields = (
            *("sequence", "recorded_at", "kind", "scope", "digest", "previous", "hash"),
            *("salt", "payload"),
        )

    def get_recorded_at(self, entry: Entry) -> str:
        return instant(entry.recorded_at)

    def get_salt(self, entry: Entry) -> str | None:
        return entry.salt if self.context["opens"](entry) else None

    def get_payload(self, entry: Entry) -> dict[str, Any] | None:
        opened: dict[str, Any] = json.loads(entry.payload)
        return opened if self.context["opens"](entry) else None


class EntryShelf(Shelf):
    """The entries of the ledger in their order, to check the chain with."""

    model, serializer_class, lookup_field = Entry, EntryShape, "sequence"
    asks = {
        "kind": Filter("kind", says="Kind of what was recorded"),
        "regime": Filter("scope", says="Short name of the regime"),
        "recorded_from": Filter("recorded_at__date__gte", date, says="Day (UTC)"),
        "recorded_to": Filter("recorded_at__date__lte", date, says="Day (UTC)"),
    }

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return Entry.objects.none()
        if not Regime.objects.visible_to(self.asker).exists():
            return Entry.objects.none()
        return EntryShape.read(Entry.objects.all(), self.asker, self.asked or Asked())

    def get_serializer_context(self) -> dict[str, Any]:
        context = super().get_serializer_context()
        return context if context["asked"] is None else {**context, "opens": opens_to(self.asker)}


class HeadShape(serializers.Serializer[Any]):
    """The end of the ledger."""

    sequence = serializers.IntegerField()
    hash = serializers.CharField()
    recorded_at = serializers.CharField()


class Head(Door):
    """The end of the ledger: as long as it is the same, nothing was recorded."""

    tells = HeadShape

    def get(self, request: Request) -> Response:
        last = Entry.objects.order_by("-sequence").first()
        if last is None or not Regime.objects.visible_to(request.user).exists():
            raise Http404
        told: Mapping[str, Any] = {
            "sequence": last.sequence,
            "hash": last.hash,
            "recorded_at": instant(last.recorded_at),
        }
        return Response(told)
