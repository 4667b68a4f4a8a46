"""Figures as plain objects, and how they are described."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from rest_framework import serializers

from compliance.dashboard.board import Board, SideFigure
from compliance.dashboard.mechanisms import Health, Waits
from compliance.dashboard.states import Cell, ObligationLine
from compliance.scoring import Method, MethodFigure, Score, Thresholds
from compliance.scoring.methods import RULES
from compliance.scoring.printing import figure_object
from compliance.scoring.rounding import rounded

Told = dict[str, Any]


def figure(value: Fraction | None) -> float | None:
    """To three places, half up; null: not assessed, or nothing due."""
    return None if value is None else float(rounded(value))


def score_object(score: Score) -> Told:
    return {
        "score": figure(score.value),
        "low": figure(score.low),
        "high": figure(score.high),
        "coverage": figure(score.coverage),
        "degree": score.degree.value,
        "assessed": score.assessed,
        "due": score.due,
        "contested": score.contested,
    }


def other(found: MethodFigure | None) -> Told | None:
    """The figure of the method asked for, where that is another than fulfilment."""
    return None if found is None else figure_object(found)


def state_object(line: ObligationLine) -> Told:
    return {
        "state": line.state,
        "owes": line.party.code,
        "due": line.due,
        "established": figure(line.established),
        "claimed": figure(line.claimed),
        "expected": figure(line.expected),
        "compliance": figure(line.compliance),
        "contested": line.contested,
        "sources_differ": line.sources_differ,
    }


def board_object(board: Board) -> Told:
    return {
        "thresholds": thresholds_object(board.thresholds),
        "sides": [_side(each) for each in board.sides],
        "papers": [
            {
                "id": paper.pk,
                "forum": paper.forum,
                "number": paper.number,
                "title": paper.title,
                "sides": [_cell(cell) for cell in paper.cells],
                "agreements": [
                    {
                        "code": each.code,
                        "title": each.title,
                        "weight": each.weight,
                        "sides": [
                            _cell(cell) | {"obligations": [o.code for o in cell.obligations]}
                            for cell in each.cells
                        ],
                    }
                    for each in paper.agreements
                ],
            }
            for paper in board.papers
        ],
    }


def thresholds_object(found: Thresholds) -> dict[str, float | None]:
    return {name: figure(getattr(found, name)) for name in ("full", "high", "partial")}


def _side(each: SideFigure) -> Told:
    return {
        "side": each.side.code,
        "parties": [party.code for party in each.parties],
        "papers_assessed": each.papers_assessed,
        "papers_due": each.papers_due,
        "reports": each.reports,
        **score_object(each.score),
        "figure": other(each.figure),
    }


def _cell(cell: Cell) -> Told:
    return {
        "side": cell.side.code,
        "state": cell.state,
        "score": figure(cell.value),
        "figure": figure(cell.figure.value) if cell.figure else None,
        "contested": cell.contested,
    }


def health_object(found: Health) -> Told:
    """The mechanisms of one side, or of all."""
    return {
        "transparency": {
            "obligations": len(found.owed),
            "reported": len(found.reported),
            "evidenced": len(found.evidenced),
            "answered": len(found.answered),
            "share": figure(found.share),
            "days_to_record": waits_object(found.delays),
        },
        "settlement": {
            "open": waits_object(found.open_disputes),
            "settled": waits_object(found.settled_disputes),
        },
        "capacity": {
            "met": len(found.needs_met),
            "promised": len(found.needs_promised),
            "open": len(found.needs_open),
        },
        "decision": {
            "pending": waits_object(found.pending),
            "decided": waits_object(found.decided),
        },
    }


def waits_object(found: Waits) -> Told:
    return {
        **_waited(found),
        "by_level": [{"level": level, **_waited(each)} for level, each in found.by_level],
    }


def _waited(found: Waits) -> Told:
    return {
        "count": found.count,
        "undated": found.undated,
        "median_days": figure(found.median),
        "longest_days": found.longest,
    }


# How they are described.


def _number(says: str = "") -> serializers.FloatField:
    return serializers.FloatField(allow_null=True, help_text=says or None)


class ScoreShape(serializers.Serializer[Any]):
    """A score, never without its range and coverage. Null: not assessed, or nothing due."""

    score = _number()
    low = _number("Everything not assessed counted as 0")
    high = _number("What is claimed counted as so, everything not assessed as 1")
    coverage = _number("The share of what is due that is assessed")
    degree = serializers.CharField()


class CountedScoreShape(ScoreShape):
    """A score, and of how many obligations."""

    assessed = serializers.IntegerField()
    due = serializers.IntegerField()
    contested = serializers.BooleanField()


class MethodFigureShape(serializers.Serializer[Any]):
    """A figure by another method than fulfilment, in its own unit. Null: nothing is assessed."""

    value = _number()
    unit = serializers.CharField(help_text="share: 0 to 1, percent: 0 to 100")
    mean = _number("Of the levels, where the method states one beside its percentage")
    points = serializers.IntegerField()
    base = serializers.IntegerField()
    counts = serializers.CharField()
    assessed = serializers.IntegerField()
    missing = serializers.IntegerField()
    due = serializers.IntegerField()
    levels = serializers.DictField(child=serializers.IntegerField())
    missing_as = serializers.CharField(help_text="What the method makes of missing data")


def _figure() -> MethodFigureShape:
    return MethodFigureShape(
        allow_null=True, help_text="By the method asked for; null where that is fulfilment"
    )


class DatedShape(serializers.Serializer[Any]):
    """As of which day, known when, by which method, and where the ledger ended then."""

    as_of = serializers.DateField()
    known_at = serializers.CharField()
    method = serializers.CharField()
    method_version = serializers.CharField()
    ledger_head = serializers.CharField(allow_blank=True)


class ScoreRowShape(ScoreShape, MethodFigureShape):
    """A row of a table of scores. Which keys it has hangs on `by` and on the method: a score with
    its range and coverage, or another method's figure."""

    side = serializers.CharField()
    party = serializers.CharField(required=False)
    paper = serializers.IntegerField(required=False)
    agreement = serializers.CharField(required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name == "side"
        return fields


class ScoreTableShape(DatedShape):
    """A table of scores, byte for byte what `manage.py score --format json` says."""

    forum = serializers.CharField()
    rows = ScoreRowShape(many=True)


class StateShape(serializers.Serializer[Any]):
    """The state of an obligation on a day."""

    state = serializers.CharField()
    owes = serializers.CharField()
    due = serializers.BooleanField()
    established = _number()
    claimed = _number()
    expected = _number()
    compliance = _number()
    contested = serializers.BooleanField()
    sources_differ = serializers.BooleanField()


class SideShape(CountedScoreShape):
    """A side's score on a board."""

    side = serializers.CharField()
    parties = serializers.ListField(child=serializers.CharField())
    papers_assessed = serializers.IntegerField()
    papers_due = serializers.IntegerField()
    reports = serializers.IntegerField()
    figure = _figure()


class CellShape(serializers.Serializer[Any]):
    """A side's part in a paper."""

    side = serializers.CharField()
    state = serializers.CharField()
    score = _number()
    figure = _number("By the method asked for, in its unit; null where that is fulfilment")
    contested = serializers.BooleanField()


class AgreementCellShape(CellShape):
    """A side's part in an agreement."""

    obligations = serializers.ListField(child=serializers.CharField())


class AgreementLineShape(serializers.Serializer[Any]):
    """An agreement on a board."""

    code = serializers.CharField()
    title = serializers.CharField()
    weight = serializers.IntegerField()
    sides = AgreementCellShape(many=True)


class PaperLineShape(serializers.Serializer[Any]):
    """A working paper on a board."""

    id = serializers.IntegerField()
    forum = serializers.CharField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    sides = CellShape(many=True)
    agreements = AgreementLineShape(many=True)


class ThresholdsShape(serializers.Serializer[Any]):
    """From which share on a degree is so called."""

    full = serializers.FloatField()
    high = serializers.FloatField()
    partial = serializers.FloatField()  # type: ignore[assignment]


class BoardShape(DatedShape):
    """The board of a forum with those it succeeds, or of all of a regime."""

    regime = serializers.CharField()
    forums = serializers.ListField(child=serializers.CharField())
    thresholds = ThresholdsShape()
    sides = SideShape(many=True)
    papers = PaperLineShape(many=True)


class PartyAgreementShape(CountedScoreShape):
    """A party's score on one agreement."""

    agreement = serializers.CharField()
    paper = serializers.IntegerField()
    title = serializers.CharField()
    figure = _figure()


class BelowShape(CountedScoreShape):
    """The score of a party below."""

    party = serializers.CharField()
    figure = _figure()


class PartyFiguresShape(DatedShape, CountedScoreShape):
    """A party's figures, and the reports on which they rest."""

    party = serializers.CharField()
    figure = _figure()
    forums = serializers.ListField(child=serializers.CharField())
    papers_assessed = serializers.IntegerField()
    papers_due = serializers.IntegerField()
    agreements = PartyAgreementShape(many=True)
    below = BelowShape(many=True)
    reports = serializers.ListField(child=serializers.UUIDField())
    withheld = serializers.IntegerField(help_text="Reports that count but that you may not see")


class WaitedShape(serializers.Serializer[Any]):
    """How many, and for how many days."""

    count = serializers.IntegerField()
    undated = serializers.IntegerField()
    median_days = _number()
    longest_days = serializers.IntegerField(allow_null=True)


class LevelShape(WaitedShape):
    """The same before one level."""

    level = serializers.CharField(allow_blank=True)


class WaitsShape(WaitedShape):
    """The same, and by level."""

    by_level = LevelShape(many=True)


class TransparencyShape(serializers.Serializer[Any]):
    """Of the obligations in force: reported on in the last twelve months, and how."""

    obligations = serializers.IntegerField()
    reported = serializers.IntegerField()
    evidenced = serializers.IntegerField()
    answered = serializers.IntegerField()
    share = _number()
    days_to_record = WaitsShape()


class SettlementShape(serializers.Serializer[Any]):
    """Disputes."""

    open = WaitsShape()
    settled = WaitsShape()


class CapacityShape(serializers.Serializer[Any]):
    """Needs, by what became of them."""

    met = serializers.IntegerField()
    promised = serializers.IntegerField()
    open = serializers.IntegerField()


class WaitingShape(serializers.Serializer[Any]):
    """Approvals."""

    pending = WaitsShape()
    decided = WaitsShape()


class HealthShape(serializers.Serializer[Any]):
    """The mechanisms of one side; of all where no side is named."""

    side = serializers.CharField(allow_null=True)
    transparency = TransparencyShape()
    settlement = SettlementShape()
    capacity = CapacityShape()
    decision = WaitingShape()


class MechanismsShape(DatedShape):
    """The regime's health: transparency, settlement, capacity, decision."""

    forums = serializers.ListField(child=serializers.CharField())
    sides = HealthShape(many=True)


def dated(*, as_of: Any, known_at: str, ledger_head: str, method: Method) -> Told:
    """What stands above every figure."""
    return {
        "as_of": as_of.isoformat(),
        "known_at": known_at,
        "method": method.value,
        "method_version": RULES[method].version,
        "ledger_head": ledger_head,
    }


def codes(forums: Iterable[Any]) -> list[str]:
    return [forum.slug for forum in forums]
