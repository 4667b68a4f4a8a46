"""Bodies, their seats, sources and sites as tables."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from agreements.models import Source
from agreements.models.commitments import Quality
from agreements.views.body import BodyPage
from agreements.views.chart import Chart, Line, SeatLine
from agreements.views.citing import CitedPlace
from agreements.views.seats import Holder
from compliance.dashboard.states import ObligationLine
from compliance.dashboard.table import Coded, Column, Kind, Row, Table
from compliance.dashboard.tables.cells import party_cells, party_columns, state

QUALITIES = dict(Quality.choices)


def committees_table(chart: Chart) -> Table:
    """The organisation chart of a day: a row for each holder of a chair, or for a chair of which
    nothing is known."""
    return Table(
        name="committees",
        title=_("Committees"),
        columns=(
            Column("committee", _("Code of the committee"), Kind.CODE),
            Column("committee_name", _("Committee")),
            Column("level", _("Level")),
            Column("forum", _("Forum")),
            Column("under", _("Under")),
            Column("side", _("Code of the side"), Kind.CODE),
            Column("side_name", _("Side")),
            *_holder_columns(),
        ),
        rows=_chairs([*chart.lines, *chart.parallel]),
    )


def _chairs(lines: Iterable[Line]) -> Iterator[Row]:
    for line in lines:
        where = line.level, line.forum, line.under
        if line.joint and not any(seat.code == line.joint.code for seat in line.seats):
            yield line.joint.code, line.joint.name, *where, None, None, *_holder(None)
        for seat in line.seats:
            for holder in seat.seat.holders or (None,):
                yield seat.code, seat.name, *where, *_side(seat), *_holder(holder)


def _side(seat: SeatLine) -> Row:
    return (seat.side.code, seat.side.name) if seat.side else (None, None)


def seats_table(page: BodyPage) -> Table:
    """Everybody who sits or sat on one body, as far as the sources say."""
    return Table(
        name="seats",
        title=_("Appointments"),
        columns=(
            Column("role", _("Seat")),
            Column("side", _("Code of the side"), Kind.CODE),
            Column("side_name", _("Side")),
            *_holder_columns(),
        ),
        rows=(
            (
                each.role,
                each.side.code if each.side else None,
                each.side.name if each.side else None,
                *_holder(each.holder),
            )
            for each in page.sittings
        ),
    )


def _holder_columns() -> tuple[Column, ...]:
    return (
        Column("holder", _("Holder")),
        Column("office", _("Office")),
        Column("starts_on", _("From"), Kind.DAY),
        Column("ends_on", _("To"), Kind.DAY),
        Column("seen_on", _("Seen on"), Kind.DAY),
        Column("vacant", _("Vacant"), Kind.FLAG),
        Column("sources_differ", _("Sources differ"), Kind.FLAG),
        Column("note", _("Note")),
        Column("sources", _("Sources")),
    )


def _holder(holder: Holder | None) -> Row:
    if holder is None:
        return (None,) * 9
    return (
        holder.who,
        holder.office,
        holder.starts_on,
        holder.ends_on,
        holder.seen_on,
        holder.vacant,
        holder.disputed,
        holder.note,
        "; ".join(map(str, holder.citations)),
    )


def sources_table(sources: Iterable[Source]) -> Table:
    """The documents that facts are cited from."""
    return Table(
        name="sources",
        title=_("Sources"),
        columns=(
            Column("source", _("Key of the source"), Kind.CODE),
            Column("kind", _("Class")),
            Column("author", _("Author")),
            Column("title", _("Title")),
            Column("published_on", _("Published on"), Kind.DAY),
            Column("link", _("Address")),
            Column("written_in", _("Language"), Kind.CODE),
            Column("note", _("Note")),
        ),
        rows=(
            (
                each.key,
                Coded(each.kind, str(each.get_kind_display())),
                each.author,
                each.title,
                each.published_on,
                each.url,
                each.language,
                each.note,
            )
            for each in sources
        ),
    )


def cited_table(places: Iterable[CitedPlace]) -> Table:
    """The places cited from a source, with what rests on each."""
    return Table(
        name="places",
        title=_("Places cited"),
        columns=(
            Column("place", _("Place in the source")),
            Column("basis", _("Basis")),
            Column("quotation", _("Quotation")),
            Column("kind", _("What rests on it")),
            Column("fact", _("Its name")),
            Column("page", _("Page"), Kind.CODE),
        ),
        rows=(row for place in places for row in _cited(place)),
    )


def _cited(place: CitedPlace) -> Iterator[Row]:
    where = place.locator, place.basis, place.quote
    for use in place.uses:
        yield *where, use.kind, use.name, use.address
    if not place.uses:
        yield *where, None, None, None


def sites_table(lines: Iterable[ObligationLine]) -> Table:
    """Sites with what is owed at each of them, a row for each obligation."""
    return Table(
        name="sites",
        title=_("Sites"),
        columns=(
            Column("site", _("Code of the site"), Kind.CODE),
            Column("site_name", _("Site")),
            Column("latitude", _("Latitude"), Kind.NUMBER),
            Column("longitude", _("Longitude"), Kind.NUMBER),
            Column("position", _("Quality of the position")),
            *party_columns(),
            Column("obligation", _("Code of the obligation"), Kind.CODE),
            Column("title", _("Obligation")),
            Column("state", _("State")),
        ),
        rows=(
            (
                line.site.code,
                line.site.name,
                line.site.latitude,
                line.site.longitude,
                Coded(line.site.quality, str(QUALITIES.get(line.site.quality, line.site.quality))),
                *party_cells(line.party),
                line.code,
                line.title,
                state(line.state),
            )
            for line in lines
            if line.site
        ),
    )
