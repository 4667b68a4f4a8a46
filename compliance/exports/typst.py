"""A paper as PDF, tagged for readers that speak (PDF/UA-1). What it says reaches typst as data
alone, so that nothing in it is ever taken for markup."""

import json
import re
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from compliance.exports.chart import chart_svg
from compliance.exports.document import Block, Chart, Document, Line, Paragraph, Picture

TEMPLATE = (Path(__file__).parent / "document.typ").read_bytes()
PICTURE = (Path(__file__).parent / "picture.typ").read_bytes()
BOX = "□"
TRIED = 64
"""So many uncommon signs are tried one by one; of a text with more, the rest becomes boxes."""
LONG = re.compile(r"\S{21,}")
STEP, CODE_STEP = 12, 4
"""After so many signs a very long word may break; a digest or an address sooner."""
ZERO_WIDTH_SPACE = "\u200b"
WHOLE = ("cite", "address")
"""Styles of what is copied from the paper: nothing is put into it; it breaks behind its &."""
SET = ("text", "heading", "label", "caption", "subtitle", "running", "mark")
"""What of a paper is set as text; the title stands in the properties of the file as well."""


def pdf_of(document: Document) -> bytes:
    """The paper as PDF. A sign for which no letter is at hand becomes a box, and the paper says
    so: the standard forbids to print nothing in its place."""
    data = _data(document)
    try:
        return _compiled(data)
    except typst.TypstError:
        text = json.dumps(data, ensure_ascii=False)
        missing = _missing(frozenset(text))
        if not missing:
            raise
        note = Paragraph((Line(document.unprintable),), style="note")
        data = _data(replace(document, blocks=(note, *document.blocks)))
        return _compiled(_boxed(data, missing))


def picture_of(chart: Chart) -> bytes:
    """A chart as a picture, for papers that take no drawings."""
    made: Any = typst.compile(
        PICTURE,
        format="png",
        ppi=200,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps({"svg": chart_svg(chart)})},
    )
    return bytes(made)


def _compiled(data: dict[str, Any]) -> bytes:
    made: Any = typst.compile(
        TEMPLATE,
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
    )
    return bytes(made)


def _data(document: Document) -> dict[str, Any]:
    plain = asdict(replace(document, blocks=()))
    found: dict[str, Any] = _breakable(plain | {"blocks": [_block(b) for b in document.blocks]})
    return found


def _block(block: Block) -> dict[str, Any]:
    name = type(block).__name__.lower()
    if isinstance(block, Chart):
        return {"block": name, "svg": chart_svg(block), "alt": block.alt, "caption": block.caption}
    if isinstance(block, Picture):
        name = "chart"
    return {"block": name} | asdict(block)


def _breakable(value: Any) -> Any:
    """With places at which a very long word may break, in all that is set as text."""
    if isinstance(value, dict):
        style = value.get("style")
        if style in WHOLE:
            return value
        step = CODE_STEP if style in ("code", "link") else STEP
        return {
            name: _parted(each, step) if name in SET and isinstance(each, str) else _breakable(each)
            for name, each in value.items()
        } | ({"address": value["text"]} if value.get("style") == "link" else {})
    if isinstance(value, list | tuple):
        return [_breakable(each) for each in value]
    return value


def _parted(text: str, step: int) -> str:
    return LONG.sub(lambda found: ZERO_WIDTH_SPACE.join(_parts(found[0], step)), text)


def _parts(word: str, step: int) -> list[str]:
    return [word[start : start + step] for start in range(0, len(word), step)]


def _missing(signs: frozenset[str]) -> frozenset[str]:
    """Those of the signs that no letter is at hand for."""
    uncommon = sorted(sign for sign in signs if sign > "\u017f" and sign != ZERO_WIDTH_SPACE)
    tried = [sign for sign in uncommon[:TRIED] if not _printable(sign)]
    return frozenset([*tried, *uncommon[TRIED:]])


@lru_cache(maxsize=4096)
def _printable(sign: str) -> bool:
    source = b'#set document(title: "x")\n#sys.inputs.sign'
    try:
        typst.compile(
            source,
            format="pdf",
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,
            sys_inputs={"sign": sign},
        )
    except typst.TypstError:
        return False
    return True


def _boxed(value: Any, missing: frozenset[str]) -> Any:
    if isinstance(value, str):
        return "".join(BOX if sign in missing else sign for sign in value)
    if isinstance(value, dict):
        return {name: _boxed(each, missing) for name, each in value.items()}
    if isinstance(value, list):
        return [_boxed(each, missing) for each in value]
    return value
