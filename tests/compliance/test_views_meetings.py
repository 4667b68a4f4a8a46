"""The pages of the meetings: who may open and do what, and what a refusal leaves as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from agreements.models import (
    AgendaItem,
    Agreement,
    Attendance,
    Decision,
    Delegate,
    Held,
    ItemKind,
    Meeting,
    MeetingFile,
    Outcome,
    PartialDate,
    Position,
    PreparedObligation,
    Role,
)
from agreements.models.content import digest_of, record_content
from compliance.workflow.meetings import (
    Ruling,
    add_addendum,
    add_item,
    attach_file,
    close_meeting,
    decide,
    keep_delegate,
    state_position,
)
from tests.factories import (
    CommitteeFactory,
    ForumFactory,
    MeetingFactory,
    ObligationFactory,
    PartyFactory,
    WorkingPaperFactory,
    member,
    pdf,
    sign,
    upload,
)
from tests.refusals import writes_nothing

pytestmark = pytest.mark.django_db

MEMBERS = ["official_id", "official_my", "secretariat", "analyst", "admin_user"]


@pytest.fixture(autouse=True)
def today():
    """After every meeting of these tests."""
    with time_machine.travel("2026-11-25T04:00:00Z", tick=True):
        yield


@pytest.fixture
def tabled(meeting, paper):
    """The point of a paper, on which nothing is said yet."""
    return add_item(AgendaItem(meeting=meeting, kind=ItemKind.PAPER, paper=paper))


@pytest.fixture
def both(official_id, official_my, indonesia, malaysia):
    """An official of each side, with it."""
    return (official_id, indonesia), (official_my, malaysia)


@pytest.fixture
def closed(meeting, tabled):
    """A meeting whose record lies before the sides."""
    decide(tabled, Ruling(outcome=Outcome.NOT_AGREED))
    return close_meeting(meeting)


def address(name: str, *args: Any, query: str = "") -> str:
    return reverse(f"compliance:{name}", args=args) + query


def got(client: Any, user: Any, url: str) -> Any:
    client.force_login(user)
    return client.get(url)


def sent(client: Any, user: Any, url: str, **data: Any) -> Any:
    client.force_login(user)
    return client.post(url, data)


def told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def opened(response: Any) -> str:
    """The edition that a form was opened on."""
    edition: str = response.context["edition"]
    return edition


# Who may open what


def test_meetings_are_for_members_unless_the_regime_publishes(
    client, meeting, outsider, official_id
):
    pages = [address("meetings"), address("meeting", meeting.code)]

    assert [client.get(page).status_code for page in pages] == [302, 404]
    assert [got(client, outsider, page).status_code for page in pages] == [404, 404]
    assert [got(client, official_id, page).status_code for page in pages] == [200, 200]


def test_strangers_read_meetings_that_are_published(client, open_regime, meeting):
    assert client.get(address("meetings")).status_code == 200
    assert client.get(address("meeting", meeting.code)).status_code == 200


def test_strangers_read_what_was_discussed_once_the_record_is_signed(
    client, open_regime, meeting, tabled, both, indonesia
):
    state_position(tabled, side=indonesia, text="Twice a day.")
    decide(tabled, Ruling(outcome=Outcome.DROPPED, text="Left for later."))

    before = text(client.get(address("meeting", meeting.code)))
    sign(meeting, *both)
    after = text(client.get(address("meeting", meeting.code)))

    assert "Twice a day." not in before
    assert "Left for later." not in before
    assert "What was discussed is not public." in before
    assert "Twice a day." in after
    assert "Left for later." in after


WRITING = [
    "meeting_call_off",
    "meeting_change",
    "meeting_delegates",
    "delegate_add",
    "meeting_agenda",
    "meeting_close",
    "meeting_reopen",
    "addendum_add",
    "meeting_file_add",
]


@pytest.mark.parametrize("name", WRITING)
def test_only_the_secretariat_writes_a_meeting(
    client, meeting, secretariat, analyst, admin_user, official_id, outsider, name
):
    url = address(name, meeting.code)

    assert got(client, secretariat, url).status_code == 200
    for user in (analyst, admin_user, official_id):
        assert got(client, user, url).status_code == 403
    assert got(client, outsider, url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


POINTS = ["point_change", "decision"]
BUTTONS = ["point_move", "point_remove", "point_reopen"]


@pytest.mark.parametrize("name", [*POINTS, *BUTTONS])
def test_only_the_secretariat_writes_a_point(
    client, meeting, tabled, secretariat, analyst, official_my, outsider, name
):
    url = address(name, meeting.code, tabled.pk)

    for user, status in ((analyst, 403), (official_my, 403), (outsider, 404)):
        with agenda_unchanged():
            assert sent(client, user, url).status_code == status
    assert sent(client, secretariat, url).status_code in (200, 302)


@contextmanager
def agenda_unchanged() -> Iterator[None]:
    """Points and decisions are as they were; a sign-in alone writes a session."""
    before = list(AgendaItem.objects.values_list("pk", "order")), Decision.objects.count()
    yield
    assert before == (
        list(AgendaItem.objects.values_list("pk", "order")),
        Decision.objects.count(),
    )


def test_a_button_is_not_pressed_by_a_link(client, meeting, tabled, secretariat):
    for name in BUTTONS:
        assert got(client, secretariat, address(name, meeting.code, tabled.pk)).status_code == 405


def test_a_secretariat_of_another_forum_writes_no_meeting_of_this_one(
    client, meeting, regime, other_forum
):
    elsewhere = member(Role.SECRETARIAT, regime, forum=other_forum)

    assert got(client, elsewhere, address("meeting", meeting.code)).status_code == 200
    assert got(client, elsewhere, address("meeting_agenda", meeting.code)).status_code == 403
    assert (
        got(client, elsewhere, address("meeting_plan", query="?committee=regional")).status_code
        == 403
    )


def test_a_point_is_found_under_its_own_meeting_only(
    client, meeting, tabled, committee, secretariat
):
    other = MeetingFactory(committee=committee, number=2)

    assert got(client, secretariat, address("decision", other.code, tabled.pk)).status_code == 404


# The list


def test_the_list_goes_by_year_the_newest_first(client, official_id, committee, kaltim, sabah):
    MeetingFactory(committee=committee, number=1, starts_on="2024", host=kaltim)
    MeetingFactory(committee=committee, number=2, starts_on="2025-05", host=sabah)
    MeetingFactory(committee=committee, number=3, starts_on="2025-11-01")

    lines = got(client, official_id, address("meetings")).context["page"].object_list

    assert [(line.year, line.title) for line in lines] == [
        (2025, "Session 3"),
        (2025, "Session 2"),
        (2024, "Session 1"),
    ]
    assert [line.host.css if line.host else None for line in lines] == [None, "b", "a"]


def test_the_next_meeting_stands_on_top(client, official_id, committee):
    MeetingFactory(committee=committee, number=1, starts_on="2026-11-01")
    MeetingFactory(committee=committee, number=2, starts_on="2027")
    MeetingFactory(committee=committee, number=3, starts_on="2026-12")

    assert got(client, official_id, address("meetings")).context["next"].title == "Session 3"


def test_what_is_planned_for_this_month_is_still_to_come(client, official_id, committee):
    MeetingFactory(committee=committee, number=1, starts_on="2026-11")

    assert got(client, official_id, address("meetings")).context["next"].title == "Session 1"


def test_the_list_is_narrowed_to_a_forum_or_a_committee(
    client, official_id, committee, central, forum
):
    MeetingFactory(committee=committee, number=1)
    MeetingFactory(committee=central, number=2)

    def titles(query):
        page = got(client, official_id, address("meetings", query=query)).context["page"]
        return [line.title for line in page.object_list]

    assert titles("?forum=kaltim-sabah") == ["Session 1"]
    assert titles("?committee=central") == ["Session 2"]
    assert titles("?committee=nowhere") == ["Session 2", "Session 1"]  # said, and left out


@pytest.mark.parametrize("count", [1, 3])
def test_meeting_list_query_count(client, official_id, regime, django_assert_num_queries, count):
    for number in range(count):
        party = PartyFactory(code=f"H{number}")
        committee = CommitteeFactory(regime=regime, code=f"body-{number}")
        host = party
        forum = ForumFactory(regime=regime, parties=[party])
        committee.forum = forum
        committee.save()
        MeetingFactory(committee=committee, number=number + 1, host=host, starts_on="2027-01")
    client.force_login(official_id)

    with django_assert_num_queries(LIST_QUERIES):
        response = client.get(address("meetings"))

    assert len(response.context["page"]) == count


LIST_QUERIES = 13


# Planning


def test_a_meeting_is_planned_as_it_is_proposed(client, secretariat, committee, kaltim, sabah):
    MeetingFactory(committee=committee, number=7, host=kaltim, starts_on="2025-05")
    Meeting.objects.update(held=Held.HELD)
    url = address("meeting_plan", query="?committee=regional")

    form = got(client, secretariat, url).context["form"]
    assert form.initial["number"] == 8
    assert form.initial["host"] == sabah.pk

    data = {"kind": "session", "number": "8", "starts_on": "3/2027", "host": sabah.pk}
    response = sent(client, secretariat, url, **data)

    planned = Meeting.objects.get(number=8)
    assert response.url == planned.get_absolute_url()
    assert planned.starts_on == PartialDate("2027-03")
    assert planned.host == sabah
    assert planned.agenda.count() == 4


def test_the_committee_is_chosen_first(client, secretariat, committee):
    response = got(client, secretariat, address("meeting_plan"))

    assert "Regional committee" in text(response)
    assert client.get(address("meeting_plan", query="?committee=nowhere")).status_code == 404


def test_nobody_else_plans(client, committee, official_id, analyst, outsider):
    for query in ("", "?committee=regional"):
        for user in (official_id, analyst):
            assert got(client, user, address("meeting_plan", query=query)).status_code == 403
    outside = address("meeting_plan", query="?committee=regional")
    assert got(client, outsider, outside).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("starts_on", "", "Say when it begins; a month or a year is enough."),
        ("starts_on", "yesterday", "Write a year, a month or a day"),
        ("ends_on", "2026-01-02", "The meeting ends before it begins."),
        ("number", "many", "Enter a whole number."),
    ],
)
def test_what_is_wrong_stands_by_its_field_and_what_was_typed_stays(
    client, secretariat, committee, field, value, sentence
):
    url = address("meeting_plan", query="?committee=regional")
    data = {"kind": "session", "number": "8", "starts_on": "2027-03", "place": "Tawau"}
    client.force_login(secretariat)

    with writes_nothing():
        response = client.post(url, data | {field: value})

    form = response.context["form"]
    assert any(sentence in error for error in form.errors[field])
    assert sentence in text(response)
    assert 'value="Tawau"' in text(response)
    assert form[field].value() == value


def test_a_number_is_not_given_twice(client, secretariat, committee, meeting):
    url = address("meeting_plan", query="?committee=regional")
    client.force_login(secretariat)

    with writes_nothing():
        response = client.post(url, {"kind": "session", "number": "1", "starts_on": "2027"})

    assert "This committee already has a meeting with that number." in text(response)


# Changing it


def facts(meeting, **changed):
    own = {
        "kind": meeting.kind,
        "number": meeting.number,
        "starts_on": str(meeting.starts_on),
        "place": meeting.place,
        "held": meeting.held,
    }
    return own | changed


def test_the_facts_of_a_meeting_change(client, secretariat, meeting):
    url = address("meeting_change", meeting.code)
    edition = opened(got(client, secretariat, url))

    sent(client, secretariat, url, **facts(meeting, place="Nunukan", edition=edition))

    assert Meeting.objects.get(pk=meeting.pk).place == "Nunukan"


def test_the_second_of_two_is_told_what_changed_and_loses_nothing(client, secretariat, meeting):
    url = address("meeting_change", meeting.code)
    edition = opened(got(client, secretariat, url))
    sent(client, secretariat, url, **facts(meeting, place="Nunukan", edition=edition))

    with writes_nothing():
        response = client.post(url, facts(meeting, place="Tawau", edition=edition))

    assert Meeting.objects.get(pk=meeting.pk).place == "Nunukan"
    assert "secretariat has changed this since you opened it" in text(response)
    assert "place now “Nunukan”" in text(response)
    assert 'value="Tawau"' in text(response)

    client.post(url, facts(meeting, place="Tawau", edition=opened(response)))
    assert Meeting.objects.get(pk=meeting.pk).place == "Tawau"


def test_a_form_without_its_edition_changes_nothing(client, secretariat, meeting):
    client.force_login(secretariat)
    with writes_nothing():
        response = client.post(address("meeting_change", meeting.code), facts(meeting, place="X"))

    assert response.status_code == 200
    assert Meeting.objects.get(pk=meeting.pk).place == ""


def test_a_closed_record_is_not_changed(client, secretariat, closed):
    url = address("meeting_change", closed.code)
    response = got(client, secretariat, url)
    assert "nothing can be changed here" in text(response)

    with writes_nothing():
        response = client.post(url, facts(closed, place="Tawau", edition=opened(response)))
    assert "The record lies before the sides to be signed." in text(response)


# The list of a meeting


def test_the_list_is_written_and_shows_who_came(client, secretariat, meeting, indonesia):
    data = {"side": indonesia.pk, "person": "Adri", "role": "chair", "attendance": "invited"}
    sent(client, secretariat, address("delegate_add", meeting.code), **data)
    delegate = meeting.delegates.get()

    url = address("meeting_delegates", meeting.code)
    edition = opened(got(client, secretariat, url))
    came = {f"came_{delegate.pk}": "present", "edition": edition}
    sent(client, secretariat, url, **came)
    assert meeting.delegates.get().attendance == Attendance.PRESENT

    url = address("delegate_change", meeting.code, delegate.pk)
    edition = opened(got(client, secretariat, url))
    sent(client, secretariat, url, **data | {"person": "Adri Patton", "edition": edition})
    assert meeting.delegates.get().person == "Adri Patton"

    sent(client, secretariat, address("delegate_remove", meeting.code, delegate.pk))
    assert not meeting.delegates.exists()


def test_nobody_without_name_and_office_is_on_the_list(client, secretariat, meeting):
    client.force_login(secretariat)
    with writes_nothing():
        response = client.post(
            address("delegate_add", meeting.code), {"role": "member", "attendance": "invited"}
        )

    assert response.context["form"].errors["person"] == ["Name the person or the office."]


def test_attendance_of_an_old_list_is_refused(client, secretariat, meeting):
    delegate = keep_delegate(Delegate(meeting=meeting, person="Adri"))
    url = address("meeting_delegates", meeting.code)
    edition = opened(got(client, secretariat, url))
    keep_delegate(Delegate(meeting=meeting, person="Maznah"))

    sent(client, secretariat, url, **{f"came_{delegate.pk}": "present", "edition": edition})

    assert Delegate.objects.get(person="Adri").attendance == Attendance.INVITED


# The agenda


def test_a_point_is_added_under_a_heading(client, secretariat, meeting, paper):
    other = meeting.agenda.get(kind=ItemKind.OTHER)
    url = address("meeting_agenda", meeting.code)

    sent(client, secretariat, url, about=f"paper:{paper.pk}", title="", text="", under=other.pk)
    sent(client, secretariat, url, about="", title="Ferry", text="Hours", under="")

    added = meeting.agenda.order_by("pk")[4:]
    assert [(item.name, item.under) for item in added] == [("Border posts", other), ("Ferry", None)]


def test_a_point_says_what_it_is_about(client, secretariat, meeting):
    client.force_login(secretariat)
    with writes_nothing():
        response = client.post(
            address("meeting_agenda", meeting.code), {"title": " ", "text": "Long words"}
        )

    assert "Give the point a title, or say what it is about." in text(response)
    assert "Long words" in text(response)


def test_all_papers_are_tabled_at_once(client, secretariat, meeting, forum, tabled):
    WorkingPaperFactory(forum=forum, number=2)
    WorkingPaperFactory(forum=forum, number=3)
    url = address("agenda_papers", meeting.code)

    response = sent(client, secretariat, url)
    sent(client, secretariat, url)

    assert told(response)[-1] == "2 papers are tabled."
    numbers = meeting.agenda.filter(paper__isnull=False).values_list("paper__number", flat=True)
    assert sorted(numbers) == [1, 2, 3]


def test_points_are_renamed_moved_and_taken_out(client, secretariat, meeting, tabled):
    url = address("point_change", meeting.code, tabled.pk)
    edition = opened(got(client, secretariat, url))
    sent(client, secretariat, url, title="Sea posts", text="", edition=edition)
    assert AgendaItem.objects.get(pk=tabled.pk).name == "Sea posts"

    sent(client, secretariat, address("point_move", meeting.code, tabled.pk), to="up")
    headings = meeting.agenda.filter(under=None).values_list("pk", flat=True)
    assert list(headings).index(tabled.pk) == 1

    sent(client, secretariat, address("point_remove", meeting.code, tabled.pk))
    assert not AgendaItem.objects.filter(pk=tabled.pk).exists()


def test_what_was_discussed_is_not_taken_out(client, secretariat, meeting, tabled, indonesia):
    state_position(tabled, side=indonesia, text="Twice a day.")

    response = sent(client, secretariat, address("point_remove", meeting.code, tabled.pk))

    assert "has been discussed" in told(response)[-1]
    assert AgendaItem.objects.filter(pk=tabled.pk).exists()


def test_an_open_obligation_is_taken_up_with_one_button(
    client, secretariat, official_id, meeting, obligation_of_id
):
    url = address("take_up", meeting.code)
    page = text(got(client, secretariat, address("meeting", meeting.code)))
    assert 'value="post-nyamuk"' in page
    assert 'value="post-nyamuk"' not in text(
        got(client, official_id, address("meeting", meeting.code))
    )

    response = sent(client, secretariat, url, obligation="post-nyamuk")
    again = sent(client, secretariat, url, obligation="post-nyamuk")

    item = meeting.agenda.get(obligation=obligation_of_id)
    assert response.url.endswith(f"#p-{item.pk}")
    assert told(again)[-1] == "It is on the agenda already."
    assert sent(client, secretariat, url, obligation="nothing").status_code == 404


# Positions


def test_each_side_states_its_own_position(
    client, meeting, tabled, official_id, official_my, indonesia, malaysia
):
    url = address("position", meeting.code, tabled.pk)

    for official, words in ((official_id, "Twice a day."), (official_my, "Once is enough.")):
        edition = opened(got(client, official, url))
        sent(client, official, url, text=words, edition=edition)

    said = {each.side: each.text for each in Position.objects.filter(item=tabled)}
    assert said == {indonesia: "Twice a day.", malaysia: "Once is enough."}


@pytest.mark.parametrize("who", ["secretariat", "analyst", "admin_user"])
def test_who_is_no_official_states_none(client, request, meeting, tabled, who):
    url = address("position", meeting.code, tabled.pk)

    assert sent(client, request.getfixturevalue(who), url, text="So").status_code == 403
    assert not Position.objects.exists()


def test_nobody_speaks_for_the_other_side(client, meeting, tabled, official_id):
    url = address("position", meeting.code, tabled.pk, query="?side=MY")

    assert sent(client, official_id, url, text="We give in.", edition="0").status_code == 403
    assert not Position.objects.exists()


def test_a_position_changed_meanwhile_by_a_colleague_is_not_overwritten(
    client, meeting, tabled, official_id, indonesia
):
    url = address("position", meeting.code, tabled.pk)
    edition = opened(got(client, official_id, url))
    state_position(tabled, side=indonesia, text="Three times a day.")

    with writes_nothing():
        response = client.post(url, {"text": "Twice a day.", "edition": edition})

    assert "position now “Three times a day.”" in text(response)
    assert "Twice a day.</textarea>" in text(response)
    assert Position.objects.get().text == "Three times a day."


@pytest.mark.parametrize("who", ["official_id", "secretariat"])
def test_what_is_typed_survives_a_lost_sign_in(client, request, meeting, tabled, who):
    user = request.getfixturevalue(who)
    name, field = ("position", "text") if who == "official_id" else ("decision", "text")
    url = address(name, meeting.code, tabled.pk)
    keep = got(client, user, url).context["keep"]
    client.logout()

    response = client.post(url, {field: "Half a page of words.", "keep": keep, "edition": "0"})
    assert response.status_code == 302
    assert response.url == f"{reverse('account_login')}?{urlencode({'next': url})}"
    assert "Sign in again" in told(response)[-1]

    again = got(client, user, url)
    assert "Half a page of words." in text(again)
    assert "What you typed before you signed in is here." in text(again)
    assert not Position.objects.exists()


# Decisions


def ruling(**changed):
    empty = {
        "outcome": "agreed",
        "text": "",
        "action_by": "",
        "until": "",
        "escalated_to": "",
        "approvals_rows": "1",
        "approval_0_authority": "",
        "approval_0_level": "",
        "edition": "0",
    }
    return empty | changed


def owed(row, owes, **changed):
    own = {"owes": owes, "site": "", "starts_on": "", "due_on": "", "weight": "1"}
    names = {"name_en": "", "name_id": "", "name_ms": ""}
    return {f"owed_{row}_{name}": value for name, value in (own | names | changed).items()}


def test_a_point_is_agreed_with_what_each_party_will_owe(
    client, secretariat, meeting, tabled, kaltim, sabah, malaysia
):
    data = ruling(
        text="Both build.",
        action_by=sabah.pk,
        until="2027-03",
        approval_0_authority=malaysia.pk,
        approval_0_level="federal",
        name_en="New posts",
        weight="2",
        owed_rows="2",
        **owed(0, kaltim.pk, name_en="Post at Simanggaris", due_on="2028"),
        **owed(1, sabah.pk, name_ms="Pos Serudong", starts_on="2027"),
    )

    sent(client, secretariat, address("decision", meeting.code, tabled.pk), **data)

    decision = Decision.objects.get(item=tabled)
    assert (decision.outcome, decision.text) == ("agreed", "Both build.")
    assert decision.action_by == sabah
    assert [str(each) for each in decision.approvals.all()] == ["Malaysia (federal)"]
    assert decision.prepared.weight == 2
    rows = [(str(row.owes.code), str(row.name)) for row in decision.prepared.obligations.all()]
    assert rows == [("ID-KT", "Post at Simanggaris"), ("MY-SB", "Pos Serudong")]
    assert not Agreement.objects.exists()


def test_a_row_for_nobody_is_left_out(client, secretariat, meeting, tabled, kaltim):
    data = ruling(
        name_en="New posts",
        weight="1",
        owed_rows="2",
        **owed(0, kaltim.pk, name_en="A post"),
        **owed(1, ""),
    )

    sent(client, secretariat, address("decision", meeting.code, tabled.pk), **data)

    assert [row.owes for row in PreparedObligation.objects.all()] == [kaltim]


def test_untouched_rows_prepare_nothing(client, secretariat, meeting, tabled, kaltim, sabah):
    data = ruling(owed_rows="2", **owed(0, kaltim.pk), **owed(1, sabah.pk))

    sent(client, secretariat, address("decision", meeting.code, tabled.pk), **data)

    assert Decision.objects.get().outcome == Outcome.AGREED
    assert not PreparedObligation.objects.exists()


def test_another_row_keeps_what_was_typed_and_writes_nothing(
    client, secretariat, meeting, tabled, kaltim
):
    url = address("decision", meeting.code, tabled.pk)
    data = ruling(
        text="Half written", owed_rows="2", more="owed", **owed(0, kaltim.pk, name_en="A")
    )
    client.force_login(secretariat)

    with writes_nothing():
        response = client.post(url, data)

    form = response.context["form"]
    assert form.owed == 3
    assert not form.is_bound
    assert "Half written" in text(response)
    assert form["owed_0_name_en"].value() == "A"
    assert opened(response) == "0"


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"outcome": ""}, "outcome", "Choose how the point is closed."),
        ({"until": "soon"}, "until", "Write a year, a month or a day"),
        ({"approval_0_level": "federal"}, "approval_0_authority", "Say whose approval it is."),
        ({"owed_0_name_en": "Build", "owed_0_owes": ""}, "owed_0_owes", "Say who owes it"),
        (
            {"owed_1_name_en": "Build", "owed_1_starts_on": "2028", "owed_1_due_on": "2027"},
            "owed_1_due_on",
            "It is due before it starts.",
        ),
    ],
)
def test_a_decision_that_is_wrong_says_where_and_saves_nothing(
    client, secretariat, meeting, tabled, kaltim, sabah, changed, field, sentence
):
    data = ruling(text="Half a page", owed_rows="2", **owed(0, ""), **owed(1, sabah.pk))
    client.force_login(secretariat)

    with writes_nothing():
        response = client.post(address("decision", meeting.code, tabled.pk), data | changed)

    form = response.context["form"]
    assert any(sentence in error for error in form.errors[field]), form.errors
    assert "Half a page" in text(response)


def test_a_decision_is_shown_again_as_it_was_made(client, secretariat, meeting, tabled, kaltim):
    url = address("decision", meeting.code, tabled.pk)
    data = ruling(
        text="So be it", owed_rows="1", **owed(0, kaltim.pk, name_en="Build", due_on="2028")
    )
    sent(client, secretariat, url, **data)

    form = got(client, secretariat, url).context["form"]

    assert form["text"].value() == "So be it"
    assert form["owed_0_name_en"].value() == "Build"
    assert str(form["owed_0_due_on"].value()) == "2028"


def test_two_who_decide_at_once_are_told(client, secretariat, meeting, tabled):
    url = address("decision", meeting.code, tabled.pk)
    got(client, secretariat, url)
    decide(tabled, Ruling(outcome=Outcome.DROPPED, text="Not now."))

    with writes_nothing():
        response = client.post(url, ruling(outcome="deferred", text="Next year."))

    assert "decision now “Not now.”" in text(response)
    assert "Next year.</textarea>" in text(response)
    assert Decision.objects.get().outcome == Outcome.DROPPED


def test_a_point_is_escalated_to_a_committee_above_only(
    client, secretariat, meeting, tabled, central, regime
):
    aside = CommitteeFactory(regime=regime, code="aside")
    url = address("decision", meeting.code, tabled.pk)
    choices = got(client, secretariat, url).context["form"].fields["escalated_to"].choices
    assert [key for key, _ in choices] == ["", str(central.pk)]

    response = sent(client, secretariat, url, **ruling(outcome="escalated", escalated_to=aside.pk))
    assert "escalated_to" in response.context["form"].errors

    sent(client, secretariat, url, **ruling(outcome="escalated"))
    assert Decision.objects.get().escalated_to == central


def test_new_terms_of_an_obligation_stand_ready(
    client, secretariat, meeting, obligation_of_id, kaltim
):
    item = add_item(AgendaItem(meeting=meeting, kind=ItemKind.PAPER, obligation=obligation_of_id))
    url = address("decision", meeting.code, item.pk)
    form = got(client, secretariat, url).context["form"]
    assert form["owed_0_obligation"].value() == obligation_of_id.pk
    row = owed(0, kaltim.pk, obligation=obligation_of_id.pk)

    sent(client, secretariat, url, **ruling(owed_rows="1", **row))
    assert not PreparedObligation.objects.exists()  # the terms as they are change nothing

    edition = opened(got(client, secretariat, url))
    longer = row | {"owed_0_due_on": "2030"}
    sent(client, secretariat, url, **ruling(owed_rows="1", **longer) | {"edition": edition})
    prepared = PreparedObligation.objects.get()
    assert prepared.obligation == obligation_of_id
    assert prepared.due_on == PartialDate("2030")


def test_a_point_is_opened_again(client, secretariat, meeting, tabled):
    decide(tabled, Ruling(outcome=Outcome.DROPPED))

    sent(client, secretariat, address("point_reopen", meeting.code, tabled.pk))

    assert not Decision.objects.exists()


def test_what_was_decided_is_marked_as_done(
    client, secretariat, official_id, meeting, tabled, both, sabah
):
    decide(tabled, Ruling(outcome=Outcome.AGREED, action_by=sabah))
    url = address("decision_done", meeting.code, tabled.pk)
    assert got(client, secretariat, url).status_code == 404
    sign(meeting, *both)

    edition = opened(got(client, secretariat, url))
    response = sent(client, secretariat, url, done_on="2030", edition=edition)
    assert "That day has not come yet." in text(response)
    sent(client, secretariat, url, done_on="2026-10", edition=edition)

    assert Decision.objects.get().done_on == PartialDate("2026-10")
    assert got(client, official_id, url).status_code == 403


# The record


def test_closing_lists_what_has_no_outcome(client, secretariat, meeting, tabled):
    url = address("meeting_close", meeting.code)
    response = got(client, secretariat, url)
    assert address("decision", meeting.code, tabled.pk) in text(response)

    with writes_nothing():
        response = client.post(url)

    assert "Without an outcome: 3 Border posts." in text(response)
    assert Meeting.objects.get(pk=meeting.pk).closed_at is None


def test_both_sides_read_and_confirm(client, official_id, official_my, secretariat, closed):
    url = address("meeting_confirm", closed.code)
    digest = digest_of(record_content(closed))
    assert got(client, secretariat, url).status_code == 403
    assert "Border posts" in text(got(client, official_id, url))

    sent(client, official_id, url, digest=digest)
    assert not closed.records.exists()
    assert "with your confirmation the record is signed" in text(got(client, official_my, url))
    response = sent(client, official_my, url, digest=digest)

    assert closed.records.get().order == 0
    assert "The record is signed." in told(response)[-1]


def test_what_was_not_read_is_not_confirmed(client, official_id, closed):
    client.force_login(official_id)
    with writes_nothing():
        response = client.post(address("meeting_confirm", closed.code), {"digest": "0" * 64})

    assert "The record has been changed since you read it." in text(response)
    assert digest_of(record_content(closed)) in text(response)


def test_nobody_confirms_for_the_other_side(client, official_id, closed):
    url = address("meeting_confirm", closed.code, query="?side=MY")

    assert sent(client, official_id, url, digest="").status_code == 403
    assert not closed.confirmations.exists()


def test_a_record_that_is_not_closed_is_not_confirmed(client, official_id, meeting):
    response = got(client, official_id, address("meeting_confirm", meeting.code))

    assert response.status_code == 302
    assert response.url.startswith(meeting.get_absolute_url())


def test_a_record_is_taken_back(client, secretariat, official_id, closed):
    digest = digest_of(record_content(closed))
    sent(client, official_id, address("meeting_confirm", closed.code), digest=digest)

    sent(client, secretariat, address("meeting_reopen", closed.code))

    assert Meeting.objects.get(pk=closed.pk).closed_at is None
    assert not closed.confirmations.exists()


def test_addenda_are_written_taken_back_and_confirmed(
    client, secretariat, official_id, official_my, meeting, both
):
    sign(meeting, *both)
    sent(client, secretariat, address("addendum_add", meeting.code), text="Point 3: twice.")
    sent(client, secretariat, address("addendum_remove", meeting.code, 1))
    assert not meeting.addenda.exists()

    add_addendum(meeting, text="Point 3: twice.")
    url = address("addendum_confirm", meeting.code, 1)
    for official in (official_id, official_my):
        response = got(client, official, url)
        sent(client, official, url, digest=response.context["line"].digest)

    assert meeting.records.filter(order=1).exists()
    assert got(client, secretariat, url).status_code == 403


def test_an_addendum_says_something(client, secretariat, meeting, both):
    sign(meeting, *both)
    client.force_login(secretariat)

    with writes_nothing():
        response = client.post(address("addendum_add", meeting.code), {"text": " "})

    assert response.context["form"].errors["text"] == ["Write what the record should say."]


# Files


def test_a_file_is_attached_served_and_taken_away(
    client, secretariat, official_id, meeting, outsider
):
    url = address("meeting_file_add", meeting.code)
    sent(client, secretariat, url, file=pdf("minutes.pdf"), caption="Signed")
    file = MeetingFile.objects.get()

    served = got(client, official_id, file.get_absolute_url())
    assert served.status_code == 200
    assert "attachment" in served.headers["Content-Disposition"]
    assert got(client, outsider, file.get_absolute_url()).status_code == 404
    client.logout()
    assert client.get(file.get_absolute_url()).status_code == 404

    assert (
        sent(client, official_id, address("meeting_file_remove", meeting.code, file.pk)).status_code
        == 403
    )
    sent(client, secretariat, address("meeting_file_remove", meeting.code, file.pk))
    assert not MeetingFile.objects.exists()
    served.close()


def test_a_file_that_is_none_is_refused_by_its_name(client, secretariat, meeting):
    client.force_login(secretariat)
    with writes_nothing():
        response = client.post(
            address("meeting_file_add", meeting.code),
            {"file": upload("page.html", b"<html>"), "caption": "Minutes"},
        )

    assert "page.html was not taken" in text(response)
    assert 'value="Minutes"' in text(response)


def test_files_are_found_under_their_own_meeting(client, secretariat, meeting, committee):
    file = attach_file(meeting, pdf())
    other = MeetingFactory(committee=committee, number=2)

    assert got(client, secretariat, address("meeting_file", other.code, file.pk)).status_code == 404


# One meeting


def test_a_meeting_of_public_sources_says_that_no_record_is_kept(client, official_id, committee):
    Meeting.objects.create(
        code="old", committee=committee, kind="session", held=Held.HELD, summary_en="Seven papers."
    )

    page = text(got(client, official_id, address("meeting", "old")))

    assert "Seven papers." in page
    assert "No record of this meeting is kept here." in page
    assert 'id="agenda"' not in page


def test_before_and_after_lead_from_meeting_to_meeting(client, official_id, committee):
    first, second, third = (
        MeetingFactory(committee=committee, number=number, starts_on="2026-03-10")
        for number in (1, 2, 3)
    )

    page = got(client, official_id, second.get_absolute_url()).context["page"]

    assert (page.previous, page.following) == (first, third)


@pytest.mark.parametrize("count", [1, 3])
def test_meeting_query_count(
    client,
    secretariat,
    meeting,
    forum,
    agreement,
    indonesia,
    sabah,
    django_assert_num_queries,
    count,
):
    for number in range(count):
        paper = WorkingPaperFactory(forum=forum, number=number + 10)
        item = add_item(AgendaItem(meeting=meeting, kind=ItemKind.PAPER, paper=paper))
        state_position(item, side=indonesia, text="Yes.")
        approvals = [(indonesia, "central")]
        decide(item, Ruling(outcome=Outcome.NOT_AGREED, action_by=sabah, approvals=approvals))
        keep_delegate(Delegate(meeting=meeting, side=indonesia, person=f"P{number}"))
        attach_file(meeting, pdf(f"{number}.pdf"))
        ObligationFactory(agreement=agreement, owes=PartyFactory(parent=indonesia))
    client.force_login(secretariat)

    with django_assert_num_queries(PAGE_QUERIES):
        response = client.get(meeting.get_absolute_url())

    assert len(response.context["matters"].obligations) == count


PAGE_QUERIES = 49


# Where one finds them


def test_the_committee_leads_to_its_meetings_and_to_planning(
    client, secretariat, official_id, meeting, committee
):
    url = reverse("agreements:committee", args=[committee.code])

    assert meeting.get_absolute_url() in text(got(client, secretariat, url))
    assert "meetings/plan/?committee=regional" in text(got(client, secretariat, url))
    assert "meetings/plan/" not in text(got(client, official_id, url))


def test_the_work_list_names_records_to_confirm(
    client, official_id, official_my, secretariat, closed
):
    url = reverse("compliance:work")
    due = got(client, official_id, url).context["due"]
    assert [(each.line.code, each.side.code) for each in due.to_confirm] == [(closed.code, "ID")]

    digest = digest_of(record_content(closed))
    sent(client, official_id, address("meeting_confirm", closed.code), digest=digest)
    assert got(client, official_id, url).context["due"].count == 0
    assert got(client, official_my, url).context["due"].count == 1
    assert got(client, secretariat, url).context["due"].count == 0


def test_the_work_list_names_addenda_to_confirm(client, official_id, meeting, both):
    sign(meeting, *both)
    add_addendum(meeting, text="Twice.")

    due = got(client, official_id, reverse("compliance:work")).context["due"]

    assert [(each.line.code, each.addendum) for each in due.to_confirm] == [(meeting.code, 1)]


def test_the_work_list_names_meetings_that_are_past_and_not_closed(
    client, secretariat, analyst, meeting, committee
):
    MeetingFactory(committee=committee, number=2, starts_on="2027")

    url = reverse("compliance:work")
    assert [line.code for line in got(client, secretariat, url).context["due"].to_close] == [
        meeting.code
    ]
    assert got(client, analyst, url).context["due"].count == 0


@pytest.mark.parametrize("count", [1, 3])
def test_work_list_of_records_query_count(
    client, official_id, regime, forum, django_assert_num_queries, count
):
    for number in range(count):
        committee = CommitteeFactory(regime=regime, forum=forum)
        close_meeting(MeetingFactory(committee=committee, number=number + 1))
    client.force_login(official_id)

    with django_assert_num_queries(WORK_QUERIES):
        response = client.get(reverse("compliance:work"))

    assert len(response.context["due"].to_confirm) == count


WORK_QUERIES = 32


# Forms that are older than the sign-in


def test_a_form_older_than_the_sign_in_comes_back(meeting, tabled, official_id):
    strict = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    strict.force_login(official_id)
    url = address("position", meeting.code, tabled.pk)
    keep = strict.get(url).context["keep"]

    response = strict.post(url, {"text": "Half a page.", "keep": keep, "edition": "0"})

    assert response.status_code == 302
    assert response.url == url
    assert "Half a page." in text(strict.get(url))
    assert not Position.objects.exists()


def test_a_button_pressed_too_late_leads_back_to_the_meeting(client, meeting, tabled):
    with agenda_unchanged():
        response = client.post(address("point_remove", meeting.code, tabled.pk))

    assert response.url == f"{reverse('account_login')}?next={meeting.get_absolute_url()}"
    assert "nothing was changed" in told(response)[-1]


def test_others_drafts_of_a_page_are_not_shown(client, meeting, tabled, official_id, secretariat):
    url = address("position", meeting.code, tabled.pk)
    keep = got(client, official_id, url).context["keep"]
    client.logout()
    client.post(url, {"text": "Ours alone.", "keep": keep})

    page = address("point_change", meeting.code, tabled.pk)
    assert "Ours alone." not in text(got(client, secretariat, page))
