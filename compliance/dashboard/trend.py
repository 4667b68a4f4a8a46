"""The score over time, for pages, files and programs: exact at every day that is told.

One function for all doors: `trend_of` makes it from figures that have been read, `trend_object`
says the same in plain values.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance.dashboard.figures import Figures, PartyLabel, no_collecting
from compliance.dashboard.trend_marks import Mark, marks
from compliance.scoring import (
    EVERYBODY,
    Agreement,
    Obligation,
    Score,
    Thresholds,
    in_force,
    rounded,
)
from compliance.scoring.course import Why
from compliance.scoring.printing import instant
from compliance.scoring.trend import Cause, Point, trend

MOST_REPORTS = 1000
"""With more of them in a period, a trend is told at month ends alone."""
NAMED = 3

WORDS = {
    Why.REPORT: gettext_lazy("reports: %(names)s"),
    Why.TERMS: gettext_lazy("other terms: %(names)s"),
    Why.START: gettext_lazy("begins: %(names)s"),
    Why.DUE: gettext_lazy("due: %(names)s"),
    Why.END: gettext_lazy("ended: %(names)s"),
    Why.AGREEMENT: gettext_lazy("in force, or no longer: %(names)s"),
    Why.TIME: gettext_lazy("more is expected with time"),
    Why.SETTINGS: gettext_lazy("other thresholds"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose score, on what; empty parts leave it open."""

    party: str = ""  # path; "": each side
    paper: int | None = None  # pk
    agreement: str = ""  # code

    @property
    def whole(self) -> bool:
        """Whether all of a forum is meant, and so what its meetings did."""
        return self.paper is None and not self.agreement


@dataclass(frozen=True, slots=True)
class Step:
    """A score from one day on, until the next step."""

    day: date
    until: date
    score: Score
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The score of one party over time."""

    party: PartyLabel
    steps: tuple[Step, ...]  # neighbours differ
    points: int  # days on which it was computed

    @property
    def last(self) -> Score:
        return self.steps[-1].score


@dataclass(frozen=True, slots=True)
class Trend:
    """What a page shows of a score over time, as known at a moment."""

    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    first: date
    last: date
    known_at: datetime
    thresholds: Thresholds  # as of the last day
    method: str
    every_change: bool  # else told at month ends alone

    @property
    def withheld(self) -> int:
        """Marks without words for this reader."""
        return sum(mark.withheld for mark in self.marks)

    @property
    def worded(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if not mark.withheld)


def agreements_of(found: Figures, subject: Subject) -> tuple[Agreement, ...]:
    """The agreements that a subject is about."""
    labels = found.case.agreement_labels
    return tuple(
        agreement
        for agreement in found.case.agreements
        if subject.paper in (None, labels[agreement.code].paper)
        and subject.agreement in ("", agreement.code)
    )


def obligations_of(found: Figures, subject: Subject) -> list[Obligation]:
    """The obligations that a subject is about: those its party owes, or owed."""
    return [
        obligation
        for agreement in agreements_of(found, subject)
        for obligation in agreement.obligations
        if not subject.party
        or any(f"{terms.owes}/".startswith(f"{subject.party}/") for terms in obligation.terms)
    ]


def first_day(found: Figures, subject: Subject) -> date:
    """The first day on record: something is observed, adopted or begun; else the forum's first."""
    obligations = obligations_of(found, subject)
    days = [report.observed_on for each in obligations for report in each.reports]
    days += [terms.starts_on for each in obligations for terms in each.terms if terms.starts_on]
    opened = []
    for agreement in agreements_of(found, subject):
        terms = in_force(agreement.terms, as_of=found.as_of, known_at=found.known_at)
        if terms is not None and terms.adopted_on is not None:
            days.append(terms.adopted_on)
        elif agreement.forum_started_on is not None:
            opened.append(agreement.forum_started_on)
    return min((day for day in days or opened if day <= found.as_of), default=found.as_of)


