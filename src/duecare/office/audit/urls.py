"""Addresses of the log."""

from django.urls import path

from duecare.office.audit import views

urlpatterns = [
    path("", views.log, name="log"),
    path("export/", views.export, name="log-export"),
]
