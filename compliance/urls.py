"""Addresses of the record and its figures; the same for every language."""

from django.urls import path

from compliance.views import (
    boards,
    drafts,
    evidence,
    ledger,
    mechanisms,
    obligations,
    papers,
    parties,
    receipts,
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
    path("reports/<uuid:pk>/", reports.report_detail, name="report"),
    path("reports/<uuid:pk>/verify/", reports.verify, name="verify"),
    path("drafts/<uuid:pk>/discard/", drafts.draft_discard, name="draft_discard"),
    path("drafts/<uuid:pk>/files/<int:file>/", drafts.draft_file, name="draft_file"),
    path("evidence/<uuid:pk>/", evidence.evidence, name="evidence"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/download.jsonl", ledger.ledger_download, name="ledger_download"),
    path("ledger/<int:sequence>/", ledger.ledger_entry, name="ledger_entry"),
    path("receipts/", receipts.receipt_page, name="receipt"),
    path("mechanisms/", mechanisms.mechanisms, name="mechanisms"),
    path("timeline/", timelines.timeline_page, name="timeline"),
    path("work/", work.work, name="work"),
    path("parties/<str:code>/", parties.party_detail, name="party"),
]
