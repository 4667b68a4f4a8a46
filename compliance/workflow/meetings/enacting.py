"""What was agreed comes into force: the signed decision registers agreements and obligations."""

from datetime import date
from typing import Any

from django.utils.text import slugify

from agreements.models import (
    Agreement,
    AgreementTerms,
    Cause,
    Consent,
    Decision,
    Meeting,
    Milestone,
    Obligation,
    ObligationTerms,
    PartialDate,
    PreparedAgreement,
    PreparedObligation,
    WorkingPaper,
)
from agreements.models.agenda import numbers
from agreements.workflow import amend_obligation, register_agreement, register_obligation

NAMES = ("name_en", "name_id", "name_ms")


def enact(meeting: Meeting, *, day: date) -> list[dict[str, Any]]:
    """Register what the meeting's decisions prepared, in force from this day on; what was made."""
    decisions = Decision.objects.filter(item__meeting=meeting, prepared__isnull=False)
    number = numbers(meeting.agenda.all())
    ordered = sorted(
        decisions.select_related("item__paper", "item__agreement__paper"),
        key=lambda decision: list(number).index(decision.item_id),
    )
    return [
        {"point": number[decision.item_id]} | _enacted(decision, decision.prepared, day)
        for decision in ordered
    ]


def _enacted(decision: Decision, prepared: PreparedAgreement, day: date) -> dict[str, Any]:
    note = f"{decision.item.meeting.code}"
    agreement = prepared.agreement or _new_agreement(decision, prepared, day, note)
    if prepared.agreement_id is None:
        prepared.agreement = agreement
        prepared.save()
    made = [_owed(row, agreement, decision, day, note).code for row in prepared.obligations.all()]
    return {"agreement": agreement.code, "obligations": made}


def _new_agreement(
    decision: Decision, prepared: PreparedAgreement, day: date, note: str
) -> Agreement:
    paper = decision.item.paper
    if paper is None:
        raise AssertionError("what is agreed stands under a paper or an agreement")
    terms = AgreementTerms(
        holds_from=day,
        cause=Cause.DECISION,
        note=note,
        weight=prepared.weight,
        adopted_on=PartialDate(day.isoformat()),
    )
    agreement = Agreement(paper=paper, code=_agreement_code(paper), **_names(prepared))
    return register_agreement(agreement, terms)


def _names(row: PreparedAgreement | PreparedObligation) -> dict[str, str]:
    return {name: getattr(row, name) for name in NAMES}


def _agreement_code(paper: WorkingPaper) -> str:
    """The forum, the paper, and a number that no agreement has."""
    stem, count = f"{paper.forum.slug}-{paper.number}", 1
    while Agreement.objects.filter(code=f"{stem}-{count}").exists():
        count += 1
    return f"{stem}-{count}"


def _owed(
    row: PreparedObligation, agreement: Agreement, decision: Decision, day: date, note: str
) -> Obligation:
    """A new obligation, or the further terms of one; nothing else of its terms is touched."""
    if row.obligation is not None:
        before = row.obligation.terms.order_by("sequence").last()
        amend_obligation(
            _terms(row, day, note),
            milestones=_milestones(before),
            consents=_consents(row, decision, before),
        )
        return row.obligation
    obligation = Obligation(
        agreement=agreement,
        code=_obligation_code(agreement, row),
        site=row.site,
        **_names(row),
    )
    register_obligation(obligation, _terms(row, day, note), consents=_consents(row, decision, None))
    row.obligation = obligation
    row.save()
    return obligation


def _terms(row: PreparedObligation, day: date, note: str) -> ObligationTerms:
    terms = ObligationTerms(
        holds_from=day,
        cause=Cause.DECISION,
        note=note,
        owes=row.owes,
        weight=row.weight,
        starts_on=row.starts_on,
        due_on=row.due_on,
    )
    if row.obligation is not None:
        terms.obligation = row.obligation
    return terms


def _milestones(before: ObligationTerms | None) -> list[Milestone]:
    rows = before.milestones.all() if before else ()
    return [Milestone(code=row.code, weight=row.weight, **_milestone_names(row)) for row in rows]


def _milestone_names(row: Milestone) -> dict[str, str]:
    return {name: getattr(row, name) for name in NAMES}


def _consents(
    row: PreparedObligation, decision: Decision, before: ObligationTerms | None
) -> list[Consent]:
    """The consents that the terms had, and those the decision names of authorities on its side."""
    kept = [(each.authority, each.level) for each in before.consents.all()] if before else []
    asked = [
        (each.authority, each.level)
        for each in decision.approvals.select_related("authority")
        if each.authority.side_code == row.owes.side_code
    ]
    pairs = dict.fromkeys([*kept, *asked])
    return [Consent(authority=authority, level=level) for authority, level in pairs]


def _obligation_code(agreement: Agreement, row: PreparedObligation) -> str:
    stem = f"{agreement.code}-{slugify(row.owes.code)}"[:70]
    code, count = stem, 1
    while Obligation.objects.filter(code=code).exists():
        count += 1
        code = f"{stem}-{count}"
    return code
