"""What the owner of a database could do, for tests that show how it is found out."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from sosek.ledger.guards import lifted


@contextmanager
def unguarded() -> Iterator[None]:
    """As the owner of the database, who can take the guards away."""
    settle()
    with lifted():
        yield
        settle()


def settle() -> None:
    """PostgreSQL changes no trigger of a table while foreign keys of it are still to be checked."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
