"""Several processes answer, and none is left when the one that was started ends, however it does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from offices import copied

LONG = 120.0


@pytest.fixture
def office(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = copied(template, tmp_path / "office")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parent), *sys.path]))
    monkeypatch.setenv("OFFICE_FOLDER", str(folder))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "killed_settings")
    monkeypatch.delenv("OFFICE_SECRET", raising=False)
    return folder


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def begun(office: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "duecare", "serve", "--port", str(port), "--processes", "3", "--no-worker"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.wait()
    assert process.stderr is not None
    process.stderr.close()


def until(claim: Any) -> None:
    deadline = time.monotonic() + LONG
    while not claim():
        assert time.monotonic() < deadline, f"not within {LONG} s"
        time.sleep(0.05)


def answers(port: int) -> bool:
    try:
        return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=LONG).status == 200)
    except OSError:
        return False


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in found.read_text().split()] if found.exists() else []


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc to see processes")


def test_the_office_answers_on_when_a_process_dies_and_says_so(begun: subprocess.Popen[str], port: int) -> None:
    until(lambda: answers(port))
    first, second = children(begun.pid)
    os.kill(first, signal.SIGKILL)
    assert begun.stderr is not None
    said = next(line for line in begun.stderr if "has ended" in line)
    assert f"({first}) has ended; the others go on" in said
    for _ in range(6):
        assert answers(port)
    begun.send_signal(signal.SIGTERM)
    assert begun.wait(LONG) == 0
    assert not lives(second)
    assert "Traceback" not in begun.stderr.read()


def test_none_goes_on_when_the_office_is_ended_by_force_and_it_opens_again_at_once(
    begun: subprocess.Popen[str], port: int
) -> None:
    until(lambda: answers(port))
    beside = children(begun.pid)
    assert len(beside) == 2
    begun.kill()
    begun.wait()
    command = [sys.executable, "-m", "duecare", "serve", "--port", str(port), "--no-worker"]
    again = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        until(lambda: not any(lives(pid) for pid in beside))
        until(lambda: answers(port))
    finally:
        again.kill()
        again.wait()
