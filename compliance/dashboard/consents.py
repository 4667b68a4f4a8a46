"""Consents: what an obligation needs or was asked for, which authority holds it, since when."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Min, Prefetch, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from agreements.models import AgreementTerms, Citation, Consent, Forum, Level, PartialDate
from agreements.permissions import Asker
from compliance.dashboard.deciders import NextMeeting, deciding, planned_meetings
from compliance.dashboard.figures import Figures, PartyLabel
from compliance.dashboard.states import ObligationLine, obligation_line
from compliance.models import Approval, ApprovalDecision, Consented, Impediment, ImpedimentCause
from compliance.scoring import ObligationResult, Standing, in_force

LEVELS: dict[str, Any] = {
    "national": _("National level"),
    "provincial": _("Level of a province or state"),
    "district": _("Level of a regency or district"),
    **dict(Level.choices),
}
"""The levels of authorities in words; one that is not known speaks for itself."""


class ConsentState(StrEnum):
    """How far a consent is."""

    NEEDED = "needed"  # by the terms; that anybody was asked is not on record
    ASKED = "asked"
    DEFERRED = "deferred"
    APPROVED = "approved"
    REFUSED = "refused"


ONE_DAY = timedelta(days=1)
OPEN = (ConsentState.NEEDED, ConsentState.ASKED, ConsentState.DEFERRED)


@dataclass(frozen=True, slots=True)
class Decided:
    """What an authority decided."""

    outcome: str
    decided_on: PartialDate
    day: date
    reason: str
    language: str
    citations: tuple[Citation, ...]

    @property
    def word(self) -> Any:
        return Consented(self.outcome).label


@dataclass(frozen=True, slots=True)
class Asked:
    """An authority was asked, and what it decided since."""

    key: str
    asked_on: PartialDate | None
    recorded_on: date
    level: str
    text: str
    language: str
    citations: tuple[Citation, ...]
    decided: tuple[Decided, ...]

    @property
    def state(self) -> ConsentState:
        return ConsentState(self.decided[-1].outcome) if self.decided else ConsentState.ASKED


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One authority's consent to one obligation, as of a day."""

    obligation: ObligationLine
    authority: PartyLabel
    side: PartyLabel
    level: str
    beyond: bool  # above the parties that sit in the forum which agreed it
    asked: tuple[Asked, ...]
    state: ConsentState
    waits: bool  # somebody has yet to consent, and something waits for it
    since: date | None  # None: no day on record
    at_least: bool  # it began on that day or before
    until: date  # the day of the decision, else the one looked at
    meeting: NextMeeting | None  # the next that could decide; None: none is planned

    @property
    def days(self) -> int | None:
        return None if self.since is None else max(0, (self.until - self.since).days)

    @property
    def level_word(self) -> Any:
        return LEVELS.get(self.level, self.level)

    @property
    def waiting_key(self) -> str:
        """By which a notice knows it again."""
        return f"approval/{self.obligation.code}/{self.authority.code}/{self.state}"

    @property
    def tag(self) -> str:
        """The code of the word a page prints."""
        return f"consent_{self.state}"

    @property
    def decided(self) -> Decided | None:
        """The last decision, where there is one."""
        last = self.asked[-1].decided if self.asked else ()
        return last[-1] if last else None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every place cited, once."""
        cited: list[Citation] = []
        for asked in self.asked:
            cited += asked.citations
            for each in asked.decided:
                cited += each.citations
        return tuple({citation.pk: citation for citation in cited}.values())


def consents(
    found: Figures,
    forums: Sequence[Forum],
    user: Asker,
    *,
    results: Iterable[ObligationResult] | None = None,
) -> tuple[ConsentLine, ...]:
    """Every consent that these obligations need, or all in force, or that was asked for them; what
    is asked and decided as far as the user may read it. `forums` are all of the regime. Twelve
    queries, however many rows there are."""
    agreed = {each.code: judged.code for judged in found.results for each in judged.obligations}
    if results is None:
        results = (each for judged in found.results for each in judged.obligations)
    wanted = [each for each in results if each.standing is not Standing.ENDED]
    reader = _Reader(found, forums, user, wanted, agreed)
    return tuple(line for each in wanted for line in reader.lines(each))


class _Reader:
    """All that every line is made with."""

    def __init__(
        self,
        found: Figures,
        forums: Sequence[Forum],
        user: Asker,
        results: Sequence[ObligationResult],
        agreed: dict[str, str],
    ) -> None:
        self.found, self.user, self.results, self.agreed = found, user, results, agreed
        self.forums = {forum.slug: forum for forum in forums}
        self.agreements = {each.code: each for each in found.case.agreements}
        prefetch_related_objects(list(forums), "parties")

    def lines(self, result: ObligationResult) -> Iterator[ConsentLine]:
        asked = self.asked.get(result.code, {})
        needed = self.needed.get(result.terms.sequence, {})
        for path in {**needed, **asked}:
            shown = [a for a in asked.get(path, ()) if self._shows(result, path, a, path in needed)]
            if shown or path in needed:
                yield self._line(result, path, needed.get(path), shown)

    def _shows(self, result: ObligationResult, path: str, asked: Asked, needed: bool) -> bool:
        """Whether the record shows by the day that somebody was asked. Where no day is known, what
        a later source tells is no trace of it yet."""
        if asked.asked_on or asked.decided:
            return True
        return self._since(result, path, [asked], needed=needed)[0] is not None

    def _line(
        self, result: ObligationResult, path: str, level: str | None, asked: Sequence[Asked]
    ) -> ConsentLine:
        authority = self.found.parties[path]
        state = asked[-1].state if asked else ConsentState.NEEDED
        since, at_least = self._since(result, path, asked, needed=level is not None)
        last = asked[-1].decided[-1].day if asked and asked[-1].decided else self.found.as_of
        level = level or next((each.level for each in asked if each.level), "")
        waits = state in OPEN and result.standing is not Standing.MET
        forum = self.forums.get(self.agreements[self.agreed[result.code]].forum)
        return ConsentLine(
            obligation=obligation_line(result, self.found),
            authority=authority,
            side=self.found.parties[path.split("/")[0]],
            level=level,
            beyond=forum is not None and _beyond(path, forum),
            asked=tuple(asked),
            state=state,
            waits=waits,
            since=since,
            at_least=at_least,
            until=self.found.as_of if state in OPEN else last,
            meeting=deciding(self.meetings, path, level, forum, self.forums) if waits else None,
        )

    def _since(
        self, result: ObligationResult, path: str, asked: Sequence[Asked], *, needed: bool
    ) -> tuple[date | None, bool]:
        """Since when it waits, and whether that is the latest day on which it can have begun. Where
        no day of asking is known: the first on which the record shows it waiting."""
        if not asked:
            agreed = self.agreed_on.get(self.agreed[result.code])
            return self._needed_since(result, path) or agreed or self._told_first(result), True
        last = asked[-1]
        if last.asked_on:
            return last.asked_on.last_day, False
        shown = [last.recorded_on, *(each.day for each in last.decided)]
        if needed and result.code in self.said_to_lack:
            shown.append(self.said_to_lack[result.code])
        until = self.found.as_of if last.state in OPEN else last.decided[-1].day - ONE_DAY
        return min((day for day in shown if day <= until), default=None), True

    def _told_first(self, result: ObligationResult) -> date | None:
        """The first day on which anything is told of an obligation."""
        days = [report.observed_on for report in result.obligation.reports]
        return min((day for day in days if day <= self.found.as_of), default=None)

    def _needed_since(self, result: ObligationResult, path: str) -> date | None:
        """From when on its terms have needed this consent without a break: further terms that still
        need it do not begin the waiting anew. None: from the beginning."""
        since = result.terms.holds_from
        earlier = [
            each for each in result.obligation.terms if each.sequence < result.terms.sequence
        ]
        for terms in sorted(earlier, key=lambda each: -each.sequence):
            if path not in self.needed[terms.sequence]:
                break
            since = terms.holds_from
        return since

    @cached_property
    def agreed_on(self) -> dict[str, date]:
        """By agreement the last day on which it can have been agreed, where that is known."""
        terms = {
            code: in_force(each.terms, as_of=self.found.as_of, known_at=self.found.known_at)
            for code, each in self.agreements.items()
        }
        by_sequence = {each.sequence: code for code, each in terms.items() if each}
        rows = AgreementTerms.objects.filter(sequence__in=list(by_sequence))
        days = rows.exclude(adopted_on=None).values_list("sequence", "adopted_on")
        return {by_sequence[sequence]: day.last_day for sequence, day in days if day}

    @cached_property
    def needed(self) -> dict[int, dict[str, str]]:
        """By terms the authorities whose consent they need, each with its level."""
        sequences = [terms.sequence for each in self.results for terms in each.obligation.terms]
        found: dict[int, dict[str, str]] = defaultdict(dict)
        rows = Consent.objects.filter(terms__sequence__in=sequences).order_by("terms", "order")
        for sequence, path, level in rows.values_list(
            "terms__sequence", "authority__path", "level"
        ):
            found[sequence][path] = level
        return found

    @cached_property
    def asked(self) -> dict[str, dict[str, list[Asked]]]:
        """By obligation and authority what was asked of it, in the order of the record."""
        decisions = ApprovalDecision.objects.filter(
            recorded_at__lte=self.found.known_at, decided_day__lte=self.found.as_of
        ).prefetch_related("citations__source")
        rows = (
            Approval.objects.visible_to(self.user)
            .filter(
                obligation__code__in=[each.code for each in self.results],
                recorded_at__lte=self.found.known_at,
            )
            .select_related("obligation", "authority")
            .prefetch_related(Prefetch("decisions", decisions), "citations__source")
        )
        found: dict[str, dict[str, list[Asked]]] = defaultdict(lambda: defaultdict(list))
        for row in rows.order_by("sequence"):
            if row.asked_on is None or row.asked_on.first_day <= self.found.as_of:
                found[row.obligation.code][row.authority.path].append(_asked(row, self.found.zone))
        return found

    @cached_property
    def said_to_lack(self) -> dict[str, date]:
        """By obligation the first day on which a reason on record is that authority is lacking."""
        rows = Impediment.objects.visible_to(self.user).filter(
            cause=ImpedimentCause.AUTHORITY,
            obligation__code__in=list(self.asked),
            recorded_at__lte=self.found.known_at,
        )
        return dict(
            rows.order_by()
            .values("obligation")
            .annotate(day=Min("observed_day"))
            .values_list("obligation__code", "day")
        )

    @cached_property
    def meetings(self) -> list[NextMeeting]:
        return planned_meetings(self.user, as_of=self.found.as_of)


def _asked(row: Approval, zone: ZoneInfo) -> Asked:
    return Asked(
        key=str(row.pk),
        asked_on=row.asked_on,
        recorded_on=row.recorded_at.astimezone(zone).date(),
        level=row.level,
        text=row.text,
        language=row.language,
        citations=tuple(row.citations.all()),
        decided=tuple(
            Decided(
                outcome=each.outcome,
                decided_on=each.decided_on,
                day=each.decided_day,
                reason=each.reason,
                language=each.language,
                citations=tuple(each.citations.all()),
            )
            for each in row.decisions.all()
        ),
    )


def _beyond(authority: str, forum: Forum) -> bool:
    """Whether the authority is none of the parties that sit in the forum, nor below one."""
    seated = [party.path for party in forum.parties.all()]
    return not any(f"{authority}/".startswith(f"{path}/") for path in seated)
