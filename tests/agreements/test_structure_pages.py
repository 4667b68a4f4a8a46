"""The pages that edit the structure: who may, what is kept, what is told, what it costs."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from agreements.models import (
    Appointment,
    Citation,
    Committee,
    CommitteeName,
    CommitteeParent,
    Level,
    PartialDate,
    Role,
)
from agreements.workflow import appoint, change_appointment, edition_of, past_of, rename_committee
from tests.factories import CitationFactory, CommitteeFactory, SourceFactory, member
from tests.refusals import writes_nothing

DAY = "2013-05-01"


@pytest.fixture
def gbc(regime: Any, forum: Any) -> Any:
    return CommitteeFactory(regime=regime, code="gbc", level=Level.GBC, name_en="GBC")


@pytest.fixture
def kk(gbc: Any, forum: Any, kaltim: Any) -> Any:
    own = CommitteeFactory(
        regime=gbc.regime, code="kk", side=kaltim, forum=forum, name_en="KK Kaltim"
    )
    CommitteeParent.objects.create(committee=own, parent=gbc)
    return own


@pytest.fixture
def seated(gbc: Any, indonesia: Any) -> Any:
    return Appointment.objects.create(
        committee=gbc, side=indonesia, person="Moerdani", starts_on=PartialDate("2010")
    )


@pytest.fixture
def colleague(regime: Any) -> Any:
    return member(Role.SECRETARIAT, regime, username="colleague")


def of_body(step: str, code: str = "gbc") -> str:
    return reverse(f"agreements:committee_{step}", args=[code])


def of_seat(step: str, row: Any) -> str:
    return reverse(f"agreements:appointment_{step}", args=[row.pk])


def every_page(seated: Any) -> list[str]:
    bodies = ("rename", "move", "close", "describe", "appoint", "vacant")
    return [
        reverse("agreements:committee_add"),
        *(of_body(step) for step in bodies),
        *(of_seat(step, seated) for step in ("edit", "end", "vacant")),
    ]


def form_of(client: Any, address: str, **typed: str) -> dict[str, str]:
    """What a browser would send: the form as it stands, with what is typed over it."""
    form = client.get(address).context["sheet"].form
    fields = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in fields.items() if value not in (None, False)}
    return {name: _sent(value) for name, value in sent.items()} | typed


def _sent(value: Any) -> Any:
    if isinstance(value, list):
        return value
    return "on" if value is True else str(getattr(value, "pk", value))


def send(client: Any, address: str, **typed: str) -> Any:
    return client.post(address, form_of(client, address, **typed))


def test_the_secretariat_and_admins_open_every_form(
    client: Any, gbc: Any, seated: Any, secretariat: Any, admin_user: Any
) -> None:
    for user in (secretariat, admin_user):
        client.force_login(user)
        assert {client.get(address).status_code for address in every_page(seated)} == {200}


@pytest.mark.parametrize(
    ("who", "status"), [("official_id", 403), ("analyst", 403), ("outsider", 404), ("", 302)]
)
def test_others_open_none_and_change_nothing(
    client: Any, gbc: Any, seated: Any, who: str, status: int, request: Any
) -> None:
    if who:
        client.force_login(request.getfixturevalue(who))
    change = reverse("agreements:committee_revert", args=["gbc", past_of(gbc)[0].key])
    with writes_nothing():
        for address in every_page(seated):
            assert client.get(address).status_code == status, address
            assert client.post(address, {"name_en": "N"}).status_code == status, address
        assert client.post(change).status_code == status


def test_strangers_of_a_published_regime_may_not_edit_either(
    client: Any, open_regime: Any, gbc: Any, seated: Any, outsider: Any
) -> None:
    client.force_login(outsider)
    assert {client.get(address).status_code for address in every_page(seated)} == {403}
    page = client.get(reverse("agreements:committees")).content.decode()
    assert "/rename/" not in page
    assert 'id="history"' not in client.get(gbc.get_absolute_url()).content.decode()


def test_what_is_not_there_is_not_found(client: Any, gbc: Any, secretariat: Any) -> None:
    client.force_login(secretariat)
    assert client.get(of_body("rename", "nothing")).status_code == 404
    assert client.get(reverse("agreements:appointment_edit", args=[99])).status_code == 404
    for change in ("appointment-99", "nothing"):
        address = reverse("agreements:committee_revert", args=["gbc", change])
        assert client.post(address).status_code == 404


def test_the_chart_has_edit_links_where_the_seat_is_for_who_may(
    client: Any, gbc: Any, kk: Any, seated: Any, secretariat: Any, official_id: Any
) -> None:
    links = [
        of_body("rename"),
        of_body("move", "kk"),
        of_seat("edit", seated),
        f"{of_body('appoint')}?side=MY",
        f"{of_body('appoint', 'kk')}?side=ID",
        f"{reverse('agreements:committee_add')}?under=kk",
    ]
    client.force_login(official_id)
    page = client.get(reverse("agreements:committees")).content.decode()
    assert not any(link in page for link in links)
    client.force_login(secretariat)
    page = client.get(reverse("agreements:committees")).content.decode()
    assert [link for link in links if link not in page] == []


def test_links_and_the_way_back_keep_the_day_and_the_forum(
    client: Any, gbc: Any, secretariat: Any
) -> None:
    client.force_login(secretariat)
    asked = {"as_of": DAY, "forum": "kaltim-sabah"}
    page = client.get(reverse("agreements:committees"), asked).content.decode()
    address = f"{of_body('rename')}?forum=kaltim-sabah&as_of={DAY}"
    assert address.replace("&", "&amp;") in page
    assert form_of(client, address)["holds_from"] == DAY

    response = send(client, address, name_en="GBC Malindo")
    assert response.url == f"/committees/?as_of={DAY}&forum=kaltim-sabah#c-gbc"
    page = client.get(response.url).content.decode()
    assert "The name is saved." in page
    assert 'id="c-gbc"' in page
    assert "GBC Malindo" in page


def test_a_body_is_added_below_another(
    client: Any, gbc: Any, kk: Any, kaltim: Any, secretariat: Any
) -> None:
    study = SourceFactory()
    client.force_login(secretariat)
    address = f"{reverse('agreements:committee_add')}?under=kk"
    given = form_of(client, address)
    assert (given["parent"], given["level"], given["side"]) == ("kk", "regional", str(kaltim.pk))
    response = send(
        client,
        address,
        name_id="Tim Teknis",
        level="technical",
        established_on="5/2013",
        source=str(study.pk),
        locator="S 4",
    )

    made = Committee.objects.get(code="tim-teknis")
    assert response.url == "/committees/#c-tim-teknis"
    assert (made.parents.get().parent, str(made.established_on)) == (kk, "2013-05")
    assert made.citations.get().locator == "S 4"


def test_what_was_typed_stays_when_it_is_refused(client: Any, gbc: Any, secretariat: Any) -> None:
    client.force_login(secretariat)
    with writes_nothing():
        response = send(
            client,
            of_body("appoint"),
            person="Moerdani",
            starts_on="2010",
            ends_on="2005",
            note="As far as known.",
        )
    page = response.content.decode()

    assert response.status_code == 200
    assert "The term ends before it begins." in page
    assert 'value="Moerdani"' in page
    assert "As far as known." in page


def test_a_refusal_leaves_no_citation_behind(client: Any, gbc: Any, secretariat: Any) -> None:
    study = SourceFactory()
    client.force_login(secretariat)
    typed = {"person": "M", "starts_on": "2010", "ends_on": "2005"}
    with writes_nothing():
        send(client, of_body("appoint"), **typed, source=str(study.pk), locator="S 4")
    assert not Citation.objects.exists()


def test_a_place_needs_its_source(client: Any, gbc: Any, secretariat: Any) -> None:
    client.force_login(secretariat)
    with writes_nothing():
        response = send(client, of_body("appoint"), person="M", locator="S 4")
    assert list(response.context["sheet"].form.errors) == ["source"]


@pytest.mark.parametrize("typed", ["soon", "2013", "2013-05"])
def test_a_name_holds_from_a_whole_day(client: Any, gbc: Any, secretariat: Any, typed: str) -> None:
    client.force_login(secretariat)
    with writes_nothing():
        response = send(client, of_body("rename"), name_en="N", holds_from=typed)
    assert list(response.context["sheet"].form.errors) == ["holds_from"]


def test_last_years_chart_shows_the_old_tree_and_the_old_name(
    client: Any, gbc: Any, kk: Any, secretariat: Any
) -> None:
    CommitteeFactory(regime=gbc.regime, code="hlc", level=Level.HLC, name_en="HLC")
    client.force_login(secretariat)
    send(client, of_body("move", "kk"), parent="hlc", holds_from=DAY)
    send(client, of_body("rename", "kk"), name_en="KK Kaltara", holds_from=DAY)

    def shown(day: str) -> Any:
        chart = client.get(reverse("agreements:committees"), {"as_of": day}).context["chart"]
        return [(line.seats[0].body, line.under) for line in chart.lines if not line.joint]

    assert shown("2013-04-30") == [("KK Kaltim", "GBC")]
    assert shown(DAY) == [("KK Kaltara", "HLC")]


def test_a_day_to_come_is_said_on_the_chart_one_comes_back_to(
    client: Any, gbc: Any, secretariat: Any
) -> None:
    client.force_login(secretariat)
    address = f"{of_body('rename')}?as_of={DAY}"
    response = send(client, address, name_en="N", holds_from="2014-01-01")
    assert "It holds from 1 January 2014" in client.get(response.url).content.decode()


def test_a_circle_is_refused_in_words(client: Any, gbc: Any, kk: Any, secretariat: Any) -> None:
    client.force_login(secretariat)
    with writes_nothing():
        response = send(client, of_body("move"), parent="kk", holds_from=DAY)
    page = response.content.decode()
    assert "“GBC” cannot stand under “KK Kaltim”: on 1 May 2013" in page
    assert '<option value="kk" selected>' in page


def test_closing_says_what_stands_below(client: Any, gbc: Any, kk: Any, secretariat: Any) -> None:
    client.force_login(secretariat)
    address = of_body("close")
    assert "Below it stand: KK Kaltim." in client.get(address).content.decode()
    response = send(client, address, ended_on="2014", successor="kk")

    gbc.refresh_from_db()
    assert (str(gbc.ended_on), gbc.successor) == ("2014", kk)
    assert "Below it stand: KK Kaltim." in client.get(response.url).content.decode()


def test_a_body_is_described_but_its_side_stays(
    client: Any, gbc: Any, kk: Any, secretariat: Any
) -> None:
    client.force_login(secretariat)
    assert "side" not in client.get(of_body("describe")).context["sheet"].form.fields
    send(client, of_body("describe"), mandate_id="Bertemu.", level="hlc")
    send(client, of_body("describe", "kk"), side="", mandate_en="To meet.")

    gbc.refresh_from_db()
    kk.refresh_from_db()
    assert (gbc.mandate_id, gbc.level, kk.side) == ("Bertemu.", "hlc", None)


def test_a_chair_is_appointed_edited_and_ended(
    client: Any, gbc: Any, malaysia: Any, secretariat: Any
) -> None:
    study = SourceFactory()
    client.force_login(secretariat)
    address = f"{of_body('appoint')}?side=MY"
    send(client, address, person="Musa Hitam", starts_on="12/1984", source=str(study.pk))
    row = Appointment.objects.get()
    assert (row.side, row.role, str(row.starts_on)) == (malaysia, "chair", "1984-12")

    place = row.citations.get()
    send(
        client, of_seat("edit", row), post_en="Home Minister", locator="p. 2", source=str(study.pk)
    )
    assert row.citations.count() == 2
    sent = form_of(client, of_seat("edit", row)) | {"cited": [str(place.pk)]}
    client.post(of_seat("edit", row), sent)
    assert list(row.citations.all()) == [place]
    send(client, of_seat("end", row), ends_on="1986")
    row.refresh_from_db()
    assert (row.post_en, str(row.ends_on)) == ("Home Minister", "1986")


def test_whoever_sits_on_the_body_of_a_side_sits_for_it(
    client: Any, kk: Any, kaltim: Any, secretariat: Any
) -> None:
    client.force_login(secretariat)
    for step, typed in (("appoint", {"person": "Adri Patton"}), ("vacant", {"starts_on": "2014"})):
        assert "side" not in client.get(of_body(step, "kk")).context["sheet"].form.fields
        send(client, of_body(step, "kk"), **typed)
    assert {row.side for row in Appointment.objects.all()} == {kaltim}


def test_vacant_and_unknown_are_two_words(
    client: Any, gbc: Any, kk: Any, seated: Any, secretariat: Any
) -> None:
    client.force_login(secretariat)
    send(client, of_seat("vacant", seated), starts_on="2012-03")
    seated.refresh_from_db()
    assert str(seated.ends_on) == "2012-03"

    chart = client.get(reverse("agreements:committees")).content.decode()
    assert chart.count("Vacant since March 2012") == 1
    assert chart.count("No chair on record") == 2  # Malaysia's, and that of the KK
    assert chart.count('class="seat a void tight"') == 2
    before = client.get(reverse("agreements:committees"), {"as_of": "2011-01-01"})
    assert "Vacant" not in before.content.decode()
    page = client.get(gbc.get_absolute_url()).content.decode()
    assert "Vacant since March 2012" in page
    assert "No chair on record" not in page
    assert "No chair on record" in client.get(kk.get_absolute_url()).content.decode()


def test_the_second_of_two_people_is_told_what_changed_and_loses_nothing(
    client: Any, gbc: Any, seated: Any, secretariat: Any, colleague: Any
) -> None:
    client.force_login(secretariat)
    address = of_seat("edit", seated)
    mine = form_of(client, address, person="L. B. Moerdani", note="Signed.")
    theirs = Appointment.objects.get()
    theirs.starts_on, theirs.post_en = PartialDate("2009-11"), "Commander"
    change_appointment(theirs, author=colleague)

    with writes_nothing():
        response = client.post(address, mine)
    page = response.content.decode()
    assert "Somebody changed this while you were writing" in page
    assert "by colleague" in page
    assert "<del>2010</del>" in page
    assert "<ins>November 2009</ins>" in page
    form = response.context["sheet"].form
    shown = {name: form[name].value() for name in ("person", "note", "starts_on", "post_en")}
    assert shown == {
        "person": "L. B. Moerdani",
        "note": "Signed.",
        "starts_on": "2009-11",
        "post_en": "Commander",
    }

    sent = {name: form[name].value() or "" for name in form.fields}
    assert client.post(address, sent).status_code == 302
    seated.refresh_from_db()
    kept = (seated.person, seated.note, str(seated.starts_on), seated.post_en)
    assert kept == ("L. B. Moerdani", "Signed.", "2009-11", "Commander")


def test_what_both_typed_stays_as_the_second_typed_it(
    client: Any, gbc: Any, secretariat: Any, colleague: Any
) -> None:
    client.force_login(secretariat)
    address = f"{of_body('rename')}?as_of={DAY}"
    mine = form_of(client, address, name_en="Mine", holds_from="")
    rename_committee(gbc, names={"name_en": "Theirs"}, holds_from=None, author=colleague)
    response = client.post(address, mine)

    assert response.context["sheet"].form["name_en"].value() == "Mine"
    mine["edition"] = response.context["sheet"].form["edition"].value()
    assert client.post(address, mine).status_code == 302
    assert str(gbc.names.get()) == "Mine"


@pytest.mark.parametrize("edition", ["", "1.2", "x.y.z.w", "9.9.9.9"])
def test_what_is_no_edition_is_stale(client: Any, gbc: Any, secretariat: Any, edition: str) -> None:
    client.force_login(secretariat)
    with writes_nothing():
        response = send(client, of_body("rename"), name_en="N", edition=edition)
    assert response.status_code == 200
    assert response.context["sheet"].form["edition"].value() == edition_of(gbc)


def test_every_form_of_a_body_refuses_what_is_stale(
    client: Any, gbc: Any, kk: Any, seated: Any, secretariat: Any, colleague: Any
) -> None:
    client.force_login(secretariat)
    typed = {
        of_body("rename"): {"name_en": "N"},
        of_body("move"): {"holds_from": DAY},
        of_body("close"): {"ended_on": "2014"},
        of_body("describe"): {"mandate_en": "M"},
        of_body("appoint"): {"person": "P"},
        of_body("vacant"): {"starts_on": "2014"},
        of_seat("edit", seated): {"person": "P"},
        of_seat("end", seated): {"ends_on": "2014"},
        of_seat("vacant", seated): {"starts_on": "2014"},
    }
    forms = {address: form_of(client, address, **said) for address, said in typed.items()}
    appoint(Appointment(committee=gbc, person="Meanwhile"), author=colleague)
    for address, form in forms.items():
        with writes_nothing():
            page = client.post(address, form).content.decode()
        assert "Changed in the meantime" in page, address
        assert "Meanwhile" in page, address


def test_history_is_told_newest_first_and_a_change_is_reverted(
    client: Any, gbc: Any, seated: Any, secretariat: Any
) -> None:
    client.force_login(secretariat)
    send(client, of_seat("end", seated), ends_on="2012")
    response = client.get(gbc.get_absolute_url(), {"as_of": DAY})
    latest, *_older = response.context["history"]
    assert (latest.kind, latest.name, latest.who) == ("Appointment", "Moerdani", "secretariat")
    edition = response.context["edition"]
    address = reverse("agreements:committee_revert", args=["gbc", latest.key])
    assert f'action="{address}?as_of={DAY}"' in response.content.decode()

    back = client.post(f"{address}?as_of={DAY}", {"edition": edition})
    assert back.url == f"/committees/gbc/?as_of={DAY}#history"
    seated.refresh_from_db()
    assert seated.ends_on is None
    assert "The change is reverted." in client.get(back.url).content.decode()
    with writes_nothing():
        client.post(address, {"edition": edition})
    assert "Somebody changed this" in client.get(back.url).content.decode()


def test_reverting_is_for_who_may_and_only_by_sending(
    client: Any, gbc: Any, secretariat: Any, official_id: Any
) -> None:
    client.force_login(official_id)
    page = client.get(gbc.get_absolute_url()).content.decode()
    assert 'id="history"' in page
    assert "/revert/" not in page
    client.force_login(secretariat)
    address = reverse("agreements:committee_revert", args=["gbc", past_of(gbc)[0].key])
    assert client.get(address).status_code == 405


def test_a_body_added_by_mistake_is_taken_back_and_leads_to_the_chart(
    client: Any, gbc: Any, secretariat: Any
) -> None:
    client.force_login(secretariat)
    send(client, reverse("agreements:committee_add"), name_en="Mistake", level="regional")
    made = Committee.objects.get(code="mistake")
    added = next(past for past in past_of(made) if past.model is Committee)
    address = reverse("agreements:committee_revert", args=["mistake", added.key])
    response = client.post(address, {"edition": edition_of(made)})

    assert response.url == "/committees/"
    assert not Committee.objects.filter(code="mistake").exists()


def test_history_has_pages(client: Any, gbc: Any, secretariat: Any) -> None:
    for year in range(1950, 2010):
        CommitteeName.objects.create(committee=gbc, name_en="N", holds_from=date(year, 1, 1))
    client.force_login(secretariat)
    first = client.get(gbc.get_absolute_url())
    assert len(first.context["history"]) == 50
    assert "?changes=2#history" in first.content.decode()
    second = client.get(gbc.get_absolute_url(), {"changes": 2})
    assert len(second.context["history"]) == 12


@pytest.fixture
def grown(gbc: Any, forum: Any, kaltim: Any, sabah: Any, secretariat: Any, request: Any) -> int:
    """As many bodies as asked, each with a name, a place, a chair and a source."""
    count: int = request.param
    made = Committee.objects.bulk_create(
        Committee(
            regime=gbc.regime,
            code=f"c{number}",
            level=list(Level)[number % 6],
            side=(None, kaltim, sabah)[number % 3],
            forum=forum,
        )
        for number in range(count)
    )
    above = [gbc, *made]
    CommitteeName.objects.bulk_create(
        CommitteeName(committee=row, name_en=f"Body {row.code}") for row in made
    )
    CommitteeParent.objects.bulk_create(
        CommitteeParent(committee=row, parent=above[place // 3]) for place, row in enumerate(made)
    )
    rows = Appointment.objects.bulk_create(
        Appointment(committee=row, side=kaltim, person="Somebody") for row in made
    )
    place = CitationFactory()
    for row in rows[:1]:
        row.citations.add(place)
    made[0].citations.add(place)
    return count


COSTS = {
    "/committees/": 13,
    "/committees/add/": 11,
    "/committees/c0/rename/": 9,
    "/committees/c0/move/": 13,
    "/committees/c0/close/": 15,
    "/committees/c0/describe/": 10,
    "/committees/c0/appoint/": 12,
}


@pytest.mark.parametrize("grown", [1, 3, 500], indirect=True)
@pytest.mark.parametrize("address", COSTS)
def test_query_counts(
    client: Any, secretariat: Any, grown: int, address: str, django_assert_num_queries: Any
) -> None:
    client.force_login(secretariat)
    with django_assert_num_queries(COSTS[address]):
        response = client.get(address)
    assert response.status_code == 200


@pytest.mark.parametrize("grown", [1, 3, 500], indirect=True)
def test_saving_costs_the_same_however_many_bodies_there_are(
    client: Any, secretariat: Any, grown: int, django_assert_num_queries: Any
) -> None:
    client.force_login(secretariat)
    address = "/committees/c0/move/"
    sent = form_of(client, address, parent="", holds_from=DAY)
    lock = connection.vendor == "postgresql"  # which is asked for it; SQLite locks as it begins
    with django_assert_num_queries(28 + lock):
        assert client.post(address, sent).status_code == 302
