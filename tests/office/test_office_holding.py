"""Who has an office open: a restore waits for nobody, and a process that was killed holds nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from offices import copied, in_file, office_on, on_server

from duecare.errors import InputError
from duecare.office.cases.models import Case
from duecare.office.holding import alone, open_office
from duecare.office.operations.archive import backup


@pytest.fixture
def office(template: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """An office in a folder, on which the acts of this test work."""
    folder = copied(template, tmp_path / "office")
    with django_db_blocker.unblock(), office_on(in_file(folder), folder):
        yield folder


def begun(*words: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "duecare", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "duecare.office.settings", "OFFICE_FOLDER": str(folder)},
    )  # fmt: skip


def test_a_restore_is_refused_while_a_worker_lives_and_goes_on_after_kill_9(office: Path, tmp_path: Path) -> None:
    archive = tmp_path / "office.tar.gz"
    backup(archive)
    Case.objects.update(title="kept")
    connections["default"].close()
    worker = begun("office", "work", folder=office)
    try:
        assert worker.stdout is not None
        assert "Background work is done here" in worker.stdout.readline()
        refused = begun("office", "restore", str(archive), "--replace", folder=office)
        said = refused.communicate(timeout=180)[0]
        assert refused.returncode == 2
        assert f"the office is open: worker {worker.pid} on " in said
        assert "stop its server and workers first" in said
        assert Case.objects.get().title == "kept"
        connections["default"].close()
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        restored = begun("office", "restore", str(archive), "--replace", folder=office)
        said = restored.communicate(timeout=180)[0]
        assert restored.returncode == 0, said
        assert "The office verifies" in said
        assert Case.objects.get().title != "kept"
    finally:
        worker.kill()
        worker.communicate()


def test_nobody_opens_an_office_that_is_being_restored_and_several_open_it_else(office: Path) -> None:
    with alone(), pytest.raises(InputError, match="is being restored"), open_office("server"):
        pass
    with open_office("server"), open_office("worker"), pytest.raises(InputError, match=r"server .*; worker "), alone():
        pass
    with alone():
        pass


def test_on_postgresql_a_holder_with_another_folder_is_told_too(
    server: str, tmp_path: Path, django_db_blocker: Any
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    database = on_server(f"{server}/nobody")
    with django_db_blocker.unblock(), office_on(database, one), open_office("server"), office_on(database, two):
        with pytest.raises(InputError, match=r"session \d+ of the database"), alone():
            pass
        with open_office("worker"):
            pass
