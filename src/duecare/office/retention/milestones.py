"""That a case was closed or opened again is noted, whoever does it."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from duecare.office.cases.models import Case, State
from duecare.office.retention.models import Milestone

CLOSED, REOPENED = Milestone.Kind.CLOSED, Milestone.Kind.REOPENED


@receiver(post_save, sender=Case, dispatch_uid="retention.milestones")
def noted(sender: type[Case], instance: Case, created: bool, raw: bool = False, **named: Any) -> None:
    """Note the day on which the state of a case came to be closed, or left it."""
    closed = instance.state == State.CLOSED
    if raw or (created and not closed):
        return
    last = Milestone.objects.filter(case=instance, kind__in=(CLOSED, REOPENED)).last()
    was = last is not None and last.kind == CLOSED
    if closed != was:
        Milestone.objects.create(case=instance, kind=CLOSED if closed else REOPENED, on=timezone.localdate())
