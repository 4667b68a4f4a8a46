"""The record, as the API tells it: what was said by whom, when, and what became of it."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from rest_framework import serializers

from agreements.api.shape import NAMES, Asked, Shape, cited, partial_date, ref
from agreements.api.shapes import CITED
from agreements.models import StoredFile
from agreements.permissions import Asker
from compliance.models import (
    Approval,
    ApprovalDecision,
    Assessment,
    CapacityNeed,
    Dispute,
    DisputeEnding,
    DisputeEvidence,
    DisputeStatement,
    DisputeStep,
    EndingProposal,
    Evidence,
    Impediment,
    NeedSupport,
    Offer,
    OfferAnswer,
    ProgressReport,
    Verification,
)

RECORDED = ("id", "sequence", "recorded_at")
"""Of every record: its key, its entry in the ledger, and when it was recorded."""


def person(source: str = "author") -> serializers.CharField:
    """Who said it, by their opaque key, as in the ledger."""
    return ref(f"{source}.opaque_id", says="Opaque key of the person; null: from a source")


class FileShape(Shape):
    """A file that was kept with a record."""

    shown_on = partial_date()
    download = serializers.SerializerMethodField(help_text="Where it is fetched, by who may")
    door = ""

    class Meta:
        model: Any = None
        fields = (
            *("id", "name", "content_type", "size", "sha256", "caption", "shown_on", "place"),
            "download",
        )

    def get_download(self, file: StoredFile) -> str:
        address = reverse(self.door, args=[file.pk])
        request = self.context.get("request")
        return str(request.build_absolute_uri(address)) if request else address


class EvidenceShape(FileShape):
    """A file that shows what a report says."""

    door = "api:evidence"

    class Meta(FileShape.Meta):
        model = Evidence


class DisputeEvidenceShape(FileShape):
    """A file that shows what a side says in a dispute."""

    door = "api:dispute-evidence"

    class Meta(FileShape.Meta):
        model = DisputeEvidence


class VerificationShape(Shape):
    """A side's answer to a report; a later one of the same side counts in its place."""

    joins = ("side", "verifier")
    report = ref("report_id")
    side = ref("side.code")
    author = person("verifier")

    class Meta:
        model = Verification
        fields = (*RECORDED, "report", "side", "verdict", "reason", "author")


class ReportShape(Shape):
    """What was so at an obligation on a day: a claim of the side that owes, or an observation."""

    joins = ("obligation__agreement__paper__forum", "side", "party", "author")
    parts = (*CITED, "evidence")
    further = {
        "verifications": (
            lambda _user: "verifications__side",
            lambda _user: "verifications__verifier",
        )
    }
    obligation = ref("obligation.code")
    forum = ref("obligation.agreement.paper.forum.slug")
    observed_on = partial_date()
    side = ref("side.code", says="Of the author, for a claim")
    party = ref("party.code", says="For whom the author spoke, for a claim")
    author = person()
    corrects = ref("corrects_id")
    evidence = EvidenceShape(many=True, read_only=True)
    verifications = VerificationShape(many=True, read_only=True)
    citations = cited()

    class Meta:
        model = ProgressReport
        fields = (
            *(*RECORDED, "obligation", "forum", "milestone", "status", "percent", "observed_on"),
            *("observed_day", "narrative", "language", "claim", "side", "party", "author"),
            *("silence_until", "corrects", "sources_differ", "citations", "evidence"),
            "verifications",
        )


class StepShape(Shape):
    """A dispute comes before a level: who holds it there, and until when."""

    joins = ("holder", "side", "author", "item__meeting")
    dispute = ref("dispute_id")
    holder = ref("holder.code", says="Code of the committee; null: the sides themselves")
    side = ref("side.code", says="That brought it there")
    author = person()
    meeting = ref("item.meeting.code")

    class Meta:
        model = DisputeStep
        fields = (
            *(*RECORDED, "dispute", "level", "holder", "due_on", "reason", "side", "author"),
            "meeting",
        )


