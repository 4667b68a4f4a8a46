"""One paper of two that say the same in two languages."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from compliance.exports.document import NUMBER, SECOND, Document, Line, Lines


def bilingual(first: Document, second: Document) -> Document:
    """Labels stand as “A / B”, text once where it is the same, else one under the other. Figures
    and the count of pages are written as the first language writes them."""
    both: Document = _merged(first, second, second.language)
    return replace(
        both,
        language=first.language,
        second=second.language,
        page=first.page,
        author=first.author,
    )


def _merged(first: Any, second: Any, lang: str) -> Any:
    if isinstance(first, str):
        return first if first == second else f"{first} / {second}"
    if isinstance(first, Line):
        return first
    if isinstance(first, tuple):
        if _is_text(first) or _is_text(second):
            return _lines(first, second, lang)
        return tuple(_merged(a, b, lang) for a, b in zip(first, second, strict=True))
    if is_dataclass(first) and not isinstance(first, type):
        names = [field.name for field in fields(first)]
        values = {
            name: _merged(getattr(first, name), getattr(second, name), lang) for name in names
        }
        return type(first)(**values)
    return first


def _is_text(value: tuple[Any, ...]) -> bool:
    return bool(value) and all(isinstance(each, Line) for each in value)


def _lines(first: Lines, second: Lines, lang: str) -> Lines:
    if len(first) != len(second):
        return (*first, *(_second(line, lang) for line in second))
    found: list[Line] = []
    for a, b in zip(first, second, strict=True):
        found.append(a)
        if a.text != b.text and a.style != NUMBER:
            found.append(_second(b, lang))
    return tuple(found)


def _second(line: Line, lang: str) -> Line:
    """A line of the second language, set apart by its hue where nothing else is."""
    return replace(line, lang=line.lang or lang, style=line.style or SECOND)
