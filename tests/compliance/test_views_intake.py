"""The import of master data: preview by the verbs, all or nothing, each fault by its place."""

import os
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from agreements.models import (
    Appointment,
    Citation,
    Committee,
    CommitteeParent,
    Party,
    PartyKind,
    Role,
    Site,
)
from compliance.imports import taking as reading
from compliance.imports.kept import Kept
from compliance.imports.ordering import in_order
from compliance.imports.sheets import SHEETS, plainly
from compliance.imports.workbook import Line, LineItem, Place
from sosek.ledger.audit import audit
from tests.factories import (
    CommitteeFactory,
    ForumFactory,
    MembershipFactory,
    ObligationFactory,
    PartyFactory,
    RegimeFactory,
    SiteFactory,
    SourceFactory,
    member,
    pdf,
)
from tests.refusals import everything, writes_nothing
from tests.workbooks import CASE, changed, saved, sent, workbook

SEND = "/import/"


@pytest.fixture
def at_work(client: Any, admin_user: Any) -> Any:
    client.force_login(admin_user)
    return client


def looked_at(client: Any, content: bytes, *, change: bool = False, **data: Any) -> Any:
    """The preview of a workbook that was sent."""
    response = client.post(SEND, {"file": sent(content), **data})
    assert response.status_code == 302, response.context["form"].errors
    if change:
        client.post(response.url, {"change": "on", "again": "1"})
    return client.get(response.url)


def let(client: Any, page: Any) -> Any:
    """Press the button of a preview, whether it is there or not."""
    plan = page.context["plan"]
    data = {"digest": plan.digest} | ({"change": "on"} if plan.change else {})
    return client.post(page.request["PATH_INFO"], data, follow=True)


def verdicts(page: Any) -> dict[str, int]:
    return {verdict.value: count for verdict, count in page.context["plan"].counts.items()}


def refusals(client: Any, content: bytes, *, change: bool = False) -> list[str]:
    """What is wrong with a workbook; neither looking at it nor insisting writes anything."""
    with writes_nothing():
        page = looked_at(client, content, change=change)
        let(client, page)
    found: list[str] = page.context["plan"].refusals
    return found


def test_only_who_has_a_role_in_a_regime_comes_here(
    client: Any, admin_user: Any, superuser: Any
) -> None:
    assert client.get(SEND).status_code == 302
    token = Kept(1, 1, "x", "y", 1).token
    client.force_login(superuser)
    answers = {SEND: 403, f"{SEND}sosek-test/template.xlsx": 404, f"{SEND}{token}/": 404}
    for address, answer in answers.items():
        assert client.get(address).status_code == answer
    assert client.get("/admin/import/").status_code == 403
    assert client.post(SEND, {"file": sent(workbook())}).status_code == 403
    client.force_login(admin_user)
    assert client.get(SEND).status_code == 200
    assert client.get("/admin/import/").url == SEND


def test_the_admin_leads_there(at_work: Any) -> None:
    for name in ("index", *(f"agreements_{each}_changelist" for each in CASE)):
        page = at_work.get(reverse(f"admin:{name}")).content.decode()
        assert f'href="{SEND}"' in page
    other = at_work.get(reverse("admin:agreements_source_changelist")).content.decode()
    assert f'href="{SEND}"' not in other


def test_a_preview_writes_nothing_and_what_it_shows_is_then_done(
    at_work: Any, admin_user: Any, regime: Any
) -> None:
    with writes_nothing():
        page = looked_at(at_work, workbook())
    assert verdicts(page) == {"new": 7}
    assert "Nothing is written yet" in page.content.decode()

    done = let(at_work, page)

    assert "7 rows were imported." in done.content.decode()
    region = Committee.objects.get(code="region")
    assert (region.regime, str(region), region.side.code) == (regime, "Region", "A")
    assert region.parents.get().parent.code == "centre"
    assert str(Committee.objects.get(code="centre").established_on) == "1995"
    assert Party.objects.get(code="A-1").path == "A/A-1"
    assert str(Appointment.objects.get(post_id="Menteri").seen_on) == "2011-02"
    site = Site.objects.get()
    assert (site.aliases, str(site.latitude), str(site.longitude)) == (
        ["Sungai", "Kali"],
        "4.250000",
        "117.875000",
    )
    assert site.history.get().history_user == admin_user
    assert audit().fault is None
    assert list(settings.IMPORTS_ROOT.rglob("*.xlsx")) == []


