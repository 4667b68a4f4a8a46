"""Reading through the API: what each reader finds, at which cost, and what it says when asked
again."""

import json
import re
from io import StringIO
from itertools import product

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from agreements.models import Publishes, RegimeSettings
from agreements.workflow import change_settings
from compliance.models import ProgressReport
from sosek.api import described
from tests.api.conftest import program
from tests.factories import ProgressReportFactory
from tests.refusals import writes_nothing

SHARED = {"parties", "sources", "sites"}
"""What no regime owns."""
STRUCTURE = {
    *("regimes", "settings", "elements", "instruments", "forums", "committees", "appointments"),
    *("papers", "agreements", "obligations", "meetings", "ledger"),
}
RECORD = {
    *("reports", "verifications", "disputes", "offers", "approvals", "impediments", "needs"),
    "assessments",
}


def name_of(path):
    return path.rstrip("/").rpartition("/")[2]


def test_every_list_is_one_of_these():
    lists = {
        path
        for path, operations in described()["paths"].items()
        if "limit" in {each["name"] for each in operations.get("get", {}).get("parameters", ())}
    }
    assert {name_of(path) for path in lists} == SHARED | STRUCTURE | RECORD


def asked(client, name, **query):
    return client.get(f"/api/v1/{name}/", query)


def found(client, names):
    """How many rows each list tells."""
    return {name: len(asked(client, name).json()["results"]) for name in names}


