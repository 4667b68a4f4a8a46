"""The structure of the committees: added, renamed, moved, closed, described.

Names and places are dated rows: what holds from a day on leaves all days before it as they were,
and what stands below a body comes along when it moves.
"""

import logging
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from agreements.models import (
    Appointment,
    Committee,
    CommitteeName,
    CommitteeParent,
    Meeting,
    PartialDate,
    User,
)
from agreements.models.tree import held, name_on, stands, tree
from agreements.permissions import can_edit_structure
from agreements.workflow.circles import refuse_circle
from agreements.workflow.keeping import begin, keep, refuse_unchanged
from agreements.workflow.registering import Citations
from sosek.ledger.writing import open_chain

logger = logging.getLogger(__name__)

RESERVED = {"add"}  # what an address means already


@transaction.atomic
def add_committee(
    committee: Committee,
    *,
    name: CommitteeName,
    author: User,
    parent: Committee | None = None,
    citations: Citations = (),
) -> Committee:
    """A new body with its first name and its first place, both from the beginning."""
    open_chain()
    if not can_edit_structure(author, committee.regime_id):
        raise PermissionDenied
    _refuse_twin(committee, name)
    committee.code = committee.code or _free_code(name)
    keep(committee, author=author, citations=citations)
    name.committee = committee
    keep(name, author=author)
    if parent is not None:
        _refuse_foreign(parent, committee, field="parent")
        keep(CommitteeParent(committee=committee, parent=parent), author=author)
    logger.info("committee %s added by user %s", committee.pk, author.pk)
    return committee


@transaction.atomic
def rename_committee(
    committee: Committee,
    *,
    names: Mapping[str, str],
    holds_from: date | None,
    author: User,
    edition: str | None = None,
) -> CommitteeName:
    """What it is called from a day on; a name of that very day is replaced."""
    committee = begin(committee, author=author, edition=edition)
    rows = list(committee.names.all())
    standing = held(rows, holds_from or date.min)
    if standing and all(getattr(standing, field) == text for field, text in names.items()):
        raise ValidationError(
            {"name_en": ValidationError(_("It has this name on that day."), code="same")}
        )
    row = _row_of(rows, holds_from) or CommitteeName(committee=committee, holds_from=holds_from)
    for field, text in names.items():
        setattr(row, field, text)
    keep(row, author=author)
    logger.info("committee %s renamed by user %s", committee.pk, author.pk)
    return row


@transaction.atomic
def move_committee(
    committee: Committee,
    *,
    parent: Committee | None,
    holds_from: date | None,
    author: User,
    citations: Citations | None = None,
    edition: str | None = None,
) -> CommitteeParent:
    """Under which body it stands from a day on, with all that stands below it; a place of that
    very day is replaced."""
    committee = begin(committee, author=author, edition=edition)
    rows = list(committee.parents.all())
    standing = held(rows, holds_from or date.min)
    if (standing.parent_id if standing else None) == (parent.pk if parent else None):
        refusal = ValidationError(_("It stands there on that day."), code="same")
        raise ValidationError({"parent": refusal})
    if parent is not None:
        _refuse_itself(parent, committee)
        _refuse_foreign(parent, committee, field="parent")
        _refuse_absent(parent, holds_from)
    row = _row_of(rows, holds_from) or CommitteeParent(committee=committee, holds_from=holds_from)
    row.parent = parent
    keep(row, author=author, citations=citations)
    refuse_circle(committee, since=holds_from)
    logger.info("committee %s moved by user %s", committee.pk, author.pk)
    return row


@transaction.atomic
def close_committee(
    committee: Committee,
    *,
    ended_on: PartialDate,
    author: User,
    successor: Committee | None = None,
    edition: str | None = None,
) -> Committee:
    """It ends, and another may follow it. What stands below it stays, under none from then on."""
    committee = begin(committee, author=author, edition=edition)
    if successor is not None:
        _refuse_foreign(successor, committee, field="successor")
        _refuse_own_successor(successor, committee)
    committee.ended_on, committee.successor = ended_on, successor
    refuse_unchanged(committee)
    keep(committee, author=author)
    logger.info("committee %s closed by user %s", committee.pk, author.pk)
    return committee


