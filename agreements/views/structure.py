"""Editing the structure: each step its own page, its own form and its own verb."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.forms import AddForm, CloseForm, DescribeForm, MoveForm, RenameForm
from agreements.models import Committee, CommitteeName
from agreements.models.tree import held
from agreements.permissions import can_edit_structure
from agreements.views.choosing import Bodies, bodies_to_choose
from agreements.views.editing import (
    Sheet,
    chart_address,
    editable,
    keep_name,
    saved,
    sheet,
    with_moment,
)
from agreements.views.pages import SignedInRequest
from agreements.workflow import (
    add_committee,
    close_committee,
    describe_committee,
    edition_of,
    move_committee,
    past_of,
    rename_committee,
    rests,
    revert,
    standing_below,
)
from sosek.web import errors_on


@require_http_methods(["GET", "POST"])
def committee_add(request: SignedInRequest) -> HttpResponse:
    regime = request.chrome.regime
    if regime is None:
        raise Http404
    if not can_edit_structure(request.user, regime):
        raise PermissionDenied
    bodies = _bodies(request, regime.pk)
    form = AddForm(
        request.POST or None,
        initial=_beside(request, bodies),
        regime=regime.pk,
        bodies=bodies.choices,
    )
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            data = form.cleaned_data
            facts = {name: data[name] for name in ("level", "side", "forum", "established_on")}
            committee = add_committee(
                Committee(regime=regime, **facts),
                name=CommitteeName(**form.names()),
                parent=bodies[data["parent"]],
                citations=form.citations(),
                author=request.user,
            )
            return saved(request, committee, _("%(name)s is added.") % {"name": committee})
    shown = Sheet(
        title=_("Add a body"),
        button=_("Add"),
        form=form,
        back=chart_address(request),
        keep=keep_name(request.user, form, request.path),
    )
    return render(request, "agreements/structure_form.html", {"sheet": shown})


@require_http_methods(["GET", "POST"])
def committee_rename(request: SignedInRequest, code: str) -> HttpResponse:
    committee, day = editable(request, code), request.moment.as_of
    row = held(committee.names.all(), day) or committee.names.first()
    names = {name: getattr(row, name) for name in ("name_en", "name_id", "name_ms")} if row else {}
    first = {**names, "holds_from": day, "edition": edition_of(committee)}
    form = RenameForm(request.POST or None, initial=first)
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            rename_committee(
                committee,
                names=form.names(),
                holds_from=form.cleaned_data["holds_from"],
                author=request.user,
                edition=form.cleaned_data["edition"],
            )
            return saved(request, committee, _("The name is saved."), *_later(form, day))
    return sheet(
        request,
        form,
        committee=committee,
        row=row,
        title=_("Rename"),
        button=_("Save the name"),
        lead=_("A new name holds from a day on; older days keep the old one."),
    )


@require_http_methods(["GET", "POST"])
def committee_move(request: SignedInRequest, code: str) -> HttpResponse:
    committee, day = editable(request, code), request.moment.as_of
    bodies = _bodies(request, committee.regime_id, without=committee)
    place = held(committee.parents.all(), day)
    first = {
        "parent": bodies.code_of(place.parent_id if place else None),
        "holds_from": day,
        "edition": edition_of(committee),
    }
    form = MoveForm(request.POST or None, initial=first, bodies=bodies.choices)
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            move_committee(
                committee,
                parent=bodies[form.cleaned_data["parent"]],
                holds_from=form.cleaned_data["holds_from"],
                citations=form.citations(),
                author=request.user,
                edition=form.cleaned_data["edition"],
            )
            return saved(request, committee, _("The place is saved."), *_later(form, day))
    return sheet(
        request,
        form,
        committee=committee,
        title=_("Move"),
        button=_("Move it"),
        lead=_("It stands elsewhere from a day on; older days show the old tree."),
    )


@require_http_methods(["GET", "POST"])
def committee_close(request: SignedInRequest, code: str) -> HttpResponse:
    committee, day = editable(request, code), request.moment.as_of
    bodies = _bodies(request, committee.regime_id, without=committee)
    first = {
        "ended_on": committee.ended_on,
        "successor": bodies.code_of(committee.successor_id),
        "edition": edition_of(committee),
    }
    form = CloseForm(request.POST or None, initial=first, bodies=bodies.choices)
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            ended_on = form.cleaned_data["ended_on"]
            close_committee(
                committee,
                ended_on=ended_on,
                successor=bodies[form.cleaned_data["successor"]],
                author=request.user,
                edition=form.cleaned_data["edition"],
            )
            left = _left(committee, ended_on.last_day)
            return saved(request, committee, _("The end is saved."), *left)
    return sheet(
        request,
        form,
        committee=committee,
        title=_("Close"),
        button=_("Close it"),
        lead=_("It stays in the record, and on the chart of every day before its end."),
        notes=_left(committee, day),
    )


@require_http_methods(["GET", "POST"])
def committee_describe(request: SignedInRequest, code: str) -> HttpResponse:
    committee = editable(request, code)
    names = ("mandate_en", "mandate_id", "mandate_ms", "established_on", "level", "side", "forum")
    first: dict[str, Any] = {name: getattr(committee, name) for name in names}
    first["edition"] = edition_of(committee)
    fixed = rests(committee)
    form = DescribeForm(request.POST or None, initial=first, committee=committee, fixed=fixed)
    if form.is_valid():
        with errors_on(form), transaction.atomic():
            facts = form.facts()
            edition = form.cleaned_data["edition"]
            describe_committee(committee, author=request.user, edition=edition, **facts)
            return saved(request, committee, _("The description is saved."))
    stays = _("Its side and forum stay, since appointments, meetings or other bodies rest on it.")
    return sheet(
        request,
        form,
        committee=committee,
        title=_("Describe"),
        button=_("Save the description"),
        notes=[stays] if fixed else [],
    )


@require_POST
def committee_revert(request: SignedInRequest, code: str, change: str) -> HttpResponse:
    committee = editable(request, code)
    past = next((step for step in past_of(committee) if step.key == change), None)
    if past is None:
        raise Http404
    address = with_moment(request, "agreements:committee", code) + "#history"
    try:
        revert(committee, past, author=request.user, edition=request.POST.get("edition", ""))
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
        return redirect(address)
    messages.success(request, _("The change is reverted."))
    stands = Committee.objects.filter(pk=committee.pk).exists()
    return redirect(address if stands else chart_address(request))


def _bodies(request: SignedInRequest, regime: int, without: Committee | None = None) -> Bodies:
    committees = Committee.objects.visible_to(request.user).filter(regime=regime)
    return bodies_to_choose(committees, day=request.moment.as_of, without=without)


def _beside(request: SignedInRequest, bodies: Bodies) -> dict[str, Any]:
    """Where the address names the body under which a new one is wanted, what they share."""
    above = bodies[request.GET.get("under", "")]
    if above is None:
        return {"level": request.GET.get("level", "")}
    return {"parent": above.code, "level": above.level, "forum": above.forum, "side": above.side}


def _left(committee: Committee, day: date) -> list[str]:
    """What stands below it, and what becomes of that."""
    below = [str(each) for each in standing_below(committee, day)]
    if not below:
        return []
    sentence = _("Below it stand: %(names)s. They will stand under no body. Move them if need be.")
    return [sentence % {"names": "; ".join(below)}]


def _later(form: RenameForm | MoveForm, shown: date) -> list[str]:
    """From which day on, where the chart one comes back to does not show it yet."""
    day = form.cleaned_data["holds_from"]
    if day is None or day <= shown:
        return []
    return [
        _("It holds from %(day)s; the day shown is before that.")
        % {"day": date_format(day, "j F Y")}
    ]
