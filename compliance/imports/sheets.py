"""What the sheets of a workbook hold, and what sheets and columns may be called.

Those of what was promised and what is reported of it stand in `promises`.
"""

import re
from functools import cache

from django.utils import translation
from django.utils.translation import gettext_lazy

from agreements.models import (
    Appointment,
    Committee,
    Forum,
    Level,
    Party,
    PartyKind,
    Post,
    SiteKind,
)
from agreements.models.commitments import Quality
from compliance.imports import cells
from compliance.imports.columns import (
    SPOKEN,
    Column,
    Sheet,
    choosing,
    cited,
    code,
    dated,
    naming,
    spoken,
)
from compliance.imports.promises import PROMISES
from compliance.imports.reading import LANGUAGES

PARTY_CODE = gettext_lazy("The code of a party.")
STAYS = gettext_lazy("Its short name in addresses and in the record; it never changes.")

EXPLANATION = gettext_lazy("Explanation")
LISTS = gettext_lazy("Lists")

SHEETS: dict[str, Sheet] = {
    sheet.kind: sheet
    for sheet in (
        Sheet(
            "party",
            (
                code("party", STAYS),
                *spoken("party", "name", required=SPOKEN),
                choosing("party", "kind", PartyKind, required=True),
                naming(
                    "party",
                    "parent",
                    Party,
                    gettext_lazy("The code of the party above; empty: it is a side."),
                    label=gettext_lazy("under"),
                    name="under",
                ),
                Column(
                    name="position",
                    kind="party",
                    field="position",
                    read=cells.number,
                    help=gettext_lazy("Its place in lists: a whole number."),
                ),
                dated("party", "valid_from"),
                dated("party", "valid_to"),
                naming("party", "successor", Party, PARTY_CODE, label=gettext_lazy("successor")),
                *cited("party"),
            ),
        ),
        Sheet(
            "committee",
            (
                code("committee", STAYS),
                *spoken("committee name", "text", name="name", required=SPOKEN),
                choosing("committee", "level", Level, required=True),
                naming(
                    "committee parent",
                    "code",
                    Committee,
                    gettext_lazy("The code of the committee above, from the beginning."),
                    label=gettext_lazy("under"),
                    name="under",
                ),
                naming(
                    "committee",
                    "side",
                    Party,
                    gettext_lazy("The code of a side; empty: it is joint."),
                    label=Committee._meta.get_field("side").verbose_name,
                ),
                naming("committee", "forum", Forum, gettext_lazy("The short name of a forum.")),
                dated("committee", "established_on"),
                dated("committee", "ended_on"),
                naming(
                    "committee",
                    "successor",
                    Committee,
                    gettext_lazy("The code of a committee."),
                    label=gettext_lazy("successor"),
                ),
                *spoken("committee", "mandate"),
                *cited("committee"),
            ),
        ),
        Sheet(
            "appointment",
            (
                naming(
                    "appointment",
                    "committee",
                    Committee,
                    gettext_lazy("The code of a committee."),
                    required=True,
                ),
                naming(
                    "appointment",
                    "side",
                    Party,
                    gettext_lazy("The code of a side."),
                    label=Appointment._meta.get_field("side").verbose_name,
                ),
                Column(
                    name="person",
                    kind="appointment",
                    field="person",
                    help=gettext_lazy("The person, the office, or both."),
                ),
                *spoken("appointment", "post"),
                choosing("appointment", "role", Post, required=True),
                dated("appointment", "from"),
                dated("appointment", "to"),
                dated(
                    "appointment",
                    "seen_on",
                    help=Appointment._meta.get_field("seen_on").help_text,
                ),
                Column(name="disputed", kind="appointment", field="disputed", read=cells.flag),
                Column(
                    name="vacant",
                    kind="appointment",
                    field="vacant",
                    read=cells.flag,
                    help=Appointment._meta.get_field("vacant").help_text,
                ),
                Column(name="note", kind="appointment", field="note"),
                *cited("appointment"),
            ),
        ),
        Sheet(
            "site",
            (
                code("site", STAYS),
                Column(name="name", kind="site", field="name", required=True),
                Column(
                    name="aliases",
                    kind="site",
                    field="aliases",
                    read=cells.texts,
                    help=gettext_lazy("Other names, separated by semicolons."),
                ),
                naming(
                    "site",
                    "party",
                    Party,
                    gettext_lazy("The code of the party in whose land it lies."),
                    required=True,
                ),
                choosing("site", "kind", SiteKind, required=True),
                Column(
                    name="lat",
                    kind="site",
                    field="lat",
                    read=cells.decimal,
                    help=gettext_lazy("In degrees; south is below 0."),
                ),
                Column(
                    name="lon",
                    kind="site",
                    field="lon",
                    read=cells.decimal,
                    help=gettext_lazy("In degrees; west is below 0."),
                ),
                choosing("site", "quality", Quality),
                Column(name="district", kind="site", field="district"),
                Column(name="note", kind="site", field="note"),
                *cited("site"),
            ),
        ),
        *PROMISES,
    )
}
"""Every sheet, in the order in which its rows are taken."""


def plainly(heading: str) -> str:
    """A heading without what makes no difference: case, blanks, the mark of what is required."""
    return re.sub(r"[\s*]+", " ", heading).strip().casefold()


@cache
def headings(kind: str) -> dict[str, Column]:
    """What columns may be called: by their own names first, then in every language."""
    sheet = SHEETS[kind]
    called = {plainly(column.name): column for column in sheet.columns}
    for language in LANGUAGES:
        with translation.override(language):
            for column in sheet.columns:
                called.setdefault(plainly(column.heading), column)
    return called


@cache
def titles() -> dict[str, Sheet | None]:
    """What each sheet may be called; None: it only explains."""
    called: dict[str, Sheet | None] = {plainly(kind): sheet for kind, sheet in SHEETS.items()}
    for language in LANGUAGES:
        with translation.override(language):
            called[plainly(str(EXPLANATION))] = called[plainly(str(LISTS))] = None
            for sheet in SHEETS.values():
                called.setdefault(plainly(sheet.title), sheet)
                called.setdefault(plainly(str(sheet.model._meta.verbose_name)), sheet)
    return called
