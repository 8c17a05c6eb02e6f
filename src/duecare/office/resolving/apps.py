"""The application, as Django names it."""

from django.apps import AppConfig


class ResolvingConfig(AppConfig):
    name = "duecare.office.resolving"
    label = "resolving"
