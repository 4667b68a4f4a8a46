"""Methods side by side, and how a figure moves if one thing were otherwise."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.models import Forum
from compliance.dashboard.compare import comparison
from compliance.dashboard.compare_object import comparison_object
from compliance.dashboard.comparison import Comparison, WhatIf
from compliance.dashboard.figures import kept
from compliance.dashboard.tables.compare import methods_table, what_if_table
from compliance.exports.comparison import comparison_document
from compliance.scoring import By, Thresholds
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

DECIMAL = re.compile(r"(0|1|0?[.,]\d{1,4}|[01][.,]\d{1,4})", re.ASCII)
LONGEST_SILENCE = 3650
LIMITS = ("full", "high", "partial")


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks beside the moment; what cannot be read is said and left out."""

    by: By
    what_if: WhatIf
    fields: dict[str, str]  # as written, where they could be read
    errors: tuple[str, ...]


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


def read_question(address: QueryDict) -> Question:
    errors: list[str] = []
    fields: dict[str, str] = {}
    by = By.SIDE
    if (text := address.get("by", "")) in (By.SIDE, By.PARTY):
        by = By(text)
        fields["by"] = text
    elif text:
        errors.append(_("There is no “%(text)s” to compare by. Shown are sides.") % {"text": text})
    what_if = WhatIf(
        thresholds=_thresholds(address, fields, errors),
        progress=_progress(address, fields, errors),
        silence=_silence(address, fields, errors),
    )
    return Question(by, what_if, fields, tuple(errors))


def _thresholds(address: QueryDict, fields: dict[str, str], errors: list[str]) -> Thresholds | None:
    texts = {name: address.get(name, "").strip() for name in LIMITS}
    if not any(texts.values()):
        return None
    if not all(DECIMAL.fullmatch(text) for text in texts.values()):
        errors.append(
            _("Write all three thresholds as numbers from 0 to 1, as 0.75. Shown are the regime’s.")
        )
        return None
    full, high, partial = (_fraction(texts[name]) for name in LIMITS)
    if not 1 >= full >= high >= partial >= 0:
        errors.append(
            _("Thresholds go down from full over high to partial. Shown are the regime’s.")
        )
        return None
    fields.update(texts)
    return Thresholds(full, high, partial)


def _progress(address: QueryDict, fields: dict[str, str], errors: list[str]) -> int | None:
    text = address.get("progress", "").strip()
    if not text:
        return None
    value = _fraction(text) * 100 if DECIMAL.fullmatch(text) else None
    if value is None or value.denominator != 1 or not 0 <= value <= 100:
        errors.append(
            _("“%(text)s” is no value of “in progress”: write 0 to 1 with two decimals, as 0.35.")
            % {"text": text}
        )
        return None
    fields["progress"] = text
    return int(value)


def _silence(
    address: QueryDict, fields: dict[str, str], errors: list[str]
) -> tuple[int | None, ...]:
    text = address.get("silence", "").strip()
    if not text:
        return ()
    if text == "never":
        fields["silence"] = text
        return (None,)
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or int(text) > LONGEST_SILENCE:
        errors.append(
            _("“%(text)s” is no silence period: write days from 0 to %(most)s, or never.")
            % {"text": text, "most": LONGEST_SILENCE}
        )
        return ()
    fields["silence"] = text
    return (int(text),)


def _fraction(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))


def _kept(question: Question, moment: Moment, forum: Forum, *without: str) -> list[tuple[str, str]]:
    """The rest of the address, for a form that asks for these."""
    whole = {"forum": forum.slug, **question.fields, **dict(moment.carried)}
    return [(name, value) for name, value in whole.items() if name not in without]
