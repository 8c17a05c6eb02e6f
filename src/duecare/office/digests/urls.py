"""Addresses of reminders by mail."""

from django.urls import path

from duecare.office.digests import views

urlpatterns = [path("reminders/", views.digests, name="digests")]
