"""The worker that `duecare serve` starts: stopped with it, and started again if it dies."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from django.db import connection
from django.db.utils import DatabaseError

from duecare.office.operations.worker import PARENT, leave, name_of

PATIENCE: Final = 20.0
LONGEST: Final = 60.0
STEADY: Final = 30.0


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
            # a session of its own: Ctrl-C in a terminal reaches the office, which then stops its worker
            self.worker = subprocess.Popen(
                [sys.executable, "-m", "duecare", "office", "work"], env={**os.environ, PARENT: str(os.getpid())},
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            ended = self.worker.wait()
            if self.over.is_set():
                break
            pause = 0.5 if time.monotonic() - began > STEADY else min(pause * 2, LONGEST)
            self.say(f"The worker ended with {ended}; it is started again.")
            self._gone(self.worker.pid)
            self.over.wait(pause)
        connection.close()

    def _gone(self, pid: int) -> None:
        try:
            leave(name_of(pid))
        except DatabaseError:
            connection.close()  # the next worker finds out by the time that has passed
