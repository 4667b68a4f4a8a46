"""Disputes: what a side says, bringing one before the next level, and ending it together."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from agreements.api.shape import Asked
from agreements.api.writing import Act
from agreements.models import Party
from agreements.permissions import Asker
from compliance.api import said as say
from compliance.api import shapes
from compliance.models import Dispute, DisputeStatement, DisputeStep, EndingProposal
from compliance.permissions import can_prepare_endings, can_read_proposal, speaking_party
from compliance.workflow.disputing import (
    Ending,
    add_statement,
    confirm_ending,
    move_up,
    propose_ending,
)


def dispute_or_404(user: Asker, pk: uuid.UUID) -> Dispute:
    """The dispute, if the asker may see it. One query."""
    rows = Dispute.objects.visible_to(user)
    found: Dispute = get_object_or_404(
        rows.select_related("report__obligation__agreement__paper__forum__regime"), pk=pk
    )
    return found


class InDispute(Act):
    """Something is done in a dispute, for a side that sits in its forum."""

    def find(self, pk: uuid.UUID) -> Dispute:  # type: ignore[override]
        return dispute_or_404(self.writer, pk)

    def ask(self, subject: Dispute, said: Mapping[str, Any]) -> Party | None:
        party = speaking_party(self.writer, subject)
        return Party.objects.get(code=party.side_code) if party else None


class State(InDispute):
    """Add to the file what one's side says, with evidence as multipart."""

    takes, gives = say.SayStatement, shapes.StatementShape

    def act(
        self, subject: Dispute, actor: Party, said: dict[str, Any], key: uuid.UUID
    ) -> DisputeStatement:
        return add_statement(
            dispute=subject,
            author=self.writer,
            side=actor,
            text=said["text"],
            uploads=said["evidence"],
            submission_key=key,
        )


class Move(InDispute):
    """Bring a dispute whose level ran out of time before the next one."""

    takes, gives = say.SayMove, shapes.StepShape

    def act(
        self, subject: Dispute, actor: Party, said: dict[str, Any], key: uuid.UUID
    ) -> DisputeStep:
        return move_up(
            dispute=subject,
            author=self.writer,
            side=actor,
            reason=said["reason"],
            submission_key=key,
        )


class Propose(InDispute):
    """Propose how a dispute ends, for one's side; or prepare it, as the secretariat. It ends so
    once the other side confirms. What is proposed is read here, by whom it concerns."""

    takes, gives = say.SayEnding, shapes.ProposalShape

    def ask(self, subject: Dispute, said: Mapping[str, Any]) -> Any:
        """The side, or the secretariat, which is none."""
        side = super().ask(subject, said)
        if side is None and not can_prepare_endings(self.writer, subject.report.obligation.forum):
            return None
        return (side,)

    def act(
        self, subject: Dispute, actor: Any, said: dict[str, Any], key: uuid.UUID
    ) -> EndingProposal:
        (side,) = actor
        return propose_ending(dispute=subject, author=self.writer, side=side, ending=Ending(**said))

    def get(self, request: Request, pk: uuid.UUID) -> Response:
        dispute = dispute_or_404(request.user, pk)
        found = EndingProposal.objects.visible_to(request.user).filter(dispute=dispute).first()
        if found is not None:
            found.dispute = dispute
        if found is None or not can_read_proposal(request.user, found):
            raise Http404
        rows = EndingProposal.objects.filter(pk=found.pk)
        row = shapes.ProposalShape.read(rows, request.user, Asked()).get()
        return Response(shapes.ProposalShape(row, context={"asked": Asked()}).data)


class Confirm(InDispute):
    """Confirm for one's side what the other proposed, as it was read: `seen_at` is its
    `proposed_at`. The dispute has ended when every side stands by it."""

    takes, gives, status = say.SayConfirmation, shapes.DisputeShape, 200

    def act(self, subject: Dispute, actor: Party, said: dict[str, Any], key: uuid.UUID) -> Dispute:
        confirm_ending(dispute=subject, author=self.writer, side=actor, **said)
        return subject
