"""Approvals: who holds which consent since when, how long each level takes, what could decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from agreements.models import Forum, Regime
from agreements.permissions import Asker
from compliance.dashboard.consents import LEVELS, ConsentLine, consents
from compliance.dashboard.figures import PartyLabel, figures
from compliance.permissions import can_read_record


@dataclass(frozen=True, slots=True)
class LevelDays:
    """How long the consents of one level wait, or waited until they were decided."""

    level: str
    waiting: int
    decided: int
    median: int | None  # of those whose days are known; None: of none
    longest: int | None

    @property
    def word(self) -> Any:
        return LEVELS.get(self.level, self.level)


@dataclass(frozen=True, slots=True)
class ApprovalsPage:
    """What the page of approvals shows."""

    lines: tuple[ConsentLine, ...]
    levels: tuple[LevelDays, ...]
    readable: bool  # whether the reader may see what was asked and decided

    @property
    def holders(self) -> list[PartyLabel]:
        return list({line.authority.code: line.authority for line in self.lines}.values())

    @property
    def sides(self) -> list[PartyLabel]:
        found = {line.side.code: line.side for line in self.lines}
        return sorted(found.values(), key=lambda side: side.index)


def approvals_page(
    forums: Sequence[Forum], regime: Regime, user: Asker, *, as_of: date, known_at: datetime
) -> ApprovalsPage:
    """Every consent of these forums. At most nineteen queries, however many rows there are."""
    readable = can_read_record(user, regime)
    if not readable:
        return ApprovalsPage((), (), readable=False)
    found = figures(forums, regime, as_of=as_of, known_at=known_at)
    lines = tuple(sorted(consents(found, forums, user), key=longest_first))
    return ApprovalsPage(lines, level_days(lines), readable=True)


def longest_first(line: ConsentLine) -> tuple[bool, bool, int, str]:
    """What waits before what does not, the longest first, those without a day after them."""
    return (not line.waits, line.days is None, -(line.days or 0), line.obligation.code)


def level_days(lines: Iterable[ConsentLine]) -> tuple[LevelDays, ...]:
    """The figures of each level, in the order in which the levels are first met."""
    by_level: dict[str, list[ConsentLine]] = {}
    for line in lines:
        by_level.setdefault(line.level, []).append(line)
    return tuple(_level(level, own) for level, own in by_level.items())


def _level(level: str, lines: Sequence[ConsentLine]) -> LevelDays:
    decided = [line for line in lines if line.decided and not line.waits]
    waiting = [line for line in lines if line.waits]
    days = sorted(line.days for line in (*waiting, *decided) if line.days is not None)
    return LevelDays(level, len(waiting), len(decided), _median(days), days[-1] if days else None)


def _median(days: Sequence[int]) -> int | None:
    """The middle one; between two of them the whole day above."""
    if not days:
        return None
    half = len(days) // 2
    return days[half] if len(days) % 2 else -(-(days[half - 1] + days[half]) // 2)
