"""The same work on many pieces, in this process or in several that are forked from it."""

from __future__ import annotations

import gc
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import count
from multiprocessing import get_all_start_methods, get_context
from typing import Any, Final, Protocol, TypeVar

from duecare.errors import OutputError

Work = TypeVar("Work")
Task = TypeVar("Task")
Result = TypeVar("Result")
Part = TypeVar("Part")

_HELD: Final[dict[int, tuple[Callable[[Any, Any], Any], Any]]] = {}
"""Work under way: a forked process has what its parent held, and need not be sent it."""
_NUMBERS: Final = count()


class DoneBy(Protocol):
    """Who does the same work on many pieces: processes of this computer, or a cluster."""

    def __call__(
        self,
        run: Callable[[Work, Task], Result],
        work: Work,
        tasks: Sequence[Task],
        each: Callable[[Result], Part],
        workers: int,
    ) -> Iterator[Part]:
        """What is kept of what work gives for each task, in their order.

        Args:
            run: Does one task.
            work: What it needs for all of them.
            tasks: One piece each.
            each: What is kept of a result. It may write to folders of this computer.
            workers: How many processes of this computer.
        """
        ...


def done_here(
    run: Callable[[Work, Task], Result],
    work: Work,
    tasks: Sequence[Task],
    each: Callable[[Result], Part],
    workers: int,
) -> Iterator[Part]:
    """What is kept of what work gives, made in the process that has done the task: see `DoneBy` and `done_by`."""
    return done_by(lambda work, task: each(run(work, task)), work, tasks, workers)


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


@contextmanager
def alongside(run: Callable[[], None], workers: int) -> Iterator[None]:
    """Have something done in another process while the block runs; with one worker, or where no system forks, after it.

    Raises:
        OutputError: it failed.
    """
    if workers < 2 or "fork" not in get_all_start_methods():
        yield
        run()
        return
    process = get_context("fork").Process(target=run, daemon=True)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*fork", category=DeprecationWarning)
        process.start()
    try:
        yield
    except BaseException:
        process.terminate()
        raise
    process.join()
    if process.exitcode:
        raise OutputError("a process that was to help ended before it was done")


def _done(number: int, task: Any) -> Any:
    run, work = _HELD[number]
    return run(work, task)
