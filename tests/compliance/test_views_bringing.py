"""Bringing in what was promised and what is reported: each row by whoever may, all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Obligation
from compliance.imports import runs, taking
from compliance.imports.bringing import Bringer
from compliance.imports.kept import kept_as
from compliance.imports.runs import Run, state_of
from compliance.models import ProgressReport
from compliance.workflow.bulk import Reports
from sosek.ledger.audit import audit
from tests.factories import RegimeFactory, SourceFactory, member
from tests.refusals import writes_nothing
from tests.workbooks import sent, workbook

SEND = "/import/"


def row(obligation: str, words: str, **more: Any) -> dict[str, Any]:
    said = {"obligation": obligation, "observed_on": "2012-05", "percent": 60, "narrative": words}
    return said | more


def looked_at(client: Any, user: Any, sheets: dict[str, Any], **data: Any) -> Any:
    client.force_login(user)
    response = client.post(SEND, {"file": sent(workbook(sheets)), **data})
    assert response.status_code == 302, response.context["form"].errors
    return client.get(response.url)


def let(client: Any, page: Any, **more: str) -> Any:
    data = {"digest": page.context["plan"].digest, **more}
    return client.post(page.request["PATH_INFO"], data, follow=True)


def verdicts(page: Any) -> str:
    return " ".join(each.verdict.value for each in page.context["rows"])


CLAIMED = [row("post-nyamuk", "The wall stands."), row("post-nyamuk", "So does the roof.")]


def test_each_row_is_brought_by_whoever_may(
    client: Any,
    request: Any,
    obligation_of_id: Any,
    obligation_of_my: Any,
    outsider: Any,
) -> None:
    SourceFactory(key="study")
    source = {"source": "study", "locator": "p. 4"}
    sheets = {
        "party": [{"code": "Z", "name_en": "Z", "kind": "state"}],
        "committee": [{"code": "new", "name_en": "New", "level": "regional"}],
        "report": [
            row("post-nyamuk", "By role.", **source),
            row("post-imam", "By role.", **source),
            row("post-nyamuk", "A claim.", **{"as": "klaim"}),
            row("post-imam", "Seen.", **source, **{"as": "Observation"}),
        ],
    }
    expected = {
        # party, committee; by role on ID's, on MY's; a claim on ID's; an observation
        "official_id": "refused refused new refused new refused",
        "official_my": "refused refused refused new refused refused",
        "secretariat": "refused new new new refused new",
        "analyst": "refused refused new new refused new",
        "admin_user": "new new refused refused refused refused",
    }
    found, pages = {}, {}
    for who in expected:
        user = request.getfixturevalue(who)
        client.force_login(user)
        with writes_nothing():
            pages[who] = looked_at(client, user, sheets)
            let(client, pages[who])
        found[who] = verdicts(pages[who])
    assert found == expected
    said = pages["official_my"].context["plan"].refusals
    assert said[:2] == [
        "party, row 2: your role does not bring in Parties.",
        "committee, row 2: your role does not bring in Committees.",
    ]
    assert said[2].startswith("report, row 2, column A (obligation): neither do you act for")
    assert said[3].startswith("report, row 4, column A (obligation): only an official of the")
    assert "report, row 5" in said[4]
    client.force_login(outsider)
    assert client.get(SEND).status_code == 403


def test_a_claim_from_a_workbook_is_one_like_any_other_and_comes_once(
    client: Any, regime: Any, kaltim: Any, official_id: Any, official_my: Any, obligation_of_id: Any
) -> None:
    page = looked_at(client, official_id, {"report": CLAIMED})
    assert "the other side has 30 days to contest it" in page.content.decode()
    done = let(client, page)
    assert "2 rows were imported." in done.content.decode()
    report = ProgressReport.objects.get(narrative="The wall stands.")
    assert (report.claim, report.party, report.author) == (True, kaltim, official_id)
    assert (report.status, report.percent, str(report.observed_on)) == (
        "in_progress",
        60,
        "2012-05",
    )
    assert report.silence_until is not None
    assert audit().fault is None

    colleague = member("official", regime, kaltim, username="colleague")
    with writes_nothing():
        for user, rows in ((official_id, CLAIMED), (colleague, [CLAIMED[1]])):
            again = looked_at(client, user, {"report": rows})
            assert set(verdicts(again).split()) == {"same"}
            assert "There is nothing to import." in again.content.decode()
            let(client, again)


def test_a_reference_is_known_again_and_what_it_said_stays(
    client: Any, official_id: Any, obligation_of_id: Any, obligation_of_my: Any
) -> None:
    rows = [row("post-nyamuk", "Half.", reference="R-1"), row("post-nyamuk", "All.", reference=2)]
    let(client, looked_at(client, official_id, {"report": rows}))
    rows[0] |= {"narrative": "More than half.", "percent": 70}

    with writes_nothing():
        page = looked_at(client, official_id, {"report": rows})
        assert verdicts(page) == "differs same"
        assert "Percent done: 60 → 70" in page.content.decode()
        client.post(page.request["PATH_INFO"], {"change": "on", "again": "1"})
        page = client.get(page.request["PATH_INFO"])
        assert verdicts(page) == "differs same"
        twins = looked_at(client, official_id, {"report": [rows[0], rows[0]]})
    assert twins.context["plan"].refusals == ["report, row 3: it stands in row 2 already."]


def test_one_bad_row_keeps_all_others_out_and_hides_none(
    client: Any, official_id: Any, obligation_of_id: Any
) -> None:
    bad = [
        row("nowhere", "X"),
        row("post-nyamuk", "X", percent=130),
        row("post-nyamuk", "X", observed_on="2999"),
        row("post-nyamuk", "X", status="fulfilled", percent=60),
        row("post-nyamuk", "X", milestone="roof"),
    ]
    client.force_login(official_id)
    with writes_nothing():
        page = looked_at(client, official_id, {"report": [*CLAIMED, *bad]})
        assert verdicts(page) == "new new refused refused refused refused refused"
        let(client, page)
    said = page.context["plan"].refusals
    assert said[0] == "report, row 4, column A (obligation): there is no obligation “nowhere”."
    assert said[1].startswith("report, row 5, column C (percent): Ensure this value is less")
    assert said[2].startswith("report, row 6, column B (observed_on): That day has not come yet")
    assert said[3].startswith("report, row 7: A share goes with")
    assert said[4] == "report, row 8, column F (milestone): The terms have no such milestone."
    address = page.request["PATH_INFO"]
    only = client.get(address, {"only": "refused"})
    assert [each.row for each in only.context["rows"]] == [4, 5, 6, 7, 8]
    file = client.get(address, {"only": "refused", "format": "csv"})
    assert file["Content-Disposition"] == 'attachment; filename="import.csv"'
    lines = b"".join(file).decode()
    assert "there is no obligation “nowhere”" in lines
    assert "The wall stands" not in lines
    assert b"".join(client.get(address, {"format": "xlsx"}))[:2] == b"PK"


PROMISED = {
    "paper": [{"forum": "kaltim-sabah", "number": 9, "title_en": "Roads"}],
    "agreement": [
        {"code": "roads", "forum": "kaltim-sabah", "paper": 9, "title_en": "Build", "weight": 2}
    ],
    "obligation": [
        {
            "code": "road",
            "agreement": "roads",
            "title_ms": "Jalan",
            "owes": "ID-KT",
            "due_on": 2030,
            "milestones": "earth=2; asphalt",
            "consents": "ID = central; MY",
        }
    ],
    "report": [row("road", "Earth was moved.", milestone="earth", source="study")],
}


def test_a_promise_comes_from_its_paper_to_its_first_report(
    client: Any, secretariat: Any, forum: Any
) -> None:
    SourceFactory(key="study")
    page = looked_at(client, secretariat, PROMISED)
    assert verdicts(page) == "new new new new"
    done = let(client, page)
    assert "4 rows were imported." in done.content.decode(), done.context["state"]

    terms = Obligation.objects.get(code="road").terms.get()
    assert (terms.owes.code, str(terms.due_on)) == ("ID-KT", "2030")
    assert [(part.code, part.weight) for part in terms.milestones.order_by("order")] == [
        ("earth", 2),
        ("asphalt", 1),
    ]
    assert [each.level for each in terms.consents.order_by("order")] == ["central", ""]
    assert ProgressReport.objects.get().citations.get().source.key == "study"
    assert audit().fault is None

    with writes_nothing():
        again = looked_at(client, secretariat, PROMISED)
        assert verdicts(again) == "same same same same"
        later = {
            "obligation": [PROMISED["obligation"][0] | {"due_on": 2031, "milestones": "earth"}]
        }
        page = looked_at(client, secretariat, later)
        client.post(page.request["PATH_INFO"], {"change": "on", "again": "1"})
        page = client.get(page.request["PATH_INFO"])
        assert verdicts(page) == "differs"  # terms are versions: no workbook changes them
        assert "Due on: 2030 → 2031" in page.content.decode()
        wrong = {"agreement": [PROMISED["agreement"][0] | {"code": "x", "paper": 10}]}
        said = looked_at(client, secretariat, wrong).context["plan"].refusals
    sentence = (
        "agreement, row 2, column C (paper): the forum “kaltim-sabah” has no working paper 10."
    )
    assert said == [sentence]


def test_what_belongs_to_another_regime_is_not_there(
    client: Any, secretariat: Any, obligation_of_id: Any
) -> None:
    obligation_of_id.agreement.paper.forum.__class__.objects.update(regime=RegimeFactory())
    SourceFactory(key="study")
    page = looked_at(client, secretariat, {"report": [row("post-nyamuk", "Seen.", source="study")]})
    assert "there is no obligation “post-nyamuk”" in page.context["plan"].refusals[0]


def test_a_row_costs_no_query_of_its_own(
    client: Any, official_id: Any, obligation_of_id: Any
) -> None:
    client.force_login(official_id)

    def cost(rows: int) -> list[int]:
        sheets = {"report": [row("post-nyamuk", f"Words {n}.") for n in range(rows)]}
        with CaptureQueriesContext(connection) as looking:
            page = looked_at(client, official_id, sheets)
        with CaptureQueriesContext(connection) as again:
            client.get(page.request["PATH_INFO"])
        with CaptureQueriesContext(connection) as taken:
            let(client, page)
        return [len(looking), len(again), len(taken)]

    cost(1)
    assert cost(2) == cost(12)


@contextmanager
def apart(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Run]]:
    """Nothing is small, and what would be done in a thread waits here."""
    begun: list[Run] = []
    monkeypatch.setattr(runs, "SMALL", 0)
    monkeypatch.setattr(runs, "_apart", begun.append)
    yield begun


def test_a_large_workbook_is_taken_while_the_page_says_how_far_it_is(
    client: Any, official_id: Any, obligation_of_id: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with apart(monkeypatch) as begun:
        page = looked_at(client, official_id, {"report": CLAIMED})
        address = page.request["PATH_INFO"]
        assert "0 of about 3 rows looked at" in page.content.decode()
        assert page["Refresh"] == "3"
        assert "Refresh" not in client.get(address, {"still": "1"})
        begun[0].do()
        page = client.get(address)
        assert "Refresh" not in page
        assert verdicts(page) == "new new"

        with writes_nothing():
            assert "0 of about 3 rows taken" in let(client, page).content.decode()
            let(client, page)  # clicked twice
        assert len(begun) == 2
        begun[1].do()
        assert "2 rows were imported." in client.get(address).content.decode()
        assert audit().fault is None


def test_who_stops_in_the_middle_leaves_nothing_and_the_page_says_so(
    client: Any, official_id: Any, obligation_of_id: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = looked_at(client, official_id, {"report": CLAIMED})
    address = page.request["PATH_INFO"]
    with apart(monkeypatch) as begun, writes_nothing():
        let(client, page)
        monkeypatch.setattr(runs, "SILENT", -1.0)  # the server has stopped
        assert "The server stopped in the middle." in client.get(address).content.decode()
        client.post(address, {"again": "1"})
        begun[0].do()  # it had only been slow: somebody else has begun again meanwhile
    monkeypatch.setattr(runs, "SILENT", 60.0)
    begun[1].do()
    kept = kept_as(address.split("/")[2])
    assert kept is not None
    state = state_of(kept)
    assert state is not None
    assert (state.stage, state.run) == ("looked", begun[1].id)

    def fails(self: Reports) -> None:
        raise RuntimeError

    monkeypatch.setattr(Reports, "finish", fails)
    monkeypatch.setattr(runs, "_apart", lambda run: run.do())
    with writes_nothing():
        failed = let(client, page)
    assert "Something went wrong. Nothing was imported" in failed.content.decode()


def test_what_is_too_much_is_told(
    client: Any, official_id: Any, obligation_of_id: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "MAX_ROWS", 1)
    client.force_login(official_id)
    with writes_nothing():
        page = looked_at(client, official_id, {"report": CLAIMED})
    assert "The workbook has more than 1 rows; divide it." in page.content.decode()


def test_the_template_holds_what_its_user_may_bring(
    client: Any, regime: Any, official_id: Any, obligation_of_id: Any, obligation_of_my: Any
) -> None:
    client.force_login(official_id)
    page = client.get(SEND).content.decode()
    assert f'href="{SEND}sosek-test/template.xlsx"' in page
    who = Bringer(official_id, regime)
    assert who.kinds == ["report"]
    assert [each.code for each in who.reportable()] == ["post-nyamuk"]
