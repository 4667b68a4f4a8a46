"""From a ledger download (JSON lines) to facts: any published figure again, without the server.

Partial dates open on their first day and close on their last: starts, adoptions and ends are read
as the first day of a year or month, due days as the last.
"""

import calendar
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from fractions import Fraction
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from compliance.scoring.download import (
    DownloadError,
    Entry,
    Known,
    Opened,
    moment_of,
    opened,
    read,
    refuse_closed,
)
from compliance.scoring.facts import (
    Agreement,
    AgreementTerms,
    Answer,
    Ending,
    Finding,
    Milestone,
    Obligation,
    Report,
    Status,
    Terms,
    Thresholds,
)
from compliance.scoring.standing import percent_by_status
from compliance.scoring.terms import in_force

T = TypeVar("T")


class Settings(NamedTuple):
    """One version of a regime's settings, as far as scoring reads them."""

    sequence: int
    recorded_at: datetime
    holds_from: date | None
    thresholds: Thresholds
    time_zone: tzinfo


@dataclass(frozen=True, slots=True)
class ForumFacts:
    """All that the scores of a forum need."""

    agreements: tuple[Agreement, ...]  # its own and its predecessors'
    sides: tuple[str, ...]  # of its parties
    thresholds: Thresholds


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """The last microsecond of a day in a time zone."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def known_at_of(text: str | None, entries: Sequence[Entry], *, forum: str) -> datetime:
    """The moment meant by a day (its end), by an ISO moment, or by nothing (the last entry).

    A day is one of the regime's time zone, and so is a moment that names no offset.
    """
    if text is None:
        return entries[-1].recorded_at
    try:
        moment = datetime.fromisoformat(text)
        zone = _time_zone(entries, forum=forum, day=moment.date())
        if len(text) <= len("YYYY-MM-DD"):
            return end_of_day(moment.date(), zone)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except DownloadError:
        raise
    except (ValueError, OverflowError) as error:
        raise DownloadError(f"{text!r} is neither a date nor a moment.") from error


def forum_facts(
    entries: Sequence[Entry], *, forum: str, as_of: date, known_at: datetime
) -> ForumFacts:
    """The facts of a forum, as known at a moment; `as_of` chooses the thresholds."""
    known = opened(entries, known_at=known_at)
    forums = _forums(known, forum=forum)
    regime, codes = read(forums[forum], lambda e: (e.payload["regime"], e.payload["parties"]))
    refuse_closed(entries, regime=regime, known_at=known_at)
    settings = _settings_at(entries, regime=regime, as_of=as_of, known_at=known_at)
    if settings is None:
        raise DownloadError(f"This file opens no settings of {regime}.")
    paths = _paths(known)
    return ForumFacts(
        agreements=_agreements(known, forums, paths),
        sides=tuple(sorted({_side(_path(paths, code)) for code in codes})),
        thresholds=settings.thresholds,
    )


def _forums(known: Known, *, forum: str) -> dict[str, Opened]:
    """A forum and its predecessors, by slug."""
    every = {str(entry.payload.get("forum")): entry for entry in known.get("forum", ())}
    found: dict[str, Opened] = {}
    slug: str | None = forum
    while slug is not None and slug not in found:
        if slug not in every:
            raise DownloadError(f"This file opens no forum {slug!r} recorded by that moment.")
        found[slug] = every[slug]
        slug = every[slug].payload.get("predecessor")
    return found


def _settings_at(
    entries: Sequence[Entry], *, regime: object, as_of: date, known_at: datetime
) -> Settings | None:
    """The settings that hold; before the first was known or held, the first."""
    every = opened(entries, known_at=entries[-1].recorded_at).get("settings", ())
    versions = [read(e, _settings_of) for e in every if e.payload.get("regime") == regime]
    return in_force(versions, as_of=as_of, known_at=known_at) or next(iter(versions), None)


def _settings_of(entry: Opened) -> Settings:
    payload = entry.payload
    thresholds = payload["thresholds"]
    return Settings(
        sequence=entry.sequence,
        recorded_at=entry.recorded_at,
        holds_from=_optional(payload["holds_from"], date.fromisoformat),
        thresholds=Thresholds(
            full=Fraction(thresholds["full"]),
            high=Fraction(thresholds["high"]),
            partial=Fraction(thresholds["partial"]),
        ),
        time_zone=ZoneInfo(payload["time_zone"]),
    )


def _time_zone(entries: Sequence[Entry], *, forum: str, day: date) -> tzinfo:
    """The time zone of a forum's regime on a day."""
    last = entries[-1].recorded_at
    regime = _forums(opened(entries, known_at=last), forum=forum)[forum].payload.get("regime")
    held = _settings_at(entries, regime=regime, as_of=day, known_at=last)
    return UTC if held is None else held.time_zone


def _paths(known: Known) -> dict[str, str]:
    """The path of each party in the tree, by code; an entry made anew replaces the earlier one."""
    parents: dict[str, str | None] = {}
    for entry in known.get("party", ()):
        code, parent = read(entry, lambda e: (e.payload["party"], e.payload["parent"]))
        parents[code] = parent
    return {code: _path_in(parents, code) for code in parents}


def _path_in(parents: Mapping[str, str | None], code: str) -> str:
    path, parent = [code], parents[code]
    while parent is not None and parent not in path:
        path.insert(0, parent)
        parent = parents.get(parent)
    return "/".join(path)


def _path(paths: Mapping[str, str], code: str) -> str:
    if code not in paths:
        raise DownloadError(f"This file opens no party {code!r} recorded by that moment.")
    return paths[code]


