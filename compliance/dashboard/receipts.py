"""The receipt of a score: the facts, the rule and the head, so that anybody computes it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.urls import reverse
from django.utils.http import urlencode

from agreements.models import Forum, Party
from compliance.dashboard.figures import Figures, PartyLabel, figures
from compliance.dashboard.ledger import LedgerHead, head_at
from compliance.scoring import (
    AgreementResult,
    By,
    Item,
    Method,
    MethodFigure,
    Row,
    Score,
    figure,
    items_of,
    score_of,
)
from compliance.scoring.aggregation import narrowed
from compliance.scoring.printing import instant

FILE = "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class Subject:
    """Of what a figure is: a party in a forum, in one of its papers or agreements, or one thing
    that it owes."""

    party: Party
    paper: int | None = None  # number
    agreement: str = ""
    obligation: str = ""

    @property
    def by(self) -> By:
        """Of which rows of a table the figure, or for an obligation its agreement's, is one."""
        if self.agreement or self.obligation:
            return By.AGREEMENT
        if self.paper is not None:
            return By.PAPER
        return By.PARTY if self.party.parent_id else By.SIDE


@dataclass(frozen=True, slots=True)
class Receipt:
    """A figure and what it rests on."""

    forum: Forum
    party: PartyLabel
    subject: Subject
    by: By
    score: Score
    figure: MethodFigure | None  # by another method, where the reader asks for it
    items: tuple[Item, ...]  # what that method looked at
    head: LedgerHead | None
    total: Fraction  # of weight times score over the agreements with a score
    weight: int  # of those agreements
    results: tuple[AgreementResult, ...]  # of agreements in which the party has a part
    found: Figures

    @property
    def agreement(self) -> str:
        return self.subject.agreement

    @property
    def paper(self) -> int | None:
        return self.subject.paper

    @property
    def obligation(self) -> str:
        return self.subject.obligation

    @property
    def title(self) -> str:
        """What the figure is of, where it is less than the forum."""
        case = self.found.case
        if self.obligation and self.obligation in case.obligation_labels:
            return str(case.obligation_labels[self.obligation].name)
        if self.agreement and self.agreement in case.agreement_labels:
            return str(case.agreement_labels[self.agreement].name)
        papers = {label.number: label for label in case.papers.values()}
        return str(papers[self.paper].name) if self.paper in papers else ""

    @property
    def method(self) -> Method:
        return self.found.chosen

    @property
    def version(self) -> str:
        return self.found.method

    @property
    def as_of(self) -> date:
        return self.found.as_of

    @property
    def known_at(self) -> str:
        """The moment of knowledge, as the ledger writes it."""
        return instant(self.found.known_at)

    @property
    def row(self) -> Row:
        """The figure as a line of a table."""
        paper = self.paper
        if self.by is By.AGREEMENT and self.results:
            paper = self.results[0].paper
        code = self.results[0].code if self.by is By.AGREEMENT and self.results else None
        return Row(self.party.path, paper, self.agreement or code, self.score, self.figure)

    @property
    def address(self) -> str:
        """Where this receipt can always be found, whatever is recorded later."""
        asked = {
            "forum": self.forum.slug,
            "party": self.party.code,
            "paper": "" if self.paper is None else str(self.paper),
            "agreement": self.agreement,
            "obligation": self.obligation,
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at,
            "method": self.method.value,
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
            f"--by {self.by.value} --method {self.method.value}",
        )


def receipt(
    subject: Subject,
    forums: Sequence[Forum],
    *,
    as_of: date,
    known_at: datetime,
    method: str,
) -> Receipt:
    """The receipt of a party's score in a forum, the first of `forums` (with those it succeeds),
    or of a part of it. Seven queries, however many rows there are."""
    if subject.obligation:  # what is established and expected of one is the same by every method
        method = Method.FULFILMENT
    regime, path = forums[0].regime, subject.party.path
    found = figures(forums, regime, as_of=as_of, known_at=known_at, method=method)
    results = tuple(_results(subject, forums[0], found))
    scores = [(result.weight, found.score(path, results=[result])) for result in results]
    counted = [(weight, score.value) for weight, score in scores if score.value is not None]
    by_method = found.chosen is not Method.FULFILMENT
    return Receipt(
        forum=forums[0],
        party=found.parties[path],
        subject=subject,
        by=subject.by,
        score=score_of(results, thresholds=found.thresholds, party=path),
        figure=figure(found.chosen, results, path) if by_method else None,
        items=tuple(items_of(found.chosen, results, path)) if by_method else (),
        head=head_at(known_at),
        total=sum((weight * value for weight, value in counted), Fraction(0)),
        weight=sum(weight for weight, _ in counted),
        results=results,
        found=found,
    )


def _results(subject: Subject, forum: Forum, found: Figures) -> Sequence[AgreementResult]:
    """The agreements that the figure is made of, or the part of one."""
    own = [result for result in found.results if subject.party.path in result.tallies]
    if subject.obligation:
        parts = (narrowed(result, subject.obligation) for result in own)
        return [part for part in parts if part is not None]
    if subject.agreement:
        return [result for result in own if result.code == subject.agreement]
    if subject.paper is None:
        return own
    in_forum = {each.code for each in found.case.agreements if each.forum == forum.slug}
    return [each for each in own if each.paper == subject.paper and each.code in in_forum]
