"""Reporting progress and answering a report: lock, check, write, log, return."""

import logging
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import (
    Citation,
    Obligation,
    Party,
    User,
)
from agreements.workflow import cited_by
from compliance.models import (
    DisputeEnding,
    DraftFile,
    Evidence,
    ProgressReport,
    ReportDraft,
    Verdict,
    Verification,
)
from compliance.permissions import concerned_side
from compliance.workflow.disputing import open_dispute
from compliance.workflow.evidence import Checked, check_files
from compliance.workflow.preliminaries import current_settings, sent_before
from compliance.workflow.stating import Asked, drafted
from compliance.workflow.stating import Statement as Statement
from compliance.workflow.stating import status_of as status_of
from sosek.ledger.writing import open_chain

logger = logging.getLogger(__name__)


@transaction.atomic
def submit_report(
    *,
    obligation: Obligation,
    statement: Statement,
    author: User | None,
    party: Party | None,
    citations: Sequence[Citation] = (),
    uploads: Sequence[UploadedFile] = (),
    draft: ReportDraft | None = None,
    shows: Mapping[int, Mapping[str, Any]] | None = None,
    corrects: ProgressReport | None = None,
    submission_key: uuid.UUID | None = None,
) -> ProgressReport:
    """Submit a claim for `party`, or an observation from a cited source where it is None.

    `shows` says of the draft's files, by their keys, what each shows: caption, shown_on, place.
    The same submission key gives the same report again: a second click writes nothing.
    """
    chain = open_chain()
    earlier = sent_before(ProgressReport, submission_key, author=author, obligation=obligation)
    if earlier:
        return earlier
    report = drafted(
        Asked(chain.now),
        obligation=obligation,
        statement=statement,
        author=author,
        party=party,
        cited=bool(citations),
        corrects=corrects,
        submission_key=submission_key,
    )
    if draft and not _held(draft):
        raise ValidationError(_("This draft was already submitted or discarded."), code="draft")
    files = _evidence(report, uploads, draft, shows or {})
    chain.enter(report, parts=[*files, *cited_by(report, citations)])
    if draft:
        draft.delete()
    logger.info(
        "report %s on obligation %s by user %s", report.pk, obligation.pk, author and author.pk
    )
    return report


def _evidence(
    report: ProgressReport,
    uploads: Sequence[UploadedFile],
    draft: ReportDraft | None,
    shows: Mapping[int, Mapping[str, Any]],
) -> list[Model]:
    kept = list(draft.files.all()) if draft else []
    good, bad = check_files(uploads, kept=len(kept))
    if bad:
        raise ValidationError({"evidence": bad})
    columns = [_columns_of(file) | dict(shows.get(file.pk, {})) for file in kept]
    columns += [file.fields() for file in good]
    return [
        Evidence(report=report, order=order, **fields)
        for order, fields in enumerate(columns, start=1)
    ]


def _columns_of(file: DraftFile) -> dict[str, Any]:
    names = ("name", "content_type", "size", "sha256", "caption", "shown_on", "place")
    return {"file": file.file.name, **{name: getattr(file, name) for name in names}}


@transaction.atomic
def verify_report(
    *,
    report: ProgressReport,
    verifier: User,
    party: Party,
    verdict: str,
    reason: str = "",
    submission_key: uuid.UUID | None = None,
) -> Verification:
    """Accept or contest a report for the side of `party`."""
    chain = open_chain()
    earlier = sent_before(Verification, submission_key, verifier=verifier, report=report)
    if earlier:
        return earlier
    side = Party.objects.get(code=party.side_code)
    _check_answer(report, side, verdict)
    verification = Verification(
        report=report,
        verifier=verifier,
        side=side,
        verdict=verdict,
        reason=reason.strip(),
        submission_key=submission_key or uuid.uuid4(),
    )
    chain.enter(verification)
    open_dispute(
        chain,
        _standing_contest(verification) or verification,
        current_settings(report.obligation.forum.regime_id),
    )
    logger.info("report %s %s by user %s", report.pk, verdict, verifier.pk)
    return verification


def _standing_contest(accepted: Verification) -> Verification | None:
    """The contest of a further side that still stands where this side accepts: it gets a file of
    its own if it had joined the one that ends so."""
    if accepted.verdict != Verdict.ACCEPTED:
        return None
    latest: dict[int, Verification] = {}
    for each in accepted.report.verifications.order_by("sequence").select_related(
        "side", "verifier"
    ):
        latest[each.side_id] = each
    contests = (each for each in latest.values() if each.verdict == Verdict.CONTESTED)
    return min(contests, key=lambda each: each.sequence, default=None)


def _check_answer(report: ProgressReport, side: Party, verdict: str) -> None:
    if report.is_information:
        raise ValidationError(
            _("Information counts for nothing: there is nothing to answer."), code="information"
        )
    if side.code not in report.obligation.forum.side_codes():
        raise ValidationError(_("Your side has no seat in this forum."), code="no_seat")
    if side.code == concerned_side(report) and (report.claim or verdict == Verdict.ACCEPTED):
        raise ValidationError(_("Nobody verifies their own side's report."), code="own_report")
    if DisputeEnding.objects.filter(dispute__report=report).exists():
        raise ValidationError(
            _("The dispute on this report has ended: that settles what it is worth."), code="ended"
        )
    latest = report.verifications.filter(side=side).order_by("-sequence").first()
    if latest and latest.verdict == verdict:
        raise ValidationError(_("Your side has already given this answer."), code="answered")
    if verdict not in Verdict.values:
        sentence = _("Choose accept or contest.")
        raise ValidationError({"verdict": ValidationError(sentence, code="verdict")})


@transaction.atomic
def save_draft(
    *,
    obligation: Obligation,
    author: User,
    side: Party | None,
    fields: dict[str, str],
    files: Sequence[Checked] = (),
    draft: ReportDraft | None = None,
) -> ReportDraft:
    """Keep what was typed, whatever it is, and the files that were checked; in a new draft where
    the one given was meanwhile submitted or discarded."""
    if draft is None or not _held(draft):
        draft = ReportDraft(obligation=obligation, author=author, side=side)
    draft.fields, draft.saved_at = fields, timezone.now()
    draft.save()
    for order, file in enumerate(files, start=draft.files.count() + 1):
        DraftFile.objects.create(draft=draft, order=order, **file.fields())
    return draft


@transaction.atomic
def discard_draft(draft: ReportDraft) -> None:
    """Delete a draft and its files."""
    if _held(draft):
        stored = [file.file for file in draft.files.all()]
        draft.delete()
        _remove_when_done(stored)


@transaction.atomic
def remove_draft_file(file: DraftFile) -> None:
    """Take one file out of a draft."""
    if _held(file.draft):
        file.delete()
        _remove_when_done([file.file])


def _held(draft: ReportDraft) -> bool:
    """Lock a draft, so that no file is removed that becomes evidence; whether it still is there."""
    return ReportDraft.objects.select_for_update().filter(pk=draft.pk).exists()


def _remove_when_done(stored: Sequence[FieldFile]) -> None:
    def remove() -> None:
        for file in stored:
            file.delete(save=False)

    transaction.on_commit(remove)
