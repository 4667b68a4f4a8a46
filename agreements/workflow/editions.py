"""Editions: which state of a thing a form was filled from, so that nobody overwrites unseen what
another changed in the meantime.

An edition names the latest history row of each kind of row that makes up the thing. Forms carry
it; the verb that takes the form asks under the lock whether it is still the latest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from agreements.models import Appointment, Committee, CommitteeName, CommitteeParent

Part = tuple[type[Model], str]

# What a thing is made of: each kind of row, and its field that names the thing.
PARTS: dict[type[Model], tuple[Part, ...]] = {
    Committee: (
        (Committee, "id"),
        (CommitteeName, "committee"),
        (CommitteeParent, "committee"),
        (Appointment, "committee"),
    ),
}


@dataclass(frozen=True, slots=True)
class Past:
    """One step in the history of a thing: a row of its history and the one before it."""

    model: type[Model]
    row: Any
    before: Any  # None where nothing is on record before it

    @property
    def key(self) -> str:
        """By which it is named."""
        return f"{self.model._meta.model_name}-{self.row.history_id}"

    @property
    def added(self) -> bool:
        return bool(self.row.history_type == "+")

    @property
    def removed(self) -> bool:
        return bool(self.row.history_type == "-")


def edition_of(thing: Model) -> str:
    """The edition of a thing as it stands now. One query."""
    kind = type(thing)
    latest = (
        Subquery(
            _history(model)
            .filter(**{path: thing.pk})
            .order_by("-history_id")
            .values("history_id")[:1]
        )
        for model, path in PARTS[kind]
    )
    rows = kind._base_manager.filter(pk=thing.pk)
    found = rows.values_list(*(Coalesce(each, Value(0)) for each in latest)).get()
    return ".".join(map(str, found))


def refuse_stale(thing: Model, edition: str) -> None:
    """Ask under the lock: after it, the answer would be too old again."""
    if edition != edition_of(thing):
        raise ValidationError(
            _(
                "Somebody changed this while you were writing. Nothing of yours is saved yet; what "
                "they changed is told below. Look at it, then save again."
            ),
            code="stale",
        )


def past_of(thing: Model) -> list[Past]:
    """The whole history of a thing, the latest first. One query for each kind of row."""
    found: list[Past] = []
    for model, path in PARTS[type(thing)]:
        last: dict[Any, Any] = {}
        rows = _history(model).filter(**{path: thing.pk}).select_related("history_user")
        for row in rows.order_by("history_id"):
            found.append(Past(model, row, last.get(row.id)))
            last[row.id] = row
    return sorted(
        found, key=lambda past: (past.row.history_date, past.row.history_id), reverse=True
    )


def since(edition: str, thing: Model, past: Iterable[Past]) -> list[Past]:
    """Those steps of its history that came after this edition; none for what is no edition."""
    numbers = read_edition(edition, thing)
    return [step for step in past if numbers and step.row.history_id > numbers[step.model]]


def read_edition(edition: str, thing: Model) -> dict[type[Model], int]:
    """The latest history row of each kind of row that the edition knows; nothing for what is no
    edition."""
    parts, said = PARTS[type(thing)], edition.split(".")
    if len(said) != len(parts) or not all(number.isdecimal() for number in said):
        return {}
    return {model: int(number) for (model, _path), number in zip(parts, said, strict=True)}


def _history(model: Any) -> Any:
    return model.history
