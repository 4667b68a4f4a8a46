"""The README is true: its settings, its commands and its worked case."""

import re
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.management import get_commands

from compliance.scoring import (
    Agreement,
    AgreementTerms,
    Obligation,
    Report,
    Status,
    Terms,
    Thresholds,
    agreement_results,
    rounded,
    score_of,
)

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
SETTINGS = (ROOT / "sosek" / "settings.py").read_text()
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
DEGREES = {"high": ("high", "tinggi"), "low": ("low", "rendah")}
THRESHOLDS = Thresholds(Fraction(95, 100), Fraction(75, 100), Fraction(40, 100))


SETTING = "SOSEK_[A-Z_]+|DATABASE_URL|EMAIL_URL"


def test_every_setting_is_documented() -> None:
    read = set(re.findall(rf'"({SETTING})"', SETTINGS))
    told = set(re.findall(rf"`({SETTING})`", README))

    assert read == told


def test_every_command_of_the_readme_exists() -> None:
    told = set(re.findall(r"`manage\.py (\w+)", README))

    assert told
    assert told <= set(get_commands())


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()

    for target in re.findall(r"make (run|test|check|bench|lock|messages)\b", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def worked_rows(text: str) -> list[list[str]]:
    rows = re.findall(r"^\| (Indonesia|Malaysia) \|(.+)\|$", text, re.MULTILINE)
    return [[name, *(cell.strip() for cell in cells.split("|"))] for name, cells in rows]


@pytest.mark.parametrize("row", worked_rows(README), ids=lambda row: row[0])
def test_the_worked_case_is_computed_as_told(row: list[str]) -> None:
    check_worked_row(row)


def check_worked_row(row: list[str]) -> None:
    """A side's row of the worked case, in whatever language the words of its figures are."""
    name, first, second, _rest, score, degree, coverage, told_range = row
    found = score_of(
        agreement_results(
            [agreement(1, first), agreement(2, second), *(agreement(n, "") for n in range(3, 8))],
            as_of=date(2010, 12, 31),
            known_at=MOMENT,
        ),
        thresholds=THRESHOLDS,
        party=name,
    )

    assert str(rounded(found.value, 2)) == score.replace(",", ".")
    assert degree in DEGREES[found.degree]
    assert str(rounded(found.coverage, 3)) == coverage.replace(",", ".")
    assert f"{rounded(found.low, 3)}–{rounded(found.high, 3)}" == told_range.replace(",", ".")


def test_there_are_two_worked_rows() -> None:
    assert [row[0] for row in worked_rows(README)] == ["Indonesia", "Malaysia"]


def agreement(number: int, established: str) -> Agreement:
    """An agreement with one obligation of each side, established as the README's table says."""
    reports = ()
    if established:
        share = int(Fraction(established.replace(",", ".")) * 100)
        status = {0: Status.NOT_STARTED, 100: Status.FULFILLED}.get(share, Status.IN_PROGRESS)
        reports = (
            Report("r", 3, MOMENT, date(2010, 11, 10), status, None, claim=False, side=None),
        )
    obligations = tuple(
        Obligation(side, f"a{number}", (Terms(2, MOMENT, None, side),), reports)
        for side in ("Indonesia", "Malaysia")
    )
    terms = (AgreementTerms(1, MOMENT, None),)
    return Agreement(f"a{number}", number, "kaltim-sabah", date(1995, 1, 1), terms, obligations)
