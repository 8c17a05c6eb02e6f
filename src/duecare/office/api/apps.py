"""The application, as Django names it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "duecare.office.api"
    label = "api"
