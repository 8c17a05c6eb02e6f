"""The application, as Django names it."""

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_save


class ApiConfig(AppConfig):
    name = "duecare.office.api"
    label = "api"

    def ready(self) -> None:
        """Have reviews, freezes and alerts announced. The rooms that keep them know nothing of who is told."""
        from duecare.office.api import webhooks

        told: dict[str, Callable[..., Any]] = {
            "cases.Reviewed": webhooks.announce_review,
            "monitoring.Freeze": webhooks.announce_freeze,
            "monitoring.Alert": webhooks.announce_alert,
        }
        for name, announced in told.items():
            room, _, model = name.partition(".")
            if model.lower() in apps.all_models[room]:
                post_save.connect(announced, sender=name, dispatch_uid=f"api:{name}")
