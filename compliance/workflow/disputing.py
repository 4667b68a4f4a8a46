"""Disputes: opened by a contest, carried from level to level, ended by both sides together."""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import AgendaItem, Committee, Party, RegimeSettings, User
from compliance.models import (
    COMMITTEE_LEVELS,
    Dispute,
    DisputeEnding,
    DisputeEvidence,
    DisputeStatement,
    DisputeStep,
    EndingProposal,
    Rung,
    Verdict,
    Verification,
)
from compliance.workflow.evidence import check_files
from compliance.workflow.preliminaries import current_settings, sent_before
from sosek.ledger.models import instant
from sosek.ledger.writing import Chain, open_chain

logger = logging.getLogger(__name__)

CLOCKS = {
    Rung.CONSULTATION: 30,
    Rung.TECHNICAL: 60,
    Rung.REGIONAL: 90,
    Rung.CENTRAL: 180,
    Rung.GBC: 365,
}
"""Days that each level has where the regime's settings say nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a side proposes to end a dispute."""

    finding: str
    reason: str
    status: str = ""
    percent: int | None = None
    settlement: str = ""


def open_dispute(chain: Chain, contest: Verification, settings: RegimeSettings) -> Dispute | None:
    """The file that a contest opens; nothing where one on this report is open already. Part of the
    verb that answers a report: the chain is its own."""
    report = contest.report
    if (
        contest.verdict != Verdict.CONTESTED
        or Dispute.objects.filter(report=report).open().exists()
    ):
        return None
    dispute = Dispute(report=report, contest=contest)
    chain.enter(dispute)
    chain.enter(
        _step(
            dispute,
            Rung.CONSULTATION,
            settings,
            chain.now,
            side=contest.side,
            author=contest.verifier,
            reason="",
        )
    )
    logger.info("dispute %s on report %s opened", dispute.pk, report.pk)
    return dispute


def _step(
    dispute: Dispute,
    level: str,
    settings: RegimeSettings,
    now: datetime,
    *,
    side: Party,
    author: User,
    reason: str,
    item: AgendaItem | None = None,
    submission_key: uuid.UUID | None = None,
) -> DisputeStep:
    today = now.astimezone(ZoneInfo(settings.time_zone)).date()
    return DisputeStep(
        dispute=dispute,
        level=level,
        holder=_holder(dispute, level, today),
        due_on=today + timedelta(days=clock(level, settings)),
        reason=reason,
        side=side,
        author=author,
        item=item,
        submission_key=submission_key or uuid.uuid4(),
    )


def clock(level: str, settings: RegimeSettings) -> int:
    """How many days a level has."""
    return int(settings.dispute_days.get(level, CLOCKS[Rung(level)]))


def _holder(dispute: Dispute, level: str, day: date) -> Committee | None:
    """The joint committee of a level that stands on the day: the forum's, else the one of all."""
    if level not in COMMITTEE_LEVELS:
        return None
    forum = dispute.report.obligation.forum
    line = {forum.pk}
    while (later := getattr(forum, "successor", None)) is not None:
        forum = later
        line.add(forum.pk)
    rows = Committee.objects.filter(
        regime=forum.regime_id, level=COMMITTEE_LEVELS[Rung(level)], side=None
    ).select_related("forum")
    standing = [row for row in rows if _stands(row, day) and row.forum_id in {None, *line}]
    return max(
        standing, key=lambda row: (row.forum_id is not None, row.forum_id or 0), default=None
    )


def _stands(committee: Committee, day: date) -> bool:
    ended = committee.ended_on or (committee.forum.ended_on if committee.forum else None)
    return ended is None or ended.last_day >= day


def sides_of(dispute: Dispute) -> list[Party]:
    """The sides between which it is: those that sit in the forum."""
    codes = dispute.report.obligation.forum.side_codes()
    return list(Party.objects.sides().filter(code__in=codes))


def refuse_ended(dispute: Dispute) -> None:
    """What has ended is not argued any more."""
    if not Dispute.objects.filter(pk=dispute.pk).open().exists():
        raise ValidationError(_("This dispute has ended."), code="ended")


@transaction.atomic
def add_statement(
    *,
    dispute: Dispute,
    author: User,
    side: Party,
    text: str,
    uploads: Sequence[UploadedFile] = (),
    submission_key: uuid.UUID | None = None,
) -> DisputeStatement:
    """What a side adds to the file, with its evidence."""
    chain = open_chain()
    earlier = sent_before(DisputeStatement, submission_key, dispute=dispute)
    if earlier:
        return earlier
    refuse_ended(dispute)
    _refuse_stranger(dispute, side)
    good, bad = check_files(uploads)
    if bad:
        raise ValidationError({"evidence": bad})
    statement = DisputeStatement(
        dispute=dispute,
        side=side,
        author=author,
        text=text.strip(),
        submission_key=submission_key or uuid.uuid4(),
    )
    files = [
        DisputeEvidence(statement=statement, order=order, **file.fields())
        for order, file in enumerate(good, start=1)
    ]
    chain.enter(statement, parts=files)
    logger.info("statement %s in dispute %s", statement.pk, dispute.pk)
    return statement


