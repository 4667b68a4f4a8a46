"""What stands around every page: the forums, the moment asked for, the head of the ledger."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from agreements.models import (
    Agreement,
    Forum,
    Obligation,
    Party,
    Regime,
    Role,
    Site,
    WorkingPaper,
)
from agreements.permissions import can_administer, memberships
from compliance.dashboard.persons import forums_seen, zone_of
from compliance.views.moment import Moment, read_moment
from sosek.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the ledger."""

    sequence: int
    hash: str
    recorded_at: datetime
    names: tuple[int | None, ...]  # the last change of each kind of name a page shows

    @property
    def key(self) -> tuple[object, ...]:
        """As long as this is the same, so is every figure and every name beside it."""
        return self.hash, self.names

    @property
    def head(self) -> str:
        """The beginning of the hash, in groups a person can compare."""
        return " ".join(self.hash[start : start + 4] for start in range(0, 12, 4))

    @property
    def count(self) -> int:
        return self.sequence


class Chrome:
    """Read at most once a request, and only if asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def forums(self) -> list[Forum]:
        """The forums the reader may see, with their regime and its time zone. One query."""
        return forums_seen(self.request.user)

    @cached_property
    def regime(self) -> Regime | None:
        """The regime shown: the first the reader may see."""
        if self.forums:
            return self.forums[0].regime
        return Regime.objects.visible_to(self.request.user).first()

    @property
    def regime_forums(self) -> list[Forum]:
        """All forums of the regime shown."""
        return [f for f in self.forums if self.regime and f.regime_id == self.regime.pk]

    @cached_property
    def zone(self) -> ZoneInfo:
        return zone_of(self.forums)

    @cached_property
    def moment(self) -> Moment:
        return read_moment(self.request, zone=self.zone)

    @cached_property
    def head(self) -> Head | None:
        """One query."""
        changes = {
            f"of_{model._meta.model_name}": Subquery(
                model.history.order_by("-history_id").values("history_id")[:1]
            )
            for model in (Party, Forum, WorkingPaper, Agreement, Obligation, Site)
        }
        entries = Entry.objects.order_by("-sequence").annotate(**changes)
        last = entries.values_list("sequence", "hash", "recorded_at", *changes).first()
        return Head(last[0], last[1], last[2], tuple(last[3:])) if last else None

    @property
    def work_count(self) -> int | None:
        """What waited for the reader when their worklist was last read, if nothing has been
        recorded since."""
        kept = self.request.session.get("work") if hasattr(self.request, "session") else None
        if not kept or self.head is None or kept[0] != self.head.hash:
            return None
        return int(kept[1])


class ChromeMiddleware:
    """Puts `chrome` and `moment` on the request, unread until somebody asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = Chrome(request)
        request.chrome = found  # type: ignore[attr-defined]
        request.moment = SimpleLazyObject(lambda: found.moment)  # type: ignore[attr-defined]
        return self.get_response(request)


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Context of every template."""
    found: Chrome | None = getattr(request, "chrome", None)
    if found is None:
        return {}
    return {
        "moment": SimpleLazyObject(lambda: found.moment),
        "nav": SimpleLazyObject(lambda: _nav(found)),
        "ledger": SimpleLazyObject(lambda: found.head),
    }


def _nav(found: Chrome) -> dict[str, Any]:
    return {
        "forums": [
            {"name": str(forum.name), "url": reverse("compliance:forum", args=[forum.slug])}
            for forum in found.forums
        ],
        "work_count": found.work_count,
        "acting_as": _acting_as(found.request),
        "admin": reverse("admin:index") if can_administer(found.request.user) else "",
    }


def _acting_as(request: HttpRequest) -> str:
    """In which roles the reader acts, in words."""
    words = []
    for membership in memberships(request.user):
        role = str(Role(membership.role).label)
        words.append(f"{role}, {membership.party.name}" if membership.party else role)
    return "; ".join(words)
