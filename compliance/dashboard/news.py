"""What was reported last, and what is past its day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from agreements.models import Citation, Forum, Meeting, PartialDate
from agreements.permissions import Asker
from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.meetings import coming, meetings_read
from compliance.dashboard.states import ObligationLine
from compliance.models import ProgressReport

SHOWN = 5


@dataclass(frozen=True, slots=True)
class News:
    """A report in a line."""

    url: str  # of the report
    observed_on: PartialDate
    claim: bool
    state: str  # of the report; "" for information
    narrative: str
    language: str
    obligation: str  # code
    title: str
    party: PartyLabel | None
    sources_differ: bool
    citations: tuple[Citation, ...]


def latest_news(
    user: Asker,
    forums: Sequence[Forum],
    lines: Iterable[ObligationLine],
    *,
    as_of: date,
    known_at: datetime,
) -> tuple[News, ...]:
    """The reports with a state observed last by the day, of those the reader may see.
    Two queries."""
    by_code = {line.code: line for line in lines}
    reports = (
        ProgressReport.objects.visible_to(user)
        .filter(
            obligation__agreement__paper__forum__in=forums,
            observed_day__lte=as_of,
            recorded_at__lte=known_at,
        )
        .exclude(status="")
        .select_related("obligation")
        .prefetch_related("citations__source")
        .order_by("-observed_day", "-sequence")[:SHOWN]
    )
    return tuple(_news(report, by_code.get(report.obligation.code)) for report in reports)


def _news(report: ProgressReport, line: ObligationLine | None) -> News:
    return News(
        url=report.get_absolute_url(),
        observed_on=report.observed_on,
        claim=report.claim,
        state=report.status,
        narrative=report.narrative,
        language=report.language,
        obligation=report.obligation.code,
        title=line.short if line else str(report.obligation.name),
        party=line.party if line else None,
        sources_differ=report.sources_differ,
        citations=tuple(report.citations.all()),
    )


def next_meeting(user: Asker, forums: Sequence[Forum], *, as_of: date) -> Meeting | None:
    """The first meeting of these forums that begins on the day or later. Two queries."""
    own = meetings_read(user).filter(committee__forum__in=forums)
    return coming(own, as_of=as_of).first()
