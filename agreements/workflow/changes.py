"""Changes in words: who changed when which field, from what to what, read from the history."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Field, ForeignKey, Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import (
    Appointment,
    Citation,
    Committee,
    PartialDate,
)
from agreements.workflow.editions import Past, past_of, since
from agreements.workflow.keeping import cited

# Where the model has no word of its own.
LABELS = {
    "forum": gettext_lazy("forum"),
    "successor": gettext_lazy("followed by"),
    "parent": gettext_lazy("stands under"),
}
LEFT_OUT = {"id", "regime", "committee"}


@dataclass(frozen=True, slots=True)
class Said:
    """A value in words, or a day."""

    text: str
    day: PartialDate | date | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field, what it said before and what it says after; None: nothing."""

    label: str
    before: Said | None
    after: Said | None


@dataclass(frozen=True, slots=True)
class Change:
    """One step in words."""

    key: str
    kind: str
    name: str  # whose, where it is about a person
    added: bool
    removed: bool
    who: str  # "" where nobody was signed in: the register was read in
    when: datetime
    lines: tuple[FieldChange, ...]


Names = Mapping[type[Model], Mapping[Any, str]]


def changes_since(edition: str, thing: Model) -> list[Change]:
    """What was changed since this edition, the latest first."""
    return in_words(since(edition, thing, past_of(thing)))


def in_words(pasts: Sequence[Past]) -> list[Change]:
    """These steps in words. At most one query for each kind of thing that they name, and one for
    the names of committees."""
    names = _names(pasts)
    return [
        Change(
            key=past.key,
            kind=capfirst(str(past.model._meta.verbose_name)),
            name=str(past.row.instance) if past.model is Appointment else "",
            added=past.added,
            removed=past.removed,
            who=past.row.history_user.get_username() if past.row.history_user else "",
            when=past.row.history_date,
            lines=tuple(_lines(past, names)),
        )
        for past in pasts
    ]


def changed_fields(past: Past) -> list[Field]:
    """The fields that the step changed; for what was added or taken away, all of them."""
    fields = [f for f in past.model._meta.concrete_fields if f.name not in LEFT_OUT]
    before, after = _ends(past)
    if before is None or after is None:
        return fields
    return [f for f in fields if getattr(before, f.attname) != getattr(after, f.attname)]


def _ends(past: Past) -> tuple[Any, Any]:
    """The rows before and after the step."""
    if past.removed:
        return past.row, None
    return (None if past.added else past.before), past.row


def _lines(past: Past, names: Names) -> Iterator[FieldChange]:
    before, after = _ends(past)
    for field in changed_fields(past):
        said = [
            _say(field, getattr(row, field.attname), names) if row else None
            for row in (before, after)
        ]
        if said[0] or said[1]:
            label = LABELS.get(field.name, field.verbose_name)
            yield FieldChange(capfirst(str(label)), said[0], said[1])
    if places := cited(past.row.history_change_reason):
        listed = [_cites(keys, names) for keys in places]
        yield FieldChange(_("Sources"), *listed)


def _say(field: Field, value: Any, names: Names) -> Said | None:
    if isinstance(field, ForeignKey):
        if value is None and field.name == "parent":
            return Said(_("no other body"))
        return Said(names[field.related_model].get(value, str(value))) if value else None
    if isinstance(field, BooleanField):
        return Said(_("yes")) if value else None
    if isinstance(value, PartialDate | date):
        return Said(str(value), value)
    if field.name == "holds_from":
        return Said(_("the beginning"))
    if field.choices:
        return Said(str(dict(field.flatchoices).get(value, value)))
    return Said(str(value)) if value else None


def _cites(keys: Iterable[int], names: Names) -> Said | None:
    said = [names[Citation].get(key, str(key)) for key in keys]
    return Said("; ".join(said)) if said else None


def _names(pasts: Iterable[Past]) -> Names:
    """What everything is called that these steps name."""
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for past in pasts:
        for field in past.model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.name not in LEFT_OUT:
                rows = filter(None, (past.before, past.row))
                wanted[field.related_model].update(getattr(row, field.attname) for row in rows)
        for places in cited(past.row.history_change_reason) or ():
            wanted[Citation].update(places)
    found: dict[type[Model], Mapping[Any, str]] = defaultdict(dict)
    for model, keys in wanted.items():
        found[model] = {row.pk: str(row) for row in _rows(model, keys - {None})}
    return found


def _rows(model: type[Model], keys: set[Any]) -> Iterable[Model]:
    if not keys:
        return ()
    rows = model._base_manager.filter(pk__in=keys)
    if model is Committee:
        return rows.prefetch_related("names")
    return rows.select_related("source") if model is Citation else rows
