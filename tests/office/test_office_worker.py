"""Background work is done wherever its worker was ended, and a worker is kept running whatever hinders its start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult
from offices import copied, in_file, office_on
from slow_work import slowly

from duecare.office.operations.models import Worker
from duecare.office.operations.supervisor import Supervisor
from duecare.office.operations.worker import beat, take_back

LONG = 180.0
"""Seconds after which something that should happen is given up; a machine that does much else is slow."""


@pytest.fixture
def office(template: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """An office in a folder, on which the acts of this test work."""
    folder = copied(template, tmp_path / "office")
    with django_db_blocker.unblock(), office_on(in_file(folder), folder):
        yield folder


@pytest.fixture
def environment(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a worker of this office is started with; it counts as dead after a few seconds."""
    paths = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", ""), *sys.path]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    monkeypatch.setenv("OFFICE_FOLDER", str(office))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "killed_settings")
    monkeypatch.delenv("OFFICE_SECRET", raising=False)


def until(claim: Callable[[], Any]) -> None:
    deadline = time.monotonic() + LONG
    while not claim():
        assert time.monotonic() < deadline, f"not within {LONG} s"
        time.sleep(0.02)


def counted(status: str) -> int:
    return DBTaskResult.objects.filter(status=status, task_path=slowly.module_path).count()


def worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "duecare", "office", "work"], stderr=subprocess.DEVNULL)


def test_work_is_done_at_whichever_point_its_worker_was_killed(office: Path, environment: None) -> None:
    points: list[Callable[[], Any]] = [
        Worker.objects.exists,
        lambda: counted("RUNNING"),
        lambda: counted("SUCCESSFUL"),
        lambda: not counted("RUNNING"),
    ]
    for _ in range(4):
        slowly.enqueue(0.5)
    for point in points:
        running = worker()
        until(point)
        running.send_signal(signal.SIGKILL)
        running.wait()
    last = worker()
    slowly.enqueue(0.0)  # done by no other than the last, which so is known to be at work
    until(lambda: counted("SUCCESSFUL") == 5)
    last.send_signal(signal.SIGTERM)
    assert last.wait(LONG) == 0
    assert counted("RUNNING") == counted("READY") == counted("FAILED") == 0


def test_what_a_living_worker_has_lost_is_taken_up_again_by_itself(db: None) -> None:
    """As where the database could not be written when the work ended: it stands as running, and nobody is at it."""
    slowly.enqueue(0.0)
    one = DBTaskResult.objects.get()
    one.claim("lives")
    beat("lives")
    assert take_back() == take_back("other") == 0, "for others it is at it"
    assert take_back("lives") == 1
    assert counted("READY") == 1
    assert Worker.objects.filter(name="lives").exists()


def test_a_worker_that_cannot_be_started_is_started_later(
    office: Path, environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", str(office / "no-such-program"))
        supervisor = Supervisor(said.append)
        supervisor.start()
        until(lambda: said)
    assert "could not be started (No such file or directory)" in said[0]
    try:
        until(Worker.objects.exists)
    finally:
        supervisor.stop()


def test_a_worker_waits_for_a_database_that_is_locked_when_it_starts(
    office: Path, environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAIT_FOR_A_LOCK", "2")
    slowly.enqueue(0.0)
    connection.close()
    import sqlite3

    with closing(sqlite3.connect(office / "office.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        running = worker()
        try:
            time.sleep(8)  # the start of it, and longer than it waits for a lock
            assert running.poll() is None, "it has ended"
            other.execute("ROLLBACK")
            until(lambda: counted("SUCCESSFUL") == 1)
        finally:
            running.kill()
            running.wait()
