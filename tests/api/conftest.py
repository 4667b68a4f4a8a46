"""One row of every kind, made as the pages make them; as many of each as a test asks for."""

from types import SimpleNamespace

import pytest
from django.test import Client

from agreements.models import (
    Appointment,
    CommitteeParent,
    Decision,
    Delegate,
    Instrument,
    ItemKind,
    NeededApproval,
    PartialDate,
    Position,
    Publishes,
    RegimeElement,
    RegimeSettings,
)
from agreements.workflow import change_settings, make_token
from compliance.models import Verdict
from compliance.workflow.approving import decide_approval, request_approval
from compliance.workflow.diagnosing import assess, record_support, state_need, state_reason
from compliance.workflow.disputing import add_statement
from compliance.workflow.offering import Proposed, answer_offer, make_offer
from compliance.workflow.reporting import verify_report
from tests.factories import (
    AgreementFactory,
    CitationFactory,
    CommitteeFactory,
    MeetingFactory,
    ObligationFactory,
    ProgressReportFactory,
    SiteFactory,
    WorkingPaperFactory,
    pdf,
)

DAY = PartialDate("2010-03")


@pytest.fixture
def cast(regime, forum, committee, kaltim, indonesia, malaysia, official_id, official_my, analyst):
    """Who and what every row is made of."""
    return SimpleNamespace(**locals())


@pytest.fixture
def one_more(cast):
    """Makes one row of every kind, on an obligation of its own."""

    def make():
        owed = ObligationFactory(
            agreement=AgreementFactory(paper=WorkingPaperFactory(forum=cast.forum)),
            owes=cast.kaltim,
            site=SiteFactory(party=cast.kaltim),
            milestones={"road": 1},
            consents=[cast.indonesia],
            citations=[CitationFactory()],
        )
        found = SimpleNamespace(obligation=owed, **_said(cast, owed), **_held(cast))
        Instrument.objects.create(
            regime=cast.regime, code=f"treaty-{owed.pk}", name_en="Treaty", signed_on="1967"
        )
        RegimeElement.objects.create(
            regime=cast.regime, kind="norm", order=owed.pk, text_en="Do it."
        )
        return found

    return make


def _said(cast, owed):
    report = ProgressReportFactory(
        obligation=owed, author=cast.official_id, uploads=[pdf()], milestone="road"
    )
    answer = {"verifier": cast.official_my, "party": cast.malaysia, "report": report}
    verify_report(**answer, verdict=Verdict.CONTESTED, reason="Nothing is built there.")
    dispute = report.disputes.get()
    statement = add_statement(
        dispute=dispute, author=cast.official_id, side=cast.indonesia, text="Look.", uploads=[pdf()]
    )
    own = {"obligation": owed, "author": cast.official_id}
    offer = make_offer(
        **own, party=cast.kaltim, proposed=Proposed(kind="cancellation", text="Not needed.")
    )
    answer_offer(
        offer=offer, author=cast.official_my, side=cast.malaysia, outcome="refused", reason="It is."
    )
    approval = request_approval(**own, authority=cast.indonesia)
    decide_approval(
        approval=approval,
        outcome="deferred",
        decided_on=DAY,
        reason="Later.",
        author=cast.official_id,
    )
    cause = {"cause": "technical", "observed_on": DAY, "party": cast.kaltim}
    reason = state_reason(**own, **cause, text="No surveyors.")
    need = state_need(**own, **cause, text="Surveyors.")
    record_support(
        need=need, stage="promised", text="Two.", observed_on=DAY, author=cast.official_id
    )
    grade = assess(
        forum=cast.forum,
        party=cast.kaltim,
        agreement=owed.agreement,
        scale="verdict",
        grade="high",
        assessor="S. Sudiar",
        rationale="Built.",
        observed_on=DAY,
        author=cast.analyst,
        citations=[CitationFactory()],
    )
    return locals()


def _held(cast):
    body = CommitteeFactory(regime=cast.regime, forum=cast.forum)
    CommitteeParent.objects.create(committee=body, parent=cast.committee)
    seat = Appointment.objects.create(
        committee=body, side=cast.indonesia, person="A. Patton", starts_on="2009"
    )
    meeting = MeetingFactory(committee=body, starts_on="2010-03")
    Delegate.objects.create(meeting=meeting, side=cast.malaysia, person="B. Awang")
    item = meeting.agenda.get(kind=ItemKind.OTHER)
    Position.objects.create(item=item, side=cast.malaysia, text="Yes.")
    decision = Decision.objects.create(item=item, outcome="agreed", action_by=cast.kaltim)
    NeededApproval.objects.create(decision=decision, authority=cast.indonesia)
    return {"body": body, "seat": seat, "meeting": meeting, "item": item}


@pytest.fixture
def published(regime):
    """The regime publishes everything that is submitted."""
    change_settings(
        RegimeSettings(regime=regime, publishes=Publishes.EVERYTHING, time_zone="Asia/Makassar")
    )


def program(user, scope="write"):
    """A client that comes in by a new token of the user."""
    _token, secret = make_token(user, name="test", scope=scope, days=7)
    return Client(headers={"authorization": f"Bearer {secret}"})