@transaction.atomic
def describe_committee(
    committee: Committee, *, author: User, edition: str | None = None, **facts: Any
) -> Committee:
    """Its mandate, level and beginning; its side and forum only while nothing rests on it."""
    committee = begin(committee, author=author, edition=edition)
    fixed = {"side": committee.side, "forum": committee.forum}
    for name, value in facts.items():
        if name in fixed and value != fixed[name] and rests(committee):
            sentence = _("Appointments, meetings or other bodies rest on it, so this stays.")
            raise ValidationError({name: ValidationError(sentence, code="fixed")})
        setattr(committee, name, value)
    refuse_unchanged(committee)
    keep(committee, author=author)
    logger.info("committee %s described by user %s", committee.pk, author.pk)
    return committee


def rests(committee: Committee) -> bool:
    """Whether anything of the record rests on the body. At most four queries."""
    resting = (
        Appointment.objects.filter(committee=committee),
        Meeting.objects.filter(committee=committee),
        CommitteeParent.objects.filter(parent=committee),
        Committee.objects.filter(successor=committee),
    )
    return any(rows.exists() for rows in resting)


def standing_below(committee: Committee, day: date) -> list[Committee]:
    """The bodies right below it on the day. Three queries."""
    rows = Committee.objects.filter(regime=committee.regime_id).select_related("forum")
    bodies = tree(list(rows.prefetch_related("names", "parents")), day)
    return [each.committee for each in bodies.values() if each.above == committee.pk]


def _row_of(rows: list[Any], holds_from: date | None) -> Any:
    return next((row for row in rows if row.holds_from == holds_from), None)


def _free_code(name: CommitteeName) -> str:
    """A code made of the name, that no other body has."""
    stem = slugify(name.name_en or name.name_id or name.name_ms)[:70] or "committee"
    taken = set(Committee.objects.filter(code__startswith=stem).values_list("code", flat=True))
    taken |= RESERVED
    tries = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(code for code in tries if code not in taken)


def _refuse_twin(committee: Committee, name: CommitteeName) -> None:
    """The same form sent twice, or a body that is there already."""
    like = CommitteeName.objects.filter(
        committee__regime=committee.regime_id,
        committee__level=committee.level,
        committee__side=committee.side,
        committee__forum=committee.forum,
        committee__ended_on=None,
        name_en=name.name_en,
        name_id=name.name_id,
        name_ms=name.name_ms,
    )
    if like.exists():
        sentence = _("There is a body of this name at this level already.")
        raise ValidationError({"name_en": ValidationError(sentence, code="twin")})


def _refuse_itself(parent: Committee, committee: Committee) -> None:
    if parent.pk == committee.pk:
        sentence = _("A committee cannot stand below itself.")
        raise ValidationError({"parent": ValidationError(sentence, code="circle")})


def _refuse_foreign(other: Committee, committee: Committee, *, field: str) -> None:
    if other.regime_id != committee.regime_id:
        sentence = _("That body belongs to another regime.")
        raise ValidationError({field: ValidationError(sentence, code="other_regime")})


def _refuse_absent(parent: Committee, day: date | None) -> None:
    if day is not None and not stands(parent, day):
        refusal = ValidationError(
            _("“%(name)s” does not exist on %(day)s, as far as its dates are known."),
            code="absent",
            params={"name": name_on(parent, day), "day": date_format(day, "j F Y")},
        )
        raise ValidationError({"parent": refusal})


def _refuse_own_successor(successor: Committee, committee: Committee) -> None:
    """Nobody follows themselves, nor one that follows them."""
    follows = dict(
        Committee.objects.filter(regime=committee.regime_id).values_list("pk", "successor")
    )
    seen: set[int] = set()
    found: int | None = successor.pk
    while found is not None and found not in seen and found != committee.pk:
        seen.add(found)
        found = follows.get(found)
    if found == committee.pk:
        refusal = ValidationError(
            _("“%(name)s” cannot be followed by itself, nor by a body that it follows."),
            code="circle",
            params={"name": str(committee)},
        )
        raise ValidationError({"successor": refusal})
