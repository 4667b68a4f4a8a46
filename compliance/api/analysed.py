"""How the answers are described that explain figures, tell them over time and compare them."""

from typing import Any

from rest_framework import serializers

from compliance.api.told import DatedShape, MethodFigureShape, ScoreTableShape


def _text() -> serializers.CharField:
    return serializers.CharField(allow_null=True)


def _number() -> serializers.FloatField:
    return serializers.FloatField(allow_null=True)


class FactShape(serializers.Serializer[Any]):
    """A report that was considered, and whether it counted."""

    entry = serializers.IntegerField()
    report = serializers.UUIDField()
    observed_on = serializers.CharField()
    status = serializers.CharField()
    percent = serializers.IntegerField(allow_null=True)
    verdict = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    counted = serializers.BooleanField()
    contestable_until = serializers.DateField(allow_null=True)


class LaterShape(serializers.Serializer[Any]):
    """A report that was recorded after the moment, and so does not count."""

    obligation = serializers.CharField()
    entry = serializers.IntegerField()
    recorded_at = serializers.CharField()


class ItemShape(serializers.Serializer[Any]):
    """What another method makes of it, where it looks at such a thing."""

    level = serializers.CharField(required=False)
    points = serializers.IntegerField(required=False)
    base = serializers.IntegerField(required=False)


class ShareShape(ItemShape):
    """What one obligation brings; fractions as exact texts."""

    obligation = serializers.CharField()
    owes = serializers.CharField()
    weight = serializers.IntegerField()
    due = serializers.BooleanField()
    established = _text()
    claimed = _text()
    expected = _text()
    compliance = _text()
    contribution = _text()
    reports = FactShape(many=True)
    withheld = serializers.IntegerField()


class PartShape(ItemShape):
    """What one agreement brings."""

    agreement = serializers.CharField()
    paper = serializers.IntegerField()
    weight = serializers.IntegerField()
    score = _text()
    contribution = _text()
    obligations = ShareShape(many=True)


class ReceiptShape(ScoreTableShape):
    """A figure with all that it rests on, and the commands that compute it again."""

    ledger_entries = serializers.IntegerField()
    thresholds = serializers.DictField(child=serializers.CharField())
    party = serializers.CharField()
    obligation = _text()
    exact = _text()
    recorded_later = LaterShape(many=True)
    agreements = PartShape(many=True)
    commands = serializers.ListField(child=serializers.CharField())
    address = serializers.CharField()


class PeriodShape(serializers.Serializer[Any]):
    """A period: `from` is no name that Python lets stand."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {"from": serializers.DateField(), **super().get_fields()}


class ReachedShape(PeriodShape):
    """The score from a day on; numbers as texts, to three places and exact."""

    score = _text()
    low = _text()
    high = _text()
    coverage = _text()
    exact = _text()
    degree = serializers.CharField()
    assessed = serializers.IntegerField()
    due = serializers.IntegerField()
    why = serializers.ListField(child=serializers.CharField())


class LineShape(serializers.Serializer[Any]):
    """The trend of one party."""

    party = serializers.CharField()
    points = ReachedShape(many=True)


class MarkShape(serializers.Serializer[Any]):
    """What happened on a day; without words where the asker may not read them."""

    kind = serializers.CharField()
    day = serializers.DateField()
    on = serializers.CharField()
    text = _text()
    url = _text()


class TrendShape(PeriodShape, DatedShape):
    """Scores over time, exact at every change, due date and month end."""

    to = serializers.DateField()
    every_change = serializers.BooleanField()
    trends = LineShape(many=True)
    marks = MarkShape(many=True)


class PartyFigureShape(MethodFigureShape):
    """A party's figure by a method."""

    party = serializers.CharField()


class ComparedShape(serializers.Serializer[Any]):
    """One method on the facts."""

    method = serializers.CharField()
    method_version = serializers.CharField(allow_blank=True)
    order_changes = serializers.BooleanField(allow_null=True)
    figures = PartyFigureShape(many=True)


class CaseFigureShape(serializers.Serializer[Any]):
    """A party's figure if one thing were otherwise."""

    party = serializers.CharField()
    value = _number()
    exact = _text()
    change = _number()
    degree = _text()


class CaseShape(serializers.Serializer[Any]):
    """One case of a question; which of the first three it names hangs on the question."""

    value = serializers.CharField(allow_null=True, required=False)
    days = serializers.CharField(allow_null=True, required=False)
    agreement = serializers.CharField(allow_null=True, required=False)
    order_changes = serializers.BooleanField(allow_null=True)
    figures = CaseFigureShape(many=True)


class DegreeShape(serializers.Serializer[Any]):
    """A degree by the regime's thresholds, and by those asked."""

    party = serializers.CharField()
    score = _number()
    degree = serializers.CharField()
    asked = serializers.CharField()


class LimitsShape(serializers.Serializer[Any]):
    """Thresholds as exact fractions."""

    regime = serializers.DictField(child=serializers.CharField())
    asked = serializers.DictField(child=serializers.CharField())
    degrees = DegreeShape(many=True)


class SilenceShape(serializers.Serializer[Any]):
    """The silence period, and what if it were another."""

    days = serializers.IntegerField()
    waiting = serializers.IntegerField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {**super().get_fields(), "if": CaseShape(many=True)}


class CompareShape(DatedShape):
    """Every method on the same facts, and the figures if one thing were otherwise."""

    forum = serializers.CharField()
    by = serializers.CharField()
    methods = ComparedShape(many=True)
    thresholds = LimitsShape()
    in_progress = CaseShape(many=True)
    silence = SilenceShape()
    leaving_out = CaseShape(many=True)


class HitShape(serializers.Serializer[Any]):
    """One thing that was found."""

    kind = serializers.CharField()
    title = serializers.CharField()
    where = serializers.CharField(allow_blank=True)
    on = _text()
    address = serializers.CharField(help_text="Of its page")
    excerpt = serializers.CharField(allow_blank=True)


class SearchShape(serializers.Serializer[Any]):
    """What was found, the best first, and how much of each kind there is."""

    counts = serializers.DictField(child=serializers.IntegerField())
    results = HitShape(many=True)
