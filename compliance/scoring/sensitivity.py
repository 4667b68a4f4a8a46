"""How a figure moves if one thing were otherwise: the facts stay, one parameter changes.

Each question makes the facts anew with one thing changed, judges again only the agreements that the
change touches, and asks for the same figure. Nothing here guesses: all is exact.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from fractions import Fraction
from typing import TypeAlias

from compliance.scoring.aggregation import AgreementResult, agreement_result
from compliance.scoring.facts import Agreement, Obligation, Report, Status
from compliance.scoring.fulfilment import ObligationResult
from compliance.scoring.methods import RULES, Method, Sum, items_of, sum_of
from compliance.scoring.rules import Item
from compliance.scoring.standing import Verdict

Change: TypeAlias = Callable[[Report], Report]
Order: TypeAlias = tuple[int, ...]


def order_of(values: Sequence[Fraction | None]) -> Order | None:
    """The place of each figure among all, equal ones at the same; None: not all have a figure, so
    they stand in no order."""
    known = [value for value in values if value is not None]
    if len(known) < len(values) or len(known) < 2:
        return None
    return tuple(sum(other > value for other in known) for value in known)


def with_progress(percent: int) -> Change:
    """As if "in progress" without a number meant so much. What ended a dispute stays as found."""

    def change(report: Report) -> Report:
        if report.status is Status.IN_PROGRESS and report.percent is None:
            return report._replace(percent=percent)
        return report

    return change


def with_silence(days: int | None, zone: tzinfo, *, known_at: datetime) -> Change:
    """As if silence accepted a claim after so many whole days (None: never) from the day it was
    recorded. A claim that silence never accepts, since nobody could contest it, stays so.

    Takes the true moments of recording; a claim that it makes no difference to is left alone.
    """

    def change(report: Report) -> Report:
        if report.stands_from is None:
            return report
        end = None if days is None else _silence_end(report.recorded_at, days, zone)
        if (end is not None and end <= known_at) == (report.stands_from <= known_at):
            return report
        return report._replace(stands_from=end)

    return change


def _silence_end(recorded_at: datetime, days: int, zone: tzinfo) -> datetime:
    """The moment after the last day to contest, as a report that is submitted has it."""
    day_after = recorded_at.astimezone(zone).date() + timedelta(days=days + 1)
    return datetime.combine(day_after, time.min, zone)


def judged_again(
    agreements: Iterable[Agreement],
    results: Sequence[AgreementResult],
    change: Change,
    *,
    as_of: date,
    known_at: datetime,
) -> tuple[AgreementResult, ...]:
    """The results as they would be; those of agreements that the change leaves alone stay."""
    facts = {agreement.code: agreement for agreement in agreements}
    found = []
    for result in results:
        agreement = facts[result.code]
        changed = _changed(agreement, change)
        if changed is not None:
            again = agreement_result(changed, as_of=as_of, known_at=known_at)
            found.append(again or result)
        else:
            found.append(result)
    return tuple(found)


def _changed(agreement: Agreement, change: Change) -> Agreement | None:
    """The agreement with its reports changed; None: none was."""
    touched = False
    obligations: list[Obligation] = []
    for obligation in agreement.obligations:
        reports = tuple([change(report) for report in obligation.reports])
        if any(new is not old for new, old in zip(reports, obligation.reports, strict=True)):
            touched = True
            obligations.append(obligation._replace(reports=reports))
        else:
            obligations.append(obligation)
    return agreement._replace(obligations=tuple(obligations)) if touched else None


def without_each(
    method: Method, results: Iterable[AgreementResult], party: str
) -> Mapping[str, Fraction | None]:
    """The figure of a party without each agreement that has a part in it, by its code.

    Every method divides one sum by another, so that leaving one out is two subtractions.
    """
    parts: dict[str, list[Item]] = defaultdict(list)
    for item in items_of(method, results, party):
        parts[item.agreement].append(item)
    sums = {code: sum_of(items) for code, items in parts.items()}
    total = _total(sums.values())
    rule = RULES[method]
    return {code: rule.value(total.less(part)) for code, part in sums.items()}


def _total(sums: Iterable[Sum]) -> Sum:
    found = list(sums)
    return Sum(
        sum((each.points for each in found), Fraction(0)),
        sum(each.base for each in found),
        sum(each.assessed for each in found),
        sum(each.due for each in found),
    )


def in_silence(results: Iterable[AgreementResult], *, known_at: datetime) -> tuple[Report, ...]:
    """The claims that wait in their silence period at the moment. Takes its true end."""
    return tuple(
        report
        for result in results
        for each in result.obligations
        for report in _waiting(each, known_at)
    )


def _waiting(result: ObligationResult, known_at: datetime) -> Iterable[Report]:
    waiting = {
        report.key: report
        for report in result.obligation.reports
        if report.stands_from is not None and report.stands_from > known_at
    }
    if not waiting:
        return []
    return [
        waiting[each.key]
        for each in result.considered
        if each.verdict is Verdict.PENDING and each.key in waiting
    ]
