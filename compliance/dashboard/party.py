"""One party: its score, its agreements, and the reports that the score rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from agreements.models import Forum, Party, Regime
from agreements.permissions import Asker
from compliance.dashboard.diagnosis import PartyDiagnosis, party_diagnosis
from compliance.dashboard.figures import Figures, PartyLabel, figures
from compliance.dashboard.states import ObligationLine, obligation_line
from compliance.models import ProgressReport
from compliance.permissions import can_assess, can_read_record
from compliance.scoring import Considered, ObligationResult, Score


@dataclass(frozen=True, slots=True)
class PartyAgreement:
    """What the party owes under one agreement."""

    code: str
    title: str
    paper: int  # pk
    number: int  # of the paper
    score: Score
    lines: tuple[ObligationLine, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """A report that the score rests on."""

    report: ProgressReport
    line: ObligationLine
    considered: Considered


@dataclass(frozen=True, slots=True)
class PartyPage:
    """What the page of a party shows."""

    label: PartyLabel
    score: Score
    agreements: tuple[PartyAgreement, ...]
    papers_assessed: int
    papers_due: int
    reports: int
    behind: tuple[Behind, ...]
    withheld: int  # reports that count but that this reader may not see
    below: tuple[tuple[PartyLabel, Score], ...]
    figures: Figures
    diagnosis: PartyDiagnosis
    readable: bool  # whether the reader may see what was said, not only the figures
    may_assess: bool


def party_page(
    party: Party,
    forums: Sequence[Forum],
    regime: Regime,
    user: Asker,
    *,
    as_of: date,
    known_at: datetime,
    beside: Sequence[QuerySet[Any]] = (),
) -> PartyPage:
    """A party's figures over these forums. At most twenty-two queries, however many rows."""
    found = figures(forums, regime, as_of=as_of, known_at=known_at, beside=beside)
    own = [
        (each, considered)
        for result in found.results
        for each in result.obligations
        if _within(each.owes, party.path) and each.due
        for considered in each.considered
        if considered.counted
    ]
    behind = _behind(own, found, user)
    agreements = tuple(_agreements(party, found))
    due = {each.paper for each in agreements if each.score.due}
    assessed = {each.paper for each in agreements if each.score.assessed}
    return PartyPage(
        label=found.parties[party.path],
        score=found.score(party.path),
        agreements=agreements,
        papers_assessed=len(assessed),
        papers_due=len(due),
        reports=len(own),
        behind=behind,
        withheld=len(own) - len(behind),
        below=tuple(
            (label, found.score(path))
            for path, label in found.parties.items()
            if path.startswith(party.path + "/") and _owes(path, found)
        ),
        figures=found,
        diagnosis=party_diagnosis(party, forums, found, user),
        readable=can_read_record(user, regime),
        may_assess=any(can_assess(user, forum) for forum in forums),
    )


def _within(path: str, above: str) -> bool:
    return path == above or path.startswith(above + "/")


def _owes(path: str, found: Figures) -> bool:
    return any(path in result.tallies for result in found.results)


def _agreements(party: Party, found: Figures) -> list[PartyAgreement]:
    rows = []
    for result in found.results:
        lines = tuple(
            obligation_line(each, found)
            for each in result.obligations
            if _within(each.owes, party.path)
        )
        if lines:
            label = found.case.agreement_labels[result.code]
            rows.append(
                PartyAgreement(
                    code=result.code,
                    title=str(label.name),
                    paper=label.paper,
                    number=result.paper,
                    score=found.score(party.path, results=[result]),
                    lines=lines,
                )
            )
    return rows


def _behind(
    own: list[tuple[ObligationResult, Considered]], found: Figures, user: Asker
) -> tuple[Behind, ...]:
    """The reports themselves, the latest first."""
    sequences = [int(considered.key) for _, considered in own]
    visible = ProgressReport.objects.visible_to(user).filter(sequence__in=sequences)
    reports = {str(report.sequence): report for report in visible.with_details()}
    seen = [
        Behind(reports[considered.key], obligation_line(result, found), considered)
        for result, considered in own
        if considered.key in reports
    ]
    seen.sort(key=lambda each: (each.report.observed_day, each.report.sequence), reverse=True)
    return tuple(seen)
