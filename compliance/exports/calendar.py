"""A person's dates as iCalendar (RFC 5545): all-day events that a calendar keeps up to date."""

from collections.abc import Iterable
from datetime import UTC, timedelta

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from compliance.dashboard.deadlines import Deadline

REFRESH = timedelta(hours=6)
TITLES = {
    "due": pgettext_lazy("calendar", "Due: %(title)s"),
    "contest": gettext_lazy("Last day to contest: %(title)s"),
    "dispute": gettext_lazy("Last day of this level in a dispute: %(title)s"),
    "meeting": "%(title)s",
}
MONTH_TITLES = {  # where the day is not known
    "due": gettext_lazy("Due this month, day unknown: %(title)s"),
    "meeting": gettext_lazy("Planned for this month, day unknown: %(title)s"),
}


def as_calendar(dates: Iterable[Deadline], *, base: str, host: str) -> bytes:
    """The dates in the language in force, with links below `base`. The same dates give the same
    bytes; `host` makes their keys unique in the world."""
    calendar = Calendar()
    calendar.add("prodid", "-//Sosek//Deadlines and meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    name = _("Sosek: deadlines and meetings")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for each in dates:
        calendar.add_component(_event(each, base, host))
    return bytes(calendar.to_ical())


def _event(each: Deadline, base: str, host: str) -> Event:
    titles = TITLES if each.days.exact else MONTH_TITLES
    address = base + each.path
    revised_at = each.revised_at.astimezone(UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", f"{each.kind}-{each.key}@{host}")
    event.add("dtstamp", revised_at)  # without a METHOD it says when the event was revised
    event.add("last-modified", revised_at)
    event.add("sequence", each.revision)
    event.add("dtstart", each.days.first)
    event.add("dtend", each.days.last + timedelta(days=1))  # the first day after it
    language = {"language": get_language() or "en"}
    event.add("summary", str(titles[each.kind]) % {"title": each.title}, parameters=language)
    event.add("description", "\n".join(filter(None, [each.about, address])))
    if each.place:
        event.add("location", each.place)
    event.add("url", address)
    event.add("transp", "TRANSPARENT" if each.kind != "meeting" else "OPAQUE")
    return event
