"""One person's work, wherever it is asked for: on the page, for a message, for a calendar."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery

from agreements.models import Forum, RegimeSettings
from agreements.permissions import Asker, is_member
from compliance.dashboard.approvals import longest_first
from compliance.dashboard.concerns import seat_of, within
from compliance.dashboard.consents import ConsentLine, consents
from compliance.dashboard.figures import Figures, figures
from compliance.dashboard.meetings_due import MeetingsDue, meetings_due
from compliance.dashboard.work import Worklist, worklist

FiguresOf = Callable[[list[Forum]], Figures]
"""The figures of the forums of one regime."""


@dataclass(frozen=True, slots=True)
class OwnWork:
    """All that waits for a person."""

    work: Worklist
    due: MeetingsDue
    to_chase: tuple[ConsentLine, ...] = ()  # what waits for a consent, of what they speak for

    @property
    def count(self) -> int:
        return self.work.count + self.due.count + len(self.to_chase)


def forums_seen(user: Asker) -> list[Forum]:
    """The forums that a person may see, with their regime and its time zone. One query."""
    latest = RegimeSettings.objects.filter(regime=OuterRef("regime")).order_by("-sequence")
    return list(
        Forum.objects.visible_to(user)
        .select_related("regime")
        .annotate(time_zone=Subquery(latest.values("time_zone")[:1]))
        .order_by("regime", "pk")
    )


def zone_of(forums: Sequence[Forum]) -> ZoneInfo:
    """The time zone of the first regime of these forums."""
    zone = forums[0].time_zone if forums else None  # type: ignore[attr-defined]
    return ZoneInfo(zone or "UTC")


def member_figures(user: Asker, forums: Sequence[Forum], figures_of: FiguresOf) -> list[Figures]:
    """The figures of each regime of which the person is a member."""
    own = [forum for forum in forums if is_member(user, forum.regime_id)]
    return [figures_of(list(group)) for _regime, group in groupby(own, lambda f: f.regime_id)]


def own_work(
    user: Asker,
    forums: Sequence[Forum],
    figures_of: FiguresOf,
    *,
    today: date,
    known_at: datetime,
    zone: ZoneInfo,
) -> OwnWork:
    """What waits for a person in those of these forums in which they have a role."""
    own = [forum for forum in forums if is_member(user, forum.regime_id)]
    found = member_figures(user, own, figures_of)
    to_chase = [line for each in found for line in _to_chase(user, own, each)]
    return OwnWork(
        work=worklist(user, own, found, known_at=known_at, zone=zone),
        due=meetings_due(user, today=today),
        to_chase=tuple(sorted(to_chase, key=longest_first)),
    )


def _to_chase(user: Asker, forums: Sequence[Forum], found: Figures) -> Iterator[ConsentLine]:
    """The consents for which something waits that the person speaks for. Twelve queries, and none
    for those who are an official of nothing."""
    seats = {forum.slug: seat_of(user, forum) for forum in forums}
    tables = {case.code: case.forum for case in found.case.agreements}
    own = [
        each
        for judged in found.results
        for each in judged.obligations
        if any(within(each.owes, path) for path in seats[tables[judged.code]].parties)
    ]
    if own:
        lines = consents(found, forums, user, results=own)
        yield from (line for line in lines if line.waits)


class FiguresAt:
    """Figures as of a moment, computed once for all who see the same forums."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._kept: dict[tuple[int, ...], Figures] = {}

    def __call__(self, forums: list[Forum]) -> Figures:
        question = tuple(forum.pk for forum in forums)
        if question not in self._kept:
            as_of = self._at.astimezone(zone_of(forums)).date()
            regime = forums[0].regime
            self._kept[question] = figures(forums, regime, as_of=as_of, known_at=self._at)
        return self._kept[question]
