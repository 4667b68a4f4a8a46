"""Taking a change back: itself a change, which history keeps and the same rules check."""

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.models import Citation, Committee, CommitteeName, CommitteeParent, User
from agreements.workflow.changes import changed_fields
from agreements.workflow.circles import refuse_circle
from agreements.workflow.editions import Past
from agreements.workflow.keeping import begin, cited, keep, take_away

logger = logging.getLogger(__name__)


@transaction.atomic
def revert(committee: Committee, past: Past, *, author: User, edition: str | None = None) -> None:
    """What was added goes, what was taken away comes back, what was changed is as it was before.

    Only this change is taken back: one that came later and touched the same stays in its way.
    """
    committee = begin(committee, author=author, edition=edition)
    row = past.model._base_manager.filter(pk=past.row.id).first()
    if past.added:
        _take_back(_there(row), author)
    elif past.removed:
        _bring_back(past, row, author)
    else:
        _turn_back(past, _there(row), author)
    if past.model is CommitteeName and not committee.names.exists():
        raise ValidationError(
            _("It would be left without a name. Rename it instead."), code="last_name"
        )
    if past.model is CommitteeParent:
        _refuse_circles(committee, past)
    logger.info("change %s of committee %s reverted by user %s", past.key, committee.pk, author.pk)


def _there(row: Any) -> Any:
    if row is None:
        raise ValidationError(_("What was changed there is gone."), code="gone")
    return row


def _take_back(row: Any, author: User) -> None:
    """A body goes with its names and its place, if nothing else rests on it."""
    try:
        if isinstance(row, Committee):
            for part in (*row.names.all(), *row.parents.all()):
                take_away(part, author=author)
        take_away(row, author=author)
    except ProtectedError:
        raise ValidationError(
            _(
                "Appointments, meetings or other bodies rest on it, so it cannot be taken away. "
                "Close it with an end date instead."
            ),
            code="rests",
        ) from None


def _bring_back(past: Past, row: Any, author: User) -> None:
    if row is not None:
        raise ValidationError(_("It is there again already."), code="there")
    keep(past.row.instance, author=author, citations=_citations(past, now=None))


def _turn_back(past: Past, row: Any, author: User) -> None:
    if past.before is None:
        raise ValidationError(_("What stood there before is not on record."), code="unknown")
    for field in changed_fields(past):
        if getattr(row, field.attname) != getattr(past.row, field.attname):
            raise ValidationError(
                _("“%(field)s” was changed again since. Revert the later change first."),
                code="changed_since",
                params={"field": capfirst(str(field.verbose_name))},
            )
        setattr(row, field.attname, getattr(past.before, field.attname))
    keep(row, author=author, citations=_citations(past, now=row))


def _citations(past: Past, *, now: Any) -> list[Citation] | None:
    """What it cited before the change, where the change touched that."""
    places = cited(past.row.history_change_reason)
    if places is None:
        return None
    before, after = places
    if now is not None and sorted(now.citations.values_list("pk", flat=True)) != after:
        raise ValidationError(
            _("The sources were changed again since. Revert the later change first."),
            code="changed_since",
        )
    return list(Citation.objects.filter(pk__in=before))


def _refuse_circles(committee: Committee, past: Past) -> None:
    days = [row.holds_from for row in (past.before, past.row) if row is not None]
    refuse_circle(committee, since=None if None in days else min(days))
