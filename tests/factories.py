"""Rows for tests, made through the same verbs as the real ones, so that the ledger has them."""

import io
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory
from PIL import Image

from agreements.models import (
    Agreement,
    AgreementTerms,
    Citation,
    Committee,
    CommitteeName,
    Consent,
    Forum,
    Level,
    Meeting,
    MeetingKind,
    Membership,
    Milestone,
    Obligation,
    ObligationTerms,
    PartialDate,
    Party,
    PartyKind,
    Publishes,
    Regime,
    RegimeSettings,
    Role,
    Site,
    SiteKind,
    Source,
    SourceClass,
    User,
    WorkingPaper,
)
from agreements.models.content import digest_of, record_content
from agreements.workflow import (
    register_agreement,
    register_forum,
    register_obligation,
    register_paper,
    register_party,
    register_regime,
)
from compliance.models import ProgressReport, ReportDraft, Status, Verdict, Verification
from compliance.workflow.evidence import check_files
from compliance.workflow.meetings import close_meeting, confirm_record, plan_meeting
from compliance.workflow.reporting import Statement, save_draft, submit_report, verify_report

PASSWORD = "Sungai-Nyamuk-1995"


def partial(text: str | PartialDate | None) -> PartialDate | None:
    """A partial date from its text."""
    return PartialDate(text) if isinstance(text, str) else text


class UserFactory(DjangoModelFactory):
    """A person who signs in with PASSWORD and has no role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user-{n}")
    password = factory.django.Password(PASSWORD)


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source

    key = factory.Sequence(lambda n: f"source-{n}")
    kind = SourceClass.STUDY
    author = "Sonny Sudiar"
    title = factory.LazyAttribute(lambda source: f"Title of {source.key}")


class CitationFactory(DjangoModelFactory):
    class Meta:
        model = Citation

    source = factory.SubFactory(SourceFactory)
    locator = factory.Sequence(lambda n: f"p. {n}")


class RegimeFactory(DjangoModelFactory):
    """A regime that publishes nothing, with a silence period of 30 days in Makassar."""

    class Meta:
        model = Regime

    slug = factory.Sequence(lambda n: f"regime-{n}")
    name_en = factory.LazyAttribute(lambda regime: f"Regime {regime.slug}")
    publishes = Publishes.NOTHING
    silence_days = 30
    time_zone = "Asia/Makassar"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Regime:
        names = ("publishes", "silence_days", "time_zone")
        settings = RegimeSettings(**{name: kwargs.pop(name) for name in names})
        return register_regime(Regime(**kwargs), settings)


class PartyFactory(DjangoModelFactory):
    """A side; with a `parent`, a party below it."""

    class Meta:
        model = Party

    code = factory.Sequence(lambda n: f"P{n}")
    name_en = factory.LazyAttribute(lambda party: f"Party {party.code}")
    kind = PartyKind.STATE

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Party:
        return register_party(Party(**kwargs))


class ForumFactory(DjangoModelFactory):
    """A forum of the `parties` given."""

    class Meta:
        model = Forum

    regime = factory.SubFactory(RegimeFactory)
    slug = factory.Sequence(lambda n: f"forum-{n}")
    name_en = factory.LazyAttribute(lambda forum: f"Forum {forum.slug}")
    parties = ()
    started_on = "1995"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Forum:
        parties = kwargs.pop("parties")
        kwargs["started_on"] = partial(kwargs["started_on"])
        return register_forum(Forum(**kwargs), parties=parties)


class WorkingPaperFactory(DjangoModelFactory):
    class Meta:
        model = WorkingPaper

    forum = factory.SubFactory(ForumFactory)
    number = factory.Sequence(lambda n: n + 1)
    name_en = factory.LazyAttribute(lambda paper: f"Paper {paper.number}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> WorkingPaper:
        return register_paper(WorkingPaper(**kwargs))


class AgreementFactory(DjangoModelFactory):
    """An agreement with the first version of its terms."""

    class Meta:
        model = Agreement

    paper = factory.SubFactory(WorkingPaperFactory)
    code = factory.Sequence(lambda n: f"agreement-{n}")
    name_en = factory.LazyAttribute(lambda agreement: f"Agreement {agreement.code}")
    weight = 1
    adopted_on = None
    citations = ()

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Agreement:
        weight, adopted_on = kwargs.pop("weight"), partial(kwargs.pop("adopted_on"))
        citations = kwargs.pop("citations")
        terms = AgreementTerms(weight=weight, adopted_on=adopted_on)
        return register_agreement(Agreement(**kwargs), terms, citations=citations)


class ObligationFactory(DjangoModelFactory):
    """An obligation of a party of its own, or of the one that `owes` it, with first terms;
    `milestones` is code → weight, `consents` a list of authorities."""

    class Meta:
        model = Obligation

    agreement = factory.SubFactory(AgreementFactory)
    code = factory.Sequence(lambda n: f"obligation-{n}")
    name_en = factory.LazyAttribute(lambda obligation: f"Obligation {obligation.code}")
    owes = factory.SubFactory(PartyFactory)
    weight = 1
    starts_on = due_on = None
    milestones = factory.LazyFunction(dict)
    consents = ()
    citations = ()

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Obligation:
        terms = ObligationTerms(
            owes=kwargs.pop("owes"),
            weight=kwargs.pop("weight"),
            starts_on=partial(kwargs.pop("starts_on")),
            due_on=partial(kwargs.pop("due_on")),
        )
        parts = kwargs.pop("milestones").items()
        milestones = [Milestone(code=code, name_en=code, weight=weight) for code, weight in parts]
        consents = [Consent(authority=authority) for authority in kwargs.pop("consents")]
        citations = kwargs.pop("citations")
        return register_obligation(
            Obligation(**kwargs),
            terms,
            milestones=milestones,
            consents=consents,
            citations=citations,
        )


class ProgressReportFactory(DjangoModelFactory):
    """A claim, half done, for the party that owes; by an author of its own unless one is given."""

    class Meta:
        model = ProgressReport

    obligation = factory.SubFactory(ObligationFactory)
    author = factory.SubFactory(UserFactory)
    status = Status.IN_PROGRESS
    percent = None
    milestone = ""
    observed_on = "2010-03-16"
    narrative = "The access road is paved."
    language = "en"
    sources_differ = False

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> ProgressReport:
        said = ("status", "percent", "milestone", "narrative", "language", "sources_differ")
        statement = Statement(
            observed_on=partial(kwargs.pop("observed_on")),
            **{name: kwargs.pop(name) for name in said},
        )
        if "party" not in kwargs:
            kwargs["party"] = kwargs["obligation"].terms.latest("sequence").owes
        return submit_report(statement=statement, **kwargs)


class ObservationFactory(ProgressReportFactory):
    """What a published source says: of no side."""

    party = None
    citations = factory.LazyFunction(lambda: [CitationFactory()])


class VerificationFactory(DjangoModelFactory):
    """An acceptance by the `party` given; contested, with a reason."""

    class Meta:
        model = Verification

    report = factory.SubFactory(ProgressReportFactory)
    verifier = factory.SubFactory(UserFactory)
    party = factory.SubFactory(PartyFactory)
    verdict = Verdict.ACCEPTED
    reason = factory.LazyAttribute(
        lambda answer: "Nothing is built there." if answer.verdict == Verdict.CONTESTED else ""
    )

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Verification:
        return verify_report(**kwargs)


class MembershipFactory(DjangoModelFactory):
    """A role; without a `user`, of a user of its own."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    regime = factory.SubFactory(RegimeFactory)
    role = Role.OFFICIAL
    party = None
    forum = None


