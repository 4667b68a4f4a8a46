"""The dates that a calendar shows a person: what falls due, what can be contested until when, the
deadlines of disputes, and the meetings that are planned."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max
from django.urls import reverse

from agreements.models import Forum, Held, Meeting, ObligationTerms, PartialDate, Role
from agreements.permissions import Asker, acts_in, memberships, sits_in
from compliance.dashboard.cases import CaseReader, dispute_rows
from compliance.dashboard.concerns import Look, Seat, seat_of
from compliance.dashboard.figures import Figures
from compliance.dashboard.meetings import meetings_read, short_name
from compliance.dashboard.reading import last_day_to_contest
from compliance.models import Dispute, ProgressReport
from compliance.scoring import Standing, Verdict


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a date: one, or the whole month where only that is known."""

    first: date
    last: date
    exact: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date in a person's calendar."""

    kind: str  # due, contest, dispute, meeting
    key: str  # stays the same as long as it is about the same
    days: Span
    title: str
    about: str  # who owes it, at which level, which body
    place: str
    path: str  # of its page
    revised_at: datetime  # when what it says was recorded last
    revision: int  # how often that was changed


def deadlines(
    user: Asker, forums: Sequence[Forum], found: Sequence[Figures], *, at: datetime, zone: ZoneInfo
) -> list[Deadline]:
    """The dates of a person, from figures already computed: of the sides they act for; all of a
    forum for who watches it. At most fifteen queries, however many there are."""
    views = {forum.slug: _View(user, forum) for forum in forums if _acts(user, forum)}
    looks = [look for figures in found for look in _looks(figures, views)]
    return [
        *_due(look for look in looks if _owes(look, views)),
        *_to_contest(looks, views, at=at, zone=zone),
        *_disputes(user, [view.forum for view in views.values()], found, at=at, zone=zone),
        *_meetings(user),
    ]


class _View:
    """From where the person looks at one forum."""

    def __init__(self, user: Asker, forum: Forum) -> None:
        self.forum = forum
        self.seat: Seat = seat_of(user, forum)
        self.watches = any(m.role != Role.OFFICIAL and acts_in(m, forum) for m in memberships(user))


def _acts(user: Asker, forum: Forum) -> bool:
    return any(acts_in(membership, forum) for membership in memberships(user))


def _looks(figures: Figures, views: dict[str, _View]) -> Iterator[Look]:
    """Every obligation in force."""
    cases = {case.code: case for case in figures.case.agreements}
    for result in figures.results:
        case = cases[result.code]
        if case.forum in views:
            seat = views[case.forum].seat
            for each in result.obligations:
                if each.standing is not Standing.ENDED:
                    yield Look(figures, seat, case, each)


def _owes(look: Look, views: dict[str, _View]) -> bool:
    return views[look.case.forum].watches or look.side in look.seat.sides


def _due(looks: Iterable[Look]) -> Iterator[Deadline]:
    """What is not established in full, by the day on which it falls due. One query."""
    open_looks = [look for look in looks if look.result.established != 1]
    sequences = [look.result.terms.sequence for look in open_looks if look.result.terms.due_on]
    rows = ObligationTerms.objects.filter(sequence__in=sequences)
    terms = {row[0]: row[1:] for row in rows.values_list("sequence", "due_on", "recorded_at")}
    for look in open_looks:
        due_on, recorded_at = terms.get(look.result.terms.sequence, (None, None))
        days = span(due_on)
        if days is not None and recorded_at is not None:
            code = look.line.code
            yield Deadline(
                kind="due",
                key=code,
                days=days,
                title=look.line.title,
                about=look.line.party.name,
                place=look.line.site.name if look.line.site else "",
                path=reverse("compliance:obligation", args=[code]),
                revised_at=recorded_at,
                revision=len(look.result.obligation.terms) - 1,
            )


