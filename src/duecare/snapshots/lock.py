"""One writer a source: a lock on a file that the system lets go of when the process ends, however it ends."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from duecare.errors import OutputError


@contextlib.contextmanager
def locked(path: Path, held: str) -> Iterator[None]:
    """Hold the lock while the block runs.

    Args:
        path: The file of the lock.
        held: What to say where another process holds it.

    Raises:
        OutputError: another process holds it; or the file cannot be made.
    """
    try:
        file = open(path, "ab")  # noqa: SIM115  (closed below; closing lets go of the lock)
    except OSError as problem:
        raise OutputError(f"{path}: cannot be written: {problem.strerror}") from None
    with file:
        try:
            if sys.platform == "win32":
                import msvcrt

                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OutputError(held) from None
        yield
