"""The application, as Django names it."""

from django.apps import AppConfig


class CounselConfig(AppConfig):
    name = "duecare.office.counsel"
    label = "counsel"
