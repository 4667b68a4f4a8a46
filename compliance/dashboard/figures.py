"""Scores for a question, computed once and kept as long as the ledger has not moved."""

import gc
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from agreements.models import Forum, Party, Regime
from compliance.queries import (
    CaseFile,
    SettingsVersion,
    Words,
    case_file,
    settings_on,
    settings_versions,
)
from compliance.scoring import (
    EVERYBODY,
    METHOD,
    AgreementResult,
    By,
    Row,
    Score,
    Thresholds,
    agreement_results,
    score_by,
    score_of,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PartyLabel:
    """What a page says of a party beside its figures."""

    code: str
    path: str
    name: str
    index: int  # of its side among the sides: 0, 1 …

    @property
    def css(self) -> str:
        """Class of the side's hue and mark."""
        return "ab"[self.index % 2]


@dataclass(frozen=True, slots=True)
class Figures:
    """The judged facts of some forums, as of a day and as known at a moment."""

    case: CaseFile
    results: tuple[AgreementResult, ...]
    thresholds: Thresholds
    parties: dict[str, PartyLabel]  # by path
    sides: tuple[PartyLabel, ...]  # of these forums, in the order of the data
    as_of: date
    known_at: datetime
    zone: ZoneInfo  # of the regime, in whose days the record is told
    settings: tuple[SettingsVersion, ...]  # every version
    method: str = METHOD

    def thresholds_on(self, day: date) -> Thresholds:
        """Those that hold on a day, as known at the moment."""
        return settings_on(self.settings, as_of=day, known_at=self.known_at).thresholds

    def score(self, party: str = EVERYBODY, *, results: Sequence[AgreementResult] = ()) -> Score:
        """The score of a party and those below it, over some of these agreements or all."""
        return score_of(results or self.results, thresholds=self.thresholds, party=party)

    def rows(self, by: By) -> tuple[Row, ...]:
        """A table of scores."""
        sides = [side.path for side in self.sides]
        return score_by(by, self.results, thresholds=self.thresholds, sides=sides)


def figures(
    forums: Sequence[Forum],
    regime: Regime,
    *,
    as_of: date,
    known_at: datetime,
    obligation: str | None = None,
    agreement: str | None = None,
    beside: Sequence[QuerySet[Any]] = (),
) -> Figures:
    """Facts read and judged. Six queries, however many rows there are."""
    versions = settings_versions(regime)
    settings = settings_on(versions, as_of=as_of, known_at=known_at)
    parties = party_labels()
    with no_collecting():
        case = case_file(
            forums, known_at=known_at, obligation=obligation, agreement=agreement, beside=beside
        )
        results = agreement_results(case.agreements, as_of=as_of, known_at=known_at)
    return Figures(
        case=case,
        results=results,
        thresholds=settings.thresholds,
        parties=parties,
        sides=_sides(parties, case),
        as_of=as_of,
        known_at=known_at,
        zone=ZoneInfo(settings.time_zone),
        settings=versions,
    )


@contextmanager
def no_collecting() -> Iterator[None]:
    """Without the garbage collector: plain facts hold no cycles, and it would walk the tens of
    thousands that are being made again and again (a third of the cost of a large forum)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def party_labels() -> dict[str, PartyLabel]:
    """Every party by its path, with the place of its side. One query."""
    rows = Party.objects.order_by("position", "path").values_list(
        "code", "path", "parent_id", "name_en", "name_id", "name_ms"
    )
    found = list(rows)
    index = {path: place for place, path in enumerate(row[1] for row in found if not row[2])}
    return {
        path: PartyLabel(code, path, str(Words(*names)), index.get(path.split("/")[0], 0))
        for code, path, _, *names in found
    }


def _sides(parties: dict[str, PartyLabel], case: CaseFile) -> tuple[PartyLabel, ...]:
    owing = {
        terms.owes.split("/")[0]
        for agreement in case.agreements
        for obligation in agreement.obligations
        for terms in obligation.terms
    }
    return tuple(label for path, label in parties.items() if "/" not in path and path in owing)


class Kept:
    """The last answers by their question; an answer is never changed, so it may be shared.

    The question holds the head of the ledger, so an answer is never stale.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, question: Hashable, answer: Callable[[], T]) -> T:
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
                return self._answers[question]  # type: ignore[no-any-return]
        found = answer()
        with self._lock:
            self._answers[question] = found
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return found

    def forget(self) -> None:
        """For measuring the uncached cost, and between tests."""
        with self._lock:
            self._answers.clear()


kept = Kept(most=64)
