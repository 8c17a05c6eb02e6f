"""The application, as Django names it."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "duecare.office.programme"
    label = "programme"
