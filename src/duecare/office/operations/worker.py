"""A worker: does what is enqueued, enqueues what is due, and takes over from workers that died."""

from __future__ import annotations

import datetime
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Final

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.utils import Error
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as Queue
from django_tasks_db.models import DBTaskResult

from duecare.office.operations.models import Worker
from duecare.office.operations.schedule import enqueue_due

LOG = logging.getLogger("duecare.office.work")
EVERY: Final = 1.0
ATTEMPTS: Final = 3
PARENT: Final = "OFFICE_WORKS_FOR"


class AbandonedError(RuntimeError):
    """Background work whose worker died under it as often as it was begun."""


def name_of(pid: int) -> str:
    """The name of the worker that is a process of this machine."""
    return f"{socket.gethostname()[:50]}:{pid}"


def lease() -> datetime.timedelta:
    """How long after it last said that it lives a worker counts as dead."""
    return datetime.timedelta(seconds=getattr(settings, "WORKER_LEASE", 60))


def beat(name: str) -> None:
    """Say that a worker lives."""
    Worker.objects.update_or_create(name=name, defaults={"beat_at": timezone.now()})


def leave(name: str) -> None:
    """Say that a worker has ended; what it was at is for others."""
    Worker.objects.filter(name=name).delete()


def take_back(idle: str = "") -> int:
    """Enqueue again what a worker had begun that is not there any more, or that is at nothing; returns how much.

    Work that was begun three times and never ended counts as failed, so that it does not take every worker with it.

    Args:
        idle: The worker that asks, which is at nothing now: what stands as begun by it was lost, as where the database
            could not be written when it ended.
    """
    live = set(Worker.objects.filter(beat_at__gt=timezone.now() - lease()).values_list("name", flat=True))
    Worker.objects.exclude(name__in=live | {idle}).delete()
    live.discard(idle)
    running = DBTaskResult.objects.filter(status="RUNNING")
    if all(ids and ids[-1] in live for ids in running.values_list("worker_ids", flat=True)):
        return 0
    taken = 0
    with transaction.atomic():
        for one in running.select_for_update():
            if one.worker_ids and one.worker_ids[-1] in live:
                continue
            taken += 1
            if len(one.worker_ids) >= ATTEMPTS:
                one.set_failed(AbandonedError(f"its worker died {len(one.worker_ids)} times"))
            else:
                one.status = "READY"
                one.save(update_fields=["status"])
    return taken


class Work:
    """The loop of a worker. It stops, after what it is at, when told to and when the process that began it ends."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.name, self.say, self.over = name_of(os.getpid()), say, threading.Event()
        self.parent = int(os.environ.get(PARENT, "0"))
        self.queue: Queue | None = None

    def run(self) -> None:
        """Work until stopped."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self.say("Background work is done here (stop with Ctrl-C)")
        threading.Thread(target=self._beating, daemon=True).start()
        try:
            # one of the same name, as in a container that was started again, is gone, and what it was at is taken back
            while not self.over.is_set():
                self._turn()
                self.over.wait(EVERY)
                if self.parent and os.getppid() != self.parent:
                    self.say("The office that this worker was for has ended.")
                    break
        finally:
            self.over.set()
            with suppress(Error):  # others find out by the time that has passed
                leave(self.name)

    def _turn(self) -> None:
        try:
            close_old_connections()
            beat(self.name)
            take_back(self.name)
            enqueue_due()
            if DBTaskResult.objects.ready().exists():
                self.queue = Queue(
                    queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
                    max_tasks=None, worker_id=self.name, excluded_queue_names=[],
                )  # fmt: skip
                self.queue.run()
        except Error as problem:
            LOG.warning("the database cannot be used; trying again: %s", str(problem).strip() or repr(problem))
            connection.close()
        finally:
            self.queue = None

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self.over.is_set():
            raise SystemExit(1)
        self.over.set()
        if self.queue is not None:
            self.queue.running = False

    def _beating(self) -> None:
        while not self.over.wait(lease().total_seconds() / 6):
            try:
                beat(self.name)
            except Error as problem:
                LOG.warning("cannot say that this worker lives: %s", str(problem).strip() or repr(problem))
                connection.close()
        connection.close()
