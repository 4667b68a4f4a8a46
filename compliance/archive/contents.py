"""What an archive holds, part by part, and what stays behind with the reason why.

The ledger is one chain over all the regimes of an installation. An archive always carries the whole
chain, else its head would be another: the entries of its own regime and of what belongs to all
(parties) open, with their salts, the others closed, as a download shows them. Rows that no regime
owns (sources, citations, parties, sites) travel whole: who sees any regime sees them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from agreements import models as agreed
from agreements.models import Regime
from compliance import models as said

FORMAT = "sosek-archive"
VERSION = 1

MANIFEST = "archive.json"
LEDGER = "ledger.jsonl"
PERSONS = "persons.jsonl"
ROWS = "rows/"
FILES = "evidence/"

OWED = "agreement__paper__forum__regime"
HELD = "meeting__committee__regime"
REPORTED = f"obligation__{OWED}"


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one model."""

    model: type[Model]
    regime: str  # where its regime is found; "": it belongs to all

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def name(self) -> str:
        """Its place in the archive."""
        return f"{ROWS}{self.label}.jsonl"

    def rows(self, regime: Regime | None) -> QuerySet[Any]:
        """Those of a regime, in their order; None: all there are."""
        rows = self.model._base_manager.order_by("pk")
        return rows.filter(**{self.regime: regime.pk}) if regime and self.regime else rows


OWNERS: tuple[tuple[type[Model], str], ...] = (
    (agreed.Source, ""),
    (agreed.Citation, ""),
    (agreed.Regime, "id"),
    (agreed.RegimeSettings, "regime"),
    (agreed.RegimeElement, "regime"),
    (agreed.Instrument, "regime"),
    (agreed.Party, ""),
    (agreed.Site, ""),
    (agreed.Forum, "regime"),
    (agreed.Committee, "regime"),
    (agreed.CommitteeName, "committee__regime"),
    (agreed.CommitteeParent, "committee__regime"),
    (agreed.Appointment, "committee__regime"),
    (agreed.WorkingPaper, "forum__regime"),
    (agreed.Agreement, "paper__forum__regime"),
    (agreed.AgreementTerms, OWED),
    (agreed.Obligation, OWED),
    (agreed.ObligationTerms, f"obligation__{OWED}"),
    (agreed.Milestone, f"terms__obligation__{OWED}"),
    (agreed.Consent, f"terms__obligation__{OWED}"),
    (agreed.Meeting, "committee__regime"),
    (agreed.Delegate, HELD),
    (agreed.MeetingFile, HELD),
    (agreed.AgendaItem, HELD),
    (agreed.Position, f"item__{HELD}"),
    (agreed.Decision, f"item__{HELD}"),
    (agreed.NeededApproval, f"decision__item__{HELD}"),
    (agreed.PreparedAgreement, f"decision__item__{HELD}"),
    (agreed.PreparedObligation, f"prepared__decision__item__{HELD}"),
    (agreed.Addendum, HELD),
    (agreed.RecordConfirmation, HELD),
    (agreed.MeetingRecord, HELD),
    (said.ProgressReport, REPORTED),
    (said.Evidence, f"report__{REPORTED}"),
    (said.Verification, f"report__{REPORTED}"),
    (said.Dispute, f"report__{REPORTED}"),
    (said.DisputeStep, f"dispute__report__{REPORTED}"),
    (said.DisputeStatement, f"dispute__report__{REPORTED}"),
    (said.DisputeEvidence, f"statement__dispute__report__{REPORTED}"),
    (said.DisputeEnding, f"dispute__report__{REPORTED}"),
    (said.Offer, REPORTED),
    (said.OfferAnswer, f"offer__{REPORTED}"),
    (said.Approval, REPORTED),
    (said.ApprovalDecision, f"approval__{REPORTED}"),
    (said.Impediment, REPORTED),
    (said.CapacityNeed, REPORTED),
    (said.NeedSupport, f"need__{REPORTED}"),
    (said.Assessment, "forum__regime"),
)


def _parts() -> Iterator[Part]:
    """Every model, and right after it what it was before."""
    for model, regime in OWNERS:
        yield Part(model, regime)
        history: Any = getattr(model, "history", None)
        if history is not None:
            yield Part(history.model, regime)


PARTS = tuple(_parts())

IN_PARTS_OF_THEIR_OWN = {
    "ledger.entry": LEDGER,
    "agreements.user": PERSONS,
    "agreements.membership": PERSONS,
}
"""Models whose rows are told in another form: how, see the documentation of the archive."""

STAYS_BEHIND = {
    "agreements.historicalmembership": "who gave whom a role is a matter of each installation",
    "compliance.reportdraft": "private to its side until it is submitted",
    "compliance.draftfile": "of a draft, private to its side",
    "compliance.endingproposal": "shown to the two sides alone until both confirm it",
    "compliance.historicalendingproposal": "shown to the two sides alone",
    "agreements.apitoken": "a secret that opens this installation",
    "agreements.keptanswer": "what a program was answered, told again for some days",
    "compliance.noticesettings": "a person's own choice, and the secrets of their addresses",
    "compliance.outboxmessage": "mail of this installation to its own people",
}
"""Models of the apps that no archive carries, and why."""

FIELDS_LEFT = {
    f"{label}.file": "where a file lies is each installation's matter; it is under evidence/"
    for label in ("agreements.meetingfile", "compliance.evidence", "compliance.disputeevidence")
}
"""Fields that no row of an archive has, and why."""
