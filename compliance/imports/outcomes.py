"""What becomes of each row of a workbook, and of all of it."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy

from compliance.imports.comparing import Change, shown
from compliance.imports.workbook import Line

SHOWN = 50  # sentences that stand above the rows; each stands at its row too


class Verdict(models.TextChoices):
    """What becomes of a line."""

    NEW = "new", gettext_lazy("New")
    SAME = "same", gettext_lazy("No difference")
    DIFFERS = "differs", gettext_lazy("Differs, stays as it is")
    CHANGED = "changed", gettext_lazy("Will be changed")
    REFUSED = "refused", gettext_lazy("Refused")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a line does, or why it is refused."""

    line: Line
    verdict: Verdict
    changes: tuple[Change, ...] = ()
    faults: tuple[str, ...] = ()

    def facts(self) -> tuple[Any, ...]:
        """The same in every language."""
        said = [(each.column, shown(each.here), shown(each.there)) for each in self.changes]
        return self.line.sheet.kind, self.line.place.row, self.verdict.value, said


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import does, summed up."""

    change: bool  # whether rows that differ are changed
    digest: str  # by which it is known again: what was looked at is what is carried out
    by_kind: Mapping[str, Mapping[str, int]]  # kind → verdict → rows
    refusals: list[str]  # the first of them, in the order of the workbook
    refused: int  # how many there are
    notes: list[str] = field(default_factory=list)
    days: int | None = None  # that the other side has to contest what is claimed

    @property
    def counts(self) -> Counter[Verdict]:
        found: Counter[Verdict] = Counter()
        for counts in self.by_kind.values():
            found.update({Verdict(verdict): count for verdict, count in counts.items()})
        return found

    @property
    def differing(self) -> int:
        return self.counts[Verdict.DIFFERS] + self.counts[Verdict.CHANGED]

    @property
    def writing(self) -> int:
        """How many rows are written."""
        return self.counts[Verdict.NEW] + self.counts[Verdict.CHANGED]

    @property
    def writes(self) -> bool:
        """Whether anything would be written, and may be."""
        return not self.refused and self.writing > 0

    @property
    def claimed(self) -> bool:
        """Whether any claim is among them, which the other side may contest."""
        new = self.by_kind.get("report", {}).get(Verdict.NEW.value, 0)
        return self.days is not None and new > 0

    @property
    def more(self) -> int:
        """Refusals that are not among those shown."""
        return self.refused - len(self.refusals)


class Summing:
    """A plan under way: rows are counted, and none is kept."""

    def __init__(self, *, change: bool, faults: list[str], notes: list[str]) -> None:
        self.change, self.notes = change, notes
        self._refusals, self._refused = faults[:SHOWN], len(faults)
        self._counts: dict[str, Counter[str]] = {}
        self._digest = hashlib.sha256(repr(change).encode())

    def add(self, outcome: Outcome) -> None:
        self._counts.setdefault(outcome.line.sheet.kind, Counter())[outcome.verdict.value] += 1
        self._digest.update(repr(outcome.facts()).encode())
        self._refused += len(outcome.faults)
        self._refusals += outcome.faults[: max(0, SHOWN - len(self._refusals))]

    def refuse(self, sentence: str) -> None:
        """What is wrong with all of it."""
        self._refused += 1
        self._refusals = [*self._refusals[: SHOWN - 1], sentence]

    def plan(self, *, days: int | None = None) -> Plan:
        counts = {kind: dict(found) for kind, found in self._counts.items()}
        return Plan(
            self.change,
            self._digest.hexdigest(),
            counts,
            self._refusals,
            self._refused,
            self.notes,
            days,
        )
