"""The bars of a paper: widths as the figures say, a mark for each side, no words."""

from fractions import Fraction
from xml.etree import ElementTree

from compliance.exports.chart import SPAN, chart_svg
from compliance.exports.document import Bar, Chart, Line

SVG = "{http://www.w3.org/2000/svg}"
QUARTER, HALF = Fraction(1, 4), Fraction(1, 2)


def drawn(*bars, ticks=()):
    return ElementTree.fromstring(chart_svg(Chart(bars, ticks, "alt", "caption")))  # noqa: S314


def widths(svg):
    return [
        (each.get("fill"), float(each.get("width")) / SPAN) for each in svg.findall(f"{SVG}rect")
    ]


def test_what_is_established_is_solid_and_what_is_not_assessed_hatched():
    assert widths(drawn(Bar("Side", "a", HALF, QUARTER, Fraction(1)))) == [
        ("#ffffff", 1),
        ("#845a00", 0.25),
        ("url(#ha)", 0.75),
    ]


def test_nothing_due_is_an_empty_bar_without_a_score():
    svg = drawn(Bar("Side", "b", None, None, None))

    assert widths(svg) == [("#ffffff", 1)]
    assert not [each for each in svg.iter(f"{SVG}path") if each.get("stroke-width") == "3"]


def test_each_side_has_its_shape():
    svg = drawn(Bar("A", "a", HALF, HALF, HALF), Bar("B", "b", HALF, HALF, HALF))

    assert len(svg.findall(f"{SVG}circle")) == 1
    assert len([p for p in svg.findall(f"{SVG}path") if p.get("fill") == "#65579a"]) == 1


def test_the_scale_writes_figures_alone_and_never_markup():
    svg = drawn(Bar("<b>", "a", HALF, HALF, HALF), ticks=((HALF, Line("0,50 <&>")),))

    assert [each.text for each in svg.iter(f"{SVG}text")] == ["0,50 <&>"]
