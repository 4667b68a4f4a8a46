"""From a ledger download to the figures of the worked case, with the page's server out of reach."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from compliance.scoring import Finding, Milestone, Status, score
from compliance.scoring.__main__ import main
from compliance.scoring.download import DownloadError, read_entries
from compliance.scoring.offline import (
    end_of_day,
    first_day,
    forum_facts,
    known_at_of,
    last_day,
)

ROOT = Path(__file__).parents[3]
FORUM, REGIME = "kaltim-sabah", "sosek-malindo"
SETTINGS = {
    "regime": REGIME,
    "holds_from": None,
    "cause": "registration",
    "silence_days": 30,
    "thresholds": {"full": "0.95", "high": "0.75", "partial": "0.40"},
    "time_zone": "Asia/Makassar",
    "publishes": "everything",
}


class Ledger:
    """A ledger written by hand: one entry a minute, from noon of 25 November 2026 in UTC on."""

    def __init__(self):
        self.lines = []

    def add(self, kind, *, at=None, closed=False, scope=REGIME, **payload):
        sequence = len(self.lines) + 1
        line = {
            "sequence": sequence,
            "recorded_at": at or f"2026-11-25T12:{sequence:02d}:00.000000Z",
            "kind": kind,
            "scope": scope,
            "digest": f"{sequence:064x}",
            "previous": self.lines[-1]["hash"] if self.lines else "",
            "hash": f"{sequence + 0xABC:064x}",
        }
        if not closed:
            line |= {"salt": "00", "payload": payload}
        self.lines.append(line)
        return self

    def forum(self, slug=FORUM, **facts):
        facts = {"started_on": "1995", "predecessor": None, "parties": ["ID-KT", "MY-SB"], **facts}
        return self.add("forum", forum=slug, regime=REGIME, **facts)

    def agreement(self, code, paper, forum=FORUM, **facts):
        self.add("agreement", agreement=code, forum=forum, paper=paper)
        facts = {"holds_from": None, "weight": 1, "adopted_on": None, "ended_on": None, **facts}
        return self.add("agreement_terms", agreement=code, cause="registration", **facts)

    def obligation(self, code, agreement, owes, **facts):
        self.add("obligation", obligation=code, agreement=agreement)
        return self.terms(code, owes, **facts)

    def terms(self, code, owes, **facts):
        facts = {
            "holds_from": None,
            "weight": 1,
            "starts_on": None,
            "due_on": None,
            "ended_on": None,
            "milestones": [],
            **facts,
        }
        return self.add("obligation_terms", obligation=code, owes=owes, cause="offer", **facts)

    def report(self, key, obligation, status, **facts):
        facts = {
            "milestone": None,
            "percent": None,
            "observed_on": "2010-11-10",
            "observed_day": "2010-11-10",
            "claim": False,
            "side": None,
            "silence_until": None,
            "corrects": None,
            "author": "b1f3",
            "narrative": "",
            "evidence": [],
            "citations": [],
            **facts,
        }
        return self.add("report", report=key, obligation=obligation, status=status, **facts)

    def answer(self, report, verdict, side="MY-SB"):
        return self.add(
            "verification", report=report, side=side, verdict=verdict, reason="", author="77"
        )

    def ending(self, report, finding, percent=None, status=None):
        return self.add(
            "dispute_ending", report=report, finding=finding, percent=percent, status=status
        )

    def entries(self):
        return read_entries(json.dumps(line) for line in self.lines)

    def facts(self, *, forum=FORUM, as_of=date(2010, 12, 31), known_at=None):
        known_at = known_at or datetime(2027, 1, 1, tzinfo=UTC)
        return forum_facts(self.entries(), forum=forum, as_of=as_of, known_at=known_at)

    def written(self, folder):
        path = folder / "ledger.jsonl"
        text = "".join(json.dumps(line, sort_keys=True) + "\n" for line in self.lines)
        path.write_text(text, encoding="utf-8")
        return str(path)


@pytest.fixture
def ledger():
    """A regime with two sides and one forum, nothing agreed yet."""
    written = Ledger().add("regime", regime=REGIME).add("settings", **SETTINGS)
    for code, parent in (("ID", None), ("ID-KT", "ID"), ("MY", None), ("MY-SB", "MY")):
        written.add("party", party=code, parent=parent)
    return written.forum()


@pytest.fixture
def worked(ledger):
    """The worked case of the design: papers 1 and 2 observed, papers 3 to 7 not assessed."""
    for paper in range(1, 8):
        ledger.agreement(f"paper-{paper}", paper)
        for owes in ("ID-KT", "MY-SB"):
            ledger.obligation(f"{paper}-{owes}", f"paper-{paper}", owes)
    return (
        ledger.report("lamijung", "1-ID-KT", "fulfilled")
        .report("simanggaris", "2-ID-KT", "in_progress")
        .report("imam", "1-MY-SB", "not_started")
        .report("serudong", "2-MY-SB", "not_started")
        .add("weather", anything="a kind that later issues may add")
    )


@pytest.fixture
def ask(worked, tmp_path, capsys):
    """Ask the command about the worked case; answers its exit code, output and complaint."""

    def run(*arguments, forum=FORUM, as_of="2010-12-31"):
        path = worked.written(tmp_path)
        code = main([path, "--forum", forum, "--as-of", as_of, *arguments])
        return code, *capsys.readouterr()

    return run


# The command

WORKED = {
    "forum": FORUM,
    "as_of": "2010-12-31",
    "known_at": "2026-11-25T12:54:00.000000Z",
    "method": "fulfilment",
    "method_version": "fulfilment/1",
    "ledger_head": f"{54 + 0xABC:064x}",
    "rows": [
        {
            "side": "ID",
            "score": 0.75,
            "low": 0.214,
            "high": 0.929,
            "coverage": 0.286,
            "degree": "high",
        },
        {
            "side": "MY",
            "score": 0.0,
            "low": 0.0,
            "high": 0.714,
            "coverage": 0.286,
            "degree": "low",
        },
    ],
}


def test_the_worked_case_as_json(ask):
    code, text, complaint = ask("--format", "json")

    assert (code, complaint) == (0, "")
    assert json.loads(text) == WORKED
    assert list(json.loads(text)) == list(WORKED)
    assert '"score": 0.75,' in text


def test_the_worked_case_as_csv(ask):
    _, text, _ = ask("--format", "csv", "--known-at", "2026-11-25")

    assert text == (
        "forum,as_of,known_at,method_version,side,score,low,high,coverage,degree\n"
        "kaltim-sabah,2010-12-31,2026-11-25T15:59:59.999999Z,fulfilment/1,"
        "ID,0.750,0.214,0.929,0.286,high\n"
        "kaltim-sabah,2010-12-31,2026-11-25T15:59:59.999999Z,fulfilment/1,"
        "MY,0.000,0.000,0.714,0.286,low\n"
    )


def test_the_worked_case_as_a_table(ask):
    _, text, _ = ask()

    assert text == (
        "kaltim-sabah as of 2010-12-31, known at 2026-11-25T12:54:00.000000Z, fulfilment/1\n"
        "side  score  low    high   coverage  degree\n"
        "ID    0.750  0.214  0.929  0.286     high\n"
        "MY    0.000  0.000  0.714  0.286     low\n"
    )


def test_rows_by_party(ask):
    _, text, _ = ask("--by", "party", "--format", "json")
    rows = json.loads(text)["rows"]

    assert [(r["side"], r["party"], r["score"]) for r in rows] == [
        ("ID", "ID", 0.75),
        ("ID", "ID-KT", 0.75),
        ("MY", "MY", 0.0),
        ("MY", "MY-SB", 0.0),
    ]


def test_rows_by_paper(ask):
    _, text, _ = ask("--by", "paper", "--format", "json")
    rows = json.loads(text)["rows"]

    assert list(rows[0]) == ["side", "paper", "score", "low", "high", "coverage", "degree"]
    assert [(r["side"], r["paper"], r["score"], r["degree"]) for r in rows[:3]] == [
        ("ID", 1, 1.0, "full"),
        ("ID", 2, 0.5, "partial"),
        ("ID", 3, None, "not_assessed"),
    ]
    assert len(rows) == 14


def test_rows_by_agreement(ask):
    _, text, _ = ask("--by", "agreement")

    assert text.splitlines()[1:4] == [
        "side  paper  agreement  score  low    high   coverage  degree",
        "ID    1      paper-1    1.000  1.000  1.000  1.000     full",
        "ID    2      paper-2    0.500  0.500  0.500  1.000     partial",
    ]
    assert text.splitlines()[4] == (
        "ID    3      paper-3    -      0.000  1.000  0.000     not_assessed"
    )


def test_where_nothing_is_due_the_figures_are_empty(ask, ledger, tmp_path, capsys):
    code, text, _ = ask("--format", "csv", as_of="1994-12-31")
    rows = [line.split(",", 4)[-1] for line in text.splitlines()[1:]]

    assert (code, rows) == (0, ["ID,,,,,nothing_due", "MY,,,,,nothing_due"])


def test_the_command_runs_by_itself(worked, tmp_path):
    command = [sys.executable, "-m", "compliance.scoring", worked.written(tmp_path)]
    arguments = ["--forum", FORUM, "--as-of", "2010-12-31", "--format", "json"]
    run = subprocess.run(
        [*command, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert json.loads(run.stdout) == WORKED
    assert run.stderr == ""


def test_scoring_needs_nothing_but_the_standard_library():
    program = (
        "import sys, compliance.scoring.__main__;"
        "names = {name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names;"
        "print(*sorted(name for name in names if not name.startswith('_')))"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert run.stdout == "compliance\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--as-of", "31.12.2010"], "'31.12.2010' is not a date: write it as YYYY-MM-DD.\n"),
        (["--known-at", "yesterday"], "'yesterday' is neither a date nor a moment.\n"),
        (["--known-at", "9999-12-31"], "'9999-12-31' is neither a date nor a moment.\n"),
        (["--forum", "x"], "This file opens no forum 'x' recorded by that moment.\n"),
        (
            ["--known-at", "2026-11-24"],
            "This file opens no forum 'kaltim-sabah' recorded by that moment.\n",
        ),
    ],
)
def test_one_sentence_says_what_is_wrong(ask, arguments, complaint):
    assert ask(*arguments) == (2, "", complaint)


def test_a_wrong_option_is_one_sentence_too(ask, capsys):
    code, _, complaint = ask("--by", "moon")

    assert code == 2
    assert complaint.startswith("Argument --by: invalid choice: 'moon'")
    assert complaint.count("\n") == 1
    assert main([]) == 2


def test_help_says_what_each_option_means_and_how_it_ends(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])

    assert end.value.code == 0
    said = capsys.readouterr().out
    assert "exit codes:\n  0  the scores are printed" in said
    assert said.count("left out") == 3


def test_a_file_that_is_not_there(tmp_path, capsys):
    path = str(tmp_path / "nowhere")

    assert main([path, "--forum", FORUM, "--as-of", "2010-12-31"]) == 2
    assert capsys.readouterr().err == f"{path} cannot be opened: No such file or directory.\n"


def test_a_file_that_is_not_text(tmp_path, capsys):
    path = tmp_path / "photo"
    path.write_bytes(b"\xff\xd8")

    assert main([str(path), "--forum", FORUM, "--as-of", "2010-12-31"]) == 2
    assert capsys.readouterr().err == f"{path} is not a text in UTF-8.\n"


# The lines


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"sequence":1,"recorded_at":"2026-11-25T12:00:00","kind":"party","hash":"a","previous":""}',
        '{"sequence":1,"recorded_at":"noon","kind":"party","hash":"a","previous":""}',
        '{"sequence":1,"recorded_at":"2026-11-25T12:00:00Z","kind":"party","hash":"a",'
        '"previous":"","payload":[]}',
    ],
)
def test_a_line_that_is_no_entry(line):
    with pytest.raises(DownloadError, match=r"^Line 1 is not a ledger entry\.$"):
        read_entries([line])


def test_an_empty_file():
    with pytest.raises(DownloadError, match="holds no ledger entry"):
        read_entries([])


def test_missing_lines_are_noticed(ledger):
    del ledger.lines[2]
    with pytest.raises(DownloadError, match="Line 3 does not follow the one before"):
        ledger.entries()


def test_a_line_out_of_its_place_is_noticed(ledger):
    ledger.lines[2]["sequence"] = 9
    with pytest.raises(DownloadError, match="Line 3 does not follow the one before"):
        ledger.entries()


def test_a_line_from_another_ledger_is_noticed(ledger):
    ledger.lines[2]["previous"] = "f" * 64
    with pytest.raises(DownloadError, match="Line 3 does not follow the one before"):
        ledger.entries()


def test_a_closed_entry_of_the_regime_forbids_the_figure(ledger):
    ledger.add("report", closed=True)
    with pytest.raises(DownloadError, match=r"^Entry 8 \(report\) is closed: the figure cannot"):
        ledger.facts()


def test_a_closed_entry_that_no_figure_needs_does_not_matter(ledger):
    ledger.add("report", closed=True, scope="another-regime")
    ledger.add("meeting_record", closed=True)
    ledger.add("report", closed=True, at="2027-06-01T00:00:00.000000Z")

    assert ledger.facts().agreements == ()


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("party", {}),
        ("report", {"report": "r", "obligation": "o"}),
        ("settings", SETTINGS | {"time_zone": "Asia/Atlantis"}),
        ("settings", SETTINGS | {"thresholds": {"full": "much"}}),
        ("verification", {"report": "r", "side": "ID", "verdict": "perhaps"}),
        ("dispute_ending", {"report": "r", "finding": "drawn", "percent": None, "status": None}),
        ("agreement", {"agreement": "a", "forum": FORUM}),
    ],
)
def test_an_entry_that_cannot_be_read_is_named(ledger, kind, payload):
    ledger.add(kind, **payload)
    with pytest.raises(DownloadError, match=rf"^Entry 8 \({kind}\) cannot be read\.$"):
        ledger.facts()


def test_an_unknown_party_is_named(ledger):
    ledger.agreement("post", 1).obligation("post-BN", "post", "BN")
    with pytest.raises(DownloadError, match="opens no party 'BN'"):
        ledger.facts()


def test_without_settings_there_is_no_degree(ledger):
    ledger.lines[1]["payload"] |= {"regime": "another-regime"}
    with pytest.raises(DownloadError, match="opens no settings of sosek-malindo"):
        ledger.facts()


def test_before_the_first_settings_hold_the_first_apply(ledger):
    ledger.lines[1]["payload"] |= {"holds_from": "2011-01-01"}

    assert ledger.facts().thresholds.high == Fraction(3, 4)


def test_a_party_entered_anew_moves_with_all_below_it(ledger):
    ledger.add("party", party="ID-NN", parent="ID-KT").add("party", party="ID-KT", parent="MY")
    ledger.agreement("post", 1).obligation("o", "post", "ID-NN")

    assert ledger.facts().agreements[0].obligations[0].terms[0].owes == "MY/ID-KT/ID-NN"


# Facts


def test_thresholds_are_those_in_force_on_the_day(ledger):
    stricter = {"full": "0.99", "high": "0.90", "partial": "0.50"}
    ledger.add("settings", **SETTINGS | {"holds_from": "2011-01-01", "thresholds": stricter})

    assert ledger.facts().thresholds.high == Fraction(3, 4)
    assert ledger.facts(as_of=date(2011, 1, 1)).thresholds.high == Fraction(9, 10)


@pytest.mark.parametrize(
    ("partial", "first", "last"),
    [
        ("2010", date(2010, 1, 1), date(2010, 12, 31)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2010-05-17", date(2010, 5, 17), date(2010, 5, 17)),
    ],
)
def test_a_partial_date_opens_on_its_first_day_and_closes_on_its_last(partial, first, last):
    assert (first_day(partial), last_day(partial)) == (first, last)


@pytest.mark.parametrize("wrong", ["", "10", "2010-13", "2010-1", "2010-01-01-01", "\u0662010"])
def test_what_is_no_partial_date(wrong):
    for day in (first_day, last_day):
        with pytest.raises(ValueError, match=r"partial date|month"):
            day(wrong)


def test_what_the_payloads_say(ledger):
    ledger.agreement("post", 2, weight=3, adopted_on="2001-05", ended_on="2012")
    ledger.obligation(
        "serudong",
        "post",
        "MY-SB",
        weight=2,
        starts_on="2003",
        due_on="2009",
        ended_on="2011-07",
        milestones=[{"code": "road", "weight": 3}],
    )
    ledger.report(
        "one",
        "serudong",
        "in_progress",
        percent=40,
        milestone="road",
        claim=True,
        side="MY-SB",
        silence_until="2026-12-26T16:00:00.000000Z",
    )
    ledger.report("two", "serudong", "suspended", claim=True, side="MY", corrects="one")
    ledger.answer("one", "contested", side="ID-KT").answer("one", "accepted", side="ID")
    ledger.ending("one", "settled", percent=30)
    (agreement,) = ledger.facts().agreements
    (terms,) = agreement.terms
    (obligation,) = agreement.obligations
    (owed,) = obligation.terms
    one, two = obligation.reports

    assert (agreement.code, agreement.paper, agreement.forum) == ("post", 2, FORUM)
    assert agreement.forum_started_on == date(1995, 1, 1)
    assert (terms.weight, terms.adopted_on, terms.ended_on) == (
        3,
        date(2001, 5, 1),
        date(2012, 1, 1),
    )
    assert (owed.owes, owed.weight) == ("MY/MY-SB", 2)
    assert (owed.starts_on, owed.due_on) == (date(2003, 1, 1), date(2009, 12, 31))
    assert (owed.ended_on, owed.milestones) == (date(2011, 7, 1), (Milestone("road", 3),))
    assert (one.key, one.status, one.percent, one.claim) == ("one", Status.IN_PROGRESS, 40, True)
    assert (one.side, one.milestone, one.corrects) == ("MY", "road", None)
    assert one.stands_from == datetime(2026, 12, 26, 16, tzinfo=UTC)
    assert [(a.side, a.accepted) for a in one.answers] == [("ID", False), ("ID", True)]
    assert [(e.finding, e.fraction) for e in one.endings] == [(Finding.SETTLED, Fraction(3, 10))]
    assert (two.status, two.corrects, two.answers) == (Status.SUSPENDED, "one", ())


@pytest.mark.parametrize(
    ("percent", "status", "fraction"),
    [
        (30, None, Fraction(3, 10)),
        (None, None, None),
        (None, "fulfilled", Fraction(1)),
        (None, "declined", Fraction(0)),
        (None, "in_progress", Fraction(1, 2)),
        (30, "in_progress", Fraction(3, 10)),
        (None, "suspended", None),
    ],
)
def test_an_ending_states_its_fraction_as_a_report_does(ledger, percent, status, fraction):
    ledger.agreement("post", 2).obligation("o", "post", "ID-KT").report("r", "o", "fulfilled")
    ledger.ending("r", "overturned", percent=percent, status=status)
    (report,) = ledger.facts().agreements[0].obligations[0].reports

    assert report.endings[0].fraction == fraction


def test_a_forum_includes_its_predecessors_under_whoever_owes(ledger):
    ledger.agreement("post", 1).obligation("o", "post", "ID-KT").report("r", "o", "fulfilled")
    ledger.add("party", party="ID-KU", parent="ID")
    ledger.forum("kaltara-sabah", started_on="2015", predecessor=FORUM, parties=["ID-KU", "MY-SB"])
    ledger.terms("o", "ID-KU", holds_from="2012-11-16").agreement("bus", 1, forum="kaltara-sabah")
    ledger.forum("kalbar-sarawak", parties=[]).agreement("elsewhere", 1, forum="kalbar-sarawak")

    def codes(forum):
        return [a.code for a in ledger.facts(forum=forum).agreements]

    def value(party, as_of):
        facts = ledger.facts(forum="kaltara-sabah", as_of=as_of)
        found = score(
            facts.agreements,
            as_of=as_of,
            known_at=datetime(2027, 1, 1, tzinfo=UTC),
            thresholds=facts.thresholds,
            party=party,
        )
        return found.value

    assert codes("kaltara-sabah") == ["post", "bus"]
    assert codes(FORUM) == ["post"]
    assert value("ID/ID-KT", date(2012, 11, 15)) == 1
    assert value("ID/ID-KU", date(2012, 11, 15)) is None
    assert value("ID/ID-KU", date(2012, 11, 16)) == 1


def test_a_predecessor_that_is_missing_is_named(ledger):
    ledger.forum("kaltara-sabah", predecessor="lost")
    with pytest.raises(DownloadError, match="opens no forum 'lost'"):
        ledger.facts(forum="kaltara-sabah")


def test_forums_that_name_each_other_as_predecessors_are_read_once(ledger):
    ledger.forum("kaltara-sabah", predecessor=FORUM).forum(predecessor="kaltara-sabah")
    ledger.agreement("post", 1)

    assert [a.code for a in ledger.facts().agreements] == ["post"]


def test_what_is_recorded_later_is_not_known(ledger):
    ledger.agreement("post", 1).obligation("o", "post", "ID-KT").report("r", "o", "fulfilled")
    before_the_report = datetime(2026, 11, 25, 12, 11, 59, tzinfo=UTC)
    (agreement,) = ledger.facts(known_at=before_the_report).agreements

    assert agreement.obligations[0].reports == ()


# Moments


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (None, datetime(2026, 11, 25, 12, 7, tzinfo=UTC)),
        ("2026-11-26", datetime(2026, 11, 26, 15, 59, 59, 999999, tzinfo=UTC)),
        ("2026-11-26T10:00", datetime(2026, 11, 26, 2, tzinfo=UTC)),
        ("2026-11-26T10:00:00Z", datetime(2026, 11, 26, 10, tzinfo=UTC)),
        ("2026-11-26T10:00:00+07:00", datetime(2026, 11, 26, 3, tzinfo=UTC)),
    ],
)
def test_known_at(ledger, text, moment):
    assert known_at_of(text, ledger.entries(), forum=FORUM) == moment


def test_known_at_is_in_the_time_zone_of_its_day(ledger):
    ledger.add("settings", **SETTINGS | {"holds_from": "2027-01-01", "time_zone": "Asia/Jakarta"})

    def hour(text):
        return known_at_of(text, ledger.entries(), forum=FORUM).hour

    assert (hour("2026-12-31"), hour("2027-01-01")) == (15, 16)


def test_known_at_without_settings(ledger):
    moment = datetime(2026, 11, 26, 23, 59, 59, 999999, tzinfo=UTC)
    later = SETTINGS | {"holds_from": "2030-01-01", "regime": "another-regime"}
    ledger.lines[1]["payload"] = later

    assert known_at_of("2026-11-26", ledger.entries(), forum=FORUM) == moment
    ledger.add("settings", **later | {"regime": REGIME})
    assert known_at_of("2026-11-26", ledger.entries(), forum=FORUM).hour == 15


def test_a_day_ends_at_midnight_even_where_the_clock_changes():
    berlin = end_of_day(date(2026, 10, 25), ZoneInfo("Europe/Berlin"))

    assert berlin == datetime(2026, 10, 25, 22, 59, 59, 999999, tzinfo=UTC)
