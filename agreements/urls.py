"""Addresses of the bodies, the sources and the reader's own profile."""

from django.urls import path

from agreements.views import committees, profile, sources

app_name = "agreements"

urlpatterns = [
    path("committees/", committees.committee_list, name="committees"),
    path("committees/<slug:code>/", committees.committee_detail, name="committee"),
    path("sources/", sources.source_list, name="sources"),
    path("sources/<slug:key>/", sources.source_detail, name="source"),
    path("profile/", profile.profile, name="profile"),
]
