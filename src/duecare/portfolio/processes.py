"""The same work on many pieces, in this process or in several that are forked from it."""

from __future__ import annotations

import gc
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import count
from multiprocessing import get_all_start_methods, get_context
from typing import Any, Final, TypeVar

from duecare.errors import OutputError

Work = TypeVar("Work")
Task = TypeVar("Task")
Result = TypeVar("Result")

_HELD: Final[dict[int, tuple[Callable[[Any, Any], Any], Any]]] = {}
"""Work under way: a forked process has what its parent held, and need not be sent it."""
_NUMBERS: Final = count()


def done_by(run: Callable[[Work, Task], Result], work: Work, tasks: Sequence[Task], workers: int) -> Iterator[Result]:
    """What work gives for each task, in their order.

    Args:
        run: Does one task. With several processes its results are sent back, and what it changes stays there.
        work: What it needs for all of them.
        tasks: One piece each.
        workers: How many processes. Where a system cannot fork, one.

    Raises:
        OutputError: a process ended before it was done.
    """
    workers = min(workers, len(tasks))
    number = next(_NUMBERS)
    _HELD[number] = (run, work)
    collects = gc.isenabled()
    gc.disable()  # what is made is kept and holds no cycles; to look for some costs a third, and forks shared memory
    try:
        if workers < 2 or "fork" not in get_all_start_methods():
            yield from (run(work, task) for task in tasks)
            return
        with ProcessPoolExecutor(workers, get_context("fork"), signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
            with warnings.catch_warnings():
                # Python warns of other threads: those of DuckDB and Arrow are idle, and no child calls them
                warnings.filterwarnings("ignore", message=".*fork", category=DeprecationWarning)
                found = pool.map(_done, [number] * len(tasks), tasks)
            yield from found
    except BrokenProcessPool:
        raise OutputError("a process was ended by the system, perhaps for want of memory; try with fewer") from None
    finally:
        del _HELD[number]
        if collects:
            gc.enable()


def _done(number: int, task: Any) -> Any:
    run, work = _HELD[number]
    return run(work, task)
