"""How a value looks: numbers, dates, widths, icons and links. Presentation only."""

import math
import re
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.template import Context
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext_lazy as _

from compliance.dashboard.methods import LEVELS, METHODS, MISSING
from compliance.scoring import Method, MethodFigure, Unit
from compliance.scoring.rounding import rounded

register = template.Library()

NOTHING = "–"
RANGE = re.compile(r"(?<![\w-])(\d+)-(\d+)(?![\w-])")
MOST_CELLS = 12


class Look(NamedTuple):
    """What a state wears: a class, an icon and a word, always all three."""

    css: str
    icon: str
    word: Any


STATES = {
    "fulfilled": Look("done", "check", _("Fulfilled")),
    "met": Look("done", "check", _("Fulfilled")),
    "in_progress": Look("run", "clock", _("In progress")),
    "not_started": Look("", "cross", _("Not started")),
    "declined": Look("", "cross", _("Declined")),
    "suspended": Look("stop", "pause", _("Suspended")),
    "not_assessed": Look("na", "why", _("Not assessed")),
    "not_due": Look("", "clock", _("Not yet due")),
    "not_yet_due": Look("", "clock", _("Not yet due")),
    "nothing_due": Look("", "clock", _("Nothing due")),
    "ended": Look("", "info", _("Ended")),
    "information": Look("", "info", _("Information")),
    "": Look("", "info", _("Information")),
    "new": Look("run", "info", _("New")),
    "overdue": Look("late", "clock", _("Overdue")),
    "pending": Look("wait", "clock", _("Pending")),
    "draft": Look("wait", "pen", _("Draft")),
    "accepted": Look("done", "check", _("Accepted")),
    "contested": Look("contest", "clash", _("Contested")),
    "disputed": Look("contest", "clash", _("Disputed")),
    "sources_differ": Look("contest", "clash", _("Sources differ")),
    "two_statements": Look("contest", "clash", _("Two statements")),
    "corrected": Look("", "pen", _("Corrected since")),
    "planned": Look("wait", "clock", _("Planned")),
    "held": Look("", "check", _("Held")),
    "unconfirmed": Look("na", "why", _("Not confirmed that it took place")),
    "called_off": Look("stop", "cross", _("Called off")),
    "closed": Look("run", "pen", _("Record before the sides")),
    "signed": Look("done", "stamp", _("Record signed")),
    "agreed": Look("done", "check", _("Agreed")),
    "not_agreed": Look("", "cross", _("Not agreed")),
    "dropped": Look("", "cross", _("Dropped")),
    "deferred": Look("wait", "pause", _("Deferred")),
    "escalated": Look("run", "up", _("Escalated")),
    "open": Look("wait", "why", _("No outcome yet")),
    "consent_needed": Look("", "stamp", _("Needed, not asked on record")),
    "consent_asked": Look("wait", "clock", _("Asked, not decided")),
    "consent_deferred": Look("wait", "pause", _("Deferred")),
    "consent_approved": Look("done", "check", _("Approved")),
    "consent_refused": Look("", "cross", _("Refused")),
}

DEGREES = {
    "full": _("full"),
    "high": _("high"),
    "partial": _("partial"),
    "low": _("low"),
    "not_assessed": _("not assessed"),
    "nothing_due": _("nothing due"),
}


def _code(value: Any) -> str:
    """The code of an enumeration's member, or the string itself."""
    return str(getattr(value, "value", value))


def _plain(number: float) -> str:
    """A number for an attribute of SVG, never localized: 21.4, 75."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _decimals(value: Fraction | str | None, places: int) -> str:
    # A template hands on "" for what it does not know.
    if value is None or isinstance(value, str):
        return NOTHING
    return number_format(rounded(value, places), decimal_pos=places, use_l10n=True)


@register.filter
def score2(value: Fraction | None) -> str:
    """A score: two decimals, rounded half up, in the reader's language."""
    return _decimals(value, 2)


@register.filter
def score3(value: Fraction | None) -> str:
    """An end of a range: three decimals, rounded half up, in the reader's language."""
    return _decimals(value, 3)


@register.filter
def measured(figure: MethodFigure | None) -> str:
    """A figure in its method's own unit: 0.75, or 75.0 % with one decimal."""
    if figure is None or figure.value is None:
        return NOTHING
    return in_unit(figure.value, figure.unit)


def in_unit(value: Fraction, unit: Unit) -> str:
    """A value in the unit of a method."""
    if unit is Unit.SHARE:
        return score2(value)
    return f"{_decimals(value, 1)} %"


@register.filter
def signed(value: Fraction | None, places: int = 2) -> str:
    """A number with its sign, so that one sees which way it goes: +0.50, −0.25, 0.00."""
    if value is None:
        return NOTHING
    sign = "" if rounded(value, places) == 0 else "−" if value < 0 else "+"
    return f"{sign}{_decimals(abs(value), places)}"


@register.filter
def hundredths(text: str) -> str:
    """So many hundredths as a share of two decimals: "25" is 0.25."""
    return score2(Fraction(int(text), 100))


@register.filter
def shifted(entry: Any) -> str:
    """By how much a figure differs from what is so, in its method's unit; "" where it does not."""
    if not entry.change:
        return ""
    return signed(entry.change, 2 if entry.unit is Unit.SHARE else 1)


@register.filter
def method_word(version: str) -> Any:
    """The name of a method, from its version."""
    return METHODS[Method(version.partition("/")[0])].name


@register.filter
def level_word(level: str) -> Any:
    """A level of a method in words."""
    return LEVELS[level]


@register.filter
def missing_word(missing: Any) -> Any:
    """What a method makes of what is not assessed, in a sentence."""
    return MISSING[_code(missing)]


