"""The application, as Django names it."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "duecare.office.evidence"
    label = "evidence"