def _to_contest(
    looks: Sequence[Look], views: dict[str, _View], *, at: datetime, zone: ZoneInfo
) -> Iterator[Deadline]:
    """Claims that stand unless they are contested by a day: for an official those to answer. One
    query."""
    claims = {key: look for look in looks for key in _claims(look, views)}
    rows = ProgressReport.objects.filter(sequence__in=claims, silence_until__gt=at)
    for report in rows.order_by("sequence"):
        look = claims[str(report.sequence)]
        day = last_day_to_contest(report.silence_until, zone)  # type: ignore[arg-type]
        yield Deadline(
            kind="contest",
            key=str(report.pk),
            days=Span(day, day, exact=True),
            title=look.line.title,
            about=look.line.party.name,
            place="",
            path=f"{reverse('compliance:obligation', args=[look.line.code])}#r-{report.pk}",
            revised_at=report.recorded_at,
            revision=0,
        )


def _claims(look: Look, views: dict[str, _View]) -> Iterator[str]:
    if views[look.case.forum].watches:
        for considered, report in look.said:
            if considered.verdict is Verdict.PENDING and report.claim:
                yield report.key
    else:
        yield from (each.report for name, each in look.reports() if name == "to_answer")


def _disputes(
    user: Asker, forums: Sequence[Forum], found: Sequence[Figures], *, at: datetime, zone: ZoneInfo
) -> Iterator[Deadline]:
    """Open disputes, by the last day of the level they are at."""
    rows = Dispute.objects.visible_to(user).filter(
        report__obligation__agreement__paper__forum__in=forums, recorded_at__lte=at
    )
    reader = CaseReader(found[0].parties if found else {}, known_at=at, zone=zone)
    for row in dispute_rows(rows.exclude(ending__recorded_at__lte=at)):
        case = reader.case(row)
        if case.end is None:
            until = case.current.until
            yield Deadline(
                kind="dispute",
                key=case.key,
                days=Span(until, until, exact=True),
                title=case.title,
                about=str(case.current.word),
                place="",
                path=case.url,
                revised_at=max(s.recorded_at for s in row.steps.all() if s.recorded_at <= at),
                revision=len(case.steps) - 1,
            )


def _meetings(user: Asker) -> Iterator[Deadline]:
    """Planned meetings of the bodies in which the person sits. Four queries."""
    rows: Any = meetings_read(user).filter(held=Held.PLANNED, closed_at=None)
    rows = rows.select_related("committee__forum__predecessor", "committee__side")
    own = [row for row in rows.order_by("starts_on", "pk") if _sits(user, row)]
    changes = Meeting.history.filter(id__in=[row.pk for row in own]).order_by().values("id")
    said = {
        each["id"]: (each["last"], each["count"])
        for each in changes.annotate(last=Max("history_date"), count=Count("history_id"))
    }
    for row in own:
        days = span(row.starts_on, row.ends_on)
        if days is not None and row.pk in said:
            revised_at, count = said[row.pk]
            yield Deadline(
                kind="meeting",
                key=row.code,
                days=days,
                title=f"{row.committee}: {short_name(row)}",
                about="",
                place=row.place,
                path=row.get_absolute_url(),
                revised_at=revised_at,
                revision=count - 1,
            )


def _sits(user: Asker, meeting: Meeting) -> bool:
    committee = meeting.committee
    return any(
        sits_in(m, committee)
        and (m.party is None or committee.side is None or m.party.side_code == committee.side.code)
        for m in memberships(user)
    )


def span(first: PartialDate | None, last: PartialDate | None = None) -> Span | None:
    """The days that a calendar may show: a month stands for itself, a day nobody knows is not made
    up; a year would fill every page of a calendar, so it gives none."""
    if first is None or first.parts[1] is None:
        return None
    exact = first.parts[2] is not None
    if not exact or last is None or last.parts[2] is None:
        last = first
    return Span(first.first_day, last.last_day, exact)
