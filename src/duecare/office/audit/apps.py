"""The application, as Django names it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "duecare.office.audit"
    label = "audit"

    def ready(self) -> None:
        from duecare.office.audit.seals import notice

        notice()
