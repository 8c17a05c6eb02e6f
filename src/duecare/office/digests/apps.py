"""The application, as Django names it."""

from django.apps import AppConfig


class DigestsConfig(AppConfig):
    name = "duecare.office.digests"
    label = "digests"