def test_the_same_workbook_again_changes_nothing(at_work: Any) -> None:
    let(at_work, looked_at(at_work, workbook()))

    with writes_nothing():
        for change in (False, True):
            page = looked_at(at_work, workbook(), change=change)
            assert verdicts(page) == {"same": 7}
            assert "There is nothing to import." in page.content.decode()
            let(at_work, page)


def test_three_bad_rows_of_a_hundred_are_told_and_nothing_is_saved(at_work: Any) -> None:
    rows: list[dict[str, Any]] = [
        {"code": f"site-{n}", "name": f"Site {n}", "party": "A", "kind": "town"} for n in range(99)
    ]
    rows[9]["kind"] = "harbour"
    rows[39]["party"] = "nobody"
    rows[79]["code"] = "no code"

    page = looked_at(at_work, workbook(party=CASE["party"][:1], site=rows))

    assert page.context["plan"].refusals == [
        "site, row 11, column D (kind): “harbour” is not known (known: Sea border crossing post, "
        "Land border crossing post, Ferry terminal, Joint post, Town, Other place).",
        "site, row 41, column C (party): there is no party “nobody”.",
        "site, row 81, column A (code): Enter a valid “slug” consisting of letters, numbers, "
        "underscores or hyphens.",
    ]
    assert verdicts(page) == {"new": 97, "refused": 3}
    with writes_nothing():
        assert "some rows are refused" in let(at_work, page).content.decode()
    assert not Party.objects.exists()
    assert not Site.objects.exists()


