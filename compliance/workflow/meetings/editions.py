"""Two people at one form: it says on what it was opened, and the second is told what changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sosek.ledger.writing import open_chain

UNSAID = {"id", "code", "meeting", "item", "order", "closed_at", "appointment"}
"""What nobody types."""


def edition_of(history: Any) -> str:
    """The latest of these rows of a history, as a form carries it. One query."""
    latest = history.order_by("-history_id").values_list("history_id", flat=True).first()
    return str(latest or 0)


@contextmanager
def as_read(history: Any, edition: str) -> Iterator[None]:
    """One transaction in which what is changed is still what the form was opened on; else it is
    refused with who changed what since."""
    with transaction.atomic():
        open_chain()
        _refuse_stale(history, edition)
        yield


def _refuse_stale(history: Any, edition: str) -> None:
    if edition == edition_of(history):
        return
    rows = history.select_related("history_user").order_by("-history_id")
    now = rows.first()
    before = rows.filter(history_id=edition).first() if edition.isdecimal() else None
    raise ValidationError(
        _(
            "%(who)s has changed this since you opened it, on %(when)s: %(what)s. Nothing of yours "
            "is saved yet, and it is all still here: look at both, then send it again."
        ),
        code="stale",
        params={
            "who": now.history_user if now and now.history_user else _("Somebody"),
            "when": date_format(localtime(now.history_date), "j F Y, H:i") if now else "–",
            "what": _what(before, now),
        },
    )


def _what(before: Any, now: Any) -> str:
    if now is None or now.history_type == "-":
        return _("it was taken away")
    told = "; ".join(_fields(before, now))
    return told or _("what is prepared with it")


def _fields(before: Any, now: Any) -> Iterator[str]:
    """Each field that is another than before, with what it says now."""
    if before is not None and before.history_type == "-":
        before = None
    for field in now.instance_type._meta.concrete_fields:
        if field.name in UNSAID:
            continue
        value = getattr(now, field.attname)
        if value == (getattr(before, field.attname) if before is not None else field.get_default()):
            continue
        yield _("%(field)s now “%(value)s”") % {
            "field": field.verbose_name,
            "value": _said(now, field, value),
        }


def _said(now: Any, field: Any, value: Any) -> str:
    if field.is_relation:
        return str(getattr(now, field.name) or "–")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return str(value if value not in (None, "") else "–")
