"""The index of words, kept by the database itself: whatever writes a row, its words follow.

It is no record: it is made anew after every migrate, and may be at any time. SQLite keeps the words
by FTS5, PostgreSQL as a `tsvector` under a GIN index; both fold accents and capitals alike.
"""

import unicodedata
from collections.abc import Iterator

from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from compliance.finding.kinds import (
    KINDS,
    Below,
    Kind,
    Labelled,
    Listed,
    Piece,
    Said,
    in_every_language,
)

EVENTS = ("insert", "update", "delete")
LONGEST = 100_000
"""Characters of a text that are kept: beyond them PostgreSQL would refuse the row."""

SQLITE = (
    "DROP TABLE IF EXISTS search_words",
    "DROP TABLE IF EXISTS search_entry",
    """
CREATE TABLE search_entry (id INTEGER PRIMARY KEY, kind text NOT NULL, subject text NOT NULL,
  dated text NOT NULL, title text NOT NULL, body text NOT NULL, UNIQUE (kind, subject))""",
    """
CREATE VIRTUAL TABLE search_words USING fts5(title, body, content='search_entry',
  content_rowid='id', tokenize="unicode61 remove_diacritics 2", prefix='2 3')""",
    """
CREATE TRIGGER search_entry_put AFTER INSERT ON search_entry BEGIN
  INSERT INTO search_words (rowid, title, body) VALUES (NEW.id, NEW.title, NEW.body); END""",
    """
CREATE TRIGGER search_entry_taken AFTER DELETE ON search_entry BEGIN
  INSERT INTO search_words (search_words, rowid, title, body)
  VALUES ('delete', OLD.id, OLD.title, OLD.body); END""",
)
POSTGRES = (
    "DROP TABLE IF EXISTS search_entry",
    """
CREATE OR REPLACE FUNCTION search_folded(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT regexp_replace(lower(translate(left($1, {longest}), '{accented}', '{plain}')),
  '[\\u0001-/:-@\\[-`{{-\\u00bf\\u2000-\\u206f\\u3000-\\u303f]+', ' ', 'g') $$""",
    """
CREATE OR REPLACE FUNCTION search_words(title text, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE AS $$
SELECT setweight(to_tsvector('simple'::regconfig, search_folded(title)), 'A')
  || setweight(to_tsvector('simple'::regconfig, search_folded(body)), 'B') $$""",
    """
CREATE TABLE search_entry (kind text NOT NULL, subject text NOT NULL, dated text NOT NULL,
  words tsvector NOT NULL, PRIMARY KEY (kind, subject))""",
    "CREATE INDEX search_entry_words ON search_entry USING gin (words)",
)


def install_after_migrate(*, using: str, **_: object) -> None:
    """Make the index anew; called after every migrate."""
    install(connections[using])


