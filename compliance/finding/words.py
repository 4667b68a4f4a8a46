"""What is typed to find something, as words; and where in a text they stand."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

LONGEST = 200
MOST_WORDS = 12
EXCERPT = 160
WORD = re.compile(r"[^\W_]+")
CHUNK = re.compile(r'"([^"]*)"?|([^\s"]+)')
LEAST_BEGINNING = 2
"""One letter is no beginning to look for: nearly everything has a word that begins with it."""


class Term(NamedTuple):
    """Words that stand next to each other; of the last one the beginning is enough."""

    words: tuple[str, ...]
    begins: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: all of these, in any order."""

    terms: tuple[Term, ...]

    @property
    def words(self) -> int:
        return sum(len(term.words) for term in self.terms)


class Part(NamedTuple):
    """A stretch of text, and whether it is what was looked for."""

    text: str
    hit: bool


def folded(text: str) -> str:
    """Without accents and capitals."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(each for each in apart if not unicodedata.combining(each)).lower()


def asked(text: str) -> Asked:
    """What somebody typed. Quotation marks keep words together; nothing else is a sign, so that
    nothing can be typed wrongly."""
    found: list[Term] = []
    count = 0
    for quoted, loose in CHUNK.findall(text[:LONGEST]):
        words = tuple(WORD.findall(folded(quoted or loose)))[: MOST_WORDS - count]
        if words:
            found.append(Term(words, not quoted and len(words[-1]) >= LEAST_BEGINNING))
            count += len(words)
    return Asked(tuple(found))


class Token(NamedTuple):
    """A word of a text as it is compared, and where it stands."""

    word: str
    start: int
    end: int


def marked(text: str, wanted: Asked) -> tuple[Part, ...]:
    """The text in parts, those that were looked for apart."""
    text = unicodedata.normalize("NFC", text)
    parts, place = [], 0
    for start, end in _spans(text, wanted):
        parts += [Part(text[place:start], False), Part(text[start:end], True)]
        place = end
    parts.append(Part(text[place:], False))
    return tuple(part for part in parts if part.text)


def found_in(text: str, wanted: Asked) -> bool:
    """Whether any of it stands there."""
    return bool(_spans(unicodedata.normalize("NFC", text), wanted))


def excerpt(text: str, wanted: Asked) -> tuple[Part, ...]:
    """The stretch of a long text around the first of what was looked for."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    spans = _spans(text, wanted)
    if len(text) <= EXCERPT or not spans:
        return marked(text if len(text) <= EXCERPT else _cut(text, 0), wanted)
    return marked(_cut(text, max(0, spans[0][0] - EXCERPT // 3)), wanted)


def _cut(text: str, start: int) -> str:
    """A stretch of whole words."""
    if start:
        start = text.find(" ", start) + 1 or start
    end = min(len(text), start + EXCERPT)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + EXCERPT // 2)
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"


def _spans(text: str, wanted: Asked) -> list[tuple[int, int]]:
    """Where it stands, from left to right, none over another."""
    tokens = [Token(folded(each[0]), each.start(), each.end()) for each in WORD.finditer(text)]
    found = sorted(span for term in wanted.terms for span in _of_term(tokens, term))
    apart: list[tuple[int, int]] = []
    for start, end in found:
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart


def _of_term(tokens: Sequence[Token], term: Term) -> Iterator[tuple[int, int]]:
    size = len(term.words)
    for place in range(len(tokens) - size + 1):
        run = tokens[place : place + size]
        if _is(run, term):
            yield run[0].start, run[-1].end


def _is(run: Sequence[Token], term: Term) -> bool:
    *first, last = term.words
    if [token.word for token in run[:-1]] != first:
        return False
    return run[-1].word.startswith(last) if term.begins else run[-1].word == last
