"""The application, as Django names it."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    name = "duecare.office.people"
    label = "people"

    def ready(self) -> None:
        """Note sign-ins in the log, and keep the table of the shared cache beside the others."""
        from duecare.office.people import journal  # noqa: F401

        post_migrate.connect(_shared_cache, sender=self)


def _shared_cache(using: str, **more: Any) -> None:
    call_command("createcachetable", database=using, verbosity=0)
