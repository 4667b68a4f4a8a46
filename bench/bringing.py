"""What it takes to look at a workbook of reports: ten times the rows in the same memory."""

import tempfile
import tracemalloc
from pathlib import Path

import openpyxl

from agreements.models import Forum, User
from compliance.imports.bringing import Bringer
from compliance.imports.taking import MAX_ROWS, preview
from compliance.imports.workbook import opened


def memory_ratio(username: str) -> float:
    """The peak at ten thousand rows ÷ that at one thousand; the first look warms what is kept."""
    who = Bringer(User.objects.get(username=username), Forum.objects.latest("pk").regime)
    with tempfile.TemporaryDirectory() as folder:
        few, many = (_workbook(Path(folder), who, rows) for rows in (MAX_ROWS // 10, MAX_ROWS))
        _peak(few, who)
        less = _peak(few, who)
        return _peak(many, who) / less


def _peak(file: Path, who: Bringer) -> float:
    tracemalloc.start()
    with opened(file) as book:
        plan = preview(book, who, change=False, tell=lambda outcome: None)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    if plan.refused:
        raise SystemExit(f"The workbook is refused: {plan.refusals[0]}")
    return float(peak)


def _workbook(folder: Path, who: Bringer, rows: int) -> Path:
    codes = [obligation.code for obligation in who.reportable()]
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("report")
    page.append(["obligation", "observed_on", "percent", "narrative", "reference"])
    for row in range(rows):
        page.append([codes[row % len(codes)], "2024-05", 1 + row % 99, "The road remains.", row])
    path = folder / f"{rows}.xlsx"
    book.save(path)
    return path
