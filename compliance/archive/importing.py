"""Taking an archive into an empty register: all of it or nothing, with the same ledger head."""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.core.files import File
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction

from agreements.models import Forum, Membership, Party, Regime, StoredFile, User
from agreements.models.files import evidence_path
from compliance.archive.columns import Column, columns_of, moment
from compliance.archive.contents import LEDGER, PARTS, PERSONS, Part
from compliance.archive.opening import Archive, ArchiveError, opened
from sosek.ledger.audit import audit
from sosek.ledger.chain import canonical
from sosek.ledger.guards import require_guards
from sosek.ledger.models import Entry, Recorded
from sosek.ledger.writing import open_chain

logger = logging.getLogger(__name__)

T = TypeVar("T")
ROWS_AT_ONCE = 500

RECORDED = {
    part.model.ledger_kind: part.model for part in PARTS if issubclass(part.model, Recorded)
}
"""The models whose rows have an entry each, by its kind."""


def import_archive(path: Path, *, dry_run: bool = False) -> dict[str, Any]:
    """All that the archive holds, in one transaction; its manifest. With `dry_run` everything is
    done and taken back.

    Raises ArchiveError with the first thing that does not fit; then nothing was written.
    """
    require_guards()
    with opened(path) as archive:
        _refuse_what_is_there()  # at once: checking a large archive takes its time
        archive.check_all()
        with _files_taken_back() as kept, transaction.atomic():
            open_chain()
            _refuse_what_is_there()
            Intake(archive, kept, keep_files=not dry_run).run()
            transaction.set_rollback(dry_run)
        manifest = archive.manifest
    if not dry_run:
        logger.info("archive of regime %s imported, head %s", manifest["regime"], archive.head)
    return manifest


def _refuse_what_is_there() -> None:
    """Rows keep their keys, and a ledger its beginning: there is no joining of two registers."""
    last = Entry.objects.order_by("-sequence").first()
    if last:
        held = f"a ledger of {last.sequence} entries"
    else:
        models = (part.model for part in PARTS)
        full = next((model for model in models if model._base_manager.exists()), None)
        held = str(full._meta.verbose_name_plural) if full else ""
    if held:
        raise ArchiveError(
            f"This register is not empty: it holds {held}. An archive goes into an empty one only: "
            "make a new database with `manage.py migrate`, without seeding it, and import there."
        )


@contextmanager
def _files_taken_back() -> Iterator[list[tuple[Any, str]]]:
    """If it fails: a transaction takes back rows alone."""
    kept = list[tuple[Any, str]]()
    try:
        yield kept
    except BaseException:
        for storage, name in kept:
            storage.delete(name)
        raise


class Intake:
    """An archive on its way in, inside a transaction."""

    def __init__(self, archive: Archive, kept: list[tuple[Any, str]], *, keep_files: bool) -> None:
        self._archive = archive
        self._kept = kept
        self._keep_files = keep_files
        self._persons: dict[str, int] = {}
        self._here_before: set[str] = set()

    def run(self) -> None:
        self._accounts()
        for part in PARTS:
            with _told_of(part.name):
                self._rows(part)
        with _told_of(LEDGER):
            self._entries()
        with _told_of("its rows: one refers to another that is not there"):
            connection.check_constraints()
        with _told_of(PERSONS):
            self._roles()
        _go_on_counting()
        self._hold_against_the_ledger()

    def _accounts(self) -> None:
        """An account for each person that has none here: without a name, a password or an address,
        and inactive, so that it opens nothing to anybody."""
        known = dict(User.objects.values_list("opaque_id", "pk"))
        for lines in _batches(self._archive.lines(PERSONS)):
            fresh = [line for line in lines if UUID(line["person"]) not in known]
            User.objects.bulk_create([_account(line) for line in fresh])
        self._here_before = {str(person) for person in known}
        everybody = User.objects.values_list("opaque_id", "pk")
        self._persons = {str(person): pk for person, pk in everybody}

    def _roles(self) -> None:
        """What those act as whose accounts came in: it says for whom they spoke, and gives nobody a
        right as long as the account is inactive."""
        regime = Regime.objects.get(slug=self._archive.manifest["regime"])
        parties = dict(Party.objects.values_list("code", "pk"))
        forums = dict(Forum.objects.values_list("slug", "pk"))
        for lines in _batches(self._archive.lines(PERSONS)):
            Membership.objects.bulk_create(
                Membership(
                    user_id=self._persons[line["person"]],
                    regime=regime,
                    role=role["role"],
                    party_id=role["party"] and parties[role["party"]],
                    forum_id=role["forum"] and forums[role["forum"]],
                )
                for line in lines
                if line["person"] not in self._here_before
                for role in line["acts_as"]
            )

    def _rows(self, part: Part) -> None:
        columns = columns_of(part.model)
        for lines in _batches(self._archive.lines(part.name)):
            rows = [self._row(part, line, columns) for line in lines]
            part.model._base_manager.bulk_create(rows)
            for column in columns:
                if column.many:
                    _link(column, rows, lines)

    def _row(self, part: Part, line: dict[str, Any], columns: Iterable[Column]) -> Any:
        row = part.model()
        for column in columns:
            if not column.many:
                setattr(row, column.attribute, self._value(line[column.name], column))
        if isinstance(row, StoredFile):
            row.file = self._file(row)
        return row

    def _value(self, said: Any, column: Column) -> Any:
        if not column.person or said is None:
            return column.kind.read(said)
        return self._persons[said]

    def _file(self, row: StoredFile) -> str:
        """Its name here, a new one. A rehearsal leaves no file behind."""
        name = evidence_path(row, "")
        if not self._keep_files:
            return name
        storage = row._meta.get_field("file").storage
        with self._archive.file(row.sha256) as member:
            name = storage.save(name, File(member))
        self._kept.append((storage, name))
        return name

    def _entries(self) -> None:
        for lines in _batches(self._archive.lines(LEDGER)):
            subjects = _subjects(lines)
            Entry.objects.bulk_create(_entry(line, subjects) for line in lines)

    def _hold_against_the_ledger(self) -> None:
        """As `verify_ledger` does."""
        found = audit()
        if found.fault:
            place = found.fault.sequence or found.fault.line
            raise ArchiveError(
                f"Its rows and its ledger do not fit at entry {place}: {found.fault.reason}."
            )
        if found.head != self._archive.head:
            raise ArchiveError("The ledger has another head after the import.")


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(rows)
    while batch := list(islice(rest, ROWS_AT_ONCE)):
        yield batch


