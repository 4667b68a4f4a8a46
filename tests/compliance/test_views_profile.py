"""The reader's own page, and what they choose there about notices and their calendar."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from agreements.models import Role
from compliance.models import NoticeSettings, OutboxMessage
from tests.factories import PASSWORD, ForumFactory, MembershipFactory
from tests.refusals import writes_nothing


def test_the_profile_is_for_who_has_signed_in(client: Any, outsider: Any) -> None:
    address = reverse("compliance:profile")
    assert client.get(address).status_code == 302
    client.force_login(outsider)
    page = client.get(address).content.decode()
    assert "You have no role yet" in page
    assert reverse("account_change_password") in page


def test_the_profile_says_in_which_roles_one_acts(
    client: Any, official_id: Any, regime: Any, forum: Any
) -> None:
    MembershipFactory(user=official_id, regime=regime, role=Role.ANALYST, forum=forum)
    client.force_login(official_id)
    page = client.get(reverse("compliance:profile")).content.decode()

    assert "for Kalimantan Timur and the parties below it" in page
    assert "in every forum of Sosek Test" in page
    assert "in the forum Kaltim-Sabah and those it succeeds" in page


def test_the_profile_keeps_language_and_theme(client: Any, official_id: Any) -> None:
    client.login(username=official_id.username, password=PASSWORD)
    address = reverse("compliance:profile")
    response = client.post(address, {"language": "ms", "theme": "dark"})

    assert response.url == address
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ms"
    official_id.refresh_from_db()
    assert (official_id.language, official_id.theme) == ("ms", "dark")
    page = client.get(address)
    assert page.headers["Content-Language"] == "ms"
    assert 'data-theme="dark"' in page.content.decode()


def test_a_profile_without_a_language_leaves_it_to_the_browser(
    client: Any, official_id: Any
) -> None:
    client.force_login(official_id)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ms"
    client.post(reverse("compliance:profile"), {"language": "", "theme": ""})

    response = client.get(reverse("compliance:profile"), headers={"accept-language": "id"})
    assert response.headers["Content-Language"] == "id"


def test_a_language_that_is_not_offered_is_refused(client: Any, official_id: Any) -> None:
    client.force_login(official_id)
    response = client.post(reverse("compliance:profile"), {"language": "fr", "theme": "dark"})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["language"]
    official_id.refresh_from_db()
    assert official_id.theme == ""


@pytest.mark.parametrize("count", [1, 3])
def test_profile_query_count(
    client: Any, official_id: Any, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        forum = ForumFactory()
        MembershipFactory(user=official_id, regime=forum.regime, role=Role.SECRETARIAT, forum=forum)
    client.force_login(official_id)
    with django_assert_num_queries(7):
        response = client.get(reverse("compliance:profile"))
    assert len(response.context["memberships"]) == 1 + count


def chosen(user: Any) -> Any:
    return NoticeSettings.objects.get(user=user)


def test_a_person_chooses_how_often_they_are_told(
    client: Any, official_id: Any, official_my: Any
) -> None:
    client.force_login(official_id)
    page = client.get(reverse("compliance:profile"))
    assert page.context["notices"]["frequency"].value() == "daily"
    assert "Your account has no e-mail address" in page.content.decode()

    address = reverse("compliance:profile_notices")
    response = client.post(address, {"frequency": "weekly", "user": official_my.pk})

    assert response.url == reverse("compliance:profile") + "#notices"
    assert chosen(official_id).frequency == "weekly"
    assert not NoticeSettings.objects.filter(user=official_my).exists()
    with writes_nothing():
        page = client.post(address, {"frequency": "hourly"})
    assert list(page.context["notices"].errors) == ["frequency"]
    assert chosen(official_id).frequency == "weekly"


def test_who_turns_mail_off_gets_none_that_lies_unsent(
    client: Any, official_id: Any, official_my: Any
) -> None:
    client.force_login(official_id)
    client.post(reverse("compliance:profile_notices"), {"frequency": "daily"})
    NoticeSettings.objects.update(told={"report/a": "open"})
    for user in (official_id, official_my):
        write(user)

    client.post(reverse("compliance:profile_notices"), {"frequency": "off"})

    assert [message.user for message in OutboxMessage.objects.all()] == [official_my]
    client.post(reverse("compliance:profile_notices"), {"frequency": "daily"})
    assert chosen(official_id).told == {}  # and is told of all that waits


def write(user: Any) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    OutboxMessage.objects.create(
        key=f"one/{user.pk}", user=user, subject="One", created_at=now, next_try_at=now
    )


def test_a_message_turns_mail_off_without_signing_in(
    client: Any, official_id: Any, official_my: Any
) -> None:
    official_id.language = "ms"
    official_id.save()
    for user in (official_id, official_my):
        NoticeSettings.objects.create(user=user)
    address = reverse("compliance:notices_off", args=[chosen(official_id).unsubscribing])
    mail_program = Client(enforce_csrf_checks=True)

    with writes_nothing():  # what looks into mail follows links
        page = mail_program.get(address)
    assert page.headers["Content-Language"] == "ms"
    assert "no-store" in page.headers["Cache-Control"]
    with writes_nothing():
        for wrong in ("nothing", official_id.pk, chosen(official_id).unsubscribing[:-1]):
            other = reverse("compliance:notices_off", args=[wrong])
            assert mail_program.post(other).status_code == 404
    response = mail_program.post(address, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert (chosen(official_id).frequency, chosen(official_my).frequency) == ("off", "daily")


def test_the_calendar_is_off_until_it_is_turned_on(
    client: Any, official_id: Any, official_my: Any
) -> None:
    client.force_login(official_id)
    assert client.get(reverse("compliance:profile")).context["calendar"] == ""

    def address_after(sent: dict[str, str]) -> str:
        client.post(reverse("compliance:profile_calendar"), sent)
        found: str = client.get(reverse("compliance:profile")).context["calendar"]
        return found

    first = address_after({})
    second = address_after({"user": str(official_my.pk)})

    assert first.startswith("http://testserver/calendar/")
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    assert address_after({"off": "1"}) == ""
    assert client.get(second).status_code == 404
    assert not NoticeSettings.objects.filter(user=official_my).exists()
