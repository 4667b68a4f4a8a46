"""Nothing is found but by way of `visible_to`."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from agreements.models import ApiToken, KeptAnswer, Membership, User
from compliance.models import NoticeSettings, OutboxMessage

OWN = {User, Membership, ApiToken, KeptAnswer, NoticeSettings, OutboxMessage}
"""A person's own, or nobody's."""


def shown() -> list[Any]:
    """Every model of the regime and of the record that a page could show."""
    configs = [apps.get_app_config(label) for label in ("agreements", "compliance")]
    models = [model for config in configs for model in config.get_models()]
    return [m for m in models if m not in OWN and not m.__name__.startswith("Historical")]


@pytest.mark.django_db
@pytest.mark.parametrize("model", shown(), ids=lambda model: model.__name__)
def test_everything_can_be_asked_who_sees_it(model: Any) -> None:
    assert model.objects.visible_to(AnonymousUser()).count() == 0


def test_a_member_sees_the_regime_and_an_outsider_nothing(
    official_id: Any, outsider: Any, obligation_of_id: Any
) -> None:
    for row in (obligation_of_id, obligation_of_id.agreement, obligation_of_id.terms.get()):
        rows = type(row).objects
        assert list(rows.visible_to(official_id)) == [row]
        assert not rows.visible_to(outsider).exists()
