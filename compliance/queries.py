"""Rows of the record turned into the plain facts that scoring reads, each with its cost."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Case, CharField, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Cast
from django.utils.translation import get_language

from agreements.models import (
    AgreementTerms,
    Forum,
    ObligationTerms,
    PartialDate,
    Regime,
    RegimeSettings,
)
from compliance.models import DisputeEnding, ProgressReport, Verdict, Verification
from compliance.scoring import facts as scored
from compliance.scoring import in_force
from compliance.scoring.standing import percent_by_status

NAMES = ("name_en", "name_id", "name_ms")
YES, NO = Value("1", CharField()), Value("", CharField())
STATUS = {status.value: status for status in scored.Status}


class Words(NamedTuple):
    """A name in three languages."""

    en: str
    id: str
    ms: str

    def __str__(self) -> str:
        own = getattr(self, (get_language() or "en")[:2], "")
        return str(own or self.id or self.ms or self.en)


class PaperLabel(NamedTuple):
    """What a page says of a paper beside its figures."""

    pk: int
    number: int
    name: Words


class AgreementLabel(NamedTuple):
    code: str
    name: Words
    paper: int  # pk


class Place(NamedTuple):
    """Where something is owed; no position where none is known."""

    code: str
    name: str
    latitude: Decimal | None
    longitude: Decimal | None
    quality: str


class ObligationLabel(NamedTuple):
    pk: int
    code: str
    name: Words
    site: Place | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All that scoring and its pages need about some forums of one regime."""

    agreements: tuple[scored.Agreement, ...]
    papers: dict[int, PaperLabel]  # by pk
    agreement_labels: dict[str, AgreementLabel]  # by code
    obligation_labels: dict[str, ObligationLabel]  # by code
    sources_differ: frozenset[str]  # keys of reports whose sources tell it two ways
    beside: tuple["Beside", ...] = ()  # what was asked for beside the facts


class Beside(NamedTuple):
    """Something that happened beside the reports: what, to what it happened, and when."""

    kind: str  # "" for what scoring reads
    said: str
    code: str
    key: str
    day: str  # a date as far as it is known, or a moment
    place: str


def lineage(forum: Forum, forums: Iterable[Forum]) -> list[Forum]:
    """The forum and those it succeeds, latest first. `forums` holds all of its regime: no query."""
    by_pk = {each.pk: each for each in forums}
    line, found = [forum], forum
    while found.predecessor_id in by_pk and by_pk[found.predecessor_id] not in line:
        found = by_pk[found.predecessor_id]
        line.append(found)
    return line


def case_file(
    forums: Sequence[Forum],
    *,
    known_at: datetime,
    obligation: str | None = None,
    agreement: str | None = None,
    beside: Sequence[QuerySet[Any]] = (),
) -> CaseFile:
    """Facts and labels of these forums' agreements, or of one obligation or agreement alone, as
    recorded by `known_at`. Four queries, however many rows there are, and none for what is asked
    for `beside` (`beside_rows`).

    Reports are keyed by their ledger sequence. What was recorded by the moment is chosen by the
    database, so the facts say of each row the moment itself: ten thousand times cheaper to read,
    and the same to scoring, which asks nothing else of the time of recording.
    """
    in_forums: dict[str, Any] = {"agreement__paper__forum__in": forums}
    terms = AgreementTerms.objects.filter(**in_forums)
    owed = ObligationTerms.objects.filter(**_below("obligation", in_forums))
    reports = ProgressReport.objects.filter(**_below("obligation", in_forums)).exclude(status="")
    answers = Verification.objects.filter(**_below("report__obligation", in_forums))
    endings = DisputeEnding.objects.filter(**_below("dispute__report__obligation", in_forums))
    if obligation is not None:
        terms = terms.filter(agreement__obligations__code=obligation)
        owed = owed.filter(obligation__code=obligation)
        reports = reports.filter(obligation__code=obligation)
        answers = answers.filter(report__obligation__code=obligation)
        endings = endings.filter(dispute__report__obligation__code=obligation)
    if agreement is not None:
        terms = terms.filter(agreement__code=agreement)
        owed = owed.filter(obligation__agreement__code=agreement)
        reports = reports.filter(obligation__agreement__code=agreement)
        answers = answers.filter(report__obligation__agreement__code=agreement)
        endings = endings.filter(dispute__report__obligation__agreement__code=agreement)
    said = _said(answers, endings, known_at, beside)
    return _assembled(
        forums,
        _agreement_rows(terms.filter(recorded_at__lte=known_at), known_at),
        _obligation_rows(owed.filter(recorded_at__lte=known_at), known_at),
        *_reports(reports, said, known_at),
        said.beside,
    )


