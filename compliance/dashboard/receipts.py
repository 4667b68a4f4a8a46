"""The receipt of a score: the facts, the rule and the head, so that anybody computes it again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from agreements.models import Forum, Party
from agreements.permissions import Asker
from compliance.dashboard.figures import Figures, PartyLabel, figures
from compliance.dashboard.ledger import LedgerHead, head_at
from compliance.dashboard.reasons import worth
from compliance.dashboard.states import ObligationLine, obligation_line
from compliance.models import ProgressReport
from compliance.scoring import (
    METHOD,
    AgreementResult,
    By,
    Considered,
    ObligationResult,
    Row,
    Score,
    Verdict,
    report_object,
    score_of,
)
from compliance.scoring.printing import instant

FILE = "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class Fact:
    """A report known at the moment: what it says, and whether and why it counts."""

    report: ProgressReport
    considered: Considered
    why: Any


@dataclass(frozen=True, slots=True)
class Share:
    """What one obligation brings to the score of its agreement."""

    line: ObligationLine
    weight: int
    product: Fraction | None  # weight times compliance; None: not assessed, or not due
    facts: tuple[Fact, ...]
    withheld: int  # facts this reader may not see


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
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A figure and what it rests on."""

    forum: Forum
    party: PartyLabel
    by: By
    agreement: str  # "": all of the forum
    method: str
    score: Score
    head: LedgerHead | None
    total: Fraction  # of weight times score over the agreements with a score
    weight: int  # of those agreements
    results: tuple[AgreementResult, ...]  # of agreements in which the party has a part
    found: Figures

    @property
    def version(self) -> str:
        return METHOD

    @property
    def as_of(self) -> date:
        return self.found.as_of

    @property
    def known_at(self) -> str:
        """The moment of knowledge, as the ledger writes it."""
        return instant(self.found.known_at)

    @property
    def address(self) -> str:
        """Where this receipt can always be found, whatever is recorded later."""
        asked = {
            "forum": self.forum.slug,
            "party": self.party.code,
            "agreement": self.agreement,
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at,
            "method": self.method,
        }
        kept = {name: value for name, value in asked.items() if value}
        return f"{reverse('compliance:receipt')}?{urlencode(kept)}"

    @property
    def commands(self) -> tuple[str, str]:
        """To check the download, and to compute the figure from it."""
        return (
            f"python -m sosek.ledger {FILE}",
            f"python -m compliance.scoring {FILE} --forum {self.forum.slug} "
            f"--as-of {self.as_of.isoformat()} --known-at {self.known_at} "
            f"--by {self.by.value} --method {self.method}",
        )


def receipt(
    party: Party,
    forums: Sequence[Forum],
    *,
    as_of: date,
    known_at: datetime,
    method: str,
    agreement: str = "",
) -> Receipt:
    """The receipt of a party's score in a forum, the first of `forums` (with those it succeeds),
    or on one agreement of it. Seven queries, however many rows there are."""
    found = figures(forums, forums[0].regime, as_of=as_of, known_at=known_at)
    results = tuple(
        result
        for result in found.results
        if party.path in result.tallies and agreement in ("", result.code)
    )
    scores = [(result.weight, found.score(party.path, results=[result])) for result in results]
    counted = [(weight, score.value) for weight, score in scores if score.value is not None]
    return Receipt(
        forum=forums[0],
        party=found.parties[party.path],
        by=_by(party, agreement),
        agreement=agreement,
        method=method,
        score=score_of(results, thresholds=found.thresholds, party=party.path),
        head=head_at(known_at),
        total=sum((weight * value for weight, value in counted), Fraction(0)),
        weight=sum(weight for weight, _ in counted),
        results=results,
        found=found,
    )


def _by(party: Party, agreement: str) -> By:
    if agreement:
        return By.AGREEMENT
    return By.PARTY if party.parent_id else By.SIDE


def parts_of(receipt: Receipt, results: Sequence[AgreementResult], user: Asker) -> tuple[Part, ...]:
    """These of its agreements, worked out. One query and those of what the reports cite."""
    own = {result.code: _own(result, receipt.party.path) for result in results}
    facts = _reports(own.values(), user)
    return tuple(_part(receipt, result, own[result.code], facts) for result in results)


