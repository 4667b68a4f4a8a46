"""A paper as DOCX: headings, tables and text that an official can edit and restyle."""

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from compliance.exports import styles
from compliance.exports.document import (
    Chart,
    Column,
    Document,
    Fact,
    Facts,
    Line,
    Lines,
    PageBreak,
    Paragraph,
    Section,
    Signatures,
    Steps,
    Table,
)
from compliance.exports.typst import picture_of

MARKS = {"a": "●", "b": "◆"}
LABELS = 26
"""The share of the width, in hundredths, that the names of facts take."""


def docx_of(document: Document) -> bytes:
    """The paper as DOCX."""
    paper = styles.blank_paper(document.language)
    _properties(paper, document)
    _head_and_foot(paper, document)
    _styled(paper, "Title").add_run(document.title)
    _styled(paper, "Subtitle").add_run(document.subtitle)
    for block in document.blocks:
        WRITERS[type(block)](paper, block)
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def _properties(paper: Any, document: Document) -> None:
    properties = paper.core_properties
    properties.title, properties.subject = document.title, document.subtitle
    properties.author = properties.last_modified_by = document.author
    properties.language = styles.LOCALES.get(document.language, document.language)
    properties.comments = document.footer
    properties.keywords = ""
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)


def _head_and_foot(paper: Any, document: Document) -> None:
    section = paper.sections[0]
    head = section.header.paragraphs[0]
    head.add_run(document.running)
    if document.mark:
        head.add_run("\t")
        head.add_run(document.mark.upper())._r.style = styles.key_of(styles.MARK)
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{document.footer}\t")
    before, _, rest = document.page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    foot.add_run(before)
    _field(foot, "PAGE")
    foot.add_run(between)
    _field(foot, "NUMPAGES")
    foot.add_run(after)


def _field(paragraph: Any, code: str) -> None:
    """A number that the word processor fills in."""
    for kind in ("begin", "", "separate", "1", "end"):
        run = paragraph.add_run()
        if kind == "":
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = code
            run._r.append(text)
        elif kind == "1":
            run.text = "1"
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _styled(holder: Any, style: str) -> Any:
    """A new paragraph of a style. By its id: python-docx looks through all styles for a name."""
    paragraph = holder.add_paragraph()
    paragraph._p.style = styles.key_of(style)
    return paragraph


def _section(paper: Any, block: Section) -> None:
    paragraph = _styled(paper, f"Heading {block.level}")
    if block.number:
        paragraph.add_run(f"{block.number}\u2002")
    _run(paragraph, Line(block.heading, side=block.side))


def _paragraph(paper: Any, block: Paragraph) -> None:
    style = styles.NOTE if block.style == "note" else "Normal"
    for line in block.lines:
        paragraph = _styled(paper, style)
        paragraph.paragraph_format.keep_with_next = True if block.style == "lead" else None
        _run(paragraph, line)


def _facts(paper: Any, block: Facts) -> None:
    _fact_table(paper, block.rows)
    _styled(paper, styles.NOTE)


def _fact_table(paper: Any, rows: Sequence[Fact]) -> None:
    table = _table_of(paper, len(rows), (LABELS, 100 - LABELS), styles.FACTS)
    for row, fact in zip(table.rows, rows, strict=True):
        label, value = row.cells
        label.paragraphs[0]._p.style = styles.key_of(styles.LABEL)
        _run(label.paragraphs[0], Line(fact.label, side=fact.side))
        _fill(value, fact.lines, "Normal")


def _table(paper: Any, block: Table) -> None:
    _styled(paper, "Caption").add_run(block.caption)
    widths = [column.width for column in block.columns]
    table = _table_of(paper, len(block.rows) + 1, widths, styles.TABLE)
    _described(table, block.caption)
    head, *rows = table.rows
    _repeated(head)
    for cell, column in zip(head.cells, block.columns, strict=True):
        _fill(cell, (Line(column.heading, side=column.side),), styles.CELL)
        _aligned(cell, column)
    for row, lines in zip(rows, block.rows, strict=True):
        _whole(row)
        for cell, text, column in zip(row.cells, lines, block.columns, strict=True):
            _fill(cell, text, styles.CELL)
            _aligned(cell, column)
    _styled(paper, styles.NOTE)


