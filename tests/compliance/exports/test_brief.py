"""The brief of one side: what it owes, what it is owed, what is contested, what waits for it."""

from datetime import UTC, date, datetime

import pytest

from tests.compliance.exports.reading import headings, read, tables
from tests.factories import ObligationFactory, ProgressReportFactory, ReportDraftFactory

pytestmark = pytest.mark.django_db


def test_it_tells_both_sides_in_its_own_order(discussed, official_id, brief_of):
    paper = brief_of(discussed, official_id, "ID")

    assert paper.title == "Brief of Indonesia"
    assert paper.mark == "For Indonesia"
    assert headings(paper)[:6] == [
        "# What we owe",
        "# What the other side owes",
        "# Overdue",
        "# Contested",
        "## Post at Sungai Imam",
        "# What waits for our answer",
    ]
    assert [row[0] for row in tables(paper, "How far it is")] == [
        "Post at Sungai Nyamuk",
        "Post at Sungai Imam",
    ]


def test_the_other_side_reads_it_the_other_way_round(discussed, official_my, brief_of):
    paper = brief_of(discussed, official_my, "MY")

    assert [row[0] for row in tables(paper, "How far it is")] == [
        "Post at Sungai Imam",
        "Post at Sungai Nyamuk",
    ]


def test_a_contest_is_told_with_both_reasons(discussed, official_id, brief_of):
    lines = read(brief_of(discussed, official_id, "ID"))
    start = lines.index("## Post at Sungai Imam")

    assert lines[start + 1 : start + 3] == [
        "Sabah states: In progress · The site is fenced. · 20 October 2026",
        "Indonesia contests: There is no fence. · 25 November 2026",
    ]


def test_what_waits_for_an_answer_says_what_silence_does(discussed, official_my, brief_of):
    lines = read(brief_of(discussed, official_my, "MY"))
    start = lines.index("# What waits for our answer")

    assert lines[start + 1 : start + 4] == [
        "## Post at Sungai Nyamuk",
        "Kalimantan Timur states: In progress · The pier stands. · 5 October 2026",
        "If we say nothing: It stands after 25 December 2026: 30 days left.",
    ]


def test_what_is_overdue_comes_with_its_days(
    session, agreement, kaltim, sabah, official_id, brief_of
):
    ObligationFactory(agreement=agreement, owes=kaltim, name_en="Ours", due_on="2026-11-10")
    ObligationFactory(agreement=agreement, owes=sabah, name_en="Theirs", due_on="2026-10-31")

    rows = tables(brief_of(session, official_id, "ID"), "Past the due date")
    assert [(row[0], row[-1]) for row in rows] == [
        ("Theirs", "31 October 2026 · overdue: 20 days"),
        ("Ours", "10 November 2026 · overdue: 10 days"),
    ]


def test_it_says_whose_approval_something_waits_for(
    session, agreement, kaltim, official_id, indonesia, brief_of
):
    obligation = ObligationFactory(agreement=agreement, owes=kaltim, consents=[indonesia])
    ProgressReportFactory(obligation=obligation, author=official_id, observed_on="2026-11-10")

    (row,) = tables(brief_of(session, official_id, "ID"), "How far it is")
    assert row[4] == "Indonesia · at least 10 days"


def test_drafts_are_not_in_it(discussed, official_id, indonesia, obligation_of_id, brief_of):
    ReportDraftFactory(
        obligation=obligation_of_id,
        author=official_id,
        side=indonesia,
        fields={"narrative": "A secret draft"},
    )

    assert not [line for line in read(brief_of(discussed, official_id, "ID")) if "secret" in line]


def test_the_agenda_comes_with_the_positions_so_far(discussed, official_my, brief_of):
    lines = read(brief_of(discussed, official_my, "MY"))
    start = lines.index("### 3.1 Ferry hours")

    assert lines[start + 1 : start + 4] == [
        "Proposed or discussed: About ferry hours.",
        "Position: Indonesia: Indonesia on ferry hours.",
        "Position: Malaysia: Nothing stated",
    ]


def test_a_meeting_of_which_nothing_is_known_says_so(session, official_id, brief_of):
    session.agenda.all().delete()
    lines = read(brief_of(session, official_id, "ID"))

    for sentence in (
        "Nothing is on the register.",
        "Nothing is past its due date.",
        "No report is contested.",
        "Everything that concerns us is answered.",
        "Nothing was on the agenda.",
    ):
        assert sentence in lines


def test_it_tells_what_was_known_at_a_moment(discussed, official_my, brief_of):
    before = datetime(2026, 11, 1, tzinfo=UTC)
    lines = read(brief_of(discussed, official_my, "MY", known_at=before, as_of=date(2026, 11, 1)))

    assert "Nothing is on the register." in lines
