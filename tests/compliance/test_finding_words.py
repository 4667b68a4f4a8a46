"""What is typed, and where it stands in a text: plain text, no database."""

import pytest

from compliance.finding.words import EXCERPT, MOST_WORDS, Part, Term, asked, excerpt, marked


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        ("  \t ", ()),
        ("* - ( NEAR", (Term(("near",), True),)),
        ("Simangg", (Term(("simangg",), True),)),
        ("pos  LINTAS", (Term(("pos",), True), Term(("lintas",), True))),
        ('"Pos lintas" batas', (Term(("pos", "lintas"), False), Term(("batas",), True))),
        ('"never closed', (Term(("never", "closed"), False),)),
        ("A-708", (Term(("a", "708"), True),)),
        ("é b", (Term(("e",), False), Term(("b",), False))),
        ("a\x00b OR -c", (Term(("a", "b"), False), Term(("or",), True), Term(("c",), False))),
        ("title:x*", (Term(("title", "x"), False),)),
    ],
)
def test_what_is_typed_becomes_words(typed, terms):
    assert asked(typed).terms == terms


def test_no_more_is_looked_for_than_can_be_read():
    assert asked("word " * 1000).words == MOST_WORDS
    assert len(asked("x" * 1000).terms[0].words[0]) == 200


def test_what_was_looked_for_is_marked_and_nothing_else():
    assert marked("Pos Simanggáris, <b>simang</b>", asked("SIMANGGA")) == (
        Part("Pos ", False),
        Part("Simanggáris", True),
        Part(", <b>simang</b>", False),
    )
    assert marked("sea post at sea", asked('"sea post"'))[0] == Part("sea post", True)
    assert marked("nothing here", asked("else")) == (Part("nothing here", False),)


def test_an_excerpt_shows_the_place_and_not_all():
    found = excerpt("word " * 200 + "Serudong " + "more " * 200, asked("serud"))
    shown = "".join(part.text for part in found)

    assert Part("Serudong", True) in found
    assert shown.startswith("… word")
    assert shown.endswith("more …")
    assert len(shown) <= EXCERPT + 4
