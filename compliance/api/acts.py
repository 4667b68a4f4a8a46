"""Writing the record: find, ask, act, answer, by the verbs of the pages."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from agreements.api.asking import refusal
from agreements.api.writing import Act
from agreements.models import (
    Agreement,
    Forum,
    Obligation,
    ObligationTerms,
    Party,
    PartyKind,
    User,
)
from agreements.permissions import Asker
from compliance.api import said as say
from compliance.api import shapes
from compliance.api.said import citations, picked
from compliance.dashboard.choices import authorities_of, correctable, points_about, sites_of
from compliance.forms.reports import INFORMATION
from compliance.models import (
    Approval,
    Assessment,
    CapacityNeed,
    Impediment,
    NeedSupport,
    Offer,
    OfferAnswer,
    OfferOutcome,
    ProgressReport,
    Verdict,
    Verification,
    Voice,
)
from compliance.permissions import (
    answering_party,
    can_ask_approval,
    can_assess,
    can_decide_approval,
    can_observe,
    can_record_support,
    can_withdraw_offer,
    offering_party,
    reporting_party,
    verifying_party,
)
from compliance.workflow.approving import decide_approval, request_approval
from compliance.workflow.diagnosing import assess, record_support, state_need, state_reason
from compliance.workflow.offering import Proposed, answer_offer, make_offer
from compliance.workflow.reporting import Statement, submit_report, verify_report

YES = True  # they may, and speak for no party


def obligation_or_404(user: Asker, code: str) -> Obligation:
    """The obligation with its terms, if the asker may see it. Four queries."""
    terms = ObligationTerms.objects.select_related("owes").prefetch_related("consents")
    rows = Obligation.objects.visible_to(user).select_related(
        "agreement__paper__forum__regime", "site"
    )
    found: Obligation = get_object_or_404(
        rows.prefetch_related(Prefetch("terms", terms)), code=code
    )
    return found


class OnObligation(Act):
    """Something is said of an obligation."""

    def find(self, code: str) -> Obligation:  # type: ignore[override]
        return obligation_or_404(self.writer, code)


class SubmitReport(OnObligation):
    """Report progress: a claim of the side that owes, or an observation from a source; with
    evidence as multipart. `corrects` names an earlier report of the same side."""

    takes, gives = say.SayReport, shapes.ReportShape

    def ask(self, subject: Obligation, said: Mapping[str, Any]) -> Any:
        party = reporting_party(self.writer, subject)
        return party or (YES if can_observe(self.writer, subject) else None)

    def act(
        self, subject: Obligation, actor: Any, said: dict[str, Any], key: uuid.UUID
    ) -> ProgressReport:
        party = actor if isinstance(actor, Party) else None
        if party is None and not said["status"] and said["percent"] is None:
            raise refusal("status", _("Choose the state you report, or “information”."))
        status = "" if said["status"] == INFORMATION else said["status"]
        return submit_report(
            obligation=subject,
            statement=Statement(
                observed_on=said["observed_on"],
                narrative=said["narrative"],
                status=status,
                percent=said["percent"],
                milestone=said["milestone"],
                language=said["language"],
                sources_differ=said["sources_differ"],
            ),
            author=self.writer,
            party=party,
            citations=citations(self.writer, said["citations"]),
            uploads=said["evidence"],
            corrects=self._corrected(subject, said["corrects"]),
            submission_key=key,
        )

    def _corrected(self, obligation: Obligation, key: uuid.UUID | None) -> Any:
        if key is None:
            return None
        return picked(correctable(self.writer, obligation), key, "corrects", by="pk")


class Verify(Act):
    """Accept or contest a report; contesting opens a dispute."""

    takes, gives = say.SayVerification, shapes.VerificationShape

    def find(self, pk: uuid.UUID) -> ProgressReport:  # type: ignore[override]
        rows = ProgressReport.objects.visible_to(self.writer).select_related("obligation", "side")
        report = get_object_or_404(rows, pk=pk)
        report.obligation = obligation_or_404(self.writer, report.obligation.code)
        return report

    def ask(self, subject: ProgressReport, said: Mapping[str, Any]) -> Party | None:
        accepting = said.get("verdict") == Verdict.ACCEPTED
        return verifying_party(self.writer, subject, accepting=accepting)

    def act(
        self, subject: ProgressReport, actor: Party, said: dict[str, Any], key: uuid.UUID
    ) -> Verification:
        return verify_report(
            report=subject, verifier=self.writer, party=actor, submission_key=key, **said
        )


class MakeOffer(OnObligation):
    """Offer something else than what is owed. Until it is accepted the obligation stands."""

    takes, gives = say.SayOffer, shapes.OfferShape

    def ask(self, subject: Obligation, said: Mapping[str, Any]) -> Party | None:
        return offering_party(self.writer, subject)

    def act(self, subject: Obligation, actor: Party, said: dict[str, Any], key: uuid.UUID) -> Offer:
        names = {language: said[f"name_{language}"].strip() for language in say.LANGUAGES}
        plain = {name: said[name] for name in ("kind", "text", "reason", "language", "due_on")}
        return make_offer(
            obligation=subject,
            party=actor,
            proposed=Proposed(
                names=names,
                site=picked(sites_of(self.writer, subject), said["site"], "site"),
                item=picked(points_about(self.writer, subject), said["item"], "item", by="pk"),
                **plain,
            ),
            author=self.writer,
            submission_key=key,
        )


class AnswerOffer(Act):
    """Accept or refuse an offer for another side, or take back that of one's own."""

    takes, gives = say.SayOfferAnswer, shapes.OfferAnswerShape

    def find(self, pk: uuid.UUID) -> Offer:  # type: ignore[override]
        rows = Offer.objects.visible_to(self.writer).select_related("obligation", "party")
        offer: Offer = get_object_or_404(rows, pk=pk)
        offer.obligation = obligation_or_404(self.writer, offer.obligation.code)
        return offer

    def ask(self, subject: Offer, said: Mapping[str, Any]) -> str | None:
        """The code of the side for which they may give this answer."""
        if said.get("outcome") == OfferOutcome.WITHDRAWN:
            return subject.party.side_code if can_withdraw_offer(self.writer, subject) else None
        party = answering_party(self.writer, subject)
        return party.side_code if party else None

    def act(self, subject: Offer, actor: str, said: dict[str, Any], key: uuid.UUID) -> OfferAnswer:
        points = points_about(self.writer, subject.obligation)
        return answer_offer(
            offer=subject,
            author=self.writer,
            side=Party.objects.get(code=actor),
            outcome=said["outcome"],
            reason=said["reason"],
            item=picked(points, said["item"], "item", by="pk"),
            submission_key=key,
        )


