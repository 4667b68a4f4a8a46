"""The committees: the organisation chart of a day, and one body."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.models import Committee, Forum, Level, Regime
from agreements.permissions import can_edit_structure, can_hold_meetings, is_member
from agreements.views.body import body_page, meeting_lines
from agreements.views.chart import (
    Chart,
    Side,
    cited,
    committee_rows,
    every_side,
    organisation,
    seated_sides,
)
from agreements.views.pages import PageRequest, regime_or_sign_in
from agreements.workflow import edition_of, in_words, past_of
from sosek.choosing import Choosing, choosing, one_of
from sosek.web import paginate

JOINT = "joint"


@login_not_required
@require_GET
def committee_list(request: PageRequest) -> HttpResponse:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    chart, asked = chart_of(request, regime)
    context = {
        "chart": chart,
        "choosing": asked,
        "chosen": asked["forum"],
        "may_edit": can_edit_structure(request.user, regime),
    }
    return render(request, "agreements/committees.html", context)


def chart_of(request: PageRequest, regime: Regime) -> tuple[Chart, Choosing]:
    """The chart that the address asks for, and what it is narrowed by."""
    forums = {forum.slug: forum for forum in request.chrome.regime_forums}
    sides = every_side()
    asked = _choosing(request, sides)
    chosen = asked["forum"]
    committees = Committee.objects.visible_to(request.user).filter(regime=regime)
    chart = organisation(
        committee_rows(committees),
        sides,
        seated_sides(list(forums.values())),
        day=request.moment.as_of,
        within=line_of(forums[chosen], forums.values()) if chosen else None,
        fits=lambda body: _fits(body, asked),
    )
    return chart, asked


def _choosing(request: PageRequest, sides: Mapping[str, Side]) -> Choosing:
    """By what the chart may be narrowed."""
    forums = [(forum.slug, str(forum.name)) for forum in request.chrome.regime_forums]
    of_sides = [(code, side.name) for code, side in sides.items()]
    return choosing(
        request.GET,
        one_of("forum", _("Forum"), _("All forums"), forums),
        one_of("level", _("Level"), _("All levels"), Level.choices),
        one_of("side", _("Side"), _("Both sides"), [*of_sides, (JOINT, _("Joint bodies"))]),
    )


def _fits(body: Committee, asked: Choosing) -> bool:
    side = body.side.side_code if body.side else JOINT
    return asked["level"] in ("", body.level) and asked["side"] in ("", side)


@login_not_required
@require_GET
def committee_detail(request: PageRequest, code: str) -> HttpResponse:
    committees = Committee.objects.visible_to(request.user)
    committee = get_object_or_404(committees.select_related("regime", "side", "forum"), code=code)
    page = body_page(committee, committees, day=request.moment.as_of)
    rows = committee.meetings.order_by(F("starts_on").asc(nulls_last=True), "pk")
    meetings = paginate(request, rows.select_related("host").prefetch_related(cited()))
    meetings.object_list = meeting_lines(meetings.object_list, page.sides)
    context = {
        "page": page,
        "meetings": meetings,
        "may_edit": can_edit_structure(request.user, committee.regime_id),
        "may_plan": can_hold_meetings(request.user, committee),
        **_history(request, committee),
    }
    return render(request, "agreements/committee.html", context)


def _history(request: PageRequest, committee: Committee) -> dict[str, Any]:
    """What was changed, for the members of the regime: it names people who are nobody else's
    business."""
    if not is_member(request.user, committee.regime_id):
        return {}
    page = paginate(request, past_of(committee), name="changes")
    page.object_list = in_words(list(page.object_list))
    return {"history": page, "edition": edition_of(committee)}


def line_of(forum: Forum, forums: Iterable[Forum]) -> frozenset[int]:
    """The forum and those it succeeds: their bodies are its own before it began."""
    predecessors = {each.pk: each.predecessor_id for each in forums}
    line, found = {forum.pk}, predecessors[forum.pk]
    while found in predecessors and found not in line:
        line.add(found)
        found = predecessors[found]
    return frozenset(line)
