"""A session that has been held, with one point of each outcome, and its papers."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation

from agreements.models import AgendaItem, Delegate, ItemKind, Outcome, PartialDate, Post
from compliance.dashboard.brief import delegation_brief
from compliance.dashboard.report import meeting_report
from compliance.exports.brief import brief_document
from compliance.exports.report import report_document
from compliance.models import Status, Verdict
from compliance.workflow.meetings import Ruling, add_item, decide, state_position
from tests.factories import (
    MeetingFactory,
    ProgressReportFactory,
    VerificationFactory,
    photo,
)

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    """After the meeting of these tests."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def session(committee, kaltim, indonesia, malaysia):
    """Session 27 in Tarakan, with a chair of each side."""
    return MeetingFactory(
        committee=committee,
        number=27,
        starts_on="2026-11-18",
        ends_on="2026-11-20",
        place="Tarakan",
        host=kaltim,
        delegates=[
            Delegate(side=indonesia, person="Ahmad Rusdi", office="Bureau", role=Post.CHAIR),
            Delegate(side=malaysia, person="Rahim Abdullah", office="State", role=Post.CHAIR),
        ],
    )


@pytest.fixture
def reports(obligation_of_id, obligation_of_my, official_id, official_my, indonesia):
    """Indonesia has built its post, says so and shows it; Malaysia's claim is contested."""
    own = ProgressReportFactory(
        obligation=obligation_of_id,
        author=official_id,
        status=Status.IN_PROGRESS,
        percent=80,
        observed_on="2026-10-05",
        narrative="The pier stands.",
        uploads=[photo("pier.jpg")],
    )
    other = ProgressReportFactory(
        obligation=obligation_of_my,
        author=official_my,
        status=Status.IN_PROGRESS,
        percent=40,
        observed_on="2026-10-20",
        narrative="The site is fenced.",
    )
    VerificationFactory(
        report=other,
        verifier=official_id,
        party=indonesia,
        verdict=Verdict.CONTESTED,
        reason="There is no fence.",
    )
    return own, other


@pytest.fixture
def discussed(session, paper, reports, indonesia, malaysia, kaltim):
    """The session with a tabled paper and one point of each outcome."""
    tabled = add_item(AgendaItem(meeting=session, kind=ItemKind.PAPER, paper=paper))
    ruled = (
        ("Ferry hours", Ruling(outcome=Outcome.AGREED, text="Daily.", action_by=malaysia,
                               until=PartialDate("2027-03"), approvals=[(malaysia, "Marine")])),
        ("Customs lane", Ruling(outcome=Outcome.NOT_AGREED)),
        ("Road", Ruling(outcome=Outcome.ESCALATED, text="To the centre.")),
        ("Holidays", Ruling(outcome=Outcome.DEFERRED)),
        ("Prices", Ruling(outcome=Outcome.DROPPED)),
    )  # fmt: skip
    for title, ruling in ruled:
        item = add_item(
            AgendaItem(
                meeting=session,
                kind=ItemKind.PAPER,
                under=tabled,
                title=title,
                text=f"About {title.lower()}.",
            )
        )
        state_position(item, side=indonesia, text=f"Indonesia on {title.lower()}.")
        decide(item, ruling)
    return session


@pytest.fixture
def facts(forum):
    """The facts of a report: `facts(meeting, user)`, as of the meeting's last day."""

    def of(meeting, user, as_of=date(2026, 11, 20), known_at=None):
        return meeting_report(
            meeting,
            user,
            [forum],
            as_of=as_of,
            known_at=known_at or datetime.now(UTC),
            zone=ZoneInfo("Asia/Makassar"),
        )

    return of


@pytest.fixture
def paper_of(facts):
    """The report of a meeting as one user reads it."""

    def of(meeting, user, language="en", **asked):
        with translation.override(language):
            return report_document(facts(meeting, user, **asked))

    return of


@pytest.fixture
def brief_of(facts):
    """The brief of a side, by its code."""

    def of(meeting, user, code, language="en", **asked):
        with translation.override(language):
            found = facts(meeting, user, **asked)
            side = next(each for each in found.page.sides if each.code == code)
            return brief_document(delegation_brief(found, user, side))

    return of
