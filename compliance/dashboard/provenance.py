"""Where the figures of a page come from: all by which anybody finds the same ones again."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from compliance.scoring.printing import instant
from compliance.templatetags.look import partial_date

HEAD_SHOWN = 16
"""So many signs of the head stand in a line to cite; its entry is named beside them."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The question that a page answered, and the end of the ledger when it did."""

    subject: str
    as_of: date
    known_at: datetime
    zone: ZoneInfo  # of the regime
    method: str  # with its version
    head: str  # the whole hash; "": nothing is on record yet
    entry: int
    address: str  # whole, with the day and the moment in it
    language: str
    retrieved_at: datetime

    @property
    def line(self) -> str:
        """To be copied under a figure."""
        values = {
            "subject": self.subject,
            "as_of": partial_date(self.as_of),
            "known_at": instant(self.known_at),
            "method": self.method,
            "head": f"{self.head[:HEAD_SHOWN]}…" if self.head else "–",
            "entry": str(self.entry),
            "address": self.address,
            "day": partial_date(self.retrieved_at.astimezone(self.zone).date()),
        }
        return (
            _(
                "Sosek, %(subject)s, as of %(as_of)s, as known at %(known_at)s, method %(method)s, "
                "ledger head %(head)s (entry %(entry)s), %(address)s, retrieved on %(day)s."
            )
            % values
        )