def _below(prefix: str, conditions: dict[str, Any]) -> dict[str, Any]:
    return {f"{prefix}__{name}": value for name, value in conditions.items()}


class _AgreementRow(NamedTuple):
    code: str
    name: Words
    paper: PaperLabel
    forum: int
    terms: list[scored.AgreementTerms]


class _ObligationRow(NamedTuple):
    label: ObligationLabel
    agreement: int
    terms: list[scored.Terms]


def _agreement_rows(
    terms: QuerySet[AgreementTerms], known_at: datetime
) -> dict[int, _AgreementRow]:
    """One query."""
    rows = terms.order_by(
        "agreement__paper__forum", "agreement__paper__number", "agreement", "sequence"
    ).values_list(
        "agreement_id",
        "agreement__code",
        *(f"agreement__{name}" for name in NAMES),
        "agreement__paper_id",
        "agreement__paper__number",
        *(f"agreement__paper__{name}" for name in NAMES),
        "agreement__paper__forum_id",
        "sequence",
        "holds_from",
        "weight",
        "adopted_on",
        "ended_on",
    )
    found: dict[int, _AgreementRow] = {}
    for row in rows:
        if row[0] not in found:
            paper = PaperLabel(row[5], row[6], Words(*row[7:10]))
            found[row[0]] = _AgreementRow(row[1], Words(*row[2:5]), paper, row[10], [])
        sequence, holds_from, weight, adopted_on, ended_on = row[11:]
        found[row[0]].terms.append(
            scored.AgreementTerms(
                sequence, known_at, holds_from, weight, _opening(adopted_on), _opening(ended_on)
            )
        )
    return found


OBLIGATION = (
    "obligation_id",
    "obligation__code",
    *(f"obligation__{name}" for name in NAMES),
    "obligation__agreement_id",
    *(f"obligation__site__{name}" for name in Place._fields),
)
OWED = (
    "sequence",
    "holds_from",
    "owes__path",
    "weight",
    "starts_on",
    "due_on",
    "ended_on",
)


def _obligation_rows(
    terms: QuerySet[ObligationTerms], known_at: datetime
) -> dict[int, _ObligationRow]:
    """One query; a version comes once for each of its milestones."""
    rows = terms.order_by("obligation", "sequence", "milestones__order").values_list(
        *OBLIGATION, *OWED, "milestones__code", "milestones__weight"
    )
    found: dict[int, _ObligationRow] = {}
    for row in rows:
        label, version, milestone = row[:11], row[11:18], row[18:]
        if label[0] not in found:
            site = Place(*label[6:]) if label[6] else None
            words = ObligationLabel(label[0], label[1], Words(*label[2:5]), site)
            found[label[0]] = _ObligationRow(words, label[5], [])
        versions = found[label[0]].terms
        if not versions or versions[-1].sequence != version[0]:
            versions.append(_terms(known_at, *version))
        if milestone[0]:
            parts = (*versions[-1].milestones, scored.Milestone(*milestone))
            versions[-1] = versions[-1]._replace(milestones=parts)
    return found