def _own(result: AgreementResult, path: str) -> list[ObligationResult]:
    return [
        each for each in result.obligations if each.owes == path or each.owes.startswith(path + "/")
    ]


def _reports(own: Iterable[Sequence[ObligationResult]], user: Asker) -> dict[str, ProgressReport]:
    """The reports behind these obligations that the reader may see, by their key."""
    codes = [each.code for results in own for each in results]
    visible = ProgressReport.objects.visible_to(user).filter(obligation__code__in=codes)
    rows = visible.select_related("side", "party", "obligation")
    return {str(report.sequence): report for report in rows}


def _part(
    receipt: Receipt,
    result: AgreementResult,
    own: Sequence[ObligationResult],
    reports: dict[str, ProgressReport],
) -> Part:
    found, path = receipt.found, receipt.party.path
    score = found.score(path, results=[result])
    return Part(
        code=result.code,
        title=str(found.case.agreement_labels[result.code].name),
        paper=result.paper,
        weight=result.weight,
        score=score,
        assessed_weight=result.tallies[path].assessed_weight,
        product=None if score.value is None else result.weight * score.value,
        shares=tuple(_share(each, found, reports) for each in own),
    )


def _share(result: ObligationResult, found: Figures, reports: dict[str, ProgressReport]) -> Share:
    considered = result.considered
    facts = tuple(
        Fact(reports[each.key], each, worth(each, superseded=_superseded(considered[place + 1 :])))
        for place, each in enumerate(considered)
        if each.key in reports
    )
    compliance = result.compliance if result.due else None
    return Share(
        line=obligation_line(result, found),
        weight=result.weight,
        product=None if compliance is None else result.weight * compliance,
        facts=facts,
        withheld=len(considered) - len(facts),
    )


def _superseded(later: Iterable[Considered]) -> bool:
    return any(each.counted and each.verdict is Verdict.STANDS for each in later)


def receipt_object(receipt: Receipt, parts: Iterable[Part]) -> dict[str, Any]:
    """The receipt for a program: what `score` prints, and what stands behind it."""
    found = receipt.found
    paper = receipt.results[0].paper if receipt.agreement and receipt.results else None
    row = Row(receipt.party.path, paper, receipt.agreement or None, receipt.score)
    table = report_object(
        forum=receipt.forum.slug,
        as_of=found.as_of,
        known_at=found.known_at,
        ledger_head=receipt.head.hash if receipt.head else "",
        by=receipt.by,
        rows=[row],
    )
    return table | {
        "ledger_entries": receipt.head.entries if receipt.head else 0,
        "thresholds": {
            name: str(getattr(found.thresholds, name)) for name in ("full", "high", "partial")
        },
        "exact": _exact(receipt.score.value),
        "agreements": [_part_object(part) for part in parts],
        "commands": list(receipt.commands),
        "address": receipt.address,
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _part_object(part: Part) -> dict[str, Any]:
    return {
        "agreement": part.code,
        "paper": part.paper,
        "weight": part.weight,
        "score": _exact(part.score.value),
        "obligations": [_share_object(share) for share in part.shares],
    }


def _share_object(share: Share) -> dict[str, Any]:
    line = share.line
    return {
        "obligation": line.code,
        "owes": line.party.code,
        "weight": share.weight,
        "due": line.due,
        "established": _exact(line.established),
        "claimed": _exact(line.claimed),
        "expected": _exact(line.expected),
        "compliance": _exact(line.compliance),
        "reports": [_fact_object(fact) for fact in share.facts],
        "withheld": share.withheld,
    }


def _fact_object(fact: Fact) -> dict[str, Any]:
    return {
        "entry": fact.report.sequence,
        "report": str(fact.report.pk),
        "observed_on": str(fact.report.observed_on),
        "status": fact.report.status,
        "percent": fact.report.percent,
        "verdict": fact.considered.verdict.value,
        "reason": fact.considered.reason.value,
        "counted": fact.considered.counted,
    }
