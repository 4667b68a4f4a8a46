"""The form to log progress, with what belongs to it: for whom one speaks, a draft, its files."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from agreements.models import Obligation, Party, User
from agreements.permissions import Asker
from compliance.dashboard.choices import correctable
from compliance.dashboard.reading import milestone_names
from compliance.forms import ClaimForm, ObservationForm, ReportForm
from compliance.forms.fields import read_date
from compliance.models import ProgressReport, ReportDraft
from compliance.permissions import can_observe, can_use_draft, reporting_party
from compliance.templatetags.look import partial_date
from compliance.views.pages import DashboardRequest
from compliance.views.typed import typed_for
from compliance.workflow.evidence import Checked, check_files
from compliance.workflow.reporting import save_draft

SHOWS = ("caption", "shown_on", "place")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the draft, with what was typed about it."""

    pk: int
    name: str
    size: int
    caption: str
    shown_on: str
    place: str
    sha256: str


@dataclass(slots=True)
class Sheet:
    """All that the form shows and sends."""

    author: User
    obligation: Obligation
    party: Party | None  # for which one claims; None: an observation
    form: ReportForm
    keep: str  # the name under which the browser keeps what is typed
    draft: ReportDraft | None = None
    values: Mapping[str, str] = field(default_factory=dict)  # as typed
    files: list[KeptFile] = field(default_factory=list)  # of the draft
    good: list[Checked] = field(default_factory=list)  # sent with the form, not yet in the draft
    bad: list[ValidationError] = field(default_factory=list)
    lost: bool = False  # the draft it names is there no more
    returned: bool = False  # it holds what was typed when a sign-in had run out
    again: tuple[str, ...] = ()  # names of files to choose again
    others: tuple[ReportDraft, ...] = ()  # further drafts of the side on this obligation

    @property
    def shows(self) -> dict[int, dict[str, Any]]:
        """What each kept file shows, for the verb."""
        return {
            each.pk: {
                "caption": each.caption.strip(),
                "shown_on": read_date(each.shown_on),
                "place": each.place.strip(),
            }
            for each in self.files
        }

    @property
    def key(self) -> uuid.UUID | None:
        """The key by which a second sending is known."""
        try:
            return uuid.UUID(str(self.values.get("submission_key", "")))
        except ValueError:
            return None


def blank_sheet(request: DashboardRequest, obligation: Obligation) -> Sheet | None:
    """The form as it is first shown: empty, or as a draft or a lost sign-in left it. None: the
    reader may log nothing here."""
    party = reporting_party(request.user, obligation)
    if request.user.is_anonymous or not (party or can_observe(request.user, obligation)):
        _chosen(request, [])
        return None
    drafts = list(drafts_on(request.user, obligation))
    draft = _chosen(request, drafts)
    typed = typed_for(request, keep_name(request.user, obligation))
    values = (draft.fields if draft else {}) | (typed.fields if typed else {})
    corrects = {"corrects": request.GET["corrects"]} if "corrects" in request.GET else {}
    return Sheet(
        author=request.user,
        obligation=obligation,
        party=party,
        form=_form(request, obligation, party, initial=values | corrects),
        keep=keep_name(request.user, obligation, draft),
        draft=draft,
        values=values,
        files=_kept(draft, values),
        returned=typed is not None,
        again=typed.files if typed else (),
        others=tuple(each for each in drafts if each != draft),
    )


def posted_sheet(request: DashboardRequest, obligation: Obligation) -> Sheet:
    """The form as it was sent, its files checked."""
    party = reporting_party(request.user, obligation)
    if request.user.is_anonymous or not (party or can_observe(request.user, obligation)):
        raise PermissionDenied
    sheet = Sheet(
        author=request.user,
        obligation=obligation,
        party=party,
        form=_form(request, obligation, party, data=request.POST, files=request.FILES),
        keep=_posted_keep(request, obligation),
        values={name: str(value) for name, value in request.POST.items()},
    )
    drafts = list(drafts_on(request.user, obligation))
    named = request.POST.get("draft_id", "")
    sheet.draft = next((d for d in drafts if str(d.pk) == named), None) or _same(drafts, sheet)
    sheet.lost = bool(named) and sheet.draft is None
    sheet.files = _kept(sheet.draft, sheet.values)
    uploads = request.FILES.getlist("evidence")
    good, sheet.bad = check_files(uploads, kept=len(sheet.files))
    had = {each.sha256 for each in sheet.files}
    sheet.good = [file for file in good if file.sha256 not in had]
    return sheet


