"""The record, to read: a list of each kind, and each of them."""

import uuid
from datetime import date

from agreements.api.asking import Filter
from agreements.api.doors import Shelf
from compliance.api import shapes
from compliance.models import (
    Approval,
    Assessment,
    CapacityNeed,
    Dispute,
    Impediment,
    ImpedimentCause,
    Offer,
    OfferKind,
    ProgressReport,
    Status,
    Verdict,
    Verification,
    Voice,
)

SINCE = {
    "recorded_from": Filter(
        "recorded_at__date__gte", date, says="Recorded on that day (UTC) or later"
    ),
    "recorded_to": Filter(
        "recorded_at__date__lte", date, says="Recorded on this day (UTC) or before"
    ),
}


def below(path: str) -> dict[str, Filter]:
    """The filters of rows that hang on an obligation."""
    return {
        "obligation": Filter(f"{path}__code", says="Code of the obligation"),
        "agreement": Filter(f"{path}__agreement__code", says="Code of the agreement"),
        "forum": Filter(f"{path}__agreement__paper__forum__slug", says="Short name of the forum"),
        **SINCE,
    }


PARTY = {"party": Filter("party__code", says="Code of the party")}


class ReportShelf(Shelf):
    """Progress reports, with their evidence."""

    model, serializer_class = ProgressReport, shapes.ReportShape
    asks = {
        **below("obligation"),
        **PARTY,
        "side": Filter("side__code", says="Code of the side that claims"),
        "status": Filter("status", choices=tuple(Status.values)),
        "claim": Filter("claim", bool),
        "observed_from": Filter("observed_day__gte", date),
        "observed_to": Filter("observed_day__lte", date),
    }


class VerificationShelf(Shelf):
    """Answers to reports."""

    model, serializer_class = Verification, shapes.VerificationShape
    asks = {
        **below("report__obligation"),
        "report": Filter("report", uuid.UUID),
        "side": Filter("side__code", says="Code of the side that answers"),
        "verdict": Filter("verdict", choices=tuple(Verdict.values)),
    }


class DisputeShelf(Shelf):
    """Disputes, with their steps, statements and endings."""

    model, serializer_class = Dispute, shapes.DisputeShape
    asks = {
        **below("report__obligation"),
        "report": Filter("report", uuid.UUID),
        "open": Filter("is_open", bool),
    }


class OfferShelf(Shelf):
    """Offers, with their answers."""

    model, serializer_class = Offer, shapes.OfferShape
    asks = {
        **below("obligation"),
        **PARTY,
        "kind": Filter("kind", choices=tuple(OfferKind.values)),
        "open": Filter("answer__isnull", bool, says="Whether it waits for its answer"),
    }


class ApprovalShelf(Shelf):
    """Approvals that were asked for, with what was decided."""

    model, serializer_class = Approval, shapes.ApprovalShape
    asks = {
        **below("obligation"),
        "authority": Filter("authority__code", says="Code of the authority"),
        "pending": Filter("is_pending", bool),
    }


class ImpedimentShelf(Shelf):
    """Reasons why obligations are not met."""

    model, serializer_class = Impediment, shapes.ImpedimentShape
    asks = {
        **below("obligation"),
        **PARTY,
        "cause": Filter("cause", choices=tuple(ImpedimentCause.values)),
        "voice": Filter("voice", choices=tuple(Voice.values)),
    }


class NeedShelf(Shelf):
    """What parties lack, with the support they had."""

    model, serializer_class = CapacityNeed, shapes.NeedShape
    asks = {**below("obligation"), **PARTY}


class AssessmentShelf(Shelf):
    """Grades that analysts gave."""

    model, serializer_class = Assessment, shapes.AssessmentShape
    asks = {
        **SINCE,
        **PARTY,
        "forum": Filter("forum__slug", says="Short name of the forum"),
        "agreement": Filter("agreement__code", says="Code of the agreement"),
    }
