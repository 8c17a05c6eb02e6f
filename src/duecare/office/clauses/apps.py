"""The application, as Django names it."""

from django.apps import AppConfig


class ClausesConfig(AppConfig):
    name = "duecare.office.clauses"
    label = "clauses"
