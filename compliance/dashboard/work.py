"""What waits for a person, in each of their roles, as of a day and as known at a moment."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agreements.models import AgreementTerms, Forum, ObligationTerms, PartialDate, Role
from agreements.permissions import Asker, memberships
from compliance.dashboard.concerns import COMING, Look, Silent, Text, ToAnswer, ToReport, seat_of
from compliance.dashboard.figures import Figures
from compliance.dashboard.news import News, latest_news
from compliance.dashboard.reading import last_day_to_contest
from compliance.dashboard.states import ObligationLine
from compliance.dashboard.turns import Turns, turns
from compliance.models import ProgressReport, ReportDraft, Verdict
from compliance.scoring import Agreement, ObligationResult, Standing

SHOWN = 40
"""Beyond so many a section says how many more there are."""


@dataclass(frozen=True, slots=True)
class Worklist:
    """One person's work."""

    roles: frozenset[Role]
    to_report: list[ToReport]
    to_answer: list[ToAnswer]
    contested: list[ToAnswer]
    waiting: list[ToAnswer]
    silent: list[Silent]
    unassessed: list[ObligationLine]
    drafts: list[ReportDraft]
    turns: Turns  # in disputes and offers
    news: tuple[News, ...]  # for those who watch

    @property
    def count(self) -> int:
        """How many things wait for the person."""
        contested = sum(each.own for each in self.contested)
        lists = (self.to_report, self.to_answer, self.silent, self.unassessed)
        turns = len(self.turns.disputes) + len(self.turns.offers)
        return contested + turns + sum(len(each) for each in lists)


def worklist(
    user: Asker,
    forums: Sequence[Forum],
    found: Sequence[Figures],
    *,
    known_at: datetime,
    zone: ZoneInfo,
) -> Worklist:
    """The work of a person at these forums, from figures already computed. Twelve queries, and for
    officials those of their turns."""
    seats = {forum.slug: seat_of(user, forum) for forum in forums}
    looks = [
        Look(figures, seats[case.forum], case, result)
        for figures in found
        for case, result in _judged(figures)
    ]
    roles = frozenset(Role(membership.role) for membership in memberships(user))
    reports = _timed(
        [pair for look in looks for pair in look.reports()], known_at=known_at, zone=zone
    )
    work = Worklist(
        roles=roles,
        to_answer=[each for name, each in reports if name == "to_answer"],
        contested=[each for name, each in reports if name == "contested"],
        waiting=[each for name, each in reports if name == "waiting"],
        to_report=sorted(
            (each for look in looks for each in look.to_report()),
            key=_most_urgent,
        ),
        silent=sorted((each for look in looks for each in look.silent()), key=_longest),
        unassessed=[line for look in looks for line in look.unassessed()],
        drafts=_drafts(user),
        turns=turns(user, forums, found[0].parties if found else {}, known_at=known_at, zone=zone),
        news=_news(user, forums, looks) if roles - {Role.OFFICIAL} else (),
    )
    return _worded(work, _Words(work, user, forums))


def _timed(
    pairs: Sequence[tuple[str, ToAnswer]], *, known_at: datetime, zone: ZoneInfo
) -> list[tuple[str, ToAnswer]]:
    """The same, with the days left to contest each claim, the most urgent first. One query."""
    sequences = [each.report for _name, each in pairs]
    rows = ProgressReport.objects.filter(sequence__in=sequences)
    found = {
        str(sequence): (str(pk), silence_until)
        for sequence, pk, silence_until in rows.values_list("sequence", "pk", "silence_until")
    }
    today = known_at.astimezone(zone).date()
    timed = []
    for name, each in pairs:
        pk, silence_until = found[each.report]
        last_day = last_day_to_contest(silence_until, zone) if silence_until else None
        left = max(0, (last_day - today).days) if last_day else None
        key = f"{name}/{pk}"
        timed.append((name, replace(each, key=key, pk=pk, last_day=last_day, days_left=left)))
    return sorted(timed, key=lambda pair: pair[1].urgency)


def _most_urgent(each: ToReport) -> tuple[int, int]:
    """What is overdue longest comes first, then what is due next."""
    return -each.overdue_days, COMING + 1 if each.days_left is None else each.days_left


def _longest(each: Silent) -> tuple[bool, date]:
    """Those of whose beginning nothing is known come first."""
    return each.began is not None, each.began or date.max


