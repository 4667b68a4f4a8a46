"""Forms validate shape; what it means is decided by the model and the verb."""

from compliance.forms.answers import AnswerForm
from compliance.forms.reports import ClaimForm, ObservationForm, ReportForm

__all__ = ["AnswerForm", "ClaimForm", "ObservationForm", "ReportForm"]
