"""Why a report counts or does not. Scoring speaks codes; its words are given here, at the edge."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from compliance.scoring import Considered, Reason, Verdict

INFORMATION = _("Has no status: counted for nothing.")
NOT_IN_FORCE = _("Not read: the obligation was not in force on this day.")
SUPERSEDED = _("Not read: a later report that stands speaks in its place.")
MOVES_NOTHING = _("Waits for an answer: until it stands it moves nothing.")

WORTH = {
    (Verdict.STANDS, Reason.ACCEPTED): _("Accepted, so it counts."),
    (Verdict.STANDS, Reason.SILENCE): _("Nobody contested it in time, so it counts."),
    (Verdict.STANDS, Reason.OBSERVATION): _(
        "From a published source: counts from the start; either side may contest it."
    ),
    (Verdict.STANDS, Reason.UPHELD): _("Upheld in a dispute, so it counts."),
    (Verdict.STANDS, Reason.WITHDRAWN): _("The contest was withdrawn, so it counts."),
    (Verdict.STANDS, Reason.SETTLED): _("Counts with the share on which both sides settled."),
    (Verdict.STANDS, Reason.FOUND): _("Counts with the share that was found in its dispute."),
    (Verdict.PENDING, Reason.OPEN): _(
        "Waits for an answer: until it stands it can only lower the figure."
    ),
    (Verdict.DISPUTED, Reason.CONTESTED): _(
        "Contested: until that is settled it can only lower the figure."
    ),
    (Verdict.RECALLED, Reason.CORRECTION_OPEN): _(
        "Its author no longer stands by it: counts for no more than what stood before."
    ),
    (Verdict.CORRECTED, Reason.CORRECTED): _("Not read: a correction that stands replaces it."),
    (Verdict.OVERTURNED, Reason.OVERTURNED): _("Not read: overturned in a dispute."),
    (Verdict.LEFT_OUT, Reason.INFORMATION): INFORMATION,
    (Verdict.LEFT_OUT, Reason.LATER): _("Not read: it speaks of a later day."),
    (Verdict.LEFT_OUT, Reason.NO_SUCH_MILESTONE): _(
        "Not read: the terms that hold on this day have no such milestone."
    ),
}


def worth(considered: Considered | None, *, superseded: bool) -> Any:
    """What a report is worth for the figure, in a sentence; None: it has no status."""
    if considered is None:
        return INFORMATION
    if not considered.counted and considered.verdict in (
        Verdict.STANDS,
        Verdict.PENDING,
        Verdict.DISPUTED,
        Verdict.RECALLED,
    ):
        return SUPERSEDED if superseded else MOVES_NOTHING
    return WORTH[considered.verdict, considered.reason]
