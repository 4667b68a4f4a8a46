"""How rows are told: which columns, under which names, and what is read with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers
from rest_framework.fields import Field

from agreements.models import Citation
from agreements.permissions import Asker

Part = Callable[[Asker], str | Prefetch]

NAMES = ("name_en", "name_id", "name_ms")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which fields of a row an address asks for, and which further parts."""

    fields: tuple[str, ...] = ()  # none named: all
    expand: tuple[str, ...] = ()


class Shape(serializers.ModelSerializer[Any]):
    """A kind of row as the API tells it. With each row are read its `joins` and `parts`; `further`
    parts are told only where the address asks for them."""

    joins: ClassVar[tuple[str, ...]] = ()
    parts: ClassVar[tuple[str, ...]] = ()
    further: ClassVar[Mapping[str, tuple[Part, ...]]] = {}

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The fields that are always told."""
        return tuple(name for name in cls.Meta.fields if name not in cls.further)

    @classmethod
    def read(cls, rows: QuerySet[Any], user: Asker, asked: Asked) -> QuerySet[Any]:
        """The rows with all that is told of them, at a fixed cost however many there are."""
        rows = rows.prefetch_related(*cls.parts)
        if cls.joins:
            rows = rows.select_related(*cls.joins)
        for name in asked.expand:
            rows = rows.prefetch_related(*(part(user) for part in cls.further[name]))
        return rows

    def get_fields(self) -> dict[str, Field]:
        fields: dict[str, Field] = super().get_fields()
        for field in fields.values():
            field.required = False  # an address may leave any of them out
        asked: Asked | None = self.context.get("asked")
        if asked is None:  # described, not told
            return fields
        return {name: field for name, field in fields.items() if self._told(name, asked)}

    def _told(self, name: str, asked: Asked) -> bool:
        if self.root not in (self, self.parent):  # a part of another row
            return name not in self.further
        if name in self.further:
            return name in asked.expand
        return not asked.fields or name in asked.fields


def ref(source: str, *, says: str = "") -> serializers.CharField:
    """Another row by its code: `owes.code`; null where there is none."""
    return serializers.CharField(
        source=source, read_only=True, allow_null=True, help_text=says or None
    )


def partial_date() -> serializers.CharField:
    """A date as far as it is known: 2010, 2010-03 or 2010-03-16."""
    return serializers.CharField(read_only=True, allow_null=True)


class CitationShape(Shape):
    """A place in a source, and how it bears on the fact that cites it."""

    source = ref("source.key")  # type: ignore[assignment]

    class Meta:
        model = Citation
        fields = ("source", "locator", "basis", "quote")


def cited() -> CitationShape:
    """The citations of a row; read them with `citations__source`."""
    return CitationShape(many=True, read_only=True)
