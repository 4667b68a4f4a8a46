"""What a side says to a point, and how the secretariat closes it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.models import (
    AgendaItem,
    Decision,
    Meeting,
    Obligation,
    ObligationTerms,
    Party,
    Position,
    PreparedAgreement,
    Site,
)
from agreements.permissions import meeting_sides, sides_at
from compliance.dashboard.choices import seated_parties
from compliance.forms.decisions import DecisionForm, Offered, more_rows
from compliance.forms.meetings import DoneForm, TextForm
from compliance.views.meetings.editing import (
    button,
    done,
    form_page,
    item_or_404,
    meeting_address,
    meeting_or_404,
    saved,
    typed_here,
    written_meeting,
)
from compliance.views.pages import DashboardRequest
from compliance.views.typed import keeps_typed
from compliance.workflow.meetings import (
    agreement_of,
    as_read,
    committees_above,
    decide,
    edition_of,
    mark_done,
    state_position,
    undecide,
)
from sosek.web import errors_on


@keeps_typed
@require_http_methods(["GET", "POST"])
def position(request: DashboardRequest, code: str, pk: int) -> HttpResponse:
    """What the reader's side says to a point."""
    meeting = meeting_or_404(request.user, code)
    acts = sides_at(request.user, meeting.committee)
    if not acts:
        raise PermissionDenied
    item = item_or_404(request, meeting, pk)
    side = _own_side(request, meeting, acts)
    history = Position.history.filter(item=item.pk, side=side.pk)
    rows = Position.objects.visible_to(request.user).filter(item=item).select_related("side")
    said = {each.side.code: each for each in rows}
    present = {"text": said[side.code].text if side.code in said else ""}
    form = TextForm(
        request.POST or None,
        initial=present | dict(typed_here(request)),
        label=_("Position of %(side)s") % {"side": side},
        hint=_("It stands in the record in these words. Empty: your side says nothing."),
    )
    if form.is_valid():
        with errors_on(form), as_read(history, request.POST.get("edition", "")):
            state_position(item, side=side, text=form.cleaned_data["text"])
            text = _("The position of your side is saved.")
            return saved(request, text, meeting_address(meeting, f"p-{item.pk}"))
    return form_page(
        request,
        meeting,
        form,
        "compliance/meeting_position.html",
        item=item,
        side=side,
        others=[each for code, each in said.items() if code != side.code],
        back=meeting_address(meeting, f"p-{item.pk}"),
        edition=edition_of(history),
    )


def _own_side(request: DashboardRequest, meeting: Meeting, acts: set[str]) -> Party:
    """The side for which the reader speaks: the one the address names, of their own."""
    named = request.GET.get("side", "")
    for side in meeting_sides(meeting.committee):
        if side.code in acts and named in ("", side.code):
            return side
    raise PermissionDenied


@keeps_typed
@require_http_methods(["GET", "POST"])
def decision(request: DashboardRequest, code: str, pk: int) -> HttpResponse:
    """The outcome of a point, and what is prepared with it."""
    meeting = written_meeting(request, code)
    item = item_or_404(request, meeting, pk)
    history = Decision.history.filter(item=item.pk)
    offered = _offered(request, meeting, item)
    form = _form(request, item, offered)
    if form.is_valid():
        with (
            errors_on(form),
            form.in_its_row(),
            as_read(history, request.POST.get("edition", "")),
        ):
            decide(item, form.ruling())
            text = _("The point is closed. It can be changed until the record is closed.")
            return saved(request, text, meeting_address(meeting, f"p-{item.pk}"))
    rows = Position.objects.visible_to(request.user).filter(item=item)
    return form_page(
        request,
        meeting,
        form,
        "compliance/meeting_decision.html",
        item=item,
        positions=list(rows.select_related("side")),
        agreement=agreement_of(item),
        back=meeting_address(meeting, f"p-{item.pk}"),
        edition=_edition(request, history),
    )


def _edition(request: DashboardRequest, history: Any) -> str:
    """That on which the form was opened, as long as it is only given another row."""
    return request.POST.get("edition", "") if "more" in request.POST else edition_of(history)


def _form(request: DashboardRequest, item: AgendaItem, offered: Offered) -> DecisionForm:
    if "more" in request.POST:
        typed = more_rows(request.POST, request.POST["more"])
        return DecisionForm(offered=offered, initial=typed)
    present = _present(item, offered)
    if request.method == "POST":
        return DecisionForm(request.POST, offered=offered, initial=present)
    return DecisionForm(offered=offered, initial=present | dict(typed_here(request)))


