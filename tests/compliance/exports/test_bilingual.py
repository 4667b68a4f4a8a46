"""Two papers of the same facts become one that reads in both languages."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from compliance.exports.bilingual import bilingual
from compliance.exports.document import (
    Column,
    Document,
    Fact,
    Facts,
    Line,
    Paragraph,
    Section,
    Table,
    said,
)
from compliance.exports.report import report_document
from tests.compliance.exports.reading import read


def paper(language, *blocks):
    word = {"id": "Rapat", "ms": "Mesyuarat"}[language]
    return Document(
        title=word,
        subtitle="27",
        running=word,
        mark="",
        footer="Sosek",
        page=f"{word} {{page}}",
        unprintable="",
        author="Sosek",
        language=language,
        blocks=blocks,
    )


def both(first, second):
    return bilingual(paper("id", first), paper("ms", second))


def test_labels_stand_side_by_side():
    found = both(Section(1, "Risalah"), Section(1, "Minit"))

    assert read(found) == ["# Risalah / Minit"]
    assert (found.title, found.subtitle) == ("Rapat / Mesyuarat", "27")
    assert (found.language, found.second) == ("id", "ms")


def test_labels_that_are_the_same_stand_once():
    assert read(both(Section(2, "Agenda", "3"), Section(2, "Agenda", "3"))) == ["## 3 Agenda"]


def test_text_stands_once_where_it_is_the_same_and_else_in_both_languages():
    found = both(
        Facts((Fact("Tempat", said("Tarakan")), Fact("Hasil", said("Disepakati")))),
        Facts((Fact("Tempat", said("Tarakan")), Fact("Hasil", said("Dipersetujui")))),
    )

    assert read(found) == ["Tempat: Tarakan", "Hasil: Disepakati · Dipersetujui"]
    assert [line.lang for line in found.blocks[0].rows[1].lines] == ["", "ms"]


def test_a_figure_stands_once_as_the_first_language_writes_it():
    columns = (Column("Skor", 1, kind="number"),)
    first = Table("T", columns, (((Line("0,75", style="number"),),),))
    second = Table("T", columns, (((Line("0.75", style="number"),),),))

    assert read(both(first, second))[-1] == "0,75"


def test_lines_that_do_not_match_stand_one_text_after_the_other():
    found = both(Paragraph(said("a\nb")), Paragraph(said("c")))

    assert read(found) == ["a", "b", "c"]


def test_a_cell_that_one_language_leaves_empty_is_kept():
    columns = (Column("K", 1),)
    found = both(Table("T", columns, (((),),)), Table("T", columns, ((said("x"),),)))

    assert read(found)[-1] == "x"


def test_papers_of_different_facts_are_no_pair():
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        bilingual(paper("id", Section(1, "A"), Section(1, "B")), paper("ms", Section(1, "A")))


@pytest.mark.django_db
def test_a_report_in_two_languages_has_the_same_points_once(discussed, secretariat, facts):
    now = datetime.now(UTC)

    def in_language(code):
        with translation.override(code):
            return report_document(facts(discussed, secretariat, known_at=now))

    lines = read(bilingual(in_language("id"), in_language("ms")))

    assert "# Tindak lanjut rapat sebelumnya / Perkara berbangkit" in lines
    assert "Hasil: Disepakati · Dipersetujui" in lines
    assert lines.count("### 3.1 Ferry hours") == 1
