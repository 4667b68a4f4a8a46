"""One person's list of what waits for them."""

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agreements.models import Forum
from compliance.dashboard.figures import Figures, figures, kept
from compliance.dashboard.persons import OwnWork, own_work
from compliance.dashboard.tables.chronicle import work_table
from compliance.dashboard.waiting import waiting
from compliance.dashboard.work import SHOWN
from compliance.views.pages import MemberRequest, asked
from compliance.views.taking import offered, taken
from compliance.workflow.noticing import note_seen


@require_GET
def work(request: MemberRequest) -> HttpResponseBase:
    moment = request.moment
    own = own_work(
        request.user,
        request.chrome.forums,
        lambda forums: _kept_figures(request, forums),
        today=moment.today,
        known_at=moment.instant,
        zone=moment.zone,
    )
    table = work_table(waiting(own))
    if file := taken(request, table):
        return file
    _remember(request, own.count)
    context = {
        "take": offered(request, table.title, table),
        "work": own.work,
        "due": own.due,
        "to_chase": own.to_chase,
        "shown": SHOWN,
        "fresh": _fresh(request, own),
    }
    return render(request, "compliance/work.html", context)


def _kept_figures(request: MemberRequest, forums: list[Forum]) -> Figures:
    """The figures of one regime's forums, computed once for all its members."""
    question = ("figures", *asked(request), tuple(forum.pk for forum in forums))
    moment = request.moment
    return kept.get(
        question,
        lambda: figures(forums, forums[0].regime, as_of=moment.as_of, known_at=moment.instant),
    )


def _remember(request: MemberRequest, count: int) -> None:
    """Let the top bar of every page say how much waits, as long as nothing new is recorded."""
    head = request.chrome.head
    if head and not request.moment.query and request.session.get("work") != [head.hash, count]:
        request.session["work"] = [head.hash, count]


def _fresh(request: MemberRequest, own: OwnWork) -> frozenset[str]:
    """What the list shows for the first time; looking back to another day shows nothing new."""
    if request.moment.query:
        return frozenset()
    keys = [each.key for each in waiting(own)]
    return note_seen(request.user, keys, at=request.moment.instant)
