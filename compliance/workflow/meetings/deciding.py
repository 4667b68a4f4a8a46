"""What each side says to a point, and how the point is closed."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import (
    AgendaItem,
    Agreement,
    Committee,
    CommitteeParent,
    Decision,
    NeededApproval,
    Obligation,
    Outcome,
    PartialDate,
    Party,
    Position,
    PreparedAgreement,
    PreparedObligation,
    Site,
)
from agreements.permissions import meeting_sides
from compliance.workflow.meetings.planning import refuse_closed
from sosek.ledger.writing import open_chain

logger = logging.getLogger(__name__)

LANGUAGES = ("en", "id", "ms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What one party is to owe: a new obligation, or new terms of one that there is."""

    owes: Party
    names: Mapping[str, str] = field(default_factory=dict)  # by language
    site: Site | None = None
    weight: int = 1
    starts_on: PartialDate | None = None
    due_on: PartialDate | None = None
    obligation: Obligation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What is to become an agreement, or to be added to the one under discussion."""

    names: Mapping[str, str] = field(default_factory=dict)  # by language
    weight: int = 1
    obligations: Sequence[Owed] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """How a point is closed."""

    outcome: str
    text: str = ""
    action_by: Party | None = None
    until: PartialDate | None = None
    escalated_to: Committee | None = None  # None: the committee above
    approvals: Sequence[tuple[Party, str]] = ()  # authority and level
    agreed: Agreed | None = None


@transaction.atomic
def state_position(item: AgendaItem, *, side: Party, text: str) -> Position | None:
    """What a side says to a point, in place of what it said before; nothing takes it back."""
    open_chain()
    refuse_closed(item.meeting)
    if side.code not in {each.code for each in meeting_sides(item.meeting.committee)}:
        raise ValidationError(_("This side has no seat in this committee."), code="no_seat")
    position = item.positions.filter(side=side).first()
    if not text.strip():
        if position:
            position.delete()
        return None
    position = position or Position(item=item, side=side)
    position.text = text.strip()
    position.full_clean()
    position.save()
    logger.info("position of %s on item %s", side.code, item.pk)
    return position


@transaction.atomic
def decide(item: AgendaItem, ruling: Ruling) -> Decision:
    """Close a point. What is agreed is prepared here and binds nobody before the record is signed;
    deciding again replaces what was decided."""
    open_chain()
    refuse_closed(item.meeting)
    if item.points.exists():
        raise ValidationError(
            _("“%(name)s” is a heading: close the points under it."),
            code="heading",
            params={"name": item.name},
        )
    decision = Decision.objects.filter(item=item).first() or Decision(item=item)
    decision.outcome, decision.text = ruling.outcome, ruling.text.strip()
    decision.action_by, decision.until = ruling.action_by, ruling.until
    decision.escalated_to = _escalated_to(item, ruling)
    decision.full_clean()
    decision.save()
    _refuse_lost_approvals(ruling)
    _keep_approvals(decision, ruling.approvals)
    _keep_prepared(decision, ruling.agreed if ruling.outcome == Outcome.AGREED else None)
    logger.info("item %s decided: %s", item.pk, ruling.outcome)
    return decision


def _escalated_to(item: AgendaItem, ruling: Ruling) -> Committee | None:
    if ruling.outcome != Outcome.ESCALATED:
        return None
    above = committees_above(item.meeting.committee, day=item.meeting.day or timezone.localdate())
    if not above:
        raise ValidationError(
            {"outcome": _("No committee stands above this one to which it could be escalated.")}
        )
    if ruling.escalated_to is None:
        return above[0]
    if ruling.escalated_to not in above:
        raise ValidationError(
            {"escalated_to": _("A point is escalated to a committee above this one.")}
        )
    return ruling.escalated_to


def committees_above(committee: Committee, *, day: date) -> list[Committee]:
    """The joint committees above one on a day, the nearest first. One query."""
    rows = CommitteeParent.objects.filter(committee__regime=committee.regime_id)
    places: dict[int, CommitteeParent] = {}
    for row in rows.select_related("parent"):
        held = places.get(row.committee_id)
        begun = (row.holds_from or date.min) <= day
        if begun and (
            held is None or (row.holds_from or date.min) >= (held.holds_from or date.min)
        ):
            places[row.committee_id] = row
    found: list[Committee] = []
    place = places.get(committee.pk)
    while place is not None and place.parent is not None and place.parent not in found:
        found.append(place.parent)
        place = places.get(place.parent_id) if place.parent_id else None
    return [each for each in found if each != committee]


def _refuse_lost_approvals(ruling: Ruling) -> None:
    """An approval goes with what its authority's side will owe: nobody would ask for another."""
    if ruling.outcome != Outcome.AGREED or ruling.agreed is None:
        return
    owing = {owed.owes.side_code for owed in ruling.agreed.obligations}
    for authority, _level in ruling.approvals:
        if authority.side_code not in owing:
            raise ValidationError(
                _(
                    "Nobody on the side of %(authority)s owes anything by this. Say what that side "
                    "will owe, or take its approval out."
                ),
                code="approval",
                params={"authority": str(authority)},
            )


