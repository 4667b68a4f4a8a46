"""Signing in, out and changing a password; nobody signs up."""

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

PASSWORD = "a sentence nobody else would think of"


@pytest.fixture
def someone(outsider: Any) -> Any:
    outsider.set_password(PASSWORD)
    outsider.save()
    return outsider


def sign_in(client: Any, name: str, password: str) -> Any:
    return client.post(reverse("account_login"), {"login": name, "password": password})


def test_a_member_signs_in_and_out(client: Any, someone: Any) -> None:
    assert sign_in(client, "outsider", PASSWORD)["Location"] == reverse("compliance:work")
    assert client.post(reverse("account_logout")).status_code == 302
    assert settings.SESSION_COOKIE_NAME not in client.cookies or not client.session.keys()


def test_a_wrong_password_does_not_say_which_was_wrong(client: Any, someone: Any) -> None:
    wrong = sign_in(client, "outsider", "something else").content.decode()
    unknown = sign_in(client, "nobody", "something else").content.decode()

    assert "The username and/or password you specified are not correct." in wrong
    assert "The username and/or password you specified are not correct." in unknown


def test_after_five_failures_even_the_right_password_waits(client: Any, someone: Any) -> None:
    for _ in range(5):
        sign_in(client, "outsider", "something else")

    assert sign_in(client, "outsider", PASSWORD).status_code != 302


def test_a_password_is_changed_with_the_old_one(client: Any, someone: Any) -> None:
    client.force_login(someone, backend=settings.AUTHENTICATION_BACKENDS[0])
    new = "another sentence nobody would think of"
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), fields).status_code == 302
    someone.refresh_from_db()
    assert someone.check_password(new)


def test_a_weak_password_is_refused_and_the_old_one_stays(client: Any, someone: Any) -> None:
    client.force_login(someone, backend=settings.AUTHENTICATION_BACKENDS[0])
    fields = {"oldpassword": PASSWORD, "password1": "12345678", "password2": "12345678"}
    assert client.post(reverse("account_change_password"), fields).status_code == 200
    someone.refresh_from_db()
    assert someone.check_password(PASSWORD)


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password"])
def test_nobody_makes_an_account_or_a_password_alone(client: Any, db: None, name: str) -> None:
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert "admin" in response.content.decode()
    assert client.post(reverse(name), {"username": "x"}).status_code in (200, 403, 405)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accounts/email/", "/accounts/confirm-email/"])
def test_what_has_no_page_of_ours_is_not_there(client: Any, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_a_stranger_chooses_a_language(client: Any) -> None:
    address = reverse("account_login")
    response = client.post(reverse("set_language"), {"language": "ms", "next": address})

    assert response["Location"] == address
    assert 'lang="ms"' in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", ["Nama pengguna", "Kata sandi", "Nama pengguna atau kata sandi tidak benar."]),
        ("ms", ["Nama pengguna", "Kata laluan", "Nama pengguna atau kata laluan tidak betul."]),
    ],
)
def test_signing_in_speaks_the_readers_language(
    client: Any, someone: Any, language: str, words: list[str]
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = sign_in(client, "outsider", "something else").content.decode()

    assert [word for word in words if word not in page] == []
    assert [word for word in ("Username", "Password", "Forgot") if word in page] == []


@pytest.mark.django_db
def test_what_one_sees_signed_in_is_asked_for_anew(client: Any, outsider: Any) -> None:
    """And signing out empties the browser of it."""
    sign_in = reverse("account_login")
    assert "Clear-Site-Data" not in client.get(sign_in)
    client.force_login(outsider)
    assert client.get(reverse("agreements:profile"))["Cache-Control"] == "private, no-cache"

    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.get(sign_in)
