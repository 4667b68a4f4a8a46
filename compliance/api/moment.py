"""The question behind a figure: as of which day, as known when, by which method."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.api.asking import Filter, day, refusal
from agreements.api.doors import Door
from agreements.models import Forum
from agreements.permissions import Asker
from compliance.dashboard.persons import forums_seen
from compliance.queries import lineage
from compliance.scoring import Method
from compliance.scoring.offline import end_of_day
from sosek.ledger.models import instant

OF_MOMENT = {
    "as_of": Filter("", date, says="What was so on this day; today, if none is given"),
    "known_at": Filter(
        "", says="What had been recorded by this day (its end) or moment; now, if none is given"
    ),
}
OF_METHOD = {
    "method": Filter(
        "",
        choices=tuple(method.value for method in Method),
        says="The method of scoring; fulfilment, if none is given",
    )
}


@dataclass(frozen=True, slots=True)
class Moment:
    """The day and the moment of a question, in the time zone of its regime."""

    as_of: date
    known_at: datetime
    zone: ZoneInfo
    now: bool  # whether no moment of knowledge was asked for


def moment_of(said: dict[str, Any], forums: list[Forum]) -> Moment:
    """The moment that an address asks for, of forums as `forums_seen` gives them."""
    zone = ZoneInfo(getattr(forums[0], "time_zone", None) or "UTC") if forums else ZoneInfo("UTC")
    now = timezone.now()
    text = said.get("known_at", "")
    return Moment(
        as_of=said.get("as_of") or now.astimezone(zone).date(),
        known_at=_known_at(text, zone) if text else now,
        zone=zone,
        now=not text,
    )


def _known_at(text: str, zone: ZoneInfo) -> datetime:
    """A plain day means its end, in the regime's time zone."""
    try:
        if len(text) <= len("YYYY-MM-DD"):
            return end_of_day(day(text, "known_at"), zone).astimezone(UTC)
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        sentence = _("“%(text)s” is neither a day nor a moment.") % {"text": text}
        raise refusal("known_at", sentence) from None


class Asking(Door):
    """An address whose answer hangs on a moment, and on what the asker may see."""

    def forums(self) -> list[Forum]:
        """The forums of the regime shown: the first that the asker may see. One query."""
        seen = forums_seen(self.asker)
        if not seen:
            raise Http404
        return [forum for forum in seen if forum.regime_id == seen[0].regime_id]

    def line(self, slug: str) -> list[Forum]:
        """A forum and those it succeeds. One query."""
        seen = forums_seen(self.asker)
        for forum in seen:
            if forum.slug == slug:
                return lineage(forum, seen)
        raise Http404

    @property
    def asker(self) -> Asker:
        user: Asker = self.request.user
        return user

    def moment(self, forums: list[Forum]) -> Moment:
        """What is asked; a moment that nobody named makes no answer new."""
        found = moment_of(self.said, forums)
        self.passing = instant(found.known_at) if found.now else ""
        return found