def _news(user: Asker, forums: Sequence[Forum], looks: Sequence[Look]) -> tuple[News, ...]:
    """What was reported last. Three queries."""
    if not looks:
        return ()
    figures = looks[0].figures
    lines = [look.line for look in looks if look.result.due]
    return latest_news(user, forums, lines, as_of=figures.as_of, known_at=figures.known_at)


def _judged(figures: Figures) -> Iterator[tuple[Agreement, ObligationResult]]:
    """Everything in force on the day, with the agreement it stands under."""
    cases = {case.code: case for case in figures.case.agreements}
    for result in figures.results:
        for each in result.obligations:
            if each.standing is not Standing.ENDED:
                yield cases[result.code], each


def _drafts(user: Asker) -> list[ReportDraft]:
    """One query."""
    drafts = ReportDraft.objects.visible_to(user)
    return list(drafts.select_related("obligation", "author"))


def _worded(work: Worklist, words: "_Words") -> Worklist:
    """The same, what is shown of it with its words and with dates as far as they are known."""
    return replace(
        work,
        to_report=[words.to_report(each) for each in work.to_report],
        to_answer=[words.to_answer(each) for each in work.to_answer],
        contested=[words.to_answer(each) for each in work.contested],
        waiting=[words.to_answer(each) for each in work.waiting],
        silent=[words.silent(each) for each in work.silent],
    )


Dates = dict[int, PartialDate | None]


class _Words:
    """What the rows say of those items that a page shows. Six queries."""

    def __init__(self, work: Worklist, user: Asker, forums: Sequence[Forum]) -> None:
        report, silent = work.to_report[:SHOWN], work.silent[:SHOWN]
        keys = {each.seen for each in report} | {each.claim for each in silent}
        for items in (work.to_answer, work.contested, work.waiting):
            keys |= {each.report for each in items[:SHOWN]}
        self._texts = _texts(user, keys - {""})
        self._due, self._starts = _terms_dates([*report, *silent])
        self._adopted = _adoption_dates(silent)
        self._began = {forum.slug: forum.started_on for forum in forums}
        self._drafts = {draft.obligation.code: draft for draft in work.drafts}

    def to_report(self, each: ToReport) -> ToReport:
        return replace(
            each,
            due_on=self._due.get(each.terms),
            seen_on=self._day(each.seen),
            draft=self._drafts.get(each.line.code),
        )

    def to_answer(self, each: ToAnswer) -> ToAnswer:
        return replace(each, text=self._texts.get(each.report))

    def silent(self, each: Silent) -> Silent:
        began = self._starts.get(each.terms) or self._adopted.get(each.agreement_terms)
        return replace(each, since=self._day(each.claim) or began or self._began[each.forum])

    def _day(self, report: str) -> PartialDate | None:
        text = self._texts.get(report)
        return text.observed_on if text else None


def _terms_dates(items: Sequence[ToReport | Silent]) -> tuple[Dates, Dates]:
    """When things are due and when they start, by the sequence of their terms. One query."""
    sequences = [each.terms for each in items]
    rows = ObligationTerms.objects.filter(sequence__in=sequences)
    found = list(rows.values_list("sequence", "due_on", "starts_on"))
    return {row[0]: row[1] for row in found}, {row[0]: row[2] for row in found}


def _adoption_dates(items: Sequence[Silent]) -> Dates:
    """When agreements were adopted, by the sequence of their terms. One query."""
    sequences = [each.agreement_terms for each in items]
    rows = AgreementTerms.objects.filter(sequence__in=sequences)
    return dict(rows.values_list("sequence", "adopted_on"))


def _texts(user: Asker, keys: Collection[str]) -> dict[str, Text]:
    """What the reports say, by their keys. Four queries."""
    rows = ProgressReport.objects.visible_to(user).filter(sequence__in=keys)
    return {
        str(report.sequence): _text(report)
        for report in rows.prefetch_related("citations__source", "verifications")
    }


def _text(report: ProgressReport) -> Text:
    contests = [a for a in report.verifications.all() if a.verdict == Verdict.CONTESTED]
    return Text(
        observed_on=report.observed_on,
        narrative=report.narrative,
        language=report.language,
        citations=tuple(report.citations.all()),
        reason=contests[-1].reason if contests else "",
    )
