"""Writing through the API: each step by its verb, refused with its reason, done once."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import Appointment, KeptAnswer, Meeting
from compliance.models import EndingProposal, ProgressReport, Verification
from sosek.ledger.models import Entry
from tests.api.conftest import program
from tests.factories import PartyFactory, ProgressReportFactory, SourceFactory, pdf, upload
from tests.refusals import writes_nothing

SAID = {"status": "in_progress", "observed_on": "2016-03", "narrative": "The road is paved."}
JSON = {"content_type": "application/json"}


def sends(client, name, *key, expect=201, headers=None, **said):
    response = client.post(reverse(f"api:{name}", args=key), said, headers=headers, **JSON)
    assert response.status_code == expect, response.content
    return response.json()


def test_a_report_with_its_evidence_is_read_as_it_was_sent(
    obligation_of_id, official_id, official_my
):
    address = reverse("api:report-submit", args=[obligation_of_id.code])
    mine, theirs = program(official_id), program(official_my)
    files = [pdf("minutes.pdf"), pdf("letter.pdf")]
    response = mine.post(address, SAID | {"percent": "40", "evidence": files})

    assert response.status_code == 201, response.content
    told = response.json()
    assert (told["status"], told["percent"], told["claim"]) == ("in_progress", 40, True)
    assert (told["side"], told["author"]) == ("ID", str(official_id.opaque_id))
    assert [file["name"] for file in told["evidence"]] == ["minutes.pdf", "letter.pdf"]
    assert theirs.get(reverse("api:report-one", args=[told["id"]])).json() == told
    download = theirs.get(told["evidence"][0]["download"])
    assert b"".join(download).startswith(b"%PDF")

    corrected = sends(mine, "report-submit", obligation_of_id.code, **SAID, corrects=told["id"])
    assert corrected["corrects"] == told["id"]
    accepted = sends(theirs, "report-verify", corrected["id"], verdict="accepted")
    assert (accepted["side"], accepted["report"]) == ("MY", corrected["id"])


def test_a_dispute_goes_its_way(obligation_of_id, official_id, official_my):
    mine, theirs = program(official_id), program(official_my)
    report = ProgressReportFactory(obligation=obligation_of_id, author=official_id)
    sends(theirs, "report-verify", report.pk, verdict="contested", reason="Nothing is there.")
    (dispute,) = theirs.get("/api/v1/disputes/?open=true").json()["results"]
    key = dispute["id"]

    statement = theirs.post(
        reverse("api:dispute-state", args=[key]), {"text": "Look.", "evidence": pdf()}
    ).json()
    assert [file["name"] for file in statement["evidence"]] == ["minutes.pdf"]
    with writes_nothing():
        early = sends(theirs, "dispute-move", key, expect=400, reason="It takes long.")
    assert early["code"] == "early"
    ending = {"finding": "settled", "reason": "Both saw it.", "status": "in_progress"}
    proposal = sends(theirs, "dispute-propose", key, **ending, percent=20, settlement="A fifth.")
    with writes_nothing():
        stale = sends(mine, "dispute-confirm", key, expect=400, seen_at="2020-01-01T00:00:00Z")
    assert stale["code"] == "stale"
    ended = sends(mine, "dispute-confirm", key, expect=200, seen_at=proposal["proposed_at"])

    assert not ended["open"]
    assert (ended["ending"]["finding"], ended["ending"]["percent"]) == ("settled", 20)
    assert EndingProposal.objects.get().history.first().history_user == official_my


def test_offers_approvals_causes_and_needs_are_written(
    obligation_of_id, official_id, official_my, analyst, indonesia, forum
):
    mine, theirs, third = program(official_id), program(official_my), program(analyst)
    code = obligation_of_id.code
    authority = PartyFactory(code="ID-X", parent=indonesia, kind="authority")
    cited = {"citations": [{"source": SourceFactory(key="S").key, "locator": "p. 4"}]}
    so = {"cause": "technical", "text": "So.", "observed_on": "2010"}

    offer = sends(mine, "offer-make", code, kind="substitution", text="A market.", name_id="Pasar")
    assert (offer["party"], offer["name_id"], offer["answer"]) == ("ID-KT", "Pasar", None)
    answer = sends(theirs, "offer-answer", offer["id"], outcome="refused", reason="No.")
    assert (answer["side"], answer["outcome"]) == ("MY", "refused")

    approval = sends(mine, "approval-ask", code, authority=authority.code, level="national")
    assert approval["pending"]
    decided = {"outcome": "approved", "decided_on": "2020"}
    assert sends(mine, "approval-decide", approval["id"], **decided)["decided_on"] == "2020"

    given = sends(mine, "reason-state", code, voice="given", **so)
    assessed = sends(third, "reason-state", code, voice="assessed", **so, **cited)
    assert (given["party"], assessed["party"]) == ("ID-KT", None)
    assert assessed["citations"][0]["locator"] == "p. 4"
    need = sends(mine, "need-state", code, **so)
    support = {"stage": "promised", "donor": "A bank", "text": "Two.", "observed_on": "2011"}
    assert sends(mine, "support-record", need["id"], **support)["need"] == need["id"]
    grade = {"party": "ID", "scale": "verdict", "grade": "high", "rationale": "Built."}
    graded = sends(third, "assess", forum.slug, **grade, observed_on="2010", **cited)
    assert (graded["party"], graded["assessor"]) == ("ID", "analyst")


def test_the_secretariat_writes_bodies_and_meetings(
    committee, secretariat, official_id, official_my, indonesia
):
    keeps, mine = program(secretariat), program(official_id)
    seat = sends(keeps, "appoint", committee.code, side="ID", person="A. Patton", starts_on="2009")
    ended = sends(keeps, "appointment-end", seat["id"], expect=200, ends_on="2014")
    vacancy = sends(keeps, "vacant", committee.code, side="MY", starts_on="2012")
    assert (ended["ends_on"], vacancy["vacant"]) == ("2014", True)
    assert Appointment.history.first().history_user == secretariat

    meeting = sends(
        keeps, "meeting-plan", committee.code, kind="session", starts_on="2026-03", host="ID-KT"
    )
    point = Meeting.objects.get(code=meeting["code"]).agenda.get(kind="other")
    place = [meeting["code"], point.pk]
    assert sends(mine, "position", *place, text="Yes.")["side"] == "ID"
    decision = sends(
        keeps,
        "decide",
        *place,
        outcome="agreed",
        action_by="ID-KT",
        approvals=[{"authority": "ID", "level": "national"}],
    )
    assert decision["approvals"] == [{"authority": "ID", "level": "national"}]
    for name, key, said in (
        ("appoint", [committee.code], {"person": "B"}),
        ("meeting-plan", [committee.code], {"kind": "session", "starts_on": "2026"}),
        ("decide", place, {"outcome": "agreed"}),
        ("appointment-end", [seat["id"]], {"ends_on": "2015"}),
    ):
        with writes_nothing():
            sends(mine, name, *key, expect=403, **said)


@pytest.mark.parametrize(
    ("said", "field", "code"),
    [
        ({"observed_on": "soon"}, "observed_on", "invalid"),
        ({"observed_on": "2999"}, "observed_on", "future"),
        ({"observed_on": None}, "observed_on", "null"),
        ({"narrative": " "}, "narrative", "blank"),
        ({"narrative": "x" * 20_001}, "narrative", "max_length"),
        ({"status": "done"}, "status", "invalid_choice"),
        ({"status": "information"}, "status", "invalid"),
        ({"percent": 100}, "", "invalid"),
        ({"percent": 101}, "percent", "max_value"),
        ({"milestone": "roof"}, "milestone", "milestone"),
        ({"corrects": "79a9e68f-a50c-46ce-9026-a352f5e071e1"}, "corrects", "invalid"),
        ({"citations": [{"source": "nowhere"}]}, "citations", "invalid"),
        ({"citations": [{"locator": "p. 4"}]}, "citations.0.source", "required"),
        ({"evidence": ["letter"]}, "evidence.0", "invalid"),
        ({"persent": 40}, "persent", "unknown"),
    ],
)
def test_what_is_refused_says_which_field_and_writes_nothing(
    obligation_of_id, official_id, said, field, code
):
    client = program(official_id)
    with writes_nothing():
        told = refused(client, obligation_of_id, SAID | said)
    assert told["errors"][0]["field"] == field
    assert told["errors"][0]["code"] == told["code"] == code


def refused(client, obligation, said, status=400, **given):
    response = client.post(
        reverse("api:report-submit", args=[obligation.code]), said, **({**JSON, **given})
    )
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    return response.json()


def test_what_cannot_be_read_and_who_may_not_write_write_nothing(
    obligation_of_id, official_id, official_my, outsider
):
    mine, theirs, nobody = program(official_id), program(official_my), program(outsider)
    reading = program(official_id, "read")
    address = reverse("api:report-submit", args=[obligation_of_id.code])
    with writes_nothing():
        assert refused(mine, obligation_of_id, "{", status=400)["type"].endswith("#malformed")
        assert refused(mine, obligation_of_id, "[]")["code"] == "invalid"
        for body in ("[" * 100_000, '{"narrative": "\\ud800"}', "\xff"):
            assert refused(mine, obligation_of_id, body, status=400)
        refused(mine, obligation_of_id, "a=1", status=415, content_type="text/plain")
        refused(Client(), obligation_of_id, SAID, status=401)
        refused(nobody, obligation_of_id, SAID, status=404)
        refused(theirs, obligation_of_id, SAID, status=403)
        told = refused(reading, obligation_of_id, SAID, status=403)
        assert told["code"] == "scope"
        html = upload("page.txt", b"<html><script>alert(1)</script>")
        bad = mine.post(address, SAID | {"evidence": html}).json()
        assert (bad["errors"][0]["field"], bad["code"]) == ("evidence", "file")


def test_a_page_of_another_site_does_not_write_with_a_session(obligation_of_id, official_id):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(official_id)
    with writes_nothing():
        refused(browser, obligation_of_id, SAID, status=403)
    assert browser.get("/api/v1/reports/").status_code == 200


def test_the_same_sent_twice_is_done_once(obligation_of_id, official_id, official_above):
    mine, other = program(official_id), program(official_above)
    code, key = obligation_of_id.code, {"Idempotency-Key": "report-7"}

    first = sends(mine, "report-submit", code, headers=key, **SAID)
    again = sends(mine, "report-submit", code, headers=key, **SAID)
    with writes_nothing():
        used = sends(mine, "report-submit", code, headers=key, expect=409, **SAID | {"percent": 40})
        sends(
            mine,
            "need-state",
            code,
            headers=key,
            expect=409,
            cause="technical",
            text="So.",
            observed_on="2010",
        )
        sends(mine, "report-submit", code, headers={"Idempotency-Key": "é" * 3}, expect=400, **SAID)

    assert first == again
    assert used["type"].endswith("#key-used")
    assert ProgressReport.objects.count() == KeptAnswer.objects.count() == 1
    # A key is its person's; and what was refused is no answer that is kept.
    theirs = sends(other, "report-submit", code, headers=key, **SAID)
    assert theirs["id"] != first["id"]
    fresh = {"Idempotency-Key": "report-8"}
    sends(mine, "report-submit", code, headers=fresh, expect=400, **SAID | {"percent": 100})
    sends(mine, "report-submit", code, headers=fresh, **SAID)
    # Forgotten, it is done once all the same.
    KeptAnswer.objects.all().delete()
    assert sends(mine, "report-submit", code, headers=key, **SAID) == first


def test_files_are_part_of_what_was_asked(obligation_of_id, official_id):
    client = program(official_id)
    address = reverse("api:report-submit", args=[obligation_of_id.code])
    key = {"Idempotency-Key": "with files"}

    def answer(name):
        return client.post(address, SAID | {"evidence": pdf(name)}, headers=key).status_code

    assert [answer("a.pdf"), answer("a.pdf"), answer("b.pdf")] == [201, 201, 409]
    assert ProgressReport.objects.get().evidence.count() == 1


def test_everything_written_stands_in_the_ledger(obligation_of_id, official_id, official_my):
    mine, theirs = program(official_id), program(official_my)
    report = sends(mine, "report-submit", obligation_of_id.code, **SAID)
    sends(theirs, "report-verify", report["id"], verdict="accepted")
    head = mine.get("/api/v1/ledger/head/").json()
    last = mine.get(f"/api/v1/ledger/{head['sequence']}/").json()

    assert last["payload"]["verdict"] == "accepted"
    assert last == json.loads(Entry.objects.latest("sequence").line(opened=True))
    assert Verification.objects.get().sequence == head["sequence"]
