"""One style sheet for the browser, css/look.css, from many for the reader."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/look.css"
# The order matters: a later file may refine an earlier one.
PARTS = (
    "tokens",
    "base",
    "layout",
    "furniture",
    "sides",
    "figures",
    "status",
    "matrix",
    "lists",
    "forms",
    "record",
    "meetings",
    "causes",
    "plate",
    "timeline",
    "finding",
    "ledger",
    "mechanisms",
    "trend",
    "intake",
    "take",
    "manual",
    "print",
)
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def look() -> str:
    """All parts in their order, without comments and indentation."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    text = "".join((folder / f"{part}.css").read_text() for part in PARTS)
    return re.sub(r"\n\s*", "\n", COMMENT.sub("", text))


class LookFinder(BaseFinder):
    """Finds css/look.css for the server, the tests and collectstatic alike."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=Path(settings.DATA_DIR) / "assets")

    # Django wants an empty list where nothing is found; its stubs say None.
    def find(  # type: ignore[override]
        self, path: str, find_all: bool = False, **kwargs: Any
    ) -> str | list[str]:
        if path != NAME:
            return []
        found = self._written()
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        self._written()
        yield NAME, self.storage

    def _written(self) -> str:
        """The file, written anew if a part has changed; a reader never sees half of it."""
        target = Path(self.storage.path(NAME))
        text = look()
        if not target.exists() or target.read_text() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_suffix(".new")
            fresh.write_text(text)
            fresh.replace(target)
        return str(target)
