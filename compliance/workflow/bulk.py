"""Many reports in one transaction, all or none: checked one by one, written many at once.

The checks are those of a report that is submitted alone (`stating.drafted`); what many share is
asked once, so that whoever else writes waits for seconds, not for minutes.
"""

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime

from agreements.models import Citation, Obligation, Party, User
from agreements.workflow import cited_by
from compliance.models import ProgressReport
from compliance.workflow.stating import Asked, Statement, drafted
from sosek.ledger.writing import open_chain

logger = logging.getLogger(__name__)

AT_ONCE = 250  # as many are held before they are written
SET_ALREADY = ("obligation", "side", "party", "author", "corrects")


class Reports:
    """Reports of one author, checked as of a moment."""

    def __init__(self, *, author: User, now: datetime) -> None:
        self.author = author
        self.asked = Asked(now)
        self._held_against: set[tuple[str, int | None]] = set()
        self._waiting: list[tuple[ProgressReport, Sequence[Citation]]] = []

    def check(
        self,
        *,
        obligation: Obligation,
        statement: Statement,
        party: Party | None,
        cited: bool,
        submission_key: uuid.UUID,
    ) -> ProgressReport:
        """The report as it would be written, or a refusal."""
        report = drafted(
            self.asked,
            obligation=obligation,
            statement=statement,
            author=self.author,
            party=party,
            cited=cited,
            submission_key=submission_key,
        )
        # What it points at was found a moment ago; that its key is new, the caller has asked.
        report.full_clean(exclude=SET_ALREADY, validate_unique=False, validate_constraints=False)
        self._refuse_what_does_not_fit(report)
        return report

    def _refuse_what_does_not_fit(self, report: ProgressReport) -> None:
        """A constraint is a query, and these read nothing but the state and the share."""
        fits = report.status, report.percent
        if fits not in self._held_against:
            report.validate_constraints(exclude=set(SET_ALREADY))
            self._held_against.add(fits)

    def submit(self, report: ProgressReport, *, citations: Sequence[Citation] = ()) -> None:
        """Write what was checked, sooner or later: `finish` writes the last of them."""
        self._waiting.append((report, citations))
        if len(self._waiting) >= AT_ONCE:
            self.finish()

    def finish(self) -> None:
        """All that waits."""
        if not self._waiting:
            return
        records = [report for report, _citations in self._waiting]
        links = (link for each in self._waiting for link in cited_by(*each))
        open_chain().enter_all(records, parts=links)  # other verbs may have written meanwhile
        logger.info("%s reports by user %s", len(records), self.author.pk)
        self._waiting.clear()
