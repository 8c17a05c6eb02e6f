"""Processes that answer beside the one that was started: Python works on one request at a time in each."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final, NoReturn

from duecare.errors import InputError

LOOKS: Final = 0.2
"""Seconds between looks of a process at whether the one that began it is still there."""
MOST: Final = 2
"""So many are begun where nobody says how many, on a machine with as many cores."""


def usual() -> int:
    """How many processes answer where nobody says it: as many as there are cores, two at most."""
    return min(os.cpu_count() or 1, MOST) if hasattr(os, "fork") else 1


class Beside:
    """Copies of this process that do one thing until they are stopped, or this process ends, however it does.

    One that ends by itself is not begun again: the others go on. A copy is made while there is one thread and no
    connection to the database, and leaves without the farewells of what it was copied with, as of held locks.

    Raises:
        InputError: processes cannot be copied on this system.
    """

    def __init__(self, count: int, answer: Callable[[], None], say: Callable[[str], None]) -> None:
        if count and not hasattr(os, "fork"):
            raise InputError("on this system one process answers", hint="leave --processes out")
        parent = os.getpid()
        self.say, self.over = say, threading.Event()
        self.numbers = {pid for _ in range(count) if (pid := os.fork() or _do(answer, parent))}

    def watch(self) -> None:
        """Say so when one ends by itself."""
        threading.Thread(target=self._watch, name="beside", daemon=True).start()

    def _watch(self) -> None:
        while not self.over.wait(LOOKS):
            for pid in [pid for pid in self.numbers if _ended(pid)]:
                self.numbers.discard(pid)
                if not self.over.is_set():
                    self.say(f"A process that answers ({pid}) has ended; the others go on.")

    def ask_to_stop(self) -> None:
        """Let each end after what it is at."""
        self.over.set()
        for pid in tuple(self.numbers):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    def stop(self, seconds: float) -> None:
        """Wait until each has ended; what takes longer is ended by force."""
        self.ask_to_stop()
        deadline = time.monotonic() + seconds
        for pid in tuple(self.numbers):
            while not _ended(pid):
                if time.monotonic() > deadline:
                    os.kill(pid, signal.SIGKILL)
                time.sleep(0.02)


def _ended(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True


def _do(answer: Callable[[], None], parent: int) -> NoReturn:
    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOKS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()
    code = 0
    try:
        answer()
    except (SystemExit, KeyboardInterrupt):
        pass
    except BaseException:
        logging.getLogger(__name__).exception("a process that answers has ended")
        code = 1
    os._exit(code)
