"""Which day a page shows, as known when, by which method: read from the address, once."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

METHODS: dict[str, Promise] = {"fulfilment": gettext_lazy("Fulfilment")}


@dataclass(frozen=True, slots=True)
class Moment:
    """The question every figure on a page answers."""

    as_of: date
    known_at: datetime | None  # None: as known now
    instant: datetime  # the moment of knowledge itself
    today: date
    zone: ZoneInfo
    method: str  # its label
    method_code: str
    others: tuple[tuple[str, str], ...]  # the rest of the address, for a form that keeps it
    query: str  # what the address must carry on, "" if nothing differs from today
    errors: tuple[str, ...]

    @property
    def is_today(self) -> bool:
        return self.as_of == self.today

    @property
    def methods(self) -> list[tuple[str, Promise]]:
        return list(METHODS.items())

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The parts of the query, for a form that keeps them."""
        return parse_qsl(self.query)

    @property
    def known_day(self) -> date | None:
        """The last day of what is known, where one was asked for."""
        return self.known_at.astimezone(self.zone).date() if self.known_at else None

    @property
    def key(self) -> tuple[date, datetime | None, date, str]:
        """What a kept figure depends on, beside the ledger."""
        return self.as_of, self.known_at, self.today, self.method_code


def read_moment(request: HttpRequest, *, zone: ZoneInfo) -> Moment:
    """The moment an address asks for. What cannot be read is said and left at its default."""
    now = timezone.now()
    today = now.astimezone(zone).date()
    errors: list[str] = []
    as_of = _as_of(request.GET, today, errors)
    known_at = _known_at(request.GET, zone, errors)
    method = _method(request.GET, errors)
    carried = {
        "as_of": as_of.isoformat() if as_of != today else "",
        "known_at": request.GET.get("known_at", "") if known_at else "",
        "method": method if method != "fulfilment" else "",
    }
    return Moment(
        as_of=as_of,
        known_at=known_at,
        instant=known_at or now,
        today=today,
        zone=zone,
        method=str(METHODS[method]),
        method_code=method,
        others=tuple(
            (name, value)
            for name, values in request.GET.lists()
            if name not in ("as_of", "known_at", "method", "page", "changes", "format", "table")
            for value in values
        ),
        query=urlencode({name: value for name, value in carried.items() if value}),
        errors=tuple(errors),
    )


def _as_of(asked: QueryDict, today: date, errors: list[str]) -> date:
    text = asked.get("as_of", "").strip()
    if not text:
        return today
    day = _day(text)
    if day is None:
        errors.append(
            _("“%(text)s” is not a day. Write it as 2010-12-31. Shown is today.") % {"text": text}
        )
    return day or today


def _known_at(asked: QueryDict, zone: ZoneInfo, errors: list[str]) -> datetime | None:
    """A plain day means its end, in the regime's time zone."""
    text = asked.get("known_at", "").strip()
    if not text:
        return None
    if day := _day(text):
        return end_of_day(day, zone)
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        errors.append(
            _("“%(text)s” is not a day. Write it as 2010-12-31. Shown is what is known now.")
            % {"text": text}
        )
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _method(asked: QueryDict, errors: list[str]) -> str:
    method = asked.get("method", "") or "fulfilment"
    if method in METHODS:
        return method
    errors.append(_("There is no method “%(text)s”. Shown is Fulfilment.") % {"text": method})
    return "fulfilment"


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last moment of a day."""
    if day == date.max:
        return datetime.max.replace(tzinfo=zone)
    next_day = datetime.combine(day + timedelta(days=1), time.min, zone)
    return next_day - timedelta(microseconds=1)
