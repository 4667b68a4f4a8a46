"""All addresses of the API, and its page."""

from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, re_path
from django.utils import translation
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from agreements.api import acts as seats
from agreements.api import shelves as agreed
from agreements.api.chart import Chart
from agreements.api.doors import Door, Shelf
from agreements.api.meetings import MeetingShelf
from agreements.api.problems import TITLES
from compliance.api import (
    acts,
    analysis,
    disputing,
    figures,
    files,
    ledger,
    meetings,
    shelves,
)
from compliance.api.obligations import ObligationShelf

app_name = "api"

V1 = "v1/"


def shelf(name: str, view: type[Shelf], key: str) -> list[URLPattern]:
    """The list of a kind, and each of it."""
    single = name.rstrip("s") if not name.endswith("ies") else f"{name[:-3]}y"
    return [
        path(f"{V1}{name}/", view.as_view({"get": "list"}), name=name),
        path(f"{V1}{name}/<{key}>/", view.as_view({"get": "retrieve"}), name=f"{single}-one"),
    ]


reading = [
    *shelf("regimes", agreed.RegimeShelf, "slug:slug"),
    *shelf("settings", agreed.SettingsShelf, "uuid:pk"),
    *shelf("elements", agreed.ElementShelf, "int:pk"),
    *shelf("instruments", agreed.InstrumentShelf, "slug:code"),
    *shelf("parties", agreed.PartyShelf, "str:code"),
    *shelf("forums", agreed.ForumShelf, "slug:slug"),
    *shelf("sources", agreed.SourceShelf, "slug:key"),
    *shelf("committees", agreed.CommitteeShelf, "slug:code"),
    *shelf("appointments", agreed.AppointmentShelf, "int:pk"),
    *shelf("sites", agreed.SiteShelf, "slug:code"),
    *shelf("papers", agreed.PaperShelf, "int:pk"),
    *shelf("agreements", agreed.AgreementShelf, "slug:code"),
    *shelf("obligations", ObligationShelf, "slug:code"),
    *shelf("meetings", MeetingShelf, "slug:code"),
    *shelf("reports", shelves.ReportShelf, "uuid:pk"),
    *shelf("verifications", shelves.VerificationShelf, "uuid:pk"),
    *shelf("disputes", shelves.DisputeShelf, "uuid:pk"),
    *shelf("offers", shelves.OfferShelf, "uuid:pk"),
    *shelf("approvals", shelves.ApprovalShelf, "uuid:pk"),
    *shelf("impediments", shelves.ImpedimentShelf, "uuid:pk"),
    *shelf("needs", shelves.NeedShelf, "uuid:pk"),
    *shelf("assessments", shelves.AssessmentShelf, "uuid:pk"),
    path(f"{V1}ledger/head/", ledger.Head.as_view(), name="ledger-head"),
    *shelf("ledger", ledger.EntryShelf, "int:sequence"),
    path(f"{V1}chart/", Chart.as_view(), name="chart"),
    path(f"{V1}evidence/<uuid:pk>/", files.EvidenceDoor.as_view(), name="evidence"),
    path(
        f"{V1}dispute-evidence/<uuid:pk>/",
        files.DisputeEvidenceDoor.as_view(),
        name="dispute-evidence",
    ),
    path(f"{V1}scores/", figures.Scores.as_view(), name="scores"),
    path(f"{V1}board/", figures.RegimeBoard.as_view(), name="board"),
    path(f"{V1}forums/<slug:slug>/board/", figures.ForumBoard.as_view(), name="forum-board"),
    path(f"{V1}parties/<str:code>/figures/", figures.PartyFigures.as_view(), name="party-figures"),
    path(f"{V1}mechanisms/", figures.Mechanisms.as_view(), name="mechanisms"),
    path(f"{V1}receipts/", analysis.Receipts.as_view(), name="receipts"),
    path(f"{V1}trends/", analysis.Trends.as_view(), name="trends"),
    path(f"{V1}compare/", analysis.Compare.as_view(), name="compare"),
    path(f"{V1}search/", analysis.Search.as_view(), name="search"),
]