def _terms(
    known_at: datetime,
    sequence: int,
    holds_from: date | None,
    owes: str,
    weight: int,
    starts_on: PartialDate | None,
    due_on: PartialDate | None,
    ended_on: PartialDate | None,
) -> scored.Terms:
    due = due_on.last_day if due_on else None
    opened, ended = _opening(starts_on), _opening(ended_on)
    return scored.Terms(sequence, known_at, holds_from, owes, weight, opened, due, ended)


class _Said(NamedTuple):
    """What became of reports, by their sequence: the answers to them, the endings of disputes."""

    answers: dict[int, list[scored.Answer]]
    endings: dict[int, list[scored.Ending]]
    beside: list[Beside]


SAID = ("of", "sequence", "by", "said", "state", "share", "what", "link", "at")


def beside_rows(
    rows: QuerySet[Any],
    kind: str,
    *,
    code: str,
    day: Any,
    said: Any = NO,
    place: Any = NO,
    key: str = "pk",
) -> QuerySet[Any]:
    """Rows of any table as `case_file` reads them beside the facts: `code` names the column of
    what they are about, `day` when it was, `key` whose page tells of it."""
    found: QuerySet[Any] = rows.annotate(
        of=Cast(Value(None), IntegerField()),
        by=place,
        said=said,
        state=F(code),
        share=Cast(Value(None), IntegerField()),
        what=Value(kind, CharField()),
        link=Cast(key, CharField()),
        at=day,
        **({} if _has(rows, "sequence") else {"sequence": Value(0)}),
    )
    return found


def _has(rows: QuerySet[Any], name: str) -> bool:
    return any(field.name == name for field in rows.model._meta.get_fields())


def _said(
    answers: QuerySet[Verification],
    endings: QuerySet[Any],
    known_at: datetime,
    beside: Sequence[QuerySet[Any]] = (),
) -> _Said:
    """One query for all: a board asks for few, and none of these tables may cost one of its own."""
    by_answer = answers.filter(recorded_at__lte=known_at).annotate(
        of=F("report__sequence"),
        by=F("side__code"),
        said=F("verdict"),
        state=NO,
        share=Cast(Value(None), IntegerField()),
        **dict.fromkeys(("what", "link", "at"), NO),
    )
    by_ending = endings.filter(recorded_at__lte=known_at).annotate(
        of=F("dispute__report__sequence"),
        by=NO,
        said=F("finding"),
        state=F("status"),
        share=Cast("percent", IntegerField()),
        **dict.fromkeys(("what", "link", "at"), NO),
    )
    legs = [each.order_by().values_list(*SAID) for each in (by_ending, *beside)]
    rows: Any = by_answer.order_by().values_list(*SAID).union(*legs, all=True)
    found = _Said(defaultdict(list), defaultdict(list), [])
    for report, sequence, side, said, status, percent, *other in sorted(rows, key=itemgetter(1)):
        if other[0]:
            found.beside.append(Beside(other[0], said, status, other[1], other[2], side))
        elif side:
            accepted = said == Verdict.ACCEPTED
            found.answers[report].append(scored.Answer(sequence, known_at, side, accepted))
        else:
            hundredths = percent_by_status(STATUS[status], percent) if status else percent
            fraction = None if hundredths is None else Fraction(hundredths, 100)
            ending = scored.Ending(sequence, known_at, scored.Finding(said), fraction)
            found.endings[report].append(ending)
    return found