def _refuse_stranger(dispute: Dispute, side: Party) -> None:
    if side not in sides_of(dispute):
        raise ValidationError(_("Your side has no seat in this forum."), code="no_seat")


@transaction.atomic
def move_up(
    *,
    dispute: Dispute,
    author: User,
    side: Party,
    reason: str,
    item: AgendaItem | None = None,
    submission_key: uuid.UUID | None = None,
) -> DisputeStep:
    """Bring a dispute whose level ran out of time before the next one."""
    chain = open_chain()
    earlier = sent_before(DisputeStep, submission_key, dispute=dispute)
    if earlier:
        return earlier
    refuse_ended(dispute)
    _refuse_stranger(dispute, side)
    settings = current_settings(dispute.report.obligation.forum.regime_id)
    last = dispute.steps.order_by("-sequence")[0]
    today = chain.now.astimezone(ZoneInfo(settings.time_zone)).date()
    if last.due_on >= today:
        raise ValidationError(
            _("This level has time until %(day)s. After that either side may move it up."),
            code="early",
            params={"day": last.due_on.isoformat()},
        )
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it goes to the next level.")})
    step = _step(
        dispute,
        _next_level(last.level),
        settings,
        chain.now,
        side=side,
        author=author,
        reason=reason.strip(),
        item=item,
        submission_key=submission_key,
    )
    chain.enter(step)
    logger.info("dispute %s before level %s", dispute.pk, step.level)
    return step


def _next_level(level: str) -> str:
    levels = list(Rung.values)
    place = levels.index(level) + 1
    if place == len(levels):
        raise ValidationError(
            _("No level stands above this one: the sides must end it here."), code="top"
        )
    return str(levels[place])


@transaction.atomic
def propose_ending(
    *, dispute: Dispute, author: User, side: Party | None, ending: Ending
) -> EndingProposal:
    """How a side would end it, in place of what was proposed before, by whichever side; or how the
    secretariat would (no side), as long as no side stands by a proposal."""
    open_chain()
    refuse_ended(dispute)
    proposal = EndingProposal.objects.filter(dispute=dispute).first()
    if side is not None:
        _refuse_stranger(dispute, side)
    elif proposal and proposal.side_id:
        raise ValidationError(
            _("A side stands by a proposal already: the other side answers it first."),
            code="proposed",
        )
    if proposal and proposal.author_id == author.pk and _says(proposal) == ending:
        return proposal  # a second click
    proposal = proposal or EndingProposal(dispute=dispute)
    proposal.side, proposal.author = side, author
    proposal.proposed_at, proposal.adopted_at = timezone.now(), None
    proposal.finding, proposal.reason = ending.finding, ending.reason.strip()
    proposal.status, proposal.percent = ending.status, ending.percent
    proposal.settlement = ending.settlement.strip()
    proposal.full_clean()
    proposal.save()
    return proposal


def _says(proposal: EndingProposal) -> Ending:
    """What is proposed, as it was given."""
    return Ending(
        finding=proposal.finding,
        reason=proposal.reason,
        status=proposal.status,
        percent=proposal.percent,
        settlement=proposal.settlement,
    )


@transaction.atomic
def confirm_ending(
    *, dispute: Dispute, author: User, side: Party, seen_at: datetime
) -> DisputeEnding | None:
    """The other side confirms what was proposed: the dispute has ended so. What the secretariat
    prepared waits, after the first side, for the second: no ending yet. `seen_at` is the moment of
    the proposal that the official has read."""
    chain = open_chain()
    ended = DisputeEnding.objects.filter(dispute=dispute).first()
    if ended and any(each["official"] == str(author.opaque_id) for each in ended.confirmed):
        return ended
    refuse_ended(dispute)
    _refuse_stranger(dispute, side)
    proposal = EndingProposal.objects.filter(dispute=dispute).first()
    if proposal is None:
        raise ValidationError(_("Nobody has proposed how to end it."), code="no_proposal")
    if proposal.side_id == side.pk:
        if proposal.adopted_at and proposal.author_id == author.pk:
            return None  # a second click
        raise ValidationError(
            _("Your side has proposed this: the other side confirms it."), code="own_proposal"
        )
    if proposal.proposed_at != seen_at:
        raise ValidationError(
            _("The proposal was changed since you read it. Read it again, then confirm it."),
            code="stale",
        )
    if proposal.side is None:
        proposal.side, proposal.author, proposal.adopted_at = side, author, chain.now
        proposal.save()
        return None
    ending = DisputeEnding(
        dispute=dispute,
        finding=proposal.finding,
        status=proposal.status,
        percent=proposal.percent,
        reason=proposal.reason,
        settlement=proposal.settlement,
        confirmed=[
            _confirmed(proposal.side, proposal.author, proposal.adopted_at or proposal.proposed_at),
            _confirmed(side, author, chain.now),
        ],
    )
    chain.enter(ending)
    logger.info("dispute %s ended: %s", dispute.pk, ending.finding)
    return ending


def _confirmed(side: Party, author: User, moment: datetime) -> dict[str, str]:
    return {"side": side.code, "official": str(author.opaque_id), "at": instant(moment)}
