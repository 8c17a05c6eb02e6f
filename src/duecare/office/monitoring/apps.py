"""The application, as Django names it."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class MonitoringConfig(AppConfig):
    name = "duecare.office.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        """A delivered deal is frozen by whatever review speaks against it: every review that is kept is looked at."""
        from duecare.office.cases.models import Reviewed
        from duecare.office.monitoring.freezing import review_kept

        post_save.connect(review_kept, sender=Reviewed, dispatch_uid="monitoring-freezing")
