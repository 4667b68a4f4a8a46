"""How a row of the structure is kept: who did it and what it cites stand in its history."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from agreements.models import Citation, Committee, User
from agreements.permissions import can_edit_structure
from agreements.workflow.editions import refuse_stale
from sosek.ledger.writing import open_chain

M = TypeVar("M", bound=Model)

MOST_CHARACTERS = 100  # that history keeps of a reason
CITED = re.compile(r"cites ([\d ]*) in place of ([\d ]*)")


def begin(committee: Committee, *, author: User, edition: str | None) -> Committee:
    """One writer at a time: what is read from here on stays until it is written. The committee
    as it stands now, if this author may change it and has seen all that was changed."""
    open_chain()
    if not can_edit_structure(author, committee.regime_id):
        raise PermissionDenied
    if edition is not None:
        refuse_stale(committee, edition)
    return Committee.objects.select_related("forum", "side").get(pk=committee.pk)


def keep(row: M, *, author: User, citations: Sequence[Citation] | None = None) -> M:
    """Check and save the row; `None` leaves its citations as they are.

    History reads no lists, so what is cited before and after stands in it as the reason.
    """
    row.full_clean()
    kept: Any = row
    kept._history_user = author
    kept._change_reason = _reason(row, citations)
    row.save()
    if citations is not None:
        kept.citations.set(citations)
    return row


def take_away(row: Model, *, author: User) -> None:
    """Delete the row; its history stays, and can bring it back."""
    kept: Any = row
    kept._history_user = author
    kept._change_reason = _reason(row, []) if hasattr(row, "citations") else None
    row.delete()


def cited(reason: str | None) -> tuple[list[int], list[int]] | None:
    """The keys of what a row cited before a change and after it; None: it said nothing of it."""
    found = CITED.fullmatch(reason or "")
    if not found:
        return None
    after, before = ([int(key) for key in group.split()] for group in found.groups())
    return before, after


def refuse_unchanged(row: Model, citations: Iterable[Citation] | None = None) -> None:
    """A change that changes nothing is none."""
    stands = type(row)._default_manager.get(pk=row.pk)
    fields = [field.attname for field in row._meta.concrete_fields]
    same = all(getattr(row, name) == getattr(stands, name) for name in fields)
    if same and (citations is None or _keys(citations) == _cites_now(row)):
        raise ValidationError(_("Nothing is different from what is on record."), code="same")


def _reason(row: Model, citations: Sequence[Citation] | None) -> str | None:
    if citations is None:
        return None
    before, after = _cites_now(row), _keys(citations)
    if before == after:
        return None
    reason = f"cites {_listed(after)} in place of {_listed(before)}"
    return reason if len(reason) <= MOST_CHARACTERS else None


def _cites_now(row: Any) -> list[int]:
    return sorted(row.citations.values_list("pk", flat=True)) if row.pk else []


def _keys(citations: Iterable[Citation]) -> list[int]:
    return sorted(citation.pk for citation in citations)


def _listed(keys: Iterable[int]) -> str:
    return " ".join(map(str, keys))
