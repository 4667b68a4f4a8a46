"""What happened as tables: the ledger, the timeline, and what waits for a person."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Forum
from agreements.permissions import Asker
from compliance.dashboard.happenings import Happening
from compliance.dashboard.happenings import Kind as What
from compliance.dashboard.ledger import entry_lines, opens_to
from compliance.dashboard.table import Coded, Column, Kind, Row, Table
from compliance.dashboard.tables.cells import party_cells, party_columns
from compliance.dashboard.timeline import Row as Told
from compliance.dashboard.waiting import Waiting
from sosek.ledger.models import Entry

AT_ONCE = 500
"""So many entries are put into words together."""

URGENCIES = {
    "open": gettext_lazy("Waiting"),
    "soon": gettext_lazy("Within the month"),
    "week": gettext_lazy("Within seven days"),
    "last": gettext_lazy("Within two days"),
    "late": gettext_lazy("Overdue"),
}
LISTS = {
    "records": gettext_lazy("Record to confirm"),
    "positions": gettext_lazy("Position to state"),
    "meetings": gettext_lazy("Meeting to close"),
    "report": gettext_lazy("Progress to report"),
    "answer": gettext_lazy("Report to answer"),
    "contested": gettext_lazy("Contested report"),
    "disputes": gettext_lazy("Dispute"),
    "offers": gettext_lazy("Offer"),
    "approvals": gettext_lazy("Approval that waits"),
    "silent": gettext_lazy("Nothing reported"),
    "unassessed": gettext_lazy("Not assessed"),
}


def ledger_table(entries: QuerySet[Entry], user: Asker, forums: Sequence[Forum]) -> Table:
    """Entries of the ledger, told as far as they are open to the reader; read while they are sent.
    Six queries, and five for each further five hundred entries."""
    return Table(
        name="ledger",
        title=_("Ledger"),
        columns=(
            Column("entry", _("Entry"), Kind.NUMBER),
            Column("recorded_at", _("Recorded at"), Kind.MOMENT),
            Column("kind", _("Kind")),
            Column("regime", _("Regime"), Kind.CODE),
            Column("open", _("Open"), Kind.FLAG),
            Column("words", _("In words")),
            Column("digest", _("Digest"), Kind.CODE),
            Column("previous", _("Hash of the entry before"), Kind.CODE),
            Column("hash", _("Hash"), Kind.CODE),
        ),
        rows=_entries(entries, user, forums),
    )


def _entries(entries: QuerySet[Entry], user: Asker, forums: Sequence[Forum]) -> Iterator[Row]:
    opens = opens_to(user)
    rest = entries.iterator(chunk_size=AT_ONCE)
    while some := list(islice(rest, AT_ONCE)):
        for row, line in zip(some, entry_lines(some, user, forums, opens), strict=True):
            yield (
                row.sequence,
                row.recorded_at,
                Coded(row.kind, line.kind),
                row.scope,
                line.opened,
                line.words.text,
                row.digest,
                row.previous,
                row.hash,
            )


def timeline_table(rows: Iterable[Told]) -> Table:
    """Everything with its date, in order of time."""
    return Table(
        name="timeline",
        title=_("Timeline"),
        columns=(
            Column("number", _("No."), Kind.NUMBER),
            Column("kind", _("Kind")),
            Column("code", _("Code"), Kind.CODE),
            Column("title", _("What")),
            Column("word", _("Kind of meeting")),
            *party_columns(),
            Column("place", _("Place")),
            Column("starts_on", _("From"), Kind.DAY),
            Column("ends_on", _("To"), Kind.DAY),
            Column("goes_on", _("Goes on"), Kind.FLAG),
            Column("held", _("Held"), Kind.CODE),
            Column("before", _("Established before"), Kind.SCORE),
            Column("after", _("Established after"), Kind.SCORE),
            Column("contested", _("Contested"), Kind.FLAG),
            Column("follows", _("Revises or succeeds"), Kind.CODE),
            Column("sources", _("Sources")),
        ),
        rows=(_happening(row.number, row.each) for row in rows),
    )


def _happening(number: int | None, each: Happening) -> Row:
    kinds = {
        What.INSTRUMENT: _("Instrument"),
        What.FORUM: _("Forum"),
        What.MEETING: _("Meeting"),
        What.AGREEMENT: _("Agreement adopted"),
        What.CHANGE: _("Change of what is established"),
    }
    return (
        number,
        Coded(str(each.kind), kinds[each.kind]),
        each.code,
        each.name,
        each.word,
        *party_cells(each.party),
        each.place,
        each.starts,
        each.ends,
        each.open,
        each.held if each.kind is What.MEETING else None,
        each.before,
        each.after,
        each.contested,
        each.follows,
        "; ".join(map(str, each.citations)),
    )


def work_table(items: Iterable[Waiting]) -> Table:
    """What waits for a person."""
    return Table(
        name="work",
        title=_("Your work"),
        columns=(
            Column("kind", _("Kind")),
            Column("urgency", _("How urgent")),
            Column("title", _("What")),
            Column("page", _("Page"), Kind.CODE),
        ),
        rows=(
            (
                Coded(each.kind, str(LISTS[each.kind])),
                Coded(each.urgency, str(URGENCIES[each.urgency])),
                each.title,
                each.path,
            )
            for each in items
        ),
    )
