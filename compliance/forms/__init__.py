"""Forms validate shape; what it means is decided by the model and the verb."""

from compliance.forms.answers import AnswerForm
from compliance.forms.approvals import AskForm, DecideForm
from compliance.forms.diagnosis import (
    AssessedReasonForm,
    AssessmentForm,
    GivenReasonForm,
    NeedForm,
    SupportForm,
)
from compliance.forms.reports import ClaimForm, ObservationForm, ReportForm

__all__ = [
    "AnswerForm",
    "AskForm",
    "AssessedReasonForm",
    "AssessmentForm",
    "ClaimForm",
    "DecideForm",
    "GivenReasonForm",
    "NeedForm",
    "ObservationForm",
    "ReportForm",
    "SupportForm",
]
