"""A refusal says its code, and proves that nothing was written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection

from sosek.ledger.models import Entry


def everything() -> dict[str, Any]:
    """How many rows every table has, where the ledger ends, which files are kept."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    count = " UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM {name}" for name in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(count)
        counts = dict(cursor.fetchall())
    head = Entry.objects.order_by("-sequence").values_list("hash", flat=True).first()
    return counts | {"head": head, "files": kept_files()}


def kept_files() -> list[str]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path) for path in root.rglob("*") if path.is_file())


def touched() -> int:
    """How many rows this transaction has written, those taken back since included: where the number
    is the same before and after, nothing was written between, and nothing needs to be counted."""
    assert connection.in_atomic_block
    if connection.vendor == "sqlite":
        return int(connection.connection.total_changes)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(SUM(n_tup_ins + n_tup_upd + n_tup_del), 0)"
            " FROM pg_stat_xact_all_tables"
        )
        return int(cursor.fetchone()[0])


@contextmanager
def writes_nothing() -> Iterator[None]:
    """What happens inside leaves tables, ledger and files as they were."""
    before = everything()
    yield
    after = everything()
    assert {k: v for k, v in after.items() if before[k] != v} == {}


@contextmanager
def refuses(code: str, *, of: str = "__all__") -> Iterator[None]:
    """What happens inside is refused with this code, told of this field, and writes nothing."""
    with writes_nothing(), pytest.raises(ValidationError) as refusal:
        yield
    assert told(refusal.value) == {of: [code]}


def told(error: ValidationError) -> dict[str, list[str | None]]:
    """The codes of a refusal, by field."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {"__all__": error.error_list}
    return {name: [each.code for each in errors] for name, errors in by_field.items()}
