"""One question, one answer: page, API, CSV, XLSX, PDF, command and offline computation say the same
figures of the seeded case, by the register's own method and by another."""

import csv
import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from pypdf import PdfReader

from compliance.imports.hush import hushed
from compliance.imports.seeding import seed
from compliance.scoring.__main__ import main as compute_offline

FORUM, DAY = "kaltim-sabah", "2010-12-31"
SIDES = {"ID": "Indonesia", "MY": "Malaysia"}


class Asked:
    """The question, put to every door; each answers with the figures as it prints them."""

    def __init__(self, folder: Path, known_at: str, method: str) -> None:
        self.client, self.folder = Client(), folder
        self.question = {"as_of": DAY, "known_at": known_at, "method": method}

    def got(self, path: str, **query: str) -> Any:
        response = self.client.get(path, self.question | query)
        assert response.status_code == 200, path
        return response

    def content(self, **query: str) -> bytes:
        response = self.got(f"/forums/{FORUM}/", **query)
        return b"".join(response) if response.streaming else response.content

    def told(self, style: str) -> str:
        said = io.StringIO()
        call_command("score", FORUM, format=style, stdout=said, **self.question)
        return said.getvalue()

    def offline(self, style: str) -> str:
        file = self.folder / "ledger.jsonl"
        if not file.exists():
            call_command("export_ledger", output=str(file), public=True, stdout=io.StringIO())
        options = [f"--{name.replace('_', '-')}={value}" for name, value in self.question.items()]
        said = io.StringIO()
        with redirect_stdout(said):
            assert compute_offline([str(file), "--forum", FORUM, "--format", style, *options]) == 0
        return said.getvalue()

    def csv_rows(self) -> list[dict[str, str]]:
        text = self.content(format="csv", table="sides").decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def xlsx_rows(self) -> list[dict[str, Any]]:
        content = self.content(format="xlsx", table="sides")
        book = openpyxl.load_workbook(io.BytesIO(content))
        heads, *rows = book.worksheets[0].iter_rows(values_only=True)
        return [dict(zip(heads, row, strict=True)) for row in rows]

    def pdf_text(self) -> str:
        pages = PdfReader(io.BytesIO(self.content(format="pdf"))).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.django_db
def test_every_door_gives_the_same_figures(tmp_path: Path) -> None:
    with hushed():
        seed(sorted({path.parent for path in settings.FIXTURES.glob("*/*.toml")}))
    known_at = Client().get("/api/v1/scores/", {"forum": FORUM}).json()["known_at"]

    own = Asked(tmp_path, known_at, "fulfilment")
    told = json.loads(own.told("json"))
    rows = {row["side"]: row for row in told["rows"]}
    assert {side: row["score"] for side, row in rows.items()} == {"ID": 0.75, "MY": 0.0}
    assert own.got("/api/v1/scores/", forum=FORUM).json() == told
    assert own.offline("json") == own.told("json")
    assert own.offline("csv") == own.told("csv")
    board = own.got(f"/forums/{FORUM}/")
    shown, api = board.context["board"], own.got(f"/api/v1/forums/{FORUM}/board/").json()
    from_csv = {row["side"]: row for row in own.csv_rows()}
    from_xlsx = {row["Code of the side"]: row for row in own.xlsx_rows()}
    text, page = own.pdf_text(), board.content.decode()
    for figure, said in zip(shown.sides, api["sides"], strict=True):
        side = figure.side.code
        row, score = rows[side], figure.score
        for key, title in [
            ("score", "Score"),
            ("low", "Low end of the range"),
            ("high", "High end of the range"),
            ("coverage", "Coverage"),
        ]:
            printed = f"{row[key]:.3f}"
            assert said[key] == row[key], (side, key)
            assert from_csv[side][key] == printed, (side, key)
            assert f"{from_xlsx[side][title]:.3f}" == printed, (side, key)
        assert f"{float(score.value):.2f}" == f"{row['score']:.2f}"
        assert f"{row['low']:.3f}" in page
        assert f"{row['high']:.3f}" in page
        for printed in (f"{row['score']:.2f}", f"{row['low']:.3f}", f"{row['high']:.3f}"):
            assert printed in text, (side, printed)
    assert told["ledger_head"][:16] in text  # whole too, but a page may end within it

    other = Asked(tmp_path, known_at, "g20rg")
    told = json.loads(other.told("json"))
    values = {row["side"]: row["value"] for row in told["rows"]}
    assert values == {"ID": 75.0, "MY": 0.0}
    assert other.got("/api/v1/scores/", forum=FORUM).json() == told
    assert other.offline("json") == other.told("json")
    page, text = other.got(f"/forums/{FORUM}/").content.decode(), other.pdf_text()
    api = other.got(f"/api/v1/forums/{FORUM}/board/").json()
    for said, row in zip(api["sides"], other.csv_rows(), strict=True):
        assert said["figure"]["value"] == values[said["side"]] == float(row["figure"])
        assert f"{values[said['side']]:.1f} %" in page
        assert f"{SIDES[said['side']]} {values[said['side']]:.1f} %" in text
    assert "g20rg/1" in text