def _reports(
    reports: QuerySet[ProgressReport],
    said: _Said,
    known_at: datetime,
) -> tuple[dict[int, list[scored.Report]], frozenset[str]]:
    """By obligation, and the keys of those whose sources differ. One query.

    Dates and flags come as text: columns that Django converts row by row cost more than all the
    rest of a large forum's board.
    """
    found: dict[int, list[scored.Report]] = defaultdict(list)
    differing = set()
    rows = (
        reports.filter(recorded_at__lte=known_at)
        .order_by()
        .annotate(
            day=Cast("observed_day", CharField()),
            silent=Case(When(silence_until__lte=known_at, then=YES), default=NO),
            differ=Case(When(sources_differ=True, then=YES), default=NO),
        )
        .values_list(
            *("obligation_id", "sequence", "day", "status", "percent", "side__code"),
            *("milestone", "silent", "corrects__sequence", "differ"),
        )
    )
    days: dict[str, date] = {}
    for obligation, sequence, day, status, percent, side, *rest in rows:
        milestone, silent, corrects, differ = rest
        if differ:
            differing.add(str(sequence))
        if day not in days:
            days[day] = date.fromisoformat(day)
        found[obligation].append(
            scored.Report(
                str(sequence),
                sequence,
                known_at,
                days[day],
                STATUS[status],
                percent,
                side is not None,
                side,
                milestone or None,
                known_at if silent else None,
                str(corrects) if corrects else None,
                tuple(said.answers.get(sequence, ())),
                tuple(said.endings.get(sequence, ())),
            )
        )
    return found, frozenset(differing)


def _opening(day: PartialDate | None) -> date | None:
    return day.first_day if day else None


def _assembled(
    forums: Sequence[Forum],
    agreements: dict[int, _AgreementRow],
    obligations: dict[int, _ObligationRow],
    reports: dict[int, list[scored.Report]],
    differing: frozenset[str],
    beside: Iterable[Beside] = (),
) -> CaseFile:
    by_forum = {forum.pk: forum for forum in forums}
    owed: dict[int, list[scored.Obligation]] = defaultdict(list)
    for pk, row in obligations.items():
        code = agreements[row.agreement].code
        said = tuple(reports.get(pk, ()))
        owed[row.agreement].append(scored.Obligation(row.label.code, code, tuple(row.terms), said))
    facts = tuple(
        scored.Agreement(
            row.code,
            row.paper.number,
            by_forum[row.forum].slug,
            _opening(by_forum[row.forum].started_on),
            tuple(row.terms),
            tuple(owed.get(pk, ())),
        )
        for pk, row in agreements.items()
    )
    return CaseFile(
        agreements=facts,
        papers={row.paper.pk: row.paper for row in agreements.values()},
        agreement_labels={
            row.code: AgreementLabel(row.code, row.name, row.paper.pk)
            for row in agreements.values()
        },
        obligation_labels={row.label.code: row.label for row in obligations.values()},
        sources_differ=differing,
        beside=tuple(beside),
    )


class SettingsVersion(NamedTuple):
    """A version of a regime's settings, as far as a figure reads it."""

    sequence: int
    recorded_at: datetime
    holds_from: date | None
    thresholds: scored.Thresholds
    time_zone: str
    silence_days: int


def settings_versions(regime: Regime) -> tuple[SettingsVersion, ...]:
    """Every version of the settings, the first recorded first. One query."""
    rows = RegimeSettings.objects.filter(regime=regime).order_by("sequence")
    return tuple(
        SettingsVersion(
            row.sequence,
            row.recorded_at,
            row.holds_from,
            thresholds_of(row.thresholds),
            row.time_zone,
            row.silence_days,
        )
        for row in rows
    )


def settings_on(
    versions: Sequence[SettingsVersion], *, as_of: date, known_at: datetime
) -> SettingsVersion:
    """Those that hold at the date, as known at the moment; before any was known, the first."""
    return in_force(versions, as_of=as_of, known_at=known_at) or versions[0]


def settings_in_force(regime: Regime, *, as_of: date, known_at: datetime) -> SettingsVersion:
    """The settings that hold at the date, as known at the moment. One query."""
    return settings_on(settings_versions(regime), as_of=as_of, known_at=known_at)


def thresholds_of(values: dict[str, str]) -> scored.Thresholds:
    """Decimal texts as exact fractions."""
    return scored.Thresholds(**{name: Fraction(value) for name, value in values.items()})
