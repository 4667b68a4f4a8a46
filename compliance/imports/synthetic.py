"""A made-up forum of any size, to measure with: written in bulk, with every entry in the ledger.

The same numbers and the same seed make the same forum.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import models, transaction

from agreements.models import (
    Agreement,
    AgreementTerms,
    Citation,
    Forum,
    Membership,
    Milestone,
    Obligation,
    ObligationTerms,
    PartialDate,
    Party,
    PartyKind,
    Publishes,
    Regime,
    RegimeSettings,
    Role,
    Source,
    SourceClass,
    User,
    WorkingPaper,
)
from agreements.workflow import (
    register,
    register_forum,
    register_paper,
    register_party,
    register_regime,
)
from compliance.models import ProgressReport, Status, Verdict, Verification
from sosek.ledger.models import Recorded, instant
from sosek.ledger.writing import Chain, open_chain

PAPERS = 10
PER_AGREEMENT = 10
BATCH = 500
FIRST_DAY = date(2012, 1, 1)
LAST_DAY = date(2025, 12, 31)
PARTS = ("road", "drainage", "building")


@dataclass(frozen=True, slots=True)
class Cast:
    """What all of a synthetic forum's rows point at."""

    forum: Forum
    papers: list[WorkingPaper]
    owing: list[Party]  # one below each side
    officials: list[User]  # one of each side
    citation: Citation


