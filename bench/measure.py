"""Measure one database: `python -m bench.measure`, with DATABASE_URL and SOSEK_DATA_DIR set."""

import logging
import os
import statistics
import sys
import uuid
from collections.abc import Callable
from datetime import date
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sosek.settings")
django.setup()

from django.conf import settings  # noqa: E402 - read only after set-up
from django.core.management import call_command  # noqa: E402 - models exist only after set-up
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from agreements.models import Forum, Membership, Obligation, Role, User  # noqa: E402
from bench.bringing import memory_ratio  # noqa: E402
from compliance.dashboard.figures import figures, kept, no_collecting  # noqa: E402
from compliance.permissions import can_report  # noqa: E402
from compliance.scoring import agreement_results, score_of  # noqa: E402
from compliance.scoring.trend import trend  # noqa: E402

OBLIGATIONS, REPORTS, ROUNDS = 1000, 10_000, 15


def main() -> None:
    logging.disable(logging.INFO)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("compilepo", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("generate", obligations=OBLIGATIONS, reports=REPORTS, stdout=sys.stderr)
    with override_settings(ROOT_URLCONF="bench.urls", ALLOWED_HOSTS=["testserver"]):
        _measure(_official())


def _official() -> Client:
    """Signed in as an official of the first side of the synthetic forum."""
    forum = Forum.objects.latest("pk")
    user = User.objects.create_user("bench")
    side = forum.parties.order_by("position", "path").first()
    Membership.objects.create(user=user, regime=forum.regime, role=Role.OFFICIAL, party=side)
    client = Client(headers={"accept-encoding": "gzip"})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def _measure(client: Client) -> None:
    forum = Forum.objects.latest("pk")
    board = f"/forums/{forum.slug}/"
    empty = _median(lambda: _get(client, "/bench/empty/"))

    def forgetful() -> None:
        kept.forget()
        _get(client, board)

    uncached = _median(forgetful)
    cached = _median(lambda: _get(client, board))
    kept.forget()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        _get(client, board)
        asked = len(queries)
    report = _post_ratio(client)
    every, months = _trend_ratios(forum)
    name = connection.vendor
    _line(name, "forum board, uncached ÷ empty signed-in page", uncached / empty, 16)
    _line(name, "forum board, cached ÷ empty signed-in page", cached / empty, 2)
    _line(name, "queries of the board", asked, 12)
    _line(name, "trend at every change ÷ one scoring", every, None)
    _line(name, "trend at month ends ÷ one scoring", months, None)
    _line(name, "posting a report ÷ empty POST", report, None)
    _line(name, "memory of 10,000 rows brought in ÷ 1,000", memory_ratio("bench"), 2)


def _trend_ratios(forum: Forum) -> tuple[float, float]:
    """Of ten years told in one sweep, at every change and at month ends, to one scoring."""
    last, now = date(2025, 12, 31), timezone.now()
    found = figures([forum], forum.regime, as_of=last, known_at=now)
    sides = [side.path for side in found.sides]

    def scored() -> None:
        results = agreement_results(found.case.agreements, as_of=last, known_at=now)
        for side in sides:
            score_of(results, thresholds=found.thresholds, party=side)

    def told(*, every_change: bool) -> float:
        start = perf_counter()
        trend(
            found.case.agreements,
            first=date(2016, 1, 1),
            last=last,
            known_at=now,
            thresholds_on=found.thresholds_on,
            parties=sides,
            every_change=every_change,
        )
        return perf_counter() - start

    with no_collecting():
        one = _median(scored)
        return told(every_change=True) / one, told(every_change=False) / one


def _post_ratio(client: Client) -> float:
    user = User.objects.get(username="bench")
    obligations = Obligation.objects.select_related("agreement__paper__forum").order_by("pk")
    obligation = next(each for each in obligations if can_report(user, each))
    address = obligation.get_absolute_url() + "report/"
    empty = _median(lambda: client.post("/bench/post/", _report()))

    def submit() -> None:
        response = client.post(address, _report())
        if response.status_code != 302:
            raise SystemExit(f"{address} answered {response.status_code}: not a submitted report")

    return _median(submit) / empty


def _report() -> dict[str, str]:
    return {
        "status": "in_progress",
        "percent": "40",
        "observed_on": "2024-05-01",
        "narrative": "Foundations laid; the road remains.",
        "submission_key": str(uuid.uuid4()),
    }


def _get(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")


def _median(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return statistics.median(times)


def _line(database: str, what: str, figure: float, most: float | None) -> None:
    verdict = (
        "" if most is None else f"  (at most {most:g})" + (" EXCEEDED" if figure > most else "")
    )
    sys.stdout.write(f"{database:<12}{what:<50}{figure:8.2f}{verdict}\n")


if __name__ == "__main__":
    main()