@pytest.mark.parametrize(("kind", "most"), [("party", 20), ("committee", 20), ("site", 15)])
def test_a_row_costs_the_same_among_ten_and_among_thirty(
    at_work: Any, kind: str, most: int
) -> None:
    PartyFactory(code="A")
    plain = {
        "party": {"name_en": "P", "kind": "state"},
        "committee": {"name_en": "C", "level": "central", "side": "A"},
        "site": {"name": "S", "party": "A", "kind": "town"},
    }

    def cost(count: int) -> int:
        rows = [{"code": f"row-{n}", **plain[kind]} for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            page = looked_at(at_work, workbook({kind: rows}))
        assert verdicts(page) == {"new": count}
        return len(queries)

    ten, twenty, thirty = cost(10), cost(20), cost(30)

    assert thirty - twenty == twenty - ten
    assert (twenty - ten) / 10 <= most


CELLS = [
    ("party", 0, {"kind": "kingdom"}, "party, row 2, column C (kind): “kingdom” is not known"),
    ("party", 0, {"code": None}, "party, row 2, column A (code): it is missing."),
    ("party", 0, {"code": "A/B"}, "party, row 2, column A (code): A code has no slash."),
    (
        "party",
        0,
        {"name_en": None},
        "party, row 2, column B (name_en): Give a name in at least one language.",
    ),
    (
        "party",
        1,
        {"valid_to": "2014-13"},
        "party, row 3, column F (valid_to): “2014-13” is not a date",
    ),
    ("party", 1, {"under": "Z"}, "party, row 3, column E (under): there is no party “Z”."),
    ("party", 1, {"code": "A", "under": None}, "party, row 3: it stands in row 2 already."),
    ("party", 0, {"position": 1.5}, "party, row 2, column D (position): “1.5” is not a whole"),
    ("party", 0, {"position": -1}, "party, row 2, column D (position): Ensure this value is"),
    ("party", 0, {"source": "x"}, "party, row 2, column D (source): there is no source “x”."),
    ("party", 0, {"locator": "p. 1"}, "party, row 2, column D (locator): name the source too."),
    ("committee", 0, {"level": True}, "committee, row 2, column C (level): “True” is not a text"),
    (
        "committee",
        0,
        {"under": "x"},
        "committee, row 2, column D (under): there is no committee “x”.",
    ),
    (
        "committee",
        0,
        {"under": "region"},
        "committee, row 2: A committee cannot stand below itself.",
    ),
    (
        "committee",
        1,
        {"name_en": None},
        "committee, row 3, column B (name_en): Give a name in at least one language.",
    ),
    (
        "committee",
        1,
        {"ended_on": 1990},
        "committee, row 3, column G (ended_on): The end is before the beginning.",
    ),
    ("committee", 0, {"forum": "f"}, "committee, row 2, column F (forum): there is no forum “f”."),
    (
        "appointment",
        0,
        {"person": None},
        "appointment, row 2, column C (person): Name the person or the office.",
    ),
    (
        "appointment",
        0,
        {"disputed": "perhaps"},
        "appointment, row 2, column F (disputed): “perhaps” is neither “yes” nor “no”.",
    ),
    ("site", 0, {"lat": "north"}, "site, row 2, column F (lat): “north” is not a number."),
    ("site", 0, {"lat": 95}, "site, row 2: Give a latitude and a longitude with their quality"),
]


@pytest.mark.parametrize(("sheet", "row", "cells", "sentence"), CELLS)
def test_a_bad_cell_is_named(
    at_work: Any, sheet: str, row: int, cells: dict[str, Any], sentence: str
) -> None:
    told = refusals(at_work, workbook(changed(sheet, row, **cells)))

    assert [each for each in told if each.startswith(sentence)], told


def test_every_bad_cell_of_a_row_is_named(at_work: Any) -> None:
    told = refusals(
        at_work, workbook(changed("site", 0, kind="x", lat="y", code=None, name="=SUM(1)"))
    )

    assert [each.split(":")[0] for each in told] == [
        "site, row 2, column A (code)",
        "site, row 2, column B (name)",
        "site, row 2, column E (kind)",
        "site, row 2, column F (lat)",
    ]


def test_who_names_a_refused_row_hears_of_that_row(at_work: Any) -> None:
    told = refusals(at_work, workbook(changed("committee", 1, level="high up")))

    assert told[1].startswith("committee, row 3, column C (level): “high up” is not known")
    after = "“centre” stands in row 3, which is refused itself."
    assert f"committee, row 2, column D (under): {after}" in told
    assert f"appointment, row 3, column A (committee): {after}" in told


def test_unknown_sheets_and_columns_are_named(at_work: Any) -> None:
    sheets = {
        "Ministers": [{"name": "X"}],
        "party": [{"code": "A", "name_en": "A", "kind": "state", "capital": "X", "Code": "B"}],
        "site": [{"code": "river"}],
    }

    told = refusals(at_work, workbook(sheets))

    assert told[0].startswith("Ministers: the import knows no such sheet (known: Parties, Comm")
    assert told[1].startswith("party, row 1, column D (capital): it is not known (known: Code, ")
    assert told[2:] == [
        "party, row 1, column E (Code): this column is there twice.",
        "site, row 1: the column Name is missing.",
        "site, row 1: the column Party is missing.",
        "site, row 1: the column Kind is missing.",
    ]


def test_blank_rows_and_an_empty_sheet_are_nothing(at_work: Any) -> None:
    blank: dict[str, Any] = {"code": None, "name_en": "  "}
    rows = [blank, {"code": "  A ", "name_en": "A", "kind": " STATE "}, blank]

    page = looked_at(at_work, workbook({"party": rows, "Sheet1": []}))

    (row,) = page.context["rows"]
    assert (row.verdict, row.row, row.name) == ("new", 3, "A · A")


def test_dates_are_taken_as_far_as_their_cell_shows_them(at_work: Any) -> None:
    """Who types 2010-03 may find that the program has made a day of it."""
    book = openpyxl.Workbook()
    rows = book.active
    rows.title = "Pihak"
    rows.append(["Kode", "name_en", "kind", "sejak", "sampai"])
    formats = ["yyyy-mm-dd", "mmm-yy", "yyyy"]
    for number, shown in enumerate(formats):
        rows.append([f"P{number}", "P", "state", date(2010, 3, 16), 2012.0])
        rows.cell(number + 2, 4).number_format = shown
    page = looked_at(at_work, saved(book))
    assert page.context["plan"].refusals == []
    let(at_work, page)

    assert [str(party.valid_from) for party in Party.objects.order_by("code")] == [
        "2010-03-16",
        "2010-03",
        "2010",
    ]
    assert str(Party.objects.get(code="P0").valid_to) == "2012"


def test_a_text_that_looks_like_a_formula_stays_a_text(at_work: Any) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook()))
    cell = book["site"]["B2"]
    cell.value, cell.data_type = "=1+1", "s"

    let(at_work, looked_at(at_work, saved(book)))

    assert Site.objects.get().name == "=1+1"


def test_a_formula_is_never_evaluated(at_work: Any) -> None:
    assert refusals(at_work, workbook(changed("site", 0, name="=1+1"))) == [
        "site, row 2, column B (name): it holds a formula without a value; write the value."
    ]


