"""Bars as SVG, drawn as on the pages: established solid, not assessed hatched, shortfall empty."""

from collections.abc import Iterator
from fractions import Fraction
from xml.sax.saxutils import escape

from compliance.exports.document import Bar, Chart

HUES = {"a": "#845a00", "b": "#65579a", "": "#15222b"}
INK, EDGE, SHEET = "#15222b", "#77878f", "#ffffff"
WIDTH, LEFT, RIGHT, ROW, TOP = 640, 26, 14, 40, 8
SPAN = WIDTH - LEFT - RIGHT


def chart_svg(chart: Chart) -> str:
    """The bars one under the other over one scale. No words but the figures of the scale."""
    height = TOP + ROW * len(chart.bars) + 22
    parts = "".join(part for place, bar in enumerate(chart.bars) for part in _bar(bar, place))
    scale = "".join(_scale(chart))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">'
        f"<defs>{_hatches()}</defs>{parts}{scale}</svg>"
    )


def _hatches() -> str:
    return "".join(
        f'<pattern id="h{side}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0v6" stroke="{hue}" stroke-width="1.6"/>'
        "</pattern>"
        for side, hue in HUES.items()
    )


def _bar(bar: Bar, place: int) -> Iterator[str]:
    top, hue = TOP + place * ROW + 10, HUES[bar.side]
    yield _mark(bar.side, top + 8)
    yield _box(Fraction(0), Fraction(1), top, f'fill="{SHEET}" stroke="{EDGE}"')
    if bar.low is not None and bar.high is not None:
        yield _box(Fraction(0), bar.low, top, f'fill="{hue}"')
        yield _box(bar.low, bar.high, top, f'fill="url(#h{bar.side})" stroke="{hue}"')
    if bar.value is not None:
        x = _x(bar.value)
        yield f'<path d="M{x} {top - 5}V{top + 21}" stroke="{INK}" stroke-width="3"/>'


def _mark(side: str, middle: int) -> str:
    """A circle for one side, a diamond for the other."""
    shape = f"M12 {middle - 7}l7 7-7 7-7-7z" if side == "b" else ""
    if shape:
        return f'<path d="{shape}" fill="{HUES[side]}"/>'
    return f'<circle cx="12" cy="{middle}" r="6" fill="{HUES[side]}"/>'


def _box(start: Fraction, end: Fraction, top: int, paint: str) -> str:
    width = max(Fraction(0), end - start)
    x, length = _x(start), _plain(float(width) * SPAN)
    return f'<rect x="{x}" y="{top}" width="{length}" height="16" {paint}/>' if width else ""


def _scale(chart: Chart) -> Iterator[str]:
    bottom = TOP + ROW * len(chart.bars)
    for share, label in chart.ticks:
        x = _x(share)
        yield f'<path d="M{x} {TOP}V{bottom + 4}" stroke="{EDGE}" stroke-dasharray="1 3"/>'
        yield (
            f'<text x="{x}" y="{bottom + 18}" font-family="Libertinus Serif" font-size="13" '
            f'fill="{INK}" text-anchor="middle">{escape(label.text)}</text>'
        )


def _x(share: Fraction) -> str:
    return _plain(LEFT + float(share) * SPAN)


def _plain(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
