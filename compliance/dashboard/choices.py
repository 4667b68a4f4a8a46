"""What somebody who writes may choose from: the same at every door."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from agreements.models import AgendaItem, Held, Meeting, Obligation, Party, PartyKind, Site
from agreements.permissions import Asker, meeting_sides
from compliance.models import ProgressReport
from compliance.permissions import can_correct


def authorities_of(user: Asker, obligation: Obligation) -> Any:
    """The authorities of the side that owes, with its state, and those that the terms name."""
    terms = sorted(obligation.terms.all(), key=lambda each: each.sequence)
    side = terms[-1].owes.side_code
    named = [consent.authority_id for each in terms for consent in each.consents.all()]
    of_side = Q(path=side) | Q(path__startswith=f"{side}/")
    rows = Party.objects.visible_to(user).filter(of_side)
    return rows.filter(Q(kind__in=[PartyKind.AUTHORITY, PartyKind.STATE]) | Q(pk__in=named))


def points_about(user: Asker, obligation: Obligation) -> QuerySet[AgendaItem]:
    """The points of agendas that are about this obligation, its agreement or its paper, the latest
    first; none of a meeting that was called off."""
    agreement = obligation.agreement
    items = AgendaItem.objects.visible_to(user).exclude(meeting__held=Held.CALLED_OFF)
    about = (
        items.filter(obligation=obligation)
        | items.filter(agreement=agreement)
        | items.filter(paper=agreement.paper)
    )
    return about.order_by("-pk")


def sites_of(user: Asker, obligation: Obligation) -> QuerySet[Site]:
    """The sites of the side that owes by the terms recorded last."""
    terms = obligation.terms.all()
    side = max(terms, key=lambda row: row.sequence).owes.side_code if terms else ""
    return Site.objects.visible_to(user).filter(party__path__startswith=side)


def correctable(user: Asker, obligation: Obligation) -> list[ProgressReport]:
    """The reports that the user may correct, latest first. One query."""
    rows = ProgressReport.objects.visible_to(user).filter(obligation=obligation, corrections=None)
    return list(_own(user, obligation, rows.select_related("side")))


def _own(
    user: Asker, obligation: Obligation, rows: QuerySet[ProgressReport]
) -> Iterable[ProgressReport]:
    for report in rows.order_by("-observed_day", "-sequence"):
        report.obligation = obligation
        if can_correct(user, report):
            yield report


def seated_parties(meeting: Meeting) -> list[Party]:
    """Every party of the sides that sit in the committee. Two queries."""
    codes = {side.code for side in meeting_sides(meeting.committee)}
    return [each for each in Party.objects.all() if each.side_code in codes]


def hosts(meeting: Meeting) -> list[Party]:
    """Who may host: the parties of the forum, else the sides; and who is on record as the host."""
    forum = meeting.committee.forum
    seated = list(forum.parties.all()) if forum else meeting_sides(meeting.committee)
    return [*seated, meeting.host] if meeting.host and meeting.host not in seated else seated
