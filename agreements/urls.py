"""Addresses of the bodies and the sources."""

from django.urls import path

from agreements.views import appointments, committees, manual, sources, structure

app_name = "agreements"

editing = [
    path("committees/add/", structure.committee_add, name="committee_add"),
    path("committees/<slug:code>/rename/", structure.committee_rename, name="committee_rename"),
    path("committees/<slug:code>/move/", structure.committee_move, name="committee_move"),
    path("committees/<slug:code>/close/", structure.committee_close, name="committee_close"),
    path(
        "committees/<slug:code>/describe/",
        structure.committee_describe,
        name="committee_describe",
    ),
    path(
        "committees/<slug:code>/appoint/",
        appointments.committee_appoint,
        name="committee_appoint",
    ),
    path(
        "committees/<slug:code>/vacant/",
        appointments.committee_vacant,
        name="committee_vacant",
    ),
    path(
        "committees/<slug:code>/revert/<slug:change>/",
        structure.committee_revert,
        name="committee_revert",
    ),
    path("appointments/<int:pk>/edit/", appointments.appointment_edit, name="appointment_edit"),
    path("appointments/<int:pk>/end/", appointments.appointment_end, name="appointment_end"),
    path(
        "appointments/<int:pk>/vacant/",
        appointments.appointment_vacant,
        name="appointment_vacant",
    ),
]

urlpatterns = [
    *editing,
    path("committees/", committees.committee_list, name="committees"),
    path("committees/<slug:code>/", committees.committee_detail, name="committee"),
    path("help/", manual.help_index, name="help"),
    path("help/<slug:name>/", manual.help_page, name="help_page"),
    path("sources/", sources.source_list, name="sources"),
    path("sources/<slug:key>/", sources.source_detail, name="source"),
]
