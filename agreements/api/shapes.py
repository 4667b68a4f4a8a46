"""What has been agreed, as the API tells it."""

from typing import Any

from django.db.models import Prefetch
from rest_framework import serializers

from agreements.api.shape import (
    NAMES,
    Shape,
    cited,
    partial_date,
    ref,
)
from agreements.models import (
    Agreement,
    AgreementTerms,
    Appointment,
    Committee,
    CommitteeName,
    CommitteeParent,
    Consent,
    Forum,
    Instrument,
    Milestone,
    Obligation,
    ObligationTerms,
    Party,
    Regime,
    RegimeElement,
    RegimeSettings,
    Site,
    Source,
    WorkingPaper,
)


def in_three(name: str) -> tuple[str, ...]:
    """The columns of a text in three languages."""
    return tuple(f"{name}_{language}" for language in ("en", "id", "ms"))


CITED = ("citations__source",)


class RegimeShape(Shape):
    """A cooperation regime."""

    parts = CITED
    citations = cited()

    class Meta:
        model = Regime
        fields = ("slug", *NAMES, *in_three("objective"), *in_three("vision"), "citations")


class SettingsShape(Shape):
    """One version of a regime's settings."""

    joins = ("regime",)
    regime = ref("regime.slug")
    thresholds = serializers.DictField(child=serializers.CharField())
    dispute_days = serializers.DictField(child=serializers.IntegerField())

    class Meta:
        model = RegimeSettings
        fields = (
            *("id", "sequence", "recorded_at", "regime", "holds_from", "silence_days"),
            *("thresholds", "dispute_days", "time_zone", "publishes", "reason"),
        )


class ElementShape(Shape):
    """A mission, principle, norm, rule or procedure of a regime."""

    joins, parts = ("regime",), CITED
    regime = ref("regime.slug")
    citations = cited()

    class Meta:
        model = RegimeElement
        fields = ("id", "regime", "kind", "order", *in_three("text"), "citations")


class InstrumentShape(Shape):
    """A treaty or arrangement of a regime."""

    joins, parts = ("regime", "revises"), CITED
    regime = ref("regime.slug")
    revises = ref("revises.code")
    signed_on = partial_date()
    citations = cited()

    class Meta:
        model = Instrument
        fields = (
            *("code", "regime", *NAMES, "signed_on", "place", "revises"),
            *(*in_three("note"), "citations"),
        )


class PartyShape(Shape):
    """A state, or a province, state or district of one."""

    joins, parts = ("parent", "successor"), CITED
    parent = ref("parent.code")  # type: ignore[assignment]
    side = ref("side_code", says="The root of its tree")
    successor = ref("successor.code")
    valid_from = partial_date()
    valid_to = partial_date()
    citations = cited()

    class Meta:
        model = Party
        fields = (
            *("code", *NAMES, "kind", "parent", "side", "valid_from", "valid_to", "successor"),
            "citations",
        )


class ForumShape(Shape):
    """A table at which parties of a regime meet."""

    joins, parts = ("regime", "predecessor"), (*CITED, "parties")
    regime = ref("regime.slug")
    parties: Any = serializers.SlugRelatedField("code", many=True, read_only=True)
    predecessor = ref("predecessor.slug")
    started_on = partial_date()
    ended_on = partial_date()
    citations = cited()

    class Meta:
        model = Forum
        fields = (
            *("slug", "regime", *NAMES, "parties", "started_on", "ended_on", "predecessor"),
            "citations",
        )


class SourceShape(Shape):
    """A document, page or data set that facts are taken from."""

    published_on = partial_date()

    class Meta:
        model = Source
        fields = ("key", "kind", "author", "title", "published_on", "url", "language", "note")


class CommitteeNameShape(Shape):
    """What a committee is called from a day on."""

    class Meta:
        model = CommitteeName
        fields = ("holds_from", *NAMES)


class CommitteeParentShape(Shape):
    """Under which committee another stands from a day on."""

    parent = ref("parent.code")  # type: ignore[assignment]

    class Meta:
        model = CommitteeParent
        fields = ("holds_from", "parent")


class CommitteeShape(Shape):
    """A body of a regime, of one side or joint; with all its names and places, by their days."""

    joins = ("regime", "side", "forum", "successor")
    parts = (*CITED, "names", "parents__parent")
    regime = ref("regime.slug")
    side = ref("side.code", says="Null: joint")
    forum = ref("forum.slug")
    successor = ref("successor.code")
    established_on = partial_date()
    ended_on = partial_date()
    names = CommitteeNameShape(many=True, read_only=True)  # type: ignore[assignment]
    parents = CommitteeParentShape(many=True, read_only=True)
    citations = cited()

    class Meta:
        model = Committee
        fields = (
            *("code", "regime", "level", "side", "forum", *in_three("mandate")),
            *("established_on", "ended_on", "successor", "names", "parents", "citations"),
        )