@register.filter
def percentage_width(value: Fraction | None) -> str:
    """A share as a length in SVG: 3/4 is 75%."""
    return f"{_plain(float(value or 0) * 100)}%"


@register.filter
def percentage_to(start: Fraction | None, end: Fraction | None) -> str:
    """The length from one share up to another; nothing where the end is not above the start."""
    return f"{_plain(max(0.0, float(end or 0) - float(start or 0)) * 100)}%"


@register.filter
def percentage_between(start: Fraction, end: Fraction) -> str:
    """The middle of two shares, where a word stands."""
    return f"{_plain((float(start) + float(end)) * 50)}%"


@register.filter
def degree_word(degree: Any) -> Any:
    """A degree of compliance in words."""
    return DEGREES[_code(degree)]


@register.filter
def state_word(state: Any) -> Any:
    """A state in words, for a sentence or a cell."""
    return STATES[_code(state)].word


@register.filter
def consent_word(state: Any) -> Any:
    """The state of a consent in words."""
    return STATES[f"consent_{_code(state)}"].word


@register.filter
def side_class(index: int) -> str:
    """The class of the side at this place, from 0: a, b, and again from a."""
    return "ab"[index % 2]


@register.filter
def partial_date(value: Any, style: str = "long") -> str:
    """A date as far as it is known: 16 March 2010, September 2012, 1996; "short" cuts the month."""
    if not value:
        return ""
    month = "M" if style == "short" else "F"
    if isinstance(value, datetime):
        value = localtime(value).date() if is_aware(value) else value.date()
    if isinstance(value, date):
        return date_format(value, f"j {month} Y")
    year, *rest = (int(part) for part in str(getattr(value, "text", value)).split("-"))
    if not rest:
        return str(year)
    if len(rest) == 1:
        return date_format(date(year, rest[0], 1), f"{month} Y")
    return date_format(date(year, rest[0], rest[1]), f"j {month} Y")


@register.filter
def dashed(place: Any) -> str:
    """A place in a source with an en dash in its ranges: S 487–488."""
    return RANGE.sub(r"\1–\2", str(place))


@register.filter
def cells(due: int, assessed: int) -> list[bool]:
    """One cell for each thing due, true where it is assessed; none where they are too many."""
    return [place < assessed for place in range(due)] if due <= MOST_CELLS else []


@register.filter
def elided(page: Page[Any]) -> Iterator[str | int]:
    """The page numbers to offer, with an ellipsis for those left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def error_count(form: BaseForm) -> int:
    """How many things a form asks to put right."""
    return sum(len(errors) for errors in form.errors.values())


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon from components/_icons.html; a word always stands beside it."""
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def mark(side: str) -> SafeString:
    """The mark of a side, ● for a and ◆ for b; its name always stands beside it."""
    return format_html('<svg class="mk {0}" aria-hidden="true"><use href="#m-{0}"/></svg>', side)


@register.simple_tag(takes_context=True)
def here(context: Context, url: str) -> SafeString:
    """Mark a link to the page one is on."""
    request = getattr(context, "request", None)
    return SafeString(' aria-current="page"' if request and request.path == url else "")


@register.inclusion_tag("components/_tag.html")
def tag(state: Any, detail: Any = "", word: Any = "") -> dict[str, Any]:
    """A status: {% tag 'overdue' %}, {% tag report.status detail %}, {% tag 'pending' word=… %}."""
    look = STATES[_code(state)]
    return {"css": look.css, "icon": look.icon, "word": word or look.word, "detail": detail}


@register.inclusion_tag("components/_ball.html")
def ball(state: Any, fraction: Fraction | str | None = None) -> dict[str, Any]:
    """The state as a ball: empty, filled in part, full, hatched, struck, paused."""
    share = 0.5 if fraction is None or isinstance(fraction, str) else float(fraction)
    turn = 2 * math.pi * min(max(share, 0.0), 0.9999)
    return {
        "state": _code(state),
        "large": int(share > 0.5),
        "x": _plain(10 - 8.5 * math.sin(turn)),
        "y": _plain(10 - 8.5 * math.cos(turn)),
    }


@register.inclusion_tag("components/_crumbs.html", takes_context=True)
def crumbs(context: Context, *names_and_urls: Any) -> dict[str, Any]:
    """The way here after "Overview": {% crumbs forum.name forum_url paper.title paper_url %}."""
    pairs = zip(names_and_urls[::2], names_and_urls[1::2], strict=True)
    return {
        "overview": to(context, "compliance:overview"),
        "crumbs": [(name, carry(context, url)) for name, url in pairs],
    }


@register.simple_tag(takes_context=True)
def to(context: Context, name: str, *args: Any, anchor: str = "", **params: Any) -> str:
    """The address of a page, made as `carry` makes it."""
    return carry(context, reverse(name, args=args), anchor, **params)


@register.simple_tag(takes_context=True)
def carry(context: Context, url: str, anchor: str = "", **params: Any) -> str:
    """A ready address, keeping the as-of date, the knowledge and the method; `params` (those that
    are not empty) join the query, `anchor` ends it. What the address says itself stays."""
    request = getattr(context, "request", None)
    moment = str(getattr(getattr(request, "moment", None), "query", ""))
    parts = urlsplit(url)
    own = parse_qsl(parts.query, keep_blank_values=True)
    own += [(key, str(value)) for key, value in params.items() if value]
    said = {key for key, value in own}
    kept = [(key, value) for key, value in parse_qsl(moment) if key not in said]
    whole = parts._replace(query=urlencode(own + kept), fragment=anchor or parts.fragment)
    return urlunsplit(whole)
