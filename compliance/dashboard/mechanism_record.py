"""Rows of the record turned into the plain facts that the mechanisms are computed from."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from agreements.models import Forum
from compliance.dashboard.mechanisms import Asked, Contest, MechanismRecord, Need, Said
from compliance.models import (
    Approval,
    ApprovalDecision,
    CapacityNeed,
    Dispute,
    DisputeStep,
    Evidence,
    NeedSupport,
    ProgressReport,
    Verification,
)
from compliance.queries import CaseFile


def mechanism_record(
    case: CaseFile, forums: Sequence[Forum], *, known_at: datetime, zone: ZoneInfo
) -> MechanismRecord:
    """What had been recorded by the moment about these forums, beside the case file. Eight
    queries, however many rows there are."""
    return MechanismRecord(
        agreements=case.agreements,
        reports=_reports(forums, known_at, zone),
        disputes=_disputes(forums, known_at, zone),
        needs=_needs(forums, known_at),
        approvals=_approvals(forums, known_at, zone),
        known_at=known_at,
    )


def _known(path: str, forums: Sequence[Forum], known_at: datetime) -> dict[str, Any]:
    return {f"{path}__agreement__paper__forum__in": forums, "recorded_at__lte": known_at}


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _reports(forums: Sequence[Forum], known_at: datetime, zone: ZoneInfo) -> tuple[Said, ...]:
    """Those with a status. One query."""
    answers = Verification.objects.filter(report=OuterRef("pk"), recorded_at__lte=known_at)
    rows = (
        ProgressReport.objects.filter(**_known("obligation", forums, known_at))
        .exclude(status="")
        .order_by("sequence")
        .values_list(
            *("pk", "obligation__code", "observed_day", "recorded_at"),
            Exists(Evidence.objects.filter(report=OuterRef("pk"))),
            Exists(answers),
        )
    )
    return tuple(
        Said(str(key), code, observed, _day(recorded, zone), evidence, answered)
        for key, code, observed, recorded, evidence, answered in rows
    )


def _disputes(forums: Sequence[Forum], known_at: datetime, zone: ZoneInfo) -> tuple[Contest, ...]:
    """Three queries."""
    known = Dispute.objects.filter(**_known("report__obligation", forums, known_at))
    steps: dict[Any, list[tuple[date, str]]] = defaultdict(list)
    climbed = DisputeStep.objects.filter(dispute__in=known, recorded_at__lte=known_at)
    for key, moment, level in climbed.order_by("sequence").values_list(
        "dispute_id", "recorded_at", "level"
    ):
        steps[key].append((_day(moment, zone), level))
    accepted: dict[Any, list[tuple[int, datetime]]] = defaultdict(list)
    answers = Verification.objects.filter(
        report__disputes__in=known, recorded_at__lte=known_at, verdict="accepted"
    )
    for report, side, sequence, moment in answers.order_by("sequence").values_list(
        "report_id", "side_id", "sequence", "recorded_at"
    ):
        accepted[report, side].append((sequence, moment))
    rows = known.order_by("sequence").values_list(
        *("pk", "report__obligation__code", "recorded_at", "ending__recorded_at"),
        *("report_id", "contest__side_id", "contest__sequence"),
    )
    found = []
    for key, code, opened, ended, report, side, contested in rows:
        # The contest is also taken back by a later acceptance of the side that contested.
        ends = [moment for sequence, moment in accepted[report, side] if sequence > contested]
        ends += [ended] if ended and ended <= known_at else []
        end = _day(min(ends), zone) if ends else None
        found.append(Contest(str(key), code, _day(opened, zone), tuple(steps[key]), end))
    return tuple(found)


def _needs(forums: Sequence[Forum], known_at: datetime) -> tuple[Need, ...]:
    """Two queries."""
    known = CapacityNeed.objects.filter(**_known("obligation", forums, known_at))
    stages: dict[Any, list[tuple[date, str]]] = defaultdict(list)
    support = NeedSupport.objects.filter(need__in=known, recorded_at__lte=known_at)
    for key, day, stage in support.order_by("observed_day", "sequence").values_list(
        "need_id", "observed_day", "stage"
    ):
        stages[key].append((day, stage))
    rows = known.values_list("pk", "obligation__code", "observed_day")
    return tuple(Need(str(key), code, day, tuple(stages[key])) for key, code, day in rows)


def _approvals(forums: Sequence[Forum], known_at: datetime, zone: ZoneInfo) -> tuple[Asked, ...]:
    """Two queries."""
    known = Approval.objects.filter(**_known("obligation", forums, known_at))
    decisions = ApprovalDecision.objects.filter(
        approval__in=known, recorded_at__lte=known_at, outcome__in=["approved", "refused"]
    )
    decided: dict[Any, date] = {}
    for key, day in decisions.order_by("decided_day").values_list("approval_id", "decided_day"):
        decided.setdefault(key, day)
    rows = known.order_by("sequence").values_list(
        "pk", "obligation__code", "level", "asked_on", "recorded_at"
    )
    return tuple(
        Asked(
            str(key),
            code,
            level,
            asked.first_day if asked else None,
            _day(recorded, zone),
            decided.get(key),
        )
        for key, code, level, asked, recorded in rows
    )