def _side(path: str) -> str:
    return path.partition("/")[0]


def _agreements(
    known: Known, forums: Mapping[str, Opened], paths: Mapping[str, str]
) -> tuple[Agreement, ...]:
    terms = _by(known, "agreement_terms", "agreement", _agreement_terms_of)
    obligations = _obligations(known, paths)

    def agreement_of(entry: Opened) -> Agreement:
        code, slug = entry.payload["agreement"], entry.payload["forum"]
        return Agreement(
            code=code,
            paper=entry.payload["paper"],
            forum=slug,
            forum_started_on=_optional(forums[slug].payload["started_on"], first_day),
            terms=tuple(terms.get(code, ())),
            obligations=tuple(obligations.get(code, ())),
        )

    entries = known.get("agreement", ())
    return tuple(read(e, agreement_of) for e in entries if e.payload.get("forum") in forums)


def _agreement_terms_of(entry: Opened) -> AgreementTerms:
    payload = entry.payload
    return AgreementTerms(
        sequence=entry.sequence,
        recorded_at=entry.recorded_at,
        holds_from=_optional(payload["holds_from"], date.fromisoformat),
        weight=payload["weight"],
        adopted_on=_optional(payload["adopted_on"], first_day),
        ended_on=_optional(payload["ended_on"], first_day),
    )


def _obligations(known: Known, paths: Mapping[str, str]) -> dict[str, list[Obligation]]:
    """By agreement."""
    answers = _by(known, "verification", "report", lambda e: _answer_of(e, paths))
    endings = _by(known, "dispute_ending", "report", _ending_of)
    reports = _by(known, "report", "obligation", lambda e: _report_of(e, paths, answers, endings))
    terms = _by(known, "obligation_terms", "obligation", lambda e: _terms_of(e, paths))

    def obligation_of(entry: Opened) -> Obligation:
        code = entry.payload["obligation"]
        return Obligation(
            code=code,
            agreement=entry.payload["agreement"],
            terms=tuple(terms.get(code, ())),
            reports=tuple(reports.get(code, ())),
        )

    return _by(known, "obligation", "agreement", obligation_of)


def _terms_of(entry: Opened, paths: Mapping[str, str]) -> Terms:
    payload = entry.payload
    return Terms(
        sequence=entry.sequence,
        recorded_at=entry.recorded_at,
        holds_from=_optional(payload["holds_from"], date.fromisoformat),
        owes=_path(paths, payload["owes"]),
        weight=payload["weight"],
        starts_on=_optional(payload["starts_on"], first_day),
        due_on=_optional(payload["due_on"], last_day),
        ended_on=_optional(payload["ended_on"], first_day),
        milestones=tuple(Milestone(m["code"], m["weight"]) for m in payload["milestones"]),
    )


def _report_of(
    entry: Opened,
    paths: Mapping[str, str],
    answers: Mapping[str, Sequence[Answer]],
    endings: Mapping[str, Sequence[Ending]],
) -> Report:
    payload = entry.payload
    key = payload["report"]
    return Report(
        key=key,
        sequence=entry.sequence,
        recorded_at=entry.recorded_at,
        observed_on=date.fromisoformat(payload["observed_day"]),
        status=Status(payload["status"]),
        percent=payload["percent"],
        claim=payload["claim"],
        side=_optional(payload["side"], lambda code: _side(_path(paths, code))),
        milestone=payload["milestone"],
        stands_from=_optional(payload["silence_until"], moment_of),
        corrects=payload["corrects"],
        answers=tuple(answers.get(key, ())),
        endings=tuple(endings.get(key, ())),
    )


def _answer_of(entry: Opened, paths: Mapping[str, str]) -> Answer:
    verdict = entry.payload["verdict"]
    if verdict not in ("accepted", "contested"):
        raise ValueError(verdict)
    side = _side(_path(paths, entry.payload["side"]))
    return Answer(entry.sequence, entry.recorded_at, side, accepted=verdict == "accepted")


def _ending_of(entry: Opened) -> Ending:
    """An ending states its fraction as a report does: by its status, or by a percent."""
    payload = entry.payload
    percent = payload["percent"]
    if payload["status"] is not None:
        percent = percent_by_status(Status(payload["status"]), percent)
    fraction = None if percent is None else Fraction(percent, 100)
    return Ending(entry.sequence, entry.recorded_at, Finding(payload["finding"]), fraction)


def _by(known: Known, kind: str, field: str, build: Callable[[Opened], T]) -> dict[str, list[T]]:
    """What the entries of a kind say, by what they say it of."""
    grouped: dict[str, list[T]] = defaultdict(list)
    for entry in known.get(kind, ()):
        grouped[str(entry.payload.get(field))].append(read(entry, build))
    return grouped


def _optional(value: str | None, read: Callable[[str], T]) -> T | None:
    return None if value is None else read(value)


def first_day(partial: str) -> date:
    """The first day of "YYYY", "YYYY-MM" or "YYYY-MM-DD"."""
    return date(*(*_parts(partial), 1, 1)[:3])


def last_day(partial: str) -> date:
    """The last day of "YYYY", "YYYY-MM" or "YYYY-MM-DD"."""
    parts = _parts(partial)
    if len(parts) == 3:
        return date(*parts)
    year, month = (*parts, 12)[:2]
    return date(year, month, calendar.monthrange(year, month)[1])


def _parts(partial: str) -> tuple[int, ...]:
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", partial, re.ASCII):
        raise ValueError(f"not a partial date: {partial}")
    return tuple(int(part) for part in partial.split("-"))
