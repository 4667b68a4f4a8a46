"""Reports from a workbook: for whom they speak, and by what they are known again.

A report is never changed. Its key is made of whose it is and either the reference that its row
gives or of what the row says: the same row, in whatever workbook and whoever of the side sends
it, is the same report.
"""

import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from agreements.models import Obligation, Party
from compliance.imports.bringing import Bringer, Reported
from compliance.imports.comparing import Change
from compliance.imports.fixtures import FixtureError
from compliance.imports.outcomes import Outcome, Verdict
from compliance.imports.rows import Rows
from compliance.imports.workbook import Line, LineItem
from compliance.models import ProgressReport
from compliance.workflow.bulk import Reports
from compliance.workflow.stating import Statement, status_of

IMPORTED = uuid.uuid5(uuid.NAMESPACE_URL, "https://sosek.invalid/imports/reports")
SAID = ("milestone", "status", "percent", "observed_on", "narrative", "language")


class Records:
    """The reports of one import; those that are not to be written are only checked."""

    def __init__(self, who: Bringer, rows: Rows, *, now: datetime, writing: bool) -> None:
        self.who, self.rows, self.writing = who, rows, writing
        self.reports = Reports(author=who.user, now=now)
        self.reported = Reported(who)
        self._earlier: dict[uuid.UUID, ProgressReport] = {}

    def prepare(self, lines: Sequence[Line]) -> None:
        """Read for all of these at once what they name, and what is there of them already."""
        items = [line.item for line in lines if not line.faults]
        obligations = self.reported.load({item.given["obligation"] for item in items})
        self.reports.asked.know(obligations)
        keys = []
        for item in items:
            with suppress(FixtureError):  # it is told when its turn comes
                keys.append(self._spoken(item)[-1])
        found = ProgressReport.objects.filter(submission_key__in=keys)
        earlier = found.select_related("obligation", "side")
        self._earlier = {report.submission_key: report for report in earlier}

    def outcome(self, line: Line, refuse_twins: Callable[[Line], None]) -> Outcome:
        """What the line does: a report is new, or there already."""
        item = line.item
        obligation, party, said, key = self._spoken(item)
        cited = self.rows.cited(item)
        item.given["key"] = str(key)
        refuse_twins(line)
        earlier = self._earlier.get(key)
        if earlier is not None:
            changes = tuple(_changes(earlier, obligation, party, said))
            return Outcome(line, Verdict.DIFFERS if changes else Verdict.SAME, changes)
        report = self.reports.check(
            obligation=obligation,
            statement=Statement(**said),
            party=party,
            cited=bool(cited),
            submission_key=key,
        )
        if self.writing:
            self.reports.submit(report, citations=self.rows.citations(item))
        return Outcome(line, Verdict.NEW)

    def finish(self) -> None:
        """Write what still waits."""
        self.reports.finish()

    def _spoken(self, item: LineItem) -> tuple[Obligation, Party | None, dict[str, Any], uuid.UUID]:
        """On what, for whom, what is said, and the key of the report that it makes."""
        obligation, party = self.reported.speaker(item)
        said = _said(item)
        return obligation, party, said, self._key(item, obligation, party, said)

    def _key(
        self, item: LineItem, obligation: Obligation, party: Party | None, said: dict[str, Any]
    ) -> uuid.UUID:
        known: list[Any] = [self.who.regime.slug, party.side_code if party else ""]
        if "key" in item.given:
            known += ["reference", item.given["key"]]
        else:
            words = [str(said.get(name, "")) for name in SAID]
            citations = item.given.get("citations", ())
            cited = [[each["source"], each.get("locator", "")] for each in citations]
            known += ["words", obligation.code, words, cited]
        return uuid.uuid5(IMPORTED, json.dumps(known, ensure_ascii=False))


def _said(item: LineItem) -> dict[str, Any]:
    """What the row says, with the state that a bare share speaks of."""
    said = {name: item.given[name] for name in SAID if name in item.given}
    if "status" not in said and "percent" in said:
        said["status"] = status_of(said["percent"]).value
    return said


def _changes(
    earlier: ProgressReport, obligation: Obligation, party: Party | None, said: dict[str, Any]
) -> Iterator[Change]:
    """Where the row says something else than the report that has its key."""
    if earlier.obligation_id != obligation.pk:
        yield Change("obligation", earlier.obligation, obligation)
    if (earlier.side.code if earlier.side else None) != (party.side_code if party else None):
        yield Change("kind", earlier.side, party)
    for name, value in said.items():
        if getattr(earlier, name) != value:
            yield Change(name, getattr(earlier, name), value)
