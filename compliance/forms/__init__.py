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
from compliance.forms.disputes import ConfirmForm, EndingForm, MoveUpForm, StatementForm
from compliance.forms.offers import OfferAnswerForm, OfferForm
from compliance.forms.reports import ClaimForm, ObservationForm, ReportForm

__all__ = [
    "AnswerForm",
    "AskForm",
    "AssessedReasonForm",
    "AssessmentForm",
    "ClaimForm",
    "ConfirmForm",
    "DecideForm",
    "EndingForm",
    "GivenReasonForm",
    "MoveUpForm",
    "NeedForm",
    "ObservationForm",
    "OfferAnswerForm",
    "OfferForm",
    "ReportForm",
    "StatementForm",
    "SupportForm",
]
