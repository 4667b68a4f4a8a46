"""Why something is not met, what is lacking, and what analysts make of a party: each as somebody
said it, the reason given and the reason assessed never merged."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from agreements.models import Agreement, Citation, Forum, Obligation, PartialDate, Party
from agreements.permissions import Asker
from compliance.dashboard.figures import Figures, PartyLabel
from compliance.dashboard.states import ObligationLine, obligation_line
from compliance.models import (
    Assessment,
    CapacityNeed,
    Impediment,
    ImpedimentCause,
    NeedSupport,
    SupportStage,
    Voice,
)

Labels = Mapping[str, PartyLabel]  # by path


@dataclass(frozen=True, slots=True)
class Said:
    """Something that somebody said of an obligation."""

    key: str
    obligation: str  # code
    cause: str
    by: PartyLabel | None  # the party that speaks
    author: str  # whose words they are, where no party speaks
    text: str
    language: str
    observed_on: PartialDate
    citations: tuple[Citation, ...]

    @property
    def cause_word(self) -> Any:
        return ImpedimentCause(self.cause).label


@dataclass(frozen=True, slots=True)
class Stage:
    """Support for a need, or the effect it had."""

    stage: str
    by: PartyLabel | None
    donor: str
    text: str
    language: str
    observed_on: PartialDate
    citations: tuple[Citation, ...]

    @property
    def word(self) -> Any:
        return SupportStage(self.stage).label


@dataclass(frozen=True, slots=True)
class Need:
    """What is lacking, and what became of it."""

    said: Said
    stages: tuple[Stage, ...]

    @property
    def promised(self) -> bool:
        return any(each.stage == SupportStage.PROMISED for each in self.stages)

    @property
    def delivered(self) -> bool:
        return any(each.stage == SupportStage.DELIVERED for each in self.stages)

    @property
    def met(self) -> bool:
        """Whether the effect that was said last is that it is met."""
        effects = [e.stage for e in self.stages if e.stage in (SupportStage.MET, "no_effect")]
        return bool(effects) and effects[-1] == SupportStage.MET


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The reasons and the needs on record, as of a day."""

    given: tuple[Said, ...]
    assessed: tuple[Said, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class CauseLine:
    """How often one cause is given, and how often it is assessed."""

    cause: str
    given: int
    assessed: int
    most: int  # of any cause in either voice: the length of the longest bar
    obligations: tuple[ObligationLine, ...]

    @property
    def word(self) -> Any:
        return ImpedimentCause(self.cause).label

    @property
    def given_width(self) -> str:
        return f"{100 * self.given // self.most}%"

    @property
    def assessed_width(self) -> str:
        return f"{100 * self.assessed // self.most}%"


@dataclass(frozen=True, slots=True)
class Graded:
    """One analyst's grade, with the reason for it."""

    party: PartyLabel | None
    assessor: str
    scale: Any
    grade: Any
    rationale: str
    language: str
    observed_on: PartialDate
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class GradedThing:
    """All grades of one party on the same thing, side by side; none is averaged away."""

    party: PartyLabel | None
    agreement: Agreement | None  # None: as a whole
    forum: str
    grades: tuple[Graded, ...]


@dataclass(frozen=True, slots=True)
class PartyDiagnosis:
    """Why a party does not meet what it owes, what it lacks, how it is graded."""

    causes: tuple[CauseLine, ...]
    reasons: tuple[tuple[ObligationLine, Diagnosis], ...]
    assessments: tuple[GradedThing, ...]

    @property
    def needs(self) -> list[tuple[ObligationLine, Need]]:
        return [(line, need) for line, said in self.reasons for need in said.needs]


def diagnosis_of(
    obligation: Obligation, user: Asker, labels: Labels, *, as_of: date, known_at: datetime
) -> Diagnosis:
    """What is said of one obligation. At most six queries."""
    rows = {"obligation": obligation}
    return _by_obligation(rows, user, labels, as_of, known_at).get(
        obligation.code, Diagnosis((), (), ())
    )


def party_diagnosis(
    party: Party, forums: Sequence[Forum], found: Figures, user: Asker
) -> PartyDiagnosis:
    """What is said of all that a party and those below it owe. At most nine queries."""
    as_of, known_at = found.as_of, found.known_at
    lines = {
        each.code: obligation_line(each, found)
        for result in found.results
        for each in result.obligations
        if f"{each.owes}/".startswith(f"{party.path}/")
    }
    said = _by_obligation(
        {"obligation__agreement__paper__forum__in": forums}, user, found.parties, as_of, known_at
    )
    own = tuple((lines[code], said[code]) for code in lines if code in said)
    graded = Assessment.objects.filter(party__path=party.path)
    return PartyDiagnosis(
        causes=_causes(own),
        reasons=own,
        assessments=_things(graded.filter(forum__in=forums), user, found),
    )


def agreement_grades(agreement: Agreement, found: Figures, user: Asker) -> tuple[GradedThing, ...]:
    """How each party is graded on one agreement. At most three queries."""
    return _things(Assessment.objects.filter(agreement=agreement), user, found)


def _by_obligation(
    rows: dict[str, Any], user: Asker, labels: Labels, as_of: date, known_at: datetime
) -> dict[str, Diagnosis]:
    known: dict[str, Any] = {"recorded_at__lte": known_at, "observed_day__lte": as_of}
    reasons: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for each in _with_words(Impediment.objects.visible_to(user).filter(**rows, **known)):
        reasons[each.obligation.code, each.voice].append(_said(each, labels, each.assessor))
    support = NeedSupport.objects.filter(**known).select_related("party")
    wanted = _with_words(CapacityNeed.objects.visible_to(user).filter(**rows, **known))
    needs: dict[str, list[Need]] = defaultdict(list)
    for each in wanted.prefetch_related(
        Prefetch("support", support.prefetch_related("citations__source"))
    ):
        stages = tuple(_stage(stage, labels) for stage in each.support.all())
        needs[each.obligation.code].append(Need(_said(each, labels), stages))
    return {
        code: Diagnosis(
            given=tuple(reasons[code, Voice.GIVEN]),
            assessed=tuple(reasons[code, Voice.ASSESSED]),
            needs=tuple(needs[code]),
        )
        for code in {*(code for code, _voice in reasons), *needs}
    }


def _with_words(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("obligation", "party", "author").prefetch_related(
        "citations__source"
    )


def _said(row: Any, labels: Labels, author: str = "") -> Said:
    if not author and row.party is None and row.author:
        author = row.author.get_full_name() or row.author.get_username()
    return Said(
        key=str(row.pk),
        obligation=row.obligation.code,
        cause=row.cause,
        by=labels.get(row.party.path) if row.party else None,
        author=author,
        text=row.text,
        language=row.language,
        observed_on=row.observed_on,
        citations=tuple(row.citations.all()),
    )


def _stage(row: NeedSupport, labels: Labels) -> Stage:
    return Stage(
        stage=row.stage,
        by=labels.get(row.party.path) if row.party else None,
        donor=row.donor,
        text=row.text,
        language=row.language,
        observed_on=row.observed_on,
        citations=tuple(row.citations.all()),
    )


def _causes(own: Iterable[tuple[ObligationLine, Diagnosis]]) -> tuple[CauseLine, ...]:
    """Each cause that is on record, in the order of the codes."""
    given: dict[str, list[ObligationLine]] = defaultdict(list)
    assessed: dict[str, list[ObligationLine]] = defaultdict(list)
    for line, said in own:
        for reason in said.given:
            given[reason.cause].append(line)
        for reason in said.assessed:
            assessed[reason.cause].append(line)
    most = max((len(found) for found in (*given.values(), *assessed.values())), default=0)
    return tuple(
        CauseLine(
            cause=cause,
            given=len(given[cause]),
            assessed=len(assessed[cause]),
            most=most,
            obligations=tuple({e.code: e for e in given[cause] + assessed[cause]}.values()),
        )
        for cause in ImpedimentCause.values
        if cause in given or cause in assessed
    )


def _things(rows: QuerySet[Assessment], user: Asker, found: Figures) -> tuple[GradedThing, ...]:
    visible = Assessment.objects.visible_to(user).filter(
        pk__in=rows, recorded_at__lte=found.known_at, observed_day__lte=found.as_of
    )
    things: dict[tuple[str, str, str], list[Assessment]] = defaultdict(list)
    for row in visible.select_related("forum", "party", "agreement").prefetch_related(
        "citations__source"
    ):
        code = row.agreement.code if row.agreement else ""
        things[row.party.path, row.forum.slug, code].append(row)
    return tuple(
        GradedThing(
            party=found.parties.get(path),
            agreement=same[0].agreement,
            forum=str(same[0].forum.name),
            grades=tuple(_graded(row, found) for row in same),
        )
        for (path, _forum, _code), same in sorted(things.items())
    )


def _graded(row: Assessment, found: Figures) -> Graded:
    return Graded(
        party=found.parties.get(row.party.path),
        assessor=row.assessor,
        scale=row.get_scale_display(),
        grade=row.get_grade_display(),
        rationale=row.rationale,
        language=row.language,
        observed_on=row.observed_on,
        citations=tuple(row.citations.all()),
    )
