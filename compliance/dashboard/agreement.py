"""One agreement: what each side owes under it, and how far it is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from django.db.models import QuerySet

from agreements.models import Agreement, AgreementTerms, Consent, ObligationTerms
from agreements.permissions import Asker
from compliance.dashboard.diagnosis import GradedThing, agreement_grades
from compliance.dashboard.figures import Figures, PartyLabel, figures
from compliance.dashboard.states import ObligationLine, obligation_line
from compliance.models import ProgressReport
from compliance.permissions import can_assess
from compliance.scoring import Score, in_force


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation with its terms as of the day and the last report on it."""

    line: ObligationLine
    terms: ObligationTerms
    consents: tuple[Consent, ...]
    latest: ProgressReport | None
    reports: int


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """What the page of an agreement shows."""

    terms: AgreementTerms | None
    versions: tuple[AgreementTerms, ...]
    sides: tuple[tuple[PartyLabel, Score], ...]
    pairs: tuple[tuple[Owed | None, ...], ...]  # one obligation of each side next to another's
    grades: tuple[GradedThing, ...]  # of each party on this agreement
    may_assess: bool
    figures: Figures


def agreement_page(
    agreement: Agreement,
    user: Asker,
    *,
    as_of: date,
    known_at: datetime,
    beside: Sequence[QuerySet[Any]] = (),
) -> AgreementPage:
    """Both sides of one agreement. At most fourteen queries, however many rows there are."""
    found = figures(
        [agreement.paper.forum],
        agreement.paper.forum.regime,
        as_of=as_of,
        known_at=known_at,
        agreement=agreement.code,
        beside=beside,
    )
    versions = tuple(terms for terms in agreement.terms.all() if terms.recorded_at <= known_at)
    results = [each for result in found.results for each in result.obligations]
    owed = _owed(found, agreement, user)
    columns: dict[str, list[Owed]] = defaultdict(list)
    for result in results:
        columns[result.owes.split("/")[0]].append(owed[result.code])
    return AgreementPage(
        terms=in_force(versions, as_of=as_of, known_at=known_at),
        versions=versions,
        sides=tuple((side, found.score(side.path)) for side in found.sides),
        pairs=tuple(zip_longest(*(columns[side.path] for side in found.sides))),
        grades=agreement_grades(agreement, found, user),
        may_assess=can_assess(user, agreement.paper.forum),
        figures=found,
    )


def _owed(found: Figures, agreement: Agreement, user: Asker) -> dict[str, Owed]:
    sequences = [each.terms.sequence for result in found.results for each in result.obligations]
    rows = ObligationTerms.objects.filter(sequence__in=sequences).prefetch_related(
        "consents__authority", "citations__source"
    )
    terms = {row.sequence: row for row in rows}
    reports: dict[str, list[ProgressReport]] = defaultdict(list)
    said = ProgressReport.objects.visible_to(user).filter(
        obligation__agreement=agreement,
        observed_day__lte=found.as_of,
        recorded_at__lte=found.known_at,
    )
    for report in said.select_related("obligation").order_by("observed_day", "sequence"):
        reports[report.obligation.code].append(report)
    owed = {}
    for result in found.results:
        for each in result.obligations:
            own, said_here = terms[each.terms.sequence], reports[each.code]
            with_state = [report for report in said_here if report.status]
            owed[each.code] = Owed(
                line=obligation_line(each, found),
                terms=own,
                consents=tuple(own.consents.all()),
                latest=with_state[-1] if with_state else None,
                reports=len(said_here),
            )
    return owed
