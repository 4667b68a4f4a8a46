"""Reading an archive that anybody may have made: everything is checked before anything is used.

Nothing is ever unpacked to a place that a name in the archive says, and whatever is read is read in
pieces, up to the size that was said and no further.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from compliance.archive.columns import Schema
from compliance.archive.contents import FILES, FORMAT, LEDGER, MANIFEST, VERSION
from compliance.archive.fitting import misfit
from compliance.archive.schema import MANIFEST_SCHEMA, line_schemas
from sosek.ledger.chain import canonical, check

FILE_NAME = re.compile(f"{FILES}([0-9a-f]{{64}})")
LONGEST_MANIFEST = 1_000_000
LONGEST_LINE = 4_000_000
CHUNK = 64 * 1024
SWELLS = 300  # text that names the same things again and again packs well, but not better than this
ENCRYPTED = 1


class ArchiveError(Exception):
    """The first thing that does not fit, in one sentence."""


@contextmanager
def opened(path: Path) -> Iterator["Archive"]:
    """An archive whose names and sizes are in order; its content is for `check_all` to check."""
    try:
        with ZipFile(path) as file:
            yield Archive(file, size=path.stat().st_size)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ArchiveError(
            f"{path.name} is no whole ZIP file: it is something else, or it was cut ({error})."
        ) from error
    except OSError as error:
        raise ArchiveError(f"{path.name} cannot be read: {error.strerror}.") from error


class Archive:
    """What an archive says, line by line."""

    def __init__(self, file: ZipFile, *, size: int) -> None:
        self._file = file
        self._members = _members(file)
        self.manifest = self._manifest()
        self._parts = {part["name"]: part for part in self.manifest["parts"]}
        self._check_parts()
        self._check_sizes(size)

    @property
    def head(self) -> str:
        return str(self.manifest["ledger"]["head"])

    def _manifest(self) -> dict[str, Any]:
        info = self._members.get(MANIFEST)
        if info is None:
            raise ArchiveError(f"It has no {MANIFEST}: it is no archive of Sosek, or it was cut.")
        if info.file_size > LONGEST_MANIFEST:
            raise ArchiveError(f"{MANIFEST} is longer than any archive's.")
        with self._file.open(info) as member:
            said = _json(member.read(LONGEST_MANIFEST), MANIFEST)
        if said.get("format") != FORMAT:
            raise ArchiveError(f"{MANIFEST} does not say that this is an archive of Sosek.")
        if said.get("version") != VERSION:
            raise ArchiveError(
                f"It is an archive of version {said.get('version')!r}; this Sosek reads version "
                f"{VERSION}. Import it with the Sosek that wrote it ({said.get('sosek')!r}), or a "
                "later one."
            )
        reason = misfit(said, MANIFEST_SCHEMA)
        if reason:
            raise ArchiveError(f"{MANIFEST} {reason}.")
        return said

    def _check_parts(self) -> None:
        """Each part that there is, once; and no other."""
        names = [part["name"] for part in self.manifest["parts"]]
        wanted = list(line_schemas())
        for name in wanted:
            if names.count(name) != 1 or name not in self._members:
                raise ArchiveError(f"It lacks {name}, or has it twice.")
        foreign = sorted(set(names) - set(wanted))
        if foreign:
            raise ArchiveError(f"{MANIFEST} names {foreign[0]!r}, which no archive has.")

    def _check_sizes(self, size: int) -> None:
        sizes = {name: part["bytes"] for name, part in self._parts.items()}
        for name, info in self._members.items():
            if FILE_NAME.fullmatch(name) and info.compress_size != info.file_size:
                raise ArchiveError(f"{name} is packed; evidence is stored as it is.")
            if name in sizes and info.file_size != sizes[name]:
                raise ArchiveError(f"{name} has not the size that {MANIFEST} says.")
        if sum(info.file_size for info in self._members.values()) > SWELLS * size:
            raise ArchiveError("It would swell to more than any archive does: it is not unpacked.")

    def check_all(self) -> None:
        """Every hash, every line, every entry of the chain, every file."""
        files: dict[str, int] = {}
        for name in line_schemas():
            self._check_part(name, files)
        self._check_chain()
        self._check_files(files)

    def _check_part(self, name: str, files: dict[str, int]) -> None:
        said, sha256, rows = self._parts[name], hashlib.sha256(), 0
        lines = list[str]()
        for line in self._raw(name):
            sha256.update(line)
            rows += 1
            if not lines:
                lines += self._misfit_of(name, rows, line, files)
        if sha256.hexdigest() != said["sha256"]:
            raise ArchiveError(f"{name} was changed: it has not the SHA-256 that {MANIFEST} says.")
        if lines:
            raise ArchiveError(lines[0])
        if rows != said["rows"]:
            raise ArchiveError(f"{name} has {rows} rows; {MANIFEST} says {said['rows']}.")

    def _misfit_of(self, name: str, number: int, line: bytes, files: dict[str, int]) -> list[str]:
        try:
            row = _row(line, f"Line {number} of {name}", line_schemas()[name])
        except ArchiveError as error:
            return [str(error)]
        if "sha256" in row and "size" in row:
            files[row["sha256"]] = row["size"]
        return []

    def _check_chain(self) -> None:
        """The ledger by itself, as anybody can check it."""
        ledger = self.manifest["ledger"]
        found = check(line.decode(errors="surrogateescape") for line in self._raw(LEDGER))
        if found.fault:
            raise ArchiveError(f"Line {found.fault.line} of {LEDGER}: {found.fault.reason}.")
        if (found.head, found.entries, found.closed) != tuple(
            ledger[name] for name in ("head", "entries", "closed")
        ):
            raise ArchiveError(f"{LEDGER} has another head, or other counts, than {MANIFEST} says.")

    def _check_files(self, files: dict[str, int]) -> None:
        """Each file that a row names, whole and unchanged, and no other."""
        there = [match[1] for name in self._members if (match := FILE_NAME.fullmatch(name))]
        for sha256 in sorted(files.keys() - set(there)):
            raise ArchiveError(f"It lacks the file {FILES}{sha256}.")
        for sha256 in sorted(there):
            if sha256 not in files:
                raise ArchiveError(f"No row names the file {FILES}{sha256}.")
            found, size = hashlib.sha256(), 0
            with self.file(sha256) as member:
                while chunk := member.read(CHUNK):
                    found.update(chunk)
                    size += len(chunk)
            if found.hexdigest() != sha256 or size != files[sha256]:
                raise ArchiveError(f"The file {FILES}{sha256} was changed.")

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """The lines of a part. They were checked; a mistake here is a mistake of ours."""
        for line in self._raw(name):
            yield json.loads(line)

    def file(self, sha256: str) -> IO[bytes]:
        return self._file.open(self._members[f"{FILES}{sha256}"])

    def _raw(self, name: str) -> Iterator[bytes]:
        try:
            with self._file.open(self._members[name]) as member:
                while line := member.readline(LONGEST_LINE):
                    if not line.endswith(b"\n"):
                        raise ArchiveError(f"{name} has a line that is cut or too long.")
                    yield line
        except BadZipFile as error:
            raise ArchiveError(f"{name} is damaged ({error}).") from error


def _members(file: ZipFile) -> dict[str, ZipInfo]:
    """What it holds, where each name is one that an archive has."""
    known, found = {MANIFEST, *line_schemas()}, dict[str, ZipInfo]()
    for info in file.infolist():
        name = info.filename
        if name not in known and not FILE_NAME.fullmatch(name):
            raise ArchiveError(f"It holds {name[:80]!r}, which no archive has.")
        if name in found:
            raise ArchiveError(f"It holds {name} twice.")
        if info.flag_bits & ENCRYPTED:
            raise ArchiveError(f"{name} is encrypted; no archive is.")
        found[name] = info
    return found


def _row(line: bytes, where: str, schema: Schema) -> dict[str, Any]:
    row = _json(line, where)
    if canonical(row) != line.removesuffix(b"\n"):
        raise ArchiveError(f"{where} is not in canonical form.")
    reason = misfit(row, schema)
    if reason:
        raise ArchiveError(f"{where} {reason}.")
    return row


def _json(text: bytes, where: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
        canonical(said)
    except (ValueError, RecursionError):
        raise ArchiveError(f"{where} is not JSON.") from None
    if not isinstance(said, dict):
        raise ArchiveError(f"{where} is not a JSON object.")
    return said
