"""How an editable paper looks: named styles that an official can change in one place."""

from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

SERIF, MONO = "Cambria", "Consolas"
INK, QUIET, OVER = (
    RGBColor(0x15, 0x22, 0x2B),
    RGBColor(0x4A, 0x59, 0x63),
    RGBColor(0xA3, 0x15, 0x5F),
)
HUES = {"a": RGBColor(0x84, 0x5A, 0x00), "b": RGBColor(0x65, 0x57, 0x9A)}
WIDTH = Mm(170)
TABLE, FACTS = "Sosek table", "Sosek facts"
CODE, CELL, LABEL, NOTE = "Sosek code", "Sosek cell", "Sosek label", "Sosek note"
MARK, SIGN = "Sosek mark", "Sosek line to sign"
LOCALES = {"en": "en-GB", "id": "id-ID", "ms": "ms-MY"}
NUMBERED = 7  # the list that counts the sections
STEPPED = 8  # the list that counts the steps


def key_of(name: str) -> str:
    """The id of a style in the file."""
    return name.replace(" ", "")


def blank_paper(language: str) -> Any:
    """An empty A4 paper with its styles, in a language."""
    paper = docx.Document()
    _page(paper)
    _language(paper, language)
    _text_styles(paper)
    _headings(paper)
    _numbering(paper)
    _table_styles(paper)
    return paper


def _page(paper: Any) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    section.header_distance = section.footer_distance = Mm(11)


def _language(paper: Any, language: str) -> None:
    """The language of everything that names no other."""
    defaults = paper.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    locale = LOCALES.get(language, language)
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{locale}" w:eastAsia="{locale}"/>'))


def _text_styles(paper: Any) -> None:
    styles = paper.styles
    _font(styles["Normal"], size=10.5)
    styles["Normal"].paragraph_format.space_after = Pt(5)
    _font(styles["Title"], size=22)
    _without_border(styles["Title"])
    styles["Title"].paragraph_format.space_after = Pt(2)
    _font(styles["Subtitle"], size=13, colour=QUIET, italic=True, bold=False)
    styles["Subtitle"].paragraph_format.space_after = Pt(10)
    _font(styles["Caption"], size=9, colour=QUIET, italic=True, bold=False)
    styles["Caption"].paragraph_format.space_before = Pt(6)
    styles["Caption"].paragraph_format.space_after = Pt(3)
    styles["Caption"].paragraph_format.keep_with_next = True
    for name in ("Header", "Footer"):
        _font(styles[name], size=8.5, colour=QUIET)
        styles[name].paragraph_format.tab_stops.clear_all()
        styles[name].paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _paragraph(styles, CELL, size=9, after=1)
    _paragraph(styles, LABEL, size=9.5, colour=QUIET, after=1)
    _paragraph(styles, NOTE, size=9, colour=QUIET, after=6)
    _paragraph(styles, SIGN, size=10.5, after=10)
    code = styles.add_style(CODE, WD_STYLE_TYPE.CHARACTER)
    _font(code, size=7.5, family=MONO)
    mark = styles.add_style(MARK, WD_STYLE_TYPE.CHARACTER)
    _font(mark, size=9, colour=OVER, bold=True)


def _paragraph(
    styles: Any, name: str, *, size: float, after: float, colour: RGBColor = INK
) -> None:
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    style.quick_style = True
    _font(style, size=size, colour=colour)
    style.paragraph_format.space_after = Pt(after)


def _font(
    style: Any,
    *,
    size: float,
    colour: RGBColor = INK,
    family: str = SERIF,
    bold: bool | None = None,
    italic: bool | None = None,
) -> None:
    font = style.font
    font.name, font.size, font.color.rgb = family, Pt(size), colour
    font.bold, font.italic = bold, italic
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), family)


def _without_border(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _headings(paper: Any) -> None:
    """A double rule above each section, as in a treaty print."""
    for level, size, before in ((1, 15, 22), (2, 12, 14), (3, 10.5, 10)):
        style = paper.styles[f"Heading {level}"]
        _font(style, size=size, bold=True, italic=False)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(5)
        style.paragraph_format.keep_with_next = True
    properties = paper.styles["Heading 1"].element.get_or_add_pPr()
    properties.append(
        parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:top w:val="thickThinSmallGap" w:sz="18" w:space="6" '
            'w:color="15222B"/></w:pBdr>'
        )
    )


def _numbering(paper: Any) -> None:
    """Sections are counted I, II, III by their style; steps 1, 2, 3."""
    numbering = paper.part.numbering_part.element
    kinds = ((NUMBERED, "upperRoman", "Heading1", "nothing"), (STEPPED, "decimal", "", "tab"))
    for key, form, style, suffix in kinds:
        linked = f'<w:pStyle w:val="{style}"/>' if style else ""
        indent = '<w:pPr><w:ind w:left="397" w:hanging="397"/></w:pPr>' if not style else ""
        text = "%1. \u2002" if style else "%1."
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key + 90}">'
            f'<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{form}"/>{linked}<w:suff w:val="{suffix}"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>{indent}</w:lvl></w:abstractNum>'
        )
        numbering.insert(0, abstract)
        numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{key + 90}">'
                f'<w:abstractNumId w:val="{key + 90}"/></w:num>'
            )
        )
    numbered(paper.styles["Heading 1"].element.get_or_add_pPr(), NUMBERED)


def numbered(properties: Any, key: int) -> None:
    """Make a paragraph, or all of a style, part of a counted list."""
    properties._insert_numPr(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{key + 90}"/></w:numPr>'
        )
    )


def _table_styles(paper: Any) -> None:
    """Hairlines between the rows, ink around the headings; facts without any line."""
    line = '<w:{} w:val="single" w:sz="{}" w:space="0" w:color="{}"/>'
    borders = "".join(
        line.format(*each)
        for each in (("top", 8, "15222B"), ("bottom", 4, "CCD6D9"), ("insideH", 4, "CCD6D9"))
    )
    heading = (
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
        + line.format("bottom", 8, "15222B")
        + "</w:tcBorders></w:tcPr></w:tblStylePr>"
    )
    for name, inside, extra in ((TABLE, borders, heading), (FACTS, "", "")):
        key = name.replace(" ", "")
        edges = f"<w:tblBorders>{inside}</w:tblBorders>" if inside else ""
        paper.styles.element.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{key}">'
                f'<w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/>'
                '<w:uiPriority w:val="99"/>'
                f"<w:qFormat/><w:tblPr>{edges}<w:tblCellMar>"
                '<w:top w:w="45" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
                '<w:bottom w:w="45" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
                f"</w:tblCellMar></w:tblPr>{extra}</w:style>"
            )
        )
