"""Addresses of the record and its figures; the same for every language."""

from django.urls import path

from compliance.views import (
    boards,
    disputes,
    drafts,
    evidence,
    ledger,
    mechanisms,
    meeting_reports,
    obligations,
    offers,
    papers,
    parties,
    receipts,
    reports,
    timelines,
    work,
)
from compliance.views.meetings import (
    agenda,
    deciding,
    delegates,
    files,
    listing,
    page,
    planning,
    signing,
)

app_name = "compliance"

MEETING = "meetings/<slug:code>/"
POINT = f"{MEETING}agenda/<int:pk>/"
ADDENDUM = f"{MEETING}addenda/<int:order>/"

meetings = [
    path("meetings/", listing.meeting_list, name="meetings"),
    path("meetings/plan/", planning.meeting_plan, name="meeting_plan"),
    path(MEETING, page.meeting_detail, name="meeting"),
    path(f"{MEETING}change/", planning.meeting_change, name="meeting_change"),
    path(f"{MEETING}delegates/", delegates.delegate_list, name="meeting_delegates"),
    path(f"{MEETING}delegates/add/", delegates.delegate_add, name="delegate_add"),
    path(f"{MEETING}delegates/<int:pk>/", delegates.delegate_change, name="delegate_change"),
    path(f"{MEETING}delegates/<int:pk>/remove/", delegates.delegate_remove, name="delegate_remove"),
    path(f"{MEETING}agenda/", agenda.agenda, name="meeting_agenda"),
    path(f"{MEETING}agenda/papers/", agenda.papers, name="agenda_papers"),
    path(f"{MEETING}take-up/", agenda.matter_take_up, name="take_up"),
    path(POINT, agenda.point, name="point_change"),
    path(f"{POINT}move/", agenda.point_move, name="point_move"),
    path(f"{POINT}remove/", agenda.point_remove, name="point_remove"),
    path(f"{POINT}position/", deciding.position, name="position"),
    path(f"{POINT}decision/", deciding.decision, name="decision"),
    path(f"{POINT}open/", deciding.reopen_point, name="point_reopen"),
    path(f"{POINT}done/", deciding.decision_done, name="decision_done"),
    path(f"{MEETING}close/", signing.close, name="meeting_close"),
    path(f"{MEETING}reopen/", signing.reopen, name="meeting_reopen"),
    path(f"{MEETING}confirm/", signing.confirm, name="meeting_confirm"),
    path(f"{MEETING}addenda/add/", signing.addendum_add, name="addendum_add"),
    path(
        f"{MEETING}addenda/<int:order>/confirm/", signing.addendum_confirm, name="addendum_confirm"
    ),
    path(f"{MEETING}addenda/<int:order>/remove/", signing.addendum_remove, name="addendum_remove"),
    path(f"{MEETING}files/add/", files.file_add, name="meeting_file_add"),
    path(f"{MEETING}files/<int:pk>/", files.meeting_file, name="meeting_file"),
    path(f"{MEETING}files/<int:pk>/remove/", files.file_remove, name="meeting_file_remove"),
]

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
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/download.jsonl", ledger.ledger_download, name="ledger_download"),
    path("ledger/<int:sequence>/", ledger.ledger_entry, name="ledger_entry"),
    path("receipts/", receipts.receipt_page, name="receipt"),
    path("mechanisms/", mechanisms.mechanisms, name="mechanisms"),
    path("timeline/", timelines.timeline_page, name="timeline"),
    path("work/", work.work, name="work"),
    path("parties/<str:code>/", parties.party_detail, name="party"),
    path("meetings/<slug:code>/report.<slug:form>", meeting_reports.report, name="meeting_report"),
    path(
        "meetings/<slug:code>/brief/<str:side>.<slug:form>",
        meeting_reports.brief,
        name="meeting_brief",
    ),
    *meetings,
]
