"""The paper as PDF: tagged, in its language, and nothing in it is ever markup."""

import io
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from django.utils import translation
from pypdf import PdfReader

from compliance.exports.bilingual import bilingual
from compliance.exports.document import (
    Bar,
    Chart,
    Column,
    Document,
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
from compliance.exports.report import report_document
from compliance.exports.typst import pdf_of

HOSTILE = '#import "x" *b* _i_ $x^2$ <b> & \\ @ref `raw` = // [a] {b} ~ "q" --- \'s'


def paper(*blocks, **changes):
    fields = {
        "title": "A title",
        "subtitle": "Its kind",
        "running": "A title",
        "mark": "",
        "footer": "Ledger head 0000",
        "page": "Page {page} of {pages}",
        "unprintable": "□ stands for a sign.",
        "author": "Sosek",
        "language": "en",
    }
    return Document(blocks=blocks, **fields | changes)


def opened(document):
    return PdfReader(io.BytesIO(pdf_of(document)))


def words(reader):
    text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(text.replace("\u200b", "").split())


def test_it_is_tagged_and_says_its_title_and_language():
    reader = opened(paper(Section(1, "One"), Paragraph(said("Text.")), language="ms"))
    root = reader.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"].startswith("ms")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "A title"


def roles(reader):
    """The kinds of the elements that a reader is told of."""
    found = set()

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif hasattr(node, "get"):
            found.add(str(node.get("/S", "")))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def test_headings_tables_lists_and_figures_are_what_they_are():
    half = Fraction(1, 2)
    reader = opened(
        paper(
            Section(1, "One"),
            Section(2, "Two"),
            Table("Its rows", (Column("A", 1), Column("B", 1, kind="number")), ((said("x"), ()),)),
            Steps((said("First"), said("Second"))),
            Chart((Bar("Side", "a", half, half, half),), ((half, Line("0.50")),), "Says", "Cap"),
        )
    )

    assert {"/H1", "/H2", "/Table", "/THead", "/TH", "/TD", "/Caption", "/L", "/LI", "/Figure"} <= (
        roles(reader)
    )


def test_what_is_said_is_never_markup():
    reader = opened(
        paper(
            Section(1, HOSTILE, number="*1*"),
            Facts((Fact(HOSTILE, said(HOSTILE)),)),
            Table(HOSTILE, (Column(HOSTILE, 1),), ((said(HOSTILE),),)),
            Signatures((Signer(HOSTILE, "b", (Fact(HOSTILE, ()),)),)),
            title=HOSTILE,
            running=HOSTILE,
            footer=HOSTILE,
            mark=HOSTILE,
        )
    )
    flat = words(reader).replace(" ", "")

    assert reader.metadata.title == HOSTILE
    assert flat.count(HOSTILE.replace(" ", "")) >= 8


def test_a_word_longer_than_the_page_breaks():
    long = "w" * 2000
    columns = (Column("A", 1), Column("B", 9))
    reader = opened(paper(Paragraph(said(long)), Table("T", columns, ((said(long), said("b")),))))

    assert words(reader).replace(" ", "").count("w" * 500) >= 2


def test_a_text_longer_than_a_page_goes_on_over_the_next():
    text = " ".join(f"word{n}" for n in range(3000))
    table = Table("T", (Column("A", 1),), ((said(text),),))
    reader = opened(paper(table, Facts((Fact("L", said(text)),))))

    assert len(reader.pages) > 3
    assert words(reader).count("word2999") == 2


def test_a_sign_without_a_letter_becomes_a_box_and_the_paper_says_so():
    reader = opened(paper(Paragraph(said("Encik 陳 met Pak Joko 😀 at § 3."))))

    text = words(reader)
    assert "Encik □ met Pak Joko □ at § 3." in text
    assert "□ stands for a sign." in text


def test_a_text_full_of_uncommon_signs_still_prints():
    text = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 400))

    assert "□" in words(opened(paper(Paragraph(said(text)))))


def test_control_signs_and_halves_of_signs_are_left_out():
    assert said("a\x00\x07b\tc\ud800\ufffe\x9d\n\n  \nd") == (Line("ab c"), Line("d"))


def test_every_page_is_marked_and_counted():
    reader = opened(paper(Paragraph(said("a")), PageBreak(), Paragraph(said("b")), mark="Draft"))

    assert len(reader.pages) == 2
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert "DRAFT" in text
        assert f"Page {number} of 2" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("en", "Matters arising"),
        ("id", "Tindak lanjut rapat sebelumnya"),
        ("ms", "Perkara berbangkit"),
    ],
)
def test_the_report_reads_in_each_language(discussed, secretariat, paper_of, language, heading):
    reader = opened(paper_of(discussed, secretariat, language))
    text = words(reader)

    assert heading in text
    assert "Indonesia on ferry hours." in text
    assert reader.trailer["/Root"]["/Lang"].startswith(language)


@pytest.mark.django_db
def test_the_second_language_is_marked_where_it_stands(discussed, secretariat, facts):
    now = datetime.now(UTC)
    made = []
    for language in ("id", "ms"):
        with translation.override(language):
            made.append(report_document(facts(discussed, secretariat, known_at=now)))
    content = pdf_of(bilingual(*made))

    assert "Disepakati Dipersetujui" in words(PdfReader(io.BytesIO(content)))