class CommitteeFactory(DjangoModelFactory):
    """A regional committee with one name from the beginning."""

    class Meta:
        model = Committee
        skip_postgeneration_save = True

    regime = factory.SubFactory(RegimeFactory)
    code = factory.Sequence(lambda n: f"committee-{n}")
    level = Level.REGIONAL

    @factory.post_generation
    def name_en(self, create: bool, name: str | None, **kwargs: Any) -> None:
        CommitteeName.objects.create(committee=self, name_en=name or self.code)


class MeetingFactory(DjangoModelFactory):
    """A planned session of a committee, with the agenda that every meeting opens with."""

    class Meta:
        model = Meeting

    committee = factory.SubFactory(CommitteeFactory)
    kind = MeetingKind.SESSION
    starts_on = "2026-03-10"
    ends_on = None
    delegates = ()

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Meeting:
        delegates = kwargs.pop("delegates")
        days = {name: partial(kwargs.pop(name)) for name in ("starts_on", "ends_on")}
        return plan_meeting(Meeting(**kwargs, **days), delegates=delegates)


def sign(meeting: Meeting, *officials: Any) -> Meeting:
    """Close a meeting and let officials, each with their side, confirm its record."""
    close_meeting(meeting)
    for official, side in officials:
        digest = digest_of(record_content(meeting))
        confirm_record(meeting, official=official, side=side, digest=digest)
    return meeting


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site

    code = factory.Sequence(lambda n: f"site-{n}")
    name = factory.LazyAttribute(lambda site: f"Site {site.code}")
    party = factory.SubFactory(PartyFactory)
    kind = SiteKind.SEA_POST


class ReportDraftFactory(DjangoModelFactory):
    """What an official has typed so far; `files` are uploads."""

    class Meta:
        model = ReportDraft

    obligation = factory.SubFactory(ObligationFactory)
    author = factory.SubFactory(UserFactory)
    side = None
    fields = factory.LazyFunction(lambda: {"narrative": "So far"})
    files = ()

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> ReportDraft:
        good, bad = check_files(kwargs.pop("files"))
        assert not bad, bad
        return save_draft(files=good, **kwargs)


def member(role: Role, regime: Regime, party: Party | None = None, **kwargs: Any) -> User:
    """A user with one role in a regime; `forum` narrows it, the rest is the user's."""
    forum = kwargs.pop("forum", None)
    user = UserFactory(**kwargs)
    MembershipFactory(user=user, regime=regime, role=role, party=party, forum=forum)
    return user


def upload(name: str, content: bytes, claimed: str = "application/octet-stream") -> Any:
    """A file as a browser sends it; `claimed` is the type that the browser says it has."""
    return SimpleUploadedFile(name, content, content_type=claimed)


def photo(name: str = "post.jpg", *, size: tuple[int, int] = (8, 8), form: str = "JPEG") -> Any:
    """A small picture that opens."""
    stream = io.BytesIO()
    Image.new("RGB", size, "teal").save(stream, form)
    return upload(name, stream.getvalue(), "image/jpeg")


def pdf(name: str = "minutes.pdf") -> Any:
    """A small PDF."""
    return upload(name, b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
