"""The application, as Django names it."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OperationsConfig(AppConfig):
    name = "duecare.office.operations"
    label = "operations"

    def ready(self) -> None:
        post_migrate.connect(_hold_to_growing, sender=self, dispatch_uid="hold-to-growing")


def _hold_to_growing(using: str, plan: Any = (), **_: Any) -> None:
    """Make the triggers that migrations have lost."""
    from django.db import connections, transaction

    from duecare.office.audit.triggers import make_missing

    if plan:
        with transaction.atomic(using=using):
            make_missing(connections[using])