class StatementShape(Shape):
    """What a side adds to the file of a dispute."""

    joins, parts = ("side", "author"), ("evidence",)
    dispute = ref("dispute_id")
    side = ref("side.code")
    author = person()
    evidence = DisputeEvidenceShape(many=True, read_only=True)

    class Meta:
        model = DisputeStatement
        fields = (*RECORDED, "dispute", "side", "author", "text", "evidence")


class ConfirmedShape(serializers.Serializer[Any]):
    """Who confirmed an ending for which side."""

    side = serializers.CharField()
    official = serializers.CharField()
    at = serializers.CharField()


class EndingShape(Shape):
    """How a dispute ended, as an official of each side confirmed it."""

    dispute = ref("dispute_id")
    confirmed = ConfirmedShape(many=True, read_only=True)

    class Meta:
        model = DisputeEnding
        fields = (
            *(*RECORDED, "dispute", "finding", "status", "percent", "reason", "settlement"),
            "confirmed",
        )


class ProposalShape(Shape):
    """How an ending is proposed; no part of the record."""

    joins = ("side", "author")
    dispute = ref("dispute_id")
    side = ref("side.code", says="That stands by it; null: prepared by the secretariat")
    author = person()

    class Meta:
        model = EndingProposal
        fields = (
            *("dispute", "side", "author", "proposed_at", "adopted_at", "finding", "status"),
            *("percent", "reason", "settlement"),
        )


class DisputeShape(Shape):
    """The file that contesting a report opens, with all that was said and how it ended."""

    joins = ("report__obligation__agreement__paper__forum", "contest__side", "ending")
    parts = (
        *("steps__holder", "steps__side", "steps__author", "steps__item__meeting"),
        *("statements__side", "statements__author", "statements__evidence"),
    )
    report = ref("report_id")
    obligation = ref("report.obligation.code")
    forum = ref("report.obligation.agreement.paper.forum.slug")
    contest = ref("contest_id", says="The verification that opened it")
    side = ref("contest.side.code", says="That contests")
    open = serializers.BooleanField(source="is_open", read_only=True)
    steps = StepShape(many=True, read_only=True)
    statements = StatementShape(many=True, read_only=True)
    ending = EndingShape(read_only=True, allow_null=True)

    class Meta:
        model = Dispute
        fields = (
            *(*RECORDED, "report", "obligation", "forum", "contest", "side", "open"),
            *("steps", "statements", "ending"),
        )

    @classmethod
    def read(cls, rows: QuerySet[Any], user: Asker, asked: Asked) -> QuerySet[Any]:
        opened = Dispute.objects.open().filter(pk=OuterRef("pk"))
        return super().read(rows.annotate(is_open=Exists(opened)), user, asked)


OF_OBLIGATION = ("obligation__agreement__paper__forum", "author")


class OfferAnswerShape(Shape):
    """How an offer ended."""

    joins = ("side", "author", "item__meeting")
    offer = ref("offer_id")
    side = ref("side.code")
    author = person()
    meeting = ref("item.meeting.code")

    class Meta:
        model = OfferAnswer
        fields = (*RECORDED, "offer", "outcome", "side", "author", "reason", "meeting")


class OfferShape(Shape):
    """What the party that owes proposes instead."""

    joins = (
        *(*OF_OBLIGATION, "party", "site", "item__meeting"),
        *("answer__side", "answer__author", "answer__item__meeting"),
    )
    parts = CITED
    obligation = ref("obligation.code")
    forum = ref("obligation.agreement.paper.forum.slug")
    party = ref("party.code")
    author = person()
    offered_on = partial_date()
    due_on = partial_date()
    site = ref("site.code")
    meeting = ref("item.meeting.code")
    answer = OfferAnswerShape(read_only=True, allow_null=True)
    citations = cited()

    class Meta:
        model = Offer
        fields = (
            *(*RECORDED, "obligation", "forum", "kind", "party", "author", "text", "reason"),
            *("language", "offered_on", "due_on", *NAMES, "site", "meeting", "citations"),
            "answer",
        )


