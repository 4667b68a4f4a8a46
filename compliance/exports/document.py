"""A paper as its parts, whatever prints it: headings, facts, tables, charts, places to sign."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

NUMBER = "number"
"""Style of a figure: a paper in two languages writes it once, as its first language does."""

SECOND = "second"
"""Style of what a paper in two languages says in its second."""

MOST = 1000
"""So many rows of one kind are printed, which takes some seconds; a paper says how many more there
are."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, in the hue of a side and behind its mark where it names one."""

    text: str
    side: str = ""  # "a" or "b"
    style: str = ""  # strong, quiet, code, link, number, second, cite, address
    lang: str = ""  # where it is not the paper's


Lines: TypeAlias = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading. Those of the first level are counted by the printer; `number` is data."""

    level: int
    heading: str
    number: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; each line stands by itself."""

    lines: Lines
    style: str = ""  # lead: stays with what follows; note: said beside the matter


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    lines: Lines
    side: str = ""  # whose it is


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so, each under its name."""

    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is its share of the page; figures stand to the right."""

    heading: str
    width: int
    kind: str = ""  # number, code
    side: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Lines, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A score as the pages draw it: established, not assessed, claimed, falling short."""

    label: str
    side: str
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from 0 to 1 over one scale, with all that they say in words."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[Fraction, Line], ...]
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG, with all that it says in words."""

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What is done one after the other, numbered."""

    items: tuple[Lines, ...]


@dataclass(frozen=True, slots=True)
class Signer:
    """A place to sign, or who has signed."""

    label: str
    side: str
    facts: tuple[Fact, ...]  # one without a line is left to be filled in by hand


@dataclass(frozen=True, slots=True)
class Signatures:
    places: tuple[Signer, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page."""


Block: TypeAlias = (
    Section | Paragraph | Facts | Table | Chart | Picture | Steps | Signatures | PageBreak
)


@dataclass(frozen=True, slots=True)
class Document:
    """A paper in one language, or in two."""

    title: str
    subtitle: str
    running: str  # at the head of every page
    mark: str  # draft, or what else every page must say; "": nothing
    footer: str
    page: str  # "Page {page} of {pages}"
    unprintable: str  # said where the printer has no letter for a sign
    author: str
    language: str
    blocks: tuple[Block, ...]
    second: str = ""  # the other language


def said(text: object, *, side: str = "", style: str = "", lang: str = "") -> Lines:
    """A text as lines, without what no paper can hold; nothing for an empty one."""
    found = (_plain(line).strip() for line in str(text).splitlines())
    return tuple(Line(line, side, style, lang) for line in found if line)


def _plain(text: str) -> str:
    """Without control characters and halves of characters: XML has no place for them."""
    return "".join(
        " " if char == "\t" else char
        for char in text
        if (char >= " " or char == "\t")
        and not "\x7f" <= char <= "\x9f"
        and not "\ud800" <= char <= "\udfff"
        and char not in "\ufffe\uffff"
    )


def one(text: object) -> str:
    """A text on one line."""
    return " ".join(line.text for line in said(text))


def blocks_of(parts: Iterable[Iterable[Block]]) -> tuple[Block, ...]:
    """Parts of a paper one after the other."""
    return tuple(block for part in parts for block in part)
