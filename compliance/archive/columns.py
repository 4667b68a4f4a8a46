"""A row as JSON and back. What a column takes is said once, as JSON Schema: it stands in the
documentation, and an import checks every value by it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models

from agreements.models import PartialDateField, User
from agreements.models.dates import PartialDate
from compliance.archive.contents import FIELDS_LEFT
from sosek.ledger.models import instant

Schema = dict[str, Any]

UUID_FORM = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
INSTANT_FORM = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$"
MOST = 2**63 - 1
RANGES = {
    "PositiveSmallIntegerField": (0, 2**15 - 1),
    "PositiveIntegerField": (0, 2**31 - 1),
    "PositiveBigIntegerField": (0, MOST),
    "BigAutoField": (1, MOST),
    "AutoField": (1, 2**31 - 1),
    "IntegerField": (-(2**31), 2**31 - 1),
    "BigIntegerField": (-(2**63), MOST),
}
UNCHECKED: Schema = {"description": "any JSON value without fractions"}


@dataclass(frozen=True, slots=True)
class Kind:
    """How the values of a sort of field are written, and read back."""

    schema: Schema
    write: Callable[[Any], Any] = lambda value: value
    read: Callable[[Any], Any] = lambda value: value


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a row."""

    name: str
    attribute: str  # of the row, where the value stands
    kind: Kind
    person: bool = False  # it names a user: by opaque id
    many: Any = None  # the field, where it holds many keys

    @property
    def schema(self) -> Schema:
        return self.kind.schema


@cache
def columns_of(model: type[models.Model]) -> tuple[Column, ...]:
    """What the archive says of a row of this model."""
    label, meta = model._meta.label_lower, model._meta
    plain = [each for each in meta.concrete_fields if f"{label}.{each.name}" not in FIELDS_LEFT]
    keys = Kind({"type": "array", "items": _whole(1, MOST), "uniqueItems": True})
    return (
        *(_column(each) for each in plain),
        *(Column(each.name, each.name, keys, many=each) for each in meta.many_to_many),
    )


def row_schema(model: type[models.Model]) -> Schema:
    columns = columns_of(model)
    return {
        "type": "object",
        "properties": {column.name: column.schema for column in columns},
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }


def _column(field: Any) -> Column:
    target = field
    while isinstance(target, models.ForeignKey):
        if target.related_model is User:
            person = Kind(_or_null(_formed(UUID_FORM), field.null))
            return Column(field.name, field.attname, person, person=True)
        target = target.target_field
    return Column(field.name, field.attname, _nullable(_kind(target, field), field.null))


def _kind(field: Any, own: Any) -> Kind:
    """By the sort of the field; what a key refers to has the sort of that."""
    for sort, kind in KINDS:
        if isinstance(field, sort):
            return kind(field)
    raise TypeError(f"{own} has a sort of value for which the archive has no form")


def _text(field: Any) -> Schema:
    if field.choices:
        codes = [str(code) for code, _label in field.flatchoices]
        blank = [""] if field.blank and "" not in codes else []
        return {"type": "string", "enum": blank + codes}
    most = {"maxLength": field.max_length} if isinstance(field, models.CharField) else {}
    return {"type": "string", **most}


def _whole(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def _nullable(kind: Kind, null: bool) -> Kind:
    if not null:
        return kind
    return Kind(
        _or_null(kind.schema, null),
        lambda value: None if value is None else kind.write(value),
        lambda value: None if value is None else kind.read(value),
    )


def _or_null(schema: Schema, null: bool) -> Schema:
    if not null or "type" not in schema:
        return schema
    wider = {**schema, "type": [schema["type"], "null"]}
    return {**wider, "enum": [*schema["enum"], None]} if "enum" in schema else wider


def _instant(moment: datetime) -> str:
    return instant(moment.astimezone(UTC))


def moment(text: str) -> datetime:
    """As the ledger writes it."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def _without_nul(value: Any) -> Any:
    """PostgreSQL keeps no NUL, in no text."""
    if any("\0" in text for text in _texts(value)):
        raise ValueError("a text has a NUL in it")
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


DAY_FORM = r"^\d{4}-\d{2}-\d{2}$"
PARTIAL_FORM = r"^\d{4}(-\d{2}(-\d{2})?)?$"
DECIMAL_FORM = r"^-?\d{1,9}(\.\d{1,9})?$"


def _formed(form: str) -> Schema:
    return {"type": "string", "pattern": form}


KINDS: tuple[tuple[type[models.Field], Callable[[Any], Kind]], ...] = (
    # Partial dates are kept as text, and moments are dates: the narrower sort stands first.
    (PartialDateField, lambda _: Kind(_formed(PARTIAL_FORM), str, PartialDate)),
    (models.CharField, lambda field: Kind(_text(field), read=_without_nul)),
    (models.TextField, lambda field: Kind(_text(field), read=_without_nul)),
    (models.DateTimeField, lambda _: Kind(_formed(INSTANT_FORM), _instant, moment)),
    (models.DateField, lambda _: Kind(_formed(DAY_FORM), date.isoformat, date.fromisoformat)),
    (models.UUIDField, lambda _: Kind(_formed(UUID_FORM), str, UUID)),
    (models.BooleanField, lambda _: Kind({"type": "boolean"})),
    (models.IntegerField, lambda field: Kind(_whole(*RANGES[field.get_internal_type()]))),
    (models.DecimalField, lambda _: Kind(_formed(DECIMAL_FORM), str, Decimal)),
    (models.JSONField, lambda _: Kind(UNCHECKED, read=_without_nul)),
)
