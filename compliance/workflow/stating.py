"""What a report says, and what is checked before it is written, by whichever verb writes it."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.models import (
    Forum,
    Membership,
    Obligation,
    PartialDate,
    Party,
    RegimeSettings,
    Role,
    User,
)
from agreements.permissions import acts_in
from compliance.models import ProgressReport, Status
from compliance.workflow.preliminaries import current_settings

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a report says, as it was given."""

    observed_on: PartialDate
    narrative: str
    status: str = ""
    percent: int | None = None
    milestone: str = ""
    language: str = ""
    sources_differ: bool = False


def status_of(percent: int) -> Status:
    """The state that a bare share speaks of."""
    if percent <= 0:
        return Status.NOT_STARTED
    return Status.FULFILLED if percent >= 100 else Status.IN_PROGRESS


class Asked:
    """What reports of one transaction ask the register, each question once: under the ledger's
    lock its answer cannot change."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._known: dict[tuple[Any, ...], Any] = {}

    def know(self, obligations: Iterable[Obligation]) -> None:
        """What is asked of these, which were read a moment ago with all their terms, who owes by
        them, and their milestones."""
        for obligation in obligations:
            terms = sorted(obligation.terms.all(), key=lambda each: each.sequence)
            codes = [part.code for part in terms[-1].milestones.all()] if terms else None
            self._known["milestones", obligation.pk] = None if codes is None else frozenset(codes)
            self._known["owing", obligation.pk] = [each.owes for each in terms]

    def settings(self, regime_id: int) -> RegimeSettings:
        """Those recorded last."""
        return self._once(("settings", regime_id), lambda: current_settings(regime_id))

    def today(self, regime_id: int) -> date:
        """In the time zone of the regime."""
        zone = ZoneInfo(self.settings(regime_id).time_zone)
        return self.now.astimezone(zone).date()

    def side(self, code: str) -> Party:
        return self._once(("side", code), lambda: Party.objects.get(code=code))

    def milestones(self, obligation: Obligation) -> frozenset[str] | None:
        """Their codes by the terms recorded last; None: there are no terms."""
        return self._once(("milestones", obligation.pk), lambda: _milestones(obligation))

    def owed_by(self, obligation: Obligation, party: Party) -> bool:
        """Whether this party or one below it owes the obligation, or did."""
        owing = self._once(
            ("owing", obligation.pk),
            lambda: list(Party.objects.filter(owed_terms__obligation=obligation)),
        )
        return any(f"{each.path}/".startswith(f"{party.path}/") for each in owing)

    def silence_end(self, forum: Forum, side: str) -> datetime | None:
        """When what this side claims today stands, unless it is contested."""

        def ask() -> datetime | None:
            today, settings = self.today(forum.regime_id), self.settings(forum.regime_id)
            return silence_end(today, settings=settings, forum=forum, side=side)

        return self._once(("silence", forum.pk, side), ask)

    def _once(self, question: tuple[Any, ...], ask: Callable[[], Answer]) -> Answer:
        if question not in self._known:
            self._known[question] = ask()
        answer: Answer = self._known[question]
        return answer


def _milestones(obligation: Obligation) -> frozenset[str] | None:
    terms = obligation.terms.order_by("-sequence").first()
    return frozenset(terms.milestones.values_list("code", flat=True)) if terms else None


def drafted(
    asked: Asked,
    *,
    obligation: Obligation,
    statement: Statement,
    author: User | None,
    party: Party | None,
    cited: bool,
    corrects: ProgressReport | None = None,
    submission_key: uuid.UUID | None = None,
) -> ProgressReport:
    """The report as it would be written now, if nothing stands against it."""
    forum = obligation.forum
    report = ProgressReport(
        obligation=obligation,
        claim=party is not None,
        party=party,
        side=asked.side(party.side_code) if party else None,
        author=author,
        corrects=corrects,
        submission_key=submission_key or uuid.uuid4(),
        **_spoken(statement, asked.today(forum.regime_id)),
    )
    if party is not None:
        report.silence_until = asked.silence_end(forum, party.side_code)
    _check_report(asked, report, cited=cited)
    return report


def _spoken(statement: Statement, today: date) -> dict[str, Any]:
    """The statement's columns; refuses a day that has not come."""
    if statement.observed_on.first_day > today:
        sentence = _("That day has not come yet. Give the day on which it was so.")
        raise ValidationError({"observed_on": ValidationError(sentence, code="future")})
    status = statement.status
    if not status and statement.percent is not None:
        status = status_of(statement.percent)
    return {
        "status": status,
        "percent": statement.percent,
        "milestone": statement.milestone,
        "narrative": statement.narrative,
        "language": statement.language,
        "sources_differ": statement.sources_differ,
        "observed_on": statement.observed_on,
        # A month or year speaks for its end, but never for days that were still to come.
        "observed_day": min(statement.observed_on.last_day, today),
    }


def _check_report(asked: Asked, report: ProgressReport, *, cited: bool) -> None:
    milestones = asked.milestones(report.obligation)
    if milestones is None:
        raise ValidationError(_("This obligation has no terms yet."), code="no_terms")
    if report.milestone and report.milestone not in milestones:
        sentence = _("The terms have no such milestone.")
        raise ValidationError({"milestone": ValidationError(sentence, code="milestone")})
    if report.party:
        if not asked.owed_by(report.obligation, report.party):
            raise ValidationError(
                _("Only the party that owes this claims progress on it."), code="other_side"
            )
    elif not cited:
        sentence = _("An observation needs its published source.")
        raise ValidationError({"source": ValidationError(sentence, code="source")})
    if report.corrects:
        _check_correction(report, report.corrects)


def _check_correction(report: ProgressReport, corrected: ProgressReport) -> None:
    same = (
        corrected.obligation_id == report.obligation_id
        and corrected.milestone == report.milestone
        and corrected.side_id == report.side_id
    )
    if not same:
        raise ValidationError(
            _("A report corrects one of its own side on the same obligation."), code="corrects"
        )
    if corrected.corrections.exists():
        raise ValidationError(
            _("This report was already corrected: correct the later one."), code="corrected"
        )


def silence_end(
    today: date, *, settings: RegimeSettings, forum: Forum, side: str
) -> datetime | None:
    """The moment after the last day to contest, in whole days of the regime's time zone.

    None, and so never accepted by silence, while no other side has an active official who could
    contest.
    """
    others = forum.side_codes() - {side}
    officials = Membership.objects.filter(
        role=Role.OFFICIAL, user__is_active=True, regime=forum.regime
    ).select_related("party", "forum__predecessor")
    if not any(m.party and m.party.side_code in others and acts_in(m, forum) for m in officials):
        return None
    day_after = today + timedelta(days=settings.silence_days + 1)
    return datetime.combine(day_after, time.min, ZoneInfo(settings.time_zone))
