"""What a comparison says: rows of figures, side by side, and whether their order is another."""

from dataclasses import dataclass
from fractions import Fraction

from agreements.models import Forum
from compliance.dashboard.figures import Figures, PartyLabel
from compliance.dashboard.methods import MethodWords
from compliance.scoring import By, Degree, Method, MethodFigure, Thresholds, Unit

SHOWN = 5
"""So many agreements are named in a sentence."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a reader would have otherwise."""

    thresholds: Thresholds | None = None  # None: the regime's
    progress: int | None = None  # hundredths
    silence: tuple[int | None, ...] = ()  # days, or None for never; empty: nothing asked


@dataclass(frozen=True, slots=True)
class Entry:
    """A party's figure in a cell."""

    party: PartyLabel
    value: Fraction | None
    unit: Unit
    degree: Degree | None  # of fulfilment alone
    change: Fraction | None = None  # from what is so; None: nothing to compare
    figure: MethodFigure | None = None  # where it is one that a receipt explains

    @property
    def share(self) -> Fraction | None:
        return self.value / 100 if self.value and self.unit is Unit.PERCENT else self.value


@dataclass(frozen=True, slots=True)
class Facing:
    """One side's figures in a row."""

    side: PartyLabel
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a comparison: each side's figures, and whether the order is another than above."""

    key: str
    title: str
    cells: tuple[Facing, ...]  # one per side
    moved: bool | None = None  # None: they stand in no order, here or as it is
    agreement: str = ""  # that is left out
    as_is: bool = False
    method: Method | None = None
    words: MethodWords | None = None

    @property
    def entries(self) -> list[Entry]:
        return [entry for cell in self.cells for entry in cell.entries]


@dataclass(frozen=True, slots=True)
class Hangs:
    """Whether the order hangs on the method: the names of the methods."""

    same: tuple[str, ...]
    moved: tuple[str, ...]
    equal: tuple[str, ...]  # of those, where all figures are the same
    without: tuple[str, ...]  # where not everybody has a figure


@dataclass(frozen=True, slots=True)
class DegreeLine:
    """A score with its degree by the regime's thresholds and by others."""

    party: PartyLabel
    value: Fraction | None
    degree: Degree
    asked: Degree

    @property
    def changed(self) -> bool:
        return self.degree is not self.asked


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the page says."""

    forum: Forum
    by: By
    sides: tuple[PartyLabel, ...]
    methods: tuple[Line, ...]
    hangs: Hangs
    thresholds: Thresholds  # the regime's
    asked: Thresholds
    degrees: tuple[DegreeLine, ...]
    progress: tuple[Line, ...]
    silence: tuple[Line, ...]
    waiting: int  # claims in their silence period
    silence_days: int
    leaving_out: tuple[Line, ...]
    found: Figures

    @property
    def named(self) -> bool:
        """Whether a figure says whose it is: the column of its side does not."""
        return self.by is By.PARTY

    @property
    def moving_first(self) -> list[str]:
        return self.moving[:SHOWN]

    @property
    def moving(self) -> list[str]:
        """The agreements without which the order is another."""
        return [line.title for line in self.leaving_out if line.moved]
