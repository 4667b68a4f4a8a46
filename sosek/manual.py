"""The pages of docs/ as HTML: read and rendered once, kept for as long as the process lives."""

import re
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

FALLBACK = "en"
PAGES = (
    "official",
    "secretariat",
    "analyst",
    "admin",
    "scoring",
    "ledger",
    "operator",
    "archive",
    "api",
)
ENGLISH_ALONE = ("operator", "archive", "api")
"""For those who run servers and write programs, whose commands and names are English."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A section of a page, for its table of contents."""

    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class ManualPage:
    """A page in the language in which there is one."""

    name: str
    language: str
    title: str
    summary: str  # its first paragraph, as text
    html: str  # without the title
    headings: tuple[Heading, ...]


def manual(language: str) -> list[ManualPage]:
    """All pages in their order, each in this language or else in English."""
    return [page for name in PAGES if (page := manual_page(name, language))]


@cache
def manual_page(name: str, language: str) -> ManualPage | None:
    """One page; None: there is none of that name."""
    if name not in PAGES:
        return None
    language = language if language in dict(settings.LANGUAGES) else FALLBACK
    path = settings.DOCS / language / f"{name}.md"
    if not path.exists():
        language, path = FALLBACK, settings.DOCS / FALLBACK / f"{name}.md"
    return _rendered(name, language, path.read_text())


def _rendered(name: str, language: str, text: str) -> ManualPage:
    tokens = MARKDOWN.parse(text)
    title, summary = tokens[1].content, tokens[4].content
    headings = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            said = tokens[place + 1].content.replace("`", "")
            token.attrSet("id", slugify(said))
            if token.tag == "h2":
                headings.append(Heading(slugify(said), said))
        if token.type == "inline":
            _lead_into_the_manual(token.children or [])
    body = MARKDOWN.renderer.render(tokens[3:], MARKDOWN.options, {})
    return ManualPage(name, language, title, _plain(summary), body, tuple(headings))


def _plain(text: str) -> str:
    """A paragraph without its marks."""
    return re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text).replace("`", "").replace("*", "")


def _lead_into_the_manual(tokens: Sequence[Token]) -> None:
    """A link to another file of docs/ leads to its page here."""
    for token in tokens:
        found = re.fullmatch(r"(?:\.\./en/)?(\w+)\.md(#[\w-]+)?", str(token.attrGet("href") or ""))
        if found:
            token.attrSet("href", f"/help/{found[1]}/{found[2] or ''}")


def _table_open(tokens: Sequence[Token], place: int, *_: Any) -> str:
    """A table wider than the screen is moved sideways by itself, with the keyboard too; it is
    called by the head of its first column."""
    following = (token.content for token in tokens[place:] if token.type == "inline")
    label = escapeHtml(next(following, ""))
    return f'<div class="scrolls" role="region" tabindex="0" aria-label="{label}"><table>'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    rules: MutableMapping[str, Any] = markdown.renderer.rules  # type: ignore[attr-defined]
    rules["table_open"], rules["table_close"] = _table_open, _table_close
    return markdown


MARKDOWN = _markdown()
