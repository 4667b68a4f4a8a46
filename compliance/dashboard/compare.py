"""Figures side by side: by every method, and as they would be if one thing were otherwise."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from agreements.models import Forum
from compliance.dashboard.comparison import (
    Comparison,
    DegreeLine,
    Entry,
    Facing,
    Hangs,
    Line,
    WhatIf,
)
from compliance.dashboard.figures import Figures, PartyLabel, figures
from compliance.dashboard.methods import METHODS
from compliance.scoring import (
    AgreementResult,
    By,
    Degree,
    Method,
    Thresholds,
    figure,
)
from compliance.scoring.methods import RULES
from compliance.scoring.sensitivity import (
    Change,
    Order,
    in_silence,
    judged_again,
    order_of,
    with_progress,
    with_silence,
    without_each,
)

PROGRESS = (0, 25, 50, 75, 100)
AS_SCORED = 50
"""What "in progress" without a number means, in hundredths."""
SILENCE: tuple[int | None, ...] = (0, 15, 30, 60, 90, None)


def comparison(
    forums: Sequence[Forum],
    *,
    by: By,
    as_of: date,
    known_at: datetime,
    method: str,
    what_if: WhatIf,
) -> Comparison:
    """The first of these forums (with those it succeeds). Six queries, however many rows."""
    found = figures(
        forums, forums[0].regime, as_of=as_of, known_at=known_at, method=method, timed=True
    )
    asking = _Asking(found, tuple(_who(found, by)))
    methods = asking.by_method()
    asked = what_if.thresholds or found.thresholds
    return Comparison(
        forum=forums[0],
        by=by,
        sides=found.sides,
        methods=methods,
        hangs=_hangs(methods),
        thresholds=found.thresholds,
        asked=asked,
        degrees=tuple(_degrees(asking, asked)),
        progress=asking.by_progress(what_if),
        silence=asking.by_silence(what_if),
        waiting=len(in_silence(found.results, known_at=known_at)),
        silence_days=found.silence_days,
        leaving_out=asking.leaving_out(),
        found=found,
    )


def _who(found: Figures, by: By) -> Iterable[PartyLabel]:
    """The sides; or the parties that owe something themselves, under their sides."""
    if by is By.SIDE:
        return found.sides
    owing = {each.owes for result in found.results for each in result.obligations}
    return [label for path, label in found.parties.items() if path in owing]


class _Asking:
    """The same figures asked again and again."""

    def __init__(self, found: Figures, who: tuple[PartyLabel, ...]) -> None:
        self.found = found
        self.who = who
        self.method = found.chosen
        self.unit = RULES[self.method].unit
        self.values = self._values(found.results)
        self.order = order_of(self.values)

    def by_method(self) -> tuple[Line, ...]:
        """One row a method; the order of each is held against the first that has one."""
        figures_of = {
            method: [figure(method, self.found.results, each.path) for each in self.who]
            for method in METHODS
        }
        orders = {m: order_of([each.value for each in f]) for m, f in figures_of.items()}
        base = next((order for order in orders.values() if order is not None), None)
        return tuple(
            Line(
                key=method.value,
                title=str(METHODS[method].name),
                cells=self._cells(
                    [
                        Entry(
                            party,
                            each.value,
                            each.unit,
                            self._degree(party, each.value)
                            if method is Method.FULFILMENT
                            else None,
                            figure=each,
                        )
                        for party, each in zip(self.who, found, strict=True)
                    ]
                ),
                moved=_moved(base, orders[method]),
                method=method,
                words=METHODS[method],
            )
            for method, found in figures_of.items()
        )

    def by_progress(self, what_if: WhatIf) -> tuple[Line, ...]:
        own = () if what_if.progress is None else (what_if.progress,)
        percents = sorted({*PROGRESS, *own})
        return tuple(
            self._line(
                str(percent),
                "",
                self.values if percent == AS_SCORED else self._again(with_progress(percent)),
                as_is=percent == AS_SCORED,
            )
            for percent in percents
        )

    def by_silence(self, what_if: WhatIf) -> tuple[Line, ...]:
        def change(days: int | None) -> Change:
            return with_silence(days, self.found.zone, known_at=self.found.known_at)

        periods = list(dict.fromkeys((*SILENCE, *what_if.silence)))
        periods.sort(key=lambda days: (days is None, days or 0))
        return (
            self._line("", _("As recorded"), self.values, as_is=True),
            *(
                self._line("never" if days is None else str(days), "", self._again(change(days)))
                for days in periods
            ),
        )

    def leaving_out(self) -> tuple[Line, ...]:
        """Without each agreement that has a part in any of these figures."""
        parts = [without_each(self.method, self.found.results, each.path) for each in self.who]
        labels = self.found.case.agreement_labels
        return tuple(
            self._line(
                result.code,
                f"{result.paper} · {labels[result.code].name}",
                [
                    part.get(result.code, value)
                    for part, value in zip(parts, self.values, strict=True)
                ],
                agreement=result.code,
            )
            for result in self.found.results
            if any(result.code in part for part in parts)
        )

    def _values(self, results: Sequence[AgreementResult]) -> list[Fraction | None]:
        return [figure(self.method, results, each.path).value for each in self.who]

    def _again(self, change: Change) -> list[Fraction | None]:
        found = self.found
        return self._values(
            judged_again(
                found.case.agreements,
                found.results,
                change,
                as_of=found.as_of,
                known_at=found.known_at,
            )
        )

    def _line(self, key: str, title: str, values: Sequence[Fraction | None], **more: Any) -> Line:
        entries = [
            Entry(
                party,
                value,
                self.unit,
                self._degree(party, value) if self.method is Method.FULFILMENT else None,
                None if value is None or so is None else value - so,
            )
            for party, value, so in zip(self.who, values, self.values, strict=True)
        ]
        moved = _moved(self.order, order_of(values))
        return Line(key, title, self._cells(entries), moved, **more)

    def _degree(self, party: PartyLabel, value: Fraction | None) -> Degree:
        if value is not None:
            return self.found.thresholds.degree(value)
        return Degree.NOT_ASSESSED if self.found.score(party.path).due else Degree.NOTHING_DUE

    def _cells(self, entries: Sequence[Entry]) -> tuple[Facing, ...]:
        return tuple(
            Facing(
                side,
                tuple(each for each in entries if each.party.path.split("/")[0] == side.path),
            )
            for side in self.found.sides
        )


def _moved(base: Order | None, order: Order | None) -> bool | None:
    return None if base is None or order is None else base != order


def _hangs(methods: Sequence[Line]) -> Hangs:
    def titles(lines: Iterable[Line]) -> tuple[str, ...]:
        return tuple(line.title for line in lines)

    return Hangs(
        same=titles(line for line in methods if line.moved is False),
        moved=titles(line for line in methods if line.moved),
        equal=titles(
            line
            for line in methods
            if line.moved and len({entry.value for entry in line.entries}) == 1
        ),
        without=titles(line for line in methods if line.moved is None),
    )


def _degrees(asking: _Asking, asked: Thresholds) -> Iterable[DegreeLine]:
    """Of the scores by fulfilment, since degrees belong to it alone."""
    for party in asking.who:
        score = asking.found.score(party.path)
        other = score.degree if score.value is None else asked.degree(score.value)
        yield DegreeLine(party, score.value, score.degree, other)
