"""The application, as Django names it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "duecare.office.cases"
    label = "cases"
