import json
from io import StringIO
from itertools import product

import pytest
from django.core.management import CommandError, call_command

from compliance.imports.seeding import seed
from compliance.scoring.__main__ import main
from tests.compliance.imports.case import write_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(tmp_path):
    """Two forums, of which the second succeeds the first."""
    seed([write_case(tmp_path / "case")])


def score(*arguments):
    said = StringIO()
    call_command("score", *arguments, stdout=said)
    return said.getvalue()


def test_a_table_says_what_the_figures_rest_on(case):
    assert score("one-b", "--as-of", "2010-12-31", "--known-at", "2998-12-31") == (
        "one-b as of 2010-12-31, known at 2998-12-31T15:59:59.999999Z, fulfilment/1\n"
        "side  score  low    high   coverage  degree\n"
        "A     0.400  0.400  0.400  1.000     partial\n"
        "B     -      0.000  1.000  0.000     not_assessed\n"
    )


def test_a_successor_shows_what_its_predecessor_agreed(case):
    rows = json.loads(score("two-b", "--as-of", "2016-01-01", "--by", "party", "--format", "json"))

    assert [(row["party"], row["score"]) for row in rows["rows"]] == [
        ("A", 0.4),
        ("A-2", 0.4),
        ("B", None),
    ]


def test_the_full_export_gives_the_same_bytes(case, tmp_path, capsys):
    file = tmp_path / "ledger.jsonl"
    call_command("export_ledger", output=str(file), stdout=StringIO())
    # A figure names the moment it is known at, and with that anybody computes it again.
    known_at = json.loads(score("two-b", "--format", "json"))["known_at"]
    for by, style in product(("side", "party", "paper", "agreement"), ("table", "csv", "json")):
        asked = ("--as-of", "2010-12-31", "--known-at", known_at, "--by", by, "--format", style)

        said = score("two-b", *asked)

        assert main([str(file), "--forum", "two-b", *asked]) == 0, (by, style)
        assert capsys.readouterr().out == said, (by, style)


def test_the_full_export_gives_the_same_bytes_by_every_method(case, tmp_path, capsys):
    file = tmp_path / "ledger.jsonl"
    call_command("export_ledger", output=str(file), stdout=StringIO())
    known_at = json.loads(score("two-b", "--format", "json"))["known_at"]
    asked = ("--as-of", "2010-12-31", "--known-at", known_at)
    ways = ("side", "table"), ("party", "csv"), ("paper", "json"), ("agreement", "csv")

    for method in ("g20rg", "pam", "ogp", "binary", "all-parties"):
        for by, style in ways:
            chosen = (*asked, "--by", by, "--format", style, "--method", method)
            said = score("two-b", *chosen)
            assert main([str(file), "--forum", "two-b", *chosen]) == 0
            assert capsys.readouterr().out == said
            assert f"{method}/1" in said

    # It says its own unit, and what it makes of what is missing.
    asked = ("--as-of", "2010-12-31", "--known-at", "2998-12-31", "--method", "ogp")

    report = json.loads(score("one-b", *asked, "--format", "json"))

    assert (report["method"], report["method_version"]) == ("ogp", "ogp/1")
    assert report["rows"][0] == {
        "side": "A",
        "value": 0.0,
        "unit": "percent",
        "mean": None,
        "points": 0,
        "base": 1,
        "counts": "obligations",
        "assessed": 1,
        "missing": 0,
        "due": 1,
        "levels": {
            "complete": 0,
            "substantial": 0,
            "limited": 1,
            "not_started": 0,
            "no_evidence": 0,
        },
        "missing_as": "own_level",
    }
    assert report["rows"][1]["value"] is None
    levels = "complete=0 substantial=0 limited=0 not_started=0 no_evidence=1"
    assert score("one-b", *asked).splitlines()[-1].endswith(f"{levels}  own_level")


def test_sides_are_shown_where_nothing_is_due_yet(case):
    said = score("one-b", "--as-of", "1995-06-30", "--format", "csv").splitlines()

    assert [line.split(",")[4:] for line in said[1:]] == [
        ["A", "", "", "", "", "nothing_due"],
        ["B", "", "", "", "", "nothing_due"],
    ]


def test_a_day_ends_in_the_time_zone_of_the_regime(case):
    known = json.loads(score("one-b", "--known-at", "2998-12-31", "--format", "json"))["known_at"]
    assert known == "2998-12-31T15:59:59.999999Z"

    known = json.loads(score("one-b", "--known-at", "2998-12-31T12:00", "--format", "json"))
    assert known["known_at"] == "2998-12-31T04:00:00.000000Z"


def test_without_a_moment_all_is_so_and_known_now(case, time_machine):
    # Already the next day at Makassar.
    time_machine.move_to("2031-05-05T20:00:00Z", tick=False)

    report = json.loads(score("one-b", "--format", "json"))

    assert (report["as_of"], report["known_at"]) == ("2031-05-06", "2031-05-05T20:00:00.000000Z")


REFUSED = [
    (("three-b",), "^There is no forum 'three-b' \\(known: one-b, two-b\\).$"),
    (
        ("one-b", "--as-of", "2010-02-30"),
        "^'2010-02-30' is not a date: write it as YYYY-MM-DD.$",
    ),
    (("one-b", "--known-at", "soon"), "^'soon' is neither a date nor a moment.$"),
    (
        ("one-b", "--known-at", "1999-01-01"),
        "^Nothing of one-b had been recorded by that moment.$",
    ),
    (("one-b", "--method", "luck"), "--method: invalid choice: 'luck'"),
    (("one-b", "--by", "site"), "--by: invalid choice: 'site'"),
    (("one-b", "--format", "xml"), "--format: invalid choice: 'xml'"),
]


def test_a_question_that_has_no_answer_is_refused_in_one_sentence(case):
    for arguments, sentence in REFUSED:
        with pytest.raises(CommandError, match=sentence):
            score(*arguments)


def test_an_empty_database_knows_no_forum():
    with pytest.raises(CommandError, match=r"known: none"):
        score("one-b")
