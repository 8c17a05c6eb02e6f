"""The application, as Django names it."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "duecare.office.retention"
    label = "retention"

    def ready(self) -> None:
        from duecare.office.retention import milestones  # noqa: F401
