"""The record: what the parties say and do, in the order in which they said it."""

from compliance.models.drafts import DraftFile, ReportDraft
from compliance.models.reports import Evidence, ProgressReport, Status, Verdict, Verification

__all__ = [
    "DraftFile",
    "Evidence",
    "ProgressReport",
    "ReportDraft",
    "Status",
    "Verdict",
    "Verification",
]