OBLIGATION, DISPUTE = f"{V1}obligations/<slug:code>/", f"{V1}disputes/<uuid:pk>/"
COMMITTEE, POINT = f"{V1}committees/<slug:code>/", f"{V1}meetings/<slug:code>/agenda/<int:pk>/"

writing = [
    path(f"{OBLIGATION}reports/", acts.SubmitReport.as_view(), name="report-submit"),
    path(f"{OBLIGATION}offers/", acts.MakeOffer.as_view(), name="offer-make"),
    path(f"{OBLIGATION}approvals/", acts.AskApproval.as_view(), name="approval-ask"),
    path(f"{OBLIGATION}impediments/", acts.StateReason.as_view(), name="reason-state"),
    path(f"{OBLIGATION}needs/", acts.StateNeed.as_view(), name="need-state"),
    path(f"{V1}reports/<uuid:pk>/verifications/", acts.Verify.as_view(), name="report-verify"),
    path(f"{V1}offers/<uuid:pk>/answer/", acts.AnswerOffer.as_view(), name="offer-answer"),
    path(
        f"{V1}approvals/<uuid:pk>/decisions/", acts.DecideApproval.as_view(), name="approval-decide"
    ),
    path(f"{V1}needs/<uuid:pk>/support/", acts.RecordSupport.as_view(), name="support-record"),
    path(f"{V1}forums/<slug:slug>/assessments/", acts.Assess.as_view(), name="assess"),
    path(f"{DISPUTE}statements/", disputing.State.as_view(), name="dispute-state"),
    path(f"{DISPUTE}steps/", disputing.Move.as_view(), name="dispute-move"),
    path(f"{DISPUTE}proposal/", disputing.Propose.as_view(), name="dispute-propose"),
    path(f"{DISPUTE}confirmation/", disputing.Confirm.as_view(), name="dispute-confirm"),
    path(f"{COMMITTEE}appointments/", seats.Appoint.as_view(), name="appoint"),
    path(f"{COMMITTEE}vacancies/", seats.MarkVacant.as_view(), name="vacant"),
    path(f"{V1}appointments/<int:pk>/end/", seats.EndAppointment.as_view(), name="appointment-end"),
    path(f"{COMMITTEE}meetings/", meetings.Plan.as_view(), name="meeting-plan"),
    path(f"{POINT}position/", meetings.TakePosition.as_view(), name="position"),
    path(f"{POINT}decision/", meetings.Decide.as_view(), name="decide"),
]


class Nowhere(Door):
    """An address that is none: said as every other problem is."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404


class Schema(Door):
    """The description of the API (OpenAPI 3)."""

    schema = None
    renderer_classes = (OpenApiJsonRenderer, JSONRenderer)

    def known_names(self) -> tuple[str, ...]:
        return ("format", "lang")

    def get(self, request: Request) -> Response:
        return Response(described())


@lru_cache(maxsize=1)
def described() -> Any:
    """The description, made once: it says the same to everybody, in English."""
    with translation.override("en"):
        generator: Any = SchemaGenerator
        return generator().get_schema(request=None, public=True)


@login_not_required
@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """The page of the API: how to come in, what its problems mean, and every address to try."""
    problems = [
        {"kind": kind, "status": status, "title": title} for kind, (status, title) in TITLES.items()
    ]
    return render(request, "api/docs.html", {"problems": problems, "sections": sections()})


@lru_cache(maxsize=1)
def sections() -> list[tuple[str, list[dict[str, str]]]]:
    """Every address by its subject, for who reads without scripts."""
    found: dict[str, list[dict[str, str]]] = {}
    for address, methods in described()["paths"].items():
        for method, operation in methods.items():
            row = {
                "method": method.upper(),
                "address": address,
                "says": " ".join(operation.get("description", "").split()),
            }
            found.setdefault(operation["tags"][0], []).append(row)
    return sorted(found.items())


urlpatterns = [
    *reading,
    *writing,
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
    re_path("^.*$", Nowhere.as_view(), name="nowhere"),
]
