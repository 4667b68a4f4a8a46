"""How a paper says what the pages say: sides, days, figures and states."""

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import PartialDate
from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.states import ObligationLine
from compliance.exports.document import MOST, NUMBER, Line, Lines, Paragraph, said
from compliance.scoring import Score
from compliance.templatetags.look import (
    NOTHING,
    degree_word,
    partial_date,
    score2,
    score3,
    state_word,
)

NONE: Lines = (Line(NOTHING, style=NUMBER),)


def party(label: PartyLabel | None) -> Lines:
    """A party behind the mark of its side."""
    return said(label.name, side=label.css) if label else NONE


def day(value: PartialDate | date | None) -> str:
    """A day as far as it is known."""
    return partial_date(value) if value else str(_("no date on record"))


def span(start: PartialDate | None, end: PartialDate | None) -> str:
    """From when to when, as far as known."""
    if start is None or end is None or start == end:
        return day(start or end)
    return _("%(start)s to %(end)s") % {"start": day(start), "end": day(end)}


def moment(value: datetime, zone: ZoneInfo) -> str:
    """A day and an hour in the time zone of the regime."""
    local = value.astimezone(zone)
    return f"{day(local.date())}, {local:%H:%M} ({zone.key})"


def days(count: int) -> str:
    text = ngettext("%(days)s day", "%(days)s days", count)
    return text % {"days": number(count)}


def number(value: int) -> str:
    """A whole number as every page writes it: the same in all three languages."""
    return str(value)


def more(count: int) -> Iterator[Paragraph]:
    """That a list does not end where it stops; nothing where it does."""
    if count > MOST:
        text = _("%(more)s more are on the pages of the register.") % {"more": count - MOST}
        yield Paragraph(said(text), style="note")


def figure(value: Fraction | None) -> Lines:
    """A score, rounded as on every page."""
    return (Line(score2(value), style=NUMBER),)


def range_of(score: Score) -> Lines:
    if score.low is None:
        return said(_("no range"))
    text = _("%(low)s to %(high)s") % {"low": score3(score.low), "high": score3(score.high)}
    return (Line(text),)


def degree(score: Score) -> str:
    return str(degree_word(score.degree))


def score_sentence(name: str, score: Score) -> str:
    """What a bar says, as the pages say it."""
    values = {
        "name": name,
        "degree": degree(score),
        "value": score2(score.value),
        "low": score3(score.low),
        "high": score3(score.high),
    }
    if score.low is None:
        return _("%(name)s: %(degree)s") % values
    if score.value is None:
        return _("%(name)s: %(degree)s, range %(low)s to %(high)s") % values
    return _("%(name)s: score %(value)s, %(degree)s, range %(low)s to %(high)s") % values


def word(state: str) -> str:
    """The word for the code of a state, as the pages print it."""
    return str(state_word(state))


def state(line: ObligationLine) -> Lines:
    """The word for a state, and the one that stands beside it."""
    beside = said(word(line.note), style="strong") if line.note else ()
    return (*said(word(line.state)), *beside)


def obligation(line: ObligationLine) -> Lines:
    """What is owed, and where."""
    site = said(line.site.name, style="quiet") if line.site else ()
    return (*said(line.title), *(site if line.site and line.site.name not in line.title else ()))


def size(count: int) -> str:
    """The size of a file, rounded up to whole kilobytes."""
    return f"{number(-(-count // 1024))} KiB"
