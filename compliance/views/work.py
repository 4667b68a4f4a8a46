"""One person's list of what waits for them."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agreements.models import Forum
from agreements.permissions import is_member
from compliance.dashboard.figures import Figures, figures, kept
from compliance.dashboard.meetings_due import meetings_due
from compliance.dashboard.work import SHOWN, worklist
from compliance.views.pages import DashboardRequest, asked


@require_GET
def work(request: DashboardRequest) -> HttpResponse:
    forums = [f for f in request.chrome.forums if is_member(request.user, f.regime_id)]
    by_regime = groupby(forums, lambda forum: forum.regime_id)
    found = [_kept_figures(request, list(group)) for _regime, group in by_regime]
    moment = request.moment
    own = worklist(request.user, forums, found, known_at=moment.instant, zone=moment.zone)
    due = meetings_due(request.user, today=moment.today)
    _remember(request, own.count + due.count)
    return render(request, "compliance/work.html", {"work": own, "due": due, "shown": SHOWN})


def _kept_figures(request: DashboardRequest, forums: list[Forum]) -> Figures:
    """The figures of one regime's forums, computed once for all its members."""
    question = ("figures", *asked(request), tuple(forum.pk for forum in forums))
    moment = request.moment
    return kept.get(
        question,
        lambda: figures(forums, forums[0].regime, as_of=moment.as_of, known_at=moment.instant),
    )


def _remember(request: DashboardRequest, count: int) -> None:
    """Let the top bar of every page say how much waits, as long as nothing new is recorded."""
    head = request.chrome.head
    if head and not request.moment.query and request.session.get("work") != [head.hash, count]:
        request.session["work"] = [head.hash, count]