def _offered(request: DashboardRequest, meeting: Meeting, item: AgendaItem) -> Offered:
    parties = seated_parties(meeting)
    agreement = agreement_of(item)
    forum = meeting.committee.forum
    terms = Prefetch("terms", ObligationTerms.objects.select_related("owes"))
    obligations = Obligation.objects.visible_to(request.user).filter(agreement=agreement)
    return Offered(
        parties=parties,
        authorities=parties,
        above=committees_above(meeting.committee, day=meeting.day or request.moment.today),
        sites=list(Site.objects.visible_to(request.user).filter(party__in=parties)),
        obligations=list(obligations.prefetch_related(terms)) if agreement else (),
        owing=list(forum.parties.all()) if forum else meeting_sides(meeting.committee),
        prepares=bool(item.paper or agreement),
        adds=agreement is not None,
    )


def _present(item: AgendaItem, offered: Offered) -> dict[str, Any]:
    """What is decided already, as the form shows it; else what stands ready to be filled."""
    found = Decision.objects.filter(item=item).first()
    if found is None:
        return _ready(item, offered)
    values: dict[str, Any] = {
        "outcome": found.outcome,
        "text": found.text,
        "action_by": found.action_by_id,
        "until": found.until,
        "escalated_to": found.escalated_to_id,
    }
    approvals = list(found.approvals.all())
    for row, needed in enumerate(approvals):
        values[f"approval_{row}_authority"] = needed.authority_id
        values[f"approval_{row}_level"] = needed.level
    values["approvals_rows"] = len(approvals)
    prepared = PreparedAgreement.objects.filter(decision=found).first()
    return values | (_as_prepared(prepared) if prepared else _ready(item, offered))


def _ready(item: AgendaItem, offered: Offered) -> dict[str, Any]:
    """A row for each party of the forum; for the obligation discussed one with its terms."""
    values: dict[str, Any] = {
        f"owed_{row}_owes": party.pk for row, party in enumerate(offered.owing)
    }
    own = next((each for each in offered.obligations if each.pk == item.obligation_id), None)
    terms = max(own.terms.all(), key=lambda each: each.sequence, default=None) if own else None
    if own is not None and terms is not None:
        values |= {
            "owed_0_obligation": own.pk,
            "owed_0_owes": terms.owes_id,
            "owed_0_site": own.site_id,
            "owed_0_starts_on": terms.starts_on,
            "owed_0_due_on": terms.due_on,
            "owed_0_weight": terms.weight,
        }
    return values


def _as_prepared(prepared: PreparedAgreement) -> dict[str, Any]:
    names = ("name_en", "name_id", "name_ms")
    values: dict[str, Any] = {name: getattr(prepared, name) for name in names}
    values["weight"] = prepared.weight
    rows = list(prepared.obligations.all())
    for row, each in enumerate(rows):
        told: dict[str, Any] = {name: getattr(each, name) for name in names} | {
            "owes": each.owes_id,
            "obligation": each.obligation_id,
            "site": each.site_id,
            "weight": each.weight,
            "starts_on": each.starts_on,
            "due_on": each.due_on,
        }
        values |= {f"owed_{row}_{name}": value for name, value in told.items()}
    return values | {"owed_rows": len(rows)}


@button
def reopen_point(request: DashboardRequest, code: str, pk: int) -> HttpResponse:
    meeting = written_meeting(request, code)
    item = item_or_404(request, meeting, pk)
    text = _("“%(name)s” is open again.") % {"name": item.name}
    return done(request, lambda: undecide(item), text, meeting_address(meeting, f"p-{pk}"))


@keeps_typed
@require_http_methods(["GET", "POST"])
def decision_done(request: DashboardRequest, code: str, pk: int) -> HttpResponse:
    """When what was decided had been carried out; also of a record that is signed."""
    meeting = written_meeting(request, code)
    item = item_or_404(request, meeting, pk)
    found = get_object_or_404(Decision.objects.visible_to(request.user), item=item)
    if not meeting.records.filter(order=0).exists():
        raise Http404
    history = Decision.history.filter(item=item.pk)
    present = {"done_on": found.done_on}
    form = DoneForm(request.POST or None, initial=present | dict(typed_here(request)))
    if request.POST and form.is_valid():
        with errors_on(form), as_read(history, request.POST.get("edition", "")):
            mark_done(found, done_on=form.cleaned_data["done_on"])
            return saved(request, _("It is noted."), meeting_address(meeting, f"p-{item.pk}"))
    return form_page(
        request,
        meeting,
        form,
        title=_("When was it done?"),
        lead=item.name,
        back=meeting_address(meeting, f"p-{item.pk}"),
        edition=edition_of(history),
        closed=False,
    )
