"""When what is established of an obligation changed: found by asking scoring again, day by day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from agreements.models import Forum, PartialDate
from compliance.dashboard.figures import PartyLabel, no_collecting, party_labels
from compliance.models import ProgressReport
from compliance.queries import CaseFile, case_file
from compliance.scoring import Obligation, ObligationResult, Standing, obligation_result


class Step(NamedTuple):
    """A change, as scoring tells it."""

    obligation: str  # code
    owes: str  # path
    day: date
    before: Fraction | None  # None: not assessed
    after: Fraction | None
    report: int | None  # that made it, by its place in the ledger; None: new terms did
    contested: bool = False  # a report that the new figure rests on is disputed


@dataclass(frozen=True, slots=True)
class Change:
    """A change, as a page tells it."""

    obligation: str
    name: str
    party: PartyLabel
    on: PartialDate
    before: Fraction | None
    after: Fraction | None
    report: int | None
    contested: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """Every change by a day, as known at a moment, and the parties by their path."""

    all: tuple[Change, ...]
    parties: dict[str, PartyLabel]


def changes(forums: Sequence[Forum], *, as_of: date, known_at: datetime) -> Changes:
    """What became of all that is owed in these forums. Six queries, however many rows there are.

    The date of a report is read as far as it is known even where the reader may not see the report
    itself: its figure is public, and a day would say more than is known.
    """
    parties = party_labels()
    with no_collecting():
        case = case_file(forums, known_at=known_at)
        found = list(steps(case, as_of=as_of, known_at=known_at))
    wanted = [step.report for step in found if step.report is not None]
    rows = ProgressReport.objects.filter(sequence__in=wanted)
    dates = dict(rows.values_list("sequence", "observed_on"))
    made = (_change(step, case, parties, dates) for step in found)
    return Changes(tuple(made), parties)


def steps(case: CaseFile, *, as_of: date, known_at: datetime) -> Iterator[Step]:
    """Every change of every obligation by the day, with what is known at the moment."""
    for agreement in case.agreements:
        for obligation in agreement.obligations:
            yield from _of_one(obligation, as_of=as_of, known_at=known_at)


def _of_one(obligation: Obligation, *, as_of: date, known_at: datetime) -> Iterator[Step]:
    before: Fraction | None = None
    for day in _days(obligation, as_of):
        # The opening of the agreement plays no part in what is established.
        result = obligation_result(obligation, opened_on=None, as_of=day, known_at=known_at)
        if result is None or result.standing is Standing.ENDED:
            continue
        if result.established != before:
            after, report = result.established, _made_by(result, day)
            yield Step(obligation.code, result.owes, day, before, after, report, result.contested)
        before = result.established


def _days(obligation: Obligation, as_of: date) -> list[date]:
    """The days on which anything can change: something is observed, or new terms hold."""
    observed = {report.observed_on for report in obligation.reports}
    terms = {each.holds_from for each in obligation.terms if each.holds_from is not None}
    return sorted(day for day in observed | terms if day <= as_of)


def _made_by(result: ObligationResult, day: date) -> int | None:
    """The report of the day on which the figure rests; of several the last."""
    of_day = [report for report in result.obligation.reports if report.observed_on == day]
    resting = [report for report in of_day if report.key in result.rests_on]
    return max((report.sequence for report in resting or of_day), default=None)


def _change(
    step: Step,
    case: CaseFile,
    parties: dict[str, PartyLabel],
    dates: Mapping[int, PartialDate],
) -> Change:
    label = case.obligation_labels[step.obligation]
    on = dates.get(step.report) if step.report is not None else None
    return Change(
        obligation=step.obligation,
        name=label.site.name if label.site else str(label.name),
        party=parties[step.owes],
        on=on or PartialDate(step.day.isoformat()),
        before=step.before,
        after=step.after,
        report=step.report,
        contested=step.contested,
    )
