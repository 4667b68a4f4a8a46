"""Triggers by which the database itself refuses to change or delete what was recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "the record is append-only"

POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION sosek_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = '23001'; END $$
"""


def guarded_models() -> list[type[models.Model]]:
    """Every model that says `append_only`, and the tables that link one to something else."""

    def guarded(model: Any) -> bool:
        owner = model._meta.auto_created or model
        return bool(getattr(owner, "append_only", False)) and not model._meta.proxy

    return [model for model in apps.get_models(include_auto_created=True) if guarded(model)]


def install_after_migrate(*, using: str, **_: object) -> None:
    """Install the guards (idempotent); called after every migrate."""
    install(connections[using])


def install(connection: BaseDatabaseWrapper) -> None:
    """Put a guard on every append-only table that exists."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for model in guarded_models():
            if model._meta.db_table in tables:
                for statement in _statements(connection, model):
                    cursor.execute(statement)


def require_guards(using: str = "default") -> None:
    """Refuse to go on with a database that would let the record be changed."""
    connection = connections[using]
    missing = sorted(_expected(connection) - _installed(connection))
    if missing:
        raise ImproperlyConfigured(
            f"The database does not guard its record ({missing[0]} is missing): "
            "run `manage.py migrate`, then start again."
        )


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Without guards: for emptying the tables of a test database, and for nothing else."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for model in guarded_models():
            for name in _names(connection, model):
                table = connection.ops.quote_name(model._meta.db_table)
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
    try:
        yield
    finally:
        install(connection)


def _names(connection: BaseDatabaseWrapper, model: type[models.Model]) -> list[str]:
    """Trigger names; PostgreSQL cuts at 63 characters, so table names must stay short."""
    last = "truncate" if connection.vendor == "postgresql" else "replace"
    return [f"guard_{model._meta.db_table}_{event}" for event in ("update", "delete", last)]


def _statements(connection: BaseDatabaseWrapper, model: type[models.Model]) -> Iterator[str]:
    """Each guard is made anew, so that one of an earlier release never stays."""
    table = connection.ops.quote_name(model._meta.db_table)
    postgres = connection.vendor == "postgresql"
    for name, event in zip(
        _names(connection, model), ("UPDATE", "DELETE", "TRUNCATE"), strict=True
    ):
        yield f"DROP TRIGGER IF EXISTS {name}{f' ON {table}' if postgres else ''}"
        if postgres:
            each = "STATEMENT" if event == "TRUNCATE" else "ROW"
            yield (
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION sosek_refuse()"
            )
        elif event == "TRUNCATE":
            yield _refuse_replace(model, name, table)
        else:
            yield (
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def _refuse_replace(model: type[models.Model], name: str, table: str) -> str:
    """SQLite's INSERT OR REPLACE deletes without firing a DELETE trigger: refuse it before."""
    same = " OR ".join(
        "(" + " AND ".join(f"{column} = NEW.{column}" for column in columns) + ")"
        for columns in _unique_columns(model)
    )
    return (
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} "  # noqa: S608 - own names
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


def _unique_columns(model: type[models.Model]) -> Iterator[list[str]]:
    """Every set of columns by which a new row could take the place of an old one."""
    meta = model._meta
    fields = {field.name: f'"{field.column}"' for field in meta.local_concrete_fields}
    yield ["rowid"]
    yield from ([fields[field.name]] for field in meta.local_concrete_fields if field.unique)
    together = [*meta.unique_together, *(each.fields for each in meta.total_unique_constraints)]
    yield from ([fields[name] for name in names] for names in together)


def _expected(connection: BaseDatabaseWrapper) -> set[str]:
    return {name for model in guarded_models() for name in _names(connection, model)}


def _installed(connection: BaseDatabaseWrapper) -> set[str]:
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}