def keep_as_draft(sheet: Sheet) -> ReportDraft:
    """Keep what was typed, and the good files that the draft has not got yet."""
    side = Party.objects.get(code=sheet.party.side_code) if sheet.party else None
    draft = save_draft(
        obligation=sheet.obligation,
        author=sheet.author,
        side=side,
        fields=_typed(sheet),
        files=sheet.good,
        draft=sheet.draft,
    )
    sheet.draft, sheet.files, sheet.good = draft, _kept(draft, sheet.values), []
    return draft


def file_problems(sheet: Sheet) -> Iterator[ValidationError]:
    """What is wrong with the files, each named."""
    yield from sheet.bad
    for each in sheet.files:
        if each.shown_on.strip() and read_date(each.shown_on) is None:
            yield ValidationError(
                _("%(name)s: write a year, a month or a day: 2010, 2010-03 or 2010-03-16."),
                params={"name": each.name},
            )
    if sheet.lost:
        yield ValidationError(
            _(
                "Somebody of your side has sent or discarded this draft. What you typed is here; "
                "choose its files again."
            )
        )


def drafts_on(user: Asker, obligation: Obligation) -> Iterator[ReportDraft]:
    """The drafts on this obligation with which the user may go on. One query."""
    rows = ReportDraft.objects.visible_to(user).filter(obligation=obligation)
    for draft in rows.select_related("side", "author"):
        draft.obligation = obligation
        if can_use_draft(user, draft):
            yield draft


def keep_name(user: Asker, obligation: Obligation, draft: ReportDraft | None = None) -> str:
    """The name under which the browser keeps what is typed in this form by this user."""
    return f"report.{obligation.code}.{user.pk}" + (f".{draft.pk}" if draft else "")


def _posted_keep(request: HttpRequest, obligation: Obligation) -> str:
    own = keep_name(request.user, obligation)
    sent = request.POST.get("keep", "")
    return sent if sent == own or sent.startswith(f"{own}.") else own


def _chosen(request: HttpRequest, drafts: list[ReportDraft]) -> ReportDraft | None:
    """The draft that the address names; it is not there for those who may not go on with it."""
    named = request.GET.get("draft", "")
    if not named:
        return None
    for draft in drafts:
        if str(draft.pk) == named:
            return draft
    raise Http404


def _kept(draft: ReportDraft | None, values: Mapping[str, str]) -> list[KeptFile]:
    """The files of a draft, each with what was typed about it. One query."""
    return [
        KeptFile(
            pk=row.pk,
            name=row.name,
            size=row.size,
            sha256=row.sha256,
            **{name: values.get(f"{name}_{row.pk}", "") for name in SHOWS},
        )
        for row in (draft.files.all() if draft else ())
    ]


def _same(drafts: list[ReportDraft], sheet: Sheet) -> ReportDraft | None:
    """The draft that an earlier sending of this same form has left."""
    key = str(sheet.key)
    return next((d for d in drafts if sheet.key and d.fields.get("submission_key") == key), None)


def _typed(sheet: Sheet) -> dict[str, str]:
    """What was typed, as it was typed: the form's fields and what was said of its files."""
    return {
        name: value
        for name, value in sheet.values.items()
        if name in sheet.form.fields or name.rpartition("_")[0] in SHOWS
    }


def _form(
    request: DashboardRequest, obligation: Obligation, party: Party | None, **given: Any
) -> ReportForm:
    terms = list(obligation.terms.all())
    milestones = milestone_names(terms[-1]) if terms else {}
    kind = ClaimForm if party else ObservationForm
    return kind(
        today=request.moment.today,
        milestones=milestones.items(),
        correctable=[(str(each.pk), _said(each)) for each in correctable(request.user, obligation)],
        **given,
    )


def _said(report: ProgressReport) -> str:
    """A report in a line of a list."""
    from_day = partial_date(report.observed_on, "short")
    status = report.get_status_display() if report.status else _("Information")
    return f"{from_day}: {status}"
