"""What rests on a source: its places, and the facts that name them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import (
    Agreement,
    AgreementTerms,
    Appointment,
    Citation,
    Committee,
    CommitteeParent,
    Forum,
    Instrument,
    Meeting,
    Obligation,
    ObligationTerms,
    Party,
    Regime,
    RegimeElement,
    Site,
    Source,
    User,
    WorkingPaper,
)


@dataclass(frozen=True, slots=True)
class Use:
    """A fact that names a place in the source."""

    kind: str
    name: str
    address: str  # "" where it has no page of its own


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """A place in the source, as it is cited."""

    locator: str
    basis: str
    quote: str
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact: those the reader may see, and the path to what has the page."""

    label: str
    rows: QuerySet[Model]
    subject: str = ""  # the row's attribute that has the page; "" for the row itself
    committee: bool = False  # the subject is a committee, whose names are rows of their own

    def uses(self, citations: Iterable[int]) -> Iterator[tuple[int, Use]]:
        """One query; for a committee one more for its names."""
        rows = self.rows.filter(citations__in=citations).annotate(cited=F("citations"))
        if self.subject:
            rows = rows.select_related(self.subject)
        if self.committee:
            rows = rows.prefetch_related("__".join(filter(None, [self.subject, "names"])))
        for row in rows:
            found = getattr(row, self.subject) if self.subject else row
            yield row.cited, Use(self.label, str(row_name(row, found)), page_of(found))


def row_name(row: Model, subject: Model) -> str:
    """What a use is called: its subject, and who it is about where it is an appointment."""
    return f"{subject}: {row}" if isinstance(row, Appointment) else str(subject)


def page_of(subject: Model) -> str:
    """The page on which the fact is shown, "" if there is none."""
    if isinstance(subject, RegimeElement):
        return reverse("compliance:overview")
    own = getattr(subject, "get_absolute_url", None)
    return str(own()) if own else ""


def visible_sources(user: User | AnonymousUser) -> QuerySet[Source]:
    """All, once any regime is visible: that a document exists is nobody's secret then."""
    return Source.objects.filter(Exists(Regime.objects.visible_to(user))).order_by("title", "key")


def visible_places(source: Source, user: User | AnonymousUser) -> QuerySet[Citation]:
    """The places cited by facts the reader may see; all where no record is closed to them, for
    records cite too."""
    places = source.citations.order_by("locator", "pk")
    closed = Regime.objects.exclude(pk__in=Regime.objects.readable_by(user).values("pk"))
    if not closed.exists():
        return places
    cited = Q()
    for kind in kinds(user):
        cited |= Q(pk__in=kind.rows.order_by().values("citations"))
    return places.filter(cited)


def cited_places(citations: Iterable[Citation], user: User | AnonymousUser) -> list[CitedPlace]:
    """These places with what rests on them. About twenty queries, however many there are."""
    citations = list(citations)
    uses: dict[int, list[Use]] = defaultdict(list)
    for kind in kinds(user):
        for pk, use in kind.uses([each.pk for each in citations]):
            uses[pk].append(use)
    return [
        CitedPlace(
            each.locator,
            each.get_basis_display(),
            each.quote,
            tuple(dict.fromkeys(uses[each.pk])),
        )
        for each in citations
    ]


def kinds(user: User | AnonymousUser) -> list[Kind]:
    """Every kind of fact that cites, as far as the reader may see it."""
    regimes = Regime.objects.visible_to(user)
    agreements = Agreement.objects.visible_to(user)
    obligations = Obligation.objects.visible_to(user)
    committees = Committee.objects.visible_to(user)
    terms = ObligationTerms.objects.filter(obligation__in=obligations)
    agreement_terms = AgreementTerms.objects.filter(agreement__in=agreements)
    appointments = Appointment.objects.filter(committee__in=committees)
    places = CommitteeParent.objects.filter(committee__in=committees)
    sites = Site.objects.filter(pk__in=obligations.order_by().values("site"))
    return [
        Kind(_("Obligation"), obligations),
        Kind(_("Obligation"), terms, "obligation"),
        Kind(_("Agreement"), agreements),
        Kind(_("Agreement"), agreement_terms, "agreement"),
        Kind(_("Working paper"), WorkingPaper.objects.visible_to(user)),
        Kind(_("Site"), sites),
        Kind(_("Party"), Party.objects.visible_to(user)),
        Kind(_("Forum"), Forum.objects.visible_to(user)),
        Kind(_("Committee"), committees, committee=True),
        Kind(_("Place of a committee"), places, "committee", committee=True),
        Kind(_("Appointment"), appointments, "committee", committee=True),
        Kind(_("Meeting"), Meeting.objects.visible_to(user), "committee", committee=True),
        Kind(_("Regime"), regimes),
        Kind(_("Regime element"), RegimeElement.objects.filter(regime__in=regimes)),
        Kind(_("Instrument"), Instrument.objects.filter(regime__in=regimes)),
    ]
