"""The style sheet: one file for the browser, and its colours can be read."""

import re
from pathlib import Path

import pytest

from sosek.assets import NAME, PARTS, LookFinder, look

CSS = Path(__file__).parents[2] / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()


@pytest.fixture
def finder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return LookFinder()


def test_every_part_is_in_the_sheet_in_its_order():
    text = look()

    assert set(PARTS) == {path.stem for path in CSS.glob("*.css")}
    assert text.startswith(":root {\ncolor-scheme: light dark;")
    assert text.index(".field") < text.index(".rec") < text.index("@media print")
    assert "/*" not in text


def test_server_and_collectstatic_find_the_same_sheet(finder):
    [(name, storage)] = finder.list([])

    assert name == NAME
    with storage.open(name) as sheet:
        assert Path(finder.find(NAME)).read_text() == look() == sheet.read().decode()
    assert finder.find(NAME, find_all=True) == [storage.path(NAME)]
    assert finder.find("js/app.js") == []


def test_a_changed_part_changes_the_sheet(finder):
    path = Path(finder.find(NAME))
    path.write_text("old")

    assert Path(finder.find(NAME)).read_text() == look()


def themes():
    """Colours of the light theme, of the chosen dark one and of the device's dark one."""
    blocks = re.findall(r"\{([^{}]*--paper:[^{}]*)\}", TOKENS)
    light, *dark = (dict(re.findall(r"--(\w+): (#\w+);", block)) for block in blocks)
    return light, *dark


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_both_ways_into_the_dark_give_the_same_colours():
    light, chosen, device = themes()

    assert chosen == device
    assert light.keys() == chosen.keys()


@pytest.mark.parametrize("theme", themes()[:2], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("colour", "grounds"),
    [
        ("ink", "paper sheet seaw aw bw overw errw"),
        ("ink2", "paper sheet seaw overw"),
        ("sea", "paper sheet seaw overw errw"),
        ("a", "paper sheet aw"),
        ("b", "paper sheet bw"),
        ("done", "paper sheet"),
        ("over", "paper sheet overw"),
        ("err", "paper sheet seaw errw"),
        ("on", "sea"),
    ],
)
def test_text_stands_out_from_what_it_is_printed_on(theme, colour, grounds):
    for ground in grounds.split():
        assert contrast(theme[colour], theme[ground]) >= 4.5, ground


@pytest.mark.parametrize("theme", themes()[:2], ids=["light", "dark"])
def test_edges_of_controls_stand_out(theme):
    for ground in ("paper", "sheet", "seaw"):
        assert contrast(theme["edge"], theme[ground]) >= 3, ground
