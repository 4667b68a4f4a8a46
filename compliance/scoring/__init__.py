"""Scores from plain facts: no database, no clock, no language; the standard library is enough.

`agreement_results` judges the facts once, as of a day and as known at a moment; `score_of` and
`score_by` add them up as often as wanted. `METHOD` names the rule and stands beside every figure.
"""

from compliance.scoring.aggregation import (
    EVERYBODY,
    AgreementResult,
    Score,
    agreement_result,
    agreement_results,
    score,
    score_of,
)
from compliance.scoring.facts import (
    Agreement,
    AgreementTerms,
    Answer,
    Degree,
    Ending,
    Finding,
    Milestone,
    Obligation,
    Report,
    Status,
    Terms,
    Thresholds,
)
from compliance.scoring.fulfilment import (
    METHOD,
    Considered,
    ObligationResult,
    obligation_result,
)
from compliance.scoring.methods import (
    Counts,
    Method,
    MethodFigure,
    Missing,
    Unit,
    figure,
    items_of,
)
from compliance.scoring.printing import Format, report_object, rows_as
from compliance.scoring.rounding import rounded
from compliance.scoring.rules import Item
from compliance.scoring.standing import Judgement, Reason, Verdict, judgements
from compliance.scoring.states import Standing
from compliance.scoring.tables import By, Row, score_by
from compliance.scoring.terms import expected, in_force

__all__ = [
    "EVERYBODY",
    "METHOD",
    "Agreement",
    "AgreementResult",
    "AgreementTerms",
    "Answer",
    "By",
    "Considered",
    "Counts",
    "Degree",
    "Ending",
    "Finding",
    "Format",
    "Item",
    "Judgement",
    "Method",
    "MethodFigure",
    "Milestone",
    "Missing",
    "Obligation",
    "ObligationResult",
    "Reason",
    "Report",
    "Row",
    "Score",
    "Standing",
    "Status",
    "Terms",
    "Thresholds",
    "Unit",
    "Verdict",
    "agreement_result",
    "agreement_results",
    "expected",
    "figure",
    "in_force",
    "items_of",
    "judgements",
    "obligation_result",
    "report_object",
    "rounded",
    "rows_as",
    "score",
    "score_by",
    "score_of",
]
