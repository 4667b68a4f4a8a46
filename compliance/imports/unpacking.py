"""What a workbook is made of, before anything of it is opened: its parts, how large, how many rows.

Nothing is unpacked whole: each part is read in pieces.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 200
PIECE = 64 * 1024
OVERLAP = 1024  # so that what lies across two pieces is found in one of them
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how .xls begins, and .xlsx under a password

ROW = re.compile(rb"<(?:\w+:)?row[ >]")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z0-9:]+)"')
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
HIDDEN = re.compile(rb"<(?:\w+:)?row\s(?=[^>]*\bhidden=\"(?:1|true)\")[^>]*\br=\"(\d+)\"")


@dataclass(frozen=True, slots=True)
class Aside:
    """What a sheet has that its cells do not show."""

    merged: str  # the first cells that are one
    hidden: int  # how many rows
    first: int  # of them
    formulas: bool


def look_into(file: Any) -> int:
    """About how many rows it has. Refuses what is no workbook, or unpacks to more than a workbook
    of people's making would."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise ValidationError(_("The workbook is too large once unpacked."), code="large")
            if "xl/workbook.xml" not in packed.namelist():
                raise not_a_workbook()
            return sum(_rows(packed, part) for part in parts)
    except ValidationError:
        raise
    except Exception as error:  # each way to pack has its own for what is broken
        raise not_a_workbook() from error


def not_a_workbook() -> ValidationError:
    return ValidationError(
        _("It is not an Excel workbook (.xlsx) that can be opened."), code="file"
    )


def _rows(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many rows the part has; refuses what no program writes into a workbook."""
    found = 0
    for number, piece in enumerate(_pieces(packed, part.filename)):
        if (number == 0 and piece[:2] in (b"\xff\xfe", b"\xfe\xff")) or b"<!DOCTYPE" in piece:
            raise not_a_workbook()  # entities, or an encoding that could hide them
        found += len(ROW.findall(piece[:PIECE]))
    return found if part.filename.startswith("xl/worksheets/") else 0


def aside(content: Any, part: str) -> Aside:
    """Merged cells and hidden rows, which a reader of rows does not tell."""
    merged, hidden, formulas = "", set(), False
    with zipfile.ZipFile(content) as packed:
        for piece in _pieces(packed, part):
            together = MERGED.search(piece)
            if together and not merged:
                merged = together.group(1).decode()
            hidden |= {int(number) for number in HIDDEN.findall(piece)}
            formulas = formulas or bool(FORMULA.search(piece))
    return Aside(merged, len(hidden), min(hidden, default=0), formulas)


def _pieces(packed: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The part in pieces, each with the beginning of the next."""
    with packed.open(name) as stream:
        piece = stream.read(PIECE)
        while piece:
            following = stream.read(PIECE)
            yield piece + following[:OVERLAP]
            piece = following
