"""The report of a meeting, word by word; its figures are the board's."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command

from agreements.models import Held, Meeting, MeetingRecord
from compliance.dashboard.board import board
from compliance.exports import figures, matters, wording
from compliance.exports.document import Chart, Steps
from compliance.models import Status
from compliance.scoring.__main__ import main as compute_scores
from compliance.templatetags.look import score2, score3
from compliance.workflow.meetings import (
    Agreed,
    Owed,
    Ruling,
    add_addendum,
    call_off,
    close_meeting,
    decide,
)
from sosek.ledger.__main__ import main as check_ledger
from tests.compliance.exports.reading import headings, read, tables
from tests.factories import (
    CitationFactory,
    MeetingFactory,
    ObligationFactory,
    ObservationFactory,
    ProgressReportFactory,
    SourceFactory,
    sign,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(discussed, official_id, official_my, indonesia, malaysia):
    sign(discussed, (official_id, indonesia), (official_my, malaysia))
    return discussed


def test_it_tells_the_meeting_from_its_name_to_how_it_is_checked(discussed, secretariat, paper_of):
    assert headings(paper_of(discussed, secretariat)) == [
        "# Delegations",
        "## Indonesia",
        "## Malaysia",
        "# Adoption of the last record",
        "# Matters arising",
        "## Obligations not yet fulfilled",
        "## Decisions to be carried out or taken up again",
        "## Contested",
        "# Working papers",
        "## 3 Border posts",
        "### 3.1 Ferry hours",
        "### 3.2 Customs lane",
        "### 3.3 Road",
        "### 3.4 Holidays",
        "### 3.5 Prices",
        "# Other matters",
        "# Next session",
        "# State of the obligations",
        "## Both sides",
        "## Papers and sides",
        "## Working paper 1 Border posts",
        "# Pending approvals",
        "# Annex of evidence",
        "# Signatures",
        "# How to check it",
    ]


def test_of_what_was_called_off_it_tells_why_and_what_would_have_come_up(
    session, secretariat, paper_of
):
    call_off(session, reason="The river is in flood.")

    document = paper_of(session, secretariat)
    assert document.mark == "Called off"
    assert headings(document) == [
        "# Delegations",
        "## Indonesia",
        "## Malaysia",
        "# Agenda as it was planned",
        "## 1 Opening and adoption of the last record",
        "## 2 Matters arising",
        "## 3 Other matters",
        "## 4 Next session",
    ]
    assert "Called off: The river is in flood." in read(document)


def test_it_opens_with_which_meeting_it_is(discussed, secretariat, paper_of):
    paper = paper_of(discussed, secretariat)

    assert paper.title == "Regional committee: Session 27"
    assert read(paper)[:6] == [
        "Committee: Regional committee",
        "Meeting: Session 27",
        "Date: 18 November 2026 to 20 November 2026",
        "Place: Tarakan",
        "Host: Kalimantan Timur",
        "Record of the meeting: The record is still open.",
    ]


def test_each_side_has_its_delegation(discussed, secretariat, paper_of):
    paper = paper_of(discussed, secretariat)

    assert tables(paper, "On the list: Indonesia") == [
        ["Ahmad Rusdi", "Bureau", "Chair", "Invited"]
    ]
    assert tables(paper, "On the list: Malaysia") == [
        ["Rahim Abdullah", "State", "Chair", "Invited"]
    ]


def test_a_point_tells_what_each_side_said_and_how_it_was_closed(discussed, secretariat, paper_of):
    lines = read(paper_of(discussed, secretariat))
    start = lines.index("### 3.1 Ferry hours")

    assert lines[start + 1 : start + 10] == [
        "Proposed or discussed: About ferry hours.",
        "Position: Indonesia: Indonesia on ferry hours.",
        "Position: Malaysia: Nothing stated",
        "Outcome: Agreed",
        "Decision: Daily.",
        "Action by: Malaysia",
        "Until: March 2027",
        "Approvals needed: Malaysia (Marine)",
        "### 3.2 Customs lane",
    ]


def test_every_outcome_is_told(discussed, secretariat, paper_of):
    lines = read(paper_of(discussed, secretariat))

    assert [line for line in lines if line.startswith("Outcome: ")] == [
        "Outcome: Agreed",
        "Outcome: Not agreed",
        "Outcome: Escalated",
        "Outcome: Deferred",
        "Outcome: Dropped",
    ]
    assert "Escalated to: Central committee" in lines


def test_an_escalated_point_shows_its_way_in_days(discussed, secretariat, paper_of):
    assert tables(paper_of(discussed, secretariat), "The way of this point") == [
        [
            "Regional committee",
            "Regional level",
            "18 November 2026",
            "20 November 2026",
            "Escalated",
            "2",
        ],
        [
            "Central committee",
            "Central level",
            "20 November 2026",
            "still there",
            "still there",
            "0",
        ],
    ]


def test_the_figures_are_those_of_the_board(discussed, secretariat, paper_of, forum, regime):
    known_at = datetime.now(UTC)
    paper = paper_of(discussed, secretariat, known_at=known_at)
    expected = board([forum], regime, as_of=date(2026, 11, 20), known_at=known_at)

    rows = tables(paper, "Scores of the sides")
    assert [row[1] for row in rows] == [score2(side.score.value) for side in expected.sides]
    assert [row[3] for row in rows] == [
        f"{score3(side.score.low)} to {score3(side.score.high)}" for side in expected.sides
    ]
    assert [row[4] for row in rows] == [score3(side.score.coverage) for side in expected.sides]
    (chart,) = (block for block in paper.blocks if isinstance(block, Chart))
    assert [bar.value for bar in chart.bars] == [side.score.value for side in expected.sides]
    lines = {line.code: line for line in expected.obligations}
    shown = {row[0]: row[3:5] for row in tables(paper, "Open the sea posts (weight 1)")}
    assert shown == {
        line.title: [score2(line.established), score2(line.claimed)] for line in lines.values()
    }


def test_the_matrix_says_that_two_statements_stand_behind_a_figure(
    discussed, secretariat, paper_of, agreement, indonesia
):
    owed = ObligationFactory(agreement=agreement, owes=indonesia)
    ObservationFactory(
        obligation=owed, status=Status.IN_PROGRESS, observed_on="2026-10", sources_differ=True
    )

    (row,) = tables(paper_of(discussed, secretariat), "Each side's part")
    assert row[2].endswith("Two statements · The figure takes one of them; the record shows both.")


def test_what_is_contested_is_said_wherever_it_counts(discussed, secretariat, paper_of):
    paper = paper_of(discussed, secretariat)
    lines = read(paper)

    assert "Sabah: Post at Sungai Imam" in lines
    assert tables(paper, "Each side's part") == [
        ["1", "Border posts", "Pending", "Contested · 0.00"]
    ]


def test_matters_tell_then_and_now(discussed, committee, secretariat, paper_of):
    MeetingFactory(committee=committee, number=26, starts_on="2024-07-19")
    Meeting.objects.filter(number=26).update(held=Held.HELD)
    paper = paper_of(discussed, secretariat)

    assert "As of 20 November 2026, compared with the last meeting held, on 19 July 2024." in read(
        paper
    )
    assert tables(paper, "What was due")[1] == [
        "1",
        "Post at Sungai Imam",
        "Sabah",
        "Not assessed · –",
        "Contested · 0.00",
        "no date on record",
        "1",
    ]


def test_a_decision_of_the_meeting_itself_does_not_arise_for_it(signed, secretariat, paper_of):
    paper = paper_of(signed, secretariat)

    assert tables(paper, "Decisions of earlier meetings") == []
    assert tables(paper, "Approvals needed") == [
        ["Malaysia", "Marine", "Ferry hours", "20 November 2026", "0 days"]
    ]


def test_the_next_meeting_finds_it_open(signed, committee, secretariat, paper_of):
    later = MeetingFactory(committee=committee, number=28, starts_on="2026-11-24")
    paper = paper_of(later, secretariat, as_of=date(2026, 11, 24))

    assert tables(paper, "Decisions of earlier meetings")[0] == [
        "Ferry hours · Daily.",
        "Regional committee: Session 27 · 20 November 2026",
        "Agreed",
        "Malaysia",
        "March 2027",
        "4",
    ]
    assert "The record of Regional committee: Session 27 (18 November 2026 to 20 November 2026) " \
        "was signed by both sides on 25 November 2026." in read(paper)  # fmt: skip


def test_an_approval_without_a_beginning_has_waited_at_least_since_the_first_report(
    agreement, kaltim, session, secretariat, paper_of, official_id
):
    obligation = ObligationFactory(agreement=agreement, owes=kaltim, consents=[kaltim])
    ObligationFactory(agreement=agreement, owes=kaltim, consents=[kaltim], name_en="Silent")
    ProgressReportFactory(obligation=obligation, author=official_id, observed_on="2026-11-10")

    rows = tables(paper_of(session, secretariat), "Approvals needed")
    assert [row[3:] for row in rows] == [
        ["no date on record", "at least 10 days"],
        ["no date on record", "not known"],
    ]


def test_what_was_agreed_binds_once_it_is_signed(
    discussed, secretariat, paper_of, sabah, official_id, official_my, indonesia, malaysia
):
    item = discussed.agenda.get(title="Ferry hours")
    item.paper = item.under.paper
    item.save()
    owed = Owed(owes=sabah, names={"en": "Open daily"})
    decide(item, Ruling(outcome="agreed", agreed=Agreed(obligations=[owed])))
    before = paper_of(discussed, secretariat)
    sign(discussed, (official_id, indonesia), (official_my, malaysia))
    after = paper_of(discussed, secretariat)

    assert tables(before, "Agreed, in force once both sides have signed: Ferry hours") == [
        ["Open daily", "Sabah", "no date on record", "no date on record", "1", "not yet"]
    ]
    (row,) = tables(after, "Agreed and in force: Ferry hours")
    assert row[-1] == "kaltim-sabah-1-1-my-sb"


def test_the_annex_names_every_file_with_its_digest(discussed, secretariat, paper_of, reports):
    evidence = reports[0].evidence.get()

    assert tables(paper_of(discussed, secretariat), "Files that show") == [
        [
            "1",
            "Post at Sungai Nyamuk · Kalimantan Timur · 5 October 2026",
            "pier.jpg",
            "JPEG · 1 KiB",
            evidence.sha256,
        ]
    ]


def test_sources_are_numbered_as_they_are_cited(agreement, kaltim, session, secretariat, paper_of):
    study = SourceFactory(title="The study", url="https://example.org/study")
    for locator in ("p. 1", "p. 2"):
        ObligationFactory(
            agreement=agreement,
            owes=kaltim,
            citations=[CitationFactory(source=study, locator=locator)],
        )
    paper = paper_of(session, secretariat)

    assert [row[-1] for row in tables(paper, "Open the sea posts (weight 1)")] == [
        "[1] p.\u00a01",
        "[1] p.\u00a02",
    ]
    assert tables(paper, "Sources by") == [
        [
            "1",
            "The study · Sonny Sudiar",
            "Study",
            "no date on record",
            "https://example.org/study",
        ]
    ]


def test_only_the_reports_that_a_figure_rests_on_are_its_sources(
    obligation_of_id, session, secretariat, paper_of
):
    for day, title in (("2026-09-01", "Before"), ("2026-10-01", "Now")):
        citation = CitationFactory(source=SourceFactory(title=title), locator="")
        ObservationFactory(
            obligation=obligation_of_id,
            author=secretariat,
            observed_on=day,
            citations=[citation],
        )

    rows = tables(paper_of(session, secretariat), "Sources by")
    assert [row[1] for row in rows] == ["Now · Sonny Sudiar"]


def test_what_was_recorded_later_is_not_in_it(discussed, secretariat, paper_of, reports):
    before = reports[0].recorded_at - timedelta(microseconds=1)
    paper = paper_of(discussed, secretariat, known_at=before)

    assert len(tables(paper, "Open the sea posts")) == 2
    assert tables(paper, "Files that show") == []


def test_a_meeting_of_which_nothing_is_known_says_so(committee, forum, secretariat, paper_of):
    empty = MeetingFactory(committee=committee, number=3)
    empty.agenda.all().delete()
    lines = read(paper_of(empty, secretariat))

    for sentence in (
        "Nobody is on the list.",
        "No earlier meeting is on record.",
        "No obligation that is due is open.",
        "No decision of an earlier meeting is open.",
        "No figure rests on a contested report.",
        "Nothing was on the agenda.",
        "No next meeting is planned yet.",
        "Nothing was owed on this day.",
        "No approval is pending.",
        "No file stands behind the reports on these obligations.",
        "The record is still open.",
    ):
        assert sentence in lines


def test_before_its_day_a_meeting_is_only_planned(session, secretariat, paper_of):
    lines = read(paper_of(session, secretariat, as_of=date(2026, 11, 1)))

    assert "The meeting is planned; there is no record yet." in lines


def test_a_record_that_is_not_signed_is_marked(discussed, secretariat, paper_of):
    assert paper_of(discussed, secretariat).mark == "Draft"
    close_meeting(discussed)
    assert paper_of(discussed, secretariat).mark == "Not signed yet"


def test_an_unsigned_record_has_lines_for_the_chairs(discussed, secretariat, paper_of):
    lines = read(paper_of(discussed, secretariat))
    start = lines.index("For Indonesia")

    assert lines[start : start + 8] == [
        "For Indonesia",
        "Chair: Ahmad Rusdi",
        "Signature: ",
        "Place and date: ",
        "For Malaysia",
        "Chair: Rahim Abdullah",
        "Signature: ",
        "Place and date: ",
    ]


def test_a_signed_record_says_who_confirmed_it_when(signed, secretariat, paper_of):
    paper = paper_of(signed, secretariat)
    lines = read(paper)

    assert paper.mark == ""
    assert "The record was signed by both sides on 25 November 2026." in lines
    assert "Confirmed by: official-id" in lines
    record = MeetingRecord.objects.get()
    assert f"Signed record: entry {record.sequence}" in lines


def test_a_stranger_reads_no_names_of_those_who_signed(signed, open_regime, outsider, paper_of):
    lines = read(paper_of(signed, outsider))

    assert "Confirmed by: an official of Indonesia" in lines
    assert not [line for line in lines if "official-id" in line]


def test_addenda_follow_with_their_state(signed, secretariat, paper_of):
    add_addendum(signed, text="The ferry is the MV Purnama.")
    lines = read(paper_of(signed, secretariat))
    start = lines.index("## Addendum 1")

    assert lines[start + 1 : start + 3] == [
        "The ferry is the MV Purnama.",
        "Not signed yet. Awaited: Indonesia, Malaysia.",
    ]


def test_it_ends_with_how_to_compute_it_again(discussed, secretariat, paper_of):
    known_at = datetime.now(UTC)
    lines = read(paper_of(discussed, secretariat, known_at=known_at))

    assert lines[-4:-1] == [
        "1. Take a download of the ledger into a file: · "
        "manage.py export_ledger --output FILE",
        "2. See that nothing in it was changed. The head above is its last entry, or an earlier "
        "one where more was recorded since: · python -m sosek.ledger FILE",
        "3. Compute the scores again: · python -m compliance.scoring FILE --forum kaltim-sabah "
        f"--as-of 2026-11-20 --known-at {known_at.isoformat()}",
    ]  # fmt: skip


def test_a_list_too_long_to_print_says_how_many_more_there_are(
    discussed, secretariat, paper_of, monkeypatch
):
    for part in (figures, matters, wording):
        monkeypatch.setattr(part, "MOST", 1)
    paper = paper_of(discussed, secretariat)

    assert len(tables(paper, "Open the sea posts (weight 1)")) == 1
    assert read(paper).count("1 more are on the pages of the register.") == 2  # matters, state


def test_its_own_instructions_give_its_scores_again(
    discussed, secretariat, paper_of, tmp_path, capsys
):
    paper = paper_of(discussed, secretariat)
    export, check, compute = (item[1].text for item in _steps(paper))
    file = tmp_path / "ledger.jsonl"

    call_command("export_ledger", "--output", str(file))
    assert export == "manage.py export_ledger --output FILE"
    assert check == "python -m sosek.ledger FILE"
    assert check_ledger([str(file)]) == 0
    words = compute.replace("FILE", str(file)).split()
    assert words[:3] == ["python", "-m", "compliance.scoring"]
    assert compute_scores([*words[3:], "--format", "json"]) == 0
    printed = capsys.readouterr().out
    told = json.loads(printed[printed.index("{") :])["rows"]
    rows = tables(paper, "Scores of the sides")
    assert [f"{row['low']:.3f} to {row['high']:.3f}" for row in told] == [row[3] for row in rows]
    assert [row["degree"].replace("_", " ") for row in told] == [
        row[2].split(" · ")[0] for row in rows
    ]


def _steps(paper):
    (steps,) = (block for block in paper.blocks if isinstance(block, Steps))
    return steps.items
