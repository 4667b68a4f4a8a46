"""Workbooks kept between preview and import: each belongs to who sent it, and stays as it was."""

import hashlib
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

import filetype
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from compliance.imports.workbook import look_into

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "compliance.imports.kept"
SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Kept:
    """A workbook that was sent: by whom, for which regime, under which name, and its SHA-256."""

    user: int
    regime: int
    file: str
    sha256: str

    @property
    def path(self) -> Path:
        return Path(settings.IMPORTS_ROOT) / str(self.user) / f"{self.file}.xlsx"

    @property
    def token(self) -> str:
        return signing.dumps(asdict(self), salt=SALT)

    def content(self) -> bytes | None:
        """What was sent; None: that is not here any more."""
        try:
            content = self.path.read_bytes()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == self.sha256 else None

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


def keep(upload: UploadedFile, *, user: int, regime: int) -> Kept:
    """Check a workbook, then keep it; those nobody came back for are thrown away."""
    check(upload)
    upload.seek(0)
    content = upload.read()
    kept = Kept(user, regime, uuid.uuid4().hex, hashlib.sha256(content).hexdigest())
    kept.path.parent.mkdir(parents=True, exist_ok=True)
    _discard_old()
    kept.path.touch(mode=0o600)
    kept.path.write_bytes(content)
    return kept


def check(upload: UploadedFile) -> None:
    """What it is by its content, whatever its name; and that it opens to no more than it should."""
    if not upload.size:
        raise ValidationError(_("The file is empty."), code="empty")
    if upload.size > settings.EVIDENCE_MAX_BYTES:
        most = filesizeformat(settings.EVIDENCE_MAX_BYTES)
        sentence = _("The file is larger than %(most)s.")
        raise ValidationError(sentence, code="large", params={"most": most})
    upload.seek(0)
    kind = filetype.guess(upload.read(8192))
    if kind is None or kind.mime != XLSX:
        raise ValidationError(_("It is not an Excel workbook (.xlsx)."), code="file")
    upload.seek(0)
    look_into(upload)


def kept_as(token: str) -> Kept | None:
    """What a token stands for; None: it is none, or too old."""
    try:
        return Kept(**signing.loads(token, salt=SALT, max_age=SECONDS))
    except signing.BadSignature:
        return None


def _discard_old() -> None:
    oldest = time.time() - SECONDS
    for path in Path(settings.IMPORTS_ROOT).glob("*/*.xlsx"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