def generate(*, obligations: int, reports: int, seed: int) -> Forum:
    """A forum of its own regime with so many obligations and reports on them."""
    random = Random(seed)  # noqa: S311 - made-up figures, no secrets
    with transaction.atomic():
        cast = _cast(1 + Regime.objects.filter(slug__startswith="synthetic-").count())
        agreements = _agreements(cast, 1 + (obligations - 1) // PER_AGREEMENT)
    for start in range(0, obligations, BATCH):
        numbers = range(start, min(start + BATCH, obligations))
        with transaction.atomic():
            writing = Writing(open_chain(), cast)
            for number in numbers:
                agreement = agreements[number // PER_AGREEMENT]
                writing.obligation(number, agreement, random)
            writing.write()
            for obligation, terms in writing.owed:
                number = int(obligation.code.rpartition("-")[2])
                count = _share(number, obligations=obligations, reports=reports)
                writing.reports(obligation, terms, count, random)
            writing.write()
    return cast.forum


def _share(number: int, *, obligations: int, reports: int) -> int:
    """How many of the reports are on this obligation; on every seventh there is none."""
    if number % 7 == 6:
        return 0
    place, places = number - number // 7, obligations - obligations // 7
    return (place + 1) * reports // places - place * reports // places


def _cast(number: int) -> Cast:
    slug = f"synthetic-{number}"
    regime = register_regime(
        Regime(slug=slug, name_en=f"Synthetic {number}"),
        RegimeSettings(publishes=Publishes.EVERYTHING, reason="Synthetic"),
    )
    owing, officials = [], []
    for letter in "AB":
        side = register_party(_party(f"X{number}{letter}", PartyKind.STATE, None))
        owing.append(register_party(_party(f"X{number}{letter}-1", PartyKind.PROVINCE, side)))
        officials.append(_official(f"{slug}-{letter.lower()}", regime, side))
    forum = register_forum(
        Forum(regime=regime, slug=slug, name_en=f"Synthetic {number}", started_on="2012"),
        parties=owing,
    )
    papers = [
        register_paper(WorkingPaper(forum=forum, number=paper, name_en=f"Paper {paper}"))
        for paper in range(1, PAPERS + 1)
    ]
    source = register(Source(key=slug, kind=SourceClass.DATA, title=f"Synthetic {number}"))
    return Cast(forum, papers, owing, officials, Citation.objects.create(source=source))


def _party(code: str, kind: PartyKind, parent: Party | None) -> Party:
    return Party(code=code, kind=kind, parent=parent, name_en=f"Party {code}", position=99)


def _official(username: str, regime: Regime, side: Party) -> User:
    """Somebody to sign the reports, who cannot sign in."""
    user = User.objects.create_user(username)
    Membership.objects.create(user=user, regime=regime, role=Role.OFFICIAL, party=side)
    return user


def _agreements(cast: Cast, count: int) -> list[Agreement]:
    writing = Writing(open_chain(), cast)
    agreements = [writing.agreement(number) for number in range(count)]
    writing.write()
    return agreements


class Writing:
    """Rows and their entries, chained one by one and written many at once."""

    def __init__(self, chain: Chain, cast: Cast) -> None:
        self.chain, self.cast = chain, cast
        self.scope = cast.forum.regime.slug
        self.owed: list[tuple[Obligation, ObligationTerms]] = []
        self._rows: dict[type[models.Model], list[models.Model]] = {}
        self._blank: dict[str, dict[str, Any]] = {}  # a payload of each kind

    def write(self) -> None:
        """All that has been made, in the order in which the kinds first came."""
        for model, rows in self._rows.items():
            model._default_manager.bulk_create(rows, batch_size=1000)
        self._rows.clear()

    def _add(self, *rows: models.Model) -> None:
        for row in rows:
            self._rows.setdefault(type(row), []).append(row)

    def _enter(self, row: Recorded, **said: Any) -> None:
        """The row and its entry. What the payload says beside `said` is the same in all rows of
        its kind, so it is asked of the first only: a payload costs queries."""
        kind = row.ledger_kind
        if kind not in self._blank:
            self._blank[kind] = row.payload()
        payload = self._blank[kind] | said
        entry = self.chain.draft(kind=kind, scope=self.scope, subject=str(row.pk), payload=payload)
        row.sequence, row.recorded_at = entry.sequence, entry.recorded_at
        self._add(row, entry)

    def _note(self, kind: str, row: Agreement | Obligation) -> None:
        payload = row.fixed_facts()
        self._add(
            row,
            self.chain.draft(kind=kind, scope=self.scope, subject=row.code, payload=payload),
        )

    def agreement(self, number: int) -> Agreement:
        code = f"{self.scope}-agreement-{number}"
        paper = self.cast.papers[number % PAPERS]
        agreement = Agreement(paper=paper, code=code, name_en=f"Agreement {number}")
        self._note("agreement", agreement)
        weight = 1 + number % 3
        terms = AgreementTerms(agreement=agreement, weight=weight, adopted_on=PartialDate("2012"))
        self._enter(terms, agreement=code, weight=weight)
        return agreement

    def obligation(self, number: int, agreement: Agreement, random: Random) -> None:
        code = f"{self.scope}-{number}"
        obligation = Obligation(agreement=agreement, code=code, name_en=f"Obligation {number}")
        self._note("obligation", obligation)
        owes = self.cast.owing[number % 2]
        due_on = PartialDate(str(random.randint(2013, 2030))) if number % 4 else None
        terms = ObligationTerms(
            obligation=obligation, owes=owes, weight=1 + number % 5, due_on=due_on
        )
        parts = [
            Milestone(terms=terms, order=order, code=part, name_en=part.title())
            for order, part in enumerate(PARTS if number % 5 == 0 else (), start=1)
        ]
        self._enter(
            terms,
            obligation=code,
            owes=owes.code,
            weight=terms.weight,
            due_on=str(due_on) if due_on else None,
            milestones=[part.facts() for part in parts],
        )
        self._add(*parts)
        self.owed.append((obligation, terms))

    def reports(
        self, obligation: Obligation, terms: ObligationTerms, count: int, random: Random
    ) -> None:
        """A history of reports that mostly rise, with answers to some of the claims."""
        side = self.cast.owing.index(terms.owes)
        for observed, status, percent in _history(count, random):
            claim = random.random() < 0.8
            report = self._report(obligation, observed, status, percent, side if claim else None)
            if claim and random.random() < 0.7:
                accepted = random.random() < 0.85
                self._answer(report, 1 - side, Verdict.ACCEPTED if accepted else Verdict.CONTESTED)

    def _report(
        self,
        obligation: Obligation,
        observed: date,
        status: Status,
        percent: int | None,
        side: int | None,
    ) -> ProgressReport:
        report = ProgressReport(
            obligation=obligation,
            status=status,
            percent=percent,
            observed_on=PartialDate(observed.isoformat()),
            observed_day=observed,
            narrative="A made-up report, to measure with.",
            claim=side is not None,
        )
        if side is None:
            through = ProgressReport.citations.through
            cited = [self.cast.citation.facts()]
            link = through(progressreport_id=report.pk, citation_id=self.cast.citation.pk)
        else:
            report.party, report.author = self.cast.owing[side], self.cast.officials[side]
            report.side = report.party.parent
            report.silence_until = _in_thirty_days(self.chain.now)
            cited, link = [], None
        self._enter(
            report,
            report=str(report.pk),
            obligation=obligation.code,
            status=status.value,
            percent=percent,
            observed_on=observed.isoformat(),
            observed_day=observed.isoformat(),
            claim=report.claim,
            side=report.side.code if report.side else None,
            party=report.party.code if report.party else None,
            author=str(report.author.opaque_id) if report.author else None,
            silence_until=instant(report.silence_until) if report.silence_until else None,
            citations=cited,
        )
        if link is not None:
            self._add(link)
        return report

    def _answer(self, report: ProgressReport, side: int, verdict: Verdict) -> None:
        party = self.cast.owing[side].parent
        reason = "" if verdict == Verdict.ACCEPTED else "Seen otherwise on the spot."
        verifier = self.cast.officials[side]
        answer = Verification(
            report=report, side=party, verifier=verifier, verdict=verdict, reason=reason
        )
        self._enter(
            answer,
            verification=str(answer.pk),
            report=str(report.pk),
            side=answer.side.code,
            verdict=verdict.value,
            reason=reason,
            author=str(verifier.opaque_id),
        )


def _history(count: int, random: Random) -> Iterator[tuple[date, Status, int | None]]:
    """Days in order, each with a state: mostly some way on from the one before."""
    span = (LAST_DAY - FIRST_DAY).days
    percent = 0
    for day in sorted(random.randrange(span) for _ in range(count)):
        observed = FIRST_DAY + timedelta(days=day)
        if random.random() < 0.05:
            yield observed, random.choice((Status.SUSPENDED, Status.DECLINED)), None
            continue
        percent = min(100, max(0, percent + random.randint(-10, 40)))
        yield observed, *_stated(percent)


def _stated(percent: int) -> tuple[Status, int | None]:
    if percent == 0:
        return Status.NOT_STARTED, None
    return (Status.FULFILLED, None) if percent == 100 else (Status.IN_PROGRESS, percent)


def _in_thirty_days(now: datetime) -> datetime:
    return datetime.combine(now.date() + timedelta(days=31), time.min, UTC)
