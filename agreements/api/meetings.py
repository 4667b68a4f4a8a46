"""Meetings, as the API tells them: when and where, and, to who may read it, what was decided."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from rest_framework import serializers

from agreements.api.asking import Filter
from agreements.api.doors import Shelf
from agreements.api.shape import NAMES, Asked, Shape, cited, partial_date, ref
from agreements.api.shapes import CITED, in_three
from agreements.models import (
    AgendaItem,
    Decision,
    Delegate,
    Held,
    Meeting,
    MeetingKind,
    MeetingRecord,
    NeededApproval,
    Position,
    PreparedAgreement,
    PreparedObligation,
)
from agreements.permissions import Asker


class DelegateShape(Shape):
    """Somebody on the list of a meeting."""

    side = ref("side.code")

    class Meta:
        model = Delegate
        fields = ("id", "side", "person", "office", "role", "attendance")


class PositionShape(Shape):
    """What a side says to a point."""

    joins = ("side",)
    side = ref("side.code")

    class Meta:
        model = Position
        fields = ("side", "text")


class NeededApprovalShape(Shape):
    """An authority whose consent a decision needs."""

    authority = ref("authority.code")

    class Meta:
        model = NeededApproval
        fields = ("authority", "level")


class PreparedObligationShape(Shape):
    """What one party owes once the record is signed."""

    owes = ref("owes.code")
    site = ref("site.code")
    starts_on = partial_date()
    due_on = partial_date()
    obligation = ref("obligation.code", says="The one it changes, or has become")

    class Meta:
        model = PreparedObligation
        fields = (*NAMES, "owes", "site", "weight", "starts_on", "due_on", "obligation")


class PreparedAgreementShape(Shape):
    """What becomes an agreement when the record is signed."""

    agreement = ref("agreement.code", says="The one it adds to, or has become")
    obligations = PreparedObligationShape(many=True, read_only=True)

    class Meta:
        model = PreparedAgreement
        fields = (*NAMES, "weight", "agreement", "obligations")


class DecisionShape(Shape):
    """How a point was closed."""

    joins = ("action_by", "escalated_to", "prepared__agreement")
    parts = (
        "approvals__authority",
        *(f"prepared__obligations__{name}" for name in ("owes", "site", "obligation")),
    )
    action_by = ref("action_by.code")
    until = partial_date()
    escalated_to = ref("escalated_to.code")
    done_on = partial_date()
    approvals = NeededApprovalShape(many=True, read_only=True)
    prepared = PreparedAgreementShape(read_only=True, allow_null=True)

    class Meta:
        model = Decision
        fields = (
            *("outcome", "text", "action_by", "until", "escalated_to", "done_on", "approvals"),
            "prepared",
        )


class PointShape(Shape):
    """A point of an agenda, with what each side says to it and how it was closed."""

    joins = (
        *("under", "paper__forum", "agreement", "obligation", "arises_from__item__meeting"),
        *(f"decision__{name}" for name in DecisionShape.joins),
    )
    parts = ("positions__side", *(f"decision__{name}" for name in DecisionShape.parts))
    under = serializers.IntegerField(source="under_id", read_only=True, allow_null=True)
    name = serializers.CharField(read_only=True)
    forum = ref("paper.forum.slug")
    paper = serializers.IntegerField(source="paper.number", read_only=True, allow_null=True)
    agreement = ref("agreement.code")
    obligation = ref("obligation.code")
    arises_from = ref("arises_from.item.meeting.code", says="The meeting whose decision it follows")
    positions = PositionShape(many=True, read_only=True)
    decision = DecisionShape(read_only=True, allow_null=True)

    class Meta:
        model = AgendaItem
        fields = (
            *("id", "order", "kind", "under", "name", "title", "text", "forum", "paper"),
            *("agreement", "obligation", "arises_from", "positions", "decision"),
        )


class RecordShape(Shape):
    """A signed record, or a signed addendum to it, as both sides confirmed it."""

    content = serializers.JSONField()

    class Meta:
        model = MeetingRecord
        fields = ("id", "sequence", "recorded_at", "order", "content")


def _agenda(user: Asker) -> Prefetch:
    return Prefetch("agenda", PointShape.read(AgendaItem.objects.visible_to(user), user, Asked()))


def _delegates(user: Asker) -> Prefetch:
    return Prefetch("delegates", Delegate.objects.visible_to(user).select_related("side"))


def _records(user: Asker) -> Prefetch:
    return Prefetch("records", MeetingRecord.objects.visible_to(user))


class MeetingShape(Shape):
    """A meeting of a committee. Its agenda, delegates and records are told to members, and to who
    may read the record of the regime once the meeting's is signed."""

    joins, parts = ("committee", "host"), CITED
    further = {
        "agenda": (_agenda,),
        "delegates": (_delegates,),
        "records": (_records,),
    }
    committee = ref("committee.code")
    host = ref("host.code")
    starts_on = partial_date()
    ends_on = partial_date()
    signed = serializers.BooleanField(source="is_signed", read_only=True)
    citations = cited()
    agenda = PointShape(many=True, read_only=True)
    delegates = DelegateShape(many=True, read_only=True)
    records = RecordShape(many=True, read_only=True)

    class Meta:
        model = Meeting
        fields = (
            *("code", "committee", "number", "kind", "starts_on", "ends_on", "place", "host"),
            *("held", "called_off_because", "closed_at", "signed", *in_three("summary")),
            *("citations", "agenda", "delegates", "records"),
        )

    @classmethod
    def read(cls, rows: QuerySet[Any], user: Asker, asked: Asked) -> QuerySet[Any]:
        records = MeetingRecord.objects.filter(meeting=OuterRef("pk"), order=0)
        return super().read(rows.annotate(is_signed=Exists(records)), user, asked)


class MeetingShelf(Shelf):
    """Meetings; `expand=agenda,delegates,records` tells what was discussed, by whom, and signed."""

    model, serializer_class, lookup_field = Meeting, MeetingShape, "code"
    asks = {
        "committee": Filter("committee__code", says="Code of the committee"),
        "forum": Filter("committee__forum__slug", says="Short name of the forum"),
        "kind": Filter("kind", choices=tuple(MeetingKind.values)),
        "held": Filter("held", choices=tuple(Held.values)),
        "signed": Filter("is_signed", bool),
    }