class AskApproval(OnObligation):
    """Ask an authority of the side that owes for its consent."""

    takes, gives = say.SayApproval, shapes.ApprovalShape

    def ask(self, subject: Obligation, said: Mapping[str, Any]) -> Any:
        return YES if can_ask_approval(self.writer, subject) else None

    def act(
        self, subject: Obligation, actor: Any, said: dict[str, Any], key: uuid.UUID
    ) -> Approval:
        authorities = authorities_of(self.writer, subject)
        said["authority"] = picked(authorities, said["authority"] or "-", "authority")
        return request_approval(obligation=subject, author=self.writer, submission_key=key, **said)


class DecideApproval(Act):
    """Record what the authority decided."""

    takes, gives = say.SayApprovalDecision, shapes.ApprovalDecisionShape

    def find(self, pk: uuid.UUID) -> Approval:  # type: ignore[override]
        rows = Approval.objects.visible_to(self.writer).select_related("obligation")
        approval: Approval = get_object_or_404(rows, pk=pk)
        approval.obligation = obligation_or_404(self.writer, approval.obligation.code)
        return approval

    def ask(self, subject: Approval, said: Mapping[str, Any]) -> Any:
        return YES if can_decide_approval(self.writer, subject) else None

    def act(self, subject: Approval, actor: Any, said: dict[str, Any], key: uuid.UUID) -> Any:
        return decide_approval(approval=subject, author=self.writer, submission_key=key, **said)


