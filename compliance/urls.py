"""Addresses of the record and its figures; the same for every language."""

from django.urls import path

from compliance.views import (
    boards,
    disputes,
    drafts,
    evidence,
    obligations,
    offers,
    papers,
    parties,
    reports,
    timelines,
    work,
)

app_name = "compliance"

urlpatterns = [
    path("", boards.overview, name="overview"),
    path("forums/<slug:slug>/", boards.forum_board, name="forum"),
    path("papers/", papers.paper_list, name="papers"),
    path("papers/<int:pk>/", papers.paper_detail, name="paper"),
    path("agreements/", papers.agreement_list, name="agreements"),
    path("agreements/<slug:code>/", papers.agreement_detail, name="agreement"),
    path("obligations/", obligations.obligation_list, name="obligations"),
    path("obligations/<slug:code>/", obligations.obligation_detail, name="obligation"),
    path("obligations/<slug:code>/report/", reports.report_create, name="report_create"),
    path("obligations/<slug:code>/offer/", offers.offer_create, name="offer_create"),
    path("offers/<uuid:pk>/", offers.offer_detail, name="offer"),
    path("offers/<uuid:pk>/answer/", offers.offer_answer, name="offer_answer"),
    path("reports/<uuid:pk>/", reports.report_detail, name="report"),
    path("reports/<uuid:pk>/verify/", reports.verify, name="verify"),
    path("drafts/<uuid:pk>/discard/", drafts.draft_discard, name="draft_discard"),
    path("drafts/<uuid:pk>/files/<int:file>/", drafts.draft_file, name="draft_file"),
    path("evidence/<uuid:pk>/", evidence.evidence, name="evidence"),
    path("disputes/", disputes.disputes, name="disputes"),
    path("disputes/<uuid:pk>/", disputes.dispute_detail, name="dispute"),
    path("disputes/<uuid:pk>/statement/", disputes.statement, name="dispute_statement"),
    path("disputes/<uuid:pk>/move/", disputes.move, name="dispute_move"),
    path("disputes/<uuid:pk>/ending/", disputes.ending, name="dispute_ending"),
    path("disputes/<uuid:pk>/confirm/", disputes.confirm, name="dispute_confirm"),
    path("disputes/evidence/<uuid:pk>/", disputes.dispute_evidence, name="dispute_evidence"),
    path("timeline/", timelines.timeline_page, name="timeline"),
    path("work/", work.work, name="work"),
    path("parties/<str:code>/", parties.party_detail, name="party"),
]
