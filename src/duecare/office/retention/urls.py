"""Addresses of retention."""

from django.urls import path

from duecare.office.retention import subjects, views

urlpatterns = [
    path("retention/", views.retention, name="retention"),
    path("retention/due/", views.due, name="retention-due"),
    path("retention/schedule/", views.schedule_page, name="retention-schedule"),
    path("retention/propose/", views.propose, name="propose-erasure"),
    path("retention/erasures/<int:pk>/confirm/", views.confirm, name="confirm-erasure"),
    path("retention/erasures/<int:pk>/drop/", views.drop, name="drop-erasure"),
    path("holds/", views.holds, name="holds"),
    path("holds/<int:pk>/release/", views.release, name="release-hold"),
    path("cases/<str:number>/hold/", views.hold_case, name="hold-case"),
    path("cases/<str:number>/close/", views.close, name="close-case"),
    path("cases/<str:number>/reopen/", views.reopen, name="reopen-case"),
    path("cases/<str:number>/erasure/", views.case_erasure, name="case-erasure"),
    path("subjects/", subjects.search, name="subjects"),
    path("subjects/export/", subjects.export, name="subject-export"),
    path("subjects/requests/", subjects.requests, name="subject-requests"),
    path("subjects/requests/<int:pk>/", subjects.request_page, name="subject-request"),
    path("subjects/requests/<int:pk>/erase/", subjects.erase, name="erase-request"),
    path("people/own/data/", subjects.own_data, name="own-data"),
    path("people/own/data/file/", subjects.own_file, name="own-data-file"),
]