class AppointmentShape(Shape):
    """Who holds which seat of a committee, from when to when as far as known."""

    joins, parts = ("committee", "side"), CITED
    committee = ref("committee.code")
    side = ref("side.code")
    starts_on = partial_date()
    ends_on = partial_date()
    seen_on = partial_date()
    citations = cited()

    class Meta:
        model = Appointment
        fields = (
            *("id", "committee", "side", "role", "person", *in_three("post")),
            *("starts_on", "ends_on", "seen_on", "disputed", "vacant", "note", "citations"),
        )


class SiteShape(Shape):
    """A place at which something is owed."""

    joins, parts = ("party",), CITED
    party = ref("party.code")
    aliases = serializers.ListField(child=serializers.CharField())
    citations = cited()

    class Meta:
        model = Site
        fields = (
            *("code", "name", "aliases", "party", "kind", "latitude", "longitude", "quality"),
            *("district", "note", "citations"),
        )


class PaperShape(Shape):
    """A working paper: a numbered field of cooperation of a forum."""

    joins, parts = ("forum", "proposer"), CITED
    forum = ref("forum.slug")
    proposer = ref("proposer.code")
    citations = cited()

    class Meta:
        model = WorkingPaper
        fields = ("id", "forum", "number", *NAMES, "proposer", "citations")


VERSION = ("id", "sequence", "recorded_at", "holds_from", "cause", "note", "weight")


class AgreementTermsShape(Shape):
    """One version of an agreement's terms."""

    adopted_on = partial_date()
    ended_on = partial_date()
    citations = cited()

    class Meta:
        model = AgreementTerms
        fields = (*VERSION, "adopted_on", "ended_on", "citations")


def _agreement_terms(_user: Any) -> Prefetch:
    return Prefetch("terms", AgreementTerms.objects.prefetch_related("citations__source"))


class AgreementShape(Shape):
    """What the parties agreed under a paper."""

    joins, parts = ("paper__forum",), CITED
    further = {"terms": (_agreement_terms,)}
    forum = ref("paper.forum.slug")
    paper = serializers.IntegerField(source="paper.number", read_only=True)
    terms = AgreementTermsShape(many=True, read_only=True)
    citations = cited()

    class Meta:
        model = Agreement
        fields = ("code", "forum", "paper", *NAMES, "citations", "terms")


class MilestoneShape(Shape):
    """A weighted part of an obligation."""

    class Meta:
        model = Milestone
        fields = ("code", *NAMES, "weight")


class ConsentShape(Shape):
    """An authority whose consent an obligation needs."""

    authority = ref("authority.code")

    class Meta:
        model = Consent
        fields = ("authority", "level")


class ObligationTermsShape(Shape):
    """One version of an obligation's terms."""

    owes = ref("owes.code")
    starts_on = partial_date()
    due_on = partial_date()
    ended_on = partial_date()
    replaced_by = ref("replaced_by.code")
    milestones = MilestoneShape(many=True, read_only=True)
    consents = ConsentShape(many=True, read_only=True)
    citations = cited()

    class Meta:
        model = ObligationTerms
        fields = (
            *(*VERSION, "owes", "starts_on", "due_on", "ended_on", "ended_how", "replaced_by"),
            *("milestones", "consents", "citations"),
        )


def obligation_terms(_user: Any) -> Prefetch:
    rows = ObligationTerms.objects.select_related("owes", "replaced_by")
    return Prefetch(
        "terms", rows.prefetch_related("milestones", "consents__authority", "citations__source")
    )


class ObligationShape(Shape):
    """What one party owes under one agreement."""

    joins, parts = ("agreement__paper__forum", "site"), CITED
    further = {"terms": (obligation_terms,)}
    forum = ref("agreement.paper.forum.slug")
    paper = serializers.IntegerField(source="agreement.paper.number", read_only=True)
    agreement = ref("agreement.code")
    site = ref("site.code")
    terms = ObligationTermsShape(many=True, read_only=True)
    citations = cited()

    class Meta:
        model = Obligation
        fields = ("code", "forum", "paper", "agreement", *NAMES, "site", "citations", "terms")
