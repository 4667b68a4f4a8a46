import pytest

from compliance.imports.fixtures import FixtureError, read_folder
from tests.compliance.imports.case import write_case

BROKEN = [
    (("parties.toml", 'kind = "state"', "kind = state"), "case/parties.toml is not TOML: "),
    (
        ("parties.toml", "[[party]]", "[[partei]]"),
        "case/parties.toml, partei: the file holds party only.",
    ),
    (
        ("papers.toml", "[[paper]]", "[paper]"),
        "case/papers.toml, paper: it must be written under a heading [[paper]].",
    ),
    (
        ("parties.toml", 'name = { ms = "Bumi" }', 'nmae = { ms = "Bumi" }'),
        "case/parties.toml, party B, nmae: it is not known (known: code, parent, name, kind, "
        "position, valid_from, valid_to, successor, citations).",
    ),
    (
        ("parties.toml", 'name = { ms = "Bumi" }', ""),
        "case/parties.toml, party B, name: it is missing.",
    ),
    (("parties.toml", 'code = "B"', ""), "case/parties.toml, party number 4, code: it is missing."),
    (
        ("parties.toml", 'name = { ms = "Bumi" }', 'name = "Bumi"'),
        "case/parties.toml, party B, name: it must name its language, as in "
        '{ en = "…", id = "…", ms = "…" }.',
    ),
    (
        ("parties.toml", 'name = { ms = "Bumi" }', 'name = { my = "Bumi" }'),
        "case/parties.toml, party B, name: it knows the languages en, id, ms, not 'my'.",
    ),
    (
        ("parties.toml", 'kind = "province"', 'kind = "county"'),
        "case/parties.toml, party A-1, kind: 'county' is not known (known: state, province, "
        "negeri, district, authority).",
    ),
    (
        ("parties.toml", 'code = "A-2"', 'code = "A-1"'),
        "case/parties.toml, party A-1: it is there twice.",
    ),
    (
        ("parties.toml", 'valid_to = "2014"', 'valid_to = "2014-13"'),
        "case/parties.toml, party A-1, valid_to: '2014-13' is not a date "
        "(write 2010, 2010-03 or 2010-03-16).",
    ),
    (
        ("parties.toml", 'valid_to = "2014"', "valid_to = true"),
        "case/parties.toml, party A-1, valid_to: True is not a date "
        "(write 2010, 2010-03 or 2010-03-16).",
    ),
    (
        ("parties.toml", "position = 2", 'position = "2"'),
        "case/parties.toml, party B, position: '2' is not a whole number.",
    ),
    (
        ("forums.toml", 'parties = ["A-2", "B"]', 'parties = "B"'),
        "case/forums.toml, forum two-b, parties: it must be a list of texts in square brackets.",
    ),
    (
        ("regime.toml", "full = 0.95", 'full = "much"'),
        "case/regime.toml, settings, thresholds: 'much' is not a number.",
    ),
    (
        (
            "regime.toml",
            "thresholds = { full = 0.95, high = 0.75, partial = 0.40 }",
            "thresholds = 1",
        ),
        "case/regime.toml, settings, thresholds: it must be a table of names and numbers.",
    ),
    (
        ("regime.toml", "silence_days = 30", "dispute_days = 30"),
        "case/regime.toml, settings, dispute_days: it must be a table of names and whole numbers.",
    ),
    (
        ("sites.toml", "lat = 4.25", "lat = [4]"),
        "case/sites.toml, site river, lat: [4] is not a number.",
    ),
    (
        ("committees.toml", "disputed = true", "disputed = 1"),
        "case/committees.toml, appointment centre chair Minister 2011-02, disputed: "
        "it must be true or false, not 1.",
    ),
    (
        ("committees.toml", 'text = { en = "New region" }', ""),
        "case/committees.toml, committee name region 2015-01-01, text: it is missing.",
    ),
    (
        ("sites.toml", "lat = 4.25", 'lat = "north"'),
        "case/sites.toml, site river, lat: 'north' is not a number.",
    ),
    (
        ("obligations.toml", "holds_from = 2015-01-01", "holds_from = 2015"),
        "case/obligations.toml, succession post-one, holds_from: 2015 is not a day "
        "(write 2010-03-16).",
    ),
    (
        ("obligations.toml", 'code = "road", ', ""),
        "case/obligations.toml, obligation post-one, milestones 1, code: it is missing.",
    ),
    (
        ("records.toml", 'kind = "observation"', 'kind = "claim"'),
        "case/records.toml, report road-2010, kind: 'claim' is not known "
        "(known: observation, information).",
    ),
    (
        ("records.toml", 'status = "in_progress"', 'status = "done"'),
        "case/records.toml, report road-2010, status: 'done' is not known "
        "(known: not_started, in_progress, fulfilled, suspended, declined).",
    ),
    (
        ("records.toml", 'citations = [{ source = "study", locator = "p. 7" }', "citations = [{ }"),
        "case/records.toml, report road-2010, citations 1, source: it is missing.",
    ),
    (
        ("records.toml", '{ source = "study", locator = "p. 8" }', '"study"'),
        "case/records.toml, report road-2010, citations: it must be a list of tables.",
    ),
    (
        ("records.toml", 'locator = "p. 7"', 'page = "7"'),
        "case/records.toml, report road-2010, citations 1, page: it is not known "
        "(known: source, locator, basis, quote).",
    ),
]


@pytest.mark.parametrize(("change", "sentence"), BROKEN)
def test_what_is_wrong_is_said_in_one_sentence(tmp_path, change, sentence):
    folder = write_case(tmp_path / "case", change)

    with pytest.raises(FixtureError) as refusal:
        read_folder(folder)

    assert str(refusal.value).startswith(sentence)
    assert "\n" not in str(refusal.value)


def test_an_unknown_file_is_named(tmp_path):
    folder = write_case(tmp_path / "case", more="partys.toml")

    with pytest.raises(FixtureError, match=r"^case/partys.toml: the seed knows no such file"):
        read_folder(folder)


def test_a_folder_needs_its_regime(tmp_path):
    folder = write_case(tmp_path / "case", without="regime.toml")

    with pytest.raises(FixtureError, match="its folder has no regime"):
        read_folder(folder)


def test_a_folder_without_fixtures_is_named(tmp_path):
    with pytest.raises(FixtureError, match=f"^The folder {tmp_path} holds no TOML file.$"):
        read_folder(tmp_path)


def test_text_that_is_not_utf8_is_named(tmp_path):
    folder = write_case(tmp_path / "case")
    (folder / "sites.toml").write_bytes(b"# \xff")

    with pytest.raises(FixtureError, match=r"^case/sites.toml is not TOML"):
        read_folder(folder)


def test_what_is_inside_a_table_comes_as_items_of_its_own(tmp_path):
    items = read_folder(write_case(tmp_path / "case"))

    assert [str(item) for item in items["committee name"]] == [
        "committee name centre",
        "committee name region",
        "committee name region 2015-01-01",
    ]
    assert items["element"][0].given["regime"] == "border"
