"""The map of sites as a file of its own: every colour and size is said in it."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from compliance.dashboard.plate import Pin
from compliance.dashboard.sites import SitesMap
from compliance.templatetags.look import state_word

SEA, INK, SHEET, EDGE, PAPER, OVER = (
    "#e1eef0",
    "#15222b",
    "#ffffff",
    "#77878f",
    "#f3f6f6",
    "#a3155f",
)
HUES = {"a": "#845a00", "b": "#65579a"}
LAND = {"la": ("#f8efe0", "#845a00"), "lb": ("#f0eefe", "#65579a"), "ln": (PAPER, EDGE)}
FONT = 'font-family="sans-serif"'
DASHED = f'fill="none" stroke="{INK}" stroke-width="2" stroke-dasharray="5 4"'
NOTES, LINE = 14, 20

BALLS = {
    "fulfilled": f'<circle cx="10" cy="10" r="8.5" fill="{INK}"/>',
    "in_progress": f'<path d="M10 10V1.5A8.5 8.5 0 0 0 10 18.5z" fill="{INK}"/>',
    "not_assessed": '<circle cx="10" cy="10" r="8.5" fill="url(#h)" stroke-dasharray="3 2"/>',
    "suspended": '<path d="M7.5 6.5v7m5-7v7"/>',
    "declined": '<path d="M4 16L16 4"/>',
    "contested": f'<circle cx="10" cy="10" r="5" stroke="{OVER}"/>',
    "not_due": '<path d="M10 5v5l3 2"/>',
}


def map_svg(found: SitesMap) -> str:
    """Land, boundary, numbers and, beneath, what each number is and how to read the whole."""
    width, height = (int(each) for each in found.plate.view.split()[2:])
    notes = list(_notes(found))
    below = "".join(
        f'<text x="{NOTES}" y="{height + LINE * at}" {FONT} font-size="13" fill="{INK}">'
        f"{escape(text)}</text>"
        for at, text in enumerate(notes, start=1)
    )
    tall = height + LINE * len(notes) + NOTES
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {tall}" '
        f'width="{width}" height="{tall}" role="img"><title>{escape(_("Map of sites"))}</title>'
        f'<defs><pattern id="h" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0v6" stroke="{INK}" stroke-width="1.6"/>'
        f'</pattern><clipPath id="v"><rect width="{width}" height="{height}"/></clipPath></defs>'
        f'<rect width="{width}" height="{tall}" fill="{SHEET}"/>'
        f'<g clip-path="url(#v)">{"".join(_drawn(found, width, height))}</g>{below}</svg>'
    )


def _drawn(found: SitesMap, width: int, height: int) -> Iterator[str]:
    drawn = found.plate
    yield f'<rect width="{width}" height="{height}" fill="{SHEET if drawn.bare else SEA}"/>'
    for shape in drawn.land:
        fill, edge = LAND[shape.css]
        yield f'<path d="{shape.d}" fill="{fill}" stroke="{edge}"/>'
    if drawn.boundary:
        yield (
            f'<path d="{drawn.boundary}" fill="none" stroke="{INK}" stroke-width="2" '
            'stroke-dasharray="12 4 2 4"/>'
        )
    for name in drawn.names:
        yield _word(name.x, name.y, name.text, INK)
    yield f'<path d="{drawn.scale.d}" fill="none" stroke="{INK}"/>'
    yield _word(drawn.scale.x, drawn.scale.y, drawn.scale.text, INK)
    leads = (pin.lead for pin in drawn.pins if pin.lead)
    yield from (f'<path d="{lead}" fill="none" stroke="{INK}"/>' for lead in leads)
    for mark in drawn.marks:
        ring = f'<circle cx="{mark.x}" cy="{mark.y}" r="11" {DASHED}/>' if mark.approximate else ""
        yield f'<circle cx="{mark.x}" cy="{mark.y}" r="4" fill="{INK}"/>{ring}'
    for pin in drawn.pins:
        yield f'<g transform="{pin.shift}"><g transform="scale(.8)">{_pin(pin)}</g></g>'


def _pin(pin: Pin) -> str:
    """A circle for one side, a diamond for the other; its state as a ball beside it."""
    paint = f'fill="{HUES[pin.css]}" stroke="{SHEET}" stroke-width="2"'
    shape = f'<circle r="18" {paint}/>'
    if pin.css == "b":
        shape = f'<path d="M0-23l23 23-23 23-23-23z" {paint}/>'
    ring = f'<circle r="28" {DASHED}/>' if pin.ring else ""
    return f"{ring}{shape}{_word(0, 7, pin.number, SHEET)}{_ball(pin.state)}"


def _ball(state: str) -> str:
    if state in ("", "nothing_due"):
        return ""
    edge = OVER if state == "contested" else INK
    return (
        f'<g transform="translate(10 -32)" fill="none" stroke="{edge}" stroke-width="1.5">'
        f'<circle cx="10" cy="10" r="8.5" fill="{SHEET}"/>{BALLS.get(state, "")}</g>'
    )


def _word(x: int, y: int, text: str, colour: str) -> str:
    return (
        f'<text x="{x}" y="{y}" {FONT} font-size="20" font-weight="600" text-anchor="middle" '
        f'fill="{colour}">{escape(text)}</text>'
    )


def _notes(found: SitesMap) -> Iterator[str]:
    for point in found.points:
        words = [point.name, point.party.name, str(state_word(point.state))]
        if point.approximate:
            words.append(_("position approximate"))
        yield f"{point.number}  {', '.join(words)}"
    if found.approximate:
        yield _("A dashed ring marks an approximate position.")
    yield _("Positions as recorded; not an authority on boundaries.")
    if found.plate.source:
        yield _("Land: %(source)s.") % {"source": found.plate.source}
