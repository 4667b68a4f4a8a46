"""Scores over time: the section that pages show, and the same as a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.models import Agreement, Forum, Party, Regime, WorkingPaper
from compliance.dashboard.figures import Figures, PartyLabel, kept
from compliance.dashboard.provenance import Provenance
from compliance.dashboard.tables.trend import trend_table
from compliance.dashboard.trend import (
    MOST_REPORTS,
    Step,
    Subject,
    Trend,
    reports_of,
    trend_object,
    trend_of,
)
from compliance.dashboard.trend_chart import Plot, plots
from compliance.dashboard.trend_marks import Kind, Mark
from compliance.permissions import can_read_record
from compliance.scoring.printing import instant
from compliance.templatetags.look import partial_date
from compliance.views.pages import (
    DashboardRequest,
    asked,
    figures_for,
    forum_or_404,
    line_of,
    regime_or_sign_in,
)
from compliance.views.taking import provenance, taken

ROWS = 60
"""Of the table on a page, the latest; the file holds all."""
HEAD, EACH, LETTERS = 64, 280, 150
"""Of the file: the heights of its head and of a drawing without signs; letters of a line."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days an address asks for; None: by default. What cannot be read is said."""

    first: date | None = None
    last: date | None = None
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendSection:
    """What compliance/_trend.html shows."""

    trend: Trend | None  # None: too much for a page; the file shows it
    plots: tuple[Plot, ...]
    period: Period
    address: str  # of the file
    readable: bool  # whether its marks have words

    @property
    def key(self) -> tuple[object, ...]:
        """What a page that shows it depends on."""
        return self.period, self.readable

    @property
    def first(self) -> date | None:
        """The first day of the period shown; None: it is not known before the file is made."""
        return self.trend.first if self.trend else self.period.first

    @property
    def last(self) -> date | None:
        return self.trend.last if self.trend else self.period.last

    @property
    def rows(self) -> list[tuple[PartyLabel, Step]]:
        """Party and step, the latest first."""
        lines = self.trend.lines if self.trend else ()
        found = [(line.party, step) for line in lines for step in line.steps]
        return sorted(found, key=lambda row: row[1].day, reverse=True)[:ROWS]

    @property
    def marks(self) -> list[Mark]:
        """Those with words, the latest first."""
        return list(reversed(self.trend.worded))[:ROWS] if self.trend else []

    @property
    def kinds(self) -> list[str]:
        """What a key must explain."""
        found = {sign.kind for plot in self.plots for sign in plot.signs}
        return [kind.value for kind in Kind if kind.value in found]

    @property
    def more(self) -> int:
        """Rows that only the file holds."""
        lines = self.trend.lines if self.trend else ()
        return max(sum(len(line.steps) for line in lines) - ROWS, 0)


def asked_period(request: DashboardRequest) -> Period:
    """The period of a trend, which ends at the latest on the day the page shows."""
    errors: list[str] = []
    first, last = _day(request, "from", errors), _day(request, "to", errors)
    as_of = request.moment.as_of
    if last and last > as_of:
        errors.append(
            _("The trend ends on the day that is shown, %(day)s.") % {"day": partial_date(as_of)}
        )
        last = None
    if first and first > (last or as_of):
        errors.append(
            _("%(first)s is later than %(last)s. Shown is the whole time.")
            % {"first": partial_date(first), "last": partial_date(last or as_of)}
        )
        first = last = None
    return Period(first, last, tuple(errors))


def _day(request: DashboardRequest, name: str, errors: list[str]) -> date | None:
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        errors.append(
            _("“%(text)s” is not a day. Write it as 2010-12-31. It is left out.") % {"text": text}
        )
    return day


def trend_section(
    request: DashboardRequest,
    figures_of: Callable[[], Figures],
    forums: Sequence[Forum],
    regime: Regime,
    subject: Subject,
) -> TrendSection:
    """The trend of a page, kept with its figures. A query for who is no member of the regime."""
    period, readable = asked_period(request), can_read_record(request.user, regime)
    own = ("trend", *asked(request), tuple(f.pk for f in forums), subject, period, readable)
    address = _address(request, forums, subject, period)

    def made() -> TrendSection:
        found = figures_of()
        if reports_of(found, subject) > MOST_REPORTS:
            return TrendSection(None, (), period, address, readable)
        told = trend_of(found, subject, first=period.first, last=period.last, readable=readable)
        return TrendSection(told, plots(told), period, address, readable)

    return kept.get(own, made)