class StateReason(OnObligation):
    """Say why an obligation is not met: given for its side, or assessed by an analyst."""

    takes, gives = say.SayImpediment, shapes.ImpedimentShape

    def ask(self, subject: Obligation, said: Mapping[str, Any]) -> Any:
        if said.get("voice") == Voice.ASSESSED:
            return YES if can_assess(self.writer, subject.forum) else None
        return reporting_party(self.writer, subject)

    def act(
        self, subject: Obligation, actor: Any, said: dict[str, Any], key: uuid.UUID
    ) -> Impediment:
        party = actor if isinstance(actor, Party) else None
        plain = {name: said[name] for name in ("cause", "text", "observed_on", "language")}
        return state_reason(
            obligation=subject,
            party=party,
            assessor=said["assessor"] or named(self.writer),
            citations=citations(self.writer, said["citations"]),
            author=self.writer,
            submission_key=key,
            **plain,
        )


class StateNeed(OnObligation):
    """Say what the side lacks to meet an obligation."""

    takes, gives = say.SayNeed, shapes.NeedShape

    def ask(self, subject: Obligation, said: Mapping[str, Any]) -> Party | None:
        return reporting_party(self.writer, subject)

    def act(
        self, subject: Obligation, actor: Party, said: dict[str, Any], key: uuid.UUID
    ) -> CapacityNeed:
        return state_need(
            obligation=subject, party=actor, author=self.writer, submission_key=key, **said
        )


class RecordSupport(Act):
    """Say what became of a need."""

    takes, gives = say.SaySupport, shapes.SupportShape

    def find(self, pk: uuid.UUID) -> CapacityNeed:  # type: ignore[override]
        rows = CapacityNeed.objects.visible_to(self.writer).select_related("obligation")
        need: CapacityNeed = get_object_or_404(rows, pk=pk)
        need.obligation = obligation_or_404(self.writer, need.obligation.code)
        return need

    def ask(self, subject: CapacityNeed, said: Mapping[str, Any]) -> Any:
        return YES if can_record_support(self.writer, subject) else None

    def act(
        self, subject: CapacityNeed, actor: Any, said: dict[str, Any], key: uuid.UUID
    ) -> NeedSupport:
        return record_support(need=subject, author=self.writer, submission_key=key, **said)


class Assess(Act):
    """Grade a party, on one agreement of the forum or as a whole, from a source."""

    takes, gives = say.SayAssessment, shapes.AssessmentShape

    def find(self, slug: str) -> Forum:  # type: ignore[override]
        rows = Forum.objects.visible_to(self.writer).select_related("regime")
        return get_object_or_404(rows, slug=slug)

    def ask(self, subject: Forum, said: Mapping[str, Any]) -> Any:
        return YES if can_assess(self.writer, subject) else None

    def act(self, subject: Forum, actor: Any, said: dict[str, Any], key: uuid.UUID) -> Assessment:
        parties = Party.objects.visible_to(self.writer).exclude(kind=PartyKind.AUTHORITY)
        agreements = Agreement.objects.visible_to(self.writer).filter(paper__forum=subject)
        kept = ("scale", "grade", "rationale", "observed_on", "language")
        return assess(
            forum=subject,
            party=picked(parties, said["party"] or "-", "party"),
            agreement=picked(agreements, said["agreement"], "agreement"),
            assessor=said["assessor"] or named(self.writer),
            citations=citations(self.writer, said["citations"]),
            author=self.writer,
            submission_key=key,
            **{name: said[name] for name in kept},
        )


def named(user: User) -> str:
    """By what name a person signs."""
    return user.get_full_name() or user.get_username()
