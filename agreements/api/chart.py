"""The chart of the committees as of a day."""

from datetime import date
from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agreements.api.asking import Filter
from agreements.api.doors import Door
from agreements.models import Appointment, Committee, Regime
from agreements.models.tree import Body, covers, tree


class BodyShape(serializers.Serializer[Any]):
    """A committee as it stands on the day."""

    code = serializers.CharField()
    name = serializers.CharField()
    level = serializers.CharField()
    side = serializers.CharField(allow_null=True)
    forum = serializers.CharField(allow_null=True)
    above = serializers.CharField(allow_null=True, help_text="The committee it stands under")
    appointments = serializers.ListField(
        child=serializers.IntegerField(), help_text="Of the day, as far as known; see appointments"
    )


class ChartShape(serializers.Serializer[Any]):
    """The committees of a regime on a day."""

    regime = serializers.CharField()
    as_of = serializers.DateField()
    bodies = BodyShape(many=True)


class Chart(Door):
    """The committees that stand on a day, what each is called then and under which it stands."""

    tells = ChartShape
    asks = {
        "regime": Filter("", says="Short name of the regime; the first, if none is given"),
        "as_of": Filter("", date, says="The day; today, if none is given"),
    }

    def get(self, request: Request) -> Response:
        regimes = Regime.objects.visible_to(request.user)
        if slug := self.said.get("regime"):
            regimes = regimes.filter(slug=slug)
        regime = regimes.first()
        if regime is None:
            raise Http404
        day = self.said.get("as_of") or timezone.localdate()
        rows: Any = Committee.objects.visible_to(request.user)
        committees = list(
            rows.filter(regime=regime)
            .select_related("side", "forum")
            .prefetch_related("names", "parents")
        )
        bodies = tree(committees, day)
        seats = _seats(request.user, bodies, day)
        told = [_body(body, bodies, seats) for body in bodies.values()]
        return Response({"regime": regime.slug, "as_of": day, "bodies": told})


def _seats(user: Any, bodies: dict[int, Body], day: date) -> dict[int, list[int]]:
    """The appointments of the day by their committee. One query."""
    found: dict[int, list[int]] = {}
    rows = Appointment.objects.visible_to(user).filter(committee__in=list(bodies)).order_by("pk")
    for row in rows:
        if _holds(row, day):
            found.setdefault(row.committee_id, []).append(row.pk)
    return found


def _holds(row: Appointment, day: date) -> bool:
    seen = row.seen_on
    if seen and seen.first_day <= day <= seen.last_day:
        return True
    return bool(row.starts_on or row.ends_on) and covers(row.starts_on, row.ends_on, day)


def _body(body: Body, bodies: dict[int, Body], seats: dict[int, list[int]]) -> dict[str, Any]:
    committee = body.committee
    return {
        "code": committee.code,
        "name": body.name,
        "level": committee.level,
        "side": committee.side.code if committee.side else None,
        "forum": committee.forum.slug if committee.forum else None,
        "above": bodies[body.above].committee.code if body.above is not None else None,
        "appointments": seats.get(committee.pk, []),
    }
