"""The application, as Django names it."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "duecare.office.complaints"
    label = "complaints"
