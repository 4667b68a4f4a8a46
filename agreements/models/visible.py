"""What a reader may find: everything that is shown starts from `visible_to`."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models

if TYPE_CHECKING:
    from agreements.models.people import User
    from agreements.models.regime import RegimeQuerySet

M = TypeVar("M", bound=models.Model)


def regimes_visible_to(user: "User | AnonymousUser") -> "RegimeQuerySet":
    """The regimes that publish at least their scores, and those the user is a member of."""
    regime: Any = apps.get_model("agreements", "Regime")
    found: RegimeQuerySet = regime.objects.visible_to(user)
    return found


class InRegimeQuerySet(models.QuerySet[M]):
    """Rows of one regime, which the model's `regime_path` leads to."""

    def visible_to(self, user: "User | AnonymousUser") -> "InRegimeQuerySet[M]":
        path: str = self.model.regime_path  # type: ignore[attr-defined]
        return self.filter(**{f"{path}__in": regimes_visible_to(user)})


class ProceedingsQuerySet(models.QuerySet[M]):
    """Rows of one meeting: seen by the members of its regime, and by who may read the regime's
    record once the meeting's is signed."""

    def visible_to(self, user: "User | AnonymousUser") -> "ProceedingsQuerySet[M]":
        path: str = self.model.regime_path  # type: ignore[attr-defined]
        regime: Any = apps.get_model("agreements", "Regime")
        records = apps.get_model("agreements", "MeetingRecord")._base_manager.filter(order=0)
        meeting = path.removesuffix("__committee__regime")
        own = models.Q(**{f"{path}__in": regime.objects.of_member(user)})
        read = models.Q(**{f"{path}__in": regime.objects.readable_by(user)})
        signed = models.Q(**{f"{meeting}__in": records.values("meeting")})
        return self.filter(own | (read & signed))


class SharedQuerySet(models.QuerySet[M]):
    """Rows that no regime owns: seen by who sees any regime, for then they are no secret."""

    def visible_to(self, user: "User | AnonymousUser") -> "SharedQuerySet[M]":
        return self if regimes_visible_to(user).exists() else self.none()