def _address(
    request: DashboardRequest, forums: Sequence[Forum], subject: Subject, period: Period
) -> str:
    """Of the file that shows the same."""
    every = request.chrome.regime_forums
    whole = subject.whole and len(forums) == len(every) and bool(subject.party)
    parts = {
        "forum": "" if whole or not forums else forums[0].slug,
        "party": subject.party.rpartition("/")[2],
        "paper": str(subject.paper or ""),
        "agreement": subject.agreement,
        "from": period.first.isoformat() if period.first else "",
        "to": period.last.isoformat() if period.last else "",
    }
    return f"{reverse('compliance:trend')}?{urlencode({n: v for n, v in parts.items() if v})}"


@login_not_required
@require_GET
def trend_file(request: DashboardRequest) -> HttpResponseBase:
    """A trend by itself: drawn, as a table, or in plain values."""
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    forums, subject, name = _asked_subject(request)
    if not forums:
        raise Http404
    period, readable = asked_period(request), can_read_record(request.user, forums[0].regime)
    form = request.GET.get("format", "")
    errors = [*request.moment.errors, *period.errors]
    if errors:
        return render(request, "compliance/report_refused.html", {"errors": errors}, status=400)
    own = ("told", *asked(request), tuple(f.pk for f in forums), subject, period, readable)

    def made() -> Trend:
        found = figures_for(request, forums, forums[0].regime)()
        return trend_of(found, subject, first=period.first, last=period.last, readable=readable)

    told = kept.get(own, made)
    about = provenance(request, name)
    if form == "json":
        said = {
            "subject": name,
            "as_of": about.as_of.isoformat(),
            **trend_object(told),
            "known_at": instant(about.known_at),
            "ledger_head": about.head,
            "address": about.address,
        }
        return JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 2})
    if form in ("", "svg"):
        return _drawn(request, told, about)
    file = taken(request, trend_table(told))
    if file is None:
        raise Http404
    return file


def _drawn(request: DashboardRequest, told: Trend, about: Provenance) -> HttpResponse:
    """The chart with all that it needs, and the line to cite it by."""
    drawn = plots(told)
    each = EACH + max((int(plot.signs_height) for plot in drawn), default=0)
    foot = HEAD + each * max(len(drawn), 1)
    lines = wrap(about.line, LETTERS)
    context = {
        "trend": told,
        "plots": drawn,
        "placed": [(str(HEAD + each * place), plot) for place, plot in enumerate(drawn)],
        "each": str(each),
        "name": about.subject,
        "lines": [(str(foot + 20 + 15 * place), words) for place, words in enumerate(lines)],
        "height": str(foot + 20 + 15 * len(lines)),
    }
    response = render(request, "compliance/trend_file.html", context, content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _asked_subject(request: DashboardRequest) -> tuple[list[Forum], Subject, str]:
    """Whose score on what an address asks for, among what the reader may see, with its name."""
    get, user = request.GET.get, request.user
    forums, names = list(request.chrome.regime_forums), []
    path, paper, agreement = "", None, ""
    if slug := get("forum", ""):
        forum = forum_or_404(request, slug)
        forums, names = line_of(request, forum), [str(forum.name)]
    if number := get("paper", ""):
        if not number.isdecimal():
            raise Http404
        papers = WorkingPaper.objects.visible_to(user).select_related("forum__regime")
        found = get_object_or_404(papers, pk=int(number))
        forums, paper = [found.forum], found.pk
        names = [str(found.name)]
    if code := get("agreement", ""):
        rows = Agreement.objects.visible_to(user).select_related("paper__forum__regime")
        row = get_object_or_404(rows, code=code)
        forums, agreement, names = [row.paper.forum], row.code, [str(row.name)]
    if code := get("party", ""):
        party = get_object_or_404(Party.objects.visible_to(user), code=code)
        path, names = party.path, [str(party.name), *names]
    return forums, Subject(path, paper, agreement), ", ".join(names) or str(forums[0].regime.name)
