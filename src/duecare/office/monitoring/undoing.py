"""Taking back, shortly after, that an alert was given to somebody or put off."""

from __future__ import annotations

import datetime

from django.db import transaction

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.cases.undoing import CHANGED
from duecare.office.monitoring.inbox import alerts_of
from duecare.office.monitoring.models import Alert
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may
from duecare.office.people.undo import undoes


def _locked(by: User, alert: int) -> Alert:
    if not may(by, Act.ALERTS) or not alerts_of(by).filter(pk=alert).exists():
        raise InputError("this alert is not open to you")
    return Alert.objects.select_for_update(of=("self",)).get(pk=alert)


@undoes("alert.assign")
def undo_assign(by: User, *, alert: int, before: int | None, after: int | None) -> None:
    """Give an alert back to whom it was with.

    Raises:
        InputError: it is with somebody else by now.
    """
    with transaction.atomic():
        held = _locked(by, alert)
        if held.assigned_id != after:
            raise InputError(CHANGED)
        held.assigned_id = before
        held.save(update_fields=["assigned"])
        record(by, "alert.assign_undone", held.case, alert=alert, to=before)


@undoes("alert.snooze")
def undo_snooze(by: User, *, alert: int, after: str, before: str | None, why: str, who: int | None) -> None:
    """Let an alert wait as it did before, or not at all.

    Raises:
        InputError: it waits until another day by now, or is done.
    """
    with transaction.atomic():
        held = _locked(by, alert)
        if held.done_at is not None or str(held.snoozed_until) != after:
            raise InputError(CHANGED)
        held.snoozed_until = datetime.date.fromisoformat(before) if before else None
        held.snoozed_why, held.snoozed_by_id = why, who
        held.save(update_fields=["snoozed_until", "snoozed_why", "snoozed_by"])
        record(by, "alert.snooze_undone", held.case, alert=alert, until=before)
