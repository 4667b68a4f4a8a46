"""Charts of the pages as drawings that stand by themselves: for a file, and for a paper.

The pages draw them with classes and a style sheet; here every colour stands in the drawing.
"""

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from compliance.dashboard.map import SiteMap
from compliance.dashboard.mechanism_page import Chart
from compliance.dashboard.plate import Pin, Plate
from compliance.exports.chart import EDGE, HUES, INK, SHEET

FONT = 'font-family="Libertinus Serif, Georgia, serif"'
SEA, PAPER, RULE = "#e1eef0", "#f3f6f6", "#ccd6d9"
LAND = {"la": ("#f8efe0", HUES["a"]), "lb": ("#f0eefe", HUES["b"]), "ln": (PAPER, EDGE)}
DASHES = 'stroke="#15222b" stroke-width="2" stroke-dasharray="5 4" fill="none"'
HALO = f'stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
NAME = f'{FONT} font-weight="600" text-anchor="middle" fill="{INK}"'

WIDTH, HEIGHT, LEFT, TOP, DEPTH = 640, 200, 12, 44, 110
SPAN = WIDTH - 2 * LEFT
STEP = re.compile(r"([MVH])(-?[\d.]+)(?: (-?[\d.]+))?")
STROKES = {"a": f'stroke="{HUES["a"]}"', "b": f'stroke="{HUES["b"]}" stroke-dasharray="9 5"'}


def map_svg(found: SiteMap, title: str) -> str:
    """The plate of sites, its numbers as on the page."""
    plate = found.plate
    x, y, width, height = plate.view.split()
    sea = SHEET if plate.bare else SEA
    parts = "".join(_plate(found))
    return _drawing(
        plate.view,
        title,
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{sea}"/>{parts}',
    )


def _plate(found: SiteMap) -> Iterator[str]:
    plate = found.plate
    for shape in plate.land:
        fill, stroke = LAND[shape.css]
        yield f'<path d="{shape.d}" fill="{fill}" stroke="{stroke}"/>'
    if plate.boundary:
        border = f'stroke="{INK}" stroke-width="2" stroke-dasharray="12 4 2 4"'
        yield f'<path d="{plate.boundary}" fill="none" {border}/>'
    for name in plate.names:
        yield _text(name.x, name.y, name.text, f'font-size="20" {NAME} {HALO}')
    scale = plate.scale
    yield _line(scale.d)
    yield _text(scale.x, scale.y, scale.text, f'font-size="18" {NAME} {HALO}')
    yield from _positions(plate)
    yield from map(_pin, plate.pins)


def _positions(plate: Plate) -> Iterator[str]:
    """Where numbers do not stand at their positions: the positions, and what leads to them."""
    for pin in plate.pins:
        if pin.lead:
            yield _line(pin.lead)
    for mark in plate.marks:
        yield f'<circle cx="{mark.x}" cy="{mark.y}" r="4" fill="{INK}"/>'
        if mark.approximate:
            yield f'<circle cx="{mark.x}" cy="{mark.y}" r="11" {DASHES}/>'


def _pin(pin: Pin) -> str:
    """A circle for one side, a diamond for the other, its number in it."""
    paint = f'fill="{HUES[pin.css]}" stroke="{SHEET}" stroke-width="2"'
    diamond = f'<path d="M0-23l23 23-23 23-23-23z" {paint}/>'
    shape = diamond if pin.css == "b" else f'<circle r="18" {paint}/>'
    ring = f'<circle r="28" {DASHES}/>' if pin.ring else ""
    white = f'font-size="22" {FONT} font-weight="600" text-anchor="middle" fill="{SHEET}"'
    number = _text(0, 7, pin.number, white)
    return f'<g transform="{pin.shift}"><g transform="scale(0.8)">{ring}{shape}{number}</g></g>'


def trends_svg(charts: Iterable[tuple[str, Chart]], title: str) -> str:
    """Charts in steps one under the other, each below its words, a line for each side."""
    found = list(charts)
    parts = "".join(
        f'<g transform="translate(0 {HEIGHT * place})">{"".join(_trend(words, chart))}</g>'
        for place, (words, chart) in enumerate(found)
    )
    view = f"0 0 {WIDTH} {HEIGHT * max(1, len(found))}"
    return _drawing(view, title, parts)


def _trend(words: str, chart: Chart) -> Iterator[str]:
    bottom, small = TOP + DEPTH, f'font-size="12" {FONT} fill="{INK}"'
    yield _text(LEFT, 16, words, f'font-size="14" {FONT} fill="{INK}"')
    yield _line(f"M{LEFT} {TOP}h{SPAN}M{LEFT} {bottom}h{SPAN}", RULE)
    yield _text(LEFT, TOP - 6, chart.top, small)
    yield _text(LEFT, bottom + 16, chart.first.year, small)
    yield _text(WIDTH - LEFT, bottom + 16, chart.last.year, f'{small} text-anchor="end"')
    for place, line in enumerate(chart.lines, start=1):
        x, stroke = WIDTH * place // 4, STROKES[line.side.css]
        yield f'<path d="{_stretched(line.path)}" fill="none" stroke-width="3" {stroke}/>'
        yield f'<path d="M{x} {bottom + 12}h34" stroke-width="3" {stroke}/>'
        yield _text(x + 42, bottom + 16, line.side.name, small)


def _stretched(path: str) -> str:
    """A path of the square of 100 by 100 over the span and the depth of the drawing."""
    return STEP.sub(_moved, path)


def _moved(step: re.Match[str]) -> str:
    letter, first, second = step.groups()
    if letter == "V":
        return f"V{_down(first)}"
    across = f"{letter}{_plain(LEFT + float(first) * SPAN / 100)}"
    return across if letter == "H" else f"{across} {_down(second)}"


def _down(text: str) -> str:
    return _plain(TOP + float(text) * DEPTH / 100)


def _plain(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _drawing(view: str, title: str, parts: str) -> str:
    _x, _y, width, height = view.split()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{width}" '
        f'height="{height}" role="img"><title>{_said(title)}</title>{parts}</svg>'
    )


def _line(path: str, colour: str = INK) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}"/>'


def _text(x: int, y: int, text: object, look: str) -> str:
    return f'<text x="{x}" y="{y}" {look}>{_said(text)}</text>'


def _said(text: object) -> str:
    return escape(str(text))
