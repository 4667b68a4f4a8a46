"""What each agreement and each obligation brings to a figure, and the reports that decide it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from agreements.permissions import Asker
from compliance.dashboard.reading import last_day_to_contest
from compliance.dashboard.reasons import INFORMATION, worth
from compliance.dashboard.receipts import Receipt
from compliance.dashboard.states import ObligationLine, obligation_line
from compliance.models import ProgressReport
from compliance.scoring import (
    AgreementResult,
    Considered,
    Item,
    ObligationResult,
    Reason,
    Score,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A report known at the moment: what it says, and whether and why it counts."""

    report: ProgressReport
    considered: Considered
    why: Any
    until: date | None = None  # the last day on which it can be contested, while it waits


@dataclass(frozen=True, slots=True)
class Share:
    """What one obligation brings to the score of its agreement, and to the figure."""

    line: ObligationLine
    weight: int
    product: Fraction | None  # weight times compliance; None: not assessed, or not due
    contribution: Fraction | None  # to the figure: these of all that count come to it
    item: Item | None  # what another method makes of it
    facts: tuple[Fact, ...]
    withheld: int  # facts this reader may not see
    later: tuple[ProgressReport, ...]  # recorded after the moment: not known then

    @property
    def statements(self) -> list[Fact]:
        """Those with a status, which a figure can rest on."""
        return [fact for fact in self.facts if fact.report.status]

    @property
    def information(self) -> list[Fact]:
        """Those without, which are counted for nothing."""
        return [fact for fact in self.facts if not fact.report.status]


@dataclass(frozen=True, slots=True)
class Part:
    """What one agreement brings to the figure."""

    code: str
    title: str
    paper: int  # number
    weight: int
    score: Score
    assessed_weight: int  # of its obligations
    product: Fraction | None  # weight times score
    contribution: Fraction | None  # to the figure
    item: Item | None  # what another method makes of the agreement as a whole
    shares: tuple[Share, ...]


def parts_of(receipt: Receipt, results: Sequence[AgreementResult], user: Asker) -> tuple[Part, ...]:
    """These of its agreements, worked out. One query and those of what the reports cite."""
    own = {result.code: _own(result, receipt.party.path) for result in results}
    reports = _reports(own.values(), user)
    items = {(item.agreement, item.obligation): item for item in receipt.items}
    return tuple(_part(receipt, result, own[result.code], reports, items) for result in results)


def _own(result: AgreementResult, path: str) -> list[ObligationResult]:
    return [
        each for each in result.obligations if each.owes == path or each.owes.startswith(path + "/")
    ]


def _reports(
    own: Iterable[Sequence[ObligationResult]], user: Asker
) -> Mapping[str, list[ProgressReport]]:
    """The reports on these obligations that the reader may see, whenever recorded, by its code."""
    codes = [each.code for results in own for each in results]
    visible = ProgressReport.objects.visible_to(user).filter(obligation__code__in=codes)
    found: dict[str, list[ProgressReport]] = {code: [] for code in codes}
    for report in visible.select_related("side", "party", "obligation").order_by("sequence"):
        found[report.obligation.code].append(report)
    return found


def _part(
    receipt: Receipt,
    result: AgreementResult,
    own: Sequence[ObligationResult],
    reports: Mapping[str, list[ProgressReport]],
    items: Mapping[tuple[str, str], Item],
) -> Part:
    found, path = receipt.found, receipt.party.path
    score = found.score(path, results=[result])
    part = Part(
        code=result.code,
        title=str(found.case.agreement_labels[result.code].name),
        paper=result.paper,
        weight=result.weight,
        score=score,
        assessed_weight=result.tallies[path].assessed_weight,
        product=None if score.value is None else result.weight * score.value,
        contribution=None if score.value is None else result.weight * score.value / receipt.weight,
        item=items.get((result.code, "")),
        shares=(),
    )
    shares = tuple(
        _share(each, part, receipt, reports[each.code], items.get((result.code, each.code)))
        for each in own
    )
    return replace(part, shares=shares)


def _share(
    result: ObligationResult,
    part: Part,
    receipt: Receipt,
    reports: Sequence[ProgressReport],
    item: Item | None,
) -> Share:
    found = receipt.found
    compliance = result.compliance if result.due else None
    product = None if compliance is None else result.weight * compliance
    facts = _facts(result, receipt, reports)
    return Share(
        line=obligation_line(result, found),
        weight=result.weight,
        product=product,
        contribution=(
            None
            if product is None
            else part.weight * product / (part.assessed_weight * receipt.weight)
        ),
        item=item,
        facts=facts,
        withheld=len(result.considered) - sum(1 for fact in facts if fact.report.status),
        later=tuple(each for each in reports if each.recorded_at > found.known_at),
    )


def _facts(
    result: ObligationResult, receipt: Receipt, reports: Sequence[ProgressReport]
) -> tuple[Fact, ...]:
    """What was known, in the order of what happened; what has no status among it."""
    known_at = receipt.found.known_at
    considered = result.considered
    known = {str(each.sequence): each for each in reports if each.recorded_at <= known_at}
    facts = [
        Fact(
            known[each.key],
            each,
            worth(each, superseded=_superseded(considered[place + 1 :])),
            _until(known[each.key], each, known_at, receipt),
        )
        for place, each in enumerate(considered)
        if each.key in known
    ]
    facts += [_information(report) for report in known.values() if not report.status]
    return tuple(sorted(facts, key=lambda fact: (fact.report.observed_day, fact.report.sequence)))


def _information(report: ProgressReport) -> Fact:
    key = str(report.sequence)
    considered = Considered(key, Verdict.LEFT_OUT, Reason.INFORMATION, counted=False)
    return Fact(report, considered, INFORMATION)


def _until(
    report: ProgressReport, considered: Considered, known_at: datetime, receipt: Receipt
) -> date | None:
    """The last day of a claim's silence period, while it runs."""
    until = report.silence_until
    if considered.verdict is not Verdict.PENDING or until is None or until <= known_at:
        return None
    return last_day_to_contest(until, receipt.found.zone)


def _superseded(later: Iterable[Considered]) -> bool:
    return any(each.counted and each.verdict is Verdict.STANDS for each in later)
