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
    root = Path(settings.MEDIA_ROOT)
    files = sorted(str(path) for path in root.rglob("*") if path.is_file())
    return counts | {"head": head, "files": files}


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
