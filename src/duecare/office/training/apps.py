"""The application, as Django names it."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "duecare.office.training"
    label = "training"
