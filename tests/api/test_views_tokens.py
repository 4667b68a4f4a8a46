"""The page on which a person makes tokens, and the admin's list of those of others."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import ApiToken
from agreements.workflow import make_token
from tests.admin_forms import admin_url
from tests.refusals import writes_nothing

SAID = {"name": "Ministry", "scope": "write", "days": "30"}


def test_a_token_is_shown_once_and_opens_the_api(client: Any, official_id: Any) -> None:
    client.force_login(official_id)
    address = reverse("compliance:tokens")
    assert "You have no token." in client.get(address).content.decode()

    made = client.post(address, SAID)
    (secret,) = re.findall(r'value="(sosek_[^"]+)"', made.content.decode())

    assert made.headers["Cache-Control"] == "no-store"
    page = client.get(address).content.decode()
    assert secret not in page
    assert "Ministry" in page
    token = ApiToken.objects.get()
    assert (token.user, token.scope) == (official_id, "write")
    assert token.expires_at - token.created_at == timedelta(days=30)
    program = Client(headers={"authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/reports/").status_code == 200

    response = client.post(reverse("compliance:token_revoke", args=[token.pk]))
    assert response.url == address
    assert program.get("/api/v1/reports/").status_code == 401
    assert "revoked on" in client.get(address).content.decode()


@pytest.mark.parametrize("wrong", [{"name": ""}, {"scope": "all"}, {"days": "3650"}, {"days": ""}])
def test_what_is_no_token_is_refused(client: Any, official_id: Any, wrong: Any) -> None:
    client.force_login(official_id)
    with writes_nothing():
        page = client.post(reverse("compliance:tokens"), SAID | wrong)
    assert list(page.context["form"].errors) == list(wrong)


def test_nobody_revokes_a_token_of_another(client: Any, official_id: Any, official_my: Any) -> None:
    token, _secret = make_token(official_my, name="One", scope="read", days=7)
    client.force_login(official_id)

    assert client.post(reverse("compliance:token_revoke", args=[token.pk])).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_token_list_query_count(
    client: Any, official_id: Any, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        make_token(official_id, name="One", scope="read", days=7)
    client.force_login(official_id)
    with django_assert_num_queries(7):
        page = client.get(reverse("compliance:tokens"))
    assert len(page.context["page"]) == count


def test_an_admin_revokes_tokens_of_others_and_sees_no_secret(
    client: Any, admin_user: Any, official_id: Any, outsider: Any, foreigner: Any
) -> None:
    ours, secret = make_token(official_id, name="Ours", scope="read", days=7)
    theirs, _secret = make_token(foreigner, name="Theirs", scope="read", days=7)
    client.force_login(admin_user)
    address = admin_url(ApiToken, "changelist")
    page = client.get(address).content.decode()

    assert "Ours" in page
    assert "Theirs" not in page
    one = client.get(admin_url(ApiToken, "change", ours.pk)).content.decode()
    assert ours.digest not in page + one
    assert secret not in page + one
    chosen = {"action": "revoke", "_selected_action": [ours.pk, theirs.pk]}
    client.post(address, chosen)
    assert set(ApiToken.objects.exclude(revoked_at=None)) == {ours}
