"""The application, as Django names it."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "duecare.office.monitoring"
    label = "monitoring"
