"""Writing an archive: streamed, in bounded memory, the same bytes for the same register."""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.db import connection, transaction

import sosek
from agreements.models import Membership, Regime, StoredFile, User
from compliance.archive.columns import Column, columns_of
from compliance.archive.contents import (
    FILES,
    FORMAT,
    LEDGER,
    MANIFEST,
    PARTS,
    PERSONS,
    VERSION,
    Part,
)
from sosek.ledger.chain import GENESIS, canonical
from sosek.ledger.models import Entry

logger = logging.getLogger(__name__)

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP knows: no archive has another
CHUNK = 64 * 1024
ROWS_AT_ONCE = 500


class MissingFileError(Exception):
    """A file of the record is not where it was kept, or is another: an archive without it would
    not be whole."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The file {name} is missing or was changed: no archive can be whole.")
        self.name = name


@dataclass(slots=True)
class Packed:
    """What an archive holds: also what its manifest says."""

    regime: str
    head: str = GENESIS
    entries: int = 0
    closed: int = 0
    parts: list[dict[str, Any]] = field(default_factory=list)
    files: int = 0
    bytes: int = 0

    def manifest(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "version": VERSION,
            "sosek": sosek.__version__,
            "regime": self.regime,
            "ledger": {"head": self.head, "entries": self.entries, "closed": self.closed},
            "parts": self.parts,
            "evidence": {"files": self.files, "bytes": self.bytes},
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """A file and where it lies here."""

    storage: Any
    place: str
    name: str
    size: int


def pack(regime: Regime, out: IO[bytes]) -> Packed:
    """Write the archive of a regime. Memory grows with the number of files and of persons alone."""
    with ZipFile(out, "w") as archive:
        with one_moment():
            packer = Packer(regime, archive)
            packer.ledger()
            for part in PARTS:
                packer.rows(part)
            packer.persons()
        # Files never change, so nobody needs to wait for them.
        packer.evidence()
        packer.manifest()
    logger.info("archive of regime %s written, head %s", regime.pk, packer.packed.head)
    return packer.packed


@contextmanager
def one_moment() -> Iterator[None]:
    """What is read inside is as of one moment, and who writes meanwhile waits for nothing."""
    if connection.in_atomic_block:  # then the moment is the caller's
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            _ask("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        _ask("BEGIN")  # not IMMEDIATE, which would keep all others from writing
        try:
            yield
        finally:
            _ask("ROLLBACK")


def _ask(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


class Packer:
    """An archive in the making."""

    def __init__(self, regime: Regime, archive: ZipFile) -> None:
        self.packed = Packed(regime.slug)
        self._zip = archive
        self._regime = regime
        # Where a regime is alone, what was deleted keeps its history: no path leads from there.
        self._only = regime if Regime.objects.exclude(pk=regime.pk).exists() else None
        self._users = dict(User.objects.values_list("pk", "opaque_id"))
        self._named: set[UUID] = set()
        self._files: dict[str, Kept] = {}

    def ledger(self) -> None:
        """The whole chain, in the form of a download."""
        self._part(LEDGER, self._entries())

    def _entries(self) -> Iterator[dict[str, Any]]:
        packed, own = self.packed, {"", self._regime.slug}
        for entry in Entry.objects.order_by("sequence").iterator(chunk_size=2000):
            opened = entry.scope in own and not entry.closed
            packed.head, packed.entries = entry.hash, packed.entries + 1
            packed.closed += not opened
            yield entry.told(opened=opened)

    def rows(self, part: Part) -> None:
        columns = columns_of(part.model)
        many = [column.name for column in columns if column.many]
        found = part.rows(self._only).prefetch_related(*many).iterator(chunk_size=ROWS_AT_ONCE)
        self._part(part.name, (self._row(row, columns) for row in found))

    def _row(self, row: Any, columns: Iterable[Column]) -> dict[str, Any]:
        if isinstance(row, StoredFile):
            self._keep(row)
        return {column.name: self._value(row, column) for column in columns}

    def _value(self, row: Any, column: Column) -> Any:
        if column.many:
            return sorted(each.pk for each in getattr(row, column.name).all())
        value = getattr(row, column.attribute)
        if not column.person:
            return column.kind.write(value)
        person = self._users.get(value)
        if person is None:
            return None
        self._named.add(person)
        return str(person)

    def _keep(self, row: StoredFile) -> None:
        place = str(row.file.name)
        self._files.setdefault(row.sha256, Kept(row.file.storage, place, row.name, row.size))

    def persons(self) -> None:
        """Whoever a row names, by opaque id, and in which roles they act in the regime."""
        roles: dict[UUID, list[dict[str, Any]]] = {person: [] for person in self._named}
        rows = Membership.objects.filter(regime=self._regime, user__opaque_id__in=self._named)
        for row in rows.select_related("user", "party", "forum"):
            party, forum = row.party and row.party.code, row.forum and row.forum.slug
            role = {"role": row.role, "party": party, "forum": forum}
            roles[row.user.opaque_id].append(role)
        self._part(
            PERSONS,
            (
                {"person": str(person), "acts_as": sorted(roles[person], key=canonical)}
                for person in sorted(roles)
            ),
        )

    def evidence(self) -> None:
        for sha256, kept in sorted(self._files.items()):
            # Photographs do not get smaller; and what is stored as it is cannot swell when read.
            with self._member(f"{FILES}{sha256}", ZIP_STORED) as member:
                _copy(kept, sha256, member)
            self.packed.files += 1
            self.packed.bytes += kept.size

    def manifest(self) -> None:
        with self._member(MANIFEST, ZIP_DEFLATED) as member:
            member.write(canonical(self.packed.manifest()) + b"\n")

    def _part(self, name: str, lines: Iterable[dict[str, Any]]) -> None:
        sha256, rows, size = hashlib.sha256(), 0, 0
        with self._member(name, ZIP_DEFLATED) as member:
            for line in lines:
                text = canonical(line) + b"\n"
                member.write(text)
                sha256.update(text)
                rows, size = rows + 1, size + len(text)
        said = {"name": name, "rows": rows, "bytes": size, "sha256": sha256.hexdigest()}
        self.packed.parts.append(said)

    def _member(self, name: str, compressed: int) -> IO[bytes]:
        info = ZipInfo(name, LONG_AGO)
        info.compress_type, info.create_system, info.external_attr = compressed, 3, 0o600 << 16
        return self._zip.open(info, "w", force_zip64=True)


def _copy(kept: Kept, sha256: str, member: IO[bytes]) -> None:
    found = hashlib.sha256()
    try:
        with kept.storage.open(kept.place, "rb") as file:
            while chunk := file.read(CHUNK):
                found.update(chunk)
                member.write(chunk)
    except OSError:
        raise MissingFileError(kept.name) from None
    if found.hexdigest() != sha256:
        raise MissingFileError(kept.name)
