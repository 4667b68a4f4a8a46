"""Who may write through the API: the tables of rights of the pages, asked of its doors."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from compliance.models import Dispute, EndingProposal, ProgressReport, Verdict
from compliance.workflow.disputing import Ending, propose_ending
from compliance.workflow.offering import Proposed, make_offer
from tests.compliance import test_permissions as record
from tests.compliance import test_permissions_disputes as disputes
from tests.compliance.test_permissions import (  # noqa: F401 - fixtures
    everybody,
    owed,
    reports,
    spoken,
)
from tests.factories import ProgressReportFactory, SourceFactory, VerificationFactory
from tests.rights import ABSENT, NO, SIGN_IN, TOLD, YES, about, answers

SAID = {
    400: TOLD,
    401: SIGN_IN,
    403: NO,
    404: ABSENT,
    200: YES,
    201: YES,
}
DAY = {"observed_on": "2010"}
SO = {"cause": "technical", "text": "So it is.", **DAY}


def sends(client, name, key, **said):
    """What one is answered who sends this to the API."""
    response = client.post(
        reverse(f"api:{name}", args=[key]), said, content_type="application/json"
    )
    answer = SAID[response.status_code]
    if answer not in (YES,):
        assert response.headers["Content-Type"] == "application/problem+json"
    return answer


def columns(rights, rows):
    return {name: rows[name] for name in next(iter(rights.values()))}


def test_who_reports(everybody, owed):  # noqa: F811
    source = SourceFactory().key

    def door(client, obligation):
        answer = sends(
            client,
            "report-submit",
            obligation.code,
            status="in_progress",
            observed_on="2016-03",
            narrative="The access road is paved.",
            citations=[{"source": source}],
        )
        if answer != YES:
            return answer
        return "claim" if ProgressReport.objects.latest("sequence").claim else "observation"

    obligations = columns(record.LOGGING, vars(owed))
    answers(everybody, record.LOGGING, about(door, obligations))


def test_who_corrects(everybody, reports):  # noqa: F811
    source = SourceFactory().key

    def door(client, report):
        return sends(
            client,
            "report-submit",
            report.obligation.code,
            status="in_progress",
            observed_on="2016-03",
            narrative="It was less.",
            corrects=str(report.pk),
            citations=[{"source": source}],
        )

    answers(everybody, record.CORRECTING, about(door, columns(record.CORRECTING, reports)))


@pytest.mark.parametrize(
    ("verdict", "rights"),
    [(Verdict.ACCEPTED, record.ACCEPTING), (Verdict.CONTESTED, record.CONTESTING)],
)
def test_who_answers(verdict, rights, everybody, reports):  # noqa: F811
    def door(client, report):
        return sends(client, "report-verify", report.pk, verdict=verdict, reason="Look.")

    answers(everybody, rights, about(door, columns(rights, reports)))


def test_who_speaks_for_a_side(everybody, spoken):  # noqa: F811
    def on(name, key_of, **said):
        def door(client, it):
            given = {n: v(it) if callable(v) else v for n, v in said.items()}
            return sends(client, name, key_of(it), **given)

        return door

    def code(it):
        return it.obligation.code

    for door in (
        on("approval-ask", code, authority=lambda it: it.authority.code),
        on("approval-decide", lambda it: it.approval.pk, outcome="approved", decided_on="2011"),
        on("reason-state", code, voice="given", **SO),
        on("need-state", code, **SO),
        on("support-record", lambda it: it.need.pk, stage="promised", text="Two.", **DAY),
    ):
        answers(everybody, record.SPEAKING, about(door, spoken))


def test_who_assesses(everybody, owed, kaltim, forum):  # noqa: F811
    """As on the pages; but a forum is named in the address, so who may not assess in it, or does
    not see it, is told so there."""
    cited = {**DAY, "citations": [{"source": SourceFactory().key}]}
    rights = {who: dict(row) for who, row in record.ASSESSING.items()}
    rights["foreigner"]["grade"], rights["analyst_away"]["grade"] = ABSENT, NO
    grade = {"party": kaltim.code, "scale": "verdict", "grade": "high", "rationale": "It tried."}
    code, reason = owed.on_kaltims.code, {**SO, "voice": "assessed"}
    doors = {
        "reason": lambda client: sends(client, "reason-state", code, **(reason | cited)),
        "grade": lambda client: sends(client, "assess", forum.slug, **grade, **cited),
    }
    answers(everybody, rights, doors)


def test_who_offers_and_who_answers(everybody, owed, official_id, kaltim):  # noqa: F811
    def makes(client, obligation):
        said = {"kind": "cancellation", "text": "Not needed."}
        return sends(client, "offer-make", obligation.code, **said)

    answers(everybody, disputes.OFFERING, about(makes, columns(disputes.OFFERING, vars(owed))))
    offer = make_offer(
        obligation=owed.on_kaltims,
        party=kaltim,
        author=official_id,
        proposed=Proposed(kind="cancellation", text="Not needed."),
    )

    def replies(client, outcome):
        return sends(client, "offer-answer", offer.pk, outcome=outcome, reason="So.")

    outcomes = {name: name for name in ("accepted", "refused", "withdrawn")}
    answers(everybody, disputes.ANSWERING, about(replies, outcomes))


def test_who_speaks_in_a_dispute(
    everybody,  # noqa: F811
    obligation_of_id,
    official_my,
    sabah,
    secretariat,
):
    with time_machine.travel(timezone.now(), tick=True) as clock:
        report = ProgressReportFactory(obligation=obligation_of_id)
        VerificationFactory(
            report=report, verifier=official_my, party=sabah, verdict=Verdict.CONTESTED
        )
        dispute = Dispute.objects.get()
        ending = {"finding": "upheld", "reason": "Seen."}
        propose_ending(dispute=dispute, author=secretariat, side=None, ending=Ending(**ending))
        seen_at = EndingProposal.objects.get().proposed_at.isoformat()
        clock.shift(timedelta(days=32))

        def on(name, **said):
            return lambda client: sends(client, name, dispute.pk, **said)

        doors = {
            "statement": on("dispute-state", text="Look."),
            "move": on("dispute-move", reason="So."),
            "ending": on("dispute-propose", **ending),
            "confirm": on("dispute-confirm", seen_at=seen_at),
        }
        answers(everybody, disputes.SPEAKING, doors)


def test_who_reads_a_proposal(
    client, regime, published, obligation_of_id, official_my, sabah, secretariat, analyst, malaysia
):
    """What a side proposes is for the officials of both; what is prepared also for its author."""
    report = ProgressReportFactory(obligation=obligation_of_id)
    answer = {"verifier": official_my, "party": sabah, "verdict": Verdict.CONTESTED}
    VerificationFactory(report=report, **answer)
    dispute = Dispute.objects.get()
    ending = Ending(finding="upheld", reason="Seen.")
    address = reverse("api:dispute-propose", args=[dispute.pk])

    def readers():
        found = []
        for user in (official_my, secretariat, analyst):
            client.force_login(user)
            found.append(client.get(address).status_code)
        client.logout()
        return [*found, client.get(address).status_code]

    assert readers() == [404] * 4
    propose_ending(dispute=dispute, author=secretariat, side=None, ending=ending)
    assert readers() == [200, 200, 404, 404]
    propose_ending(dispute=dispute, author=official_my, side=malaysia, ending=ending)
    assert readers() == [200, 404, 404, 404]