@pytest.mark.parametrize("language", ["en", "id", "ms"])
def test_the_template_comes_back_in_every_language(
    at_work: Any, admin_user: Any, language: str
) -> None:
    """Filled in with the words of the language, it says the same."""
    admin_user.language = language
    admin_user.save()
    SourceFactory(key="study")
    response = at_work.get(f"{SEND}sosek-test/template.xlsx")
    book = openpyxl.load_workbook(BytesIO(response.content))
    assert len(book.sheetnames) == 9  # of seven kinds, the explanation, the lists
    with translation.override(language):
        heads = {
            sheet.kind: {column.name: column.heading for column in sheet.columns}
            for sheet in SHEETS.values()
            if sheet.kind != "report"  # an admin reports nothing
        }
        titles = {sheet.kind: sheet.title for sheet in SHEETS.values()}
        state = str(PartyKind.STATE.label)
    explained = book.worksheets[-2]
    assert explained.max_row == 1 + sum(len(columns) for columns in heads.values())
    for kind, rows in CASE.items():
        page = book[titles[kind]]
        columns = [str(cell.value).removesuffix(" *") for cell in page[1]]
        assert columns == list(heads[kind].values())
        for row in rows:
            row = row | ({"kind": state} if row.get("kind") == "state" else {})
            row = row | ({"source": "study", "locator": "p. 4"} if kind == "site" else {})
            page.append([row.get(name) for name in heads[kind]])

    page = looked_at(at_work, saved(book))
    assert page.context["plan"].refusals == []
    let(at_work, page)

    assert verdicts(looked_at(at_work, workbook())) == {"same": 7}
    assert str(Site.objects.get().citations.get().locator) == "p. 4"


@pytest.mark.parametrize("language", ["en", "id", "ms"])
def test_the_lists_of_the_template_fit_the_program(language: str) -> None:
    """A list of values takes 255 characters, and a comma would divide one of them."""
    with translation.override(language):
        choices = [each.choices for sheet in SHEETS.values() for each in sheet.columns]
        labels = [[str(label) for label in each.labels] for each in choices if each]
    assert max(len(",".join(each)) for each in labels) <= 253
    assert not [label for each in labels for label in each if "," in label]


def test_no_heading_means_two_columns_in_any_language() -> None:
    for sheet in SHEETS.values():
        meant: dict[str, set[str]] = {}
        for language in ("en", "id", "ms"):
            with translation.override(language):
                for column in sheet.columns:
                    for heading in (column.name, column.heading):
                        meant.setdefault(plainly(heading), set()).add(column.name)
        assert {heading: names for heading, names in meant.items() if len(names) > 1} == {}


def test_what_differs_is_shown_and_changed_only_when_that_is_wanted(at_work: Any) -> None:
    let(at_work, looked_at(at_work, workbook()))
    sheets = {
        "party": [{"code": "A", "name_en": "Aland Islands"}],
        "committee": [{"code": "region", "name_en": "The region", "level": "technical"}],
        "site": [{"code": "river", "district": "Nunukan", "note": None}],
    }
    sheets = {kind: [{**CASE[kind][0], **rows[0]}] for kind, rows in sheets.items()}
    content = workbook(sheets)

    with writes_nothing():
        page = looked_at(at_work, content)
        assert verdicts(page) == {"differs": 3}
        assert "Name (English): Aland → Aland Islands" in page.content.decode()
        let(at_work, page)
    page = looked_at(at_work, content, change=True)
    assert verdicts(page) == {"changed": 3}
    assert Site.objects.get().district == ""
    let(at_work, page)

    assert Party.objects.get(code="A").name_en == "Aland Islands"
    committee = Committee.objects.get(code="region")
    assert (str(committee), committee.level) == ("The region", "technical")
    assert Site.objects.get().district == "Nunukan"
    assert Site.objects.get().history.count() == 2
    assert audit().fault is None


def test_a_committee_moves_and_gets_its_first_place(at_work: Any) -> None:
    let(at_work, looked_at(at_work, workbook()))
    top = {"code": "top", "name_en": "Top", "level": "gbc"}
    rows = [top, {**CASE["committee"][0], "under": "top"}, {**CASE["committee"][1], "under": "top"}]

    let(at_work, looked_at(at_work, workbook({"committee": rows}), change=True))

    places = CommitteeParent.objects.values_list("committee__code", "parent__code")
    assert sorted(places) == [("centre", "top"), ("region", "top")]


