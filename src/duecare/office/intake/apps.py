"""The application, as Django names it."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class IntakeConfig(AppConfig):
    name = "duecare.office.intake"
    label = "intake"

    def ready(self) -> None:
        """Look at every review that is kept, whoever changed the deal and on whichever page."""
        from duecare.office.cases.models import Reviewed
        from duecare.office.intake.lowered import look

        post_save.connect(look, sender=Reviewed, dispatch_uid="intake.lowered")