@contextmanager
def _told_of(place: str) -> Iterator[None]:
    """What a database or a value refuses, said of the part it stands in."""
    try:
        yield
    except DatabaseError as error:
        first = str(error).strip().partition("\n")[0]
        raise ArchiveError(f"The database refuses {place} ({first}).") from error
    except (ValueError, KeyError, OverflowError, ArithmeticError) as error:
        raise ArchiveError(f"{place} has a value that cannot be: {error}.") from error


def _account(line: dict[str, Any]) -> User:
    person = UUID(line["person"])
    return User(
        username=_username(line, person),
        opaque_id=person,
        password=make_password(None),
        is_active=False,
    )


def _username(line: dict[str, Any], person: UUID) -> str:
    """It says for whom the person spoke, and no more: pages show it where a name would stand."""
    role: dict[str, Any] = next(iter(line["acts_as"]), {})
    words = [role.get("role") or "person", role.get("party") or "", person.hex]
    return re.sub(r"[^\w.@+-]", "-", "-".join(word for word in words if word))[:150]


def _link(column: Column, rows: list[Any], lines: list[dict[str, Any]]) -> None:
    """The keys that a row names many of."""
    field = column.many
    through = field.remote_field.through
    own, other = (
        through._meta.get_field(name).attname
        for name in (field.m2m_field_name(), field.m2m_reverse_field_name())
    )
    through._base_manager.bulk_create(
        through(**{own: row.pk, other: key})
        for row, line in zip(rows, lines, strict=True)
        for key in line[column.name]
    )


def _subjects(lines: list[dict[str, Any]]) -> dict[int, str]:
    """What the entries are of that have a row each: found by their number, for it is the row's."""
    numbers: dict[str, list[int]] = {}
    for line in lines:
        if "payload" in line:
            numbers.setdefault(line["kind"], []).append(line["sequence"])
    return {
        sequence: str(key)
        for kind, wanted in numbers.items()
        if kind in RECORDED
        for key, sequence in RECORDED[kind]
        ._base_manager.filter(sequence__in=wanted)
        .values_list("pk", "sequence")
    }


def _entry(line: dict[str, Any], subjects: dict[int, str]) -> Entry:
    """As it was. Its subject is derived: nothing that the chain does not prove is taken from the
    file. Of what is not recorded by a row of its own (parties, forums, agreements …) the payload
    names it under its kind."""
    said, number = line.get("payload"), line["sequence"]
    entry = Entry(
        sequence=number,
        kind=line["kind"],
        scope=line["scope"],
        digest=line["digest"],
        previous=line["previous"],
        hash=line["hash"],
        recorded_at=moment(line["recorded_at"]),
    )
    if said is not None:
        entry.subject = subjects.get(number) or str(said.get(line["kind"], ""))
        entry.salt, entry.payload = line["salt"], canonical(said).decode()
    return entry


def _go_on_counting() -> None:
    """PostgreSQL counts keys by itself, and must begin after those that came with their keys."""
    models = [part.model for part in PARTS]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
