"""The application, as Django names it."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "duecare.office.intake"
    label = "intake"
