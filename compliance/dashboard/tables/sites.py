"""Sites as a table: a row for each obligation at each of them."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from compliance.dashboard.sites import SiteLine
from compliance.dashboard.states import ObligationLine
from compliance.dashboard.table import Coded, Column, Kind, Table
from compliance.templatetags.look import state_word


def sites_table(lines: Sequence[SiteLine]) -> Table:
    """A row for each obligation at a site, and for each site without one."""
    return Table(
        name="sites",
        title=_("Sites"),
        columns=(
            Column("number", _("No. on the map"), Kind.NUMBER),
            Column("site", _("Code of the site"), Kind.CODE),
            Column("name", _("Name")),
            Column("aliases", _("Other names")),
            Column("party", _("Code of the party"), Kind.CODE),
            Column("party_name", _("Party")),
            Column("kind", _("Kind")),
            Column("district", _("District")),
            Column("latitude", _("Latitude")),
            Column("longitude", _("Longitude")),
            Column("quality", _("Quality of the position")),
            Column("obligation", _("Code of the obligation"), Kind.CODE),
            Column("obligation_title", _("Obligation")),
            Column("state", _("State")),
        ),
        rows=((*_cells(site), *_owed(line)) for site in lines for line in site.lines or (None,)),
    )


def _cells(site: SiteLine) -> tuple[Any, ...]:
    longitude, latitude = (f"{each:.6f}" for each in site.at) if site.at else (None, None)
    return (
        site.number,
        site.code,
        site.name,
        "; ".join(site.aliases),
        site.party.code,
        site.party.name,
        site.kind,
        site.district,
        latitude,
        longitude,
        site.quality,
    )


def _owed(line: ObligationLine | None) -> tuple[Any, ...]:
    if line is None:
        return None, None, None
    return line.code, line.title, Coded(line.state, str(state_word(line.state)))