def test_what_is_fixed_says_so_and_everything_stays(at_work: Any, agreement: Any) -> None:
    let(at_work, looked_at(at_work, workbook()))
    ObligationFactory(agreement=agreement, owes=Party.objects.get(code="A-1"))
    sheets = changed("party", 1, under=None, name_id="Satu baru")
    PartyFactory(code="B")
    sheets["party"][1]["under"] = "B"

    told = refusals(at_work, workbook(sheets), change=True)

    assert len(told) == 1
    assert told[0].startswith("party, row 3: What the record reads of it")
    assert Party.objects.get(code="A-1").name_id == "Satu"


def test_a_citation_is_added_to_what_is_there(at_work: Any) -> None:
    SourceFactory(key="study")
    let(at_work, looked_at(at_work, workbook()))
    content = workbook(changed("site", 0, source="study", locator="p. 9"))

    page = looked_at(at_work, content, change=True)
    assert verdicts(page) == {"same": 6, "changed": 1}
    let(at_work, page)

    assert Site.objects.get().citations.get() == Citation.objects.get()
    assert verdicts(looked_at(at_work, content)) == {"same": 7}


def test_what_belongs_to_another_regime_does_not_exist(at_work: Any) -> None:
    other = RegimeFactory()
    CommitteeFactory(regime=other, code="theirs")
    ForumFactory(regime=other, slug="their-forum")
    rows = [
        {"code": "ours", "name_en": "O", "level": "gbc", "under": "theirs"},
        {"code": "also", "name_en": "A", "level": "gbc", "forum": "their-forum"},
        {"code": "theirs", "name_en": "T", "level": "gbc"},
    ]

    told = refusals(
        at_work,
        workbook(
            committee=rows, appointment=[{"committee": "theirs", "person": "X", "role": "chair"}]
        ),
    )

    assert told[:2] == [
        "committee, row 2, column D (under): “theirs” stands in row 4, which is refused itself.",
        "committee, row 3, column E (forum): there is no forum “their-forum”.",
    ]
    assert told[2] == "committee, row 4, column A (code): Committee with this Code already exists."
    assert told[3].startswith("appointment, row 2, column A (committee): “theirs” stands in row 4")


def test_an_admin_of_two_regimes_says_for_which(at_work: Any, admin_user: Any) -> None:
    second, foreign = RegimeFactory(), RegimeFactory()
    MembershipFactory(user=admin_user, regime=second, role=Role.ADMIN)
    rows = workbook(committee=[CASE["committee"][1]])

    with writes_nothing():
        response = at_work.post(SEND, {"file": sent(rows), "regime": foreign.pk})
    assert "regime" in response.context["form"].errors
    let(at_work, looked_at(at_work, rows, regime=second.pk))

    assert Committee.objects.get().regime == second


def test_a_preview_is_its_senders_alone(client: Any, at_work: Any, regime: Any) -> None:
    address = at_work.post(SEND, {"file": sent(workbook())}).url
    client.force_login(member(Role.ADMIN, regime))

    with writes_nothing():
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 404


def test_who_loses_the_role_loses_the_preview(at_work: Any, admin_user: Any) -> None:
    page = looked_at(at_work, workbook())
    admin_user.memberships.update(regime=RegimeFactory())

    with writes_nothing():
        assert let(at_work, page).status_code == 404


@pytest.mark.parametrize("spoilt", ["gone", "changed", "forged"])
def test_only_what_was_sent_is_imported(at_work: Any, spoilt: str) -> None:
    page = looked_at(at_work, workbook())
    (path,) = settings.IMPORTS_ROOT.rglob("*.xlsx")
    if spoilt == "gone":
        path.unlink()
    elif spoilt == "changed":
        path.write_bytes(workbook(changed("party", 0, name_en="Elsewhere")))
    else:
        page.request["PATH_INFO"] = page.request["PATH_INFO"][:-4] + "xxx/"

    with writes_nothing():
        assert "not here any more" in let(at_work, page).content.decode()


def test_what_changed_since_the_preview_is_looked_at_again(at_work: Any) -> None:
    page = looked_at(at_work, workbook())
    let(at_work, looked_at(at_work, workbook(party=CASE["party"][:1])))

    with writes_nothing():
        again = let(at_work, page)
    assert "Something has changed since you looked" in again.content.decode()
    assert verdicts(again) == {"new": 6, "same": 1}
    let(at_work, again)

    assert Site.objects.count() == 1


