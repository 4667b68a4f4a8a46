"""Workbooks kept between preview and import: each belongs to who sent it, and stays as it was.

Beside each stands how far it is looked at or imported, and what was found of each row.
"""

import hashlib
import json
import os
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import filetype
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from compliance.imports.unpacking import OLD, look_into

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "compliance.imports.kept"
SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Kept:
    """A workbook that was sent: by whom, for which regime, under which name, its SHA-256, and
    about how many rows it has."""

    user: int
    regime: int
    file: str
    sha256: str
    rows: int

    @property
    def path(self) -> Path:
        return self._beside("xlsx")

    @property
    def told(self) -> Path:
        """What was found of each row."""
        return self._beside("rows")

    @property
    def token(self) -> str:
        return signing.dumps(asdict(self), salt=SALT)

    def is_there(self) -> bool:
        """Whether what was sent is still here, as it was."""
        try:
            with self.path.open("rb") as content:
                return hashlib.file_digest(content, "sha256").hexdigest() == self.sha256
        except OSError:
            return False

    def state(self) -> dict[str, Any] | None:
        """How far it is; None: nothing was done with it yet, or it is not here any more."""
        try:
            found: dict[str, Any] = json.loads(self._beside("json").read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return found

    def note(self, state: dict[str, Any]) -> None:
        """Written aside, then moved: who reads it reads all of it."""
        aside = self._beside(f"{uuid.uuid4().hex}.part")
        aside.touch(mode=0o600)
        aside.write_text(json.dumps(state), "utf-8")
        os.replace(aside, self._beside("json"))

    def discard(self) -> None:
        """The workbook; what became of it may still be looked at."""
        self.path.unlink(missing_ok=True)

    def _beside(self, ending: str) -> Path:
        return Path(settings.IMPORTS_ROOT) / str(self.user) / f"{self.file}.{ending}"


def keep(upload: UploadedFile, *, user: int, regime: int) -> Kept:
    """Check a workbook, then keep it; those nobody came back for are thrown away."""
    rows = check(upload)
    upload.seek(0)
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    kept = Kept(user, regime, uuid.uuid4().hex, digest.hexdigest(), rows)
    kept.path.parent.mkdir(parents=True, exist_ok=True)
    _discard_old()
    kept.path.touch(mode=0o600)
    upload.seek(0)
    with kept.path.open("wb") as content:
        content.writelines(upload.chunks())
    return kept


def check(upload: UploadedFile) -> int:
    """What it is by its content, whatever its name, and that it opens to no more than it should;
    about how many rows it has."""
    if not upload.size:
        raise ValidationError(_("The file is empty."), code="empty")
    if upload.size > settings.EVIDENCE_MAX_BYTES:
        most = filesizeformat(settings.EVIDENCE_MAX_BYTES)
        sentence = _("The file is larger than %(most)s.")
        raise ValidationError(sentence, code="large", params={"most": most})
    upload.seek(0)
    beginning = upload.read(8192)
    if beginning.startswith(OLD):
        sentence = _("It has a password or is an old workbook (.xls). Save it as .xlsx without.")
        raise ValidationError(sentence, code="file")
    kind = filetype.guess(beginning)
    if kind is None or kind.mime != XLSX:
        raise ValidationError(_("It is not an Excel workbook (.xlsx)."), code="file")
    upload.seek(0)
    return look_into(upload)


def kept_as(token: str) -> Kept | None:
    """What a token stands for; None: it is none, or too old."""
    try:
        return Kept(**signing.loads(token, salt=SALT, max_age=SECONDS))
    except (signing.BadSignature, TypeError):
        return None


def _discard_old() -> None:
    oldest = time.time() - SECONDS
    for path in Path(settings.IMPORTS_ROOT).glob("*/*.*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
