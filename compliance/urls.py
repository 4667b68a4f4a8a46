"""Addresses of the record and its figures; the same for every language."""

from django.urls import path

from compliance.views import boards, papers, parties

app_name = "compliance"

urlpatterns = [
    path("", boards.overview, name="overview"),
    path("forums/<slug:slug>/", boards.forum_board, name="forum"),
    path("papers/", papers.paper_list, name="papers"),
    path("papers/<int:pk>/", papers.paper_detail, name="paper"),
    path("agreements/", papers.agreement_list, name="agreements"),
    path("agreements/<slug:code>/", papers.agreement_detail, name="agreement"),
    path("parties/<str:code>/", parties.party_detail, name="party"),
]
