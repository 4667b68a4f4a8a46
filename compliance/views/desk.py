"""What a reader may do in a dispute: whom they speak for, and the forms that lie before them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.forms import BaseForm

from agreements.models import Party
from compliance.dashboard.cases import share
from compliance.forms import ConfirmForm, EndingForm, MoveUpForm, StatementForm
from compliance.models import Dispute, EndingProposal
from compliance.permissions import can_prepare_endings, can_read_proposal, speaking_party
from compliance.views.pages import DashboardRequest
from compliance.views.slips import Slip, blank_slip


@dataclass(frozen=True, slots=True)
class Desk:
    """What the reader may do in a dispute."""

    party: Party | None  # for whose side they speak
    prepares: bool  # for the secretariat
    proposal: EndingProposal | None  # that they may read
    statement: Slip | None = None
    move: Slip | None = None
    ending: Slip | None = None
    confirm: Slip | None = None

    def with_slip(self, name: str, slip: Slip) -> "Desk":
        """The same with the form of this name."""
        forms: dict[str, Any] = {name: slip}
        return replace(self, **forms)

    @property
    def share(self) -> Fraction | None:
        """The share that is proposed."""
        return share(self.proposal) if self.proposal else None

    @property
    def own_proposal(self) -> bool:
        """Whether the reader's side stands by what is proposed."""
        side = self.proposal.side if self.proposal else None
        return bool(side and self.party and side.code == self.party.side_code)

    @property
    def seen(self) -> str:
        """The moment of the proposal that is shown."""
        return self.proposal.proposed_at.isoformat() if self.proposal else ""


def desk_of(request: DashboardRequest, row: Dispute, *, may_move: bool) -> Desk | None:
    """What the reader may do; nothing for who only reads, or looks back."""
    party = speaking_party(request.user, row)
    prepares = can_prepare_endings(request.user, row.report.obligation.forum)
    if request.moment.known_at is not None or not (party or prepares):
        return None
    proposal = EndingProposal.objects.visible_to(request.user).filter(dispute=row)
    found = proposal.select_related("side").first()
    if found:
        found.dispute = row
    if party is None:  # the secretariat reads what it has prepared, and leaves what a side proposes
        mine = found is None or can_read_proposal(request.user, found)
        free = found is None or found.side is None
        ending = _blank(request, row, "ending") if free else None
        return Desk(None, True, found if mine else None, ending=ending)
    desk = Desk(
        party,
        prepares,
        found,
        statement=_blank(request, row, "statement"),
        move=_blank(request, row, "move") if may_move else None,
        ending=_blank(request, row, "ending"),
    )
    if found and not desk.own_proposal:
        desk = replace(desk, confirm=Slip(ConfirmForm(), ""))
    return desk


FORMS: dict[str, Callable[..., BaseForm]] = {
    "statement": StatementForm,
    "move": MoveUpForm,
    "ending": EndingForm,
}


def _blank(request: DashboardRequest, row: Dispute, name: str) -> Slip:
    keep = desk_keep(request, row, name)
    return blank_slip(
        request, keep, lambda typed: FORMS[name](initial=typed, auto_id=f"id_{name}_%s")
    )


def desk_keep(request: DashboardRequest, row: Dispute, name: str) -> str:
    """The name under which the browser keeps what this user types in a form of a dispute."""
    return f"{name}.{row.pk}.{request.user.pk}"
