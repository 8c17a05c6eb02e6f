"""The application, as Django names it."""

from django.apps import AppConfig


class DistributionConfig(AppConfig):
    name = "duecare.office.distribution"
    label = "distribution"
