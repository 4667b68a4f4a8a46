"""The question put to the index: what of all that a reader may see has these words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, UUIDField
from django.db.models.expressions import RawSQL

from agreements.permissions import Asker
from compliance.finding.kinds import KINDS, Kind
from compliance.finding.words import Asked, Term


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the best first, and how much of each kind there is."""

    counts: dict[str, int]  # by the code of the kind, in the order of the kinds
    hits: tuple[tuple[str, str], ...]  # code of the kind, and key


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of a statement, with its values."""

    text: str
    values: tuple[Any, ...] = ()


def find(
    wanted: Asked, user: Asker, *, known_at: datetime, kind: str, start: int, most: int
) -> Found:
    """Two queries, and one or two for rights: what the reader may not see is not counted either.

    Whole words in a title come first, then beginnings of words in a title, whole words in a text,
    the rest; among equals the kinds in their order, then the latest.
    """
    seen = _seen(user, known_at)
    if not wanted.terms or not seen.text:
        return Found({}, ())
    matching = _matching(wanted)
    counts = _counts(matching, seen)
    if not counts:
        return Found({}, ())
    return Found(counts, _hits(wanted, matching, seen, kind=kind, start=start, most=most))


def _counts(matching: Sql, seen: Sql) -> dict[str, int]:
    statement = (
        "SELECT e.kind, count(*) FROM search_entry e "  # noqa: S608 - own names, values apart
        f"WHERE {matching.text} AND {seen.text} GROUP BY e.kind"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*matching.values, *seen.values])
        found = dict(cursor.fetchall())
    return {kind.code: found[kind.code] for kind in KINDS if kind.code in found}


def _hits(
    wanted: Asked, matching: Sql, seen: Sql, *, kind: str, start: int, most: int
) -> tuple[tuple[str, str], ...]:
    places = " ".join(f"WHEN '{each.code}' THEN {at}" for at, each in enumerate(KINDS))
    ranks = [
        _matching(wanted, whole=True, title=True),
        _matching(wanted, title=True),
        _matching(wanted, whole=True),
    ]
    rank = " ".join(f"WHEN {each.text} THEN {at}" for at, each in enumerate(ranks))
    of_kind = Sql("AND e.kind = %s", (kind,)) if kind else Sql("")
    statement = (
        "SELECT e.kind, e.subject FROM search_entry e "  # noqa: S608 - own names, values apart
        f"WHERE {matching.text} {of_kind.text} AND {seen.text} "
        f"ORDER BY CASE {rank} ELSE {len(ranks)} END, CASE e.kind {places} END, "
        "e.dated DESC, e.subject LIMIT %s OFFSET %s"
    )
    values = [*matching.values, *of_kind.values, *seen.values]
    values += [value for each in ranks for value in each.values]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, most, start])
        return tuple((code, key) for code, key in cursor.fetchall())


def _matching(wanted: Asked, *, whole: bool = False, title: bool = False) -> Sql:
    """The condition on an entry `e`; `whole`: no beginnings of words; `title`: there alone."""
    if connection.vendor == "postgresql":
        question = " & ".join(_postgres(term, whole=whole, title=title) for term in wanted.terms)
        return Sql("e.words @@ to_tsquery('simple', %s)", (question,))
    question = " AND ".join(_fts5(term, whole=whole) for term in wanted.terms)
    if title:
        question = f"{{title}} : ({question})"
    text = "e.id IN (SELECT rowid FROM search_words WHERE search_words MATCH %s)"
    return Sql(text, (question,))


def _fts5(term: Term, *, whole: bool) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.begins and not whole else ""}'


def _postgres(term: Term, *, whole: bool, title: bool) -> str:
    weight = "A" if title else ""
    *first, last = term.words
    beginning = "*" if term.begins and not whole else ""
    words = [(word, weight) for word in first] + [(last, beginning + weight)]
    said = (f"'{word}'{f':{sign}' if sign else ''}" for word, sign in words)
    return f"({' <-> '.join(said)})"


def _seen(user: Asker, known_at: datetime) -> Sql:
    """The condition that the reader may see what an entry `e` stands for."""
    cases: list[Sql] = []
    for kind in KINDS:
        try:
            text, values = _one_of(kind, kind.visible(user, known_at)).query.sql_with_params()
        except EmptyResultSet:
            continue
        cases.append(Sql(f"WHEN '{kind.code}' THEN EXISTS ({text})", tuple(values)))
    if not cases:
        return Sql("")
    return Sql(
        f"CASE e.kind {' '.join(case.text for case in cases)} ELSE {_no()} END",
        tuple(value for case in cases for value in case.values),
    )


def _one_of(kind: Kind, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The row of an entry `e`: its key is of the type that the table has."""
    key = kind.model._meta.pk
    if not isinstance(key, UUIDField):
        subject = "CAST(e.subject AS integer)"
    else:
        subject = "CAST(e.subject AS uuid)" if connection.vendor == "postgresql" else "e.subject"
    return rows.order_by().filter(pk=RawSQL(subject, (), key)).values("pk")  # noqa: S611


def _no() -> str:
    return "false" if connection.vendor == "postgresql" else "0"


def keys(hits: Sequence[tuple[str, str]], code: str) -> list[str]:
    """The keys of one kind among these."""
    return [key for kind, key in hits if kind == code]
