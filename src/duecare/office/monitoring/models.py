"""What was noticed after a decision, and what was stopped because of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from duecare.office.cases.models import Case
from duecare.office.people.models import User


class Freeze(models.Model):
    """Updates and service of a delivered deal are stopped, until somebody lifts it with a reason.

    why: a closed code, as `listing` or `suspected_violation`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="freezes")
    why = models.CharField(max_length=30)
    since = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | (Q(lifted_by__isnull=False) & ~Q(reason="")),
                name="a_freeze_is_lifted_by_somebody_for_a_reason",
            )
        ]
