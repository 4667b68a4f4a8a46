"""Methods side by side, and how a figure moves if one thing were otherwise."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.models import Forum
from compliance.dashboard.compare import comparison
from compliance.dashboard.compare_object import comparison_object
from compliance.dashboard.comparison import Comparison
from compliance.dashboard.figures import kept
from compliance.dashboard.tables.compare import methods_table, what_if_table
from compliance.exports.comparison import comparison_document
from compliance.forms.comparing import LIMITS, Question, read_question
from compliance.views.moment import Moment
from compliance.views.pages import (
    DashboardRequest,
    asked,
    forum_or_404,
    line_of,
    regime_or_sign_in,
)
from compliance.views.taking import offered, provenance, taken
from sosek.web import paginate


@login_not_required
@require_GET
def compare(request: DashboardRequest) -> HttpResponseBase:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    slug, forums = request.GET.get("forum", ""), request.chrome.regime_forums
    forum = forum_or_404(request, slug) if slug else _first(forums)
    if forum is None:
        return render(request, "compliance/compare_empty.html")
    question = read_question(request.GET)
    page = _page(request, forum, question)
    if request.GET.get("format") == "json":
        return JsonResponse(
            comparison_object(page, ledger_head=provenance(request, "").head),
            json_dumps_params={"ensure_ascii": False, "indent": 2},
        )
    tables = methods_table(page), what_if_table(page)
    title = _("%(forum)s compared") % {"forum": forum.name}
    if file := taken(
        request,
        *tables,
        pdf=lambda: comparison_document(title, provenance(request, title), page),
        errors=question.errors,
    ):
        return file
    moment = request.moment
    context = {
        "take": offered(request, title, *tables, pdf=True),
        "page": page,
        "forums": forums,
        "question": question,
        "leaving_out": paginate(request, page.leaving_out),
        "kept_choice": _kept(question, moment, forum, "forum", "by"),
        "kept_limits": _kept(question, moment, forum, *LIMITS),
        "kept_progress": _kept(question, moment, forum, "progress"),
        "kept_silence": _kept(question, moment, forum, "silence"),
    }
    return render(request, "compliance/compare.html", context)


def _first(forums: Sequence[Forum]) -> Forum | None:
    """The first that is active, else the first."""
    return next((forum for forum in forums if not forum.ended_on), next(iter(forums), None))


def _page(request: DashboardRequest, forum: Forum, question: Question) -> Comparison:
    """Computed once for all who ask the same."""
    moment = request.moment
    return kept.get(
        ("compare", *asked(request), forum.pk, question.by, question.what_if),
        lambda: comparison(
            line_of(request, forum),
            by=question.by,
            as_of=moment.as_of,
            known_at=moment.instant,
            method=moment.method_code,
            what_if=question.what_if,
        ),
    )


def _kept(question: Question, moment: Moment, forum: Forum, *without: str) -> list[tuple[str, str]]:
    """The rest of the address, for a form that asks for these."""
    whole = {"forum": forum.slug, **question.fields, **dict(moment.carried)}
    return [(name, value) for name, value in whole.items() if name not in without]
