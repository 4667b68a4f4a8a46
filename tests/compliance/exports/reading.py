"""A paper read aloud: every word of it, in its order."""

from functools import singledispatch

from compliance.exports.document import (
    Chart,
    Facts,
    Paragraph,
    Section,
    Signatures,
    Steps,
    Table,
)


def read(document):
    """The lines of a paper; a heading behind as many # as its level, cells between bars."""
    return [line for block in document.blocks for line in _block(block)]


def headings(document):
    return [line for line in read(document) if line.startswith("#")]


def tables(document, caption):
    """The rows of the tables whose caption begins so, as text."""
    found = [b for b in document.blocks if isinstance(b, Table) and b.caption.startswith(caption)]
    return [[_text(cell) for cell in row] for table in found for row in table.rows]


def _text(lines):
    return " · ".join(line.text for line in lines)


@singledispatch
def _block(block):
    yield str(block)


@_block.register
def _(block: Section):
    number = f"{block.number} " if block.number else ""
    yield f"{'#' * block.level} {number}{block.heading}"


@_block.register
def _(block: Paragraph):
    yield from (line.text for line in block.lines)


@_block.register
def _(block: Facts):
    yield from (f"{fact.label}: {_text(fact.lines)}" for fact in block.rows)


@_block.register
def _(block: Table):
    yield f"[{block.caption}]"
    yield " | ".join(column.heading for column in block.columns)
    yield from (" | ".join(_text(cell) for cell in row) for row in block.rows)


@_block.register
def _(block: Chart):
    yield f"[{block.alt}]"


@_block.register
def _(block: Steps):
    yield from (f"{n}. {_text(item)}" for n, item in enumerate(block.items, start=1))


@_block.register
def _(block: Signatures):
    for place in block.places:
        yield place.label
        yield from (f"{fact.label}: {_text(fact.lines)}" for fact in place.facts)
