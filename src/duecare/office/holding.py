"""Who has an office open: each server and worker holds a lock of the system, which ends with its process.

A restore takes the place of all of an office, so it waits for nobody: it refuses while another has it open, and whoever
wants to open it meanwhile is refused. The locks lie in the folder `open` of the office's own, a file a holder; on
PostgreSQL a lock of the database says so too, for holders on other machines.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from duecare.errors import InputError, OutputError

OPEN: Final = 7_021_978
"""The number of a lock on PostgreSQL that whoever has the office open shares."""
FOLDER: Final = "open"
GATE: Final = "gate"
"""The file that all holders share, and that a restore holds alone."""


@contextmanager
def open_office(role: str) -> Iterator[None]:
    """Say that the office is open here, as long as this lasts.

    Args:
        role: server or worker.

    Raises:
        InputError: it is being restored.
        OutputError: its folder cannot be written.
    """
    with ExitStack() as held:
        folder = _folder()
        gate = _opened(folder / GATE, held)
        if not _lock(gate, shared=True):
            raise InputError("this office is being restored", hint="start it when that is done")
        own = folder / f"{role}-{socket.gethostname()[:50]}-{os.getpid()}"
        file = _opened(own, held)
        _lock(file)
        file.write(f"{role} {os.getpid()} on {socket.gethostname()} since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
        file.flush()
        held.callback(own.unlink, missing_ok=True)
        held.callback(_database_held(shared=True).close)
        yield


@contextmanager
def alone() -> Iterator[None]:
    """Keep everybody from opening the office, as long as this lasts.

    Raises:
        InputError: somebody has it open; says who.
        OutputError: its folder cannot be written.
    """
    with ExitStack() as held:
        folder = _folder()
        gate = _opened(folder / GATE, held)
        if not _lock(gate):
            raise InputError(f"the office is open: {'; '.join(_holders(folder)) or 'another process'}", hint=STOP)
        for path in folder.iterdir():
            if path.name != GATE:  # left by a process that was killed
                path.unlink(missing_ok=True)
        held.callback(_database_held(shared=False).close)
        yield


STOP: Final = "stop its server and workers first"


def _folder() -> Path:
    from django.conf import settings

    folder = Path(settings.OFFICE) / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise OutputError(f"{folder}: cannot be written: {problem.strerror or problem}") from None
    return folder


def _opened(path: Path, held: ExitStack) -> IO[str]:
    try:
        return held.enter_context(path.open("a+", encoding="utf-8"))
    except OSError as problem:
        raise OutputError(f"{path}: cannot be written: {problem.strerror or problem}") from None


def _lock(file: IO[str], *, shared: bool = False) -> bool:
    """Take a lock on a file, until it is closed or the process ends; whether it was free."""
    try:
        import fcntl
    except ImportError:  # a system without such locks
        return True
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holders(folder: Path) -> Iterator[str]:
    """What those who live say of themselves; what a process that was killed has left is removed."""
    for path in sorted(folder.iterdir()):
        if path.name == GATE:
            continue
        with path.open("a+", encoding="utf-8") as file:
            if _lock(file):
                path.unlink(missing_ok=True)
            else:
                file.seek(0)
                yield file.read() or path.name


def _database_held(*, shared: bool) -> Any:
    """A connection that holds the lock of the database; one that is not opened where it is SQLite.

    Raises:
        InputError: another has the office open, or it is being restored.
    """
    from django.db import connections

    own = connections.create_connection("default")
    if own.vendor != "postgresql":
        return own
    try:
        with own.cursor() as cursor:
            cursor.execute(f"SELECT pg_try_advisory_lock{'_shared' if shared else ''}(%s)", [OPEN])
            if not cursor.fetchone()[0]:
                cursor.execute(
                    "SELECT a.pid, coalesce(host(a.client_addr), 'this machine'), a.backend_start FROM pg_locks l"
                    " JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.objid = %s"
                    " AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                    [OPEN],
                )
                who = [f"session {pid} of the database, from {at}, since {since:%Y-%m-%d %H:%M}"
                       for pid, at, since in cursor.fetchall()]  # fmt: skip
                said = "this office is being restored" if shared else "the office is open"
                raise InputError(f"{said}: {'; '.join(who) or 'another process'}", hint=STOP)
    except BaseException:
        own.close()
        raise
    return own
