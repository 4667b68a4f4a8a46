"""No body may stand below itself, on any day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.models import Committee, CommitteeParent
from agreements.models.tree import held, name_on

Places = Mapping[int, Sequence[CommitteeParent]]


def refuse_circle(committee: Committee, *, since: date | None) -> None:
    """Ask once the place is written: on every day from then on on which any body moves. At most
    three queries."""
    places: dict[int, list[CommitteeParent]] = defaultdict(list)
    for row in CommitteeParent.objects.filter(committee__regime=committee.regime_id):
        places[row.committee_id].append(row)
    first = since or date.min
    moved = {row.holds_from or date.min for rows in places.values() for row in rows}
    for day in sorted({first} | {day for day in moved if day > first}):
        way = _way_up(committee.pk, places, day)
        if way and way[-1] == committee.pk:
            raise ValidationError({"parent": _refusal(way, day)})


def _way_up(start: int, places: Places, day: date) -> list[int]:
    """The bodies above it on the day, from the lowest, until the top or one that came before."""
    way: list[int] = []
    node: int | None = start
    while True:
        row = held(places.get(node or 0, ()), day)
        node = row.parent_id if row else None
        if node is None or node in way:
            return way
        way.append(node)
        if node == start:
            return way


def _refusal(way: Sequence[int], day: date) -> ValidationError:
    """The way up ends where it began: it is told from the top down."""
    rows = Committee.objects.filter(pk__in=way).prefetch_related("names")
    names = {row.pk: name_on(row, day) for row in rows}
    when = _("from the beginning")
    if day != date.min:
        when = _("on %(day)s") % {"day": date_format(day, "j F Y")}
    return ValidationError(
        _(
            "“%(name)s” cannot stand under “%(parent)s”: %(when)s that body stands below it "
            "(%(path)s)."
        ),
        code="circle",
        params={
            "name": names[way[-1]],
            "parent": names[way[0]],
            "when": when,
            "path": " → ".join(names[pk] for pk in reversed(way)),
        },
    )
