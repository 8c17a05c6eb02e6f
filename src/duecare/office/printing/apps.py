"""The application, as Django names it."""

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "duecare.office.printing"
    label = "printing"
