"""Forms validate shape; what it means is decided by the model and the verb."""

from compliance.forms.answers import AnswerForm
from compliance.forms.disputes import ConfirmForm, EndingForm, MoveUpForm, StatementForm
from compliance.forms.offers import OfferAnswerForm, OfferForm
from compliance.forms.reports import ClaimForm, ObservationForm, ReportForm

__all__ = [
    "AnswerForm",
    "ClaimForm",
    "ConfirmForm",
    "EndingForm",
    "MoveUpForm",
    "ObservationForm",
    "OfferAnswerForm",
    "OfferForm",
    "ReportForm",
    "StatementForm",
]