def _table_of(paper: Any, rows: int, widths: Sequence[int], style: str) -> Any:
    """A table of fixed columns, as wide as the page lets it be."""
    table = paper.add_table(rows=rows, cols=len(widths), style=style)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = int(styles.WIDTH * width / sum(widths))
    for row in table.rows:
        for cell, column in zip(row.cells, table.columns, strict=True):
            cell.width = column.width
    return table


def _described(table: Any, text: str) -> None:
    """What the table holds, for who hears it."""
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), text)
    table._tbl.tblPr.append(caption)


def _repeated(row: Any) -> None:
    """At the head of every page that the table runs over."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _aligned(cell: Any, column: Column) -> None:
    if column.kind == "number":
        for paragraph in cell.paragraphs:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _fill(cell: Any, lines: Lines, style: str) -> None:
    """One paragraph for each line; a cell always has one."""
    for place, line in enumerate(lines or (Line(""),)):
        paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
        paragraph._p.style = styles.key_of(style)
        _run(paragraph, line)


def _run(paragraph: Any, line: Line) -> None:
    text = f"{MARKS[line.side]}\u00a0{line.text}" if line.side else line.text
    if line.style == "link":
        _link(paragraph, line.text)
        return
    run = paragraph.add_run(text)
    if line.style == "code":
        run._r.style = styles.key_of(styles.CODE)
    if line.side:
        run.font.color.rgb = styles.HUES[line.side]
    if line.style == "second" and not line.side:
        run.font.color.rgb = styles.QUIET
    if line.style == "strong":
        run.bold = True
    if line.style == "quiet":
        run.italic = True
        run.font.color.rgb = styles.QUIET
    if line.lang:
        lang = OxmlElement("w:lang")
        lang.set(qn("w:val"), styles.LOCALES.get(line.lang, line.lang))
        run._r.get_or_add_rPr().append(lang)


def _link(paragraph: Any, address: str) -> None:
    """An address that can be followed."""
    key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    run = paragraph.add_run(address)
    run._r.style = styles.key_of(styles.CODE)
    link.append(run._r)
    paragraph._p.append(link)


def _chart(paper: Any, block: Chart) -> None:
    _styled(paper, "Caption").add_run(block.caption)
    picture = paper.add_picture(io.BytesIO(picture_of(block)), width=styles.WIDTH)
    about = picture._inline.docPr
    about.set("descr", block.alt)
    about.set("title", block.caption)


def _steps(paper: Any, block: Steps) -> None:
    for item in block.items:
        first, *rest = item
        paragraph = paper.add_paragraph()
        styles.numbered(paragraph._p.get_or_add_pPr(), styles.STEPPED)
        _run(paragraph, first)
        for line in rest:
            paragraph.add_run().add_break()
            _run(paragraph, line)


def _signatures(paper: Any, block: Signatures) -> None:
    """One after the other: a place that is to be signed has a line of its own."""
    for place in block.places:
        _section(paper, Section(3, place.label, side=place.side))
        _fact_table(paper, [fact if fact.lines else _by_hand(fact) for fact in place.facts])


def _by_hand(fact: Fact) -> Fact:
    return Fact(fact.label, (Line("_" * 48),), fact.side)


def _page_break(paper: Any, block: PageBreak) -> None:
    paper.add_page_break()


WRITERS: dict[type, Callable[[Any, Any], None]] = {
    Section: _section,
    Paragraph: _paragraph,
    Facts: _facts,
    Table: _table,
    Chart: _chart,
    Steps: _steps,
    Signatures: _signatures,
    PageBreak: _page_break,
}
