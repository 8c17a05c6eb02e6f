"""The application, as Django names it."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "duecare.office.decisions"
    label = "decisions"