def trend_of(
    found: Figures,
    subject: Subject,
    *,
    first: date | None = None,
    last: date | None = None,
    readable: bool = True,
) -> Trend:
    """The trend of these figures' facts from one day to another; by default from the first on
    record to the day that is asked for. No query. Who may not read the record sees its marks
    without words."""
    first = first or min(first_day(found, subject), last or found.as_of)
    last = last or found.as_of
    obligations = obligations_of(found, subject)
    every_change = _reported(obligations, first, last) <= MOST_REPORTS
    parties = [found.parties[subject.party]] if subject.party else list(found.sides)
    with no_collecting():
        told = trend(
            agreements_of(found, subject),
            first=first,
            last=last,
            known_at=found.known_at,
            thresholds_on=found.thresholds_on,
            parties=[party.path for party in parties] or [EVERYBODY],
            also=[v.holds_from for v in found.settings if v.holds_from is not None],
            every_change=every_change,
        )
    happened = marks(found, obligations, whole=subject.whole) if every_change else []
    return Trend(
        lines=tuple(_line(party, told[party.path], found) for party in parties),
        marks=tuple(
            mark if readable or mark.public else mark.without_words()
            for mark in happened
            if first <= mark.day <= last
        ),
        first=first,
        last=last,
        known_at=found.known_at,
        thresholds=found.thresholds_on(last),
        method=found.method,
        every_change=every_change,
    )


def reports_of(found: Figures, subject: Subject) -> int:
    """How many reports a trend of it would sweep over."""
    return sum(len(each.reports) for each in obligations_of(found, subject))


def _reported(obligations: Iterable[Obligation], first: date, last: date) -> int:
    return sum(first <= r.observed_on <= last for each in obligations for r in each.reports)


def _line(party: PartyLabel, points: Sequence[Point], found: Figures) -> Line:
    kept: list[Point] = []
    for point in points:
        if not kept or point.score != kept[-1].score:
            kept.append(point)
    ends = [point.day for point in kept[1:]] + [point.day for point in points[-1:]]
    return Line(
        party,
        tuple(
            Step(point.day, until, point.score, tuple(because(point.causes, found)))
            for point, until in zip(kept, ends, strict=True)
        ),
        len(points),
    )


def because(causes: Iterable[Cause], found: Figures) -> Iterable[str]:
    """What changed a score, in words, a sentence part for each kind."""
    named: dict[Why, dict[str, None]] = {}
    for cause in causes:
        name = _name(cause, found)
        named.setdefault(cause.why, {})[name] = None
    for why, names in named.items():
        shown = [name for name in names if name][:NAMED]
        more = len(names) - len(shown)
        said = ", ".join(shown) + (_(" and %(count)s more") % {"count": more} if more else "")
        words = str(WORDS[why])
        yield words % {"names": said} if names.keys() - {""} else words


def _name(cause: Cause, found: Figures) -> str:
    if cause.obligation:
        label = found.case.obligation_labels[cause.obligation]
        return label.site.name if label.site else str(label.name)
    return str(found.case.agreement_labels[cause.agreement].name) if cause.agreement else ""


def trend_object(told: Trend) -> dict[str, Any]:
    """The same in plain values, scores as the shell prints them and exact."""
    return {
        "method": told.method,
        "known_at": instant(told.known_at),
        "from": told.first.isoformat(),
        "to": told.last.isoformat(),
        "every_change": told.every_change,
        "trends": [
            {
                "party": line.party.code,
                "points": [_point_object(step) for step in line.steps],
            }
            for line in told.lines
        ],
        "marks": [
            {
                "kind": mark.kind.value,
                "day": mark.day.isoformat(),
                "on": str(mark.shown_on),
                "text": mark.text or None,
                "url": mark.url or None,
            }
            for mark in told.marks
        ],
    }


def _point_object(step: Step) -> dict[str, Any]:
    score = step.score
    values = {
        name: None if value is None else str(rounded(value))
        for name, value in (
            ("score", score.value),
            ("low", score.low),
            ("high", score.high),
            ("coverage", score.coverage),
        )
    }
    return {
        "from": step.day.isoformat(),
        **values,
        "exact": None if score.value is None else str(score.value),
        "degree": score.degree.value,
        "assessed": score.assessed,
        "due": score.due,
        "why": list(step.why),
    }
