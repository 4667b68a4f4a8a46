"""The sections of an obligation's page that say what it waits for: approvals, reasons, needs."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from agreements.models import Obligation
from agreements.permissions import Asker
from compliance.dashboard.choices import authorities_of
from compliance.dashboard.consents import OPEN, ConsentLine, consents
from compliance.dashboard.diagnosis import Diagnosis, Need, diagnosis_of
from compliance.dashboard.figures import PartyLabel
from compliance.dashboard.record import RecordPage
from compliance.forms import (
    AskForm,
    AssessedReasonForm,
    DecideForm,
    GivenReasonForm,
    NeedForm,
    SupportForm,
)
from compliance.forms.keeping import KeptForm
from compliance.permissions import (
    can_ask_approval,
    can_assess,
    can_give_reason,
    can_state_need,
)
from compliance.views.pages import DashboardRequest
from compliance.views.typed import forget_typed, typed_for

K = TypeVar("K", bound=KeptForm)


@dataclass(frozen=True, slots=True)
class Deciding:
    """A consent, with the form to record what was decided where the reader may."""

    line: ConsentLine
    form: DecideForm | None
    key: str  # of the approval it is about


@dataclass(frozen=True, slots=True)
class ApprovalsSection:
    """The chain of consents that the obligation needs."""

    consents: tuple[Deciding, ...]
    ask: AskForm | None

    @property
    def beyond(self) -> list[PartyLabel]:
        """The authorities above those that sit in the forum which agreed it."""
        return [each.line.authority for each in self.consents if each.line.beyond]


@dataclass(frozen=True, slots=True)
class Supporting:
    """A need, with the form to say what became of it where the reader may."""

    need: Need
    form: SupportForm | None


@dataclass(frozen=True, slots=True)
class DiagnosisSection:
    """Why it is not met, and what is lacking."""

    said: Diagnosis
    side: PartyLabel | None
    give: GivenReasonForm | None
    assess: AssessedReasonForm | None
    needs: tuple[Supporting, ...]
    state: NeedForm | None


def sections(
    request: DashboardRequest,
    obligation: Obligation,
    page: RecordPage,
    refused: KeptForm | None = None,
) -> dict[str, Any]:
    """Both sections; nothing for who may read no record. At most eighteen queries."""
    if not page.readable:
        return {}
    maker = _Forms(request, refused)
    return {
        "approvals": _approvals(request, obligation, page, maker),
        "diagnosis": _diagnosis(request, obligation, page, maker),
    }


class _Forms:
    """Makes the forms of a page: blank, as a lost sign-in left them, or as they were refused."""

    def __init__(self, request: DashboardRequest, refused: KeptForm | None) -> None:
        self.request, self.refused = request, refused
        # Looking back, what could be done then is past.
        self.closed = request.moment.known_at is not None

    def make(self, kind: type[K], name: str, *, may: bool, **given: Any) -> K | None:
        if self.closed or not may:
            return None
        if isinstance(self.refused, kind) and self.refused.name == name:
            return self.refused
        typed = typed_for(self.request, keep_name(name, self.request.user))
        return kind(name=name, typed=typed.fields if typed else None, **given)


def _approvals(
    request: DashboardRequest, obligation: Obligation, page: RecordPage, maker: _Forms
) -> ApprovalsSection:
    results = [page.result] if page.result else []
    lines = consents(page.figures, request.chrome.regime_forums, request.user, results=results)
    may = can_ask_approval(request.user, obligation)
    authorities = {"authorities": authorities_of(request.user, obligation)} if may else {}
    return ApprovalsSection(
        consents=tuple(_deciding(line, maker, may=may) for line in lines),
        ask=maker.make(AskForm, f"ask.{obligation.code}", may=may, **authorities),
    )


def _deciding(line: ConsentLine, maker: _Forms, *, may: bool) -> Deciding:
    key = line.asked[-1].key if line.asked and line.state in OPEN else ""
    return Deciding(line, maker.make(DecideForm, f"decide.{key}", may=may and bool(key)), key)


def _diagnosis(
    request: DashboardRequest, obligation: Obligation, page: RecordPage, maker: _Forms
) -> DiagnosisSection:
    user, found = request.user, page.figures
    said = diagnosis_of(obligation, user, found.parties, as_of=found.as_of, known_at=found.known_at)
    may_give, may_state = can_give_reason(user, obligation), can_state_need(user, obligation)
    code, may_assess = obligation.code, can_assess(user, obligation.forum)
    return DiagnosisSection(
        said=said,
        side=page.side,
        give=maker.make(GivenReasonForm, f"give.{code}", may=may_give),
        assess=maker.make(AssessedReasonForm, f"assess.{code}", may=may_assess),
        needs=tuple(
            Supporting(need, maker.make(SupportForm, f"support.{need.said.key}", may=may_state))
            for need in said.needs
        ),
        state=maker.make(NeedForm, f"need.{code}", may=may_state),
    )


def keep_name(name: str, user: Asker) -> str:
    """The name under which the browser keeps what is typed in a form by this user."""
    return f"{name}.{user.pk}"


def section_address(code: str, section: str) -> str:
    """Where a section of an obligation's page begins."""
    return f"{reverse('compliance:obligation', args=[code])}#{section}"


def done(request: HttpRequest, form: KeptForm, said: str, address: str) -> HttpResponse:
    """It came through: say so, and forget what was kept of it."""
    keep = keep_name(form.name, request.user)
    messages.success(request, said, extra_tags=keep)
    forget_typed(request, keep)
    return redirect(address)
