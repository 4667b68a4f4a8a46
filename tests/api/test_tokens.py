"""Tokens: what opens the door, for how long, how often, and what it says when it stays shut."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from agreements.models import ApiToken
from agreements.workflow import make_token, revoke_token
from agreements.workflow.tokens import MOST_TOKENS
from tests.api.conftest import program
from tests.refusals import refuses

REPORTS = "/api/v1/reports/"


def bearing(secret):
    return Client(headers={"authorization": f"Bearer {secret}"})


def test_a_secret_is_kept_as_its_digest_alone(official_id):
    token, secret = make_token(official_id, name=" Ministry ", scope="read", days=30)

    assert secret.startswith("sosek_")
    assert len(secret) > 40
    kept = ApiToken.objects.values().get()
    assert secret not in str(kept)
    assert kept["digest"] == hashlib.sha256(secret.encode()).hexdigest()
    assert kept["name"] == "Ministry"
    assert timedelta(days=29) < token.expires_at - timezone.now() <= timedelta(days=30)


def test_a_token_is_asked_for_with_a_name_a_scope_and_an_end(official_id):
    with refuses("blank", of="name"):
        make_token(official_id, name=" ", scope="read", days=7)
    with refuses("invalid_choice", of="scope"):
        make_token(official_id, name="One", scope="all", days=7)
    with pytest.raises(ValidationError):
        make_token(official_id, name="One", scope="read", days=3650)
    for _ in range(MOST_TOKENS):
        make_token(official_id, name="One", scope="read", days=7)
    with refuses("most"):
        make_token(official_id, name="One", scope="read", days=7)


def test_a_token_works_until_it_ends_is_revoked_or_its_person_is_gone(
    official_id, obligation_of_id
):
    token, secret = make_token(official_id, name="One", scope="read", days=7)
    other, _secret = make_token(official_id, name="Two", scope="read", days=7)
    client = bearing(secret)

    def answer():
        return client.get(REPORTS).status_code

    assert answer() == 200
    token.refresh_from_db()
    other.refresh_from_db()
    assert token.last_used_at is not None
    assert other.last_used_at is None

    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    assert answer() == 401
    ApiToken.objects.filter(pk=token.pk).update(expires_at=token.expires_at)
    assert answer() == 200
    official_id.is_active = False
    official_id.save()
    assert answer() == 401
    official_id.is_active = True
    official_id.save()
    revoke_token(token, by=official_id)
    response = client.get(REPORTS)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["type"].endswith("#not-authenticated")


@pytest.mark.parametrize("said", ["Bearer", "Bearer a b", "Bearer sosek_unknown", "bearer ÿ"])
def test_what_is_no_token_opens_nothing(db, said):
    assert Client(headers={"authorization": said}).get(REPORTS).status_code == 401


def test_a_token_has_the_rights_of_its_person_now(official_id, obligation_of_id):
    client = program(official_id, "read")
    assert client.get("/api/v1/obligations/").json()["results"]

    official_id.memberships.all().delete()

    assert client.get("/api/v1/obligations/").json()["results"] == []


def test_each_token_and_each_address_asks_so_often_a_minute(
    settings, official_id, official_my, published
):
    settings.API_RATE, settings.API_RATE_STRANGERS = 2, 1
    one, two, stranger = program(official_id), program(official_my), Client()

    assert [one.get(REPORTS).status_code for _ in range(3)] == [200, 200, 429]
    assert two.get(REPORTS).status_code == 200
    assert bearing("sosek_guess").get(REPORTS).status_code == 401
    refused = stranger.get(REPORTS)  # the guess was counted
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert refused.headers["Content-Type"] == "application/problem+json"
