"""Addresses of the record and its figures; the same for every language."""

from django.urls import path

from compliance.views import (
    approvals,
    boards,
    diagnosis,
    drafts,
    evidence,
    obligations,
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
    path(
        "obligations/<slug:code>/approvals/",
        approvals.approval_request,
        name="approval_request",
    ),
    path("obligations/<slug:code>/reasons/give/", diagnosis.reason_give, name="reason_give"),
    path("obligations/<slug:code>/reasons/assess/", diagnosis.reason_assess, name="reason_assess"),
    path("obligations/<slug:code>/needs/", diagnosis.need_state, name="need_state"),
    path("approvals/", approvals.approval_list, name="approvals"),
    path("approvals/<uuid:pk>/decide/", approvals.approval_decide, name="approval_decide"),
    path("needs/<uuid:pk>/support/", diagnosis.support_record, name="support_record"),
    path("assessments/add/", diagnosis.assessment_add, name="assessment_add"),
    path("reports/<uuid:pk>/", reports.report_detail, name="report"),
    path("reports/<uuid:pk>/verify/", reports.verify, name="verify"),
    path("drafts/<uuid:pk>/discard/", drafts.draft_discard, name="draft_discard"),
    path("drafts/<uuid:pk>/files/<int:file>/", drafts.draft_file, name="draft_file"),
    path("evidence/<uuid:pk>/", evidence.evidence, name="evidence"),
    path("timeline/", timelines.timeline_page, name="timeline"),
    path("work/", work.work, name="work"),
    path("parties/<str:code>/", parties.party_detail, name="party"),
]
