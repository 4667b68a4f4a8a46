"""The page of the API shows answers: they are what can be read, and their figures are computed."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from compliance.scoring import By, agreement_results, report_object, score_by
from tests.test_docs import MOMENT, THRESHOLDS, agreement

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "en" / "api.md").read_text()
ANSWERS = re.findall(r"^```\n(\{.+?\n\})\n```$", PAGE, re.DOTALL | re.MULTILINE)
DAY = date(2010, 12, 31)


def scores(side: str, first: str, second: str) -> dict[str, Any]:
    """The answer for the worked case, where both sides have done what this one has."""
    shares = [first, second, "", "", "", "", ""]
    agreements = [agreement(number, share) for number, share in enumerate(shares, start=1)]
    results = agreement_results(agreements, as_of=DAY, known_at=MOMENT)
    rows = score_by(By.SIDE, results, thresholds=THRESHOLDS, sides={side})
    return report_object(
        forum="kaltim-sabah", as_of=DAY, known_at=MOMENT, ledger_head="", by=By.SIDE, rows=rows
    )


def test_every_answer_shown_is_whole() -> None:
    assert [sorted(json.loads(answer))[0] for answer in ANSWERS] == ["as_of", "next", "code"]


@pytest.mark.parametrize(
    ("place", "code", "side", "first", "second"),
    [(0, "ID", "Indonesia", "1.00", "0.50"), (1, "MY", "Malaysia", "0.00", "0.00")],
)
def test_the_scores_shown_are_computed(
    place: int, code: str, side: str, first: str, second: str
) -> None:
    shown, computed = json.loads(ANSWERS[0]), scores(side, first, second)
    (row,) = (row for row in computed["rows"] if row["side"] == side)

    assert shown.keys() == computed.keys()
    assert shown["rows"][place] == {**row, "side": code}
