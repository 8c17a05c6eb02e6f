"""What is done again and again, and when it is next due."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from inspect import signature
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from duecare.office.operations.models import Due

DAY, MINUTE = datetime.timedelta(days=1), datetime.timedelta(minutes=1)
ROOMS: Final = "duecare.office"


@dataclass(frozen=True)
class Scheduled:
    """A function by its dotted path, and how often it is called. What it does, it may be asked to do twice.

    It takes nothing, or `day` (a date) or `now` (a moment).
    """

    name: str
    path: str
    every: datetime.timedelta

    def call(self) -> None:
        """Call it, with the day or moment that it asks for."""
        function = self.function()
        assert function is not None
        now: dict[str, Callable[[], Any]] = {"day": timezone.localdate, "now": timezone.now}
        asked = [name for name, one in signature(function).parameters.items() if one.default is one.empty]
        function(**{name: now[name]() for name in asked})

    def function(self) -> Callable[..., Any] | None:
        """The function, if the room that it belongs to has it."""
        module, _, name = self.path.rpartition(".")
        try:
            there = find_spec(module) is not None
        except ModuleNotFoundError:
            there = False
        return getattr(import_module(module), name, None) if there else None


SCHEDULE: Final = (
    Scheduled("reopen-overdue", f"{ROOMS}.decisions.acts.reopen_overdue", DAY),
    Scheduled("watch-cases", f"{ROOMS}.monitoring.acts.watch_cases", DAY),
    Scheduled("show-reviews", f"{ROOMS}.cases.showing.show_reviews", MINUTE),
    Scheduled("deliver-webhooks", f"{ROOMS}.api.webhooks.deliver_due", MINUTE),
    Scheduled("send-digests", f"{ROOMS}.digests.acts.send_digests", 5 * MINUTE),
    Scheduled("log-complaints", f"{ROOMS}.complaints.receiving.log_arrivals", DAY),
    Scheduled("erase-complaints", f"{ROOMS}.complaints.handling.erase_ended", DAY),
    Scheduled("tidy", f"{ROOMS}.operations.tidying.tidy", DAY),
)
PULL: Final = Scheduled("pull-data", f"{ROOMS}.operations.pulling.pull_data", DAY)
"""Fetching lists anew: only where OFFICE_PULL names sources, since an office asks no other host by itself."""


def schedule() -> tuple[Scheduled, ...]:
    """What is scheduled here: what the rooms have."""
    pulls = (PULL,) if settings.OFFICE_PULL else ()
    return tuple(one for one in (*pulls, *SCHEDULE) if one.function() is not None)


@task()
def run(name: str) -> str:
    """Do what is scheduled under a name."""
    one = next((one for one in schedule() if one.name == name), None)
    if one is None:
        return "not scheduled"
    one.call()
    return "done"


def enqueue_due(now: datetime.datetime | None = None) -> list[str]:
    """Hand what is due to the workers, once however many ask; returns the names.

    The next time is set in the transaction that enqueues the work, with the row locked: of two workers the second sees
    the time that the first has set. What was missed while no worker ran is done once.
    """
    at, begun = now or timezone.now(), []
    waiting = set(Due.objects.filter(next_at__gt=at).values_list("name", flat=True))
    for one in schedule():
        if one.name in waiting:
            continue
        with transaction.atomic():
            Due.objects.get_or_create(name=one.name, defaults={"next_at": at})
            due = Due.objects.select_for_update().get(name=one.name)
            if due.next_at > at:
                continue
            missed = (at - due.next_at) // one.every
            due.next_at += one.every * (missed + 1)
            due.save(update_fields=["next_at"])
            if not _outstanding(one.name):
                run.enqueue(one.name)
                begun.append(one.name)
    return begun


def _outstanding(name: str) -> bool:
    """Whether the same work waits already, as when every worker is busy."""
    from django_tasks_db.models import DBTaskResult

    waiting = DBTaskResult.objects.filter(status="READY", task_path=run.module_path)
    return any(one["args"] == [name] for one in waiting.values_list("args_kwargs", flat=True))
