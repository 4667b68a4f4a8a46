"""Reading the record of an obligation from its rows, for one reader, as of a day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from agreements.models import Obligation, ObligationTerms
from agreements.permissions import Asker
from compliance.dashboard.cases import Case, CaseReader, cases_on
from compliance.dashboard.entries import Answer, Entry, File, Link, Record, Silence
from compliance.dashboard.figures import Figures
from compliance.models import (
    DisputeEvidence,
    Evidence,
    ProgressReport,
    Verdict,
    Verification,
)
from compliance.permissions import can_correct, verifying_party
from compliance.queries import Words
from compliance.scoring import Considered, ObligationResult, Reason
from compliance.scoring import Verdict as Worth

KINDS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.oasis.opendocument.text": "ODT",
    "text/plain": "TXT",
    "text/csv": "CSV",
}
"""What people call the types of content that are taken."""


def record_of(
    obligation: Obligation,
    user: Asker,
    found: Figures,
    result: ObligationResult | None,
    *,
    zone: ZoneInfo,
) -> Record:
    """What the reader may see of the record, in the order of what happened. Five queries,
    and six more where something was contested."""
    rows = (
        obligation.reports.visible_to(user)
        .select_related("side", "party")
        .prefetch_related("evidence", "verifications__side", "citations__source")
    )
    reports = list(rows)
    known = [report for report in reports if report.recorded_at <= found.known_at]
    shown = [report for report in known if report.observed_day <= found.as_of]
    unknown = len(reports) - len(known) + sum(len(_later(r, found.known_at)) for r in shown)
    by_key = {str(report.pk): report for report in known}
    cases = cases_on(shown, CaseReader(found.parties, known_at=found.known_at, zone=zone))
    reader = _Reader(user, found, zone, obligation, result, by_key, cases)
    return Record(
        entries=tuple(reader.entry(report, shown) for report in shown),
        recorded_later=unknown,
        observed_later=len(known) - len(shown),
    )


def _later(report: ProgressReport, known_at: datetime) -> list[Verification]:
    return [answer for answer in report.verifications.all() if answer.recorded_at > known_at]


def last_day_to_contest(silence_until: datetime, zone: ZoneInfo) -> date:
    """The last whole day before a claim stands."""
    return (silence_until - timedelta(microseconds=1)).astimezone(zone).date()


def milestone_names(terms: ObligationTerms) -> dict[str, str]:
    """The names of a version's milestones by their codes."""
    return {
        each.code: str(Words(each.name_en, each.name_id, each.name_ms)) or each.code
        for each in terms.milestones.all()
    }


class _Reader:
    """All that every entry is made with."""

    def __init__(
        self,
        user: Asker,
        found: Figures,
        zone: ZoneInfo,
        obligation: Obligation,
        result: ObligationResult | None,
        known: dict[str, ProgressReport],
        cases: dict[Any, tuple[Case, ...]],
    ) -> None:
        self.user, self.found, self.zone, self.known = user, found, zone, known
        self.cases = cases
        self.considered = {c.key: c for c in result.considered} if result else {}
        self.milestones = {
            code: name
            for terms in obligation.terms.all()
            for code, name in milestone_names(terms).items()
        }

    def entry(self, report: ProgressReport, shown: Sequence[ProgressReport]) -> Entry:
        considered = self.considered.get(str(report.sequence))
        answers = [a for a in report.verifications.all() if a.recorded_at <= self.found.known_at]
        corrections = [each for each in self.known.values() if each.corrects_id == report.pk]
        party = report.party or report.side
        return Entry(
            key=str(report.pk),
            claim=report.claim,
            party=self.found.parties.get(party.path) if party else None,
            state=report.status,
            fraction=None if report.percent is None else Fraction(report.percent, 100),
            milestone=self.milestones.get(report.milestone, report.milestone),
            observed_on=report.observed_on,
            recorded_on=self._day(report.recorded_at),
            narrative=report.narrative,
            language=report.language,
            sources_differ=report.sources_differ,
            citations=tuple(report.citations.all()),
            files=tuple(file_of(file) for file in report.evidence.all()),
            answers=tuple(self._answer(answer) for answer in answers),
            considered=considered,
            superseded=self._superseded(report, shown),
            silence=self._silence(report, considered),
            corrects=self._link(report.corrects_id, shown),
            corrected_by=tuple(self._linked(each, shown) for each in corrections),
            disputes=self.cases.get(report.pk, ()),
            may_accept=self._may_answer(report, answers, Verdict.ACCEPTED),
            may_contest=self._may_answer(report, answers, Verdict.CONTESTED),
            may_correct=not corrections and can_correct(self.user, report),
        )

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _answer(self, answer: Verification) -> Answer:
        return Answer(
            side=self.found.parties.get(answer.side.path),
            accepted=answer.verdict == Verdict.ACCEPTED,
            reason=answer.reason,
            given_on=self._day(answer.recorded_at),
        )

    def _superseded(self, report: ProgressReport, shown: Iterable[ProgressReport]) -> bool:
        later = [each for each in shown if _place(each) > _place(report)]
        found = [self.considered.get(str(each.sequence)) for each in later]
        return any(c and c.counted and c.verdict is Worth.STANDS for c in found)

    def _silence(self, report: ProgressReport, considered: Considered | None) -> Silence | None:
        if report.silence_until is None or considered is None:
            return None
        if considered.reason not in (Reason.OPEN, Reason.SILENCE):
            return None
        last_day = last_day_to_contest(report.silence_until, self.zone)
        stood = considered.reason is Reason.SILENCE
        return Silence(
            last_day=last_day,
            days_left=max(0, (last_day - self._day(self.found.known_at)).days),
            stood_on=self._day(report.silence_until) if stood else None,
        )

    def _link(self, key: Any, shown: Sequence[ProgressReport]) -> Link | None:
        report = self.known.get(str(key)) if key else None
        return self._linked(report, shown) if report else None

    def _linked(self, report: ProgressReport, shown: Sequence[ProgressReport]) -> Link:
        return Link(str(report.pk), report.observed_on, any(r.pk == report.pk for r in shown))

    def _may_answer(
        self, report: ProgressReport, answers: Sequence[Verification], verdict: Verdict
    ) -> bool:
        """Whether the reader's side may give this answer and has not just given it."""
        if report.is_information:
            return False
        accepting = verdict == Verdict.ACCEPTED
        party = verifying_party(self.user, report, accepting=accepting)
        if party is None:
            return False
        given = [answer.verdict for answer in answers if answer.side.code == party.side_code]
        return not given or given[-1] != verdict


def _place(report: ProgressReport) -> tuple[date, int]:
    return report.observed_day, report.sequence


def file_of(evidence: Evidence | DisputeEvidence) -> File:
    """A piece of evidence as a page shows it."""
    return File(
        url=evidence.get_absolute_url(),
        name=evidence.name,
        caption=evidence.caption,
        kind=KINDS.get(evidence.content_type, evidence.content_type),
        size=evidence.size,
        sha256=evidence.sha256,
        place=evidence.place,
        shown_on=evidence.shown_on,
    )
