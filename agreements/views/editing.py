"""What the pages that edit the structure share: who may, what a form stands in, how it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from agreements.forms.editions import EditionForm
from agreements.models import Committee, User
from agreements.models.tree import name_on
from agreements.permissions import can_edit_structure
from agreements.views.pages import SignedInRequest
from agreements.workflow import Change, Past, edition_of, in_words, past_of
from agreements.workflow.editions import since


@dataclass(frozen=True, slots=True)
class Link:
    """Another step that may be the one looked for."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form of the structure and what stands around it."""

    title: str
    button: str
    form: EditionForm
    back: str
    keep: str
    committee: Committee | None = None
    name: str = ""  # of the committee on the day shown
    lead: str = ""
    notes: Sequence[str] = ()
    links: Sequence[Link] = ()
    changes: Sequence[Change] = ()


def editable(request: SignedInRequest, code: str) -> Committee:
    """The committee, for who may edit it."""
    rows = Committee.objects.visible_to(request.user).select_related("regime", "forum", "side")
    committee = get_object_or_404(rows.prefetch_related("names", "parents"), code=code)
    if not can_edit_structure(request.user, committee.regime_id):
        raise PermissionDenied
    return committee


def sheet(
    request: SignedInRequest,
    form: EditionForm,
    *,
    committee: Committee,
    title: str,
    button: str,
    row: Model | None = None,
    **said: Any,
) -> HttpResponse:
    """The page of a form about a committee; where another was quicker, with what they changed.
    `row` is the one that the form is about."""
    changes: Sequence[Change] = ()
    if form.has_error(NON_FIELD_ERRORS, "stale"):
        past = since(str(form["edition"].value()), committee, past_of(committee))
        changes = in_words(past)
        form.renew(edition_of(committee), stood_before(row or committee, past))
    shown = Sheet(
        title=title,
        button=button,
        form=form,
        back=chart_address(request, committee.code),
        keep=keep_name(request.user, form, committee.pk, request.path),
        committee=committee,
        name=name_on(committee, request.moment.as_of),
        changes=changes,
        **said,
    )
    return render(request, "agreements/structure_form.html", {"sheet": shown})


def saved(request: SignedInRequest, committee: Committee, *sentences: str) -> HttpResponse:
    """Back to the chart, where the body stands."""
    kept = request.POST.get("keep", "")
    for sentence in sentences:
        messages.success(request, sentence, extra_tags=kept)
    return redirect(chart_address(request, committee.code))


def chart_address(request: SignedInRequest, code: str = "") -> str:
    """The chart as it was looked at: its day, its forum, at this body."""
    forum = request.GET.get("forum", "")
    asked = {"forum": forum} if forum else {}
    address = with_moment(request, "agreements:committees", **asked)
    return f"{address}#c-{code}" if code else address


def with_moment(request: SignedInRequest, name: str, *args: Any, **params: Any) -> str:
    """The address of a page, keeping the day shown."""
    query = "&".join(filter(None, [request.moment.query, urlencode(params)]))
    return reverse(name, args=args) + (f"?{query}" if query else "")


def keep_name(user: User, form: EditionForm, *parts: Any) -> str:
    """The name under which the browser keeps what is typed: of one user, form and edition, so
    that it is not put over what another has changed since."""
    edition = form["edition"].value() or ""
    return ".".join(map(str, ("structure", *parts, user.pk, edition)))


def stood_before(row: Model, past: Sequence[Past]) -> Mapping[str, Any]:
    """What the fields of a row said before these changes, the latest first."""
    stood: dict[str, Any] = {}
    for step in past:
        if step.model is type(row) and step.row.id == row.pk and step.before is not None:
            for field in step.model._meta.concrete_fields:
                stood[field.name] = getattr(step.before, field.attname)
    return stood