def lift_before_migrate(*, using: str, **_: object) -> None:
    """SQLite rebuilds a table under another name: no trigger may speak of it meanwhile."""
    _drop_triggers(connections[using])


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the index and its triggers in place and fill it (idempotent)."""
    tables = set(connection.introspection.table_names())
    if any(kind.model._meta.db_table not in tables for kind in KINDS):
        return
    with transaction.atomic(using=connection.alias):
        _drop_triggers(connection)
        with connection.cursor() as cursor:
            for statement in _structure(connection):
                cursor.execute(statement)
            for kind in KINDS:
                cursor.execute(_put(connection, kind))
                for statement in _triggers(connection, kind):
                    cursor.execute(statement)


def refill(connection: BaseDatabaseWrapper) -> int:
    """Make the index anew and count what it holds."""
    install(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_entry")
        return int(cursor.fetchone()[0])


def require_index(using: str = "default") -> None:
    """Refuse to go on with a database that does not keep its index."""
    connection = connections[using]
    if missing := sorted(set(_names()) - _installed(connection)):
        raise ImproperlyConfigured(
            f"The database does not keep its index of words ({missing[0]} is missing): "
            "run `manage.py migrate`, then start again."
        )


def _watched(kind: Kind) -> Iterator[tuple[str, str]]:
    """The tables whose rows say words of this kind, and the column that names the subject."""
    yield kind.model._meta.db_table, "id"
    for piece in (*kind.title, *kind.text):
        if isinstance(piece, Below):
            yield piece.model._meta.db_table, piece.key


def _names() -> Iterator[str]:
    for kind in KINDS:
        for table, _ in _watched(kind):
            yield from (f"search_{table}_{event}" for event in EVENTS)


def _installed(connection: BaseDatabaseWrapper) -> set[str]:
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def _drop_triggers(connection: BaseDatabaseWrapper) -> None:
    there = _installed(connection)
    with connection.cursor() as cursor:
        for kind in KINDS:
            for table, _ in _watched(kind):
                for event in EVENTS:
                    name = f"search_{table}_{event}"
                    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                    if name in there:
                        cursor.execute(f"DROP TRIGGER {name}{on}")


def _structure(connection: BaseDatabaseWrapper) -> Iterator[str]:
    if connection.vendor == "sqlite":
        yield from SQLITE
        return
    accented, plain = _accents()
    for statement in POSTGRES:
        if "{longest}" in statement:
            statement = statement.format(longest=LONGEST, accented=accented, plain=plain)
        yield statement


def _accents() -> tuple[str, str]:
    """Latin letters with a sign, and the same without: PostgreSQL folds none by itself."""
    pairs = []
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        bare = "".join(
            each for each in unicodedata.normalize("NFKD", chr(code)) if each.isascii()
        ).lower()
        if len(bare) == 1 and bare.isalpha():
            pairs.append((chr(code), bare))
    accented, plain = zip(*pairs, strict=True)
    return "".join(accented), "".join(plain)


def _put(connection: BaseDatabaseWrapper, kind: Kind, key: str = "") -> str:
    """The words of all of a kind, or of the one with this key, into the index."""
    title, text = (
        " || ' ' || ".join(_piece(connection, piece) for piece in pieces) or "''"
        for pieces in (kind.title, kind.text)
    )
    dated = f"coalesce(CAST(t.{kind.dated} AS text), '')" if kind.dated else "''"
    conditions = [f"t.id = {key}"] * bool(key) + [f"t.{kind.only} <> ''"] * bool(kind.only)
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    columns, words = "title, body", f"{title}, {text}"
    if connection.vendor == "postgresql":
        columns, words = "words", f"search_words({title}, {text})"
    return (
        f"INSERT INTO search_entry (kind, subject, dated, {columns}) "  # noqa: S608 - own names
        f"SELECT '{kind.code}', CAST(t.id AS text), {dated}, {words} "
        f"FROM {kind.model._meta.db_table} t{where}"
    )


def _piece(connection: BaseDatabaseWrapper, piece: Piece) -> str:
    """An SQL text of the words of a row `t`."""
    if isinstance(piece, Said):
        return _quoted(in_every_language(piece.words))
    if isinstance(piece, Labelled):
        cases = " ".join(
            f"WHEN {_quoted(code)} THEN {_quoted(words)}" for code, words in piece.words().items()
        )
        return f"CASE t.{piece.column} {cases} ELSE '' END"
    if isinstance(piece, Below):
        together = "string_agg" if connection.vendor == "postgresql" else "group_concat"
        columns = " || ' ' || ".join(f"b.{column}" for column in piece.columns)
        return (
            f"coalesce((SELECT {together}({columns}, ' ') "  # noqa: S608 - own names
            f"FROM {piece.model._meta.db_table} b WHERE b.{piece.key} = t.id), '')"
        )
    if isinstance(piece, Listed):
        if connection.vendor == "postgresql":
            return f"CAST(t.{piece.column} AS text)"
        # Its text has accents as numbers: read it as the list it is.
        each = f"SELECT group_concat(value, ' ') FROM json_each(t.{piece.column})"  # noqa: S608
        return f"coalesce(({each}), '')"
    return f"coalesce(CAST(t.{piece} AS text), '')"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _triggers(connection: BaseDatabaseWrapper, kind: Kind) -> Iterator[str]:
    for table, column in _watched(kind):
        own = column == "id"
        if connection.vendor == "postgresql":
            yield from _postgres_triggers(connection, kind, table, column, own=own)
            continue
        rows = {"insert": ["NEW"], "update": ["NEW"] if own else ["OLD", "NEW"], "delete": ["OLD"]}
        for event in EVENTS:
            body = "; ".join(
                f"{_take(kind, f'{row}.{column}')}; {_put(connection, kind, f'{row}.{column}')}"
                for row in rows[event]
            )
            yield (
                f"CREATE TRIGGER search_{table}_{event} AFTER {event.upper()} ON {table} "
                f"BEGIN {body}; END"
            )


def _take(kind: Kind, key: str) -> str:
    return (
        f"DELETE FROM search_entry WHERE kind = '{kind.code}' "  # noqa: S608 - own names
        f"AND subject = CAST({key} AS text)"
    )


def _postgres_triggers(
    connection: BaseDatabaseWrapper, kind: Kind, table: str, column: str, *, own: bool
) -> Iterator[str]:
    """Where a row tells of another, that other is held meanwhile: two that tell of one at once
    would each miss the words of the other."""
    subject = kind.model._meta.db_table
    for event in EVENTS:
        rows = {"insert": ["NEW"], "update": ["NEW"] if own else ["OLD", "NEW"], "delete": ["OLD"]}
        name = f"search_{table}_{event}"
        steps = []
        for row in rows[event]:
            key = f"{row}.{column}"
            if not own:
                steps.append(f"PERFORM 1 FROM {subject} WHERE id = {key} FOR NO KEY UPDATE")
            steps += [_take(kind, key), _put(connection, kind, key)]
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {'; '.join(steps)}; RETURN NULL; END $$"
        )
        yield (
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
