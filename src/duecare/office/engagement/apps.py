"""The application, as Django names it."""

from django.apps import AppConfig


class EngagementConfig(AppConfig):
    name = "duecare.office.engagement"
    label = "engagement"
