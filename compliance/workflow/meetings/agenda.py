"""The agenda: points added, moved, taken out; what is open in the register taken up."""

import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.models import AgendaItem, Decision, Forum, ItemKind, Meeting, Obligation
from compliance.workflow.meetings.planning import carried, refuse_closed
from sosek.ledger.writing import open_chain

logger = logging.getLogger(__name__)

LATER = 10_000
"""Far beyond any agenda: where points stand while they are put in a new order."""


@transaction.atomic
def add_item(item: AgendaItem) -> AgendaItem:
    """A point at the end of the agenda, or of the heading it stands under."""
    open_chain()
    refuse_closed(item.meeting)
    _check_about(item)
    if not (item.title.strip() or item.paper or item.agreement or item.obligation):
        raise ValidationError({"title": _("Give the point a title, or say what it is about.")})
    item.order = _last(item.meeting) + 1
    item.full_clean()
    item.save()
    if item.kind == ItemKind.PAPER and item.under is None:
        _before_the_rest(item)
    return item


def _last(meeting: Meeting) -> int:
    last: int | None = meeting.agenda.aggregate(last=Max("order"))["last"]
    return last or 0


def _before_the_rest(item: AgendaItem) -> None:
    """Papers are tabled before “other matters” and the next session."""
    headings = [each for each in item.meeting.agenda.filter(under=None) if each.pk != item.pk]
    rest = (ItemKind.OTHER, ItemKind.NEXT)
    places = [place for place, each in enumerate(headings) if each.kind in rest and not each.title]
    headings.insert(places[0] if places else len(headings), item)
    _put_in_order(headings, item.meeting)
    item.refresh_from_db(fields=["order"])


def _check_about(item: AgendaItem) -> None:
    """A forum's body discusses what its forum and the ones before it agreed; a body above the
    forums anything of its regime."""
    own = item.meeting.committee.forum
    line = _line(own)
    about: dict[str, Forum | None] = {
        "paper": item.paper.forum if item.paper else None,
        "agreement": item.agreement.paper.forum if item.agreement else None,
        "obligation": item.obligation.forum if item.obligation else None,
    }
    for field, forum in about.items():
        if forum is None:
            continue
        elsewhere = forum.regime_id != item.meeting.committee.regime_id
        if elsewhere or (own is not None and forum.pk not in line):
            raise ValidationError({field: _("It belongs to another forum than this meeting.")})


def _line(forum: Forum | None) -> set[int]:
    """Keys of a forum and of those it succeeds."""
    found: set[int] = set()
    while forum is not None and forum.pk not in found:
        found.add(forum.pk)
        forum = forum.predecessor
    return found


@transaction.atomic
def change_item(item: AgendaItem) -> AgendaItem:
    open_chain()
    refuse_closed(item.meeting)
    _check_about(item)
    item.full_clean()
    item.save()
    return item


@transaction.atomic
def remove_item(item: AgendaItem) -> None:
    """Take a point out that nothing was said to; what it went on from waits again."""
    open_chain()
    refuse_closed(item.meeting)
    if item.points.exists():
        raise ValidationError(
            _("Points stand under “%(name)s”. Take them out first."),
            code="points",
            params={"name": item.name},
        )
    if item.positions.exists() or Decision.objects.filter(item=item).exists():
        raise ValidationError(
            _("“%(name)s” has been discussed. Close it as dropped instead."),
            code="discussed",
            params={"name": item.name},
        )
    item.delete()


@transaction.atomic
def move_item(item: AgendaItem, *, down: bool) -> None:
    """Past the point before it or after it, among those that stand under the same heading."""
    open_chain()
    refuse_closed(item.meeting)
    same = list(item.meeting.agenda.filter(under=item.under_id))
    place = next(index for index, each in enumerate(same) if each.pk == item.pk)
    other = place + 1 if down else place - 1
    if not 0 <= other < len(same):
        return
    same[place], same[other] = same[other], same[place]
    _put_in_order(same, item.meeting)


def _put_in_order(items: list[AgendaItem], meeting: Meeting) -> None:
    """These points one after the other, in the places that they hold together."""
    places = sorted(item.order for item in items)
    moved = [
        (item, place) for item, place in zip(items, places, strict=True) if item.order != place
    ]
    for step in (LATER, 0):  # two points never stand in one place, not even for a moment
        for item, place in moved:
            item.order = place + step
            item.save()


@transaction.atomic
def take_up(
    meeting: Meeting, *, obligation: Obligation | None = None, decision: Decision | None = None
) -> AgendaItem:
    """An open obligation or an open decision of an earlier meeting as a point of this one."""
    open_chain()
    refuse_closed(meeting)
    under = meeting.agenda.filter(kind=ItemKind.MATTERS, under=None).first()
    if under is None:
        raise ValidationError(_("This agenda has no matters arising."), code="no_heading")
    if decision is not None:
        _refuse_twice(meeting.agenda.filter(arises_from=decision).exists())
        _refuse_not_open(meeting, decision)
        return carried(decision, meeting, under=under, order=_last(meeting) + 1)
    _refuse_twice(meeting.agenda.filter(obligation=obligation).exists())
    item = AgendaItem(
        meeting=meeting,
        order=_last(meeting) + 1,
        kind=ItemKind.MATTERS,
        under=under,
        obligation=obligation,
    )
    _check_about(item)
    item.full_clean()
    item.save()
    return item


def _refuse_not_open(meeting: Meeting, decision: Decision) -> None:
    """Only what waits for this committee, or what somebody still has to do, arises."""
    line = meeting.committee.line()
    waiting = Decision.objects.put_off(line).unfollowed().filter(pk=decision.pk)
    if not (waiting.exists() or Decision.objects.to_be_done(line).filter(pk=decision.pk).exists()):
        raise ValidationError(_("This decision is not open for this committee."), code="not_open")


def _refuse_twice(there: bool) -> None:
    if there:
        raise ValidationError(_("It is on the agenda already."), code="twice")
