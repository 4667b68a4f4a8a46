"""Meetings: planned, discussed, decided and signed; what each refusal leaves as it was."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import translation

from agreements.models import (
    Addendum,
    AgendaItem,
    Agreement,
    CommitteeParent,
    Decision,
    Delegate,
    Held,
    ItemKind,
    Meeting,
    MeetingRecord,
    Obligation,
    Outcome,
    PartialDate,
    Post,
    RecordConfirmation,
)
from agreements.models.agenda import numbers
from agreements.models.content import addendum_content, digest_of, record_content
from compliance.dashboard.board import board
from compliance.workflow.meetings import (
    Agreed,
    Owed,
    Ruling,
    add_addendum,
    add_item,
    attach_file,
    change_item,
    change_meeting,
    close_meeting,
    confirm_addendum,
    confirm_record,
    decide,
    detach_file,
    keep_delegate,
    mark_done,
    move_item,
    plan_meeting,
    proposal,
    remove_addendum,
    remove_delegate,
    remove_item,
    reopen_meeting,
    state_position,
    take_up,
    undecide,
)
from sosek.ledger.audit import audit
from sosek.ledger.models import Entry
from tests.factories import (
    CommitteeFactory,
    MeetingFactory,
    ObligationFactory,
    PartyFactory,
    WorkingPaperFactory,
    pdf,
    sign,
    upload,
)
from tests.refusals import refuses, told, writes_nothing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    """After every meeting of these tests."""
    with time_machine.travel("2026-11-25T04:00:00Z", tick=True):
        yield


@pytest.fixture
def both(official_id, official_my, indonesia, malaysia):
    """An official of each side, with it."""
    return (official_id, indonesia), (official_my, malaysia)


@pytest.fixture
def brunei(db):
    """A side that has no seat in the forum."""
    return PartyFactory(code="BN")


def point(meeting, title="Ferry hours", **about):
    """A point among the other matters."""
    under = meeting.agenda.get(kind=ItemKind.OTHER, under=None)
    return add_item(
        AgendaItem(meeting=meeting, kind=ItemKind.OTHER, under=under, title=title, **about)
    )


def tabled(meeting, paper):
    return add_item(AgendaItem(meeting=meeting, kind=ItemKind.PAPER, paper=paper))


def agenda(meeting):
    """The agenda as it reads: number and name."""
    items = {item.pk: item for item in meeting.agenda.all()}
    return [f"{number} {items[pk].name}" for pk, number in numbers(items.values()).items()]


# Planning


def test_an_agenda_opens_by_itself(meeting):
    assert agenda(meeting) == [
        "1 Opening and adoption of the last record",
        "2 Matters arising",
        "3 Other matters",
        "4 Next session",
    ]
    assert meeting.held == Held.PLANNED
    assert meeting.code == "regional-session-1"


def test_nothing_is_proposed_where_nothing_is_known(committee):
    assert proposal(committee).number is None
    assert proposal(committee).host is None


def test_the_host_is_whose_turn_it_is(committee, kaltim, sabah):
    MeetingFactory(committee=committee, number=7, host=kaltim, starts_on="2025-05")
    Meeting.objects.update(held=Held.HELD)

    assert proposal(committee).number == 8
    assert proposal(committee).host == sabah
    assert proposal(committee).last.number == 7


def test_a_meeting_that_was_only_planned_takes_no_turn(committee, kaltim, sabah):
    MeetingFactory(committee=committee, number=7, host=kaltim, starts_on="2025-05")
    Meeting.objects.update(held=Held.HELD)
    MeetingFactory(committee=committee, number=8, host=sabah, starts_on="2026-05")

    assert proposal(committee).host == sabah


def test_a_successor_goes_on_counting(regime, committee, forum, kaltim, sabah):
    MeetingFactory(committee=committee, number=18, host=sabah, starts_on="2013")
    Meeting.objects.update(held=Held.HELD)
    later = CommitteeFactory(regime=regime, code="later", forum=forum)
    committee.successor = later
    committee.save()

    assert proposal(later).number == 19
    assert proposal(later).host == kaltim


def test_a_committee_without_forum_is_hosted_by_the_sides(central, forum, indonesia, malaysia):
    MeetingFactory(committee=central, number=1, host=malaysia, starts_on="2025")
    Meeting.objects.update(held=Held.HELD)

    assert proposal(central).host == indonesia


def test_a_side_alone_takes_no_turns(regime, forum, kaltim):
    own = CommitteeFactory(regime=regime, code="own", forum=forum, side=kaltim)
    MeetingFactory(committee=own, number=1, host=kaltim, starts_on="2025")
    Meeting.objects.update(held=Held.HELD)

    assert proposal(own).host is None


def test_two_meetings_of_a_month_have_two_addresses(committee):
    codes = [
        MeetingFactory(committee=committee, starts_on="2026-03", place=place).code
        for place in ("Tawau", "Nunukan")
    ]

    assert codes == ["regional-session-2026-03", "regional-session-2026-03-2"]


def test_the_same_meeting_is_planned_once(committee):
    MeetingFactory(committee=committee, starts_on="2026-03", place="Tawau")
    with refuses("twin"):
        MeetingFactory(committee=committee, starts_on="2026-03", place="Tawau")


def test_a_meeting_needs_its_day(committee):
    with writes_nothing(), pytest.raises(ValidationError, match="Say when it begins"):
        plan_meeting(Meeting(committee=committee, kind="session", number=3))


def test_a_meeting_does_not_end_before_it_begins(committee):
    with writes_nothing(), pytest.raises(ValidationError, match="ends before it begins"):
        MeetingFactory(committee=committee, starts_on="2026-03-10", ends_on="2026-03-09")


def test_a_number_is_given_once(meeting, committee):
    with writes_nothing(), pytest.raises(ValidationError, match="already has a meeting"):
        MeetingFactory(committee=committee, number=1, starts_on="2027")


def test_the_host_has_a_seat(committee, brunei):
    with writes_nothing(), pytest.raises(ValidationError, match="no seat"):
        MeetingFactory(committee=committee, number=2, host=brunei)


def test_a_meeting_is_changed_while_its_record_is_open(meeting, sabah):
    meeting.place, meeting.host = "Tawau", sabah
    change_meeting(meeting)

    meeting.refresh_from_db()
    assert (meeting.place, meeting.host) == ("Tawau", sabah)
    assert meeting.history.count() == 2


def test_what_is_as_it_was_is_not_written_again(meeting):
    change_meeting(meeting)
    assert meeting.history.count() == 1


def test_delegates_come_and_go(meeting, indonesia):
    head = keep_delegate(
        Delegate(meeting=meeting, side=indonesia, person="A. Patton", role=Post.CHAIR)
    )
    head.attendance = "present"
    keep_delegate(head)
    assert meeting.delegates.get().attendance == "present"

    remove_delegate(head)
    assert not meeting.delegates.exists()


@pytest.mark.parametrize("person", ["", "  "])
def test_a_delegate_is_somebody(meeting, indonesia, person):
    with writes_nothing(), pytest.raises(ValidationError, match="Name the person"):
        keep_delegate(Delegate(meeting=meeting, side=indonesia, person=person))


def test_a_delegate_sits_for_a_side_of_the_committee(meeting, brunei):
    with writes_nothing(), pytest.raises(ValidationError, match="no seat"):
        keep_delegate(Delegate(meeting=meeting, side=brunei, person="X"))


def test_a_paper_is_attached_and_taken_away(meeting):
    file = attach_file(meeting, pdf("minutes.pdf"), caption="Signed copy")
    assert (file.name, file.content_type, file.order) == ("minutes.pdf", "application/pdf", 1)

    detach_file(file)
    assert not meeting.files.exists()


def test_a_page_is_not_attached(meeting):
    with writes_nothing(), pytest.raises(ValidationError, match=r"minutes\.pdf was not taken"):
        attach_file(meeting, upload("minutes.pdf", b"<html><script>"))


# The agenda


def test_papers_are_tabled_before_the_rest(meeting, paper):
    tabled(meeting, paper)
    tabled(meeting, WorkingPaperFactory(forum=paper.forum, number=2, name_en="Smuggling"))

    assert agenda(meeting)[2:] == [
        "3 Border posts",
        "4 Smuggling",
        "5 Other matters",
        "6 Next session",
    ]


def test_points_stand_under_their_heading(meeting, paper):
    heading = tabled(meeting, paper)
    for title in ("Site", "Hours"):
        add_item(
            AgendaItem(
                meeting=meeting, kind=ItemKind.PAPER, under=heading, title=title, paper=paper
            )
        )
    point(meeting)

    assert agenda(meeting)[2:6] == ["3 Border posts", "3.1 Site", "3.2 Hours", "4 Other matters"]


def test_a_point_moves_among_its_like(meeting):
    first, second = point(meeting, "Ferries"), point(meeting, "Barter")
    move_item(second, down=False)
    assert agenda(meeting)[3:5] == ["3.1 Barter", "3.2 Ferries"]

    first.refresh_from_db()
    move_item(first, down=True)  # it is the last already
    second.refresh_from_db()
    move_item(second, down=True)
    assert agenda(meeting)[3:5] == ["3.1 Ferries", "3.2 Barter"]


def test_a_point_says_what_it_is(meeting):
    heading = meeting.agenda.get(kind=ItemKind.OTHER)
    with writes_nothing(), pytest.raises(ValidationError, match="Give the point a title"):
        add_item(AgendaItem(meeting=meeting, under=heading, title=" "))


def test_points_are_two_deep_and_of_one_meeting(meeting, committee):
    elsewhere = point(MeetingFactory(committee=committee, number=2))
    with writes_nothing(), pytest.raises(ValidationError, match="under one of the same meeting"):
        add_item(AgendaItem(meeting=meeting, title="X", under=elsewhere.under))
    with writes_nothing(), pytest.raises(ValidationError, match="not under a point"):
        add_item(AgendaItem(meeting=elsewhere.meeting, title="X", under=elsewhere))


def test_a_forum_discusses_its_own_papers(meeting, other_forum):
    foreign = WorkingPaperFactory(forum=other_forum, number=1)
    with writes_nothing(), pytest.raises(ValidationError, match="another forum"):
        tabled(meeting, foreign)


def test_a_body_above_the_forums_discusses_any_of_them(central, paper):
    heading = tabled(MeetingFactory(committee=central, number=1), paper)
    assert heading.paper == paper


def test_a_point_is_changed_until_the_record_is_closed(meeting):
    item = point(meeting)
    item.title = "Ferry hours and fares"
    change_item(item)
    assert item.history.count() == 2


def test_a_point_that_nobody_has_spoken_to_is_taken_out(meeting, indonesia):
    item = point(meeting)
    state_position(item, side=indonesia, text="Yes")
    with refuses("discussed"):
        remove_item(item)

    state_position(item, side=indonesia, text="")
    remove_item(item)
    assert not meeting.agenda.filter(pk=item.pk).exists()


def test_a_heading_with_points_stays(meeting):
    heading = point(meeting).under
    with refuses("points"):
        remove_item(heading)


def test_what_is_open_is_taken_up_once(meeting, obligation_of_id):
    item = take_up(meeting, obligation=obligation_of_id)
    assert (item.name, item.under.kind) == ("Post at Sungai Nyamuk", ItemKind.MATTERS)

    with refuses("twice"):
        take_up(meeting, obligation=obligation_of_id)


def test_an_agenda_without_that_heading_takes_nothing_up(meeting, obligation_of_id):
    remove_item(meeting.agenda.get(kind=ItemKind.MATTERS))
    with refuses("no_heading"):
        take_up(meeting, obligation=obligation_of_id)


# Positions and decisions


def test_each_side_says_what_it_thinks(meeting, indonesia, malaysia):
    item = point(meeting)
    state_position(item, side=indonesia, text="Longer hours.")
    state_position(item, side=malaysia, text="Agrees for a trial.")
    state_position(item, side=indonesia, text="Until 18:00. ")

    said = {each.side.code: each.text for each in item.positions.all()}
    assert said == {"ID": "Until 18:00.", "MY": "Agrees for a trial."}


def test_a_side_without_a_seat_has_no_position(meeting, brunei):
    item = point(meeting)
    with refuses("no_seat"):
        state_position(item, side=brunei, text="Hello")


@pytest.mark.parametrize("outcome", ["agreed", "not_agreed", "dropped", "deferred"])
def test_a_point_is_closed(meeting, kaltim, outcome):
    item = point(meeting)
    until = PartialDate("2027-01")
    decide(item, Ruling(outcome=outcome, text=" So be it. ", action_by=kaltim, until=until))

    decision = Decision.objects.get(item=item)
    assert (decision.outcome, decision.text, decision.until) == (outcome, "So be it.", until)
    assert decision.escalated_to is None


def test_deciding_again_replaces_and_undeciding_opens(meeting, indonesia):
    item = point(meeting)
    decide(item, Ruling(outcome=Outcome.AGREED, approvals=[(indonesia, "central")]))
    decide(item, Ruling(outcome=Outcome.DROPPED))
    decision = Decision.objects.get(item=item)
    assert decision.outcome == Outcome.DROPPED
    assert not decision.approvals.exists()

    undecide(item)
    assert not Decision.objects.filter(item=item).exists()


def test_a_heading_is_not_decided(meeting):
    heading = point(meeting).under
    with refuses("heading"):
        decide(heading, Ruling(outcome=Outcome.AGREED))


def test_an_unknown_outcome_is_refused(meeting):
    item = point(meeting)
    with writes_nothing(), pytest.raises(ValidationError):
        decide(item, Ruling(outcome="perhaps"))


def test_what_is_escalated_goes_to_the_committee_above(meeting, central):
    item = point(meeting)
    assert decide(item, Ruling(outcome=Outcome.ESCALATED)).escalated_to == central


def test_it_may_go_higher_but_never_sideways(meeting, central, regime):
    top = CommitteeFactory(regime=regime, code="gbc", level="gbc")
    CommitteeParent.objects.create(committee=central, parent=top)
    item = point(meeting)
    assert decide(item, Ruling(outcome=Outcome.ESCALATED, escalated_to=top)).escalated_to == top

    beside = CommitteeFactory(regime=regime, code="beside")
    with writes_nothing(), pytest.raises(ValidationError, match="above this one"):
        decide(item, Ruling(outcome=Outcome.ESCALATED, escalated_to=beside))


def test_at_the_top_nothing_is_escalated(central):
    item = point(MeetingFactory(committee=central, number=1))
    with writes_nothing(), pytest.raises(ValidationError, match="No committee stands above"):
        decide(item, Ruling(outcome=Outcome.ESCALATED))


def test_the_committee_above_is_that_of_the_day(committee, central, regime):
    later = CommitteeFactory(regime=regime, code="later", level="central")
    CommitteeParent.objects.create(committee=committee, parent=later, holds_from=date(2026, 6, 1))
    early = point(MeetingFactory(committee=committee, number=1, starts_on="2026-05-31"))
    late = point(MeetingFactory(committee=committee, number=2, starts_on="2026-06-01"))

    assert decide(early, Ruling(outcome=Outcome.ESCALATED)).escalated_to == central
    assert decide(late, Ruling(outcome=Outcome.ESCALATED)).escalated_to == later


def test_what_is_agreed_binds_somebody(meeting, paper):
    item = tabled(meeting, paper)
    with writes_nothing(), pytest.raises(ValidationError, match="at least one party"):
        decide(item, Ruling(outcome=Outcome.AGREED, agreed=Agreed()))


def test_what_binds_stands_under_a_paper(meeting, kaltim):
    item = point(meeting)
    with writes_nothing(), pytest.raises(ValidationError, match="under which working paper"):
        decide(item, Ruling(outcome=Outcome.AGREED, agreed=Agreed(obligations=[Owed(owes=kaltim)])))


def test_only_who_sits_there_owes(meeting, paper, brunei):
    item = tabled(meeting, paper)
    foreign = Agreed(obligations=[Owed(owes=brunei)])
    with writes_nothing(), pytest.raises(ValidationError, match="no seat"):
        decide(item, Ruling(outcome=Outcome.AGREED, agreed=foreign))


def test_nothing_is_due_before_it_starts(meeting, paper, kaltim):
    item = tabled(meeting, paper)
    owed = Owed(owes=kaltim, starts_on=PartialDate("2028"), due_on=PartialDate("2027"))
    with writes_nothing(), pytest.raises(ValidationError, match="due before it starts"):
        decide(item, Ruling(outcome=Outcome.AGREED, agreed=Agreed(obligations=[owed])))


def test_an_obligation_of_another_agreement_is_not_changed(meeting, agreement, kaltim):
    stranger = ObligationFactory(code="elsewhere", owes=kaltim)
    item = add_item(AgendaItem(meeting=meeting, kind=ItemKind.PAPER, agreement=agreement))
    agreed = Agreed(obligations=[Owed(owes=kaltim, obligation=stranger)])
    with writes_nothing(), pytest.raises(ValidationError, match="another agreement"):
        decide(item, Ruling(outcome=Outcome.AGREED, agreed=agreed))


# Signing


def test_a_record_needs_an_outcome_for_every_point(meeting, paper):
    tabled(meeting, paper)
    point(meeting)
    with refuses("open_points"):
        close_meeting(meeting)
    with pytest.raises(ValidationError, match=r"3 Border posts; 4\.1 Ferry hours"):
        close_meeting(meeting)


def test_a_record_comes_after_the_meeting(committee):
    later = MeetingFactory(committee=committee, number=2, starts_on="2026-11-26")
    lasting = MeetingFactory(
        committee=committee, number=3, starts_on="2026-11-24", ends_on="2026-11-26"
    )
    for meeting in (later, lasting):
        with refuses("future"):
            close_meeting(meeting)


def test_the_meeting_of_today_may_be_closed(committee):
    meeting = MeetingFactory(committee=committee, number=2, starts_on="2026-11-25")
    assert close_meeting(meeting).held == Held.HELD


def test_a_closed_record_is_not_changed(meeting, indonesia):
    item = point(meeting)
    decide(item, Ruling(outcome=Outcome.DROPPED))
    close_meeting(meeting)

    for act in (
        lambda: change_meeting(meeting),
        lambda: keep_delegate(Delegate(meeting=meeting, side=indonesia, person="X")),
        lambda: point(meeting, "Late"),
        lambda: change_item(item),
        lambda: move_item(item, down=True),
        lambda: remove_item(item),
        lambda: take_up(meeting),
        lambda: state_position(item, side=indonesia, text="Late"),
        lambda: decide(item, Ruling(outcome=Outcome.AGREED)),
        lambda: undecide(item),
        lambda: close_meeting(meeting),
    ):
        with refuses("closed"):
            act()


def test_both_sides_sign_and_it_enters_the_ledger(meeting, both):
    decide(point(meeting), Ruling(outcome=Outcome.DROPPED))
    before = Entry.objects.count()
    sign(meeting, both[0])
    assert Entry.objects.count() == before  # one side alone signs nothing

    confirm_record(
        meeting,
        official=both[1][0],
        side=both[1][1],
        digest=digest_of(record_content(meeting)),
    )
    record = MeetingRecord.objects.get()
    entry = Entry.objects.get(kind="meeting_record")
    assert entry.sequence == record.sequence
    assert [each["side"] for each in record.content["confirmed"]] == ["ID", "MY"]
    assert record.content["agenda"][3]["decision"]["outcome"] == "dropped"
    assert audit().fault is None


def test_the_ledger_names_nobody(meeting, both, indonesia):
    keep_delegate(Delegate(meeting=meeting, side=indonesia, person="Adri Patton", office="Head"))
    sign(meeting, *both)

    payload = Entry.objects.get(kind="meeting_record").payload
    assert "Patton" not in payload
    assert "official-id" not in payload
    assert str(both[0][0].opaque_id) in payload


def test_one_confirms_what_one_has_read(meeting, both):
    decide(item := point(meeting), Ruling(outcome=Outcome.DROPPED))
    close_meeting(meeting)
    seen = digest_of(record_content(meeting))
    reopen_meeting(meeting)
    decide(item, Ruling(outcome=Outcome.AGREED))
    close_meeting(meeting)

    with refuses("stale"):
        confirm_record(meeting, official=both[0][0], side=both[0][1], digest=seen)


def test_opening_a_record_again_undoes_what_was_confirmed(meeting, both):
    sign(meeting, both[0])
    reopen_meeting(meeting)

    assert not RecordConfirmation.objects.exists()
    assert RecordConfirmation.history.count() == 2  # that it was given and that it was undone
    meeting.refresh_from_db()
    assert meeting.closed_at is None


def test_an_open_record_is_not_confirmed(meeting, both):
    digest = digest_of(record_content(meeting))
    with refuses("open"):
        confirm_record(meeting, official=both[0][0], side=both[0][1], digest=digest)


def test_a_side_confirms_once(meeting, both, regime, kaltim):
    sign(meeting, both[0])
    digest = digest_of(record_content(meeting))
    with writes_nothing():  # a second click
        confirm_record(meeting, official=both[0][0], side=both[0][1], digest=digest)
    with refuses("confirmed"):
        confirm_record(meeting, official=both[1][0], side=both[0][1], digest=digest)


def test_a_side_without_a_seat_confirms_nothing(meeting, official_id, brunei):
    close_meeting(meeting)
    digest = digest_of(record_content(meeting))
    with refuses("no_seat"):
        confirm_record(meeting, official=official_id, side=brunei, digest=digest)


def test_a_signed_record_stays(meeting, both, indonesia):
    item = point(meeting)
    decide(item, Ruling(outcome=Outcome.DROPPED))
    sign(meeting, *both)

    for act in (
        lambda: change_meeting(meeting),
        lambda: decide(item, Ruling(outcome=Outcome.AGREED)),
        lambda: state_position(item, side=indonesia, text="Late"),
        lambda: reopen_meeting(meeting),
        lambda: close_meeting(meeting),
    ):
        with refuses("signed"):
            act()


def test_a_sides_own_body_signs_alone(regime, forum, kaltim, official_id, indonesia):
    own = CommitteeFactory(regime=regime, code="own", forum=forum, side=kaltim)
    sign(MeetingFactory(committee=own, number=1), (official_id, indonesia))

    assert MeetingRecord.objects.count() == 1


def test_an_addendum_is_confirmed_like_the_record(meeting, both):
    with refuses("not_signed"):
        add_addendum(meeting, text="Point 3 should read 18:30.")
    sign(meeting, *both)
    addendum = add_addendum(meeting, text="Point 3 should read 18:30. ")
    digest = digest_of(addendum_content(addendum))
    for official, side in both:
        confirm_addendum(addendum, official=official, side=side, digest=digest)
        confirm_addendum(addendum, official=official, side=side, digest=digest)  # a second click

    record = MeetingRecord.objects.get(order=1)
    assert record.content["text"] == "Point 3 should read 18:30."
    assert Entry.objects.filter(kind="meeting_record").count() == 2
    assert audit().fault is None
    with refuses("signed"):
        remove_addendum(addendum)


def test_an_addendum_says_something_and_may_be_taken_back(meeting, both):
    sign(meeting, *both)
    with writes_nothing(), pytest.raises(ValidationError, match="Write what the record"):
        add_addendum(meeting, text=" ")

    addendum = add_addendum(meeting, text="A slip.")
    assert add_addendum(meeting, text="A slip. ") == addendum  # a second click
    remove_addendum(addendum)
    assert not Addendum.objects.exists()


# What was agreed


def agreed_on(meeting, paper, **owed):
    """A point under a paper, agreed with what each party will owe."""
    item = tabled(meeting, paper)
    decide(
        item,
        Ruling(
            outcome=Outcome.AGREED,
            agreed=Agreed(
                names={"en": "Open the ferry line"},
                weight=2,
                obligations=[Owed(owes=party, **owed) for party in paper.forum.parties.all()],
            ),
        ),
    )
    return item


def test_what_is_agreed_binds_once_it_is_signed(meeting, paper, both, kaltim, sabah):
    agreed_on(meeting, paper, names={"en": "Run a ferry"}, due_on=PartialDate("2027-06"))
    assert not Agreement.objects.exists()

    sign(meeting, *both)
    agreement = Agreement.objects.get()
    terms = agreement.terms.get()
    assert (agreement.code, str(agreement)) == ("kaltim-sabah-1-1", "Open the ferry line")
    assert (terms.weight, terms.cause, terms.holds_from) == (2, "decision", date(2026, 11, 25))
    assert str(terms.adopted_on) == "2026-11-25"
    owed = {each.code: each.terms.get() for each in Obligation.objects.all()}
    assert {code: each.owes for code, each in owed.items()} == {
        "kaltim-sabah-1-1-id-kt": kaltim,
        "kaltim-sabah-1-1-my-sb": sabah,
    }
    assert {str(each.due_on) for each in owed.values()} == {"2027-06"}
    made = MeetingRecord.objects.get().content["made"]
    assert made == [{"point": "3", "agreement": agreement.code, "obligations": list(owed)}]
    assert audit().fault is None


def test_it_counts_from_the_day_it_was_signed(meeting, paper, both, regime, forum):
    agreed_on(meeting, paper)
    sign(meeting, *both)

    known = Entry.objects.latest("sequence").recorded_at
    before = board([forum], regime, as_of=date(2026, 11, 24), known_at=known)
    after = board([forum], regime, as_of=date(2026, 11, 25), known_at=known)
    assert not before.papers
    assert [side.score.due for side in after.sides] == [1, 1]


def test_consents_go_to_the_obligations_of_their_side(meeting, paper, both, indonesia, kaltim):
    item = tabled(meeting, paper)
    decide(
        item,
        Ruling(
            outcome=Outcome.AGREED,
            approvals=[(indonesia, "central")],
            agreed=Agreed(obligations=[Owed(owes=party) for party in paper.forum.parties.all()]),
        ),
    )
    sign(meeting, *both)

    needed = {
        each.code: [consent.authority.code for consent in each.terms.get().consents.all()]
        for each in Obligation.objects.all()
    }
    assert needed == {"kaltim-sabah-1-1-id-kt": ["ID"], "kaltim-sabah-1-1-my-sb": []}


def test_a_decision_changes_the_terms_of_what_is_owed(meeting, agreement, both, kaltim, indonesia):
    road = ObligationFactory(
        agreement=agreement, code="road", owes=kaltim, milestones={"paved": 2}, consents=[indonesia]
    )
    item = add_item(AgendaItem(meeting=meeting, kind=ItemKind.PAPER, agreement=agreement))
    owed = Owed(owes=kaltim, obligation=road, due_on=PartialDate("2028"), weight=3)
    decide(item, Ruling(outcome=Outcome.AGREED, agreed=Agreed(obligations=[owed])))
    sign(meeting, *both)

    first, later = road.terms.order_by("sequence")
    assert (later.holds_from, later.cause, later.weight) == (date(2026, 11, 25), "decision", 3)
    assert [each.code for each in later.milestones.all()] == ["paved"]
    assert [each.authority for each in later.consents.all()] == [indonesia]
    assert first.due_on is None
    assert Agreement.objects.count() == 1


def test_an_approval_that_nobody_would_ask_for_is_refused(meeting, paper, indonesia, sabah):
    item = tabled(meeting, paper)
    agreed = Agreed(obligations=[Owed(owes=sabah)])
    with refuses("approval"):
        decide(item, Ruling(outcome=Outcome.AGREED, approvals=[(indonesia, "")], agreed=agreed))


def test_one_meeting_gives_an_obligation_new_terms_once(meeting, agreement, kaltim):
    road = ObligationFactory(agreement=agreement, code="road", owes=kaltim)
    items = [
        add_item(AgendaItem(meeting=meeting, kind=ItemKind.PAPER, agreement=agreement))
        for _ in range(2)
    ]
    ruling = Ruling(
        outcome=Outcome.AGREED, agreed=Agreed(obligations=[Owed(owes=kaltim, obligation=road)])
    )
    decide(items[0], ruling)
    decide(items[0], ruling)  # the same point may be decided again
    with writes_nothing(), pytest.raises(ValidationError, match="Another point of this meeting"):
        decide(items[1], ruling)


def test_without_a_name_it_is_called_as_what_it_is_about(meeting, paper, kaltim):
    """In every language in which that has a name; a title in that of who typed it."""
    paper.name_id = "Pos lintas batas"
    paper.save()
    owed = Ruling(outcome=Outcome.AGREED, agreed=Agreed(obligations=[Owed(owes=kaltim)]))
    prepared = decide(tabled(meeting, paper), owed).prepared
    assert (prepared.name_en, prepared.name_id) == ("Border posts", "Pos lintas batas")

    titled = add_item(
        AgendaItem(meeting=meeting, kind=ItemKind.PAPER, paper=paper, title="Jam feri")
    )
    with translation.override("id"):
        prepared = decide(titled, owed).prepared
    assert (prepared.name_en, prepared.name_id) == ("", "Jam feri")
    assert prepared.obligations.get().name_id == "Jam feri"


def test_a_second_agreement_under_a_paper_has_a_code_of_its_own(meeting, paper, both, committee):
    agreed_on(meeting, paper)
    sign(meeting, *both)
    second = MeetingFactory(committee=committee, number=2)
    agreed_on(second, paper)
    sign(second, *both)

    assert set(Agreement.objects.values_list("code", flat=True)) == {
        "kaltim-sabah-1-1",
        "kaltim-sabah-1-2",
    }


def test_what_cannot_come_into_force_leaves_the_record_unsigned(
    meeting, agreement, both, kaltim, sabah
):
    """A succession that another meeting has signed meanwhile: nothing of this one is written."""
    road = ObligationFactory(agreement=agreement, code="road", owes=kaltim)
    item = add_item(AgendaItem(meeting=meeting, kind=ItemKind.PAPER, agreement=agreement))
    owed = Owed(owes=kaltim, obligation=road)
    decide(item, Ruling(outcome=Outcome.AGREED, agreed=Agreed(obligations=[owed])))
    sign(meeting, both[0])
    item.decision.prepared.obligations.update(weight=0)  # behind the back of the verbs

    digest = digest_of(record_content(meeting))
    with writes_nothing(), pytest.raises(ValidationError) as refusal:
        confirm_record(meeting, official=both[1][0], side=both[1][1], digest=digest)
    assert "weight" in told(refusal.value)


# What arises


def test_what_is_put_off_comes_back(meeting, both, committee):
    item = point(meeting, "Ferry hours")
    decide(item, Ruling(outcome=Outcome.DEFERRED))
    sign(meeting, *both)
    second = MeetingFactory(committee=committee, number=2, starts_on="2026-10")

    assert agenda(second)[1:3] == ["2 Matters arising", "2.1 Ferry hours"]
    carried = second.agenda.get(title="Ferry hours")
    assert carried.arises_from == item.decision
    third = MeetingFactory(committee=committee, number=3, starts_on="2026-11")
    assert "2.1 Ferry hours" not in agenda(third)  # the second has it


def test_nothing_arises_from_a_record_that_is_not_signed(meeting, both, committee):
    decide(point(meeting), Ruling(outcome=Outcome.DEFERRED))
    sign(meeting, both[0])

    assert len(agenda(MeetingFactory(committee=committee, number=2))) == 4


def test_what_is_escalated_goes_up_and_the_answer_comes_back(meeting, both, central, committee):
    decide(point(meeting, "Port fees"), Ruling(outcome=Outcome.ESCALATED))
    sign(meeting, *both)
    above = MeetingFactory(committee=central, number=1, starts_on="2026-06-01")
    assert agenda(above)[2] == "2.1 Port fees"
    decide(above.agenda.get(title="Port fees"), Ruling(outcome=Outcome.AGREED, text="Waived."))
    sign(above, *both)

    back = MeetingFactory(committee=committee, number=2, starts_on="2026-09")
    assert agenda(back)[2] == "2.1 Port fees"
    assert back.agenda.get(title="Port fees").arises_from.text == "Waived."


def test_what_waits_goes_on_the_agenda_that_is_already_planned(meeting, both, central, committee):
    above = MeetingFactory(committee=central, number=1, starts_on="2026-06-01")
    own = MeetingFactory(committee=committee, number=2, starts_on="2026-09")
    decide(point(meeting, "Port fees"), Ruling(outcome=Outcome.ESCALATED))
    decide(point(meeting, "Ferry hours"), Ruling(outcome=Outcome.DEFERRED))
    sign(meeting, *both)
    assert agenda(above)[2] == "2.1 Port fees"
    assert agenda(own)[2:4] == ["2.1 Ferry hours", "3 Other matters"]

    decide(above.agenda.get(title="Port fees"), Ruling(outcome=Outcome.AGREED, text="Waived."))
    sign(above, *both)
    assert agenda(own)[2:4] == ["2.1 Ferry hours", "2.2 Port fees"]


def test_only_what_is_open_is_taken_up(meeting, both, committee, kaltim, regime, other_forum):
    item = point(meeting)
    decide(item, Ruling(outcome=Outcome.AGREED, action_by=kaltim))
    second = MeetingFactory(committee=committee, number=2)
    with refuses("not_open"):  # not signed yet
        take_up(second, decision=item.decision)
    sign(meeting, *both)
    beside = CommitteeFactory(regime=regime, code="beside", forum=other_forum)
    elsewhere = MeetingFactory(committee=beside, number=1)
    with refuses("not_open"):
        take_up(elsewhere, decision=item.decision)
    assert take_up(second, decision=item.decision)


def test_a_point_taken_out_waits_again(meeting, both, committee):
    decide(point(meeting, "Ferry hours"), Ruling(outcome=Outcome.DEFERRED))
    sign(meeting, *both)
    second = MeetingFactory(committee=committee, number=2)
    remove_item(second.agenda.get(title="Ferry hours"))

    assert "2.1 Ferry hours" in agenda(MeetingFactory(committee=committee, number=3))


def test_a_decision_of_an_earlier_meeting_is_taken_up(meeting, both, committee, kaltim):
    item = point(meeting)
    decide(item, Ruling(outcome=Outcome.AGREED, action_by=kaltim))
    sign(meeting, *both)
    second = MeetingFactory(committee=committee, number=2)
    taken = take_up(second, decision=item.decision)

    assert taken.arises_from == item.decision
    with refuses("twice"):
        take_up(second, decision=item.decision)


def test_what_was_done_is_said_after_the_signing_too(meeting, both, kaltim, committee):
    item = point(meeting)
    decision = decide(item, Ruling(outcome=Outcome.AGREED, action_by=kaltim))
    sign(meeting, *both)
    line = committee.line()
    assert list(Decision.objects.to_be_done(line)) == [decision]

    mark_done(decision, done_on=PartialDate("2026-10"))
    assert not Decision.objects.to_be_done(line).exists()
    assert audit().fault is None
    tomorrow = date(2026, 11, 25) + timedelta(days=1)
    with writes_nothing(), pytest.raises(ValidationError, match="not come yet"):
        mark_done(decision, done_on=PartialDate(tomorrow.isoformat()))
