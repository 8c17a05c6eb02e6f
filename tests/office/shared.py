"""What is made once for all tests: a folder for all workers of a run, and what acts write that many begin with."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import Settings, settings
from django.db import connection
from django.utils import timezone

Write = tuple[str, Any, bool]
PLACES = {"COMPLAINTS_KEYS", "MEDIA_ROOT", "OFFICE"}
"""Settings of where files are kept, of which a person and a case have none."""

_written: dict[tuple[object, ...], list[Write]] = {}


def once_a_run(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder, only to be copied, that the first worker of this run who asks for it makes; others wait for it."""
    root = folders.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / f"once-{name}"
    with (root / f"once-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            folder.mkdir()  # fails where another worker could not fill it: each who asks is told
            make(folder)
            (folder / "made").touch()
    return folder


def again(name: str, act: Callable[[], object]) -> None:
    """Do an act, or write again what it wrote when another test did it on the same day with the same means.

    What was written is what the acts wrote, statement by statement, and goes through the same database with its
    constraints and triggers. The act itself is done wherever anything may differ: another state of the database,
    another day, other settings, other data.
    """
    state = _state(name)
    if state is not None and (written := _written.get(state)) is not None:
        with connection.cursor() as cursor:
            for sql, params, many in written:
                (cursor.executemany if many else cursor.execute)(sql, params)
                if " RETURNING " in sql:
                    cursor.fetchall()
        return
    writes: list[Write] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE")):
            writes.append((sql, list(params) if many else params, many))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        act()
    if state is not None:
        _written[state] = writes


def _state(name: str) -> tuple[object, ...] | None:
    """What an act depends on; nothing where it is better done again."""
    if connection.vendor != "sqlite" or not connection.in_atomic_block:
        return None
    changed = []
    held: Any = settings._wrapped
    while not isinstance(held, Settings):
        changed += [(key, repr(value)) for key, value in vars(held).items() if key.isupper() and key not in PLACES]
        held = held.default_settings
    home = Path(os.environ["DUECARE_HOME"])
    data = tuple(sorted((str(path), path.stat().st_mtime_ns) for path in home.rglob("*"))) if home.exists() else ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name")
        counted = tuple(cursor.fetchall())
        cursor.execute("SELECT count(*), max(id) FROM audit_entry")
        told = tuple(cursor.fetchall())
    clock = (timezone.localdate(), timezone.now)
    return name, clock, tuple(sorted(changed)), str(home) if data else "", data, counted, told
