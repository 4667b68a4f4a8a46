"""One obligation: what is owed, how far it is, and the record that the figure rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agreements.models import AgreementTerms, Citation, Obligation, ObligationTerms
from agreements.permissions import Asker
from compliance.dashboard.entries import Record
from compliance.dashboard.figures import Figures, PartyLabel, figures
from compliance.dashboard.offers import OfferLine, OfferReader, Version, offers_on
from compliance.dashboard.reading import milestone_names, record_of
from compliance.dashboard.states import ObligationLine, obligation_line
from compliance.permissions import can_read_record
from compliance.scoring import (
    AgreementResult,
    ObligationResult,
    Standing,
    Thresholds,
    Verdict,
    in_force,
)

FACING_SHOWN = 6
"""Beyond so many facing obligations the page leads to the agreement's."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What the established figure rests on, in numbers."""

    claims: int
    observations: int
    contested: int
    waiting: int  # claims that nobody has answered yet, counted or not
    claimed: bool  # whether the side that owes has claimed anything

    @property
    def reports(self) -> int:
        return self.claims + self.observations


@dataclass(frozen=True, slots=True)
class RecordPage:
    """What the page of an obligation shows."""

    line: ObligationLine | None  # None: not in force on the day
    side: PartyLabel | None  # of the party that owes
    party: PartyLabel | None
    thresholds: Thresholds
    terms: ObligationTerms | None  # that hold on the day
    versions: tuple[Version, ...]  # of the terms, known at the moment
    sources: tuple[Citation, ...]  # of the obligation and of these terms
    agreed: AgreementTerms | None  # that hold on the day
    facing: tuple[ObligationLine, ...]
    more_facing: int
    overdue_days: int
    basis: Basis
    readable: bool  # whether the reader may see the record itself
    record: Record
    offers: tuple[OfferLine, ...]
    figures: Figures
    result: ObligationResult | None  # None: not in force on the day

    @property
    def milestones(self) -> list[tuple[str, int]]:
        """The parts of the obligation and their weights."""
        if self.terms is None:
            return []
        names = milestone_names(self.terms)
        return [(names[each.code], each.weight) for each in self.terms.milestones.all()]

    @property
    def second(self) -> str:
        """The state to show beside the first."""
        if self.line and self.line.note:
            return self.line.note
        return "overdue" if self.overdue_days else ""


def record_page(
    obligation: Obligation, user: Asker, *, as_of: date, known_at: datetime, zone: ZoneInfo
) -> RecordPage:
    """The page of one obligation, whose terms and agreement are read already.

    Fourteen queries and one more for a stranger, however many rows there are; six more where
    something was contested, two where something was offered.
    """
    agreement = obligation.agreement
    forum = agreement.paper.forum
    found = figures([forum], forum.regime, as_of=as_of, known_at=known_at, agreement=agreement.code)
    judged = found.results[0] if found.results else None
    result = _result(judged, obligation.code)
    versions = tuple(t for t in obligation.terms.all() if t.recorded_at <= known_at)
    held = next((t for t in versions if result and t.sequence == result.terms.sequence), None)
    terms = held or (versions[-1] if versions else None)
    party = found.parties[result.owes] if result else _owing(versions, found)
    facing = _facing(judged, party, found)
    reader = OfferReader(user, found.parties, known_at=known_at, zone=zone)
    offers, made = offers_on(obligation, versions, reader)
    return RecordPage(
        line=obligation_line(result, found) if result else None,
        side=found.parties[party.path.split("/")[0]] if party else None,
        party=party,
        thresholds=found.thresholds,
        terms=terms,
        versions=made,
        sources=_sources(obligation, terms),
        agreed=in_force(agreement.terms.all(), as_of=as_of, known_at=known_at),
        facing=facing[:FACING_SHOWN],
        more_facing=max(0, len(facing) - FACING_SHOWN),
        overdue_days=overdue_days(result, as_of=as_of),
        basis=_basis(result),
        readable=can_read_record(user, forum.regime),
        record=record_of(obligation, user, found, result, zone=zone),
        offers=offers,
        figures=found,
        result=result,
    )


def overdue_days(result: ObligationResult | None, *, as_of: date) -> int:
    """For how many days something is past its due date and not established in full."""
    if result is None or result.terms.due_on is None or not result.due:
        return 0
    if result.established == 1:
        return 0
    return max(0, (as_of - result.terms.due_on).days)


def _result(judged: AgreementResult | None, code: str) -> ObligationResult | None:
    results = judged.obligations if judged else ()
    return next((each for each in results if each.code == code), None)


def _owing(versions: Iterable[ObligationTerms], found: Figures) -> PartyLabel | None:
    """Who owes it by the latest terms, where none hold on the day."""
    owing = [terms.owes.path for terms in versions]
    return found.parties[owing[-1]] if owing else None


def _facing(
    judged: AgreementResult | None, party: PartyLabel | None, found: Figures
) -> tuple[ObligationLine, ...]:
    """What the other sides owe under the same agreement."""
    if judged is None or party is None:
        return ()
    side = party.path.split("/")[0]
    return tuple(
        obligation_line(each, found)
        for each in judged.obligations
        if each.owes.split("/")[0] != side and each.standing is not Standing.ENDED
    )


def _sources(obligation: Obligation, terms: ObligationTerms | None) -> tuple[Citation, ...]:
    """Every place cited, once."""
    cited = [*obligation.citations.all(), *(terms.citations.all() if terms else ())]
    return tuple({citation.pk: citation for citation in cited}.values())


def _basis(result: ObligationResult | None) -> Basis:
    if result is None:
        return Basis(0, 0, 0, 0, claimed=False)
    reports = {report.key: report for report in result.obligation.reports}
    considered = [(each, reports[each.key]) for each in result.considered]
    resting = [(each, report) for each, report in considered if each.counted]
    return Basis(
        claims=sum(report.claim for _, report in resting),
        observations=sum(not report.claim for _, report in resting),
        contested=sum(each.verdict is Verdict.DISPUTED for each, _ in resting),
        waiting=sum(each.verdict is Verdict.PENDING for each, _ in considered),
        claimed=any(report.claim for _, report in considered),
    )
