"""Counsel's matters."""

from __future__ import annotations

from django.db import models

from duecare.office.cases.models import Case
from duecare.office.people.models import User


class Matter(models.Model):
    """A question that counsel directs. cause: a closed code, as `listing` or `knowledge_trigger`."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="matters")
    title = models.CharField(max_length=200)
    cause = models.CharField(max_length=30)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title