class ApprovalDecisionShape(Shape):
    """What an authority decided."""

    joins, parts = ("author", "item__meeting"), CITED
    approval = ref("approval_id")
    decided_on = partial_date()
    author = person()
    meeting = ref("item.meeting.code")
    citations = cited()

    class Meta:
        model = ApprovalDecision
        fields = (
            *(*RECORDED, "approval", "outcome", "decided_on", "decided_day", "reason"),
            *("language", "author", "meeting", "citations"),
        )


class ApprovalShape(Shape):
    """An authority is asked to consent, and what it decided."""

    joins = (*OF_OBLIGATION, "authority")
    parts = (
        *(*CITED, "decisions__author", "decisions__item__meeting"),
        "decisions__citations__source",
    )
    obligation = ref("obligation.code")
    forum = ref("obligation.agreement.paper.forum.slug")
    authority = ref("authority.code")
    asked_on = partial_date()
    author = person()
    pending = serializers.BooleanField(source="is_pending", read_only=True)
    decisions = ApprovalDecisionShape(many=True, read_only=True)
    citations = cited()

    class Meta:
        model = Approval
        fields = (
            *(*RECORDED, "obligation", "forum", "authority", "level", "asked_on", "text"),
            *("language", "author", "pending", "citations", "decisions"),
        )

    @classmethod
    def read(cls, rows: QuerySet[Any], user: Asker, asked: Asked) -> QuerySet[Any]:
        waiting = Approval.objects.all().pending().filter(pk=OuterRef("pk"))
        return super().read(rows.annotate(is_pending=Exists(waiting)), user, asked)


class ImpedimentShape(Shape):
    """A reason why an obligation is not met: as its party gives it, or as it is assessed."""

    joins, parts = (*OF_OBLIGATION, "party"), CITED
    obligation = ref("obligation.code")
    forum = ref("obligation.agreement.paper.forum.slug")
    party = ref("party.code", says="That gives it")
    observed_on = partial_date()
    author = person()
    citations = cited()

    class Meta:
        model = Impediment
        fields = (
            *(*RECORDED, "obligation", "forum", "cause", "voice", "party", "assessor", "text"),
            *("language", "observed_on", "observed_day", "author", "citations"),
        )


class SupportShape(Shape):
    """What became of a need."""

    joins, parts = ("party", "author"), CITED
    need = ref("need_id")
    party = ref("party.code")
    observed_on = partial_date()
    author = person()
    citations = cited()

    class Meta:
        model = NeedSupport
        fields = (
            *(*RECORDED, "need", "stage", "party", "donor", "text", "language"),
            *("observed_on", "observed_day", "author", "citations"),
        )


class NeedShape(Shape):
    """What a party lacks to meet an obligation, and what became of it."""

    joins = (*OF_OBLIGATION, "party")
    parts = (*CITED, "support__party", "support__author", "support__citations__source")
    obligation = ref("obligation.code")
    forum = ref("obligation.agreement.paper.forum.slug")
    party = ref("party.code")
    observed_on = partial_date()
    author = person()
    support = SupportShape(many=True, read_only=True)
    citations = cited()

    class Meta:
        model = CapacityNeed
        fields = (
            *(*RECORDED, "obligation", "forum", "cause", "party", "text", "language"),
            *("observed_on", "observed_day", "author", "citations", "support"),
        )


class AssessmentShape(Shape):
    """An analyst's grade of a party; none is a score."""

    joins, parts = ("forum", "party", "agreement", "author"), CITED
    forum = ref("forum.slug")
    party = ref("party.code")
    agreement = ref("agreement.code", says="Null: as a whole")
    observed_on = partial_date()
    author = person()
    citations = cited()

    class Meta:
        model = Assessment
        fields = (
            *(*RECORDED, "forum", "party", "agreement", "scale", "grade", "assessor"),
            *("rationale", "language", "observed_on", "observed_day", "author", "citations"),
        )
