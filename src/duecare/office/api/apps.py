"""The application, as Django names it."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class ApiConfig(AppConfig):
    name = "duecare.office.api"
    label = "api"

    def ready(self) -> None:
        """Have reviews announced. Cases know nothing of who is told of them."""
        from duecare.office.api.webhooks import announce_review

        post_save.connect(announce_review, sender="cases.Reviewed", dispatch_uid="api-announce-review")
