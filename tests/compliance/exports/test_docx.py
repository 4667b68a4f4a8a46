"""The paper as DOCX: real headings and tables, in its language, all of it text to edit."""

import io
from fractions import Fraction

import docx
import pytest
from docx.oxml.ns import qn

from compliance.exports.document import (
    Bar,
    Chart,
    Column,
    Fact,
    Facts,
    Line,
    PageBreak,
    Paragraph,
    Section,
    Signatures,
    Signer,
    Steps,
    Table,
    said,
)
from compliance.exports.docx import docx_of
from tests.compliance.exports.test_typst import HOSTILE, paper

HALF = Fraction(1, 2)


def opened(document):
    return docx.Document(io.BytesIO(docx_of(document)))


def texts(found, style):
    return [p.text for p in found.paragraphs if p.style.name == style]


def test_headings_are_headings_and_sections_are_counted():
    found = opened(paper(Section(1, "Delegations"), Section(2, "Ferry", number="3.1")))

    assert texts(found, "Title") == ["A title"]
    assert texts(found, "Heading 1") == ["Delegations"]
    assert texts(found, "Heading 2") == ["3.1\u2002Ferry"]
    assert found.styles["Heading 1"].element.pPr.numPr is not None


def test_a_table_has_its_heading_row_on_every_page():
    columns = (Column("Side", 3), Column("Score", 1, kind="number"))
    rows = ((said("Indonesia", side="a"), said("0.75")), (said("Malaysia", side="b"), ()))
    found = opened(paper(Table("Scores", columns, rows)))
    (table,) = found.tables

    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Side", "Score"],
        ["●\u00a0Indonesia", "0.75"],
        ["◆\u00a0Malaysia", ""],
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    assert table.style.name == "Sosek table"
    assert texts(found, "Caption") == ["Scores"]


@pytest.mark.parametrize(
    ("language", "locale"), [("en", "en-GB"), ("id", "id-ID"), ("ms", "ms-MY")]
)
def test_it_says_its_language(language, locale):
    found = opened(paper(language=language))
    defaults = found.styles.element.find(qn("w:docDefaults"))

    assert [each.get(qn("w:val")) for each in defaults.iter(qn("w:lang"))] == [locale]
    assert found.core_properties.language == locale


def test_a_line_in_the_second_language_says_so():
    found = opened(paper(Paragraph((Line("satu"), Line("satu juga", lang="ms"))), language="id"))

    languages = [
        [each.get(qn("w:val")) for each in paragraph._p.iter(qn("w:lang"))]
        for paragraph in found.paragraphs[-2:]
    ]
    assert languages == [[], ["ms-MY"]]


def test_its_properties_tell_what_it_is():
    properties = opened(paper()).core_properties

    assert (properties.title, properties.subject, properties.author) == (
        "A title",
        "Its kind",
        "Sosek",
    )


def test_what_is_said_is_text():
    found = opened(
        paper(
            Section(1, HOSTILE),
            Paragraph(said(HOSTILE)),
            Facts((Fact("L", said(HOSTILE)),)),
            title=HOSTILE,
        )
    )

    assert texts(found, "Heading 1") == [HOSTILE]
    assert found.tables[0].cell(0, 1).text == HOSTILE


def test_every_page_is_marked_and_counted_by_fields():
    found = opened(paper(mark="Draft"))
    section = found.sections[0]

    assert section.header.paragraphs[0].text == "A title\tDRAFT"
    fields = [each.text for each in section.footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert section.footer.paragraphs[0].text == "Ledger head 0000\tPage 1 of 1"


def test_a_chart_says_in_words_what_it_shows():
    bars = (Bar("Side", "a", HALF, HALF, HALF), Bar("Other", "b", None, None, None))
    found = opened(paper(Chart(bars, ((HALF, Line("0.50")),), "Side: 0.50", "Scores")))

    (picture,) = found.inline_shapes
    assert picture._inline.docPr.get("descr") == "Side: 0.50"


def test_an_address_can_be_followed():
    found = opened(paper(Paragraph(said("https://example.org/a", style="link"))))

    assert [link.address for link in found.paragraphs[-1].hyperlinks] == ["https://example.org/a"]


def test_places_to_sign_and_steps_are_lines_to_write_on():
    found = opened(
        paper(
            Steps((said("First"), (Line("Second"), Line("run it", style="code")))),
            PageBreak(),
            Signatures((Signer("For Indonesia", "a", (Fact("Signature", ()),)),)),
        )
    )

    assert "First" in [p.text for p in found.paragraphs]
    assert texts(found, "Heading 3") == ["●\u00a0For Indonesia"]
    assert set(found.tables[0].cell(0, 1).text) == {"_"}


@pytest.mark.django_db
def test_the_report_holds_no_text_box(discussed, secretariat, paper_of):
    found = opened(paper_of(discussed, secretariat, "id"))

    assert not list(found.element.body.iter(qn("w:txbxContent")))
    assert "Perjalanan butir ini" in texts(found, "Caption")
    assert len(texts(found, "Heading 1")) == 11
