"""Receipts: why a figure is what it is, and how anybody computes it again from the download."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.models import Agreement, Forum, Obligation, Party, Regime
from compliance.dashboard.methods import METHODS
from compliance.dashboard.receipt_object import receipt_object
from compliance.dashboard.receipt_parts import parts_of
from compliance.dashboard.receipts import Receipt, Subject, receipt
from compliance.dashboard.tables.receipt import reports_table, shares_table
from compliance.exports.document import Document
from compliance.exports.receipt import figure_words, receipt_document, sentence
from compliance.scoring import in_force
from compliance.views.pages import DashboardRequest, forum_or_404, line_of, regime_or_sign_in
from compliance.views.taking import offered, provenance, taken
from sosek.web import paginate


@login_not_required
@require_GET
def receipt_page(request: DashboardRequest) -> HttpResponseBase:
    regime = regime_or_sign_in(request)
    if isinstance(regime, HttpResponse):
        return regime
    found = _found(request)
    if found is None:
        return _choice(request, request.GET.get("party", ""))
    opened = Regime.objects.readable_by(request.user).filter(pk=found.forum.regime_id).exists()
    if request.GET.get("format"):
        return _taken(request, found, opened=opened)
    page = paginate(request, found.results)
    context = {
        "receipt": found,
        "page": page,
        "parts": parts_of(found, list(page), request.user),
        "opened": opened,
        "words": METHODS[found.method],
        "sentence": sentence(found),
        "take": offered(
            request, _subject_words(found), shares_table(()), reports_table(()), pdf=True
        ),
    }
    return render(request, "compliance/receipt.html", context)


def _found(request: DashboardRequest) -> Receipt | None:
    """The receipt asked for; None: the address leaves open of whom, or in which forum."""
    asked = _subject(request)
    if asked is None:
        return None
    subject, forum = asked
    moment = request.moment
    found = receipt(
        subject,
        line_of(request, forum),
        as_of=moment.as_of,
        known_at=moment.instant,
        method=moment.method_code,
    )
    if subject.paper is not None and subject.paper not in _papers(found):
        raise Http404
    return found


def _subject(request: DashboardRequest) -> tuple[Subject, Forum] | None:
    """Of what a receipt is asked for. An agreement and an obligation name their forum themselves,
    an obligation also who owes it."""
    asked = {name: request.GET.get(name, "") for name in ("forum", "party", "paper", "agreement")}
    code = request.GET.get("obligation", "")
    slug = asked["forum"]
    if code:
        obligations = Obligation.objects.visible_to(request.user).select_related(
            "agreement__paper__forum"
        )
        obligation = get_object_or_404(obligations, code=code)
        slug = obligation.agreement.paper.forum.slug
        owing = asked["party"] or _owing(request, obligation)
        return _in_forum(request, owing, slug, obligation=code)
    if asked["agreement"]:
        agreements = Agreement.objects.visible_to(request.user).select_related("paper__forum")
        agreement = get_object_or_404(agreements, code=asked["agreement"])
        slug = slug or agreement.paper.forum.slug
    if not (slug and asked["party"]):
        return None
    paper = asked["paper"]
    if paper and not (paper.isascii() and paper.isdecimal() and len(paper) < 10):
        raise Http404
    number = int(paper) if paper else None
    return _in_forum(request, asked["party"], slug, paper=number, agreement=asked["agreement"])


def _owing(request: DashboardRequest, obligation: Obligation) -> str:
    """Who owes it on the day, as known at the moment; else who owes it at last."""
    versions = list(obligation.terms.select_related("owes").order_by("sequence"))
    moment = request.moment
    held = in_force(versions, as_of=moment.as_of, known_at=moment.instant)
    return (held or versions[-1]).owes.code


def _in_forum(
    request: DashboardRequest,
    party: str,
    slug: str,
    *,
    paper: int | None = None,
    agreement: str = "",
    obligation: str = "",
) -> tuple[Subject, Forum]:
    forum = forum_or_404(request, slug)
    owing = get_object_or_404(Party.objects.visible_to(request.user), code=party)
    return Subject(owing, paper, agreement, obligation), forum


def _papers(found: Receipt) -> set[int]:
    """The numbers of the forum's papers, whether the party has a part in them or not."""
    return {label.number for label in found.found.case.papers.values()}


def _taken(request: DashboardRequest, found: Receipt, *, opened: bool) -> HttpResponseBase:
    """The receipt whole, in the form asked for."""
    parts = parts_of(found, found.results, request.user)
    if request.GET["format"] == "json":
        return JsonResponse(
            receipt_object(found, parts), json_dumps_params={"ensure_ascii": False, "indent": 2}
        )

    def document() -> Document:
        cited = provenance(request, _subject_words(found)).line
        return receipt_document(found, parts, cited, opened=opened)

    file = taken(request, shares_table(parts), reports_table(parts), pdf=document)
    if file is None:
        raise Http404
    return file


def _subject_words(found: Receipt) -> str:
    """What a citation calls the figure."""
    part = found.obligation or found.agreement
    if found.paper is not None:
        part = _("working paper %(number)s") % {"number": found.paper}
    names = (found.forum.name, found.party.name, part)
    return f"{', '.join(str(name) for name in names if name)}: {figure_words(found)}"


def _choice(request: DashboardRequest, code: str) -> HttpResponse:
    """A receipt is of one party in one forum: which, where the address leaves it open."""
    forums = request.chrome.regime_forums
    parties = Party.objects.visible_to(request.user).order_by("position", "path")
    parties = parties.filter(code=code) if code else parties.filter(parent=None)
    context = {"forums": forums, "parties": parties}
    return render(request, "compliance/receipt_choice.html", context)
