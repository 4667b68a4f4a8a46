"""The record as tables: reports on an obligation or behind a score, needs, disputes, approvals."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from compliance.dashboard.cases import Case
from compliance.dashboard.consents import LEVELS, ConsentLine
from compliance.dashboard.diagnosis import Need
from compliance.dashboard.entries import Answer, Entry
from compliance.dashboard.party import Behind
from compliance.dashboard.states import ObligationLine
from compliance.dashboard.table import Coded, Column, Kind, Row, Table
from compliance.dashboard.tables.cells import party_cells, party_columns, state
from compliance.templatetags.look import NOTHING, consent_word, state_word


def reports_table(entries: Iterable[Entry]) -> Table:
    """Every report on an obligation that the reader may see, in the order of what happened."""
    return Table(
        name="reports",
        title=_("Reports"),
        columns=(
            Column("report", _("Key of the report"), Kind.CODE),
            Column("kind", _("Kind")),
            *party_columns(),
            Column("state", _("State")),
            Column("share", _("Share"), Kind.SCORE),
            Column("milestone", _("Milestone")),
            Column("observed_on", _("Observed on"), Kind.DAY),
            Column("recorded_on", _("Recorded on"), Kind.DAY),
            Column("counted", _("Counts for the figure"), Kind.FLAG),
            Column("worth", _("What it is worth")),
            Column("narrative", _("In words")),
            Column("language_of_words", _("Language of the words"), Kind.CODE),
            Column("sources", _("Sources")),
            Column("files", _("Files"), Kind.NUMBER),
            Column("answers", _("Answers")),
        ),
        rows=map(_report, entries),
    )


def _report(entry: Entry) -> Row:
    kind = ("claim", _("Claim")) if entry.claim else ("observation", _("Observation"))
    return (
        entry.key,
        Coded(*kind),
        *party_cells(entry.party),
        state(entry.state or "information"),
        entry.fraction,
        entry.milestone,
        entry.observed_on,
        entry.recorded_on,
        entry.counted,
        str(entry.why),
        entry.narrative,
        entry.language,
        "; ".join(map(str, entry.citations)),
        len(entry.files),
        "; ".join(map(_answer, entry.answers)),
    )


def _answer(answer: Answer) -> str:
    word = state_word("accepted" if answer.accepted else "contested")
    return f"{answer.side.name if answer.side else NOTHING}: {word}"


def behind_table(behind: Iterable[Behind]) -> Table:
    """The reports that a party's score rests on, as far as the reader may see them."""
    return Table(
        name="reports",
        title=_("Reports behind the score"),
        columns=(
            Column("report", _("Key of the report"), Kind.CODE),
            Column("obligation", _("Code of the obligation"), Kind.CODE),
            Column("title", _("Obligation")),
            *party_columns(),
            Column("state", _("State")),
            Column("observed_on", _("Observed on"), Kind.DAY),
            Column("recorded_at", _("Recorded at"), Kind.MOMENT),
            Column("narrative", _("In words")),
        ),
        rows=(
            (
                str(each.report.pk),
                each.line.code,
                each.line.title,
                *party_cells(each.line.party),
                state(each.report.status or "information"),
                each.report.observed_on,
                each.report.recorded_at,
                each.report.narrative,
            )
            for each in behind
        ),
    )


def disputes_table(cases: Iterable[Case]) -> Table:
    """Disputes with their ages; those that ended have their finding."""
    return Table(
        name="disputes",
        title=_("Disputes"),
        columns=(
            Column("dispute", _("Key of the dispute"), Kind.CODE),
            Column("forum", _("Forum"), Kind.CODE),
            Column("obligation", _("Code of the obligation"), Kind.CODE),
            Column("title", _("Obligation")),
            *party_columns(),
            Column("contested_by", _("Contested by")),
            Column("reason", _("Reason")),
            Column("state", _("State that is contested")),
            Column("observed_on", _("Observed on"), Kind.DAY),
            Column("opened_on", _("Opened on"), Kind.DAY),
            Column("level", _("Level")),
            Column("level_since", _("At this level since"), Kind.DAY),
            Column("days", _("Days"), Kind.NUMBER),
            Column("overdue", _("Overdue"), Kind.FLAG),
            Column("ended_on", _("Ended on"), Kind.DAY),
            Column("finding", _("Finding")),
        ),
        rows=map(_dispute, cases),
    )


def _dispute(case: Case) -> Row:
    end, at = case.end, case.current
    return (
        case.key,
        case.forum,
        case.code,
        case.title,
        *party_cells(case.party),
        case.contested_by.name if case.contested_by else None,
        case.reason,
        state(case.state or "information"),
        case.observed_on,
        case.opened_on,
        Coded(str(at.level), str(at.word)),
        at.since,
        case.days,
        case.overdue,
        end.on if end else None,
        Coded(end.finding, str(end.word)) if end else None,
    )


def approvals_table(lines: Iterable[ConsentLine]) -> Table:
    """Who holds which consent, since when."""
    return Table(
        name="approvals",
        title=_("Approvals"),
        columns=(
            Column("obligation", _("Code of the obligation"), Kind.CODE),
            Column("title", _("Obligation")),
            Column("side", _("Code of the side"), Kind.CODE),
            Column("authority", _("Code of the authority"), Kind.CODE),
            Column("authority_name", _("Authority")),
            Column("level", _("Level")),
            Column("state", _("State")),
            Column("waits", _("Waits"), Kind.FLAG),
            Column("since", _("Since"), Kind.DAY),
            Column("until", _("Until"), Kind.DAY),
            Column("days", _("Days"), Kind.NUMBER),
            Column("at_least", _("At least"), Kind.FLAG),
            Column("beyond", _("Beyond the authority of the forum"), Kind.FLAG),
            Column("next_meeting", _("Next meeting that could decide")),
            Column("next_meeting_on", _("Day of that meeting"), Kind.DAY),
        ),
        rows=map(_approval, lines),
    )


def _approval(line: ConsentLine) -> Row:
    return (
        line.obligation.code,
        line.obligation.title,
        line.side.code,
        line.authority.code,
        line.authority.name,
        Coded(line.level, str(LEVELS.get(line.level, line.level))),
        Coded(str(line.state), str(consent_word(line.state))),
        line.waits,
        line.since,
        line.until,
        line.days,
        line.at_least,
        line.beyond,
        line.meeting.name if line.meeting else None,
        line.meeting.starts_on if line.meeting else None,
    )


def needs_table(needs: Iterable[tuple[ObligationLine, Need]]) -> Table:
    """What is lacking, and what became of it."""
    return Table(
        name="needs",
        title=_("Needs"),
        columns=(
            Column("need", _("Key of the need"), Kind.CODE),
            Column("obligation", _("Code of the obligation"), Kind.CODE),
            Column("title", _("Obligation")),
            *party_columns(),
            Column("cause", _("Kind")),
            Column("text", _("What is lacking")),
            Column("observed_on", _("Said on"), Kind.DAY),
            Column("promised", _("Support promised"), Kind.FLAG),
            Column("delivered", _("Support delivered"), Kind.FLAG),
            Column("met", _("Need met"), Kind.FLAG),
        ),
        rows=(
            (
                need.said.key,
                line.code,
                line.title,
                *party_cells(need.said.by),
                Coded(need.said.cause, str(need.said.cause_word)),
                need.said.text,
                need.said.observed_on,
                need.promised,
                need.delivered,
                need.met,
            )
            for line, need in needs
        ),
    )
