"""The worker that `duecare serve` starts: stopped with it, and started again if it dies or gives no sign of life.

Nothing that goes wrong in starting it ends the supervisor: a machine that has no process or memory to give now has it
later.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from django.db import connection
from django.db.utils import Error
from django.utils import timezone

from duecare.office.operations.models import Worker
from duecare.office.operations.worker import PARENT, lease, leave, name_of

PATIENCE: Final = 20.0
LONGEST: Final = 30.0
STEADY: Final = 30.0
LOOKS: Final = 5.0
SILENT: Final = 5
"""After how many leases without a sign of life a process counts as stuck, and after how many seconds at least."""
STARTING: Final = 120.0


class Supervisor:
    """Keeps one worker running until it is told to stop."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say, self.over = say, threading.Event()
        self.worker: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._keep, name="supervisor", daemon=True)

    def start(self) -> None:
        """Start the worker."""
        self.thread.start()

    def stop(self) -> None:
        """Stop the worker after what it is at, or at once if that takes too long."""
        self.over.set()
        worker = self.worker
        if worker is not None and worker.poll() is None:
            worker.terminate()
            try:
                worker.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                worker.kill()
        self.thread.join(PATIENCE)

    def _keep(self) -> None:
        pause = 0.5
        while not self.over.is_set():
            began = time.monotonic()
            try:
                said = self._one()
            except OSError as problem:
                said = f"The worker could not be started ({problem.strerror or problem}); it is tried again."
            if self.over.is_set():
                break
            pause = 0.5 if time.monotonic() - began > STEADY else min(pause * 2, LONGEST)
            self.say(said)
            self.over.wait(pause)
        connection.close()

    def _one(self) -> str:
        """Start a worker, and wait until it has ended; returns what became of it."""
        # a session of its own: Ctrl-C in a terminal reaches the office, which then stops its worker
        worker = self.worker = subprocess.Popen(
            [sys.executable, "-m", "duecare", "office", "work"], env={**os.environ, PARENT: str(os.getpid())},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        heard, said = time.monotonic(), "The worker ended with {}; it is started again."
        while True:
            try:
                ended = worker.wait(LOOKS)
                break
            except subprocess.TimeoutExpired:
                if self.over.is_set():
                    continue  # `stop` waits for it
                if self._lives(worker.pid):
                    heard = time.monotonic()
                elif time.monotonic() - heard > max(SILENT * lease().total_seconds(), STARTING):
                    said = "The worker said no more that it lives, and was ended with {}; it is started again."
                    worker.kill()
        self._gone(worker.pid)
        return said.format(ended)

    def _lives(self, pid: int) -> bool:
        """Whether a worker has said of late that it lives, or nobody can tell."""
        try:
            return Worker.objects.filter(name=name_of(pid), beat_at__gt=timezone.now() - lease()).exists()
        except Error:
            connection.close()
            return True

    def _gone(self, pid: int) -> None:
        try:
            leave(name_of(pid))
        except Error:
            connection.close()  # the next worker finds out by the time that has passed
