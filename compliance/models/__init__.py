"""The record: what the parties say and do, in the order in which they said it."""

from compliance.models.approvals import Approval, ApprovalDecision, Consented
from compliance.models.diagnosis import (
    GRADES,
    Assessment,
    CapacityNeed,
    Grade,
    Impediment,
    ImpedimentCause,
    NeedSupport,
    Scale,
    SupportStage,
    Voice,
)
from compliance.models.disputes import (
    COMMITTEE_LEVELS,
    FINDINGS,
    Dispute,
    DisputeEnding,
    DisputeEvidence,
    DisputeStatement,
    DisputeStep,
    EndingProposal,
    Rung,
)
from compliance.models.drafts import DraftFile, ReportDraft
from compliance.models.notices import Frequency, NoticeSettings, OutboxMessage, new_secret
from compliance.models.offers import Offer, OfferAnswer, OfferKind, OfferOutcome
from compliance.models.reports import Evidence, ProgressReport, Status, Verdict, Verification

__all__ = [
    "COMMITTEE_LEVELS",
    "FINDINGS",
    "GRADES",
    "Approval",
    "ApprovalDecision",
    "Assessment",
    "CapacityNeed",
    "Consented",
    "Dispute",
    "DisputeEnding",
    "DisputeEvidence",
    "DisputeStatement",
    "DisputeStep",
    "DraftFile",
    "EndingProposal",
    "Evidence",
    "Frequency",
    "Grade",
    "Impediment",
    "ImpedimentCause",
    "NeedSupport",
    "NoticeSettings",
    "Offer",
    "OfferAnswer",
    "OfferKind",
    "OfferOutcome",
    "OutboxMessage",
    "ProgressReport",
    "ReportDraft",
    "Rung",
    "Scale",
    "Status",
    "SupportStage",
    "Verdict",
    "Verification",
    "Voice",
    "new_secret",
]