def test_readers_find_what_the_pages_show_them(one_more, regime, outsider, official_id):
    case = one_more()
    everything = SHARED | STRUCTURE | RECORD
    stranger, member = Client(), program(official_id, "read")
    evidence = case.report.evidence.get()
    singles = [
        reverse("api:report-one", args=[case.report.pk]),
        reverse("api:obligation-one", args=[case.obligation.code]),
        reverse("api:evidence", args=[evidence.pk]),
        reverse("api:party-figures", args=["ID"]),
        reverse("api:forum-board", args=["kaltim-sabah"]),
        *(f"/api/v1/{name}/" for name in ("scores", "board", "mechanisms", "chart")),
        "/api/v1/ledger/head/",
        "/api/v1/receipts/?party=ID",
        "/api/v1/trends/?party=ID",
        "/api/v1/compare/",
        "/api/v1/search/?q=post",
    ]

    def answers(client):
        found = []
        for address in singles:
            response = client.get(address)
            assert response.content if not response.streaming else b"".join(response)
            found.append(response.status_code)
        return found

    assert all(found(member, everything).values())
    assert set(answers(member)) == {200}
    assert set(found(stranger, everything).values()) == {0}
    for nobody in (stranger, program(outsider)):
        assert set(answers(nobody)) == {404}

    settings = {"regime": regime, "time_zone": "Asia/Makassar"}
    change_settings(RegimeSettings(**settings, publishes=Publishes.SCORES))
    assert {name for name, rows in found(stranger, everything).items() if rows} == (
        SHARED | STRUCTURE
    )
    assert answers(stranger) == [404, 200, 404, *[200] * 11]
    (point,) = asked(stranger, "meetings", expand="agenda").json()["results"]
    assert point["agenda"] == []  # of a record that is not signed

    change_settings(RegimeSettings(**settings, publishes=Publishes.EVERYTHING))
    assert all(found(stranger, everything).values())
    assert set(answers(stranger)) == {200}
    download = stranger.get(singles[2])
    assert download.headers["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    assert b"".join(download.streaming_content).startswith(b"%PDF")


COST = {
    "agreements": 6,
    "appointments": 4,
    "approvals": 7,
    "assessments": 5,
    "committees": 7,
    "disputes": 10,
    "elements": 4,
    "forums": 5,
    "impediments": 4,
    "instruments": 4,
    "ledger": 6,
    "meetings": 11,
    "needs": 7,
    "obligations": 18,
    "offers": 4,
    "papers": 4,
    "parties": 5,
    "regimes": 4,
    "reports": 8,
    "settings": 3,
    "sites": 5,
    "sources": 4,
    "verifications": 3,
}
"""Queries of a list with all that can be told of its rows; two of them ask who is signed in."""


def test_lists_cost_the_same_however_many_rows(
    one_more, official_id, django_assert_max_num_queries
):
    one_more()
    client = Client()
    client.force_login(official_id)
    further = {
        "agreements": "terms",
        "meetings": "agenda,delegates,records",
        "obligations": "terms,state",
        "reports": "verifications",
    }

    def cost(name):
        query = {"expand": further[name]} if name in further else {}
        with django_assert_max_num_queries(60) as queries:
            response = asked(client, name, **query)
        assert response.status_code == 200, response.content
        return len(queries)

    names = sorted(SHARED | STRUCTURE | RECORD)
    one = {name: cost(name) for name in names}
    one_more()
    one_more()
    three = {name: cost(name) for name in names}

    assert one == three == COST


def walked(client, address):
    """All rows of a list, part by part."""
    rows = []
    while address:
        part = client.get(address).json()
        rows += part["results"]
        address = part["next"]
    return rows


def test_a_walk_meets_every_row_once_while_new_ones_come(obligation_of_id, official_id, published):
    made = [ProgressReportFactory(obligation=obligation_of_id).sequence for _ in range(5)]
    client = Client()
    first = asked(client, "reports", limit=2, fields="sequence").json()
    made.append(ProgressReportFactory(obligation=obligation_of_id).sequence)
    rest = walked(client, first["next"])

    assert [row["sequence"] for row in first["results"] + rest] == made
    assert set(rest[0]) == {"sequence"}
    chosen = asked(client, "reports", obligation="other").json()["results"]
    assert chosen == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("cursor=eA", "cursor"),
        ("cursor=@@", "cursor"),
        ("status=open", "status"),
        ("claim=1", "claim"),
        ("observed_from=2010-02-30", "observed_from"),
        ("fields=id,nothing", "fields"),
        ("expand=everything", "expand"),
        ("forum=%00", "forum"),
        ("frum=kaltim-sabah", "frum"),
        ("as_of=2010", "as_of"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(db, query, field):
    """Of reports; the last of obligations, which are told as of a day."""
    name = "obligations" if field == "as_of" else "reports"
    response = Client().get(f"/api/v1/{name}/?{query}")

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert [each["field"] for each in response.json()["errors"]] == [field]


def test_an_answer_is_told_again_only_where_it_is_new(
    obligation_of_id, official_id, official_my, published
):
    client = program(official_id, "read")
    addresses = ["/api/v1/reports/", "/api/v1/scores/", "/api/v1/obligations/?expand=state"]

    def again(tags, asker=client, **headers):
        return [
            asker.get(address, headers={"If-None-Match": tag, **headers}).status_code
            for address, tag in zip(addresses, tags, strict=True)
        ]

    first = [client.get(address) for address in addresses]
    tags = [response.headers["ETag"] for response in first]
    for response in first:
        assert response.headers["Cache-Control"] == "private, no-cache"
        vary = response.headers["Vary"]
        assert {"Authorization", "Cookie", "Accept-Language"} <= set(vary.split(", "))
    assert again(tags) == [304, 304, 304]
    assert again(['"other"'] * 3) == [200, 200, 200]

    ProgressReportFactory(obligation=obligation_of_id, author=official_id)

    assert again(tags) == [200, 200, 200]
    tag = client.get(addresses[2]).headers["ETag"]
    obligation_of_id.name_en = "Another name"  # which no ledger knows of
    obligation_of_id.save()
    assert client.get(addresses[2], headers={"If-None-Match": tag}).status_code == 200


def test_scores_are_those_of_the_command(obligation_of_id, obligation_of_my, forum, published):
    ProgressReportFactory(obligation=obligation_of_id)
    known_at = ProgressReport.objects.get().recorded_at.isoformat()
    ways = [*product(("side", "party", "paper", "agreement"), ["fulfilment"])]
    for by, method in [*ways, *product(["agreement"], ("g20rg", "pam", "ogp", "all-parties"))]:
        said = StringIO()
        given = {"by": by, "as_of": "2010-12-31", "known_at": known_at, "method": method}
        call_command("score", "kaltim-sabah", format="json", stdout=said, **given)
        response = asked(Client(), "scores", forum="kaltim-sabah", **given)

        assert response.json() == json.loads(said.getvalue())
    assert response.json()["rows"]


def test_what_explains_a_figure_is_that_of_the_page(obligation_of_id, obligation_of_my, published):
    """A receipt of all that there may be one of, a trend, a comparison."""
    ProgressReportFactory(obligation=obligation_of_id)
    known = {
        "known_at": ProgressReport.objects.get().recorded_at.isoformat(),
        "as_of": "2010-12-31",
    }
    forum, paper = {"forum": "kaltim-sabah"}, obligation_of_id.agreement.paper
    party = forum | {"party": "ID"}
    agreement = {"agreement": obligation_of_id.agreement.code}
    silence = {"silence": "0", "full": "0.9", "high": "0.8", "partial": "0.5"}
    for name, page, query in [
        ("receipts", "receipt", party),
        ("receipts", "receipt", party | {"method": "pam"}),
        ("receipts", "receipt", party | {"paper": paper.number}),
        ("receipts", "receipt", party | agreement | {"method": "g20rg"}),
        ("receipts", "receipt", {"obligation": obligation_of_id.code}),
        ("compare", "compare", forum | silence),
        ("compare", "compare", forum | {"by": "party", "progress": "0.25", "method": "ogp"}),
        ("trends", "trend", forum),
        ("trends", "trend", {"party": "ID", "paper": paper.pk, "from": "2009-01-01"}),
        ("trends", "trend", agreement | {"to": "2010-06-30"}),
    ]:
        shown = (
            Client().get(reverse(f"compliance:{page}"), query | known | {"format": "json"}).json()
        )
        told = asked(Client(), name, **query, **known).json()
        if name == "trends":  # which says beside it what it is of, and where it is shown
            shown = {key: shown[key] for key in shown.keys() & told.keys()} | {
                "method": told["method"],
                "method_version": shown["method"],
            }
        assert told == shown, query
    refused = asked(Client(), "receipts", forum="kaltim-sabah")
    assert refused.json()["errors"][0]["field"] == "party"
    for name, query in [
        ("trends", {"from": "2011-01-01", "to": "2010-01-01"}),
        ("trends", {"to": "2090-01-01", "as_of": "2010-12-31"}),
        ("compare", {"full": "0.5"}),
        ("compare", {"silence": "soon"}),
        ("scores", {"method": "luck"}),
    ]:
        response = asked(Client(), name, **query)
        assert response.status_code == 400, query
        assert response.json()["code"] == "invalid"


def test_words_are_found_as_on_the_page(obligation_of_id, official_id, published):
    report = ProgressReportFactory(obligation=obligation_of_id, narrative="The jetty is paved.")

    told = asked(Client(), "search", q="jett").json()

    assert told["counts"] == {"report": 1}
    assert [each["address"] for each in told["results"]] == [report.get_absolute_url()]
    assert asked(Client(), "search", q="jett", kind="source").json()["results"] == []


def test_names_come_in_three_languages_and_sentences_in_the_readers(sabah, published):
    client = Client(headers={"accept-language": "ms"})
    party = client.get(reverse("api:party-one", args=["MY-SB"])).json()
    refused = client.get("/api/v1/reports/?limit=0")

    assert (party["name_en"], party["name_ms"], party["side"]) == ("", "Sabah", "MY")
    assert refused.headers["Content-Language"] == "ms"
    assert refused.json()["title"] != "What was sent is refused"


def test_problems_are_told_as_problems(official_id, published):
    """Whatever is wrong: its kind is a place on the page of the API."""
    client = program(official_id)
    reports = "/api/v1/reports/"
    told = {
        404: client.get("/api/v1/nowhere/"),
        405: client.delete(reports),
        406: client.get(reports, headers={"accept": "text/html"}),
    }
    with writes_nothing():
        for status, response in told.items():
            problem = response.json()
            assert response.status_code == problem["status"] == status
            assert response.headers["Content-Type"] == "application/problem+json"
            assert {"type", "title", "status", "detail", "code"} <= problem.keys()
    page = client.get(reverse("api:docs")).content.decode()
    for response in told.values():
        address, _hash, kind = response.json()["type"].partition("#")
        assert address == "http://testserver/api/docs/"
        assert f'id="{kind}"' in page


def test_the_page_of_the_api_shows_every_address(db):
    page = Client().get(reverse("api:docs")).content.decode()

    assert set(described()["paths"]) <= set(re.findall(r"<code>\w+ (/api/[^<]+)</code>", page))
    assert " style=" not in page
    schema = Client().get(reverse("api:schema"))
    assert schema.headers["Content-Type"].startswith("application/vnd.oai.openapi+json")