def _keep_approvals(decision: Decision, approvals: Iterable[tuple[Party, str]]) -> None:
    decision.approvals.all().delete()
    for authority, level in approvals:
        needed = NeededApproval(decision=decision, authority=authority, level=level)
        needed.full_clean()
        needed.save()


def _keep_prepared(decision: Decision, agreed: Agreed | None) -> None:
    PreparedAgreement.objects.filter(decision=decision).delete()
    if agreed is None:
        return
    item = decision.item
    agreement = agreement_of(item)
    if not (item.paper or agreement):
        raise ValidationError(
            {"outcome": _("Say under which working paper this is before agreeing on obligations.")}
        )
    if not agreed.obligations:
        raise ValidationError(
            {"outcome": _("An agreement binds somebody: say what at least one party will owe.")}
        )
    prepared = PreparedAgreement(
        decision=decision,
        weight=agreed.weight,
        agreement=agreement,
        **_named(agreed.names, item.title or agreement or item.paper),
    )
    prepared.full_clean()
    prepared.save()
    seats = {side.code for side in meeting_sides(item.meeting.committee)}
    for place, owed in enumerate(agreed.obligations):
        with _told_at(place):
            _keep_owed(prepared, owed, seats)


def agreement_of(item: AgendaItem) -> Agreement | None:
    """The agreement under discussion: named by the point, or that of its obligation."""
    return item.agreement or (item.obligation.agreement if item.obligation else None)


@contextmanager
def _told_at(place: int) -> Iterator[None]:
    """Say of which of several obligations a refusal tells, counted from 0: owed_1_due_on."""
    try:
        yield
    except ValidationError as error:
        told = error.error_dict if hasattr(error, "error_dict") else {"owes": error.error_list}
        raise ValidationError(
            {f"owed_{place}_{name.strip('_')}": list(errors) for name, errors in told.items()}
        ) from None


def _keep_owed(prepared: PreparedAgreement, owed: Owed, seats: set[str]) -> None:
    if owed.owes.side_code not in seats:
        raise ValidationError(
            {"owes": _("%(party)s has no seat in this committee.") % {"party": owed.owes}}
        )
    if owed.obligation:
        _refuse_changed_twice(prepared, owed.obligation)
    if owed.obligation and owed.obligation.agreement_id != prepared.agreement_id:
        raise ValidationError({"obligation": _("It is owed under another agreement.")})
    row = PreparedObligation(
        prepared=prepared,
        owes=owed.owes,
        site=owed.site,
        weight=owed.weight,
        starts_on=owed.starts_on,
        due_on=owed.due_on,
        obligation=owed.obligation,
        **_named(owed.names, owed.obligation or prepared),
    )
    row.full_clean()
    row.save()


def _refuse_changed_twice(prepared: PreparedAgreement, obligation: Obligation) -> None:
    """Of two terms from the same day only the later would be read."""
    meeting = prepared.decision.item.meeting
    others = PreparedObligation.objects.filter(
        obligation=obligation, prepared__decision__item__meeting=meeting
    )
    if others.exclude(prepared=prepared).exists():
        raise ValidationError(
            {"obligation": _("Another point of this meeting gives it new terms already.")}
        )


def _named(names: Mapping[str, str], else_as: object) -> dict[str, str]:
    """The columns of a name; without any, those of what it is about, or the title as it was typed,
    in the language of who typed it."""
    given = {f"name_{language}": names.get(language, "").strip() for language in LANGUAGES}
    if any(given.values()):
        return given
    if isinstance(else_as, str):
        language = (get_language() or "en")[:2]
        return given | {f"name_{language if language in LANGUAGES else 'en'}": else_as}
    return {name: getattr(else_as, name) for name in given}


@transaction.atomic
def undecide(item: AgendaItem) -> None:
    """Open a point again."""
    open_chain()
    refuse_closed(item.meeting)
    Decision.objects.filter(item=item).delete()


@transaction.atomic
def mark_done(decision: Decision, *, done_on: PartialDate | None) -> Decision:
    """Say when what was decided had been carried out; it leaves the list of what arises."""
    open_chain()
    decision.done_on = done_on
    if done_on and done_on.first_day > timezone.localdate():
        raise ValidationError({"done_on": _("That day has not come yet.")})
    decision.full_clean()
    decision.save()
    return decision