def test_a_fault_in_the_last_row_undoes_the_first(at_work: Any) -> None:
    """A plan that came to be refused while it was looked at leaves nothing behind."""
    page = looked_at(at_work, workbook())
    SiteFactory(code="river", party=PartyFactory(code="Z"))
    before = everything()

    let(at_work, page)

    assert everything() == before


def test_what_was_deleted_can_be_imported_again(at_work: Any) -> None:
    let(at_work, looked_at(at_work, workbook()))
    Site.objects.get().delete()

    page = looked_at(at_work, workbook())

    assert verdicts(page) == {"same": 6, "new": 1}


def test_a_code_that_was_changed_stays(at_work: Any) -> None:
    let(at_work, looked_at(at_work, workbook()))
    site = Site.objects.get()
    site.code = "brook"
    site.save()

    assert verdicts(looked_at(at_work, workbook())) == {"same": 6, "differs": 1}
    assert refusals(at_work, workbook(), change=True) == [
        "site, row 2, column A (code): the register has it as “brook” now, and that stays."
    ]


def packed(**parts: bytes) -> bytes:
    """A workbook with some of its parts replaced or added."""
    names = {"workbook": "xl/workbook.xml", "sheet": "xl/worksheets/sheet1.xml", "more": "xl/m.xml"}
    stream, source = BytesIO(), zipfile.ZipFile(BytesIO(workbook()))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        replaced = {names[key]: content for key, content in parts.items()}
        for name in source.namelist():
            target.writestr(name, replaced.pop(name, source.read(name)))
        for name, content in replaced.items():
            target.writestr(name, content)
    return stream.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
FILES = [
    (b"", "The submitted file is empty."),
    (b"code,name\nA,Aland\n", "It is not an Excel workbook (.xlsx)."),
    (pdf().read(), "It is not an Excel workbook (.xlsx)."),
    (packed(sheet=ENTITY), "It is not an Excel workbook (.xlsx) that can be opened."),
    (packed(more=b"\0" * 41 * 1024 * 1024), "The workbook is too large once unpacked."),
    (workbook()[:-200], "It is not an Excel workbook (.xlsx) that can be opened."),
]


@pytest.mark.parametrize(("content", "sentence"), FILES, ids=range(len(FILES)))
def test_what_is_no_workbook_is_not_kept(at_work: Any, content: bytes, sentence: str) -> None:
    with writes_nothing():
        response = at_work.post(SEND, {"file": sent(content)})

    said = [text for texts in response.context["form"].errors.values() for text in texts]
    assert said == [sentence]
    assert list(settings.IMPORTS_ROOT.rglob("*.xlsx")) == []


def test_a_file_that_is_too_large_is_not_kept(at_work: Any, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024

    response = at_work.post(SEND, {"file": sent(workbook())})

    assert "The file is larger than 1.0\xa0KB." in str(response.context["form"].errors)


@pytest.mark.parametrize("part", ["workbook", "sheet"])
def test_a_broken_workbook_is_told(at_work: Any, part: str) -> None:
    with writes_nothing():
        address = at_work.post(SEND, {"file": sent(packed(**{part: b"<broken"}))}).url
        page = at_work.get(address, follow=True)

    assert "that can be opened" in page.content.decode()


def test_a_workbook_without_rows_or_with_too_many_is_told(
    at_work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_ROWS", 2)

    def said(content: bytes) -> str:
        address = at_work.post(SEND, {"file": sent(content)}).url
        text: str = at_work.get(address, follow=True).content.decode()
        return text

    assert "The workbook has no rows." in said(workbook(party=[]))
    assert "The workbook has more than 2 rows; divide it." in said(workbook())


def test_a_long_chain_of_committees_is_taken_from_its_top() -> None:
    """However long: a file may name as long a chain as it has rows."""
    sheet = SHEETS["committee"]
    lines = []
    for number in range(5000):
        place = Place("committee", number, ())
        line = Line(sheet, place)
        line.items = {
            "committee": LineItem(place, "committee", {"code": f"c{number}"}),
            "committee parent": LineItem(place, "committee parent", {"code": f"c{number + 1}"}),
        }
        lines.append(line)

    assert [line.place.row for line in in_order(lines)] == list(reversed(range(5000)))


def test_old_workbooks_are_thrown_away(at_work: Any) -> None:
    at_work.post(SEND, {"file": sent(workbook())})
    (path,) = settings.IMPORTS_ROOT.rglob("*.xlsx")
    os.utime(path, (0, 0))

    at_work.post(SEND, {"file": sent(workbook())})

    assert not path.exists()
