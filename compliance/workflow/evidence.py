"""Checking a file before it is kept: what it is by its content, not by its name."""

import hashlib
import unicodedata
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image

IMAGES = {"image/jpeg", "image/png", "image/webp"}
DOCUMENTS = {
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.text",
}
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<body", b"<iframe")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept."""

    upload: UploadedFile
    name: str
    content_type: str
    size: int
    sha256: str

    def fields(self) -> dict[str, Any]:
        """As the columns of a StoredFile."""
        return {
            "file": self.upload,
            "name": self.name,
            "content_type": self.content_type,
            "size": self.size,
            "sha256": self.sha256,
        }


def check_files(
    uploads: Iterable[UploadedFile], *, kept: int = 0
) -> tuple[list[Checked], list[ValidationError]]:
    """The good files and, for each bad one, a sentence that names it; one never costs another."""
    good: list[Checked] = []
    bad: list[ValidationError] = []
    for upload in uploads:
        try:
            most = settings.EVIDENCE_MAX_FILES
            if kept + len(good) >= most:
                raise _refusal(upload, _("a report takes %(most)s files"), most=most)
            good.append(check_file(upload))
        except ValidationError as error:
            bad.append(error)
    return good, bad


def check_file(upload: UploadedFile) -> Checked:
    """Raises ValidationError with a sentence that says what is wrong with the file."""
    size = upload.size or 0
    if size == 0:
        raise _refusal(upload, _("it is empty"))
    if size > settings.EVIDENCE_MAX_BYTES:
        most = filesizeformat(settings.EVIDENCE_MAX_BYTES)
        raise _refusal(upload, _("it is larger than %(most)s"), most=most)
    content_type = _content_type(upload)
    sha256 = hashlib.sha256()
    for chunk in upload.chunks():
        sha256.update(chunk)
    upload.seek(0)
    return Checked(upload, safe_name(upload.name or ""), content_type, size, sha256.hexdigest())


def safe_name(name: str) -> str:
    """The last part of a name, without characters that do not print, at most 150 long."""
    plain = PurePath(name.replace("\\", "/")).name
    plain = "".join(c for c in plain if unicodedata.category(c)[0] != "C").strip() or "file"
    stem, suffix = PurePath(plain).stem, PurePath(plain).suffix[:20]
    return stem[: 150 - len(suffix)] + suffix


def _content_type(upload: UploadedFile) -> str:
    upload.seek(0)
    head = upload.read(8192)
    upload.seek(0)
    kind = filetype.guess(head)
    if kind is None:
        return _text_type(upload, head)
    if kind.mime in IMAGES:
        _check_image(upload, kind.mime)
    elif kind.mime not in DOCUMENTS:
        raise _unknown(upload)
    return str(kind.mime)


def _text_type(upload: UploadedFile, head: bytes) -> str:
    """Plain text or CSV, if it is UTF-8 throughout and does not begin like markup."""
    name = (upload.name or "").lower()
    if not name.endswith((".txt", ".csv")) or any(mark in head.lower() for mark in MARKUP):
        raise _unknown(upload)
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unknown(upload) from None
    finally:
        upload.seek(0)
    if "\0" in text:
        raise _unknown(upload)
    return "text/csv" if name.endswith(".csv") else "text/plain"


def _check_image(upload: UploadedFile, mime: str) -> None:
    formats = (mime.removeprefix("image/").upper(),)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=formats) as image:
                image.verify()
    except Exception:  # Pillow raises many kinds for broken images: whichever, it is not one
        raise _refusal(upload, _("it is not an image that can be opened")) from None
    finally:
        upload.seek(0)


def _unknown(upload: UploadedFile) -> ValidationError:
    return _refusal(
        upload,
        _("only JPEG, PNG, WebP, PDF, Word, Excel, OpenDocument, TXT and CSV files are taken"),
    )


def _refusal(upload: UploadedFile, reason: str, **values: Any) -> ValidationError:
    named = {"name": safe_name(upload.name or ""), "reason": reason % values}
    return ValidationError(_("%(name)s was not taken: %(reason)s."), code="file", params=named)
